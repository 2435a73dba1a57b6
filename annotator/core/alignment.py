"""Which mention of one annotator is which of another's: an optimal one-to-one matching, whatever the order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from annotator.core.assignment import best_assignment
from annotator.core.model import Claim, Mention, Spans

Match: TypeAlias = Literal["exact", "span", "overlap", "near"]
"""How two aligned mentions are alike: label and spans; spans only; label and some code point; some code point only."""

Bounds: TypeAlias = tuple[int, ...]

_UnderWay: TypeAlias = dict[str, list[tuple[int, int]]]

_FINE = 1 << 20
"""Steps into which the likeness of two spans is divided."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A mention of ours, of theirs, or of both, and how alike those are; ``match`` is None for one alone."""

    ours: Mention | None
    theirs: Mention | None
    match: Match | None = None

    @property
    def either(self) -> Mention:
        """The mention of ours, or where there is none that of theirs."""
        mention = self.ours if self.ours is not None else self.theirs
        if mention is None:
            raise ValueError("an alignment has a mention of ours, of theirs or of both")
        return mention


def align(ours: Iterable[Mention], theirs: Iterable[Mention]) -> list[Aligned]:
    """All mentions of both, each once, in reading order.

    Exact matches come first, then equal spans, then the overlaps of one label, then the other overlaps; within the
    latter two the number of pairs is the greatest there can be, and of such the likeness of their spans.
    """
    left, right = sorted(ours, key=_place), sorted(theirs, key=_place)
    found: list[Aligned] = []
    steps: tuple[tuple[Match, Callable[[list[Mention], list[Mention]], list[tuple[int, int]]]], ...] = (
        ("exact", lambda one, other: _equal(one, other, lambda mention: (mention.label, bounds(mention)))),
        ("span", lambda one, other: _equal(one, other, bounds)),
        ("overlap", lambda one, other: overlapping(one, other, labels=True)),
        ("near", lambda one, other: overlapping(one, other, labels=False)),
    )
    for match, step in steps:
        pairs = step(left, right)
        found += [Aligned(left[one], right[other], match) for one, other in pairs]
        left = _without(left, {one for one, _ in pairs})
        right = _without(right, {other for _, other in pairs})
    found += [Aligned(mention, None) for mention in left] + [Aligned(None, mention) for mention in right]
    return sorted(found, key=lambda one: _place(one.either))


def overlapping(ours: Sequence[Mention], theirs: Sequence[Mention], *, labels: bool) -> list[tuple[int, int]]:
    """The places of the pairs of a greatest one-to-one matching of mentions that share a code point.

    With ``labels`` only mentions of the same label are paired.
    """
    weights: list[dict[int, int]] = [{} for _ in ours]
    for one, other in _touching(ours, theirs, labels=labels):
        shared, whole = _shared(ours[one].spans, theirs[other].spans)
        if shared:
            weights[one][other] = 1 + _FINE * shared // whole
    pairs: list[tuple[int, int]] = []
    for rows in _parts(weights):
        if len(rows) == 1:
            columns = weights[rows[0]]
            pairs.append((rows[0], max(columns, key=lambda column: (columns[column], -column))))
            continue
        most = _FINE * (len(rows) + 1)
        chosen = best_assignment([{column: most + weight for column, weight in weights[row].items()} for row in rows])
        pairs += [(rows[place], column) for place, column in chosen.items()]
    return pairs


def _place(mention: Mention) -> tuple[Bounds, str, str]:
    return bounds(mention), mention.label, mention.id


def bounds(mention: Mention | Claim) -> Bounds:
    """The starts and ends of a record's spans as plain numbers: quick to compare, sort and look up."""
    spans = mention.spans
    if len(spans) == 1:
        return spans[0].start, spans[0].end
    return tuple(number for span in spans for number in (span.start, span.end))


def _without(mentions: list[Mention], places: set[int]) -> list[Mention]:
    return [mention for place, mention in enumerate(mentions) if place not in places] if places else mentions


def _equal(
    ours: Sequence[Mention], theirs: Sequence[Mention], key: Callable[[Mention], Hashable]
) -> list[tuple[int, int]]:
    free: dict[Hashable, list[int]] = defaultdict(list)
    for place in range(len(theirs) - 1, -1, -1):
        free[key(theirs[place])].append(place)
    return [(place, waiting.pop()) for place, mention in enumerate(ours) if (waiting := free.get(key(mention)))]


def _touching(ours: Sequence[Mention], theirs: Sequence[Mention], *, labels: bool) -> Iterator[tuple[int, int]]:
    """The pairs whose envelopes share a code point, by a sweep over both in the order of their starts."""
    sides = (ours, theirs)
    starts = sorted((mention.start, side, place) for side in (0, 1) for place, mention in enumerate(sides[side]))
    under_way: tuple[_UnderWay, _UnderWay] = (defaultdict(list), defaultdict(list))
    for start, side, place in starts:
        mention = sides[side][place]
        group = mention.label if labels else ""
        others = under_way[1 - side].get(group)
        if others:
            others[:] = [other for other in others if other[0] > start]
            yield from ((place, other) if side == 0 else (other, place) for _, other in others)
        under_way[side][group].append((mention.end, place))


def _shared(ours: Spans, theirs: Spans) -> tuple[int, int]:
    """How many code points both cover, and how many either does."""
    if len(ours) == len(theirs) == 1:
        one, other = ours[0], theirs[0]
        shared = max(0, min(one.end, other.end) - max(one.start, other.start))
        return shared, len(one) + len(other) - shared
    shared = sum(max(0, min(one.end, other.end) - max(one.start, other.start)) for one in ours for other in theirs)
    return shared, sum(map(len, ours)) + sum(map(len, theirs)) - shared


def _parts(weights: Sequence[dict[int, int]]) -> Iterator[list[int]]:
    """The rows that have a column in common, directly or through others: each part is a problem of its own."""
    rows_of: dict[int, list[int]] = defaultdict(list)
    for row, columns in enumerate(weights):
        for column in columns:
            rows_of[column].append(row)
    seen: set[int] = set()
    for row, columns in enumerate(weights):
        if row in seen or not columns:
            continue
        part, waiting = [], [row]
        seen.add(row)
        columns_seen: set[int] = set()
        while waiting:
            part.append(here := waiting.pop())
            for column in weights[here]:
                if column not in columns_seen:
                    columns_seen.add(column)
                    fresh = [other for other in rows_of[column] if other not in seen]
                    seen.update(fresh)
                    waiting += fresh
        yield sorted(part)

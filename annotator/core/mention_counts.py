"""How many mentions two annotators have in common: exactly, by overlap, and by their spans alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from annotator.core.alignment import Bounds, bounds, overlapping
from annotator.core.model import Mention
from annotator.core.scores import Tally

_Place: TypeAlias = tuple[str, Bounds]
"""A mention's label and the bounds of its spans."""


class MentionCounts(NamedTuple):
    """What two annotators' mentions have in common.

    - ``exact``: the same label and the same spans;
    - ``overlap``: the same label, and a code point in common; an exact match is one before all others;
    - ``spans``: the same spans, whatever the label;
    - ``labels``: the first two of each label.
    """

    exact: Tally
    overlap: Tally
    spans: Tally
    labels: Mapping[str, tuple[Tally, Tally]]


def count_mentions(ours: Iterable[Mention], theirs: Iterable[Mention]) -> MentionCounts:
    """Counts what an optimal one-to-one matching pairs: as many as there can be, whatever the order.

    Exact matches as in the shared tasks on named entities (Tjong Kim Sang and De Meulder, "Introduction to the
    CoNLL-2003 shared task", 2003), overlaps as MUC's partial matches (Chinchor and Sundheim, "MUC-5 evaluation
    metrics", 1993), but of one label, and by a greatest matching (Kuhn, "The Hungarian method for the assignment
    problem", 1955) in place of a greedy one. Spans are half-open: two that only touch have no code point in common.
    """
    left, right = _by_place(ours), _by_place(theirs)
    exact: Counter[str] = Counter()
    alone_left: list[Mention] = []
    alone_right: list[Mention] = []
    for place, mentions in left.items():
        others = right.get(place, ())
        exact[place[0]] += min(len(mentions), len(others))
        alone_left += mentions[len(others) :]
    for place, mentions in right.items():
        alone_right += mentions[len(left.get(place, ())) :]
    near = Counter(alone_left[one].label for one, _ in overlapping(alone_left, alone_right, labels=True))
    of_ours, of_theirs = _by_label(left), _by_label(right)
    labels = {
        label: (
            Tally(exact[label], of_ours[label], of_theirs[label]),
            Tally(exact[label] + near[label], of_ours[label], of_theirs[label]),
        )
        for label in sorted(of_ours.keys() | of_theirs.keys())
    }
    all_ours, all_theirs = of_ours.total(), of_theirs.total()
    return MentionCounts(
        Tally(exact.total(), all_ours, all_theirs),
        Tally(exact.total() + near.total(), all_ours, all_theirs),
        Tally((_by_bounds(left) & _by_bounds(right)).total(), all_ours, all_theirs),
        labels,
    )


def _by_place(mentions: Iterable[Mention]) -> Mapping[_Place, Sequence[Mention]]:
    found: defaultdict[_Place, list[Mention]] = defaultdict(list)
    for mention in mentions:
        found[mention.label, bounds(mention)].append(mention)
    return found


def _by_label(places: Mapping[_Place, Sequence[Mention]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (label, _), mentions in places.items():
        found[label] += len(mentions)
    return found


def _by_bounds(places: Mapping[_Place, Sequence[Mention]]) -> Counter[Bounds]:
    found: Counter[Bounds] = Counter()
    for (_, where), mentions in places.items():
        found[where] += len(mentions)
    return found

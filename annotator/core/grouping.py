"""Which records of several annotators are about the same: groups with at most one record of each annotator.

Two annotators' records are paired by an optimal matching (``alignment``, ``assignment``). Of more than two the pairs
are joined into groups, the surest first, and a pair that would bring two records of one annotator together is left out:
an optimal grouping of three or more is intractable (it is three-dimensional matching). Ties are broken by what the
records say and whose they are, so the outcome does not depend on the order in which annotators or records come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple, TypeAlias

from annotator.core.alignment import Bounds, Match, align, bounds
from annotator.core.assignment import best_assignment
from annotator.core.model import AnnotationSet, Claim, Link, Mention, Record, Span, Target
from annotator.core.schema import Schema
from annotator.core.spanindex import SpanIndex

_RANK: Mapping[Match | None, int] = {"span": 1, "overlap": 2, "near": 3}


class Voice(NamedTuple):
    """A record of one annotator."""

    annotator: str
    record: Record


class Pair(NamedTuple):
    """Two records that go together; those with the least ``rank`` the most surely, ``ties`` are broken by the last."""

    rank: int
    apart: int
    ties: tuple[tuple[str, Bounds, str, str], ...]
    ours: Voice
    theirs: Voice


class Group(NamedTuple):
    """Records that are about the same, at most one of each annotator, by the annotators' names.

    ``place`` is where in the text it begins and ends, with an id to tell apart what stands in one place; links come
    last.
    """

    voices: tuple[Voice, ...]
    place: tuple[int, int, str]

    @classmethod
    def of(cls, voices: Iterable[Voice]) -> Group:
        """The group of these voices."""
        ordered = tuple(sorted(voices, key=_whose))
        return cls(ordered, min(_place(one.record) for one in ordered))

    @property
    def record(self) -> Record:
        """The first of them."""
        return self.voices[0].record

    def by(self, annotator: str) -> Record | None:
        """What an annotator has in it, or None."""
        return next((one.record for one in self.voices if one.annotator == annotator), None)


def _whose(voice: Voice) -> str:
    return voice.annotator


def _place(record: Record) -> tuple[int, int, str]:
    if isinstance(record, Link):
        return _LAST, _LAST, record.id
    spans = record.spans
    return spans[0].start, spans[-1].end, record.id


_LAST = 1 << 60


class Groups(NamedTuple):
    """All groups of one document, each kind in the order of the text."""

    mentions: tuple[Group, ...]
    claims: tuple[Group, ...]
    links: tuple[Group, ...]

    @property
    def all(self) -> tuple[Group, ...]:
        """Every group, mentions first."""
        return (*self.mentions, *self.claims, *self.links)


FarName: TypeAlias = Callable[[Target], Hashable]
"""What a record of another document is: the same for those of several annotators that are about the same."""


def by_itself(target: Target) -> Hashable:
    """Each record of another document is only itself."""
    return target


def group(sets: Sequence[AnnotationSet], schema: Schema, far: FarName = by_itself) -> Groups:
    """The groups of several annotators' sets on one document; ``far`` tells which ends elsewhere are the same."""
    ordered = sorted(sets, key=lambda one: one.annotator)
    mentions = _mentions(ordered)
    names = names_of(mentions)
    claims = _claims(ordered, names)
    names |= names_of(claims)
    return Groups(mentions, claims, _links(ordered, names, schema, far))


def names_of(groups: Iterable[Group]) -> dict[str, str]:
    """For each record's id one that stands for its group: the least of the group's."""
    return {one.record.id: min(other.record.id for other in found.voices) for found in groups for one in found.voices}


def _mentions(sets: Sequence[AnnotationSet]) -> tuple[Group, ...]:
    alike = _exactly_alike(sets)
    pairs: list[Pair] = []
    for one, other in combinations(sets, 2):
        for aligned in align(one.mentions.values(), other.mentions.values()):
            if aligned.ours is not None and aligned.theirs is not None and aligned.match != "exact":
                ours, theirs = Voice(one.annotator, aligned.ours), Voice(other.annotator, aligned.theirs)
                apart = abs(aligned.ours.start - aligned.theirs.start) + abs(aligned.ours.end - aligned.theirs.end)
                pairs.append(Pair(_RANK[aligned.match], apart, (_told(ours), _told(theirs)), ours, theirs))
    return _joined(alike, pairs)


def _exactly_alike(sets: Sequence[AnnotationSet]) -> list[dict[str, Voice]]:
    """The mentions of one label and place, at most one of each annotator together; of several the first by id."""
    found: dict[Hashable, dict[str, list[Mention]]] = {}
    for one in sets:
        for mention in one.mentions.values():
            whose = found.setdefault((mention.label, bounds(mention)), {})
            whose.setdefault(one.annotator, []).append(mention)
    together: list[dict[str, Voice]] = []
    for whose in found.values():
        most = 1
        for mentions in whose.values():
            if len(mentions) > 1:
                mentions.sort(key=lambda mention: mention.id)
                most = max(most, len(mentions))
        for place in range(most):
            row = {name: Voice(name, mentions[place]) for name, mentions in whose.items() if place < len(mentions)}
            together.append(row)
    return together


def _claims(sets: Sequence[AnnotationSet], names: Mapping[str, str]) -> tuple[Group, ...]:
    pairs: list[Pair] = []
    for one, other in combinations(sets, 2):
        for left, right, likeness in paired_claims(one.claims.values(), other.claims.values(), names):
            ours, theirs = Voice(one.annotator, left), Voice(other.annotator, right)
            pairs.append(Pair(-likeness, 0, (_told(ours), _told(theirs)), ours, theirs))
    alone = [{one.annotator: Voice(one.annotator, claim)} for one in sets for claim in one.claims.values()]
    return _joined(alone, pairs)


def paired_claims(
    ours: Iterable[Claim], theirs: Iterable[Claim], names: Mapping[str, str]
) -> list[tuple[Claim, Claim, int]]:
    """Claims of two annotators by the best one-to-one assignment, each pair with how ``alike`` it is.

    ``names`` gives for the ids of mentions that go together the same name.
    """
    left, right = sorted(ours, key=_claim_place), sorted(theirs, key=_claim_place)
    near = _Near(right, names)
    weights = [{place: alike(claim, right[place], names) for place in near.to(claim)} for claim in left]
    return [(left[row], right[column], weights[row][column]) for row, column in best_assignment(weights).items()]


def _claim_place(claim: Claim) -> tuple[int, int, str, str]:
    return claim.start, claim.end, claim.type, claim.id


class _Near:
    """Claims by what fills them and by their evidence: only those that have one in common need be compared."""

    def __init__(self, claims: Sequence[Claim], names: Mapping[str, str]) -> None:
        self._claims, self._names = claims, names
        self._filled: defaultdict[str, list[int]] = defaultdict(list)
        for place, claim in enumerate(claims):
            for name in _fillers(claim, names):
                self._filled[name].append(place)
        self._evidence = SpanIndex(
            (span.start, span.end, place) for place, claim in enumerate(claims) for span in claim.spans
        )

    def to(self, claim: Claim) -> list[int]:
        """The places of the claims that a claim is tied to, in order."""
        found = {place for name in _fillers(claim, self._names) for place in self._filled.get(name, ())}
        for span in claim.spans:
            overlapping = self._evidence.overlapping(span.start, span.end)
            found.update(place for _, _, place in overlapping if self._claims[place].type == claim.type)
        return sorted(found)


_SAME_TYPE, _SAME_FILLER, _SAME_EVIDENCE = 1_000, 400, 100


def alike(ours: Claim, theirs: Claim, names: Mapping[str, str]) -> int:
    """How alike two claims are: by type, by what fills their arguments, by their evidence; 0 where nothing ties them.

    Two are tied by a mention in both, or by evidence that shares a code point where they are of one type.
    """
    left, right = _fillers(ours, names), _fillers(theirs, names)
    shared, either = len(left & right), len(left | right)
    evidence = _overlap(ours.spans, theirs.spans)
    same_type = ours.type == theirs.type
    if not shared and not (same_type and evidence):
        return 0
    return (
        same_type * _SAME_TYPE + (_SAME_FILLER * shared // either if either else 0) + round(_SAME_EVIDENCE * evidence)
    )


def _fillers(claim: Claim, names: Mapping[str, str]) -> set[str]:
    return {names.get(one, one) for ids in claim.arguments.values() for one in ids}


def _overlap(ours: Sequence[Span], theirs: Sequence[Span]) -> float:
    """The code points that both cover, of those that either does."""
    shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in ours for b in theirs)
    return shared / (sum(map(len, ours)) + sum(map(len, theirs)) - shared)


def _links(sets: Sequence[AnnotationSet], names: Mapping[str, str], schema: Schema, far: FarName) -> tuple[Group, ...]:
    """Links group by their ends; of several between the same two, those of one type first."""
    found: dict[Hashable, dict[str, list[Link]]] = {}
    for one in sets:
        for link in sorted(one.links.values(), key=lambda link: link.id):
            ends = link_ends(link, one, names, schema, far)
            found.setdefault(ends, {}).setdefault(one.annotator, []).append(link)
    groups: list[Group] = []
    for whose in found.values():
        types = sorted({link.type for links in whose.values() for link in links})
        left: dict[str, list[Link]] = {}
        for link_type in types:
            same = {name: [link for link in links if link.type == link_type] for name, links in whose.items()}
            if sum(map(bool, same.values())) > 1 or len(whose) == 1:
                groups += _in_rows(same)
            else:
                for name, links in same.items():
                    left.setdefault(name, []).extend(links)
        groups += _in_rows(left)
    return tuple(sorted(groups, key=lambda one: one.place))


def _in_rows(whose: Mapping[str, Sequence[Link]]) -> list[Group]:
    """The first links of all in one group, the second in another, and so on."""
    most = max(map(len, whose.values()), default=0)
    rows = [
        tuple(Voice(name, links[place]) for name, links in sorted(whose.items()) if place < len(links))
        for place in range(most)
    ]
    return [Group.of(row) for row in rows]


def link_ends(
    link: Link, home: AnnotationSet, names: Mapping[str, str], schema: Schema, far: FarName = by_itself
) -> Hashable:
    """What a link joins: the same for all whose links join the same, in no order where it has no direction."""
    source: Hashable = ("here", names.get(link.source, link.source))
    target: Hashable = (
        ("here", names.get(link.target.id, link.target.id))
        if link.target.document == home.document
        else far(link.target)
    )
    link_type = schema.link_types.get(link.type)
    is_symmetric = link_type is not None and link_type.symmetric
    return frozenset((source, target)) if is_symmetric else (source, target)


def _told(voice: Voice) -> tuple[str, Bounds, str, str]:
    record = voice.record
    match record:
        case Mention(label=name) | Claim(type=name):
            return name, bounds(record), voice.annotator, record.id
        case Link(type=name):
            return name, (), voice.annotator, record.id


def _joined(together: Sequence[dict[str, Voice]], pairs: list[Pair]) -> tuple[Group, ...]:
    """Groups of what is together already, by the pairs, the surest first, with at most one voice of each annotator."""
    members = {voice.record.id: found for found in together for voice in found.values()}
    for pair in sorted(pairs, key=lambda pair: pair[:3]):
        left, right = members[pair.ours.record.id], members[pair.theirs.record.id]
        if left is right or left.keys() & right.keys():
            continue
        left |= right
        for voice in right.values():
            members[voice.record.id] = left
    groups = {id(found): found for found in members.values()}.values()
    made = [Group.of(found.values()) for found in groups]
    return tuple(sorted(made, key=lambda one: one.place))

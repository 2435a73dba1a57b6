"""How well two groupings of mentions into entities agree: MUC, B³, CEAFe, LEA and their CoNLL average.

A mention is any hashable key that both sides share, such as ``(document, start, end)``; a grouping is a list of
entities, each a set of keys that no other of the grouping has.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Literal, NamedTuple, TypeAlias

from annotator.core.assignment import best_assignment
from annotator.core.scores import Score, score

Entity: TypeAlias = Collection[Hashable]
Measure: TypeAlias = Literal["muc", "b3", "ceafe", "lea"]
MEASURES: tuple[Measure, ...] = ("muc", "b3", "ceafe", "lea")

_FINE = 1 << 40


class Sums(NamedTuple):
    """Numerators and denominators of one measure: those of precision, then those of recall.

    They add up over parts of the documents that no entity of either side crosses: the sums of the whole are the sums
    of the parts.
    """

    precision: tuple[float, float]
    recall: tuple[float, float]


EntitySums: TypeAlias = Mapping[Measure, Sums]

_NOTHING: Mapping[Measure, str] = {
    **dict.fromkeys(MEASURES, "neither side has an entity"),
    "muc": "no entity has two mentions",
}


def entity_scores(ours: Sequence[Entity], theirs: Sequence[Entity]) -> dict[str, Score]:
    """All measures of our grouping against theirs as the reference, under their names, and ``"conll"``.

    ``"conll"`` has as its F1 the mean of MUC, B³ and CEAFe (Pradhan et al., "CoNLL-2012 shared task", 2012); where one
    of them is undefined so is the mean.
    """
    return scores_of(entity_sums(ours, theirs))


def entity_sums(ours: Sequence[Entity], theirs: Sequence[Entity]) -> EntitySums:
    """What the measures are ratios of."""
    overlap = _Overlap(ours, theirs)
    return {
        "muc": Sums(_muc(overlap.ours), _muc(overlap.theirs)),
        "b3": Sums(_b3(overlap.ours), _b3(overlap.theirs)),
        "ceafe": _ceafe(overlap),
        "lea": Sums(_lea(overlap.ours, overlap.theirs), _lea(overlap.theirs, overlap.ours)),
    }


def scores_of(sums: EntitySums) -> dict[str, Score]:
    """The scores that sums make, as ``entity_scores`` gives them."""
    scores: dict[str, Score] = {name: score(*sums[name], _NOTHING[name]) for name in MEASURES}
    parts = [scores[name].f1 for name in ("muc", "b3", "ceafe")]
    known = [part for part in parts if part is not None]
    if len(known) == len(parts):
        scores["conll"] = Score(None, None, sum(known) / len(known))
    else:
        scores["conll"] = Score(None, None, None, next(filter(None, (scores[name].reason for name in MEASURES))))
    return scores


@dataclass(frozen=True, slots=True)
class _Side:
    """The entities of one side: for each its size, and how many of its mentions lie in each entity of the other."""

    sizes: Sequence[int]
    shared: Sequence[Mapping[int, int]]


class _Overlap:
    """Two groupings laid over each other."""

    def __init__(self, ours: Sequence[Entity], theirs: Sequence[Entity]) -> None:
        self.ours = _Side([len(entity) for entity in ours], _counts(ours, theirs))
        turned: list[dict[int, int]] = [{} for _ in theirs]
        for place, counts in enumerate(self.ours.shared):
            for other, count in counts.items():
                turned[other][place] = count
        self.theirs = _Side([len(entity) for entity in theirs], turned)


def _counts(ours: Iterable[Entity], theirs: Iterable[Entity]) -> list[Mapping[int, int]]:
    entity_of = {mention: place for place, entity in enumerate(theirs) for mention in entity}
    return [Counter(entity_of[mention] for mention in entity if mention in entity_of) for entity in ours]


def _muc(side: _Side) -> tuple[float, float]:
    """Links kept of those needed: Vilain et al., "A model-theoretic coreference scoring scheme", MUC-6, 1995."""
    kept = needed = 0
    for size, shared in zip(side.sizes, side.shared, strict=True):
        parts = len(shared) + size - sum(shared.values())
        kept += size - parts
        needed += size - 1
    return kept, needed


def _b3(side: _Side) -> tuple[float, float]:
    """For each mention the part of its entity that is shared: Bagga and Baldwin, "Algorithms for scoring
    coreference chains", LREC workshop on linguistic coreference, 1998.
    """
    pairs = zip(side.sizes, side.shared, strict=True)
    return fsum(sum(count * count for count in shared.values()) / size for size, shared in pairs), sum(side.sizes)


def _ceafe(overlap: _Overlap) -> Sums:
    """The best one-to-one alignment of entities under φ4: Luo, "On coreference resolution performance metrics",
    HLT/EMNLP 2005.
    """
    sizes = overlap.theirs.sizes

    def likeness(place: int, other: int) -> float:
        return 2 * overlap.ours.shared[place][other] / (overlap.ours.sizes[place] + sizes[other])

    weights = [
        {other: max(1, round(_FINE * likeness(place, other))) for other in shared}
        for place, shared in enumerate(overlap.ours.shared)
    ]
    total = fsum(likeness(place, other) for place, other in _assigned(weights))
    return Sums((total, len(overlap.ours.sizes)), (total, len(sizes)))


def _assigned(weights: Sequence[Mapping[int, int]]) -> Iterable[tuple[int, int]]:
    """The best assignment; entities that are each other's only partner need no search."""
    partners: dict[int, int] = defaultdict(int)
    for columns in weights:
        for column in columns:
            partners[column] += 1
    rows = []
    for row, columns in enumerate(weights):
        if len(columns) == 1 and partners[column := next(iter(columns))] == 1:
            yield row, column
        elif columns:
            rows.append(row)
    for place, column in best_assignment([weights[row] for row in rows]).items():
        yield rows[place], column


def _lea(side: _Side, other: _Side) -> tuple[float, float]:
    """The part of each entity's links that is resolved, weighed by its size: Moosavi and Strube, "Which coreference
    evaluation metric do you trust?", ACL 2016. An entity of one mention has one link, to itself, which an entity of
    that mention alone resolves.
    """
    resolved = 0.0
    for size, shared in zip(side.sizes, side.shared, strict=True):
        if size == 1:
            resolved += sum(other.sizes[place] == 1 for place in shared)
        else:
            resolved += size * sum(map(_links, shared.values())) / _links(size)
    return resolved, sum(side.sizes)


def _links(size: int) -> int:
    return size * (size - 1) // 2

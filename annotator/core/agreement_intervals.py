"""Intervals of the figures of agreement: those of records over documents, those of entities over what they tie."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from annotator.core.bootstrap import Draw, Interval, Vector, intervals
from annotator.core.coreference import MEASURES, EntitySums, Sums, scores_of
from annotator.core.measures import NO_SUMS, TALLIES, Counted
from annotator.core.scores import Tally


def record_intervals(
    counted: Sequence[Mapping[str, Counted]], documents: Sequence[str], draw: Draw
) -> dict[str, Interval]:
    """The intervals of the figures of mentions, claims and links, from what each pair has in common by document."""
    tables = [[_vector(one[name]) if name in one else {} for name in documents] for one in counted]
    return intervals(tables, _figures, draw, "documents")


def entity_intervals(
    sums: Sequence[Mapping[Hashable, EntitySums]], units: Sequence[str], draw: Draw
) -> dict[str, Interval]:
    """Those of the figures of entities, which cross documents: what is drawn are groups of documents between which
    there is no entity."""
    tables = [[_sums_vector(one[unit]) if unit in one else {} for unit in units] for one in sums]
    return intervals(tables, _entity_figures, draw, "groups of documents without an entity in common")


def _vector(counted: Counted) -> Vector:
    found: dict[Hashable, float] = {("grid", *pair): count for pair, count in counted.grid.items()}
    for name, tally in counted.tallies.items():
        found |= {(name, place): value for place, value in enumerate(tally)}
    return found


def _figures(vector: Vector) -> dict[str, float | None]:
    tallies = {name: Tally(*(int(vector.get((name, place), 0)) for place in range(3))) for name in TALLIES}
    grid = {
        key[1:]: int(count) for key, count in vector.items() if isinstance(key, tuple) and key[0] == "grid" and count
    }
    measured = Counted(tallies, grid).measures().figures()
    return {name: value for name, value in measured.items() if name not in _ENTITY_FIGURES}


def _sums_vector(sums: EntitySums) -> Vector:
    return {
        (name, place): value
        for name in MEASURES
        for place, value in enumerate((*sums[name].precision, *sums[name].recall))
    }


def _entity_figures(vector: Vector) -> dict[str, float | None]:
    def sums(name: str) -> Sums:
        parts = [vector.get((name, place), 0) for place in range(4)]
        return Sums((parts[0], parts[1]), (parts[2], parts[3]))

    return {name: score.f1 for name, score in scores_of({name: sums(name) for name in MEASURES}).items()}


_ENTITY_FIGURES = frozenset(scores_of(NO_SUMS))

"""How sure a figure is: bootstrap intervals over documents."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from operator import mul
from typing import NamedTuple, TypeAlias

from annotator.core.scores import mean

Draw: TypeAlias = Callable[[int], int]
"""A random whole number from 0 to below the one given."""

Vector: TypeAlias = Mapping[Hashable, float]
"""What is counted of one unit; vectors add up key by key."""

REPLICATES = 1000
MOST_UNITS = 100
"""Of more units several are drawn together: the interval is as wide, and the time does not grow with the project."""

_SHARE = 0.95
_DEFINED = 0.9
"""The share of the samples in which a figure must have a value for its interval to have one."""


class Interval(NamedTuple):
    """Where a figure lies in 95% of the samples; None, with the ``reason``, where that has no value."""

    low: float | None
    high: float | None
    reason: str = ""


def intervals(
    tables: Sequence[Sequence[Vector]],
    figures: Callable[[Vector], Mapping[str, float | None]],
    draw: Draw,
    what: str,
) -> dict[str, Interval]:
    """Percentile intervals of the means of figures over tables (Efron and Tibshirani, "An Introduction to the
    Bootstrap", 1993, chapter 13).

    Each table has one vector a unit, in the same order of units, such as documents: they and not the records in them
    are drawn, with replacement, as what stands in one document is alike (Field and Welsh, "Bootstrapping clustered
    data", Journal of the Royal Statistical Society B 69, 2007). ``figures`` works out the figures of the sum of
    vectors; ``what`` are the units in words, for the reason. The same draws give the same intervals.
    """
    units = len(tables[0]) if tables else 0
    if units < 2:
        return dict.fromkeys(figures({}), Interval(None, None, f"fewer than two {what} to draw from"))
    blocks = _dealt(units, draw)
    columns = [_columns(table, blocks) for table in tables]
    found: dict[str, list[float]] = {}
    for _ in range(REPLICATES):
        times = [0] * len(blocks)
        for _ in blocks:
            times[draw(len(blocks))] += 1
        drawn = [figures({key: sum(map(mul, column, times)) for key, column in table.items()}) for table in columns]
        for name in drawn[0]:
            value = mean(one[name] for one in drawn)
            values = found.setdefault(name, [])
            if value is not None:
                values.append(value)
    return {name: _interval(values) for name, values in found.items()}


def _dealt(units: int, draw: Draw) -> list[list[int]]:
    """The units, shuffled and dealt out to at most ``MOST_UNITS`` blocks."""
    order = list(range(units))
    if units <= MOST_UNITS:
        return [[unit] for unit in order]
    for place in range(units - 1, 0, -1):
        other = draw(place + 1)
        order[place], order[other] = order[other], order[place]
    return [order[block::MOST_UNITS] for block in range(MOST_UNITS)]


def _columns(table: Sequence[Vector], blocks: Sequence[Sequence[int]]) -> dict[Hashable, list[float]]:
    """For each key its sums over the units of each block."""
    columns: dict[Hashable, list[float]] = {}
    for place, block in enumerate(blocks):
        for unit in block:
            for key, value in table[unit].items():
                columns.setdefault(key, [0] * len(blocks))[place] += value
    return columns


def _interval(values: list[float]) -> Interval:
    if len(values) < _DEFINED * REPLICATES:
        return Interval(None, None, "undefined in too many of the samples")
    ordered = sorted(values)
    outside = (1 - _SHARE) / 2
    last = len(ordered) - 1
    return Interval(ordered[round(outside * last)], ordered[round((1 - outside) * last)])

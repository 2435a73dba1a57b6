"""Bootstrap intervals: as wide as theory has them, the same each time, undefined where there is nothing to draw."""

from __future__ import annotations

import random
from math import sqrt

import pytest

from annotator.core.bootstrap import MOST_UNITS, Vector, intervals


def share(vector: Vector) -> dict[str, float | None]:
    """The share of units that have it."""
    return {"share": vector["has"] / vector["all"] if vector.get("all") else None}


def table(units: int, having: int) -> list[Vector]:
    return [{"has": float(unit < having), "all": 1.0} for unit in range(units)]


@pytest.mark.parametrize("units", [80, 20 * MOST_UNITS])
def test_the_interval_of_a_share_is_as_wide_as_the_normal_one(units: int) -> None:
    """Of many units several are drawn together: shuffled first, so that this makes the interval no narrower."""
    [found] = intervals([table(units, units // 4)], share, random.Random(3).randrange, "units").values()

    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.25 < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * sqrt(0.25 * 0.75 / units), rel=0.25)


def test_the_same_draws_give_the_same_interval() -> None:
    first, second = (intervals([table(30, 9)], share, random.Random(3).randrange, "units") for _ in range(2))

    assert first == second


def test_one_unit_or_a_figure_that_is_mostly_undefined_has_no_interval() -> None:
    one = intervals([table(1, 1)], share, random.Random(3).randrange, "documents")["share"]
    rare = intervals([[{"has": 1.0, "all": 1.0}, *[{} for _ in range(9)]]], share, random.Random(3).randrange, "units")

    assert one == (None, None, "fewer than two documents to draw from")
    assert rare["share"] == (None, None, "undefined in too many of the samples")


def test_the_mean_is_over_the_tables_in_which_the_figure_has_a_value() -> None:
    nothing: list[Vector] = [{} for _ in range(30)]
    alone = intervals([table(30, 9)], share, random.Random(3).randrange, "units")
    beside = intervals([table(30, 9), nothing], share, random.Random(3).randrange, "units")

    assert alone == beside

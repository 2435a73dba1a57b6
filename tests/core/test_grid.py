"""Agreement on code points, corrected for chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.grid import Category, Grid, alpha, grid, kappa, only
from annotator.core.model import Mention, spans_of
from annotator.core.scores import Coefficient


def counts(pairs: dict[tuple[str, str], int]) -> dict[tuple[Category, Category], int]:
    return {(frozenset(ours), frozenset(theirs)): count for (ours, theirs), count in pairs.items()}


def test_kappa_of_a_table_by_hand() -> None:
    """Fifty cases, 35 agreed on, 25 of them to be expected by chance: (0.70 - 0.50) / (1 - 0.50)."""
    table = counts({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15})

    assert kappa(table).value == pytest.approx(0.4)


def test_alpha_of_two_coders_by_hand() -> None:
    """Ten units of two values: 10, 14 and 6 in the coincidence matrix give 0.095 (Krippendorff 2004, 11.3.1)."""
    table = counts({("0", "0"): 5, ("0", "1"): 2, ("1", "0"): 2, ("1", "1"): 1})

    assert alpha(table).value == pytest.approx(0.095, abs=0.0005)


@pytest.mark.parametrize("measure", [kappa, alpha])
def test_one_category_has_no_coefficient(measure: Callable[[Grid], Coefficient]) -> None:
    assert measure(counts({("", ""): 9})).value is None
    assert "nothing is marked" in measure(counts({("", ""): 9})).reason
    assert "person" in measure({(frozenset(["person"]), frozenset(["person"])): 9}).reason
    assert "no text" in measure({}).reason


mentions = st.lists(
    st.builds(
        lambda start, length, label: Mention("m", label, spans_of((start, min(30, start + length)))),
        st.integers(0, 28),
        st.integers(1, 9),
        st.sampled_from(["person", "role"]),
    ),
    max_size=6,
)


@given(mentions, mentions)
def test_the_grid_counts_every_code_point_once(ours: list[Mention], theirs: list[Mention]) -> None:
    def at(mentions: list[Mention], offset: int) -> Category:
        return frozenset(
            mention.label for mention in mentions for span in mention.spans if span.start <= offset < span.end
        )

    expected = Counter((at(ours, offset), at(theirs, offset)) for offset in range(30))
    found = grid(ours, theirs, 30)

    assert {pair: count for pair, count in found.items() if count} == expected
    assert sum(only(found, "person").values()) == 30
    for coefficient in (kappa(found), alpha(found)):
        assert coefficient.value is None or coefficient.value <= 1 + 1e-12


@given(mentions)
def test_whoever_agrees_wholly_has_one(ours: list[Mention]) -> None:
    for coefficient in (kappa(grid(ours, ours, 30)), alpha(grid(ours, ours, 30))):
        assert coefficient.value is None or coefficient.value == pytest.approx(1)

"""Dates are the days that words may mean."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.dates import compare_dates, read_dates

WRITTEN = dt.date(2025, 7, 20)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("July 16, 2025", "2025-07-16"),
        ("on 16 July", "2025-07-16"),
        ("Sept. 3rd", "2025-09-03"),
        ("2025-07-16", "2025-07-16"),
        ("mid-July", "2025-07-11 – 2025-07-20"),
        ("July 2024", "2024-07"),
        ("in 2025", "2025"),
        ("the 1990s", "1990-01-01 – 1999-12-31"),
        ("2024-25", "2024-01-01 – 2025-12-31"),
        ("2024-10", "2024-10"),
        ("16/07/2025", "2025-07-16"),
        ("7/16/2025", "2025-07-16"),
        ("16.07.2025", "2025-07-16"),
        ("5.5.2025", "2025-05-05"),
        ("03/05/2025", "2025-03-05 – 2025-05-03"),
        ("Q2 2025", "2025-04-01 – 2025-06-30"),
        ("second quarter of 2025", "2025-04-01 – 2025-06-30"),
        ("between June and August 2025", "2025-06-01 – 2025-08-31"),
        ("from 3 July to 5 July", "2025-07-03 – 2025-07-05"),
        ("from 3 to 5 July 2024", "2024-07-03 – 2024-07-05"),
        ("3–5 July", "2025-07-03 – 2025-07-05"),
        ("July 3-5, 2024", "2024-07-03 – 2024-07-05"),
        ("between the 3rd and 5th of July", "2025-07-03 – 2025-07-05"),
        ("5 to 3 July", "2025-07-03"),
        ("2024-2025", "2024-01-01 – 2025-12-31"),
    ],
)
def test_a_date_is_the_days_it_may_mean(words: str, said: str) -> None:
    assert str(read_dates(words, WRITTEN)) == said


@pytest.mark.parametrize("words", ["last month", "Wednesday", "1,200", "", "the 16th"])
def test_what_depends_on_another_day_is_not_guessed(words: str) -> None:
    assert read_dates(words, WRITTEN) is None


def test_a_day_without_a_year_needs_the_date_of_the_article() -> None:
    assert read_dates("16 July") is None


@pytest.mark.parametrize(
    ("ours", "theirs", "comparison"),
    [("July 2025", "16 July 2025", "overlaps"), ("15 July", "16 July", "differs"), ("2025-07-16", "July 16", "same")],
)
def test_dates_disagree_only_without_a_day_in_common(ours: str, theirs: str, comparison: str) -> None:
    left, right = read_dates(ours, WRITTEN), read_dates(theirs, WRITTEN)

    assert left is not None
    assert right is not None
    assert compare_dates(left, right) == comparison == compare_dates(right, left)


@given(st.text(max_size=40) | st.text("0123456789-/ .JulyQq", max_size=20))
def test_no_text_is_too_strange_for_a_date(words: str) -> None:
    dates = read_dates(words, WRITTEN)

    assert dates is None or dates.first <= dates.last

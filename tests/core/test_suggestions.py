"""What the rules propose, and what they leave alone."""

from __future__ import annotations

from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.suggestions import WINDOW, candidates_after, candidates_before, candidates_in


def found(text: str, hint: str) -> list[str]:
    return [
        text[candidate.span.start : candidate.span.end]
        for candidate in candidates_in(text, 0, len(text))
        if candidate.label_hint == hint
    ]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("It paid $14.3 billion for a 49% stake.", ["$14.3 billion", "49%"]),
        ("It laid off around 200 employees, nearly half.", ["around 200 employees", "nearly half"]),
        ("at roughly $200 million a year", ["roughly $200 million a year"]),
        ("14.3bn dollars, EUR 5m and 1,200 jobs", ["14.3bn dollars", "EUR 5m", "1,200 jobs"]),
        ("several hundred people, twenty-five of whom, a dozen", ["several hundred", "twenty-five", "a dozen"]),
        ("two-thirds of 10–12 percentage points", ["two-thirds", "10–12 percentage points"]),
        ("社員200人を", ["200人"]),
        ("on 16 July 2025, in the 2010-2019 decade, one of them, July 4", []),
    ],
)
def test_amounts_are_proposed_with_their_units(text: str, amounts: list[str]) -> None:
    assert found(text, "amount") == amounts


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("In a memo, interim CEO Jason Droege wrote.", ["Jason Droege"]),
        ("The Bank of England met Ursula von der Leyen.", ["Bank of England", "Ursula von der Leyen"]),
        ("It said that Meta's Alexandr Wang and Brandon Hale left.", ["Meta", "Alexandr Wang", "Brandon Hale"]),
        ("Some of them left. We’re sorry, said J. Doe on Monday.", ["J. Doe"]),
        (
            "Google, one of its customers, left. According to Reuters, Émile Zola came.",
            ["Google", "Reuters", "Émile Zola"],
        ),
        ("Employees left. The employees wept.", []),
    ],
)
def test_names_are_proposed_and_ordinary_first_words_are_not(text: str, names: list[str]) -> None:
    assert found(text, "person") == names


@given(
    st.lists(st.sampled_from(["Meta ", "paid ", "$5 million ", "of ", "Jason Droege", ". ", "\n", "x" * 700, "日本"]))
)
def test_next_and_previous_walk_the_same_candidates(pieces: list[str]) -> None:
    text = "".join(pieces)
    forward = list(candidates_after(text, -1))
    assert list(candidates_before(text, len(text)))[::-1] == forward
    for before, after in pairwise(forward):
        assert before.span.end <= after.span.start
        assert next(candidates_after(text, before.span.start)) == after
        assert next(candidates_before(text, after.span.start)) == before


def test_looking_for_the_next_one_reads_no_more_than_it_needs() -> None:
    text = "Meta paid it. " * 1_000_000
    first = next(candidates_after(text, 5_000_000))
    assert first.span.start - 5_000_000 < 20


def test_where_nothing_is_found_the_search_ends_near() -> None:
    text = "nothing here " * 100_000 + "$5"
    assert list(islice(candidates_after(text, 0), 1)) == []
    assert len(text) > 16 * WINDOW

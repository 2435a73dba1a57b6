"""Names and posts are compared by their words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.names import compare_names, compare_roles, compare_words


@pytest.mark.parametrize(
    ("ours", "theirs", "comparison"),
    [
        ("Jason Droege", "Jason Droege’s", "same"),
        ("Dr. José Álvarez", "Jose Alvarez", "same"),
        ("Acme Corp.", "Acme Inc", "same"),
        ("Jason Droege", "Droege", "overlaps"),
        ("J. Droege", "Jason Droege", "overlaps"),
        ("J. Peter Droege", "Jason P. Droege", "overlaps"),
        ("Meta Platforms", "Meta", "overlaps"),
        ("DoD", "Department of Defense", "overlaps"),
        ("Jason Müller", "Jason Mueller", "same"),
        ("Lars Sørensen", "Lars Sorensen", "same"),
        ("Sean O'Neil", "Sean O’Neil", "same"),
        ("Anne-Marie Lefèvre", "Anne Marie Lefevre", "same"),
        ("J.-P. Morel", "Jean-Pierre Morel", "overlaps"),
        ("Hale, Brandon", "Brandon Hale", "same"),
        ("Acme, Inc.", "Acme", "same"),
        ("OpenAI", "Open AI", "same"),
        ("Joe Hale", "Jo Hale", "differs"),
        ("Jason Droege", "Brandon Hale", "differs"),
        ("Jason Hale", "Brandon Hale", "differs"),
        ("王小明", "李明", "differs"),
        ("he", "Brandon Hale", "unknown"),
        ("the founder", "Brandon Hale", "unknown"),
        ("…", "Brandon Hale", "unknown"),
    ],
)
def test_names_are_the_same_as_far_as_their_words_tell(ours: str, theirs: str, comparison: str) -> None:
    assert compare_names(ours, theirs) == comparison == compare_names(theirs, ours)


@pytest.mark.parametrize(
    ("ours", "theirs", "comparison"),
    [
        ("interim CEO", "the interim CEO role", "same"),
        ("Acme’s interim CEO", "acting chief executive", "same"),
        ("CEO of Acme", "Chief Executive Officer", "same"),
        ("the company's Chief Operating Officer", "COO", "same"),
        ("CEO", "interim CEO", "differs"),
        ("ex-CEO", "former chief executive", "same"),
        ("former CEO", "CEO", "differs"),
        ("president and CEO", "CEO", "overlaps"),
        ("spokeswoman", "spokesperson", "same"),
        ("editor-in-chief", "editor in chief", "same"),
        ("co-founder", "cofounder", "same"),
    ],
)
def test_posts_are_the_same_whoever_has_them_to_give(ours: str, theirs: str, comparison: str) -> None:
    assert compare_roles(ours, theirs) == comparison == compare_roles(theirs, ours)


def test_events_are_told_the_same_by_their_stems_and_never_told_apart() -> None:
    assert compare_words("the layoffs", "layoff") == "same"
    assert compare_words("laid off", "the purchase") == "unknown"


@given(st.text(max_size=30), st.text(max_size=30))
def test_comparing_names_does_not_depend_on_the_order(ours: str, theirs: str) -> None:
    assert compare_names(ours, theirs) == compare_names(theirs, ours)
    assert compare_roles(ours, theirs) == compare_roles(theirs, ours)
    assert compare_words(ours, theirs) == compare_words(theirs, ours)

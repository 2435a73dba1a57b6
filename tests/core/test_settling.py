"""Conflicts are settled by links, kept in one document's set, and an earlier decision gives way."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import count

import pytest

from annotator.core.catalogue import Catalogue
from annotator.core.edits import apply
from annotator.core.errors import AnnotatorError
from annotator.core.model import Kind, Target
from annotator.core.remarks import RemarkKind
from annotator.core.schema import default_schema
from annotator.core.settling import Settlement, all_conflicts, settle, settlements, settling_home
from tests.articles import article, position


class Clerk:
    """Gives ids in order and always the same time."""

    def __init__(self) -> None:
        self._numbers = count()

    def new_id(self, kind: Kind | RemarkKind) -> str:
        return f"{kind[0]}-new{next(self._numbers)}"

    def now(self) -> dt.datetime:
        return dt.datetime(2025, 8, 1, tzinfo=dt.UTC)


CLERK = Clerk()


def disagreeing(first: int = 1, second: int = 2) -> Catalogue:
    """Documents a and b of those days of July, with a holder of one post each."""
    catalogue = Catalogue(default_schema("test"))
    for name, person, day in (("a", "Ada Kim", first), ("b", "Li Wang", second)):
        document, annotations = article(name, position(person))
        date = dt.date(2025, 7, day)
        catalogue.put(replace(document, metadata=replace(document.metadata, date=date)), annotations)
    return catalogue


def decide(catalogue: Catalogue, how: Settlement, here: str = "a") -> str:
    """Settles the one conflict there is; the document in whose set that is kept."""
    [conflict] = all_conflicts(catalogue)
    home = settling_home(catalogue, conflict, how, here)
    entry = catalogue.entry(home)
    assert entry is not None
    catalogue.put(entry.document, apply(entry.annotations, settle(catalogue, conflict, how, CLERK, home)))
    return home


@pytest.mark.parametrize("how", ["contradicts", "not-comparable"])
@pytest.mark.parametrize("here", ["a", "b"])
def test_a_decision_is_kept_where_the_user_is(how: Settlement, here: str) -> None:
    catalogue = disagreeing()

    assert decide(catalogue, how, here) == here
    assert settlements(catalogue, all_conflicts(catalogue)[0]) == [how]


@pytest.mark.parametrize(("first", "second", "newer"), [(1, 2, "b"), (3, 2, "a")])
def test_the_later_article_supersedes(first: int, second: int, newer: str) -> None:
    catalogue = disagreeing(first, second)

    assert decide(catalogue, "supersedes") == newer
    entry = catalogue.entry(newer)
    assert entry is not None
    assert [link.type for link in entry.annotations.links.values()] == ["supersedes"]


def test_articles_of_one_day_do_not_tell_which_supersedes() -> None:
    with pytest.raises(AnnotatorError, match="later"):
        decide(disagreeing(2, 2), "supersedes")


def test_the_same_after_all_is_one_entity_and_no_conflict() -> None:
    catalogue = disagreeing()

    decide(catalogue, "same")

    assert all_conflicts(catalogue) == []
    assert catalogue.cluster(Target("a", "m-0person")) == {Target("a", "m-0person"), Target("b", "m-0person")}


def test_a_later_decision_takes_the_place_of_an_earlier_one() -> None:
    catalogue = disagreeing()

    decide(catalogue, "contradicts")
    decide(catalogue, "not-comparable")

    assert settlements(catalogue, all_conflicts(catalogue)[0]) == ["not-comparable"]
    with pytest.raises(AnnotatorError, match="already"):
        decide(catalogue, "not-comparable")


def test_decisions_of_two_documents_are_both_told() -> None:
    catalogue = disagreeing()

    decide(catalogue, "contradicts", "a")
    decide(catalogue, "not-comparable", "b")

    assert settlements(catalogue, all_conflicts(catalogue)[0]) == ["contradicts", "not-comparable"]

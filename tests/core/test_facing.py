"""What in one of two documents is tied to what in the other."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.catalogue import Catalogue
from annotator.core.facing import counterparts, ties_between, ties_by_document
from annotator.core.model import Link, Target
from annotator.core.schema import default_schema
from tests.articles import article, position


def three() -> Catalogue:
    """Documents a, b and c: the persons of a and c are each tied to that of b, and the claims of a and b contradict."""
    catalogue = Catalogue(default_schema("test"))
    links = {
        "a": [
            ("same-as", "m-0person", "b", "m-0person"),
            ("contradicts", "c-0", "b", "c-0"),
            ("same-as", "m-0role", "a", "m-0person"),
        ],
        "b": [],
        "c": [("same-as", "m-0person", "b", "m-0person")],
    }
    for name, made in links.items():
        document, annotations = article(name, position("Ada Kim"))
        all_of_it = {
            f"l-{number}": Link(f"l-{number}", link_type, source, Target(there, target))
            for number, (link_type, source, there, target) in enumerate(made)
        }
        catalogue.put(document, replace(annotations, links=annotations.links.with_changes(all_of_it)))
    return catalogue


def test_links_of_either_document_count_and_those_to_others_do_not() -> None:
    catalogue = three()

    for here, there in (("a", "b"), ("b", "a")):
        ties = ties_between(catalogue, here, there)
        assert {tie.type for tie in ties} == {"same-as", "contradicts"}
        assert all((tie.ours.document, tie.theirs.document) == (here, there) for tie in ties)


def test_mentions_that_a_third_document_ties_face_each_other() -> None:
    [tie, *_] = [tie for tie in ties_between(three(), "a", "c") if tie.ours.id == "m-0person"]

    assert (tie.type, tie.theirs) == ("same-as", Target("c", "m-0person"))


def test_the_counterparts_of_what_is_under_the_caret_come_in_its_order() -> None:
    found = counterparts(three(), "a", ["c-0", "m-0person", "m-gone"], "b")

    assert [tie.theirs.id for tie in found] == ["c-0", "m-0person"]


def test_a_document_that_is_not_here_faces_nothing() -> None:
    assert ties_between(three(), "missing", "a") == []
    assert ties_between(three(), "a", "missing") == []


def test_the_ties_to_each_document_are_counted_record_by_record() -> None:
    assert ties_by_document(three(), "a") == {"b": 3, "c": 2}
    assert not ties_by_document(three(), "missing")

"""Links that make no sense with those there are, in whichever document, are refused in a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.catalogue import Catalogue
from annotator.core.errors import AnnotatorError
from annotator.core.joining import refuse_link
from annotator.core.model import Link, Target
from annotator.core.schema import default_schema
from tests.articles import article, position


def linked(*links: tuple[str, str, str, str, str]) -> Catalogue:
    """Documents a, b and c with a claim each, and links: home, type, source, target's document and id."""
    catalogue = Catalogue(default_schema("test"))
    for name, person in (("a", "Ada Kim"), ("b", "Li Wang"), ("c", "Wang")):
        document, annotations = article(name, position(person))
        made = [
            Link(f"l-{number}", link_type, source, Target(there, target))
            for number, (home, link_type, source, there, target) in enumerate(links)
            if home == name
        ]
        changed = annotations.links.with_changes({link.id: link for link in made})
        catalogue.put(document, replace(annotations, links=changed))
    return catalogue


def refused(catalogue: Catalogue, home: str, link_type: str, source: str, there: str, target: str) -> str:
    with pytest.raises(AnnotatorError) as caught:
        refuse_link(catalogue, home, Link("l-new", link_type, source, Target(there, target)))
    return str(caught.value)


def test_a_link_that_another_document_has_is_not_made_twice() -> None:
    catalogue = linked(("a", "same-as", "m-0role", "b", "m-0role"))

    assert "already" in refused(catalogue, "b", "same-as", "m-0role", "a", "m-0role")


def test_a_directed_link_may_be_answered_where_it_is_not_transitive() -> None:
    catalogue = linked(("a", "supports", "c-0", "b", "c-0"))

    refuse_link(catalogue, "b", Link("l-new", "supports", "c-0", Target("a", "c-0")))


def test_nothing_supersedes_what_supersedes_it() -> None:
    catalogue = linked(("a", "supersedes", "c-0", "b", "c-0"), ("b", "supersedes", "c-0", "c", "c-0"))

    assert "circle" in refused(catalogue, "c", "supersedes", "c-0", "a", "c-0")
    refuse_link(catalogue, "a", Link("l-new", "supersedes", "c-0", Target("c", "c-0")))


def test_entities_marked_as_different_are_not_joined_and_both_are_named() -> None:
    catalogue = linked(
        ("a", "different-from", "m-0person", "b", "m-0person"), ("b", "same-as", "m-0person", "c", "m-0person")
    )

    for sentence in (
        refused(catalogue, "c", "same-as", "m-0person", "a", "m-0person"),
        refused(catalogue, "a", "same-as", "m-0person", "c", "m-0person"),
    ):
        assert "Ada Kim" in sentence
        assert "Li Wang" in sentence


def test_mentions_of_one_entity_are_not_marked_as_different() -> None:
    catalogue = linked(("a", "same-as", "m-0person", "b", "m-0person"), ("b", "same-as", "m-0person", "c", "m-0person"))

    assert "one entity" in refused(catalogue, "a", "different-from", "m-0person", "c", "m-0person")


def test_what_is_not_there_yet_can_be_linked() -> None:
    refuse_link(linked(), "a", Link("l-new", "same-as", "m-0person", Target("missing", "m-1")))

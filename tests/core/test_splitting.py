"""A mention is taken out of its entity by one edit of its own set, wherever the ties are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.catalogue import Catalogue
from annotator.core.edits import apply
from annotator.core.errors import AnnotatorError
from annotator.core.joining import refuse_link
from annotator.core.model import AnnotationSet, Link, Mention, Target
from annotator.core.records import Records
from annotator.core.schema import DIFFERENT_FROM, default_schema
from annotator.core.splitting import parts_left, take_out
from tests.articles import article, position
from tests.examples import Clerk

NAMES = ("a", "b", "c")
PERSON = "m-0person"


def linked(*links: tuple[str, str, str]) -> Catalogue:
    """Documents a, b and c with a person each, and links of persons: home, type and the other document."""
    catalogue = Catalogue(default_schema("test"))
    for name in NAMES:
        document, annotations = article(name, position("Ada Kim"))
        catalogue.put(document, replace(annotations, links=kept_in(name, links)))
    return catalogue


def kept_in(name: str, links: tuple[tuple[str, str, str], ...]) -> Records[Link]:
    made = (
        Link(f"l-{number}", kind, PERSON, Target(there, PERSON))
        for number, (home, kind, there) in enumerate(links)
        if home == name
    )
    return Records((link.id, link) for link in made)


def person(document: str) -> Target:
    return Target(document, PERSON)


def state(catalogue: Catalogue, document: str) -> AnnotationSet:
    entry = catalogue.entry(document)
    assert entry is not None
    return entry.annotations


def take(catalogue: Catalogue, document: str) -> AnnotationSet:
    """Takes the person of a document out of its entity; the set as it was before."""
    before = state(catalogue, document)
    mention = catalogue.record(person(document))
    assert isinstance(mention, Mention)
    catalogue.update(apply(before, take_out(catalogue, document, mention, Clerk())))
    return before


@pytest.mark.parametrize("home", ["a", "b"])
def test_a_mention_is_taken_out_and_undo_brings_it_back_wherever_the_tie_is_kept(home: str) -> None:
    catalogue = linked((home, "same-as", "b" if home == "a" else "a"), ("b", "same-as", "c"))
    others = {name: state(catalogue, name) for name in ("b", "c")}

    before = take(catalogue, "a")

    assert catalogue.cluster(person("a")) == {person("a")}
    assert catalogue.entities.same(person("b"), person("c"))
    assert {name: state(catalogue, name) for name in others} == others
    catalogue.update(before)
    assert catalogue.cluster(person("a")) == {person("a"), person("b"), person("c")}


def test_one_that_held_the_others_together_leaves_several_and_says_how_many() -> None:
    catalogue = linked(("a", "same-as", "b"), ("c", "same-as", "a"))
    others = catalogue.cluster(person("a"))

    take(catalogue, "a")

    assert parts_left(catalogue, person("a"), others) == 2


def test_what_is_tied_to_nothing_cannot_be_taken_out() -> None:
    catalogue = linked(("b", "same-as", "c"))
    with pytest.raises(AnnotatorError, match="an entity of its own"):
        take(catalogue, "a")


def test_it_cannot_be_tied_again_while_the_mark_is_there() -> None:
    catalogue = linked(("b", "same-as", "a"))
    take(catalogue, "a")
    with pytest.raises(AnnotatorError, match="marked as different"):
        refuse_link(catalogue, "a", Link("l-new", "same-as", PERSON, person("b")))


def test_an_entity_is_named_anew_when_its_mentions_change() -> None:
    catalogue = linked(("a", "same-as", "b"))
    assert catalogue.entity_name(person("a")) == "Ada Kim"
    annotations = state(catalogue, "b")
    mention = annotations.mentions[PERSON]
    shorter = replace(mention, spans=(replace(mention.spans[0], end=mention.start + 3),))
    catalogue.update(replace(annotations, mentions=annotations.mentions.with_changes({PERSON: shorter})))
    assert catalogue.words(person("b")) == "Ada"
    take(catalogue, "a")
    assert catalogue.entity_name(person("b")) == "Ada"


kinds = st.sampled_from(("same-as", DIFFERENT_FROM))
some_links = st.lists(st.tuples(st.sampled_from(NAMES), kinds, st.sampled_from(NAMES)), max_size=5)


@given(st.lists(some_links, min_size=1, max_size=6))
def test_entities_are_the_same_however_ties_and_marks_came_and_went(
    states: list[list[tuple[str, str, str]]],
) -> None:
    catalogue = linked()
    for links in states:
        for name in NAMES:
            catalogue.update(replace(state(catalogue, name), links=kept_in(name, tuple(links))))
    cut = {frozenset((home, there)) for home, kind, there in states[-1] if kind == DIFFERENT_FROM}
    counted = [link for link in states[-1] if link[1] == "same-as" and frozenset((link[0], link[2])) not in cut]
    fresh = linked(*counted)
    assert [catalogue.cluster(person(name)) for name in NAMES] == [fresh.cluster(person(name)) for name in NAMES]

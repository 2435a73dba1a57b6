"""Conflicts: what disagrees is found, what only looks so is not, and editing keeps the list true."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.catalogue import Catalogue
from annotator.core.conflicts import AT_ONCE, MOST_PARTNERS, Conflict, Conflicts
from annotator.core.entities import Entities
from annotator.core.model import AnnotationSet, Document, Target
from annotator.core.schema import default_schema
from annotator.core.timeline import timeline
from tests.articles import Said, article, figure, position

SCHEMA = default_schema("test")


def found(*articles: tuple[Document, AnnotationSet], ties: tuple[tuple[Target, Target], ...] = ()) -> list[Conflict]:
    entities = Entities()
    conflicts = Conflicts(SCHEMA, entities)
    for document, said in articles:
        conflicts.put(document, said, None)
    for tie in ties:
        conflicts.tied(entities.tie(*tie))
    while conflicts.catch_up(AT_ONCE):
        pass
    return list(conflicts)


def test_two_holders_of_one_post_are_a_possible_conflict_without_any_link() -> None:
    [conflict] = found(
        article("a", position("Jason Droege")), article("b", position("Brandon Hale", "interim CEO role"))
    )

    assert conflict.grade == "possible"
    assert conflict.differing == ("person",)
    assert conflict.pair == (Target("a", "c-0"), Target("b", "c-0"))


def test_a_link_makes_it_certain() -> None:
    tie = (Target("a", "m-0role"), Target("b", "m-0role"))

    [conflict] = found(article("a", position("Jason Droege")), article("b", position("Brandon Hale")), ties=(tie,))

    assert conflict.grade == "certain"


def test_holders_that_are_tied_are_one() -> None:
    tie = (Target("a", "m-0person"), Target("b", "m-0person"))

    assert not found(article("a", position("Jason Droege")), article("b", position("J. D. Smith")), ties=(tie,))


def test_a_surname_or_a_pronoun_is_no_other_holder() -> None:
    assert not found(article("a", position("Jason Droege")), article("b", position("Droege")))
    assert not found(article("a", position("Jason Droege")), article("b", position("he")))


def test_values_meet_within_a_topic_only() -> None:
    apart = article("b", position("Brandon Hale"), topic="other")

    assert not found(article("a", position("Jason Droege")), apart)
    assert found(
        article("a", position("Jason Droege")), apart, ties=((Target("a", "m-0role"), Target("b", "m-0role")),)
    )


def test_an_amount_said_twice_or_roughly_is_no_conflict() -> None:
    assert not found(article("a", figure("around 200")), article("b", figure("200"), figure("two hundred")))
    assert not found(article("a", figure("around 200")), article("b", figure("14%")))
    assert len(found(article("a", figure("around 200")), article("b", figure("500 people")))) == 1


def test_a_value_that_the_user_corrected_counts() -> None:
    document, annotations = article("b", figure("many"))
    corrected = replace(annotations.mentions["m-0amount"], attributes={"value": "500"})
    annotations = replace(annotations, mentions=annotations.mentions.with_changes({corrected.id: corrected}))

    assert len(found(article("a", figure("200")), (document, annotations))) == 1


def test_two_claims_with_one_mention_of_the_same_do_not_conflict() -> None:
    document, annotations = article("a", figure("200"), figure("50"))
    claim = annotations.claims["c-1"]
    shared = replace(claim, arguments={**claim.arguments, "event": ("m-0event",)})

    assert not found((document, replace(annotations, claims=annotations.claims.with_changes({"c-1": shared}))))
    assert found((document, annotations))


def test_a_claim_with_an_empty_slot_waits() -> None:
    assert not found(article("a", ("position", {"person": "Jason Droege"})), article("b", position("Brandon Hale")))


people, roles = st.sampled_from(["Ada Kim", "Kim", "Li Wang", "he"]), st.sampled_from(["CEO", "interim CEO", "chair"])
articles = st.lists(st.lists(st.builds(position, people, roles), max_size=3), min_size=3, max_size=3)
targets = st.builds(
    Target, st.sampled_from("012"), st.sampled_from([f"m-{n}{label}" for n in range(3) for label in ("person", "role")])
)


@settings(max_examples=60)
@given(articles, articles, st.lists(st.tuples(targets, targets), max_size=6), st.data())
def test_editing_and_tying_gives_what_a_fresh_look_gives(
    before: list[list[Said]], after: list[list[Said]], ties: list[tuple[Target, Target]], data: st.DataObject
) -> None:
    entities = Entities()
    conflicts = Conflicts(SCHEMA, entities)
    sets = {}
    for number, said in enumerate(before):
        document, sets[number] = article(str(number), *said)
        conflicts.put(document, sets[number], None)
    kept = [tie for tie in ties if data.draw(st.booleans())]
    for tie in ties:
        conflicts.tied(entities.tie(*tie))
    for number, said in enumerate(after):
        document, annotations = article(str(number), *said)
        conflicts.put(document, annotations, sets[number])
    gone = list(ties)
    for tie in kept:
        gone.remove(tie)
    for tie in gone:
        conflicts.tied(entities.untie(*tie))

    fresh = found(*(article(str(number), *said) for number, said in enumerate(after)), ties=tuple(kept))
    assert list(conflicts) == fresh
    assert len(conflicts) == len(fresh)
    for conflict in fresh:
        assert conflict in conflicts.of(conflict.ours)
        assert conflict in conflicts.of(conflict.theirs)


def test_two_large_entities_that_become_one_leave_claims_to_wait_and_then_all_is_as_a_fresh_look_gives() -> None:
    half = AT_ONCE + 10
    holders = {3: "Ada Kim", half + 3: "Li Wang", half + 4: "Eva Novak"}
    said = [
        article(f"d{number:03}", position(holders.get(number, "he"), f"post {number}")) for number in range(2 * half)
    ]
    roles = [Target(document.id, "m-0role") for document, _ in said]
    ties = [*pairwise(roles[:half]), *pairwise(roles[half:])]
    entities = Entities()
    conflicts = Conflicts(SCHEMA, entities)
    for one in said:
        conflicts.put(*one, None)
    for tie in ties:
        conflicts.tied(entities.tie(*tie))
    assert len(conflicts) == 1

    conflicts.tied(entities.tie(roles[0], roles[-1]))
    assert conflicts.is_behind
    while conflicts.catch_up(7):
        pass

    assert list(conflicts) == found(*said, ties=(*ties, (roles[0], roles[-1])))
    assert len(conflicts) == 3


def test_a_claim_said_against_by_thousands_is_set_against_the_latest_of_them() -> None:
    entities = Entities()
    conflicts = Conflicts(SCHEMA, entities)
    for number in range(30 * MOST_PARTNERS):
        document, annotations = article(str(number), position("Ada Kim" if number % 2 else "Li Wang"))
        conflicts.put(document, annotations, None)

    assert max(conflicts.count(Target(str(number), "c-0")) for number in range(30 * MOST_PARTNERS)) <= 2 * MOST_PARTNERS


def test_a_timeline_has_what_was_said_of_one_post_by_date() -> None:
    catalogue = Catalogue(SCHEMA)
    dated = [("a", "Ada Kim", dt.date(2025, 7, 3)), ("b", "Li Wang", dt.date(2025, 7, 1)), ("c", "Kim", None)]
    for name, person, date in dated:
        document, annotations = article(name, position(person))
        catalogue.put(replace(document, metadata=replace(document.metadata, date=date)), annotations)
    catalogue.put(*article("d", position("Ada Kim", "chair")))

    moments = timeline(catalogue, Target("a", "c-0"))

    assert [(moment.claim.document, moment.grade, moment.disagrees) for moment in moments] == [
        ("b", "possible", True),
        ("a", None, False),
        ("c", "possible", False),
    ]
    assert moments[0].words == "Li Wang · interim CEO"

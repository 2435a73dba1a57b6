"""What a curator accepts is in their set, with what it needs, once; and one undo takes each step back exactly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.bench import Bench
from annotator.core.curation import (
    FarEndError,
    Wish,
    accepted,
    alike,
    both,
    by_majority,
    neither,
    own,
    settle,
    unanimous,
)
from annotator.core.disagreements import Review, review
from annotator.core.edits import apply
from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet, Claim, Link, Target, spans_of
from annotator.core.remarks import decisions_of
from tests.core.test_disagreements import GOLD, resting_on, tied
from tests.core.test_grouping import SCHEMA, made, mention, three_sets
from tests.examples import Clerk

CLERK = Clerk()


def seen(gold: AnnotationSet, *sets: AnnotationSet) -> Review:
    return review(sets, gold, SCHEMA)


def done(gold: AnnotationSet, wishes: list[Wish], *sets: AnnotationSet) -> AnnotationSet:
    settled = settle(Bench(seen(gold, *sets), gold), gold, wishes, CLERK)
    assert settled.refused == ()
    after = apply(gold, settled.edit)
    assert apply(after, settled.edit.inverse()) == gold
    return after


def told(annotations: AnnotationSet) -> list[tuple[str, int, int]]:
    return sorted((one.label, one.start, one.end) for one in annotations.mentions.values())


OURS = made("ann-1", [mention("m-1", 0, 4), mention("m-2", 10, 14)])
THEIRS = made("ann-2", [mention("m-3", 0, 6), mention("m-4", 10, 14)])


def test_what_is_accepted_says_from_whom_and_is_a_record_of_its_own() -> None:
    item = seen(GOLD, OURS, THEIRS).disagreements[0]
    gold = done(GOLD, [accepted(item, "ann-2")], OURS, THEIRS)
    (record,) = gold.mentions.values()
    assert (record.origin, record.spans) == ("accepted:ann-2", spans_of((0, 6)))
    assert record.id not in {"m-1", "m-3"}
    (decision,) = decisions_of(gold)
    assert (decision.choice, decision.results, decision.about) == ("accepted:ann-2", (record.id,), item.versions)
    assert not any(one.is_open for one in seen(gold, OURS, THEIRS).items)


def test_both_takes_each_version_once_and_neither_none() -> None:
    item = seen(GOLD, OURS, THEIRS).disagreements[0]
    assert told(done(GOLD, [both(item)], OURS, THEIRS)) == [("person", 0, 4), ("person", 0, 6)]
    assert told(done(GOLD, [neither(item)], OURS, THEIRS)) == []


def test_another_decision_takes_the_place_of_the_one_before_and_of_its_record() -> None:
    item = seen(GOLD, OURS, THEIRS).disagreements[0]
    first = done(GOLD, [accepted(item, "ann-1")], OURS, THEIRS)
    again = seen(first, OURS, THEIRS).disagreements[0]
    second = done(first, [accepted(again, "ann-2")], OURS, THEIRS)
    assert list(second.mentions) == list(first.mentions)
    assert told(second) == [("person", 0, 6)]
    third = done(second, [neither(seen(second, OURS, THEIRS).disagreements[0])], OURS, THEIRS)
    assert (told(third), [one.choice for one in decisions_of(third)]) == ([], ["neither"])


def test_what_all_say_is_taken_in_one_edit_and_asked_for_no_more() -> None:
    found = seen(GOLD, OURS, THEIRS)
    gold = done(GOLD, unanimous(Bench(found, GOLD)), OURS, THEIRS)
    assert told(gold) == [("person", 10, 14)]
    assert unanimous(Bench(seen(gold, OURS, THEIRS), gold)) == []


def test_a_mention_that_the_curator_has_marked_already_is_not_there_twice() -> None:
    gold = replace(GOLD, mentions=made("gold", [mention("m-own", 10, 14)]).mentions)
    after = done(gold, unanimous(Bench(seen(gold, OURS, THEIRS), gold)), OURS, THEIRS)
    assert list(after.mentions) == ["m-own"]
    assert [one.results for one in decisions_of(after)] == [("m-own",)]


def with_claims() -> tuple[AnnotationSet, AnnotationSet]:
    claims = [Claim("c-1", "position", spans_of((0, 20)), {"person": ("m-1",), "role": ("m-2",)})]
    return made("ann-1", list(OURS.mentions.values()), claims), THEIRS


def test_a_claim_brings_the_mentions_that_fill_it() -> None:
    sets = with_claims()
    item = next(one for one in seen(GOLD, *sets).items if one.kind == "claim")
    gold = done(GOLD, [accepted(item, "ann-1")], *sets)
    (claim,) = gold.claims.values()
    fillers = {slot: gold.mentions[ids[0]].spans for slot, ids in claim.arguments.items()}
    assert fillers == {"person": spans_of((0, 4)), "role": spans_of((10, 14))}
    assert len(decisions_of(gold)) == 3
    assert not any(one.is_open for one in seen(gold, *sets).items)


def test_a_claim_is_filled_by_what_was_settled_of_its_mentions() -> None:
    sets = with_claims()
    gold = done(GOLD, [accepted(seen(GOLD, *sets).disagreements[0], "ann-2")], *sets)
    item = next(one for one in seen(gold, *sets).items if one.kind == "claim")
    gold = done(gold, [accepted(item, "ann-1")], *sets)
    (claim,) = gold.claims.values()
    assert gold.mentions[claim.arguments["person"][0]].spans == spans_of((0, 6))


def test_a_claim_that_needs_what_was_left_out_is_refused_and_nothing_is_changed() -> None:
    sets = with_claims()
    gold = done(GOLD, [neither(seen(GOLD, *sets).disagreements[0])], *sets)
    item = next(one for one in seen(gold, *sets).items if one.kind == "claim")
    settled = settle(Bench(seen(gold, *sets), gold), gold, [accepted(item, "ann-1")], CLERK)
    assert (settled.edit.changes, settled.number) == ((), 0)
    assert "left out" in str(settled.refused[0])


def test_taking_out_a_mention_takes_what_needs_it_along_and_undo_brings_it_back() -> None:
    sets = with_claims()
    item = next(one for one in seen(GOLD, *sets).items if one.kind == "claim")
    gold = done(GOLD, [accepted(item, "ann-1")], *sets)
    person = next(one for one in seen(gold, *sets).items if one.group.record.id == "m-1")
    after = done(gold, [neither(person)], *sets)
    assert list(next(iter(after.claims.values())).arguments) == ["role"]


def test_both_keeps_claims_whose_evidence_is_in_different_places() -> None:
    sets = resting_on((0, 20), (50, 60))
    (item,) = seen(GOLD, *sets).disagreements
    gold = done(GOLD, [both(item)], *sets)
    assert sorted(one.start for one in gold.claims.values()) == [0, 50]


def test_links_join_the_curators_own_records() -> None:
    sets = tied("ann-1", (0, 1)), tied("ann-2")
    (item,) = seen(GOLD, *sets).disagreements
    gold = done(GOLD, [accepted(item, "ann-1")], *sets)
    (link,) = gold.links.values()
    assert {gold.mentions[link.source].start, gold.mentions[link.target.id].start} == {0, 10}


def test_a_link_to_another_document_waits_for_its_other_end() -> None:
    link = Link("l-1", "same-as", "m-1", Target("denial", "m-there"))
    ours = made("ann-1", [mention("m-1", 0, 4)], links=[link])
    theirs = made("ann-2", [mention("m-2", 0, 4)])
    item = seen(GOLD, ours, theirs).disagreements[0]
    refused = settle(Bench(seen(GOLD, ours, theirs), GOLD), GOLD, [accepted(item, "ann-1")], CLERK).refused
    assert [(type(one), one.target) for one in refused if isinstance(one, FarEndError)] == [(FarEndError, link.target)]
    there = Target("denial", "m-gold")
    settled = settle(
        Bench(seen(GOLD, ours, theirs), GOLD), GOLD, [accepted(item, "ann-1")], CLERK, lambda _target: there
    )
    (made_link,) = apply(GOLD, settled.edit).links.values()
    assert made_link.target == there


def test_the_curators_own_version_takes_the_place_of_what_was_accepted() -> None:
    item = seen(GOLD, OURS, THEIRS).disagreements[0]
    gold = done(GOLD, [accepted(item, "ann-1")], OURS, THEIRS)
    (record,) = gold.mentions.values()
    edit = own(gold, item, replace(record, label="role"))
    after = apply(gold, edit)
    assert [(one.label, one.origin) for one in after.mentions.values()] == [("role", "human")]
    assert [one.choice for one in decisions_of(after)] == ["own"]
    assert apply(after, edit.inverse()) == gold
    with pytest.raises(AnnotatorError, match="Take one"):
        own(GOLD, item, record)


def test_alike_are_items_in_which_the_same_people_differ_in_the_same() -> None:
    ours = made("ann-1", [mention("m-1", 0, 4), mention("m-2", 10, 14), mention("m-3", 20, 24, "role")])
    theirs = made("ann-2", [mention("m-4", 0, 6), mention("m-5", 10, 16), mention("m-6", 20, 26, "role")])
    first, second, third = seen(GOLD, ours, theirs).disagreements
    assert (alike(first, second), alike(first, third)) == (True, False)


def test_three_annotators_settle_by_majority_what_two_of_them_say() -> None:
    sets = [OURS, replace(OURS, annotator="ann-3", mentions=made("", [mention("m-5", 0, 4)]).mentions), THEIRS]
    wishes = by_majority(Bench(seen(GOLD, *sets), GOLD))
    gold = done(GOLD, wishes, *sets)
    assert told(gold) == [("person", 0, 4), ("person", 10, 14)]
    assert by_majority(Bench(seen(GOLD, *sets[:1], THEIRS), GOLD)) == []


@settings(max_examples=50, deadline=None)
@given(three_sets(), st.data())
def test_every_choice_settles_and_undo_restores_the_set_exactly(sets: list[AnnotationSet], data: st.DataObject) -> None:
    gold = GOLD
    for _ in range(6):
        found = seen(gold, *sets)
        if not found.items:
            return
        item = data.draw(st.sampled_from(found.items))
        how = data.draw(
            st.sampled_from([both(item), neither(item), *(accepted(item, one) for one in found.annotators)])
        )
        bench = Bench(found, gold)
        settled = settle(bench, gold, [how], CLERK)
        after = apply(gold, settled.edit)
        assert apply(after, settled.edit.inverse()) == gold
        bench.take_over(settled.edit)
        assert bench.items == list(seen(after, *sets).items)
        bench.take_over(settled.edit.inverse())
        assert bench.items == list(found.items)
        assert settled.number + len(settled.refused) == 1
        if settled.number:
            again = next(one for one in seen(after, *sets).items if one.versions == item.versions)
            assert again.decision is not None
            assert all(after.record(one) is not None for one in again.decision.results)
        for claim in after.claims.values():
            assert all(one in after.mentions for ids in claim.arguments.values() for one in ids)
        gold = after


@settings(max_examples=40, deadline=None)
@given(three_sets())
def test_accepting_all_of_one_annotator_gives_just_what_they_said(sets: list[AnnotationSet]) -> None:
    ours = sets[0]
    found = seen(GOLD, *sets)
    gold = apply(
        GOLD, settle(Bench(found, GOLD), GOLD, [accepted(item, ours.annotator) for item in found.items], CLERK).edit
    )
    assert {(one.label, one.spans) for one in gold.mentions.values()} == {
        (one.label, one.spans) for one in ours.mentions.values()
    }
    assert len(gold.claims) == len(ours.claims)

"""Merging loses nothing that either side wrote, changes nothing that only one side has, and asks where both differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.edits import AttributesChange, Edit, RecordChange, StatusChange, added, apply
from annotator.core.errors import AnnotatorError
from annotator.core.merging import Merged, changes_between, forced, merge
from annotator.core.model import (
    AnnotationSet,
    Claim,
    Link,
    Mention,
    Record,
    Status,
    Target,
    aside_key,
    quote_of,
    spans_of,
)
from annotator.core.records import Records
from annotator.core.remarks import Comment, Remark
from tests.examples import AMOUNT, PERSON, POSITION, ROLE, TEXT, annotation_set


def together(base: AnnotationSet, ours: AnnotationSet, theirs: AnnotationSet) -> Merged:
    return merge(base, ours, theirs, lambda spans: quote_of(TEXT, spans))


MENTIONS = [f"m-{number}" for number in range(4)]
SAID = st.sets(st.sampled_from(["k-1", "k-2"]))


@st.composite
def sets(draw: st.DrawFn) -> AnnotationSet:
    """A whole set over few ids, so that two of them touch the same records in every way there is."""
    mentions = [
        Mention(name, label, spans_of((0, 2)))
        for name in MENTIONS
        if (label := draw(st.sampled_from(["", "person", "role"])))
    ]
    ids = [one.id for one in mentions]
    claims = []
    for name in draw(st.sets(st.sampled_from(["c-1", "c-2"]))) if ids else ():
        named = draw(st.lists(st.sampled_from(ids), max_size=2))
        claims.append(Claim(name, "position", spans_of((0, 9)), {"person": tuple(named)}))
    ends = [*ids, *(one.id for one in claims)]
    links = [
        Link("l-1", "same-as", draw(st.sampled_from(ends)), Target("layoffs", draw(st.sampled_from(ends))))
        for _ in range(draw(st.integers(0, 1)))
        if ends
    ]
    attributes = draw(st.dictionaries(st.sampled_from("ab"), st.integers(0, 2), max_size=2))
    remarks: dict[str, Remark] = {
        name: Comment(name, Target("layoffs", "m-0"), draw(st.sampled_from("xyz"))) for name in draw(SAID)
    }
    found = replace(annotation_set(mentions, claims, links), remarks=Records(remarks.items()))
    return replace(found, status=draw(st.sampled_from(Status)), attributes=attributes, extra=dict(attributes))


def versions(annotations: AnnotationSet, record_id: str) -> list[Record | None]:
    """Every version of a record that a set has, counting or aside."""
    asides = [aside.record for aside in annotations.aside.values() if aside.id.partition(".")[0] == record_id]
    return [
        annotations.record(record_id),
        *(replace(one, id=record_id) if one is not None else None for one in asides),
    ]


def all_ids(*every: AnnotationSet) -> set[str]:
    return {name for one in every for name in (*one.mentions, *one.claims, *one.links)}


def is_whole(annotations: AnnotationSet) -> bool:
    """Whether everything that a record names is there."""
    named = [name for claim in annotations.claims.values() for ids in claim.arguments.values() for name in ids]
    named += [end for link in annotations.links.values() for end in (link.source, link.target.id)]
    return all(annotations.known(name) is not None for name in named)


@given(sets(), sets())
def test_what_only_one_side_has_changed_is_what_comes_out(base: AnnotationSet, one: AnnotationSet) -> None:
    assert together(base, one, base) == Merged(one, Edit("bring in what another program wrote", ()))
    assert together(base, base, one).annotations == one
    assert together(base, base, one).collisions == ()


@given(sets(), sets())
def test_the_same_change_on_both_sides_is_one(base: AnnotationSet, one: AnnotationSet) -> None:
    assert together(base, one, one) == Merged(one, Edit("bring in what another program wrote", ()))


@given(sets(), sets(), sets())
def test_nothing_that_either_side_wrote_is_lost(
    base: AnnotationSet, ours: AnnotationSet, theirs: AnnotationSet
) -> None:
    merged = together(base, ours, theirs).annotations
    for name in all_ids(ours, theirs):
        for side in (ours, theirs):
            written = side.record(name)
            if written is not None and written != base.record(name):
                assert written in versions(merged, name)
    for side in (ours, theirs):
        for name, remark in side.remarks.items():
            if remark != base.remarks.get(name):
                assert remark in [replace(one, id=name) for one in merged.remarks.values() if one.id.startswith(name)]
    assert is_whole(merged)


@given(sets(), sets(), sets())
def test_ours_counts_where_both_have_changed_a_record(
    base: AnnotationSet, ours: AnnotationSet, theirs: AnnotationSet
) -> None:
    merged = together(base, ours, theirs)
    for name in merged.collisions:
        assert merged.annotations.record(name) == ours.record(name)
        assert theirs.record(name) in versions(merged.annotations, name)[1:]


@given(sets(), sets(), sets())
def test_a_merge_is_the_same_from_both_sides_but_for_what_collides(
    base: AnnotationSet, ours: AnnotationSet, theirs: AnnotationSet
) -> None:
    here, there = together(base, ours, theirs), together(base, theirs, ours)
    assert set(here.collisions) == set(there.collisions)
    for name in all_ids(here.annotations, there.annotations) - set(here.collisions):
        assert here.annotations.record(name) == there.annotations.record(name)


@given(sets(), sets(), sets())
def test_merging_once_more_changes_nothing(base: AnnotationSet, ours: AnnotationSet, theirs: AnnotationSet) -> None:
    merged = together(base, ours, theirs).annotations
    assert together(theirs, merged, theirs).annotations == merged
    assert together(base, merged, theirs).annotations == merged


@given(sets(), sets(), sets())
def test_a_merge_is_an_edit_that_can_be_taken_back(
    base: AnnotationSet, ours: AnnotationSet, theirs: AnnotationSet
) -> None:
    merged = together(base, ours, theirs)
    assert replace(apply(ours, merged.edit), extra=merged.annotations.extra) == merged.annotations
    assert apply(apply(ours, merged.edit), merged.edit.inverse()) == ours


@given(sets(), sets())
def test_the_changes_between_two_sets_make_one_of_the_other(one: AnnotationSet, other: AnnotationSet) -> None:
    edit = Edit("x", tuple(changes_between(one, other)))
    assert replace(apply(one, edit), extra=other.extra) == other
    assert replace(forced(one, edit.changes), extra=other.extra) == other
    assert list(changes_between(one, one)) == []


BASE = annotation_set([PERSON, ROLE])
RENAMED, NOTED = replace(PERSON, label="role"), replace(PERSON, note="another")


def with_person(person: Mention | None) -> AnnotationSet:
    return apply(BASE, Edit("x", (RecordChange(PERSON, person),)))


def test_a_record_changed_on_both_sides_keeps_ours_and_puts_theirs_aside_with_its_words() -> None:
    merged = together(BASE, with_person(RENAMED), with_person(NOTED))
    assert merged.collisions == ("m-person",)
    assert merged.annotations.mentions["m-person"] == RENAMED
    aside = merged.annotations.aside[aside_key("collides", "m-person")]
    assert (aside.record, aside.quote, aside.text) == (NOTED, "Jason Droege", BASE.text_sha256)


def test_a_record_changed_here_and_removed_there_stays_and_the_removal_is_kept_for_the_user() -> None:
    merged = together(BASE, with_person(RENAMED), with_person(None))
    assert merged.annotations.mentions["m-person"] == RENAMED
    assert merged.annotations.aside[aside_key("collides", "m-person")].record is None
    there = together(BASE, with_person(None), with_person(RENAMED))
    assert "m-person" not in there.annotations.mentions
    assert there.annotations.aside[aside_key("collides", "m-person")].record == RENAMED


def test_a_mention_that_the_other_side_needs_for_a_claim_is_not_removed() -> None:
    claimed = apply(BASE, added("claim", [POSITION]))
    for ours, theirs in ((with_person(None), claimed), (claimed, with_person(None))):
        merged = together(BASE, ours, theirs).annotations
        assert merged.mentions["m-person"] == PERSON
        assert merged.claims["c-position"] == POSITION


def test_a_mention_removed_here_that_they_changed_and_claim_is_theirs_again() -> None:
    theirs = apply(with_person(RENAMED), added("claim", [POSITION]))
    merged = together(BASE, with_person(None), theirs)
    assert merged.annotations.mentions["m-person"] == RENAMED
    assert (len(merged.annotations.aside), merged.collisions) == (0, ())


def test_a_second_version_of_what_is_aside_already_is_kept_too() -> None:
    first = together(BASE, with_person(RENAMED), with_person(NOTED)).annotations
    second = together(with_person(NOTED), first, with_person(replace(NOTED, note="a third"))).annotations
    assert {aside.record.note for aside in second.aside.values() if aside.record} == {"another", "a third"}
    assert second.mentions["m-person"] == RENAMED


def test_status_and_attributes_are_merged_key_by_key_and_ours_counts() -> None:
    base = replace(BASE, attributes={"a": 1, "b": 1, "c": 1})
    ours = replace(base, attributes={"a": 2, "b": 1}, status=Status.DONE)
    theirs = replace(base, attributes={"a": 3, "b": 5, "c": 1, "d": 1}, status=Status.IN_PROGRESS)
    merged = together(base, ours, theirs)
    assert merged.annotations.attributes == {"a": 2, "b": 5, "d": 1}
    assert merged.annotations.status is Status.DONE
    assert together(base, base, theirs).edit.changes == (
        StatusChange(Status.TODO, Status.IN_PROGRESS),
        AttributesChange(base.attributes, theirs.attributes),
    )


def test_unknown_keys_of_a_file_are_merged_too() -> None:
    ours, theirs = replace(BASE, extra={"x": 1}), replace(BASE, extra={"y": [2]})
    assert together(BASE, ours, theirs).annotations.extra == {"x": 1, "y": [2]}


def test_sides_about_different_texts_are_not_merged() -> None:
    with pytest.raises(AnnotatorError, match="different versions of the text"):
        together(BASE, BASE, replace(BASE, text_sha256="0" * 64))


def test_the_example_has_an_amount() -> None:
    assert together(BASE, annotation_set([PERSON, ROLE, AMOUNT]), BASE).annotations.mentions["m-amount"] == AMOUNT

"""Of two versions of a record the user keeps one or both, in one edit, and the set stays whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.catalogue import Entry
from annotator.core.edits import Edit, RecordChange, apply
from annotator.core.errors import AnnotatorError
from annotator.core.merging import merge
from annotator.core.model import AnnotationSet, Aside, Claim, Link, Record, Target
from annotator.core.versions import Choice, VersionRow, choose, version_rows
from tests.examples import AMOUNT, EVENT, PERSON, POSITION, ROLE, annotation_set, document

OURS, THEIRS = replace(PERSON, label="role"), replace(PERSON, note="theirs", attributes={"certainty": "sure"})
BASE = annotation_set([PERSON, ROLE], [POSITION])


def collided(before: Record, ours: Record | None, theirs: Record | None) -> tuple[AnnotationSet, Aside]:
    """A set in which a record was written differently on both sides."""
    here, there = (apply(BASE, Edit("x", (RecordChange(before, after),))) for after in (ours, theirs))
    annotations = merge(BASE, here, there, document().quote).annotations
    (aside,) = annotations.aside.values()
    return annotations, aside


def chosen(annotations: AnnotationSet, aside: Aside, choice: Choice) -> AnnotationSet:
    """The set after a choice, which is one edit that can be taken back."""
    edit = choose(annotations, aside, choice, lambda kind: f"{kind[0]}-fresh")
    after = apply(annotations, edit)
    assert apply(after, edit.inverse()) == annotations
    assert not after.aside
    return after


def test_one_version_or_both_are_kept() -> None:
    annotations, aside = collided(PERSON, OURS, THEIRS)
    assert chosen(annotations, aside, "ours").mentions["m-person"] == OURS
    assert chosen(annotations, aside, "theirs").mentions["m-person"] == THEIRS
    both = chosen(annotations, aside, "both")
    assert both.mentions["m-person"] == OURS
    assert both.mentions["m-fresh"] == replace(THEIRS, id="m-fresh")
    assert both.claims == annotations.claims


def test_a_removal_there_may_be_followed_or_not() -> None:
    lonely = annotation_set([AMOUNT])
    here = apply(lonely, Edit("x", (RecordChange(AMOUNT, replace(AMOUNT, note="n")),)))
    annotations = merge(lonely, here, annotation_set(), document().quote).annotations
    (aside,) = annotations.aside.values()
    assert set(chosen(annotations, aside, "ours").mentions) == {"m-amount"}
    assert not chosen(annotations, aside, "theirs").mentions
    with pytest.raises(AnnotatorError, match="nothing to keep beside"):
        choose(annotations, aside, "both", lambda kind: "m-fresh")


def test_a_record_removed_here_may_come_back_as_the_other_side_has_it() -> None:
    annotations, aside = collided(POSITION, None, replace(POSITION, note="theirs"))
    assert not chosen(annotations, aside, "ours").claims
    assert chosen(annotations, aside, "theirs").claims["c-position"].note == "theirs"


def test_a_claim_comes_without_arguments_that_are_gone_and_a_link_not_at_all() -> None:
    claim = Claim("c-1", "position", EVENT.spans, {"person": ("m-gone",), "role": ("m-role",)})
    annotations = replace(BASE, aside=BASE.aside.with_changes({"x": None}))
    aside = Aside("collides", "c-1", "claim", claim, "laid off", BASE.text_sha256)
    held = annotations.aside.with_changes({aside.key: aside})
    after = chosen(replace(annotations, aside=held), aside, "theirs")
    assert after.claims["c-1"].arguments == {"role": ("m-role",)}
    link = Aside("collides", "l-1", "link", Link("l-1", "same-as", "m-gone", Target("memo", "m-2")))
    with pytest.raises(AnnotatorError, match="no longer there"):
        choose(BASE, link, "theirs", lambda kind: "l-fresh")


def test_both_versions_are_told_thing_by_thing() -> None:
    annotations, aside = collided(PERSON, OURS, THEIRS)
    rows = version_rows(Entry(document(), annotations), aside)
    assert rows == [
        VersionRow("label", "role", "person"),
        VersionRow("words", "Jason Droege", "Jason Droege"),
        VersionRow("place", "23–35", "23–35"),
        VersionRow("origin", "human", "human"),
        VersionRow("attributes", "", "certainty sure"),
        VersionRow("note", "", "theirs"),
    ]
    assert [row.differs for row in rows] == [True, False, False, False, True, True]


def test_a_removal_is_told_as_one() -> None:
    annotations, aside = collided(POSITION, None, replace(POSITION, note="theirs"))
    rows = version_rows(Entry(document(), annotations), aside)
    assert rows[0] == VersionRow("", "removed", "")
    assert VersionRow("person", "", "Jason Droege") in rows

"""Edits are told in words that a person reads, and nothing of them acts on a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.edits import (
    AsideChange,
    AttributesChange,
    Change,
    Edit,
    RecordChange,
    RemarkChange,
    StatusChange,
    TextChange,
    added,
    replaced,
)
from annotator.core.model import Aside, Link, Mention, Status, Target, spans_of
from annotator.core.narration import Narrator, about
from annotator.core.operations import begun, remove
from tests.examples import (
    AMOUNT,
    COMMENT,
    DECISION,
    DENIAL_LINK,
    EVENT,
    PERSON,
    POSITION,
    ROLE,
    annotation_set,
    document,
    memo,
)

HERE = Link("l-1", "same-as", "m-person", Target("layoffs", "m-role"))
SUGGESTED = replace(PERSON, origin="suggestion:names")
UNPLACED = Aside("unanchored", EVENT.id, "mention", EVENT, "laid off", "ab" * 32)


def told(*changes: Change, way: str = "", text: str = "") -> str:
    narrator = Narrator(document(), memo(), {Target("denial", "c-other"): "Nobody resigned."}.get)
    return narrator.tell(Edit("the action", changes), text, way)


SENTENCES: list[tuple[Edit, str]] = [
    (added("", [EVENT]), "labelled “laid off” as event"),
    (added("", [EVENT]).inverse(), "removed “laid off” (event)"),
    (added("", [SUGGESTED]), "labelled “Jason Droege” as person, suggested by names"),
    (added("", [replace(PERSON, origin="import:conll")]), "labelled “Jason Droege” as person, imported from conll"),
    (added("", [replace(PERSON, origin="accepted:ann-2")]), "labelled “Jason Droege” as person, accepted from ann-2"),
    (added("", [replace(PERSON, origin="odd")]), "labelled “Jason Droege” as person, origin odd"),
    (added("", [PERSON, ROLE]), "labelled “Jason Droege” as person and labelled “interim CEO” as role"),
    (added("", [EVENT, replace(EVENT, id="m-2")]), "labelled “laid off” in 2 places as event"),
    (
        added("", [Mention(f"m-{start}", "role", spans_of((start, start + 1))) for start in range(5)]),
        "labelled 5 mentions as role",
    ),
    (replaced("", EVENT, replace(EVENT, label="role")), "relabelled “laid off” from event to role"),
    (replaced("", EVENT, replace(EVENT, note="Why?")), "noted “Why?” on “laid off”"),
    (replaced("", replace(EVENT, note="Why?"), EVENT), "removed the note on “laid off”"),
    (replaced("", EVENT, replace(EVENT, attributes={"sure": True})), "set sure = True on “laid off”"),
    (replaced("", replace(EVENT, attributes={"sure": True}), EVENT), "removed the attributes of “laid off”"),
    (replaced("", EVENT, replace(EVENT, spans=AMOUNT.spans)), "moved the ends of “laid off” to “around 200”"),
    (replaced("", EVENT, replace(EVENT, origin="import:x")), "changed “laid off”"),
    (added("", [POSITION]), "claimed position (person “Jason Droege”, role “interim CEO”)"),
    (
        replaced("", POSITION, replace(POSITION, arguments={"role": ("m-role",)})),
        "changed position (person “Jason Droege”, role “interim CEO”) to position (role “interim CEO”)",
    ),
    (added("", [HERE]), "linked “Jason Droege” to “interim CEO” (same-as)"),
    (added("", [DENIAL_LINK]), "linked “interim CEO Jason Droege” to “Nobody resigned.” of denial (contradicts)"),
    (added("", [replace(HERE, target=Target("denial"))]), "linked “Jason Droege” to the document denial (same-as)"),
    (Edit("", (StatusChange(Status.TODO, Status.DONE),)), "set the status to done"),
    (begun(annotation_set(), added("", [EVENT])), "labelled “laid off” as event"),
    (Edit("", (RemarkChange(None, COMMENT),)), "commented “Is he?” on “Jason Droege”"),
    (Edit("", (RemarkChange(None, replace(COMMENT, answers="k-2")),)), "answered “Is he?” on “Jason Droege”"),
    (Edit("", (RemarkChange(COMMENT, None),)), "removed the comment “Is he?”"),
    (
        Edit("", (RemarkChange(None, replace(COMMENT, text="", answers="k-2", state="resolved")),)),
        "resolved what was said of “Jason Droege”",
    ),
    (
        Edit("", (RemarkChange(None, replace(COMMENT, state="objects")),)),
        "objected to what became of “Jason Droege”: “Is he?”",
    ),
    (Edit("", (RemarkChange(None, DECISION),)), "decided on “Jason Droege”: as ann-2"),
    (Edit("", (RemarkChange(DECISION, None),)), "removed the decision on “Jason Droege”"),
    (Edit("", (AttributesChange({}, {"tone": "dry"}),)), "set tone = dry on the document"),
    (Edit("", (AsideChange(UNPLACED, None), RecordChange(None, EVENT))), "placed “laid off”"),
    (Edit("", (AsideChange(UNPLACED, None),)), "removed “laid off”, which was kept aside"),
    (Edit("", (RecordChange(EVENT, None), AsideChange(None, UNPLACED))), "put “laid off” aside"),
    (Edit("", (AsideChange(replace(UNPLACED, why="moved"), None),)), "confirmed where “laid off” is"),
    (Edit("", (AsideChange(None, replace(UNPLACED, why="collides")),)), "put another version of “laid off” aside"),
    (
        Edit("", (TextChange("a", "b"), RecordChange(EVENT, replace(EVENT, spans=AMOUNT.spans)))),
        "went over to the changed text: moved the ends of “around 200”",
    ),
    (Edit("", (TextChange("a", "b"),)), "went over to the changed text"),
]


@pytest.mark.parametrize(("edit", "words"), SENTENCES, ids=[words for _, words in SENTENCES])
def test_an_edit_is_told_in_words(edit: Edit, words: str) -> None:
    assert told(*edit.changes) == words
    assert told(*edit.inverse().changes, way="undoes") == f"undid: {words}"
    assert told(*edit.changes, way="redoes") == f"redid: {words}"


def test_a_removal_is_told_with_what_went_along() -> None:
    assert told(*remove(memo(), PERSON).changes) == (
        "removed “Jason Droege” (person) and changed position (person “Jason Droege”, role “interim CEO”) to "
        "position (role “interim CEO”)"
    )


def test_words_of_another_text_are_never_shown_as_if_they_were_the_records() -> None:
    gone = replace(EVENT, id="m-gone")
    assert told(*added("", [gone]).changes, text="another") == "labelled m-gone as event"
    assert told(*added("", [replace(PERSON, spans=spans_of((0, 2)))]).changes, text="another") == (
        "labelled “Jason Droege” as person"
    )


def test_where_the_other_text_is_at_hand_its_words_are_told() -> None:
    narrator = Narrator(document(), memo(), older={"ab": "Once upon a time"}.get)
    assert narrator.tell(added("", [replace(EVENT, id="m-gone", spans=spans_of((0, 4)))]), "ab") == (
        "labelled “Once” as event"
    )


def test_without_its_text_a_record_is_told_by_its_id() -> None:
    assert Narrator(None, annotation_set()).tell(added("", [EVENT]), "") == "labelled m-event as event"


def test_a_record_is_called_by_the_words_that_it_had_when_it_was_told_last() -> None:
    narrator = Narrator(document(), annotation_set())
    narrator.tell(added("", [PERSON, ROLE]), "")
    assert narrator.tell(added("", [POSITION]), "") == "claimed position (person “Jason Droege”, role “interim CEO”)"


def test_what_cannot_be_said_otherwise_is_said_by_its_action() -> None:
    assert told() == "the action"


def test_nothing_in_the_words_acts_on_a_terminal() -> None:
    bad = replace(EVENT, label="\x1b[31m", note="\x1b]0;x\x07", origin="import:\u202e", attributes={"\x9b": "\n"})
    for edit in (added("\x1b", [bad]), replaced("", EVENT, bad), Edit("\x1b[2J", ())):
        words = told(*edit.changes) if edit.changes else Narrator(document(), memo()).tell(edit, "")
        assert words.isprintable()


def test_a_long_quote_is_shortened() -> None:
    text = "word " * 100
    narrator = Narrator(document(text), annotation_set(of=document(text)))
    assert len(narrator.tell(added("", [Mention("m-1", "role", spans_of((0, 400)))]), "")) < 80


def test_what_is_about_a_record_is_its_own_change_and_those_that_name_it() -> None:
    edit = added("label", [PERSON, ROLE, EVENT, POSITION, HERE, DENIAL_LINK])
    assert [change.record.id for change in about(edit, "m-person").records] == ["m-person", "c-position", "l-1"]
    assert [change.record.id for change in about(edit, "m-role").records] == ["m-role", "c-position", "l-1"]
    assert [change.record.id for change in about(edit, "c-position").records] == ["c-position", "l-denial"]
    assert about(edit, "m-amount").changes == ()

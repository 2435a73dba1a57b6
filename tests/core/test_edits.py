"""Edits: every change has an inverse, and none is applied to what it was not made for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.edits import (
    AttributesChange,
    Edit,
    RecordChange,
    RemarkChange,
    StatusChange,
    added,
    apply,
    replaced,
)
from annotator.core.errors import EditError
from annotator.core.model import AnnotationSet, Claim, Link, Mention, Record, Span, Status, Target
from annotator.core.remarks import Remark
from tests.examples import COMMENT, DECISION, EVENT, PERSON, annotation_set, memo

REMARKS: list[Remark] = [COMMENT, DECISION]


def _record(draw: st.DrawFn, record_id: str) -> Record:
    start = draw(st.integers(0, 60))
    spans = (Span(start, start + draw(st.integers(1, 9))),)
    note = draw(st.sampled_from(["", "a note"]))
    match record_id[0]:
        case "m":
            return Mention(record_id, draw(st.sampled_from(["person", "role"])), spans, note=note)
        case "c":
            return Claim(record_id, "position", spans, {"person": (draw(st.sampled_from(["m-1", "m-2"])),)}, note=note)
        case _:
            return Link(record_id, "same-as", draw(st.sampled_from(["m-1", "m-2"])), Target("denial", "m-3"), note=note)


@st.composite
def edit_runs(draw: st.DrawFn) -> tuple[AnnotationSet, list[Edit]]:
    """A set, and edits each of which fits what those before it left."""
    start = annotation_set()
    state, edits = start, []
    for _ in range(draw(st.integers(0, 25))):
        changes: list[RecordChange | RemarkChange | StatusChange | AttributesChange] = []
        staged = state
        for _ in range(draw(st.integers(1, 4))):
            change = draw(_changes(staged))
            if change is not None:
                changes.append(change)
                staged = apply(staged, Edit("step", (change,)))
        edits.append(Edit("step", tuple(changes)))
        state = staged
    return start, edits


@st.composite
def _changes(
    draw: st.DrawFn, state: AnnotationSet
) -> RecordChange | RemarkChange | StatusChange | AttributesChange | None:
    kind = draw(st.sampled_from(["record", "record", "record", "remark", "status", "attributes"]))
    if kind == "remark":
        said = draw(st.sampled_from(REMARKS))
        known = state.remarks.get(said.id)
        return RemarkChange(known, said if known is None else draw(st.sampled_from([None, said])))
    if kind == "status":
        return StatusChange(state.status, draw(st.sampled_from(list(Status))))
    if kind == "attributes":
        return AttributesChange(state.attributes, {"genre": draw(st.sampled_from(["news", "memo"]))})
    record_id = draw(st.sampled_from(["m-1", "m-2", "c-1", "c-2", "l-1", "l-2"]))
    before = state.record(record_id)
    after = _record(draw, record_id) if before is None or draw(st.booleans()) else None
    return RecordChange(before, after)


@given(edit_runs())
def test_any_sequence_of_edits_undone_gives_the_first_set_back(run: tuple[AnnotationSet, list[Edit]]) -> None:
    start, edits = run
    state = start
    for edit in edits:
        state = apply(state, edit)
    for edit in reversed(edits):
        state = apply(state, edit.inverse())
    assert state == start


@given(edit_runs())
def test_redo_after_undo_gives_the_last_set_back(run: tuple[AnnotationSet, list[Edit]]) -> None:
    start, edits = run
    for edit in edits:
        after = apply(start, edit)
        assert apply(apply(after, edit.inverse()), edit) == after
        assert edit.inverse().inverse() == edit
        start = after


def test_an_edit_made_for_another_state_is_refused_and_changes_nothing() -> None:
    state = memo()
    elsewhere = replace(PERSON, note="changed by someone else")
    with pytest.raises(EditError, match="the mention m-person has changed since"):
        apply(state, replaced("relabel", elsewhere, replace(elsewhere, label="role")))
    with pytest.raises(EditError, match="m-event"):
        apply(state, added("label event", [EVENT]))
    with pytest.raises(EditError, match="status"):
        apply(state, Edit("status", (StatusChange(Status.DONE, Status.TODO),)))
    assert state == memo()


def test_a_change_keeps_id_and_kind() -> None:
    with pytest.raises(ValueError, match="id and kind"):
        RecordChange(PERSON, EVENT)
    with pytest.raises(ValueError, match="before or after"):
        RecordChange(None, None)

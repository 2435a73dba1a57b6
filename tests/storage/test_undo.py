"""Undo has no limit, takes back each act as one step, reaches through restarts, and is itself in the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from annotator.core.edits import Edit, added
from annotator.core.model import Claim, Link, Target, spans_of
from annotator.core.operations import add_claim, add_link, begun, label_spans, remove
from annotator.storage.history import read_history
from annotator.storage.project import Project
from annotator.storage.session import Session
from tests.examples import EVENT, PERSON, POSITION, ROLE
from tests.storage.sessions import opened, stored

Act = Callable[[Session], Edit]


def everywhere(session: Session) -> Edit:
    """Labels every "a" of the text."""
    text = session.document.text
    places = [spans_of((place, place + 1)) for place, letter in enumerate(text) if letter == "a"]
    return label_spans(session.project.schema, session, "event", places, near=())


def claim(session: Session) -> Edit:
    """Claims with two arguments."""
    found = session.annotations
    made = Claim(session.new_id("claim"), "position", POSITION.spans, {"person": ("m-person",), "role": ("m-role",)})
    return add_claim(found, session.project.schema, replace(made, created=session.now()))


def link(session: Session) -> Edit:
    """Links two mentions."""
    made = Link(session.new_id("link"), "same-as", "m-person", Target("layoffs", "m-other"), created=session.now())
    found = session.annotations
    other = found.mentions["m-other"]
    return add_link(found, session.project.schema, made, found.mentions["m-person"], other)


def remove_all(session: Session) -> Edit:
    """Removes a mention, with the link and the claim's argument that hang on it."""
    return remove(session.annotations, session.annotations.mentions["m-person"])


@pytest.mark.parametrize("act", [everywhere, claim, link, remove_all])
def test_what_is_done_at_once_is_one_step_through_restarts_and_one_line(act: Act, project: Project) -> None:
    session = opened(project)
    session.apply(begun(session.annotations, added("start", [PERSON, ROLE, replace(PERSON, id="m-other"), EVENT])))
    session.apply(claim(session) if act is not claim else added("x", [replace(ROLE, id="m-x")]))
    if act is not link:
        session.apply(link(session))
    before = session.annotations
    edit = act(session)
    session.apply(edit)
    after = session.annotations
    assert after != before
    session.close()
    lines = len([line for line in read_history(project.paths, "ann-1", "layoffs").lines if line.edit_json])
    second = opened(project)
    assert second.undo() == edit.inverse()
    assert second.annotations == before
    second.close()
    assert stored(project) == before
    third = opened(project)
    assert third.redo() == edit
    assert third.annotations == after
    third.close()
    history = read_history(project.paths, "ann-1", "layoffs").lines
    done = [(line.role, line.of) for line in history if line.edit_json][lines:]
    assert done == [("undoes", lines), ("redoes", lines)]


def test_undo_goes_back_to_the_beginning_and_forth_to_the_end(project: Project) -> None:
    session = opened(project)
    first = session.annotations
    states = []
    for number in range(40):
        session.apply(added(f"label {number}", [replace(PERSON, id=f"m-{number}")]))
        states.append(session.annotations)
        if number % 10 == 9:
            session.close()
            session = opened(project)
    while session.undo() is not None:
        pass
    assert session.annotations == first
    session.close()
    session = opened(project)
    for state in states:
        assert session.redo() is not None
        assert session.annotations == state
    assert session.redo() is None
    session.close()

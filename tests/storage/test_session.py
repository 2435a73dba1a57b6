"""A session loses no edit, undoes any, and picks up where the last one ended, however that was."""

from __future__ import annotations

import datetime as dt
import os
import random
import threading
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.edits import AttributesChange, Edit, RecordChange, StatusChange, added, apply, replaced
from annotator.core.errors import AnnotatorError, EditError
from annotator.core.model import AnnotationSet, Claim, Mention, Status, spans_of
from annotator.core.schema import default_schema
from annotator.storage.problems import FileError
from annotator.storage.project import Project
from annotator.storage.schema_file import schema_text
from annotator.storage.session import open_session
from tests.examples import NOW, PERSON, POSITION, ROLE, TEXT
from tests.storage.conftest import MakeProject, snapshot_of
from tests.storage.sessions import LABELLED, crash, opened, stored


def test_what_was_done_is_there_again_after_leaving(project: Project) -> None:
    session = opened(project)
    for edit in LABELLED:
        session.apply(edit)
    session.close()
    assert stored(project) == session.annotations
    assert opened(project).annotations == session.annotations
    assert list(session.annotations.mentions) == ["m-person", "m-role", "m-amount"]


def test_what_was_saved_is_there_again_after_a_crash(project: Project) -> None:
    first = opened(project)
    first.apply(LABELLED[0])
    crash(first)
    second = opened(project)
    assert second.annotations == first.annotations
    second.apply(LABELLED[1])
    crash(second)
    third = opened(project)
    assert third.annotations == second.annotations
    assert len(stored(project).mentions) == 0
    third.close()
    assert stored(project) == second.annotations


def test_opening_and_leaving_changes_nothing_on_disk(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    before, threads = snapshot_of(project.root), threading.active_count()
    again = opened(project)
    assert threading.active_count() == threads
    again.close()
    assert snapshot_of(project.root) == before


def test_the_snapshot_is_written_a_moment_after_the_last_edit(project: Project) -> None:
    session = open_session(project, "layoffs", "ann-1", snapshot_after=0.01)
    session.apply(LABELLED[0])
    for _ in range(1000):
        if project.set_files("ann-1", "layoffs"):
            break
        threading.Event().wait(0.01)
    assert stored(project) == session.annotations
    session.close()


def test_undo_and_redo_reach_through_restarts(project: Project) -> None:
    session = opened(project)
    for edit in LABELLED:
        session.apply(edit)
    session.close()
    second = opened(project)
    assert second.can_undo == "label amount"
    assert second.undo() == LABELLED[2].inverse()
    assert second.undo() == LABELLED[1].inverse()
    crash(second)
    third = opened(project)
    assert (third.can_undo, third.can_redo) == ("label person", "label role")
    assert third.redo() == LABELLED[1]
    third.close()
    fourth = opened(project)
    assert (fourth.can_undo, fourth.can_redo) == ("label role", "label amount")
    assert fourth.redo() == LABELLED[2]
    assert fourth.redo() is None
    assert [fourth.undo() is None for _ in range(4)] == [False, False, False, True]
    assert len(fourth.annotations.mentions) == 0
    fourth.close()


def test_a_new_edit_ends_what_could_be_redone(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.undo()
    session.apply(LABELLED[1])
    assert session.can_redo == ""
    session.close()
    assert opened(project).can_redo == ""


def test_an_edit_that_does_not_fit_changes_and_writes_nothing(project: Project) -> None:
    session = opened(project)
    with pytest.raises(EditError):
        session.apply(LABELLED[0].inverse())
    assert (session.state, session.can_undo) == ("saved", "")
    session.apply(Edit("nothing", ()))
    session.close()
    assert not project.paths.histories.exists()


def test_listeners_hear_of_each_edit_and_of_each_saving(project: Project) -> None:
    session = opened(project)
    edits: list[Edit] = []
    states: list[tuple[str, str, bool]] = []
    session.on_change.append(edits.append)
    session.on_saved.append(
        lambda state, failure: states.append((state, failure, threading.current_thread() is threading.main_thread()))
    )
    session.apply(LABELLED[0])
    assert session.state in ("saving", "saved")
    session.undo()
    session.flush()
    session.close()
    assert edits == [LABELLED[0], LABELLED[0].inverse()]
    assert states[-1] == ("saved", "", False)


def test_ids_are_fresh_and_times_are_whole_seconds_in_utc(project: Project) -> None:
    zone = dt.timezone(dt.timedelta(hours=-5))
    bits = iter([0, 0, 1])
    session = open_session(
        project,
        "layoffs",
        "ann-1",
        clock=lambda: dt.datetime(2026, 11, 21, 14, 0, 0, 999, zone),
        random_bits=lambda _: next(bits),
    )
    first = session.new_id("mention")
    session.apply(added("label person", [Mention(first, "person", spans_of((0, 2)))]))
    assert session.new_id("mention") != first
    assert session.now() == NOW
    assert session.now().tzinfo is dt.UTC
    session.close()


PALETTE = st.sampled_from(["label", "relabel", "remove", "status", "attributes", "undo", "redo", "reopen", "crash"])


def edit_for(kind: str, chance: random.Random, now: AnnotationSet, taken: set[str]) -> Edit | None:
    """Some edit of that kind that fits the set as it is."""
    mentions = list(now.mentions.values())
    match kind:
        case "label":
            start = chance.randrange(len(TEXT) - 1)
            new = Mention(f"m-{len(taken)}", "person", spans_of((start, start + 1)), created=NOW)
            taken.add(new.id)
            return added("label person", [new])
        case "relabel" if mentions:
            old = chance.choice(mentions)
            return replaced("label role", old, replace(old, label=chance.choice(["role", "person"]), note="\x1b\u2028"))
        case "remove" if mentions:
            chosen = chance.sample(mentions, chance.randint(1, len(mentions)))
            return Edit("remove", tuple(RecordChange(one, None) for one in chosen))
        case "status":
            return Edit("status", (StatusChange(now.status, chance.choice(list(Status))),))
        case "attributes":
            return Edit("attributes", (AttributesChange(now.attributes, {"n": chance.random()}),))
    return None


@given(st.lists(PALETTE, max_size=25), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_any_edits_with_restarts_and_crashes_in_between_undone_give_the_first_set_back(
    kinds: list[str], chance: random.Random
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "documents").mkdir()
        (root / "documents" / "layoffs.txt").write_bytes(TEXT.encode())
        (root / "annotator.toml").write_bytes(schema_text(default_schema("x")).encode())
        project = Project.open(root)
        session = opened(project)
        first = expected = session.annotations
        taken: set[str] = set()
        for kind in kinds:
            if kind in ("reopen", "crash"):
                session.close() if kind == "reopen" else crash(session)
                session = opened(project)
                assert session.notes == ()
            elif kind in ("undo", "redo"):
                edit = session.undo() if kind == "undo" else session.redo()
                expected = apply(expected, edit) if edit else expected
            elif edit := edit_for(kind, chance, session.annotations, taken):
                session.apply(edit)
                expected = apply(expected, edit)
            assert session.annotations == expected
        while session.undo():
            pass
        assert session.annotations == first
        session.close()
        assert stored(project) == first


BAD_SETS = [
    (b"format = 1\n[[ment", "This is not valid TOML"),
    (b"format = 2\n", "It was written by a newer annotator"),
    (b"", 'The file has no "format"'),
]


@pytest.mark.parametrize(("data", "sentence"), BAD_SETS)
def test_a_set_with_problems_opens_read_only_and_is_left_as_it_is(data: bytes, sentence: str, project: Project) -> None:
    path = project.paths.annotation_set("ann-1", "layoffs", "toml")
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    before = snapshot_of(project.root)
    session = opened(project)
    assert sentence in session.read_only
    assert session.document.text == TEXT
    with pytest.raises(AnnotatorError, match=r"Nothing can be changed here: .*layoffs.toml"):
        session.apply(LABELLED[0])
    assert (session.undo(), session.redo(), session.can_undo) == (None, None, "")
    session.close()
    assert snapshot_of(project.root) == before


def test_ids_that_differ_only_in_case_open_read_only(make_project: MakeProject) -> None:
    session = open_session(make_project(layoffs=TEXT, Layoffs=TEXT), "layoffs", "ann-1")
    assert 'The documents "layoffs" and "Layoffs" differ only in case' in session.read_only


def test_a_history_that_cannot_be_read_opens_read_only(project: Project) -> None:
    path = project.paths.history("ann-1", "layoffs")
    path.mkdir(parents=True)
    assert "It is a folder" in opened(project).read_only


def test_a_document_that_cannot_be_read_does_not_open(make_project: MakeProject) -> None:
    with pytest.raises(FileError, match="the byte at offset 0 is 0xff"):
        open_session(make_project(layoffs=b"\xff"), "layoffs", "ann-1")
    with pytest.raises(AnnotatorError, match="The annotator name"):
        open_session(make_project, "layoffs", "../ann-1")  # type: ignore[arg-type]


def test_a_claim_and_its_mentions_are_one_step(project: Project) -> None:
    session = opened(project)
    session.apply(added("claim position", [PERSON, ROLE, POSITION]))
    claim = session.annotations.claims["c-position"]
    assert isinstance(claim, Claim)
    session.undo()
    session.close()
    assert len(stored(project).mentions) == len(stored(project).claims) == 0


def test_a_closed_session_takes_no_edit(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    with pytest.raises(RuntimeError, match="closed"):
        session.apply(LABELLED[1])
    assert stored(project) == session.annotations
    session.close()


def test_a_folder_that_cannot_be_written_to_opens_read_only_with_a_sentence(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever runs the tests may be allowed everything: the system's answer on a disk that can only be read.
    monkeypatch.setattr(os, "access", lambda _path, mode: not mode & os.W_OK)
    session = opened(project)
    assert session.read_only.startswith("Nothing can be written to this project's folder; ")
    with pytest.raises(AnnotatorError, match="Nothing can be changed here"):
        session.apply(LABELLED[0])
    session.close()

"""A session loses no edit, undoes any, and picks up where the last one ended, however that was."""

from __future__ import annotations

import datetime as dt
import random
import shutil
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
from annotator.storage import atomic
from annotator.storage.codec import encode_set
from annotator.storage.history import Appender, read_history
from annotator.storage.problems import FileError
from annotator.storage.project import Project
from annotator.storage.schema_file import schema_text
from annotator.storage.session import Session, open_session
from tests.examples import AMOUNT, EVENT, NOW, PERSON, POSITION, ROLE, TEXT
from tests.storage.conftest import MakeProject, snapshot_of

LABELLED = [added(f"label {one.label}", [one]) for one in (PERSON, ROLE, AMOUNT)]


def opened(project: Project, snapshot_after: float = 3600.0) -> Session:
    """A session whose snapshot is written at close only."""
    return open_session(project, "layoffs", "ann-1", clock=lambda: NOW, snapshot_after=snapshot_after)


def crash(session: Session) -> None:
    """Ends a session as kill -9 does once its edits are saved: nothing more is written."""
    session.flush()
    assert (session.state, session.failure) == ("saved", "")
    session._writer._snapshot_at = None
    session._writer.close()


def stored(project: Project) -> AnnotationSet:
    return project.annotation_set("ann-1", project.document("layoffs"))


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


class KilledError(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def killable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer's thread may end as the process would, without a word."""
    monkeypatch.setattr(threading, "excepthook", lambda _: None)


@pytest.mark.usefixtures("killable")
@pytest.mark.parametrize("save_as", ["toml", "json"])
def test_an_end_between_any_two_steps_of_a_save_loses_nothing_and_does_nothing_twice(
    save_as: str, make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(save_as)
    write, append = atomic.write_bytes, Appender.append
    steps = 0

    def counted(path: Path, data: bytes) -> None:
        nonlocal steps
        steps -= 1
        if steps < 0:
            raise KilledError
        write(path, data)

    def appended(appender: Appender, lines: bytes) -> None:
        nonlocal steps
        steps -= 1
        if steps < 0:
            raise KilledError
        append(appender, lines)

    monkeypatch.setattr(atomic, "write_bytes", counted)
    monkeypatch.setattr(Appender, "append", appended)
    for limit in range(1, 8):
        shutil.rmtree(project.paths.annotations, ignore_errors=True)
        shutil.rmtree(project.paths.histories, ignore_errors=True)
        steps = 100
        first = opened(project)
        first.apply(LABELLED[0])
        first.close()
        steps = limit
        session = opened(project)
        saved = session.annotations
        relabelled = replace(PERSON, label="role")
        for edit in (LABELLED[1], replaced("relabel", PERSON, relabelled), replaced("back", relabelled, PERSON)):
            session.apply(edit)
            session.flush() if steps > 0 else None
            saved = session.annotations if session.state == "saved" else saved
        session.close()
        steps = 100
        again = opened(project)
        assert again.annotations in (saved, session.annotations)
        assert again.notes == ()
        again.close()
        assert opened(project).annotations == again.annotations


def test_an_end_after_the_snapshot_and_before_its_mark_is_no_change_by_another(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    relabelled = replace(PERSON, label="role")
    session.apply(replaced("relabel", PERSON, relabelled))
    crash(session)
    project.write(session.annotations, project.document("layoffs"))
    again = opened(project)
    assert (again.annotations, again.notes) == (session.annotations, ())
    assert again.can_undo == "relabel"
    again.undo()
    again.close()
    assert stored(project).mentions["m-person"] == PERSON


def test_an_empty_file_name_and_its_folders_are_not_made_by_looking(project: Project) -> None:
    opened(project).close()
    assert not project.paths.annotations.exists()


def changed_by_another(project: Project, edit: Edit) -> None:
    """Another program does an edit to the file as it is."""
    project.write(apply(stored(project), edit), project.document("layoffs"))


def test_unsaved_edits_are_brought_into_a_file_that_another_program_has_changed(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    crash(session)
    changed_by_another(project, added("label event", [EVENT]))
    again = opened(project)
    assert set(again.annotations.mentions) == {"m-person", "m-event"}
    assert again.notes == ()
    crash(again)
    third = opened(project)
    assert third.annotations == again.annotations
    third.apply(LABELLED[1])
    crash(third)
    fourth = opened(project)
    assert fourth.annotations == third.annotations
    assert fourth.undo() == LABELLED[1].inverse()
    fourth.undo()
    assert set(fourth.annotations.mentions) == {"m-event"}
    fourth.close()
    assert set(stored(project).mentions) == {"m-event"}


def test_edits_that_collide_with_another_programs_are_told_and_its_work_is_kept(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    second = opened(project)
    second.apply(replaced("relabel", PERSON, replace(PERSON, label="role")))
    second.apply(LABELLED[1])
    crash(second)
    changed_by_another(project, replaced("other", PERSON, replace(PERSON, label="event")))
    third = opened(project)
    assert third.annotations.mentions["m-person"].label == "event"
    assert "m-role" in third.annotations.mentions
    assert "1 of your last changes no longer fit it (mention m-person)" in third.notes[0]
    third.close()
    assert opened(project).annotations == third.annotations
    assert opened(project).notes == ()


def test_what_was_in_the_file_is_not_brought_back_after_another_program_removed_it(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    changed_by_another(project, LABELLED[0].inverse())
    again = opened(project)
    assert len(again.annotations.mentions) == 0
    again.apply(LABELLED[1])
    crash(again)
    assert set(opened(project).annotations.mentions) == {"m-role"}


def test_unsaved_edits_never_make_a_set_that_names_what_it_lacks(project: Project) -> None:
    session = opened(project)
    session.apply(added("label", [PERSON, ROLE]))
    session.close()
    second = opened(project)
    second.apply(added("claim", [POSITION]))
    crash(second)
    changed_by_another(project, LABELLED[0].inverse())
    third = opened(project)
    assert (len(third.annotations.claims), third.read_only) == (0, "")
    assert "no longer fit it (claim c-position)" in third.notes[0]


def test_a_file_changed_while_it_is_open_is_not_overwritten(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.flush()
    changed_by_another(project, added("label event", [EVENT]))
    session.close()
    assert session.state == "failed"
    assert "Another program has changed it since it was opened" in session.failure
    assert set(stored(project).mentions) == {"m-event"}
    assert set(opened(project).annotations.mentions) == {"m-person", "m-event"}


def test_a_torn_history_is_told_and_what_is_before_it_counts(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.apply(LABELLED[1])
    crash(session)
    path = project.paths.history("ann-1", "layoffs")
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    again = opened(project)
    assert set(again.annotations.mentions) == {"m-person"}
    assert "history/ann-1/layoffs.jsonl:2: The line is damaged" in again.notes[0]
    again.apply(LABELLED[2])
    again.close()
    assert path.with_name("layoffs.jsonl.damaged-1").read_bytes() == whole.split(b"\n")[1][:-9]
    assert opened(project).notes == ()


def test_damage_at_any_byte_of_a_history_never_spoils_the_file_that_was_saved(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    second = opened(project)
    second.apply(LABELLED[0].inverse())
    second.apply(LABELLED[1])
    second.close()
    path = project.paths.history("ann-1", "layoffs")
    data = path.read_bytes()
    for position in range(len(data)):
        path.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
        again = opened(project)
        assert again.annotations == second.annotations
        assert len(again.notes) >= 1


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


def test_a_text_that_has_changed_opens_read_only_and_says_so(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    project.paths.document("layoffs").write_bytes(TEXT.replace("200", "two hundred").encode())
    before = snapshot_of(project.root)
    again = opened(project)
    assert 'that of "layoffs" has changed since it was annotated' in again.read_only
    again.close()
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


def test_a_full_disk_is_told_and_the_edits_are_saved_once_there_is_room(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(project)
    states: list[str] = []
    session.on_saved.append(lambda state, _: states.append(state))
    append = Appender._write

    def full(appender: Appender, lines: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Appender, "_write", full)
    session.apply(LABELLED[0])
    session.flush()
    assert (session.state, session.failure) == (
        "failed",
        "history/ann-1/layoffs.jsonl: It cannot be written: no space left on device.",
    )
    session.apply(LABELLED[1])
    session.flush()
    assert session.state == "failed"
    monkeypatch.setattr(Appender, "_write", append)
    session.retry()
    session.flush()
    assert (session.state, session.failure) == ("saved", "")
    assert states == ["failed", "failed", "saved"]
    assert opened(project).annotations == session.annotations
    session.close()
    assert len(read_history(project.paths, "ann-1", "layoffs").lines) == 3


def test_a_snapshot_that_cannot_be_written_leaves_the_old_one_and_loses_no_edit(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    before = encode_set(stored(project), session.document, "toml")

    def full(path: Path, data: bytes) -> None:
        raise OSError(30, "Read-only file system")

    second = opened(project)
    second.apply(LABELLED[1])
    second.flush()
    monkeypatch.setattr(atomic, "write_bytes", full)
    second.close()
    assert second.state == "failed"
    assert "read-only file system" in second.failure
    assert project.paths.annotation_set("ann-1", "layoffs", "toml").read_bytes() == before
    monkeypatch.undo()
    assert opened(project).annotations == second.annotations


def test_a_claim_and_its_mentions_are_one_step(project: Project) -> None:
    session = opened(project)
    session.apply(added("claim position", [PERSON, ROLE, POSITION]))
    claim = session.annotations.claims["c-position"]
    assert isinstance(claim, Claim)
    session.undo()
    session.close()
    assert len(stored(project).mentions) == len(stored(project).claims) == 0

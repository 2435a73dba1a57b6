"""Whatever ends a session, and whoever else writes its files, no saved edit is lost and none is done twice."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.edits import Edit, RecordChange, added, apply, replaced
from annotator.core.model import AnnotationSet, Mention
from annotator.storage import atomic
from annotator.storage.appender import Appender
from annotator.storage.codec import encode_set
from annotator.storage.edit_data import edit_json
from annotator.storage.history import History, Line, read_history
from annotator.storage.project import Project
from annotator.storage.recovery import StoredSet, recover
from tests.examples import EVENT, PERSON, TEXT, annotation_set, document, place
from tests.storage.conftest import MakeProject, snapshot_of
from tests.storage.sessions import LABELLED, crash, opened, stored


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

    def appended(appender: Appender, lines: Sequence[Line]) -> None:
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


def change_text(project: Project, text: str) -> None:
    project.paths.document("layoffs").write_bytes(text.encode())


def without_text_hashes(project: Project) -> None:
    """Makes the history one whose lines do not say which text they are of."""
    lines = read_history(project.paths, "ann-1", "layoffs").lines
    assert any(line.text for line in lines)
    path = project.paths.history("ann-1", "layoffs")
    path.write_bytes(b"".join(line._replace(text="").encoded() for line in lines))


def test_an_edit_made_on_another_text_is_never_replayed_as_if_it_fitted(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    crash(session)
    before = snapshot_of(project.root)
    change_text(project, TEXT.replace("Jason", "Peter"))
    read = project.annotation_set("ann-1", project.document("layoffs"))
    assert not read.mentions
    assert read.unanchored("m-person") == PERSON
    change_text(project, TEXT)
    assert snapshot_of(project.root) == before
    assert opened(project).annotations == session.annotations


def test_the_state_says_which_text_its_offsets_are_of(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    crash(session)
    history = read_history(project.paths, "ann-1", "layoffs")
    now = document("another text")
    recovery = recover(StoredSet(annotation_set(of=now), ""), history)
    assert recovery.annotations == replace(session.annotations, text_sha256=session.document.sha256)
    assert [line.text for line in history.lines] == [session.document.sha256]


def test_edits_made_on_another_text_than_the_files_are_never_brought_into_it(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    crash(session)
    changed = TEXT.replace("Jason", "Peter")
    change_text(project, changed)
    now = project.document("layoffs")
    project.write(annotation_set([EVENT], of=now), now)
    before = snapshot_of(project.root)
    again = opened(project)
    assert "another program has changed both the annotations and the text" in again.read_only
    assert set(again.annotations.mentions) == {"m-event"}
    again.close()
    assert snapshot_of(project.root) == before


def test_a_history_that_does_not_name_its_texts_is_read(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.apply(LABELLED[1])
    crash(session)
    without_text_hashes(project)
    again = opened(project)
    assert (again.annotations, again.read_only) == (session.annotations, "")
    again.undo()
    again.close()
    assert set(stored(project).mentions) == {"m-person"}


def test_an_edit_beyond_a_text_that_was_cut_opens_read_only_and_is_kept(project: Project) -> None:
    session = opened(project)
    session.apply(added("label event", [EVENT]))
    crash(session)
    without_text_hashes(project)
    path = project.paths.history("ann-1", "layoffs")
    before = path.read_bytes()
    change_text(project, "In a memo.")
    again = opened(project)
    assert "the text is shorter now" in again.read_only
    assert not again.annotations.mentions
    again.close()
    assert path.read_bytes() == before


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


VARIANTS = [None, *(Mention("m-1", label, place("memo")) for label in ("person", "role"))]
PLANS = st.lists(st.tuples(st.booleans(), st.sampled_from(VARIANTS)), min_size=1, max_size=8)


def edits_for(base: AnnotationSet, plan: list[tuple[bool, Mention | None]]) -> tuple[list[Edit], AnnotationSet]:
    """Edits that bring one of two mentions to each planned state in turn, and the set after them."""
    edits = []
    now = base
    for second, wanted in plan:
        record_id = "m-2" if second else "m-1"
        before = now.mentions.get(record_id)
        after = replace(wanted, id=record_id) if wanted else None
        if before != after:
            edits.append(Edit("change", (RecordChange(before, after),)))
            now = apply(now, edits[-1])
    return edits, now


@given(PLANS, PLANS, st.integers(0, 8))
def test_any_edits_are_brought_in_once_whether_the_file_has_none_or_all_of_them_and_others_work_besides(
    start: list[tuple[bool, Mention | None]], plan: list[tuple[bool, Mention | None]], saved: int
) -> None:
    _, base = edits_for(annotation_set(), start)
    edits, after = edits_for(base, plan)
    lines = tuple(Line(number, "", "aa", edit_json(edit)) for number, edit in enumerate(edits, 1))
    history = History(Path("x"), lines)
    theirs = added("label event", [EVENT])
    for found in (base, after):
        recovery = recover(StoredSet(apply(found, theirs), "bb"), history)
        assert recovery.annotations == apply(after, theirs)
        assert recovery.notes == ()
    replayed = recover(StoredSet(base, "aa"), history)
    assert (replayed.annotations, replayed.rejoined) == (after, None)
    middle = base
    for edit in edits[:saved]:
        middle = apply(middle, edit)
    unmarked = (*lines[:saved], *(line._replace(follows="bb") for line in lines[saved:]))
    recovery = recover(StoredSet(middle, "bb"), History(Path("x"), unmarked))
    assert (recovery.annotations, recovery.notes) == (after, ())

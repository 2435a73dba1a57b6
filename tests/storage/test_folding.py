"""Folding a history keeps the set, what is newer, and what can be undone of that; or it changes nothing."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from itertools import count

import pytest

from annotator.core.edits import Edit, RecordChange, added, replaced
from annotator.storage import atomic
from annotator.storage.chronicle import chronicle, histories
from annotator.storage.folding import Folded, fold
from annotator.storage.history import read_history
from annotator.storage.problems import FileError
from annotator.storage.project import Project
from annotator.storage.session import Session, open_session
from annotator.storage.toml_text import toml_datetime
from tests.examples import NOW, PERSON
from tests.storage.conftest import snapshot_of
from tests.storage.sessions import LABELLED, crash, opened, stored

RELABELLED = replace(PERSON, label="role")
STEPS = [*LABELLED, "undo", "undo", replaced("relabel", PERSON, RELABELLED), "undo", "redo", "undo", "redo", "undo"]


def minute(number: int) -> str:
    return toml_datetime(NOW + dt.timedelta(minutes=number))


def worked(project: Project) -> None:
    """Does the steps in two sessions, a minute after each other."""
    minutes = count()
    for steps in (STEPS[:6], STEPS[6:]):
        session = open_session(
            project,
            "layoffs",
            "ann-1",
            clock=lambda: NOW + dt.timedelta(minutes=next(minutes)),
            snapshot_after=3600,
        )
        for step in steps:
            if isinstance(step, Edit):
                session.apply(step)
            else:
                session.undo() if step == "undo" else session.redo()
        session.close()


def way_back(session: Session, newer: set[int]) -> tuple[list[Edit | None], list[Edit]]:
    """What undo takes back of the edits of these numbers, and then what redo does again."""
    undone = []
    while session._steps.stack.done and session._steps.stack.done[-1].seq in newer:
        undone.append(session.undo())
    redone = []
    while (edit := session.redo()) is not None:
        redone.append(edit)
    return undone, redone


@pytest.mark.parametrize("at", range(len(STEPS) + 1))
def test_what_is_newer_stays_and_can_be_undone_and_redone_as_before(at: int, project: Project) -> None:
    worked(project)
    whole = read_history(project.paths, "ann-1", "layoffs")
    data = project.paths.history("ann-1", "layoffs").read_bytes()
    shutil.copytree(project.root, project.root.with_name("as-it-was"))
    saved = stored(project)
    folded = fold(project, "ann-1", "layoffs", minute(at))
    after = read_history(project.paths, "ann-1", "layoffs")
    now = project.paths.history("ann-1", "layoffs").read_bytes()
    assert (folded.edits, folded.bytes) == (at, len(data) - len(now))
    assert after.problems == []
    kept = [line for line in whole.lines if line.time >= minute(at)]
    assert list(after.lines[bool(at) :]) == kept
    assert data.endswith(b"".join(line.encoded() for line in kept))
    assert stored(project) == saved
    session = opened(project)
    assert (session.annotations, session.notes, session.read_only) == (saved, (), "")
    before = opened(Project.open(project.root.with_name("as-it-was")))
    newer = {line.seq for line in kept if line.edit_json}
    undone, redone = way_back(session, newer)
    undone_before, redone_before = way_back(before, newer)
    assert undone == undone_before
    assert redone == (redone_before if newer else [])


def test_without_a_time_all_is_folded_and_work_goes_on(project: Project) -> None:
    worked(project)
    assert fold(project, "ann-1", "layoffs").edits == len(STEPS)
    [base] = read_history(project.paths, "ann-1", "layoffs").lines
    assert (base.role, base.of, base.edit_json) == ("folds", len(STEPS), b"")
    assert fold(project, "ann-1", "layoffs") == Folded()
    session = opened(project)
    assert session.undo() is None
    session.apply(Edit("remove", (RecordChange(PERSON, None),)))
    crash(session)
    again = opened(project)
    assert (again.annotations, again.can_undo) == (session.annotations, "remove")
    assert list(project.check()) == []
    words = [deed.words for deed in chronicle(project, histories(project), print)]
    assert words == ["11 edits until then, folded away", "removed “Jason Droege” (person)"]


def test_edits_that_only_the_history_has_are_saved_before_they_are_folded(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    crash(session)
    assert fold(project, "ann-1", "layoffs").edits == 1
    assert stored(project) == session.annotations
    assert opened(project).annotations == session.annotations


def test_a_history_that_a_session_writes_is_not_folded(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.save()
    before = project.paths.history("ann-1", "layoffs").read_bytes()
    with pytest.raises(FileError, match="Another session is annotating this document"):
        fold(project, "ann-1", "layoffs")
    session.apply(LABELLED[1])
    session.close()
    assert project.paths.history("ann-1", "layoffs").read_bytes().startswith(before)
    assert session.state == "saved"
    assert fold(project, "ann-1", "layoffs").edits == 2


def test_a_damaged_history_is_left_as_it_is(project: Project) -> None:
    worked(project)
    path = project.paths.history("ann-1", "layoffs")
    path.write_bytes(path.read_bytes() + b"{torn")
    before = snapshot_of(project.root / "history")
    with pytest.raises(FileError, match=r"layoffs.jsonl:14: The line is damaged"):
        fold(project, "ann-1", "layoffs")
    assert snapshot_of(project.root / "history") == before


def test_a_set_that_can_only_be_read_keeps_its_history(project: Project) -> None:
    session = opened(project)
    session.apply(added("label", [PERSON]))
    crash(session)
    project.paths.document("layoffs").write_bytes(b"Another text.")
    before = snapshot_of(project.root / "history")
    with pytest.raises(FileError, match="It is left as it is"):
        fold(project, "ann-1", "layoffs")
    assert snapshot_of(project.root / "history") == before


def test_a_fold_that_cannot_be_written_changes_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    worked(project)
    before = snapshot_of(project.root / "history")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "write_bytes", full)
    with pytest.raises(FileError, match="It cannot be written: no space left on device"):
        fold(project, "ann-1", "layoffs")
    assert snapshot_of(project.root / "history") == before


def test_a_line_that_folds_anywhere_but_first_is_damage(project: Project) -> None:
    worked(project)
    fold(project, "ann-1", "layoffs", minute(3))
    path = project.paths.history("ann-1", "layoffs")
    first, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(rest.split(b"\n", 1)[0] + b"\n" + first + b"\n")
    assert len(read_history(project.paths, "ann-1", "layoffs").lines) == 0
    path.write_bytes(first + b"\n" + first + b"\n")
    assert len(read_history(project.paths, "ann-1", "layoffs").lines) == 1


def test_a_torn_end_is_not_folded_over(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    crash(session)
    path = project.paths.history("ann-1", "layoffs")
    path.write_bytes(path.read_bytes() + b"{torn")
    before = snapshot_of(project.root)
    with pytest.raises(FileError, match=r"layoffs.jsonl:2: The line is damaged"):
        fold(project, "ann-1", "layoffs")
    assert snapshot_of(project.root) == before

"""Another program that writes a set's files while a session has it open: nothing of either is lost or overwritten."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.edits import Edit, added, apply, replaced
from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet, aside_key
from annotator.storage.history import read_history
from annotator.storage.locks import SetLock
from annotator.storage.project import Project
from annotator.storage.session import Session
from tests.examples import EVENT, PERSON, ROLE
from tests.storage.conftest import MakeProject, snapshot_of
from tests.storage.other_session import OtherSession
from tests.storage.sessions import LABELLED, crash, opened, stored


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a folder where nothing can be locked."""
    monkeypatch.setattr(SetLock, "take", lambda _self: "")


def edited(project: Project, edit: Edit) -> None:
    """Another program does an edit to the annotation file, and knows nothing of histories."""
    project.write(apply(stored(project), edit), project.document("layoffs"))


def ids(annotations: AnnotationSet) -> set[str]:
    return set(annotations.mentions)


def bring_in(session: Session) -> str:
    """Takes in what another program wrote; what is said of it."""
    found = session.look()
    assert found is not None
    said = session.take_in(found)
    session.flush()
    return said


def test_what_another_program_removed_is_told_with_its_number_and_comes_back_by_undo(project: Project) -> None:
    session = opened(project)
    for edit in LABELLED:
        session.apply(edit)
    session.save()
    path = project.paths.annotation_set("ann-1", "layoffs", "toml")
    whole = session.annotations
    path.write_bytes(path.read_bytes().partition(b"[[mentions]]")[0])
    assert bring_in(session) == (
        "Another program has changed these annotations: 3 records removed (ctrl+z brings them back)."
    )
    assert ids(session.annotations) == set()
    session.undo()
    assert session.annotations == whole
    session.close()
    assert stored(project) == whole


@pytest.mark.parametrize("save_as", ["toml", "json"])
def test_what_another_program_wrote_into_the_file_is_brought_in_as_a_step_that_can_be_undone(
    save_as: str, make_project: MakeProject
) -> None:
    project = make_project(save_as)
    session = opened(project)
    for edit in LABELLED[:2]:
        session.apply(edit)
    session.save()
    session.apply(LABELLED[2])
    session.flush()
    assert session.look() is None
    edited(project, added("label event", [EVENT]))
    told: list[Edit] = []
    session.on_change.append(told.append)
    assert bring_in(session) == "Another program has changed these annotations: 1 record brought in."
    assert ids(session.annotations) == {"m-person", "m-role", "m-amount", "m-event"}
    assert [edit.action for edit in told] == ["bring in what another program wrote"]
    assert session.look() is None
    crash(session)
    again = opened(project)
    assert (again.annotations, again.notes) == (session.annotations, ())
    assert again.undo() == told[0].inverse()
    assert [again.undo(), again.undo(), again.undo()] == [edit.inverse() for edit in reversed(LABELLED)]
    again.close()
    assert ids(stored(project)) == set()


def test_it_is_seen_before_the_first_write_and_edits_not_yet_on_disk_are_kept(project: Project) -> None:
    session = opened(project)
    edited(project, added("label event", [EVENT]))
    session.apply(LABELLED[0])
    session.save()
    assert (session.state, session.failure) == ("saved", "")
    assert ids(session.annotations) == ids(stored(project)) == {"m-person", "m-event"}
    session.close()
    assert opened(project).annotations == session.annotations


def test_a_record_changed_on_both_sides_keeps_both_versions(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.save()
    ours, theirs = replace(PERSON, label="role"), replace(PERSON, label="event")
    session.apply(replaced("ours", PERSON, ours))
    edited(project, replaced("theirs", PERSON, theirs))
    said = bring_in(session)
    assert "1 record changed here too: both versions are kept, for you to choose" in said
    session.close()
    for found in (session.annotations, stored(project), opened(project).annotations):
        assert found.mentions["m-person"] == ours
        assert found.aside[aside_key("collides", "m-person")].record == theirs


@pytest.mark.usefixtures("unlocked")
def test_two_sessions_that_cannot_lock_keep_all_edits_of_both_and_one_history(project: Project) -> None:
    one, other = opened(project), opened(project)
    for number, edit in enumerate((*LABELLED, added("label event", [EVENT]))):
        session = (one, other)[number % 2]
        session.apply(edit)
        session.flush()
    one.close()
    other.close()
    assert ids(stored(project)) == {"m-person", "m-role", "m-amount", "m-event"}
    history = read_history(project.paths, "ann-1", "layoffs")
    assert (history.last_seq, history.damaged) == (4, b"")
    again = opened(project)
    assert again.notes == ()
    while again.undo():
        pass
    assert not again.annotations.mentions
    again.close()


@pytest.mark.usefixtures("unlocked")
def test_undo_and_redo_survive_edits_of_another_session(project: Project) -> None:
    one, other = opened(project), opened(project)
    one.apply(LABELLED[0])
    one.flush()
    other.apply(LABELLED[1])
    other.flush()
    one.apply(LABELLED[2])
    one.undo()
    one.flush()
    assert ids(one.annotations) == {"m-person", "m-role"}
    assert one.can_redo == "label amount"
    one.redo()
    assert one.undo() == LABELLED[2].inverse()
    assert one.undo() == LABELLED[1].inverse()
    one.close()
    other.close()
    assert ids(opened(project).annotations) == {"m-person"}


@pytest.mark.usefixtures("unlocked")
def test_what_two_sessions_changed_differently_is_kept_twice(project: Project) -> None:
    first = opened(project)
    first.apply(LABELLED[0])
    first.close()
    one, other = opened(project), opened(project)
    theirs, ours = replace(PERSON, label="event"), replace(PERSON, label="role")
    other.apply(replaced("theirs", PERSON, theirs))
    other.close()
    one.apply(replaced("ours", PERSON, ours))
    one.apply(LABELLED[1])
    one.close()
    found = stored(project)
    assert found.mentions["m-person"] == ours
    assert found.mentions["m-role"] == ROLE
    assert found.aside[aside_key("collides", "m-person")].record == theirs
    assert opened(project).annotations == found


def copy_of(project: Project, folder: Path) -> Path:
    """The project's files as they are now, to be put back as git does."""
    shutil.copytree(project.root, folder / "then")
    return folder / "then"


def put_back(project: Project, then: Path) -> None:
    """Both files are replaced, as by ``git checkout``."""
    for name in ("annotations", "history"):
        shutil.rmtree(project.root / name, ignore_errors=True)
        if (then / name).exists():
            shutil.copytree(then / name, project.root / name)


def test_another_version_of_both_files_is_shown_as_it_is_and_not_written_to(project: Project, tmp_path: Path) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    then = copy_of(project, tmp_path)
    session = opened(project)
    session.apply(LABELLED[1])
    session.save()
    history = project.paths.history("ann-1", "layoffs")
    own = history.read_bytes()
    put_back(project, then)
    said = bring_in(session)
    assert "1 record" in said
    assert ids(session.annotations) == {"m-person"}
    assert session.can_undo == "label person"
    kept = [path for path in history.parent.iterdir() if ".kept-" in path.name]
    assert said.endswith(f" What was done here is kept in {kept[0].name}, beside the history.")
    assert [path.read_bytes() for path in kept] == [own]
    session.close()
    kept[0].unlink()
    project_files = {name: data for name, data in snapshot_of(project.root).items() if ".annotator" not in name}
    assert project_files == {name: data for name, data in snapshot_of(then).items() if ".annotator" not in name}


def test_edits_that_were_not_on_disk_follow_another_version_of_both_files(project: Project, tmp_path: Path) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    then = copy_of(project, tmp_path)
    session = opened(project)
    session.apply(LABELLED[1])
    session.save()
    put_back(project, then)
    session.apply(LABELLED[2])
    session.close()
    assert session.state == "saved"
    assert ids(stored(project)) == {"m-person", "m-amount"}
    again = opened(project)
    assert (again.annotations, again.notes, again.can_undo) == (session.annotations, (), "label amount")


def test_a_history_that_was_removed_is_written_again(project: Project) -> None:
    session = opened(project)
    for edit in LABELLED:
        session.apply(edit)
        session.flush()
    project.paths.history("ann-1", "layoffs").unlink()
    bring_in(session)
    session.save()
    crash(session)
    assert opened(project).annotations == session.annotations
    assert len(read_history(project.paths, "ann-1", "layoffs").lines) >= 3


def test_a_history_that_was_cut_is_written_again(project: Project) -> None:
    session = opened(project)
    for edit in LABELLED:
        session.apply(edit)
        session.flush()
    path = project.paths.history("ann-1", "layoffs")
    path.write_bytes(path.read_bytes().split(b"\n")[0] + b"\n")
    session.apply(added("label event", [EVENT]))
    crash(session)
    assert ids(opened(project).annotations) == {"m-person", "m-role", "m-amount", "m-event"}


def test_what_cannot_be_read_is_left_as_it_is_and_edits_are_kept_until_it_can(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.save()
    path = project.paths.annotation_set("ann-1", "layoffs", "toml")
    sound = path.read_bytes()
    torn = b"<<<<<<< ours\n" + sound
    path.write_bytes(torn)
    with pytest.raises(AnnotatorError, match="This is not valid TOML"):
        session.look()
    assert session.state == "saved"
    session.apply(LABELLED[1])
    session.save()
    assert "annotations/ann-1/layoffs.toml" in session.failure
    assert path.read_bytes() == torn
    path.write_bytes(sound)
    session.retry()
    session.save()
    assert (session.state, session.failure) == ("saved", "")
    session.close()
    assert ids(stored(project)) == {"m-person", "m-role"}


def test_another_history_of_the_same_length_is_seen(project: Project, tmp_path: Path) -> None:
    then = copy_of(project, tmp_path)
    for edit in (LABELLED[0], added("label person", [replace(PERSON, id="m-PERSON")])):
        put_back(project, then)
        session = opened(project)
        session.apply(edit)
        session.flush()
        if edit is LABELLED[0]:
            data = project.paths.history("ann-1", "layoffs").read_bytes()
            crash(session)
    project.paths.history("ann-1", "layoffs").write_bytes(data)
    session.apply(LABELLED[1])
    session.close()
    assert ids(stored(project)) >= {"m-person", "m-role"}
    kept = [path for path in project.paths.history("ann-1", "layoffs").parent.iterdir() if ".kept-" in path.name]
    assert b"m-PERSON" in kept[0].read_bytes()


def test_a_listener_elsewhere_takes_in_and_saving_waits_for_it(project: Project) -> None:
    session = opened(project)
    held_one = threading.Event()
    session.on_held.append(held_one.set)
    edited(project, added("label event", [EVENT]))
    session.apply(LABELLED[0])
    saving = threading.Thread(target=session.save)
    saving.start()
    assert held_one.wait(30)
    bring_in(session)
    saving.join(30)
    assert ids(stored(project)) == {"m-person", "m-event"}
    session.close()


EACH = 100


@pytest.fixture
def four(project: Project) -> Iterator[list[OtherSession]]:
    """Four processes on one document: two that take turns, two that cannot lock."""
    sessions = [OtherSession(project.root, f"p{number}", unlocked=number > 1) for number in range(4)]
    yield sessions
    for session in sessions:
        session.end()


def test_four_processes_with_a_hundred_edits_each_lose_none(project: Project, four: list[OtherSession]) -> None:
    for session in four:
        session.begin(f"many {EACH}")
    assert [session.answer() for session in four] == ["saved"] * 4
    wanted = {f"m-p{process}-{number}" for process in range(4) for number in range(EACH)}
    assert ids(stored(project)) == wanted
    assert ids(opened(project).annotations) == wanted
    assert read_history(project.paths, "ann-1", "layoffs").damaged == b""

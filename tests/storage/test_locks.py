"""One session writes an annotation set at a time; the others know who, and nobody is locked out for ever."""

from __future__ import annotations

import errno
import os
import shutil
import threading
from collections.abc import Iterator

import filelock
import pytest

from annotator.core.errors import AnnotatorError
from annotator.storage.locks import SetLock
from annotator.storage.project import Project
from annotator.storage.session import open_session
from tests.storage.conftest import snapshot_of
from tests.storage.other_session import OtherSession
from tests.storage.sessions import LABELLED, crash, opened, stored

PATIENCE = 30.0


@pytest.fixture
def other(project: Project) -> Iterator[OtherSession]:
    """A session in another process."""
    session = OtherSession(project.root)
    yield session
    session.end()


def test_a_second_session_can_only_read_and_says_who_annotates(project: Project, other: OtherSession) -> None:
    assert other.tell("claim") == "mine"
    session = opened(project)
    before = snapshot_of(project.root)
    assert "Another session is annotating this document: ann-1 (" in session.claim()
    assert f"process {other.process.pid} on " in session.read_only
    assert session.holder
    with pytest.raises(AnnotatorError, match="Nothing can be changed here: Another session"):
        session.apply(LABELLED[0])
    session.close()
    assert snapshot_of(project.root) == before


def test_the_right_to_write_goes_to_who_waits_when_the_other_leaves(project: Project, other: OtherSession) -> None:
    other.tell("label m-other")
    session = opened(project)
    assert session.claim()
    free = threading.Event()
    session.when_free(free.set)
    assert not free.wait(0.1)
    other.tell("close")
    assert free.wait(PATIENCE)
    fresh = open_session(project, "layoffs", "ann-1", lock=session.hand_over())
    session.close()
    assert fresh.claim() == ""
    fresh.apply(LABELLED[0])
    fresh.close()
    assert set(stored(project).mentions) == {"m-other", "m-person"}


def test_a_session_that_was_killed_is_no_obstacle(project: Project, other: OtherSession) -> None:
    assert other.tell("label m-other") == "saved"
    other.end()
    session = opened(project)
    assert session.claim() == ""
    assert set(session.annotations.mentions) == {"m-other"}
    session.close()


def test_nothing_is_locked_by_looking(project: Project) -> None:
    opened(project).close()
    assert not project.paths.local.exists()


def test_other_documents_and_annotators_are_free(project: Project) -> None:
    locks = [SetLock(project.paths, *names) for names in (("ann-1", "a"), ("ann-1", "b/a"), ("ann-2", "a"))]
    assert [lock.take() for lock in locks] == ["", "", ""]
    again = SetLock(project.paths, "ann-1", "a")
    assert again.take().startswith("ann-1 (")
    locks[0].release()
    assert again.take() == ""
    for lock in (*locks, again):
        lock.release()


def test_the_folder_of_locks_may_be_deleted_at_any_time(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.flush()
    shutil.rmtree(project.paths.local)
    session.apply(LABELLED[1])
    assert session._lock.is_held
    assert SetLock(project.paths, "ann-1", "layoffs").take()
    shutil.rmtree(project.paths.local)
    crash(session)
    assert opened(project).annotations == session.annotations
    assert (project.paths.local / ".gitignore").exists() is False


def test_where_nothing_can_be_locked_it_is_said_and_edits_are_saved(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(descriptor: int, *, blocking: bool) -> bool:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(filelock, "lock_descriptor", unsupported)
    session = opened(project)
    assert session.claim() == ""
    assert "Nothing can be locked in this project's folder" in session.lock_trouble
    assert "no locks available" in session.lock_trouble
    session.apply(LABELLED[0])
    session.close()
    assert stored(project) == session.annotations


def test_a_lock_is_not_made_through_a_link_out_of_the_project(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    project.paths.local.symlink_to(outside)
    session = opened(project)
    assert session.claim() == ""
    assert "leads out of the project" in session.lock_trouble
    session.close()
    assert list(outside.iterdir()) == []

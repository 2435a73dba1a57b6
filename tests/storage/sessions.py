"""Sessions as the tests open and end them."""

from __future__ import annotations

from annotator.core.edits import added
from annotator.core.model import AnnotationSet
from annotator.storage.project import Project
from annotator.storage.session import Session, open_session
from tests.examples import AMOUNT, NOW, PERSON, ROLE

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
    session._lock.release()


def stored(project: Project) -> AnnotationSet:
    return project.stored_set("ann-1", project.document("layoffs")).annotations

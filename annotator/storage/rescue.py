"""A place elsewhere for annotations that cannot be written where they belong.

A rescue folder is laid out as the project is: copied over it once that can be written again, everything is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from annotator.core.errors import AnnotatorError
from annotator.storage import atomic
from annotator.storage.codec import encode_set
from annotator.storage.paths import Paths
from annotator.storage.problems import reason
from annotator.storage.session import Session


def usual_place() -> Path:
    """The folder for rescued annotations where nobody says another: in the user's folder for programs' state."""
    from platformdirs import user_state_path

    return user_state_path("annotator", appauthor=False) / "rescued"


def rescue(sessions: Sequence[Session], place: Path, moment: dt.datetime) -> Path:
    """Writes the whole annotation sets of sessions below a new folder in ``place``, named after project and time.

    The folder. AnnotatorError where it cannot be written.
    """
    name = sessions[0].project.root.name or "project"
    folder = place.expanduser().absolute() / f"{name}-{moment:%Y%m%d-%H%M%S}"
    paths = Paths(folder)
    try:
        for session in sessions:
            said, save_as = session.annotations, session.project.schema.save_as
            path = paths.annotation_set(said.annotator, said.document, save_as)
            atomic.write_bytes(path, encode_set(said, session.document, save_as))
    except OSError as error:
        raise AnnotatorError(f"{folder} cannot be written: {reason(error)}.") from error
    return folder


def where_rescued(folder: Path, project: Path) -> str:
    """The sentence that says where annotations were put, and how they come back."""
    return (
        f"The annotations are kept in {folder}; once the project can be written again, copy what is in it "
        f"over {project}, and open it."
    )

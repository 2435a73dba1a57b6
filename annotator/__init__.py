"""annotator: annotate articles in a terminal, link them across documents, and see where they disagree."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.storage.project import Project

__version__ = "0.1.0"


def open_project(path: str | PathLike[str]) -> Project:
    """The project in the folder ``path``; AnnotatorError where there is none or its schema is not sound."""
    from pathlib import Path

    from annotator.storage.project import Project

    return Project.open(Path(path))

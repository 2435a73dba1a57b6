"""annotator: annotate articles in a terminal, link them across documents, and see where they disagree."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.exchange.project import OpenProject

__version__ = "0.1.0"


def open_project(path: str | PathLike[str]) -> OpenProject:
    """The project in the folder ``path``; AnnotatorError where there is none or its schema is not sound.

    >>> project = open_project("annotator-demo")
    >>> [document.id for document in project.documents()]
    ['clients', 'denial', 'layoffs', 'memo', 'timeline']
    >>> sorted({mention.label for one in project.annotations("ann-1") for mention in one.mentions.values()})
    ['amount', 'event', 'person', 'role']
    >>> report = project.export("brat", "corpus", annotators=["ann-1"])
    >>> report.documents
    3
    """
    from pathlib import Path

    from annotator.exchange.project import OpenProject

    return OpenProject.open(Path(path))

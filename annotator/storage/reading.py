"""A whole project as one annotator sees it, or as it stands for everyone."""

from __future__ import annotations

from collections.abc import Callable

from annotator.core.catalogue import Catalogue
from annotator.storage.problems import FileError, Problem
from annotator.storage.project import Project


def read_catalogue(
    project: Project, annotator: str = "", advance: Callable[[], object] = lambda: None
) -> tuple[Catalogue, list[Problem]]:
    """All documents with their sets by ``annotator``, and what could not be read.

    Without a name each document comes with its settled set: the curator's, where there is one, else that of whoever
    annotated last here, else the first by name. ``advance`` is called after each document.
    """
    catalogue, problems = Catalogue(project.schema), list[Problem]()
    order = [annotator] if annotator else settled_order(project)
    for document_id in project.document_ids():
        try:
            document = project.document(document_id)
            whose = next((name for name in order if project.stored_size(name, document_id)), order[0] if order else "")
            if whose:
                catalogue.put(document, project.annotation_set(whose, document))
        except FileError as error:
            problems += error.problems
        advance()
    return catalogue, problems


def settled_order(project: Project) -> list[str]:
    """The annotators of a project, whose word counts most first."""
    names = project.annotators()
    first = [name for name in (project.schema.curator, project.last_annotator()) if name in names]
    return list(dict.fromkeys([*first, *names]))

"""A whole project as one annotator sees it, or as it stands for everyone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from annotator.core.catalogue import Catalogue
from annotator.core.model import AnnotationSet, Document, Status
from annotator.storage.problems import FileError, Problem
from annotator.storage.project import Project


def read_catalogue(
    project: Project, annotator: str = "", advance: Callable[[], object] = lambda: None
) -> tuple[Catalogue, list[Problem]]:
    """All documents with their sets by ``annotator``, and what could not be read.

    Without a name each document comes with its settled set: the curator's, where that is done, else that of whoever
    annotated last here, else the first by name. ``advance`` is called after each document.
    """
    catalogue, problems = Catalogue(project.schema), list[Problem]()
    order = [annotator] if annotator else settled_order(project)
    for document_id in project.document_ids():
        try:
            document = project.document(document_id)
            settled = next(_sets(project, order, document, annotator), None)
            if settled is not None:
                catalogue.put(document, settled)
        except FileError as error:
            problems += error.problems
        advance()
    return catalogue, problems


def _sets(project: Project, order: list[str], document: Document, annotator: str) -> Iterator[AnnotationSet]:
    """What there is of a document, whose word counts most first: the curator's before others' only once it is done."""
    waiting: list[AnnotationSet] = []
    for name in order:
        if project.stored_size(name, document.id):
            found = project.annotation_set(name, document)
            is_settled = annotator or name != project.schema.curator or found.status is Status.DONE
            if is_settled:
                yield found
            else:
                waiting.append(found)
    yield from waiting
    if order:
        yield AnnotationSet(document.id, order[0], document.sha256)


def settled_order(project: Project) -> list[str]:
    """The annotators of a project, whose word counts most first."""
    names = project.annotators()
    first = [name for name in (project.schema.curator, project.last_annotator()) if name in names]
    return list(dict.fromkeys([*first, *names]))

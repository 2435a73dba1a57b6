"""Which documents are whose: the schema's assignment, with what everybody has begun."""

from __future__ import annotations

from collections import defaultdict

from annotator.core.allocation import allocate
from annotator.core.model import Status
from annotator.storage.paths import FORMATS, ids_below
from annotator.storage.project import Project


def queues(project: Project) -> dict[str, tuple[str, ...]]:
    """The queue of each annotator who has one, documents that still are to do and those done; FileError.

    Only names of files are read.
    """
    assignment = project.schema.assignment
    if not assignment.everybody:
        return {}
    return allocate(project.document_ids(), assignment, begun(project))


def begun(project: Project) -> dict[str, set[str]]:
    """Which annotators have a file of annotations on a document, by its id."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in project.schema.assignment.annotators:
        folder = project.paths.folder(project.paths.annotations / name)
        suffixes = tuple(f".{save_as}" for save_as in FORMATS)
        for document_id, _ in ids_below(folder, suffixes) if folder is not None else ():
            found[document_id].add(name)
    return dict(found)


def unmatched(project: Project) -> list[tuple[str, str]]:
    """What the assignment gives by hand and no document is: the annotator and the id or pattern."""
    from fnmatch import fnmatchcase

    ids = project.document_ids()
    known = set(ids)
    return [
        (name, pattern)
        for name, patterns in project.schema.assignment.named.items()
        for pattern in patterns
        if pattern not in known and not any(fnmatchcase(one, pattern) for one in ids)
    ]


def status_of(project: Project, annotator: str, document_id: str) -> Status:
    """How far an annotator is with a document; FileError where the document or the set cannot be read."""
    if not project.stored_size(annotator, document_id):
        return Status.TODO
    return project.annotation_set(annotator, project.document(document_id)).status

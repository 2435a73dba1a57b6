"""Everything that is wrong with any file of a project, for ``annotator check``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from annotator.core.model import AnnotationSet, Document, Link, Record, Why, aside_order
from annotator.core.schema import Schema
from annotator.core.validation import link_problems, problems_in
from annotator.storage.codec import record_lines
from annotator.storage.history import History, read_history
from annotator.storage.paths import FORMATS, MOST_ANNOTATIONS, clashes, ids_below, is_document_id
from annotator.storage.problems import FileError, Problem, shown
from annotator.storage.project import Project
from annotator.storage.queues import unmatched
from annotator.storage.state import state_on


def check_project(project: Project) -> Iterator[Problem]:
    """All problems of the project's files; those of the schema were raised when the project was opened."""
    yield from project.left_out()
    yield from _annotator_problems(project)
    yield from _name_problems(project)
    yield from _assignment_problems(project)
    documents: list[Document] = []
    unreadable: set[str] = set()
    for document_id in project.document_ids():
        try:
            documents.append(project.document(document_id))
        except FileError as error:
            unreadable.add(document_id)
            yield from error.problems
    for annotator in project.annotators():
        yield from _set_problems(project, annotator, documents, unreadable)


def _annotator_problems(project: Project) -> Iterator[Problem]:
    """Folders with names that nobody can have, or that are too like another's."""
    paths = project.paths
    for unusable in project.nobodys_folders():
        name = shown(unusable.name)
        sentence = f"{name} cannot be an annotator name, and nothing in there is read; rename the folder."
        yield Problem(paths.relative(unusable), None, sentence)
    for first, other, *_ in clashes(project.annotators()):
        sentence = (
            f"The annotators {shown(first)} and {shown(other)} differ only in case or in the form of their letters, "
            "and share a folder on some systems; rename one of them."
        )
        yield Problem(paths.relative(paths.annotations / first), None, sentence)


def _name_problems(project: Project) -> Iterator[Problem]:
    """Documents that have no usable id, or one too like another's; annotations of no document."""
    paths = project.paths
    for name, file in ids_below(paths.documents, (".txt",)):
        if not is_document_id(name):
            yield Problem(
                paths.relative(paths.documents / file), None, f"{shown(name)} cannot be a document id; rename the file."
            )
    ids = project.document_ids()
    for group in clashes(ids):
        yield Problem(paths.relative(paths.document(group[0])), None, project.clash(group[0]))
    known = set(ids)
    for annotator in project.annotators():
        for folder, endings in (
            (paths.annotations / annotator, [f".{save_as}" for save_as in FORMATS]),
            (paths.histories / annotator, [".jsonl"]),
        ):
            for name, file in ids_below(folder, endings):
                if name not in known:
                    yield Problem(
                        paths.relative(folder / file),
                        None,
                        f"There is no document {shown(name)} that it could be about.",
                    )


def _assignment_problems(project: Project) -> Iterator[Problem]:
    """Documents that are given to somebody by hand and that there are not."""
    for name, pattern in unmatched(project):
        sentence = f"The assignment gives {shown(name)} the document {shown(pattern)}, and no document is called so."
        yield Problem(project.paths.relative(project.paths.schema), None, sentence)


def _set_problems(
    project: Project, annotator: str, documents: Iterable[Document], unreadable: set[str]
) -> Iterator[Problem]:
    """The sets of one annotator: their files and histories, the schema, and the links between them."""
    unknown = set(unreadable)
    sets: dict[str, AnnotationSet] = {}
    for document in documents:
        annotations, problems = _state(project, annotator, document)
        yield from problems
        if annotations is None:
            unknown.add(document.id)
        else:
            sets[document.id] = annotations
    for said in sets.values():
        sentences = [
            *problems_in(said, project.schema),
            *_far_problems(said, sets, unknown, project.schema),
            *_asides(said),
        ]
        if sentences:
            yield from _located(project, said, sentences)


def _state(project: Project, annotator: str, document: Document) -> tuple[AnnotationSet | None, list[Problem]]:
    """The set that file and history make together, None where they make none; and what is wrong with the two."""
    problems: list[Problem] = []
    try:
        history = read_history(project.paths, annotator, document.id)
        problems += history.problems
        problems += _unreadable_edits(history)
        recovery = state_on(project.paths, document, project.stored_set(annotator, document), history)
    except FileError as error:
        return None, list(dict.fromkeys([*problems, *error.problems]))
    if recovery.taken is not None:
        problems.append(_changed_text(project, annotator, document))
    return recovery.annotations, [*problems, *recovery.problems]


def _changed_text(project: Project, annotator: str, document: Document) -> Problem:
    """That a text has changed since it was annotated: its records find their places when it is opened."""
    return Problem(
        project.paths.relative(project.paths.document(document.id)),
        None,
        f"The text has changed since {annotator} annotated it; open the document as {annotator} and look at what is "
        "said there.",
    )


def _unreadable_edits(history: History) -> Iterator[Problem]:
    """The lines that are sound and yet hold no edit: undo would stop there."""
    for place, line in enumerate(history.lines):
        try:
            if line.edit_json:
                history.edit(place)
        except FileError as error:
            yield from error.problems


def _asides(annotations: AnnotationSet) -> Iterator[tuple[str, str]]:
    """What the set keeps aside until the user has settled it."""
    for aside in sorted(annotations.aside.values(), key=aside_order):
        words = f"The {aside.kind} {aside.id}, {shown(aside.quote)}," if aside.quote else f"The {aside.kind} {aside.id}"
        yield aside.id, f"{words} {_ASIDE[aside.why]}"


_ASIDE: Mapping[Why, str] = {
    "unanchored": "is no longer found in the changed text; open the document and place it.",
    "moved": "was found by likeness in the changed text; open the document and look whether it is right.",
    "collides": "was written differently by another program; open the document and choose.",
}


def _far_problems(
    annotations: AnnotationSet, sets: dict[str, AnnotationSet], unknown: set[str], schema: Schema
) -> Iterator[tuple[str, str]]:
    """Links that lead to nothing in another document, or to something of the wrong kind."""
    for link in annotations.links.values():
        target = link.target
        if target.document == annotations.document or target.document in unknown:
            continue
        if target.document not in sets:
            yield link.id, f"The link {link.id} leads to the document {shown(target.document)}, which does not exist."
            continue
        record = sets[target.document].known(target.id) if target.id else None
        if target.id and record is None:
            where = f"{annotations.annotator} does not have in the document {shown(target.document)}"
            yield link.id, f"The link {link.id} leads to {shown(target.id)}, which {where}."
        elif record is not None:
            yield from ((link.id, sentence) for sentence in _kind_problems(link, annotations, record, schema))


def _kind_problems(link: Link, annotations: AnnotationSet, target: Record, schema: Schema) -> list[str]:
    source = annotations.known(link.source) if link.source else None
    told = set(link_problems(link, source, None, schema))
    return [sentence for sentence in link_problems(link, source, target, schema) if sentence not in told]


def _located(project: Project, annotations: AnnotationSet, sentences: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Sentences about records as problems with the lines of these."""
    paths = project.paths
    relative = paths.relative(paths.history(annotations.annotator, annotations.document))
    lines: dict[str, int] = {}
    for save_as, path in project.set_files(annotations.annotator, annotations.document)[:1]:
        relative = paths.relative(path)
        lines = record_lines(paths.read(path, MOST_ANNOTATIONS), save_as, relative)
    for record_id, sentence in sentences:
        yield Problem(relative, lines.get(record_id), sentence)

"""Who did what when: the histories of a project in the order of time, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache, partial
from heapq import merge
from pathlib import Path
from typing import NamedTuple

from annotator.core.display import one_line
from annotator.core.edits import Edit
from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet, Claim, Document, Mention, Target
from annotator.core.narration import Narrator, about
from annotator.storage.history import Line, iterate_lines
from annotator.storage.kept_texts import kept_text
from annotator.storage.paths import ids_below, is_document_id
from annotator.storage.problems import FileError, Problem, file_error
from annotator.storage.project import Project


class Deed(NamedTuple):
    """One edit of one annotator on one document, with its line of the history.

    ``words`` are safe to show and have the annotator as their subject. ``edit`` is what was done, of one record where
    only that was asked for; None for a line that tells of edits which were folded away.
    """

    document: str
    annotator: str
    line: Line
    words: str
    edit: Edit | None

    @property
    def local_time(self) -> str:
        """When it was, on the clock of this machine: "2026-11-21 19:00"; as it stands where that is no time."""
        try:
            return on_this_clock(dt.datetime.fromisoformat(self.line.time))
        except (ValueError, OverflowError):
            return one_line(self.line.time)


def on_this_clock(moment: dt.datetime) -> str:
    """A moment as people here write it: "2026-11-21 19:00"; OverflowError at the ends of the calendar."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


class Place(NamedTuple):
    """One history: that of an annotator on a document."""

    annotator: str
    document: str


def histories(project: Project, document_id: str | None = None, annotator: str | None = None) -> list[Place]:
    """The histories of a project, also those of documents that are gone; those of one document or annotator only.

    AnnotatorError where nobody of that name has annotated here.
    """
    names = project.annotators()
    if annotator is not None and annotator not in names:
        known = f"those who have: {', '.join(names)}" if names else "nobody has yet"
        raise AnnotatorError(f'Nobody named "{annotator}" has annotated here; {known}.')
    return [
        Place(name, found)
        for name in names
        if annotator in (None, name)
        for found, _ in ids_below(project.paths.histories / name, [".jsonl"])
        if is_document_id(found) and document_id in (None, found)
    ]


def chronicle(
    project: Project, places: Iterable[Place], complain: Callable[[Problem], object], record_id: str = ""
) -> Iterator[Deed]:
    """What was done in these histories, the newest last; of one record where ``record_id`` is given.

    ``complain`` is called with what cannot be read. Long histories are gone through without being kept.
    """
    narrators = _Narrators(project)
    for found in merge(*(_lines(project, place, record_id) for place in places), key=lambda found: found.time):
        try:
            deed = _deed(found, narrators, record_id)
        except FileError as error:
            for problem in error.problems:
                complain(problem)
        else:
            if deed is not None:
                yield deed


def as_it_is_now(project: Project, told: Collection[Place], record_id: str) -> Iterator[str]:
    """What became of a record, and where it came from: a sentence for each history that told of it.

    Where none did, it is looked for in all sets: it may be older than the histories. AnnotatorError where none has it.
    """
    narrators = _Narrators(project)
    everywhere = (Place(name, document) for name in project.annotators() for document in project.document_ids())
    found = False
    for place in told or everywhere:
        narrator = narrators.of(place)
        record = narrator.annotations.record(record_id)
        if record is not None:
            found = True
            yield (
                f"{one_line(record_id)} is {narrator.describe(record)} in {one_line(place.document)} by "
                f"{one_line(place.annotator)}; its origin is {one_line(record.origin)}."
            )
        elif told:
            found = True
            yield f"{one_line(record_id)} is not in {one_line(place.document)} by {one_line(place.annotator)} now."
    if not found:
        raise AnnotatorError(f'There is no "{record_id}" here, and never was; ids stand in the annotation files.')


class _Found(NamedTuple):
    """A line of one history with its number, or why it cannot be read."""

    place: Place
    number: int
    line: Line | FileError

    @property
    def time(self) -> str:
        """When it was done; what cannot be read is told at once."""
        return self.line.time if isinstance(self.line, Line) else ""


def _lines(project: Project, place: Place, record_id: str) -> Iterator[_Found]:
    """The lines of one history that are wanted: those that may name the record, which is seen without decoding them."""
    wanted = record_id.encode()
    try:
        for number, line in enumerate(iterate_lines(project.paths, place.annotator, place.document), 1):
            if isinstance(line, Problem):
                yield _Found(place, number, FileError([line]))
            elif wanted in line.edit_json if line.edit_json else line.role == "folds" and not record_id:
                yield _Found(place, number, line)
    except FileError as error:
        yield _Found(place, 0, error)


def _deed(found: _Found, narrators: _Narrators, record_id: str) -> Deed | None:
    """What a line tells of, None where that is not about the record; FileError where it cannot be read."""
    place, line = found.place, found.line
    if isinstance(line, FileError):
        raise line
    if line.role == "folds":
        return Deed(
            place.document,
            place.annotator,
            line,
            f"{line.of:,} edit{'s' * (line.of != 1)} until then, folded away",
            None,
        )
    try:
        edit = line.edit()
    except AnnotatorError as error:
        raise file_error(narrators.path(place), str(error), found.number) from error
    if record_id:
        edit = about(edit, record_id)
    if not edit.changes:
        return None
    return Deed(place.document, place.annotator, line, narrators.of(place).tell(edit, line.text, line.role), edit)


class _Narrators:
    """Those who tell of the histories, each with the text and the set as they are now; the last few are kept."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.of = lru_cache(maxsize=64)(self._narrator)
        self._document = lru_cache(maxsize=64)(self._read_document)
        self._annotations = lru_cache(maxsize=64)(self._read_annotations)
        self._older = lru_cache(maxsize=8)(partial(kept_text, project.paths))

    def path(self, place: Place) -> Path:
        """The file of a history, as messages name it."""
        paths = self._project.paths
        return paths.relative(paths.history(place.annotator, place.document))

    def _narrator(self, place: Place) -> Narrator:
        empty = AnnotationSet(place.document, place.annotator, "")

        def words_elsewhere(target: Target) -> str | None:
            document = self._document(target.document)
            annotations = self._annotations(Place(place.annotator, target.document))
            record = annotations.record(target.id) if annotations is not None else None
            if document is None or not isinstance(record, Mention | Claim):
                return None
            return document.quote(record.spans)

        annotations = self._annotations(place) or empty
        return Narrator(self._document(place.document), annotations, words_elsewhere, self._older)

    def _read_document(self, document_id: str) -> Document | None:
        """None where it is gone or cannot be read: its records are then told by their ids."""
        try:
            return self._project.document(document_id)
        except AnnotatorError:
            return None

    def _read_annotations(self, place: Place) -> AnnotationSet | None:
        """None where they cannot be read: what was done is then told by the history alone."""
        document = self._document(place.document)
        try:
            return self._project.annotation_set(place.annotator, document) if document is not None else None
        except AnnotatorError:
            return None

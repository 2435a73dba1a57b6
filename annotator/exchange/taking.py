"""Taking documents and annotations into a project, and taking all of it back where one of them cannot be written."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from annotator.core.errors import AnnotatorError
from annotator.core.growth import Growth
from annotator.core.incoming import Arrival, Incoming, bring_in
from annotator.core.model import AnnotationSet, Document, Metadata
from annotator.core.schema import Schema
from annotator.storage import atomic
from annotator.storage.metadata_file import metadata_text
from annotator.storage.paths import FORMATS, MOST_SETTINGS
from annotator.storage.problems import file_error, reason
from annotator.storage.project import Project
from annotator.storage.schema_edit import grown_schema
from annotator.storage.schema_file import read_schema, schema_text
from annotator.storage.session import open_session


class _Done(NamedTuple):
    """One edit that was made; ``is_new``: the annotator had said nothing about the document before."""

    document_id: str
    annotator: str
    is_new: bool


class Taking:
    """A context. Left by an error, it puts the project back as it was: new files go, other edits are undone.

    What cannot be taken back is said in a note of the error.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known = set(project.document_ids())
        self._schema: bytes | None = None
        self._documents: list[str] = []
        self._folder: Path | None = None
        self._done: list[_Done] = []

    def __enter__(self) -> Taking:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._take_back()

    def begin(self, schema: Schema) -> None:
        """Makes the project itself, in a folder that is empty or not there yet."""
        root = self._project.root
        self._folder = root if root.is_dir() else next(one for one in root.parents if one.is_dir())
        self._write(self._project.paths.schema, schema_text(schema).encode("utf-8"))
        self._project.schema = schema

    def grow(self, growth: Growth, taken_keys: Mapping[str, str]) -> None:
        """Adds to the schema."""
        paths = self._project.paths
        before = paths.read(paths.schema, MOST_SETTINGS)
        grown, _ = grown_schema(before, paths.relative(paths.schema), growth)
        schema = read_schema(grown, paths.relative(paths.schema), taken_keys)
        self._schema = before
        self._write(paths.schema, grown)
        self._project.schema = schema

    def add(self, document: Document) -> bool:
        """Puts a document into the project; False where it is there already."""
        if document.id in self._known:
            return False
        self._documents.append(document.id)
        self._known.add(document.id)
        if document.metadata != Metadata():  # before the text: what has a text is there already for the next import
            self._write(self._project.paths.metadata(document.id), metadata_text(document.metadata).encode("utf-8"))
        self._write(self._project.paths.document(document.id), document.text.encode("utf-8"))
        return True

    def bring(self, document: Document, annotations: AnnotationSet, arrival: Arrival) -> Incoming:
        """Adds to what the annotator said about a document what is new in ``annotations``, by one edit."""
        project, name = self._project, annotations.annotator
        is_new = not project.stored_size(name, document.id)
        session = open_session(project, document.id, name, document=document, clash="")
        try:
            incoming = bring_in(session.annotations, annotations, arrival)
            if incoming.edit.changes:
                self._done.append(_Done(document.id, name, is_new))
                session.apply(incoming.edit)
        finally:
            session.close()
        if session.failure:
            raise AnnotatorError(f"{session.failure} Nothing was imported.")
        return incoming

    def _write(self, path: Path, data: bytes) -> None:
        try:
            atomic.write_bytes(self._project.paths.inside(path), data)
        except OSError as error:
            raise file_error(
                self._project.paths.relative(path), f"It cannot be written: {reason(error)}. Nothing was imported."
            ) from error

    def _take_back(self) -> None:
        new = set(self._documents)
        for one in reversed(self._done):
            if one.is_new or one.document_id in new:
                self._remove_set(one)
            else:
                session = open_session(self._project, one.document_id, one.annotator)
                session.undo()
                session.close()
        paths = self._project.paths
        for document_id in reversed(self._documents):
            self._remove(paths.metadata(document_id), paths.documents)
            self._remove(paths.document(document_id), paths.documents)
        if self._schema is not None:
            self._write(paths.schema, self._schema)
        elif self._folder is not None:
            with contextlib.suppress(OSError):  # as in _remove
                shutil.rmtree(paths.local, ignore_errors=True)
                paths.schema.unlink()
                for folder in (paths.root, *paths.root.parents):
                    if folder == self._folder:
                        break
                    folder.rmdir()

    def _remove_set(self, one: _Done) -> None:
        paths = self._project.paths
        for save_as in FORMATS:
            self._remove(paths.annotation_set(one.annotator, one.document_id, save_as), paths.annotations)
        self._remove(paths.history(one.annotator, one.document_id), paths.histories)
        self._remove(paths.lock(one.annotator, one.document_id), paths.local)

    def _remove(self, path: Path, top: Path) -> None:
        """Removes a file where it is there, and the folders above it that are empty then."""
        with contextlib.suppress(OSError):  # what is not there, and what a disk that refuses to write does not remove
            path.unlink()
            for folder in path.parents:
                if folder == top.parent:
                    break
                folder.rmdir()

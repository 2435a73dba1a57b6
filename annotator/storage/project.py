"""A project on disk: its schema, documents and annotation sets, read strictly and written atomically."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Self, TypeAlias

from annotator.core.display import one_line
from annotator.core.errors import AnnotatorError
from annotator.core.ids import check_name
from annotator.core.model import NOTHING, AnnotationSet, Document, Metadata
from annotator.core.schema import SaveAs, Schema
from annotator.storage import atomic, large_blocks
from annotator.storage.codec import dangling_references, decode_set, decode_thoroughly, encode_set, text_named
from annotator.storage.history import ends_with_mark, read_history
from annotator.storage.metadata_file import read_metadata
from annotator.storage.paths import (
    FORMATS,
    MOST_ANNOTATIONS,
    MOST_SETTINGS,
    MOST_TEXT,
    Paths,
    decode_text,
    ids_below,
    is_document_id,
    natural_order,
)
from annotator.storage.problems import FileError, Problem, file_error, reason
from annotator.storage.recovery import StoredSet
from annotator.storage.schema_file import read_schema
from annotator.storage.state import state_on
from annotator.storage.weighing import most_records, records_in

Stamp: TypeAlias = tuple[tuple[int, ...], ...]
"""What the system notes of files: equal as long as nobody writes them."""


class Project:
    """One project folder. Nothing is cached but the schema: each call reads what is on disk now."""

    def __init__(self, paths: Paths, schema: Schema) -> None:
        self.paths = paths
        self.schema = schema

    @classmethod
    def open(cls, root: Path, taken_keys: Mapping[str, str] = NOTHING) -> Self:
        """The project in ``root``; FileError where there is none or its schema is not sound.

        ``taken_keys`` are the keys that actions of the program have, each with the action's words.
        """
        paths = Paths(root.absolute())
        data = paths.read_if_there(paths.schema, MOST_SETTINGS)
        if data is None:
            raise file_error(root, 'There is no project here; "annotator init" makes one, "annotator demo" shows one.')
        return cls(paths, read_schema(data, paths.relative(paths.schema), taken_keys, paths.read_named))

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.paths.root

    @property
    def name(self) -> str:
        """The project's name: that of the schema, else the folder's."""
        return self.schema.name or self.root.name

    def document_ids(self) -> list[str]:
        """The ids of all documents, in natural order; only names are read. FileError where their folder is none."""
        folder = self.paths.folder(self.paths.documents)
        found = ids_below(folder, (".txt",)) if folder is not None else ()
        return sorted((name for name, _ in found if is_document_id(name)), key=natural_order)

    def left_out(self) -> list[Problem]:
        """What below documents/ is not read: hidden texts, folders behind links, and those that cannot be read."""
        found: list[Problem] = []

        def note(path: Path, why: str) -> None:
            found.append(Problem(self.paths.relative(path), None, why))

        for _ in ids_below(self.paths.documents, (".txt",), note):
            pass
        return found

    def annotators(self) -> list[str]:
        """The names of all who have a folder of annotations or of histories, in natural order; FileError."""
        return sorted({path.name for path in self._folders_of_annotators() if _is_name(path.name)}, key=natural_order)

    def nobodys_folders(self) -> list[Path]:
        """Folders of annotations or of histories whose names nobody can have, and which are not read; FileError."""
        unusable = [path for path in self._folders_of_annotators() if not _is_name(path.name)]
        return sorted(path for path in unusable if not path.name.startswith("."))

    def _folders_of_annotators(self) -> Iterator[Path]:
        for folder in (self.paths.annotations, self.paths.histories):
            found = self.paths.folder(folder)
            if found is not None:
                yield from (found / entry.name for entry in os.scandir(found) if entry.is_dir())

    def document(self, document_id: str) -> Document:
        """The text and metadata of a document; FileError where either cannot be read."""
        path = self.paths.document(document_id)
        data = self.paths.read(path, MOST_TEXT)
        try:
            text = decode_text(data)
        except ValueError as error:
            raise file_error(self.paths.relative(path), str(error)) from error
        return Document(document_id, text, hashlib.sha256(data).hexdigest(), self.metadata(document_id))

    def metadata(self, document_id: str) -> Metadata:
        """What is known of a document besides its text; all empty where there is no such file."""
        path = self.paths.metadata(document_id)
        data = self.paths.read_if_there(path, MOST_SETTINGS)
        return Metadata() if data is None else read_metadata(data, self.paths.relative(path))

    def annotation_set(self, annotator: str, document: Document) -> AnnotationSet:
        """What ``annotator`` said about ``document``, also what a crash has kept from the file; empty for nothing.

        One that was made on another version of the text is taken along to this one; nothing is written.

        FileError where the file or its history cannot be read.
        """
        stored = self.stored_set(annotator, document)
        is_of_text = stored.annotations.text_sha256 == document.sha256
        if is_of_text and ends_with_mark(self.paths, annotator, document.id, stored.sha256):
            return stored.annotations
        history = read_history(self.paths, annotator, document.id)
        return state_on(self.paths, document, stored, history).annotations

    def stored_set(self, annotator: str, document: Document) -> StoredSet:
        """The annotation set as its file has it, and the file's hash; FileError where the file is not sound.

        It may be of another version of the text: its ``text_sha256`` tells.
        """
        found = [
            self._read_set(path, save_as, annotator, document)
            for save_as, path in self.set_files(annotator, document.id)
        ]
        large_blocks.give_back(self.stored_size(annotator, document.id))
        if not found:
            return StoredSet(AnnotationSet(document.id, annotator, document.sha256), "")
        if len(found) > 1 and found[0].annotations != found[1].annotations:
            first, second = (path for _, path in self.set_files(annotator, document.id))
            raise file_error(
                self.paths.relative(first),
                f"There is also {second.name}, which says something else; keep one of the two.",
            )
        return found[0]

    def set_files(self, annotator: str, document_id: str) -> list[tuple[SaveAs, Path]]:
        """The files of an annotation set, that of the project's own format first.

        There are two only where a change of format was interrupted, or somebody put one there.
        """
        wanted = self.schema.save_as
        formats = (wanted, *(save_as for save_as in FORMATS if save_as != wanted))
        files = [(save_as, self.paths.annotation_set(annotator, document_id, save_as)) for save_as in formats]
        return [(save_as, path) for save_as, path in files if os.path.lexists(path)]

    def stored_size(self, annotator: str, document_id: str) -> int:
        """How many bytes an annotation set's files and its history have; 0 where there are none."""
        paths = [path for _, path in self.set_files(annotator, document_id)]
        history = self.paths.history(annotator, document_id)
        if os.path.lexists(history):
            paths.append(history)
        return sum(path.lstat().st_size for path in paths)

    def stored_text(self, annotator: str, document_id: str) -> str:
        """The hash of the text that an annotation set's file says it is of; empty where it says none."""
        for _, path in self.set_files(annotator, document_id)[:1]:
            try:
                return text_named(self.paths.read(path, MOST_ANNOTATIONS))
            except FileError:
                return ""
        return ""

    def _read_set(self, path: Path, save_as: SaveAs, annotator: str, document: Document) -> StoredSet:
        data = self.paths.read(path, MOST_ANNOTATIONS)
        sha256, name = hashlib.sha256(data).hexdigest(), self.paths.relative(path)
        of_text = text_named(data)
        if of_text in ("", document.sha256):
            return StoredSet(decode_set(data, save_as, document, annotator, name), sha256)
        from annotator.storage.kept_texts import kept_text  # texts change rarely

        old = kept_text(self.paths, of_text)
        if old is not None:
            before = replace(document, text=old, sha256=of_text)
            return StoredSet(decode_set(data, save_as, before, annotator, name), sha256)
        quotes: dict[str, str] = {}
        return StoredSet(decode_thoroughly(data, save_as, document, annotator, name, quotes), sha256, quotes)

    def stored_sha256(self, annotator: str, document_id: str) -> str:
        """The hash of an annotation set's file as it is now, empty where there is none; FileError."""
        files = self.set_files(annotator, document_id)
        return hashlib.sha256(self.paths.read(files[0][1], MOST_ANNOTATIONS)).hexdigest() if files else ""

    def stored_stamp(self, annotator: str, document_id: str) -> Stamp:
        """The system's notes of an annotation set's files: which, of what size, when changed."""
        return tuple(stamp_of(path) for _, path in self.set_files(annotator, document_id))

    def folders_of(self, annotator: str) -> tuple[Path, ...]:
        """The folders below which all documents, and all that an annotator said of them, are."""
        check_name(annotator, "annotator name")
        return self.paths.documents, self.paths.annotations / annotator, self.paths.histories / annotator

    def document_stamp(self, annotator: str, document_id: str) -> Stamp:
        """The same of all files from which a document and a set on it are read."""
        sets = [self.paths.annotation_set(annotator, document_id, save_as) for save_as in FORMATS]
        history = self.paths.history(annotator, document_id)
        texts = (self.paths.document(document_id), self.paths.metadata(document_id))
        return tuple(map(stamp_of, (*texts, *sets, history)))

    def write(self, annotations: AnnotationSet, document: Document) -> str:
        """Puts an annotation set on disk, in the project's format; the file's hash. FileError, and nothing changed.

        A change of format goes through the old file: at each moment there is one file, or two that say the same.
        """
        wanted = self.schema.save_as
        path = self.paths.annotation_set(annotations.annotator, document.id, wanted)
        for _, _, sentence in dangling_references(annotations):
            raise file_error(self.paths.relative(path), f"It is not written. {sentence}")
        others = [
            (save_as, path) for save_as, path in self.set_files(annotations.annotator, document.id) if save_as != wanted
        ]
        data = encode_set(annotations, document, wanted)
        if len(data) > MOST_ANNOTATIONS or records_in(annotations) > most_records(document):
            raise file_error(self.paths.relative(path), "It is not written, as it would be too large to be read again.")
        for save_as, other in others:
            self._write_bytes(other, encode_set(annotations, document, save_as))
        self._write_bytes(path, data)
        for _, other in others:
            atomic.remove(other)
        sha256 = hashlib.sha256(data).hexdigest()
        large_blocks.give_back(len(data))
        return sha256

    def _write_bytes(self, path: Path, data: bytes) -> None:
        try:
            atomic.write_bytes(self.paths.inside(path), data)
        except OSError as error:
            raise file_error(self.paths.relative(path), f"It cannot be written: {reason(error)}.") from error

    def clash(self, document_id: str) -> str:
        """The sentence for a document whose id another one has but for case or normalisation; else empty."""
        same = [name for name in self.paths.like(document_id) if name != document_id]
        if not same:
            return ""
        return (
            f'The documents "{document_id}" and "{same[0]}" differ only in case or in the form of their letters, '
            "and are one file on some systems; rename one of them."
        )

    def unwritable(self, annotator: str, document_id: str) -> str:
        """The sentence for a project whose folders do not let an annotation set be written; else empty."""
        for path in (
            self.paths.history(annotator, document_id),
            self.paths.annotation_set(annotator, document_id, self.schema.save_as),
        ):
            folder = next(one for one in path.parents if os.path.lexists(one))
            if not os.access(folder, os.W_OK | os.X_OK):
                where = one_line(self.paths.relative(folder).as_posix())
                named = "this project's folder" if where == "." else f'the folder "{where}" of this project'
                return f"Nothing can be written to {named}; give yourself the right to, and open it again."
        return ""

    def last_annotator(self) -> str | None:
        """Who annotated here last, on this machine; None where nobody did or the note is unreadable."""
        try:
            data = self.paths.read_if_there(self.paths.last_annotator, MOST_SETTINGS)
            return check_name(decode_text(data).strip(), "annotator name") if data is not None else None
        except (AnnotatorError, ValueError):
            return None

    def remember_annotator(self, name: str) -> None:
        """Notes who annotates here now."""
        check_name(name, "annotator name")
        from annotator.storage.locks import make_local_folder  # it is for those who write

        try:
            make_local_folder(self.paths)
        except OSError as error:
            raise file_error(
                self.paths.relative(self.paths.local), f"It cannot be written: {reason(error)}."
            ) from error
        self._write_bytes(self.paths.last_annotator, f"{name}\n".encode())

    def check(self) -> Iterator[Problem]:
        """Everything that is wrong with any file of the project."""
        from annotator.storage.checking import check_project  # it is built on projects

        return check_project(self)


def _is_name(name: str) -> bool:
    try:
        check_name(name, "annotator name")
    except AnnotatorError:
        return False
    return True


def stamp_of(path: Path) -> tuple[int, ...]:
    """What the system notes of a file: which, of what size, when changed; empty where there is none."""
    try:
        status = path.stat()
    except OSError:  # what it is will be seen by who reads it
        return ()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns

"""Stores with a fault planted in them, each a mistake that is easily made. The suites must find every one."""

from __future__ import annotations

import contextlib
import os
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from annotator.core.model import AnnotationSet, Document
from annotator.storage import appender, atomic, history, session, writer
from annotator.storage.project import Project

LATE = 0.25
"""Seconds that the hasty store waits before it writes what it has called saved."""


class NaiveWriter:
    """Opens the annotation file and writes it, at each edit. No history, no temporary file, no fsync."""

    failure = ""
    is_held = False

    def __init__(
        self, project: Project, document: Document, annotations: AnnotationSet, *_: object, **__: object
    ) -> None:
        self.state: writer.State = "saved"
        self._project, self._document = project, document

    def put(self, entries: Sequence[writer.Entry], annotations: AnnotationSet) -> None:
        """Writes at once."""
        self._project.write(annotations, self._document)

    def retry(self) -> None:
        """Has nothing to try again."""

    def flush(self, through_hold: bool = False) -> None:
        """Has nothing to wait for."""

    def save(self, through_hold: bool = False) -> None:
        """Has nothing to wait for."""

    def close(self) -> None:
        """Has nothing to end."""


def _write_in_place(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _naive(patch: Callable[..., None]) -> None:
    patch(session, "Writer", NaiveWriter)
    patch(atomic, "write_bytes", _write_in_place)


def _no_folder_sync(patch: Callable[..., None]) -> None:
    patch(atomic, "sync_folder", lambda folder: None)


class _UnsyncedFiles:
    """The module ``os``, but for ``fsync``: "saved" is said once the system has the bytes, not the disk."""

    fsync = staticmethod(lambda descriptor: None)

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


def _no_file_sync(patch: Callable[..., None]) -> None:
    patch(appender, "os", _UnsyncedFiles())


def _hasty(patch: Callable[..., None]) -> None:
    """Says "saved" when an edit is taken, and writes a moment later, many edits at once."""
    append = writer.Writer._append

    def late(self: writer.Writer, entries: Sequence[tuple[writer.Entry, AnnotationSet]]) -> None:
        time.sleep(LATE)
        append(self, entries)

    patch(writer.Writer, "_append", late)
    patch(session.Session, "state", property(lambda self: "saved"))
    patch(session.Session, "flush", lambda self: None)


def _in_place(patch: Callable[..., None]) -> None:
    """Keeps a history, but rewrites files where they stand."""

    def write(path: Path, data: bytes) -> None:
        atomic.make_folder(path.parent)
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    patch(atomic, "write_bytes", write)


class _AnySum(int):
    """A checksum that is that of any line."""

    def __ne__(self, other: object) -> bool:
        return False


class _Unsummed:
    """The module ``zlib`` of one who does not look at checksums."""

    @staticmethod
    def crc32(data: bytes) -> int:
        """Fits every line."""
        return _AnySum(zlib.crc32(data))


def _unchecked(patch: Callable[..., None]) -> None:
    patch(history, "zlib", _Unsummed())


class _Forgetful:
    """The module ``atomic``, but for damaged lines, which are thrown away."""

    @staticmethod
    def write_bytes(path: Path, data: bytes) -> None:
        """Writes all files but those in which damage is kept."""
        if ".damaged-" not in path.name:
            atomic.write_bytes(path, data)

    def __getattr__(self, name: str) -> Any:
        return getattr(atomic, name)


def _thrown_away(patch: Callable[..., None]) -> None:
    patch(appender, "atomic", _Forgetful())


def _slow(patch: Callable[..., None]) -> None:
    """No fault: a disk that takes its time. What says "saved" too early is caught the more often."""
    fsync = os.fsync

    def late(descriptor: int) -> None:
        time.sleep(LATE / 6)
        fsync(descriptor)

    patch(os, "fsync", late)


PLANTED: dict[str, Callable[[Callable[..., None]], None]] = {
    "naive": _naive,
    "in place": _in_place,
    "no folder fsync": _no_folder_sync,
    "no fsync before saved": _no_file_sync,
    "hasty": _hasty,
}
"""By name: what plants the fault, given a function that replaces an attribute."""

PLANTED_READERS: dict[str, Callable[[Callable[..., None]], None]] = {
    "checksums not looked at": _unchecked,
    "damaged lines thrown away": _thrown_away,
}
"""The same of stores that write well, and read what is damaged badly."""

SLOW = "slow"


@contextlib.contextmanager
def planted(name: str) -> Iterator[None]:
    """The program with that fault; with none where the name is empty. Not for use beside other threads."""
    if not name:
        yield
        return
    assert threading.active_count() == 1 or threading.current_thread() is threading.main_thread()
    with contextlib.ExitStack() as stack:
        plant = _slow if name == SLOW else {**PLANTED, **PLANTED_READERS}[name]
        plant(lambda owner, attribute, value: stack.enter_context(mock.patch.object(owner, attribute, value)))
        yield

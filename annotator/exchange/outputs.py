"""Where an export goes: a folder or one file that is there whole when all is done, or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from io import BufferedWriter
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from annotator.core.display import one_line
from annotator.core.errors import AnnotatorError
from annotator.core.ids import check_document_id
from annotator.storage import atomic
from annotator.storage.problems import reason

ONE_BY_ONE = 64
"""Files that are waited for one by one; of more, Linux is asked once for all at the end, which is many times faster."""
SYNC_WAITS = sys.platform == "linux"
"""Whether ``sync`` returns once all is on disk, as it does on Linux."""


class _Synced(BufferedWriter):
    """A file that is on disk once it is closed."""

    def close(self) -> None:
        """Writes all that is still in memory, and waits for the disk."""
        if not self.closed:
            try:
                self.flush()
                os.fsync(self.fileno())
            finally:
                super().close()


class Target:
    """A context: what is written in it appears at ``path`` when it ends well, and nothing does when it does not.

    All of it is made in a hidden sibling of ``path``, which is renamed at the end. A target that ends in one of
    ``suffixes`` is one file. AnnotatorError where there is something already, save for an empty folder.
    """

    def __init__(self, path: Path, suffixes: tuple[str, ...] = ()) -> None:
        self.path = path.absolute()
        self.is_file = self.path.name.endswith(suffixes) if suffixes else False
        self._made = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}.tmp")
        self._files = 0
        self._open: list[BinaryIO] = []

    def __enter__(self) -> Target:
        self._refuse_existing()
        with self._told(self.path.parent):
            atomic.make_folder(self.path.parent)
            self._sweep()
            if not self.is_file:
                self._made.mkdir()
        return self

    def open(self, name: str) -> BinaryIO:
        """A new file of that name below the folder; where the target is one file, that one, whatever its name."""
        self._files += 1
        if self.is_file:
            if self._files > 1:
                raise AnnotatorError(f"{one_line(self.path.name)}: More than one file is written; name a folder.")
            path = self._made
        else:
            stem, dot, suffix = name.rpartition(".")  # the longest id and a suffix are longer than an id may be
            check_document_id(stem if dot and suffix.isalnum() else name)
            path = self._made / name
        with self._told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
            descriptor = os.open(path, flags, 0o666)
        kind = BufferedWriter if self._files > ONE_BY_ONE and SYNC_WAITS else _Synced
        file = kind(os.fdopen(descriptor, "wb", buffering=0), buffer_size=1 << 16)
        self._open = [*(one for one in self._open if not one.closed), file]
        return file

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._appear()
        finally:
            self._remove()

    def _appear(self) -> None:
        self._refuse_existing()
        with self._told(self.path):
            if self.is_file and not self._files:
                self.open(self.path.name).close()
            if not self.is_file:
                for current, _, _ in os.walk(self._made, topdown=False):
                    atomic.sync_folder(Path(current))
            if self._files > ONE_BY_ONE and SYNC_WAITS:
                os.sync()
            self._made.rename(self.path)
            atomic.sync_folder(self.path.parent)

    def _remove(self) -> None:
        for file in self._open:
            with contextlib.suppress(OSError):
                file.close()
        with contextlib.suppress(FileNotFoundError):
            if self.is_file:
                self._made.unlink()
            else:
                shutil.rmtree(self._made)

    def _refuse_existing(self) -> None:
        if not os.path.lexists(self.path):
            return
        shown = one_line(str(self.path))
        if self.is_file or self.path.is_symlink() or not self.path.is_dir():
            raise AnnotatorError(f"{shown}: There is such a file already; it stays as it is. Choose another name.")
        with self._told(self.path), os.scandir(self.path) as entries:
            if next(entries, None) is not None:
                raise AnnotatorError(f"{shown}: The folder is not empty; it stays as it is. Choose another name.")

    def _sweep(self) -> None:
        """Removes what exports to this target have left behind that were killed half way."""
        left_behind = re.compile(re.escape(f".{self.path.name}.") + r"[0-9a-f]{16}\.tmp")
        for entry in self.path.parent.iterdir():
            if left_behind.fullmatch(entry.name) and not entry.is_symlink():
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _told(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise AnnotatorError(f"{one_line(str(path))}: It cannot be written: {reason(error)}.") from error

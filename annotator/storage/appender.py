"""Writing a history: lines at its end, each on disk before it counts, beside other programs that write it too."""

from __future__ import annotations

import contextlib
import os
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from annotator.storage import atomic
from annotator.storage.history import History, Line
from annotator.storage.paths import CAREFUL, MOST_HISTORY, Paths
from annotator.storage.problems import file_error, reason

PATIENCE = 3.0
"""Seconds that a write waits at most for another session that is writing the same set."""


class WrittenByAnotherError(Exception):
    """A file is no longer as this session left it."""


class Appender:
    """Appends lines to a history file; each is on disk when ``append`` returns.

    After a failed write or fsync nobody can tell what of the file is on disk, and a second fsync of the same
    descriptor may report success for pages that were never written: the file is then written anew.
    """

    def __init__(self, paths: Paths, history: History) -> None:
        self.lines: list[Line] = []
        self._paths = paths
        self._file = paths.root / history.path
        self._descriptor = -1
        self._can_lock = True
        self.continue_from(history)

    def continue_from(self, history: History) -> None:
        """Goes on after what is in the file now; its damaged end is kept aside before the next line."""
        self.close()
        self.lines = list(history.lines)
        self._length = history.length
        self._damaged = history.damaged
        self._is_damage_kept = False
        self._begun = b""
        self._anew = bool(history.damaged)

    def restore(self) -> None:
        """Writes all lines anew before the next: the file has lost some of them."""
        self.close()
        self._anew = True

    def keep_aside(self, pending: Sequence[Line]) -> str:
        """Puts all lines, and those still to be written, into a file beside the history; its name. FileError."""
        data = b"".join(line.encoded() for line in (*self.lines, *pending))
        try:
            path = self._paths.inside(self._file)
            kept = path.with_name(f"{path.name}.kept-{zlib.crc32(data):08x}")
            if not kept.exists():
                atomic.write_bytes(kept, data)
        except OSError as error:
            raise file_error(self._name, f"It cannot be kept aside: {reason(error)}.") from error
        return kept.name

    def is_as_left(self) -> bool:
        """Whether the file has what this session has written and nothing else; FileError."""
        if self._descriptor >= 0:
            return self._open_file_is_as_left()
        path = self._paths.inside(self._file)
        try:
            status = path.stat()
        except FileNotFoundError:
            return self._anew or not self._length
        except OSError as error:
            raise file_error(self._name, f"It cannot be read: {reason(error)}.") from error
        if self._anew:
            # What is written anew may be what was meant to be there, or the beginning of it: nothing of another's.
            known = b"".join(line.encoded() for line in self.lines) + self._damaged + self._begun
            return known.startswith(self._paths.read(path, MOST_HISTORY))
        return status.st_size == self._length and self._ends_as_left(path)

    def _open_file_is_as_left(self) -> bool:
        """The same of a file that is open: it was looked at when it was opened, and is known again by its number."""
        try:
            there = self._file.stat()
        except FileNotFoundError:
            return not self._length
        except OSError as error:
            raise file_error(self._name, f"It cannot be read: {reason(error)}.") from error
        here = os.fstat(self._descriptor)
        if (here.st_dev, here.st_ino) != (there.st_dev, there.st_ino) or there.st_size != self._length:
            return False
        last = self.lines[-1].encoded() if self.lines else b""
        # Read where it is written: opening it each time would have those who watch the folder told of it.
        os.lseek(self._descriptor, max(0, self._length - len(last)), os.SEEK_SET)
        return os.read(self._descriptor, len(last)) == last

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The file, while no other session writes it where the system can lock; FileError.

        WrittenByAnotherError where it is not as this session left it.
        """
        with self._told():
            if self._descriptor < 0:
                if not self.is_as_left():
                    raise WrittenByAnotherError
                self._open()
            # Where nothing can be locked, whoever finds the file changed brings both sides together.
            self._can_lock = self._can_lock and _locked(self._descriptor)
        try:
            with self._told():
                if not self.is_as_left():
                    raise WrittenByAnotherError
            yield
        finally:
            if self._descriptor >= 0 and self._can_lock:
                _unlock(self._descriptor)

    def append(self, lines: Sequence[Line]) -> None:
        """Puts lines at the end, within ``alone``; FileError, and to be called again with the same lines."""
        data = b"".join(line.encoded() for line in lines)
        if self._length + len(data) > MOST_HISTORY:
            raise file_error(
                self._name,
                f"It would be larger than {MOST_HISTORY >> 20} MiB, the most that is read; "
                '"annotator history --compact" makes it shorter.',
            )
        with self._told():
            self._begun = data
            self._write(data)
            self._begun = b""
        self.lines += lines

    def close(self) -> None:
        """Lets go of the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    @property
    def _name(self) -> Path:
        return self._paths.relative(self._file)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.close()
            self._anew = True
            raise file_error(self._name, f"It cannot be written: {reason(error)}.") from error

    def _ends_as_left(self, path: Path) -> bool:
        """Whether the last sound line is this session's: another program may have put a file of the same size there."""
        if not self.lines:
            return True
        last = self.lines[-1].encoded()
        with path.open("rb") as file:
            file.seek(max(0, self._length - len(last)))
            return file.read(len(last)) == last

    def _open(self) -> None:
        path = self._paths.inside(self._file)
        atomic.make_folder(path.parent)
        if self._damaged and not self._is_damage_kept:
            atomic.write_bytes(_free_name(path), self._damaged)
            self._is_damage_kept = True
        if self._anew and (self.lines or path.exists()):
            data = b"".join(line.encoded() for line in self.lines)
            atomic.write_bytes(path, data)
            self._length, self._begun = len(data), b""
        self._anew, self._damaged = False, b""  # Until then the damaged end is still in the file, and known there.
        self._descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | CAREFUL, 0o666)
        atomic.sync_folder(path.parent)

    def _write(self, lines: bytes) -> None:
        rest = memoryview(lines)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        os.fsync(self._descriptor)
        self._length += len(lines)


def _locked(descriptor: int) -> bool:
    """Locks the file, once the session that has it has written; False where that cannot be had.

    Some systems say of files that cannot be locked at all that another program has them, so the wait has an end.
    """
    from filelock import lock_descriptor  # 50 ms: only those who write pay for it, on the thread that writes

    end = time.monotonic() + PATIENCE
    with contextlib.suppress(OSError):
        while time.monotonic() < end:
            if lock_descriptor(descriptor, blocking=False):
                return True
            time.sleep(0.005)
    return False


def _unlock(descriptor: int) -> None:
    from filelock import unlock_descriptor

    with contextlib.suppress(OSError):
        unlock_descriptor(descriptor)


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    return aside

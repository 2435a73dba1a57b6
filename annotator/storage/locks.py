"""Locks: one session writes an annotation set at a time, and others know who it is.

A lock is a lock of the system on a file below ``.annotator``, which the system takes back when its holder ends,
however that was. The file says in words who holds it. Where it is deleted, the lock is gone with it: so the holder
looks before it writes whether the file is still the one that it has locked.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from threading import Event, RLock, Thread

from annotator.core.display import one_line, shortened
from annotator.storage import atomic
from annotator.storage.paths import CAREFUL, Paths
from annotator.storage.problems import FileError, reason

WAIT = 1.0
"""Seconds between two attempts of a session that waits for another to end. None waits where nobody else is at work."""

_LONGEST_NOTE = 300


class SetLock:
    """The right to write one annotator's set of one document. May be asked of in any thread.

    ``trouble`` is the sentence for a folder in which nothing can be locked; the lock then counts as taken.
    """

    def __init__(self, paths: Paths, annotator: str, document_id: str) -> None:
        self.trouble = ""
        self._paths = paths
        self._path = paths.lock(annotator, document_id)
        self._annotator = annotator
        self._mutex = RLock()
        self._descriptor = -1
        self._done = Event()
        self._waiting: Thread | None = None

    @property
    def is_held(self) -> bool:
        """Whether it is ours, and the file that stands for it is still there."""
        with self._mutex:
            return self._descriptor >= 0 and _is_file(self._descriptor, self._path)

    def take(self) -> str:
        """Takes the lock; empty where it is ours now, else who has it, in words."""
        with self._mutex:
            if self.is_held:
                return ""
            self._let_go()
            try:
                return self._try()
            except (FileError, OSError) as error:
                why = str(error) if isinstance(error, FileError) else f"{reason(error)}."
                self.trouble = (
                    "Nothing can be locked in this project's folder, so another session may write the same "
                    f"annotations: both are then brought together. ({self._paths.relative(self._path)}: {why})"
                )
                return ""

    def when_free(self, then: Callable[[], object]) -> None:
        """Waits for the lock in a thread, and calls ``then`` in it once it is ours. ``release`` ends the wait."""
        if self._waiting is None:
            self._waiting = Thread(target=self._wait, args=(then,), name=f"wait for {self._path.name}", daemon=True)
            self._waiting.start()

    def release(self) -> None:
        """Lets the lock go, or ends the wait for it."""
        self._done.set()
        with self._mutex:
            self._let_go()

    def _wait(self, then: Callable[[], object]) -> None:
        while not self._done.wait(WAIT):
            with self._mutex:
                if self._done.is_set() or self.take():
                    continue
            then()
            return

    def _try(self) -> str:
        from filelock import lock_descriptor  # 50 ms, and not needed to look at a document

        make_local_folder(self._paths)
        path = self._paths.inside(self._path)
        atomic.make_folder(path.parent)
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | CAREFUL, 0o666)
            try:
                if not lock_descriptor(descriptor, blocking=False):
                    return _holder(descriptor)
                if _is_file(descriptor, path):  # else deleted since it was opened: what was locked stands for nothing
                    os.ftruncate(descriptor, 0)
                    os.write(descriptor, f"{self._annotator} ({holder_now()})\n".encode())
                    self._descriptor, descriptor = descriptor, -1
                    break
            finally:
                if descriptor >= 0:
                    os.close(descriptor)
        return ""

    def _let_go(self) -> None:
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                if _is_file(self._descriptor, self._path):
                    os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1


def make_local_folder(paths: Paths) -> None:
    """Makes the folder of what is only for this machine, which git ignores; OSError or FileError."""
    ignore = paths.local / ".gitignore"
    if not ignore.exists():
        atomic.write_bytes(paths.inside(ignore), b"*\n")


def _holder(descriptor: int) -> str:
    try:
        note = os.read(descriptor, _LONGEST_NOTE).decode("utf-8", "replace").strip()
    except OSError:  # some systems lock against reading too
        note = ""
    return shortened(one_line(note), _LONGEST_NOTE) or "another program"


def holder_now() -> str:
    """Who runs this program, in words: the user, the process, the computer, since when."""
    import getpass
    import platform

    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = "a user"
    since = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"{user}, process {os.getpid()} on {platform.node() or 'this computer'}, since {since}"


def _is_file(descriptor: int, path: Path) -> bool:
    """Whether ``path`` is still the file that is open."""
    try:
        there, here = path.stat(), os.fstat(descriptor)
    except OSError:
        return False
    return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)

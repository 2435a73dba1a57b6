"""Watching files that another program may write: git, an editor, a program that keeps folders in step.

The system tells of what happens; nothing is done, and no clock runs, while nothing does.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, cast

from annotator.storage.problems import reason

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers.api import BaseObserver

QUIET = 0.3
"""Seconds without any change after which files are looked at: programs write several, one after the other."""

_CHANGES = (
    # Linux tells that a file was written when it is closed; elsewhere only each write is told.
    "FileClosed" if sys.platform == "linux" else "FileModified",
    "FileCreated",
    "FileDeleted",
    "FileMoved",
    "DirCreated",
    "DirDeleted",
    "DirMoved",
)
"""The events that are asked for: not that a file was opened or read, nor on Linux each write, as this program does
itself: the history is open while it is appended to, and each edit would wake four threads."""


class Watch:
    """Looks after some files at a time, and after all others below some folders.

    ``trouble`` is the sentence for a system that cannot tell of changes.
    """

    def __init__(self) -> None:
        self.trouble = ""
        self._files: tuple[Path, ...] = ()
        self._changed: Callable[[], object] = _nothing
        self._roots: tuple[Path, ...] = ()
        self._others_changed: Callable[[], object] = _nothing
        self._observer: BaseObserver | None = None
        self._folders: set[tuple[str, bool]] = set()
        self._names: frozenset[str] = frozenset()
        self._below: tuple[str, ...] = ()
        self._heard_of: deque[bool] = deque()
        self._mutex = Lock()
        self._stir = Event()
        self._ended = False

    def follow(self, files: Iterable[Path], changed: Callable[[], object]) -> None:
        """Calls ``changed``, in a thread, each time one of the files may have been written or removed.

        Those followed before are no longer. May be called in any thread; the first call takes 50 ms.
        """
        with self._mutex:
            self._files, self._changed = tuple(files), changed
            self._watch_folders()

    def follow_below(self, folders: Iterable[Path], changed: Callable[[], object]) -> None:
        """Calls ``changed`` likewise for all files below these folders but those that ``follow`` was given."""
        with self._mutex:
            self._roots, self._others_changed = tuple(folders), changed
            self._watch_folders()

    def end(self) -> None:
        """Ends the watch."""
        with self._mutex:
            self._ended = True
            observer, self._observer = self._observer, None
            self._stir.set()
        if observer is not None:
            observer.stop()

    def _begin(self) -> None:
        import logging
        import warnings

        from watchdog.observers import Observer  # 45 ms, for what the first screen does not need

        # It says on the terminal that it was ended while at work, or saw a folder twice; trouble is told by a sentence.
        warnings.filterwarnings("ignore", module="watchdog")
        logging.getLogger("watchdog").addHandler(logging.NullHandler())
        self._observer = Observer()
        try:
            self._observer.start()
        except OSError as error:
            self._observer = None
            self.trouble = _trouble(error)
            return
        Thread(target=self._wait, name="watch", daemon=True).start()

    def _watch_folders(self) -> None:
        """Watches the folder of each file and all below the folders, or where one is not there the nearest above it."""
        if self._observer is None and not self._ended:
            self._begin()
        if self._observer is None:
            return
        from watchdog import events

        # The system tells the names that files have once links are followed.
        self._names = frozenset(str(path.parent.resolve() / path.name) for path in self._files)
        self._below = tuple(f"{folder.resolve()}{os.sep}" for folder in self._roots)
        deep = {folder.resolve() for folder in self._roots if folder.is_dir()}
        single = {_nearest(path.parent) for path in self._files}
        single |= {_nearest(folder.parent) for folder in self._roots if not folder.is_dir()}
        wanted = {(str(folder), True) for folder in deep if deep.isdisjoint(folder.parents)}
        wanted |= {(str(folder), False) for folder in single if deep.isdisjoint((folder, *folder.parents))}
        changes = [getattr(events, f"{name}Event") for name in _CHANGES]
        try:
            if wanted != self._folders:
                self._observer.unschedule_all()
                for folder, is_deep in sorted(wanted):
                    handler = cast("FileSystemEventHandler", _Handler(self._heard))
                    self._observer.schedule(handler, folder, recursive=is_deep, event_filter=changes)
                self._folders = wanted
        except OSError as error:
            self._folders = set()
            self.trouble = _trouble(error)

    def _heard(self, event: FileSystemEvent) -> None:
        """On a thread of the observer's."""
        names = {os.fsdecode(event.src_path), os.fsdecode(event.dest_path)} - {""}
        if event.is_directory:
            self._folders = set()  # one that was made again is another one
            self._heard_of += (True, False)
        elif not names.isdisjoint(self._names):
            self._heard_of.append(True)
        elif any(name.startswith(self._below) and not Path(name).name.startswith(".") for name in names):
            self._heard_of.append(False)
        else:
            return
        self._stir.set()

    def _wait(self) -> None:
        while True:
            self._stir.wait()
            while not self._ended and self._stir.is_set():
                self._stir.clear()
                self._stir.wait(QUIET)
            if self._ended:
                return
            with self._mutex:
                heard_of = {self._heard_of.popleft() for _ in range(len(self._heard_of))}
                told = [self._changed] * (True in heard_of) + [self._others_changed] * (False in heard_of)
                self._watch_folders()
            for changed in told:
                changed()


class _Handler:
    """What the observer calls. Not its own class: that would have to be imported first."""

    def __init__(self, heard: Callable[[FileSystemEvent], None]) -> None:
        self.dispatch = heard


def _nearest(folder: Path) -> Path:
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    with suppress(OSError):
        return folder.resolve()
    return folder


def _nothing() -> None:
    """Nothing is followed yet."""


def _trouble(error: OSError) -> str:
    return (
        f"This system cannot tell when other programs change the files here ({reason(error)}): such changes are seen "
        "when you come back to this window, and before anything is written."
    )

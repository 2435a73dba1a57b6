"""The thread that puts edits on disk: each in the history at once, all in the snapshot a moment later."""

from __future__ import annotations

import datetime as dt
import time
from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Thread
from typing import Literal, NamedTuple, TypeAlias

from annotator.core.edits import Edit
from annotator.core.model import AnnotationSet, Document
from annotator.storage.edit_data import edit_json
from annotator.storage.history import Appender, Line, Role
from annotator.storage.problems import FileError, file_error
from annotator.storage.project import Project
from annotator.storage.toml_text import toml_datetime

State: TypeAlias = Literal["saved", "saving", "failed"]


class Entry(NamedTuple):
    """A line to be written. Without an edit it marks the snapshot that is there.

    ``text`` is the sha256 of the text that the offsets of the set are of after the edit.
    """

    seq: int
    time: dt.datetime
    edit: Edit | None
    role: Role = ""
    of: int = 0
    text: str = ""


REST = 20
"""How many times as long as a snapshot took the next one waits: a large one must not slow each key. The edits
are in the history meanwhile."""


class Writer:
    """Writes one annotation set and its history, in the order in which entries are put, on a thread of its own.

    Edits count as saved once their lines are on disk; ``tell`` is called on the thread when that is so and when it
    has failed. After a failure all is kept, and tried again at the next ``put``, ``retry`` or ``close``.
    """

    def __init__(
        self,
        project: Project,
        document: Document,
        annotations: AnnotationSet,
        appender: Appender,
        sha256: str,
        snapshot_after: float,
        tell: Callable[[State, str], None],
    ) -> None:
        self.state: State = "saved"
        self.failure = ""
        self._project = project
        self._document = document
        self._latest = annotations
        self._appender = appender
        self._sha256 = sha256
        self._snapshot_after = snapshot_after
        self._took = 0.0
        self._tell = tell
        self._wake = Condition()
        self._queue: deque[Entry] = deque()
        self._last = appender.history.lines[-1] if appender.history.lines else None
        self._snapshot_at: float | None = None
        self._stalled = False
        self._closing = False
        self._thread: Thread | None = None

    def put(self, entries: Sequence[Entry], annotations: AnnotationSet) -> None:
        """Takes entries to be written, and the state after them. Returns at once; RuntimeError once it is closed."""
        with self._wake:
            if self._closing:
                raise RuntimeError("the session is closed")
            self._queue += entries
            self._latest = annotations
            self._snapshot_at = time.monotonic() + max(self._snapshot_after, REST * self._took)
            self.state = "saving"
            self._nudge()

    def retry(self) -> None:
        """Tries again what has failed."""
        with self._wake:
            if self._stalled:
                self.state = "saving"
                self._nudge()

    def flush(self) -> None:
        """Waits until all that was put is in the history, or has failed."""
        with self._wake:
            self._wake.wait_for(lambda: self._stalled or not self._queue)

    @property
    def unsaved_edits(self) -> int:
        """How many edits have been put and are not in the history yet."""
        with self._wake:
            return sum(entry.edit is not None for entry in self._queue)

    def save(self) -> None:
        """Writes what is still to be written, the snapshot too, and waits until that is done or has failed."""
        with self._wake:
            if self._snapshot_at is not None:
                self._snapshot_at = time.monotonic()
            if self._snapshot_at is not None or self._queue:
                self.state = "saving"
                self._nudge()
            self._wake.wait_for(lambda: self._stalled or not (self._queue or self._snapshot_at is not None))

    def close(self) -> None:
        """Writes what is still to be written, and ends the thread. ``state`` tells whether that went well."""
        with self._wake:
            self._closing = True
            if self._snapshot_at is not None or self._queue:
                self._nudge()
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join()
        self._appender.close()

    def _nudge(self) -> None:
        self._stalled = False
        if self._thread is None or not self._thread.is_alive():
            self._thread = Thread(target=self._run, name=f"writer of {self._document.id}", daemon=True)
            self._thread.start()
        self._wake.notify_all()

    def _run(self) -> None:
        try:
            while self._round():
                pass
        except BaseException:
            self._report("failed", "The program has an error and cannot save; what was saved before is safe.")
            raise

    def _round(self) -> bool:
        """Waits for something to do and does it; whether there is more to come."""
        with self._wake:
            while not self._is_due():
                self._wake.wait(self._patience())
            entries, annotations, closing = tuple(self._queue), self._latest, self._closing
            snapshot = self._snapshot_at is not None and (closing or time.monotonic() >= self._snapshot_at)
        try:
            if entries:
                self._append(entries)
                self._report("saved")
            if snapshot:
                self._write_snapshot(annotations)
                self._report("saved")
        except FileError as error:
            self._report("failed", str(error))
        return not closing

    def _is_due(self) -> bool:
        if self._closing:
            return True
        if self._stalled:
            return False
        return bool(self._queue) or (self._snapshot_at is not None and time.monotonic() >= self._snapshot_at)

    def _patience(self) -> float | None:
        if self._stalled or self._snapshot_at is None:
            return None
        return max(0.0, self._snapshot_at - time.monotonic())

    def _append(self, entries: Sequence[Entry]) -> None:
        lines = [self._line(entry) for entry in entries]
        self._appender.append(b"".join([line.encoded() for line in lines]))
        self._last = lines[-1]
        with self._wake:
            for _ in entries:
                self._queue.popleft()

    def _line(self, entry: Entry) -> Line:
        edit = edit_json(entry.edit) if entry.edit is not None else b""
        return Line(entry.seq, toml_datetime(entry.time), self._sha256, edit, entry.role, entry.of, entry.text)

    def _write_snapshot(self, annotations: AnnotationSet) -> None:
        """Replaces the snapshot by ``annotations``, all of whose edits are in the history, and marks that there."""
        found = self._project.stored_sha256(annotations.annotator, self._document.id)
        if found != self._sha256:
            path = self._project.paths.annotation_set(
                annotations.annotator, self._document.id, self._project.schema.save_as
            )
            raise file_error(
                self._project.paths.relative(path),
                "Another program has changed it since it was opened. It was left as it is, and your edits are safe in "
                "the history: leave the document and open it again, and both are brought together.",
            )
        began = time.monotonic()
        self._sha256 = self._project.write(annotations, self._document)
        self._took = time.monotonic() - began
        if self._last is not None:
            self._appender.append(Line(self._last.seq, self._last.time, self._sha256).encoded())
        with self._wake:
            if self._latest is annotations:
                self._snapshot_at = None

    def _report(self, state: State, failure: str = "") -> None:
        with self._wake:
            self._stalled = state == "failed"
            if state == "saved" and self._queue:
                state = "saving"
            changed = (state, failure) != (self.state, self.failure)
            self.state, self.failure = state, failure
            self._wake.notify_all()
        if changed:
            self._tell(state, failure)

"""The thread that puts edits on disk: each in the history at once, all in the snapshot a moment later."""

from __future__ import annotations

import datetime as dt
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Condition, Lock, Thread
from typing import Literal, NamedTuple, TypeAlias

from annotator.core.edits import Edit
from annotator.core.model import AnnotationSet, Document
from annotator.storage.appender import Appender, WrittenByAnotherError
from annotator.storage.edit_data import edit_json
from annotator.storage.history import History, Line, Role
from annotator.storage.kept_texts import keep_text
from annotator.storage.paths import FORMATS
from annotator.storage.problems import FileError
from annotator.storage.project import Project, Stamp, stamp_of
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
    Where another program has written the files meanwhile, nothing more is written: ``is_held`` until ``go_on``, and
    ``tell_held`` is called on the thread.
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
        tell_held: Callable[[], None],
    ) -> None:
        self.is_held = False
        self._is_unreadable = False
        self.on_disk = annotations
        self.state: State = "saved"
        self.failure = ""
        self._project = project
        self._document = document
        paths = project.paths
        self._set_files = [paths.annotation_set(annotations.annotator, document.id, save_as) for save_as in FORMATS]
        self._latest = annotations
        self._appender = appender
        self._sha256 = sha256
        self._stamp: Stamp | None = None
        self._snapshot_after = snapshot_after
        self._took = 0.0
        self._tell = tell
        self._tell_held = tell_held
        self._writing = Lock()
        self._wake = Condition()
        self._queue: deque[tuple[Entry, AnnotationSet]] = deque()
        self._snapshot_at: float | None = None
        self._stalled = False
        self._closing = False
        self._is_text_kept = False
        self._thread: Thread | None = None

    def put(self, entries: Sequence[Entry], annotations: AnnotationSet) -> None:
        """Takes entries to be written, and the state after them. Returns at once; RuntimeError once it is closed."""
        with self._wake:
            if self._closing:
                raise RuntimeError("the session is closed")
            self._take(entries, annotations)

    def _take(self, entries: Sequence[Entry], annotations: AnnotationSet) -> None:
        self._queue += [(entry, annotations) for entry in entries]
        self._latest = annotations
        self._snapshot_at = time.monotonic() + max(self._snapshot_after, REST * self._took)
        self.state = "saving"
        self._nudge()

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Waits for a write that is under way, and lets none begin meanwhile."""
        with self._writing:
            yield

    def is_as_left(self) -> bool:
        """Whether no other program has written the files; FileError. To be asked ``at_rest``."""
        return self._snapshot_is_as_left() and self._appender.is_as_left()

    def history_is_as_left(self) -> bool:
        """Whether no other program has written the history; FileError. To be asked ``at_rest``."""
        return self._appender.is_as_left()

    def _snapshot_is_as_left(self) -> bool:
        """Whether the annotation file is; by its hash only where the system's notes of it have changed."""
        stamp = self._stamp_now()
        if stamp == self._stamp:
            return True
        if self._project.stored_sha256(self._latest.annotator, self._document.id) != self._sha256:
            return False
        self._stamp = stamp
        return True

    def _stamp_now(self) -> Stamp:
        return tuple(map(stamp_of, self._set_files))

    @property
    def lines(self) -> Sequence[Line]:
        """The lines of the history, as they were when it was last read or written here."""
        return self._appender.lines

    @property
    def sha256(self) -> str:
        """The hash of the annotation file, as it was when it was last read or written here."""
        return self._sha256

    def pending(self) -> list[Entry]:
        """What has been put and is not in the history yet."""
        with self._wake:
            return [entry for entry, _ in self._queue]

    def hold(self, held: bool) -> None:
        """Writes nothing more, or again, where it was held. What has failed otherwise is not tried again."""
        with self._wake:
            was_held = self.is_held or self._is_unreadable
            self.is_held, self._is_unreadable = held, False
            if was_held and not held and (self._queue or self._snapshot_at is not None):
                self._nudge()
            self._wake.notify_all()

    def go_on(
        self,
        history: History | None,
        sha256: str,
        on_disk: AnnotationSet,
        entries: Sequence[Entry],
        now: AnnotationSet,
        *,
        write: bool,
    ) -> None:
        """Goes on after what another program has written: ``entries`` in the place of what was pending.

        ``history`` is what that one left, None where ours goes on; ``on_disk`` the set that the files make together.
        ``write``: the snapshot too, now. The history alone would not tell what came from whom.
        """
        with self._wake:
            self._queue.clear()
            self._sha256, self._stamp, self.on_disk, self._latest = sha256, None, on_disk, now
            if history is not None:
                self._appender.continue_from(history)
            if write:
                self._take(entries, now)
                self._snapshot_at = time.monotonic()
            self.hold(held=False)
        if not write:
            self._report("saved")

    def cannot_go_on(self, why: str) -> None:
        """What another program has written cannot be read: where edits are not saved because of it, they are not."""
        with self._wake:
            self.is_held, self._is_unreadable = False, True
            waiting = bool(self._queue) or self._snapshot_at is not None
        if waiting:
            self._report("failed", why)

    def keep_aside(self) -> str:
        """Puts what is known of the history here, and what is pending, into a file beside it; its name. FileError."""
        return self._appender.keep_aside([self._line(entry) for entry in self.pending()])

    def drop(self) -> None:
        """Forgets what is pending: it has been kept elsewhere."""
        with self._wake:
            self._queue.clear()
            self._snapshot_at = None
        self._report("saved")

    def restore(self) -> None:
        """Writes the whole history anew with the next line: another program has cut or removed it."""
        self._appender.restore()

    def retry(self) -> None:
        """Tries again what has failed."""
        with self._wake:
            if self._stalled:
                self.state = "saving"
                self._nudge()

    def flush(self, through_hold: bool = False) -> None:
        """Waits until all that was put is in the history, or has failed, or nothing is to be written for now.

        ``through_hold``: another thread ends that, and it is waited for.
        """
        with self._wake:
            self._wake.wait_for(lambda: self._rests(through_hold) or not self._queue)

    @property
    def unsaved_edits(self) -> int:
        """How many edits have been put and are not in the history yet."""
        with self._wake:
            return sum(entry.edit is not None for entry, _ in self._queue)

    def save(self, through_hold: bool = False) -> None:
        """Writes what is still to be written, the snapshot too, and waits as ``flush`` does."""
        with self._wake:
            if self._snapshot_at is not None:
                self._snapshot_at = time.monotonic()
            if self._snapshot_at is not None or self._queue:
                self.state = "saving"
                self._nudge()
            self._wake.wait_for(lambda: self._rests(through_hold) or not (self._queue or self._snapshot_at is not None))

    def _rests(self, through_hold: bool) -> bool:
        return self._stalled or (self.is_held and not through_hold)

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
        if entries or snapshot:
            try:
                with self._writing:
                    self._write(entries, annotations if snapshot else None)
            except WrittenByAnotherError:
                self._hold_for_another(closing)
            except FileError as error:
                self._report("failed", str(error))
        return not closing

    def _write(self, entries: Sequence[tuple[Entry, AnnotationSet]], snapshot: AnnotationSet | None) -> None:
        if self.is_held:  # since this round began
            return
        with self._appender.alone():
            if not self._snapshot_is_as_left():
                raise WrittenByAnotherError
            if entries:
                self._append(entries)
                self._report("saved")
            if snapshot is not None:
                self._write_snapshot(snapshot)
                self._report("saved")

    def _hold_for_another(self, closing: bool) -> None:
        self.hold(held=True)
        if closing:
            self._report("failed", f"Another program has changed {self._document.id}, again and again; try once more.")
        self._tell_held()

    def _is_due(self) -> bool:
        if self._closing:
            return True
        if self._stalled or self.is_held:
            return False
        return bool(self._queue) or (self._snapshot_at is not None and time.monotonic() >= self._snapshot_at)

    def _patience(self) -> float | None:
        if self._stalled or self.is_held or self._snapshot_at is None:
            return None
        return max(0.0, self._snapshot_at - time.monotonic())

    def _append(self, entries: Sequence[tuple[Entry, AnnotationSet]]) -> None:
        if not self._is_text_kept:
            keep_text(self._project.paths, self._document)
            self._is_text_kept = True
        self._appender.append([self._line(entry) for entry, _ in entries])
        with self._wake:
            for _ in entries:
                self._queue.popleft()
            self.on_disk = entries[-1][1]

    def _line(self, entry: Entry) -> Line:
        edit = edit_json(entry.edit) if entry.edit is not None else b""
        return Line(entry.seq, toml_datetime(entry.time), self._sha256, edit, entry.role, entry.of, entry.text)

    def _write_snapshot(self, annotations: AnnotationSet) -> None:
        """Replaces the snapshot by ``annotations``, all of whose edits are in the history, and marks that there."""
        if self._project.stored_sha256(annotations.annotator, self._document.id) != self._sha256:
            raise WrittenByAnotherError
        began = time.monotonic()
        self._sha256 = self._project.write(annotations, self._document)
        self._stamp = self._stamp_now()
        self._took = time.monotonic() - began
        if self._appender.lines:
            last = self._appender.lines[-1]
            self._appender.append([Line(last.seq, last.time, self._sha256)])
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

"""One annotator at work on one document: the one way in for every change, with undo, history and snapshot."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from pathlib import Path

from annotator.core.aside_words import aside_sentence
from annotator.core.edits import Edit, apply
from annotator.core.errors import AnnotatorError, EditError
from annotator.core.ids import RandomBits, check_name, new_id
from annotator.core.model import AnnotationSet, Document, Kind
from annotator.core.remarks import RemarkKind
from annotator.storage.appender import Appender
from annotator.storage.history import History, Role, read_history
from annotator.storage.locks import SetLock
from annotator.storage.outside import Found, Known, Seen, look
from annotator.storage.paths import FORMATS
from annotator.storage.problems import shown
from annotator.storage.project import Project
from annotator.storage.recovery import Recovery, StoredSet
from annotator.storage.state import state_on
from annotator.storage.steps import Steps
from annotator.storage.weighing import MOST_CHANGES
from annotator.storage.writer import Entry, State, Writer

MOST_ROUNDS = 500
"""How often what another program writes is taken in while this session waits to have written: it must end."""

SNAPSHOT_AFTER = 2.0
"""Seconds after the last edit at which the annotation file is rewritten."""


def utc_now() -> dt.datetime:
    """The time by the system's clock, in UTC."""
    return dt.datetime.now(dt.UTC)


def open_session(
    project: Project,
    document_id: str,
    annotator: str,
    *,
    document: Document | None = None,
    lock: SetLock | None = None,
    clock: Callable[[], dt.datetime] = utc_now,
    random_bits: RandomBits = secrets.randbits,
    snapshot_after: float = SNAPSHOT_AFTER,
    clash: str | None = None,
) -> Session:
    """Opens a document for one annotator, as it was left, whatever ended the last session.

    FileError where the document cannot be read. Where only the annotations or their history cannot, the id clashes
    with another, or nothing can be written, the session is read-only and says why. A ``document`` that has just been
    read is taken as it is. ``lock`` is one that is held already; else the session takes its own with the first edit, or
    when ``claim`` is called. ``clash`` is what the project says of the id, where that is known: it costs a look at the
    whole folder.
    """
    check_name(annotator, "annotator name")
    document = document or project.document(document_id)
    history = History(project.paths.relative(project.paths.history(annotator, document_id)))
    stored = StoredSet(AnnotationSet(document_id, annotator, document.sha256), "")
    recovery = Recovery(stored.annotations)
    read_only = (project.clash(document_id) if clash is None else clash) or project.unwritable(annotator, document_id)
    try:
        stored = project.stored_set(annotator, document)
        recovery = Recovery(stored.annotations)
        history = read_history(project.paths, annotator, document_id)
        recovery = state_on(project.paths, document, stored, history)
    except AnnotatorError as error:
        read_only = str(error)
        if recovery.annotations.text_sha256 != document.sha256:
            recovery = Recovery(AnnotationSet(document_id, annotator, document.sha256))
    return Session(
        project,
        document,
        history,
        stored,
        recovery,
        read_only=read_only,
        lock=lock or SetLock(project.paths, annotator, document_id),
        clock=clock,
        random_bits=random_bits,
        snapshot_after=snapshot_after,
    )


class TextChangedError(AnnotatorError):
    """The text of an open document is no longer the one that is shown."""


class Session:
    """An annotation set that is being edited, from one thread; ``open_session`` makes it.

    ``on_change`` functions are called with each edit as it was applied (for an undo, the inverse), on the thread that
    applied it. ``on_saved`` functions are called with ``state`` and ``failure`` on the thread that writes.
    ``notes`` are sentences about what was found on opening; ``read_only`` says why nothing can be changed, or is empty;
    ``holder`` says who else is annotating the document, where that is why.

    Where another program writes the files, nothing of it is overwritten: ``look`` and ``take_in`` bring both sides
    together, at the latest before this session writes. ``on_held`` functions are then called on the thread that writes,
    for who looks off the session's thread; without any, ``flush``, ``save`` and ``close`` do it themselves.
    """

    def __init__(
        self,
        project: Project,
        document: Document,
        history: History,
        stored: StoredSet,
        recovery: Recovery,
        *,
        read_only: str,
        lock: SetLock,
        clock: Callable[[], dt.datetime],
        random_bits: RandomBits,
        snapshot_after: float,
    ) -> None:
        self.project = project
        self.document = document
        self.read_only = read_only
        self.notes = (*(str(problem) for problem in history.problems), *recovery.notes)
        self.on_change: list[Callable[[Edit], None]] = []
        self.on_saved: list[Callable[[State, str], None]] = []
        self.on_held: list[Callable[[], None]] = []
        self.holder = ""
        self._text = Seen(project.paths.document(document.id), document.sha256)
        self._lock = lock
        self._annotations = recovery.annotations
        self._clock = clock
        self._random_bits = random_bits
        self._steps = Steps(history, recovery, document.sha256, self.now)
        if recovery.taken is not None:
            self.notes = (*self.notes, recovery.taken.sentence)
        if not self.notes and self._annotations.aside:
            self.notes = (aside_sentence(self._annotations),)
        self._writer = Writer(
            project,
            document,
            self._annotations,
            Appender(project.paths, history),
            stored.sha256,
            snapshot_after,
            self._tell,
            self._tell_held,
        )

    @property
    def annotations(self) -> AnnotationSet:
        """The set as it is now."""
        return self._annotations

    @property
    def annotator(self) -> str:
        """Whose set this is."""
        return self._annotations.annotator

    @property
    def state(self) -> State:
        """Whether all edits are on disk, on their way there, or failed to get there."""
        return self._writer.state

    @property
    def failure(self) -> str:
        """Where ``state`` is "failed", the sentence that says why; else empty."""
        return self._writer.failure

    @property
    def can_undo(self) -> str:
        """The words of the step that would be undone, or empty."""
        return self._steps.can_undo if not self.read_only else ""

    @property
    def can_redo(self) -> str:
        """The words of the step that would be redone, or empty."""
        return self._steps.can_redo if not self.read_only else ""

    @property
    def lock_trouble(self) -> str:
        """A sentence where nothing can be locked in the project's folder; else empty."""
        return self._lock.trouble

    def claim(self) -> str:
        """Takes the right to change the set; why that is not to be had, or empty. May be called in a thread.

        Another session that has it makes this one read-only. What that one does is seen by opening the document anew.
        """
        if not self.read_only:
            self.holder = self._lock.take()
            if self.holder:
                self.read_only = (
                    f"Another session is annotating this document: {self.holder}. "
                    "It can be annotated here as soon as that one leaves it."
                )
        return self.read_only

    def when_free(self, then: Callable[[], object]) -> None:
        """Waits in a thread until the other session has left; ``then`` is called in it. ``close`` ends the wait.

        The document is then to be opened anew, with the lock that ``hand_over`` gives.
        """
        self._lock.when_free(then)

    def hand_over(self) -> SetLock:
        """The lock, which this session no longer has."""
        lock, self._lock = self._lock, SetLock(self.project.paths, self.annotator, self.document.id)
        return lock

    def new_id(self, kind: Kind | RemarkKind) -> str:
        """An id that no record or remark has: 50 random bits, and not one of those that are there."""
        while True:
            fresh = new_id(kind, self._random_bits)
            if self._annotations.known(fresh) is None and fresh not in self._annotations.remarks:
                return fresh

    def now(self) -> dt.datetime:
        """The time, in UTC and whole seconds."""
        return self._clock().astimezone(dt.UTC).replace(microsecond=0)

    def apply(self, edit: Edit) -> None:
        """Does an edit: EditError, and nothing changed, where it does not fit. One of no changes is none."""
        if len(edit.changes) > MOST_CHANGES:
            raise EditError(f"That would change {len(edit.changes):,} records, and one step {MOST_CHANGES:,} at most.")
        if edit.changes:
            self._do(edit)
            self._announce(edit)

    def undo(self) -> Edit | None:
        """Takes back the last step; the edit that did so, or None. EditError where it no longer fits."""
        if not self._steps.stack.done:
            return None
        step = self._steps.stack.done[-1]
        edit = step.edit.inverse()
        self._do(edit, "undoes", step.seq)
        self._announce(edit)
        return edit

    def redo(self) -> Edit | None:
        """Does the step undone last again; the edit, or None where there is none. EditError where it no longer fits."""
        if not self._steps.stack.undone:
            return None
        step = self._steps.stack.undone[-1]
        self._do(step.edit, "redoes", step.seq)
        self._announce(step.edit)
        return step.edit

    def retry(self) -> None:
        """Tries again to save what could not be saved."""
        self._writer.retry()

    @property
    def unsaved_edits(self) -> int:
        """How many edits are not on disk yet."""
        return self._writer.unsaved_edits

    def save(self) -> None:
        """Writes everything now, the annotation file too; ``state`` tells whether that went well. Waits for it."""
        if self._steps.is_unsaved and not self.claim():
            self._put([], self._annotations)
        self._wait(self._writer.save)

    def flush(self) -> None:
        """Waits until every edit is on disk, or has failed to get there."""
        self._wait(self._writer.flush)

    def close(self) -> None:
        """Saves everything, the annotation file too, and ends; ``state`` tells whether that went well."""
        self.save()
        self._writer.close()
        self._lock.release()

    def _wait(self, wait: Callable[[bool], None]) -> None:
        wait(bool(self.on_held))
        for _ in range(MOST_ROUNDS):
            if not self._writer.is_held or self.on_held:
                return
            try:
                found = self.look()
            except AnnotatorError:  # it is the session's failure now, and said as such
                return
            if found is not None:
                self.take_in(found)
            wait(False)
        self._writer.cannot_go_on(f"Another program changes {shown(self.document.id)} again and again; try once more.")

    def files(self) -> tuple[Path, ...]:
        """The files that another program may write: the text, the set in both formats, the history."""
        paths, document_id = self.project.paths, self.document.id
        sets = [paths.annotation_set(self.annotator, document_id, save_as) for save_as in FORMATS]
        return paths.document(document_id), *sets, paths.history(self.annotator, document_id)

    def look(self) -> Found | None:
        """What another program has made of the files, None where they are as this session left them.

        AnnotatorError where they cannot be read; TextChangedError where the text is another, and the session read-only
        from now on. May be called in a thread. After it found something nothing is written until ``take_in``.
        """
        with self._writer.at_rest():
            try:
                if self.read_only and not self._writer.pending():
                    self._writer.hold(held=False)
                    return None
                self._look_at_text()
                if self._writer.is_as_left():
                    self._writer.hold(held=False)
                    return None
                self._writer.hold(held=True)
                return look(self.project, self.annotator, self.document, self._known())
            except TextChangedError:
                self._writer.hold(held=False)
                raise
            except AnnotatorError as error:
                self._writer.cannot_go_on(str(error))
                raise

    def _look_at_text(self) -> None:
        if self._text.is_as_left():
            return
        self.read_only = (
            f"The text of {shown(self.document.id)} has been changed by another program, and is shown as it was: "
            "ctrl+n opens it anew."
        )
        writer = self._writer
        if not writer.is_as_left():
            if writer.pending() or not writer.history_is_as_left():
                self.read_only += (
                    f" What was done here until then is kept in {writer.keep_aside()}, beside the history."
                )
            writer.drop()
        raise TextChangedError(self.read_only)

    def is_current(self, found: Found) -> bool:
        """Whether nothing was done here since ``look`` found that."""
        return found.known.now is self._annotations

    def take_in(self, found: Found) -> str:
        """Brings what another program wrote together with what was done here; ``on_change`` tells of it as of an edit.

        On the session's thread. What is to be said of it, or empty.
        """
        if not self._writer.is_held:  # it has been taken in already
            return ""
        known = self._known()
        if found.known.now is not known.now or found.known.pending != known.pending:
            found = found.with_known(known, self.document)
        merged, history, said = found.merged, None, found.words()
        entries = list(known.pending)
        try:
            if found.cut:
                self._writer.restore()
            elif found.continues and not found.grown:
                if merged.edit.changes:
                    entries.append(self._steps.entry(merged.edit, merged.annotations.text_sha256))
                    self._steps.done(entries[-1])
            else:
                if known.lines and not found.continues:
                    kept = self._writer.keep_aside()
                    said += f" What was done here is kept in {kept}, beside the history." if said else ""
                history = found.history
                entries = self._steps.follow(found)
        except AnnotatorError as error:
            self._writer.cannot_go_on(str(error))
            return str(error)
        write = bool(entries) or found.cut
        if write:
            entries = self._steps.with_owed(entries)
        on_disk = found.recovery.annotations if history is not None else known.on_disk
        self._writer.go_on(history, found.stored.sha256, on_disk, entries, merged.annotations, write=write)
        self._annotations = merged.annotations
        if merged.edit.changes:
            self._announce(merged.edit)
        return said

    def _known(self) -> Known:
        writer = self._writer
        return Known(self._annotations, writer.on_disk, writer.sha256, tuple(writer.lines), tuple(writer.pending()))

    def _do(self, edit: Edit, role: Role = "", of: int = 0) -> None:
        if self.claim():
            raise AnnotatorError(f"Nothing can be changed here: {self.read_only}")
        if self._steps.leads_to_another_text(edit):
            raise AnnotatorError(
                "The text has changed since then, and what was done before cannot be undone or redone in it; "
                "change the record itself."
            )
        after = apply(self._annotations, edit)
        entry = self._steps.entry(edit, after.text_sha256, role, of)
        self._put([entry], after)
        self._annotations = after
        self._steps.done(entry)

    def _put(self, entries: list[Entry], annotations: AnnotationSet) -> None:
        self._writer.put(self._steps.with_owed(entries), annotations)

    def _announce(self, edit: Edit) -> None:
        for listener in self.on_change:
            listener(edit)

    def _tell_held(self) -> None:
        for listener in self.on_held:
            listener()

    def _tell(self, state: State, failure: str) -> None:
        for listener in self.on_saved:
            listener(state, failure)

"""The steps of a session: how its edits are numbered, what can be undone, and what its history lacks on opening."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from annotator.core.edits import Edit
from annotator.storage.history import History, Role
from annotator.storage.outside import Found, rebased
from annotator.storage.recovery import Recovery
from annotator.storage.undo import UndoStack
from annotator.storage.writer import Entry


class Steps:
    """Steps done and undone, each with its number in the history; makes the entries that are written there.

    ``owed`` are entries to be written before all others, ``is_unsaved`` says that they do not wait for an edit.
    ``text`` is the hash of the document's text, ``now`` gives the time.
    """

    def __init__(self, history: History, recovery: Recovery, text: str, now: Callable[[], dt.datetime]) -> None:
        self._text = text
        self._now = now
        self._begin(history, recovery)

    def _begin(self, history: History, recovery: Recovery) -> None:
        self.seq = history.last_seq
        self.stack = UndoStack.of_history(history.lines)
        self.is_unsaved = recovery.unsaved
        self.owed = self._rejoin(recovery)
        if recovery.taken is not None:
            self._take_along(recovery)

    @property
    def can_undo(self) -> str:
        """The words of the step that would be undone, or empty."""
        step = self.stack.done[-1].edit if self.stack.done else None
        return step.action if step is not None and not self.leads_to_another_text(step.inverse()) else ""

    @property
    def can_redo(self) -> str:
        """The words of the step that would be redone, or empty."""
        step = self.stack.undone[-1].edit if self.stack.undone else None
        return step.action if step is not None and not self.leads_to_another_text(step) else ""

    def leads_to_another_text(self, edit: Edit) -> bool:
        """Whether the records would get the offsets of a text that is not the document's as it is now."""
        return edit.text is not None and edit.text.after != self._text

    def entry(self, edit: Edit, text: str, role: Role = "", of: int = 0) -> Entry:
        """The next edit as the history has it; ``text`` is the hash of the text that the set is of after it."""
        return Entry(self.seq + 1, self._now(), edit, role, of, text)

    def done(self, entry: Entry) -> None:
        """An entry was put: what can be undone is another."""
        self.seq = entry.seq
        if entry.edit is not None:
            self.stack.add(entry.seq, entry.edit, entry.role, entry.of)

    def with_owed(self, entries: list[Entry]) -> list[Entry]:
        """These entries after what is owed, which is then no longer."""
        owed, self.owed, self.is_unsaved = self.owed, [], False
        return [*owed, *entries]

    def follow(self, found: Found) -> list[Entry]:
        """The entries that go on after a history which another program wrote; what can be undone is what that has."""
        self._begin(found.history, found.recovery)
        entries = rebased(found, self.seq, self._now())
        for entry in entries:
            self.done(entry)
        return entries

    def _rejoin(self, recovery: Recovery) -> list[Entry]:
        """The entries that tie a history to a snapshot which it does not know."""
        if recovery.rejoined is None:
            return []
        if not recovery.rejoined.changes:
            return [*self._outside(recovery), Entry(self.seq, self._now(), None)]
        return [self._owe(recovery.rejoined, recovery.annotations.text_sha256, "recovers", recovery.first)]

    def _outside(self, recovery: Recovery) -> list[Entry]:
        """What another program did while no session was open, to be undone like a step of this one's."""
        if recovery.outside is None or recovery.taken is not None:
            return []
        return [self._owe(recovery.outside, recovery.annotations.text_sha256)]

    def _take_along(self, recovery: Recovery) -> None:
        """Goes over to the text as it is now: the edit is written before all others, and before the annotation file."""
        if recovery.taken is None:
            return
        undone, edit = recovery.taken.undone, recovery.taken.edit
        role: Role = "" if undone is None else "undoes"
        text = recovery.taken.annotations.text_sha256
        self.owed.append(self._owe(edit, text, role, undone.seq if undone is not None else 0))
        self.is_unsaved = True

    def _owe(self, edit: Edit, text: str, role: Role = "", of: int = 0) -> Entry:
        entry = self.entry(edit, text, role, of)
        self.done(entry)
        return entry

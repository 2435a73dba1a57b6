"""The one question on quitting: what to do about edits that cannot be written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, TypeAlias, get_args

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.core.display import one_line
from annotator.core.sentences import Part
from annotator.storage.session import Session
from annotator.storage.writer import State
from annotator.tui.screens.dialog import Dialog
from annotator.tui.widgets.rows import Line, RowList

Answer: TypeAlias = Literal["again", "elsewhere", "stay", "lose"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)

MOST_NAMED = 4
"""Documents that are named, with the reason; of more, the number."""


class Unsaved(Dialog[Answer]):
    """Says what of which documents is not on disk, and why; gives what the user wants done.

    Where all of it gets to the disk meanwhile, the question goes: nobody is asked to lose what is saved.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stay", "stay", show=False)]

    def __init__(self, sessions: Sequence[Session]) -> None:
        """``sessions``: those of which something could not be written."""
        super().__init__()
        self._sessions = sessions
        self._edits = sum(session.unsaved_edits for session in sessions)
        self._reasons = [_reason(session) for session in sessions[:MOST_NAMED]]
        if len(sessions) > MOST_NAMED:
            self._reasons.append(f"… and {len(sessions) - MOST_NAMED} more documents.")

    def compose(self) -> ComposeResult:
        """What is not saved, document by document, and the answers."""
        with Vertical(classes="prompt"):
            yield Static(Content("Not everything is saved"), classes="prompt-title")
            for sentence in self._reasons:
                yield Static(Content(one_line(sentence)), classes="unsaved-reason")
            yield RowList(id="unsaved-rows")
            yield Static(Content("⏎ takes · ↑ ↓ moves · esc stays"), classes="prompt-hint")

    def on_mount(self) -> None:
        """Puts the cursor on trying again, and listens for what is saved without that."""
        rows = self.query_one(RowList)
        rows.set_source(len(ANSWERS), self._row, cursor=0)
        rows.focus()
        for session in self._sessions:
            session.on_saved.append(self._saved)
        self._look()

    def on_unmount(self) -> None:
        """Listens no longer."""
        for session in self._sessions:
            session.on_saved.remove(self._saved)

    def try_again(self) -> None:
        """Answers as the first row does: who asks to quit a second time means that."""
        self.dismiss("again")

    def _saved(self, _state: State, _failure: str) -> None:
        """In the thread that writes."""
        self.call_later(self._look)

    def _look(self) -> None:
        if all(session.state == "saved" for session in self._sessions):
            self.dismiss("stay")

    def action_stay(self) -> None:
        """Goes back to the application."""
        self.dismiss("stay")

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.dismiss(ANSWERS[event.index])

    def _row(self, row: int, _width: int) -> tuple[Line, ...]:
        words = {
            "again": "Try again, and quit",
            "elsewhere": "Save the annotations elsewhere, and quit …",
            "stay": "Stay",
            "lose": f"Quit and lose {_counted(self._edits)}" if self._edits else "Quit; the history has all edits",
        }
        return (Line((Part(words[ANSWERS[row]]),), indent=1),)


def _reason(session: Session) -> str:
    edits = session.unsaved_edits
    what = f"{_counted(edits)} in {session.document.id}" if edits else f"the annotation file of {session.document.id}"
    return f"{what}: {session.failure}"


def _counted(edits: int) -> str:
    return f"{edits:,} edit{'s' * (edits != 1)}"

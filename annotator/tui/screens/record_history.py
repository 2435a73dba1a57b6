"""The history of one record, over the page: who did what when, and where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from annotator.core.display import one_line
from annotator.core.model import Claim, Link, Mention, Record
from annotator.core.sentences import Part, words_of
from annotator.storage.chronicle import Place, chronicle, on_this_clock
from annotator.storage.problems import Problem
from annotator.storage.session import Session
from annotator.tui.screens.dialog import Dialog
from annotator.tui.widgets.rows import Line, RowList

ROW_HEIGHT = 2
AROUND = 10
"""Lines of the screen that are not the list: margins, title, origin, hint."""


class Told(NamedTuple):
    """One thing that was done: what, by whom and when."""

    words: str
    who_and_when: str


class RecordHistory(Dialog[None]):
    """Tells what was done to a mention, claim or link of the open document, the newest last."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave", show=False)]

    class Read(Message):
        """The histories have been read."""

        def __init__(self, told: Sequence[Told], problems: Sequence[str]) -> None:
            super().__init__()
            self.told = told
            self.problems = problems

    def __init__(self, session: Session, record: Record) -> None:
        super().__init__()
        self._session = session
        self._record = record
        self._told: Sequence[Told] = ()

    def compose(self) -> ComposeResult:
        """The record, where it came from, what was done to it, and a hint."""
        with Vertical(id="history"):
            yield Static(Content(f"History of {self._words()}"), id="history-title")
            yield Static(Content(_origin(self._record)), id="history-origin")
            yield RowList(id="history-rows")
            yield Static(Content("Reading the history …"), id="history-hint")

    def on_mount(self) -> None:
        """Has the histories read."""
        self.query_one(RowList).focus()
        self._fit()
        self._read_histories()

    def on_resize(self, _event: events.Resize) -> None:
        """Keeps the list as high as it needs to be and the screen has room."""
        self._fit()

    def action_leave(self) -> None:
        """Goes back to the page."""
        self.dismiss(None)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()

    @work(thread=True)
    def _read_histories(self) -> None:
        session = self._session
        session.flush()  # what was done a moment ago is told too
        problems: list[Problem] = []
        deeds = chronicle(session.project, self._places(), problems.append, self._record.id)
        told = [Told(deed.words, f"{deed.local_time}  {one_line(deed.annotator)}") for deed in deeds]
        self.post_message(self.Read(told, [str(problem) for problem in problems]))

    def _places(self) -> list[Place]:
        """The histories in which the record is found: this one, and that of the annotator whom it was accepted from."""
        document = self._session.document.id
        way, _, source = self._record.origin.partition(":")
        names = [self._session.annotator]
        if way == "accepted" and source in self._session.project.annotators():
            names.append(source)
        return [Place(name, document) for name in dict.fromkeys(names)]

    @on(Read)
    def _show(self, event: Read) -> None:
        event.stop()
        self._told = event.told
        count = len(event.told)
        rows = self.query_one(RowList)
        self._fit()
        rows.set_source(count, self._lines, row_height=ROW_HEIGHT, cursor=count - 1 if count else None)
        said = "↑ ↓ moves · esc leaves" if count else "Nothing is told of it: it is older than the history. esc leaves"
        self.query_one("#history-hint", Static).update(Content(event.problems[0] if event.problems else said))

    def _lines(self, row: int, _width: int) -> tuple[Line, ...]:
        told = self._told[row]
        return (Line((Part(told.words),), indent=1), Line((Part(told.who_and_when, "dim"),), indent=1))

    def _fit(self) -> None:
        room = max(ROW_HEIGHT, (self.app.size.height - AROUND) // ROW_HEIGHT * ROW_HEIGHT)
        rows = self.query_one(RowList)
        rows.display = bool(self._told)
        rows.styles.height = min(len(self._told) * ROW_HEIGHT, room)

    def _words(self) -> str:
        match self._record:
            case Mention(spans=spans):
                return f"“{words_of(self._session.document, spans)}”"
            case Claim(type=name):
                return f"the claim {one_line(name)}"
            case Link(type=name):
                return f"the link {one_line(name)}"


def _origin(record: Record) -> str:
    since = f" · since {on_this_clock(record.created)}" if record.created is not None else ""
    return f"{one_line(record.id)} · origin {one_line(record.origin)}{since}"

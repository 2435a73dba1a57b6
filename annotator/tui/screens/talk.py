"""What was said of one thing, over the page: threads of comments, to be answered and resolved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, NamedTuple, TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.core.display import display_safe, one_line
from annotator.core.sentences import Part
from annotator.core.threads import Said, Thread
from annotator.storage.chronicle import on_this_clock
from annotator.tui.screens.dialog import Dialog
from annotator.tui.widgets.lines import Item, PriorityLine
from annotator.tui.widgets.rows import Line, RowList

Verb: TypeAlias = Literal["answer", "resolve", "remove", "new"]

AROUND = 9
"""Lines of the screen that are not the list: margins, title, keys."""
WIDEST = 92
MARGINS = 12
"""Cells beside the words: the dialog's and the list's, and the indent of an answer."""


class Wish(NamedTuple):
    """What the user wants to do: with which thread, and which of its comments."""

    verb: Verb
    thread: Thread | None = None
    said: Said | None = None


class _Row(NamedTuple):
    """A line of the list: words of a comment, or who said it; ``first`` is where the cursor stops."""

    parts: tuple[Part, ...]
    thread: Thread
    said: Said
    indent: int
    first: bool


class Talk(Dialog[Wish | None]):
    """Shows threads; gives what the user wants to do with one of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "wish('resolve')", "resolve", show=False),
        Binding("delete", "wish('remove')", "take back", show=False),
        Binding("n", "wish('new')", "new comment", show=False),
        Binding("escape", "leave", "leave", show=False),
    ]

    def __init__(self, title: str, threads: Sequence[Thread], annotator: str) -> None:
        """``annotator`` is who reads them: only their own comments can be taken back."""
        super().__init__()
        self._title = title
        self._threads = threads
        self._annotator = annotator
        self._rows: list[_Row] = []

    def compose(self) -> ComposeResult:
        """Title, comments, keys."""
        with Vertical(id="talk"):
            yield Static(Content(one_line(self._title)), id="talk-title")
            yield RowList(id="talk-rows")
            yield PriorityLine(id="talk-keys")

    def on_mount(self) -> None:
        """Shows the comments, the cursor on the first."""
        self.query_one(RowList).focus()
        self._lay_out()

    def on_resize(self, _event: events.Resize) -> None:
        """Breaks the comments into lines anew."""
        self._lay_out()

    def action_leave(self) -> None:
        """Goes back to the page."""
        self.dismiss(None)

    def action_wish(self, verb: Verb) -> None:
        """Gives what is wanted of the comment with the cursor."""
        if verb == "new":
            self.dismiss(Wish("new"))
            return
        row = self._row()
        if row is not None:
            self.dismiss(Wish(verb, row.thread, row.said))

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_wish("answer")

    @on(RowList.Highlighted)
    def _moved(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._show_keys()

    @on(PriorityLine.Pressed)
    def _pressed(self, event: PriorityLine.Pressed) -> None:
        event.stop()
        match event.action:
            case "answer" | "resolve" | "remove" | "new":
                self.action_wish(event.action)
            case _:
                self.dismiss(None)

    def _row(self) -> _Row | None:
        cursor = self.query_one(RowList).cursor
        return self._rows[cursor] if cursor is not None and cursor < len(self._rows) else None

    def _lay_out(self) -> None:
        width = min(self.app.size.width * 9 // 10, WIDEST) - MARGINS
        self._rows = [row for thread in self._threads for row in _rows(thread, width)]
        rows = self.query_one(RowList)
        cursor = rows.cursor if rows.cursor is not None else 0
        rows.styles.height = min(len(self._rows), max(3, self.app.size.height - AROUND))
        rows.set_source(len(self._rows), self._lines, selectable=lambda row: self._rows[row].first, cursor=cursor)
        self._show_keys()

    def _lines(self, row: int, _width: int) -> tuple[Line, ...]:
        return (Line(self._rows[row].parts, indent=self._rows[row].indent),)

    def _show_keys(self) -> None:
        row = self._row()
        items = [_item("⏎", "answer", "answer", 95), _item("n", "another comment", "new", 70)]
        if row is not None:
            items.append(_item("r", "resolve" if row.thread.is_open else "reopen", "resolve", 90))
            if row.said.annotator == self._annotator:
                items.append(_item("del", "take back", "remove", 80))
        self.query_one("#talk-keys", PriorityLine).show([*items, _item("esc", "leave", "leave", 99)])


def _item(key: str, words: str, action: str, weight: int) -> Item:
    return Item(((key, "accent"), (f" {words}", "plain")), weight, action)


_STATES = {"resolved": "resolved this", "reopened": "opened this again", "objects": "objects", "accepts": "accepts"}


def _wrapped(text: str, cells: int) -> list[str]:
    """The words of a comment in lines of at most so many cells, safe to show."""
    safe = Content("\n".join(map(display_safe, text.split("\n"))))
    return [line.plain.rstrip() for line in safe.wrap(cells)] if text.strip() else []


def _rows(thread: Thread, width: int) -> list[_Row]:
    """The lines of a thread: each comment, and under it who said it and when."""
    found: list[_Row] = []
    for place, said in enumerate(thread.said):
        indent = 1 if place == 0 else 4
        lines = _wrapped(said.comment.text, max(20, width - indent))
        style = "" if thread.is_open else "dim"
        for number, line in enumerate(lines):
            found.append(_Row((Part(line, style),), thread, said, indent, number == 0))
        state = _STATES.get(said.comment.state, "")
        when = on_this_clock(said.comment.created) if said.comment.created is not None else ""
        words = "  ".join(filter(None, (one_line(said.annotator), state, when)))
        found.append(_Row((Part(words, "dim"),), thread, said, indent, not lines))
    closed = () if thread.is_open else (Part("resolved", "dim"),)
    found.append(_Row(closed, thread, thread.first, 1, first=False))
    return found

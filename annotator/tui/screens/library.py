"""The library: all documents with their status and counts; typing filters."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from textual import on, work
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from annotator.core.display import one_line
from annotator.core.filtering import fitting
from annotator.core.model import Status
from annotator.core.sentences import Part
from annotator.tui.actions import ACTIONS
from annotator.tui.bindings import bindings_for
from annotator.tui.screens.picker import AT_ONCE, MadeOptions, Option
from annotator.tui.topline import STATUS_WORDS, library_items
from annotator.tui.widgets.lines import Item, PriorityLine
from annotator.tui.widgets.rows import Line, RowList
from annotator.tui.workspace import Workspace

BARS = {Status.TODO: "□□□", Status.IN_PROGRESS: "■■□", Status.DONE: "■■■"}
COLUMNS = (("date", 12), ("status", 17), ("mentions", 10), ("claims", 9), ("links", 8), ("conflicts", 11))
NUMBERS = frozenset(("mentions", "claims", "links", "conflicts"))
WIDEST_TITLE = 60

NOTHING_FITS = ("No document fits; esc clears the filter.",)
NO_DOCUMENTS = (
    "There are no documents yet.",
    "Quit, put .txt files into the folder documents/",
    "and open the project again.",
)


def document_options(workspace: Workspace) -> MadeOptions:
    """The documents for a picker, found by title, id and source."""
    ids = workspace.document_ids
    return MadeOptions(len(ids), lambda place: _document_option(workspace, ids[place]))


def _document_option(workspace: Workspace, document_id: str) -> Option:
    metadata, status = workspace.metadata(document_id), workspace.status(document_id)
    bar = BARS[status] if status is not None else "   "
    parts = (Part(f"{bar} ", "dim"), Part(one_line(metadata.title or document_id), "strong"))
    return Option(document_id, parts, detail=one_line(document_id), words=one_line(metadata.source))


class LibraryScreen(Screen[None]):
    """A table of documents. Enter or a click opens one."""

    AUTO_FOCUS = "#filter"
    BINDINGS = [
        ("escape", "clear", "clear"),
        ("up", "rows('move', -1)", "up"),
        ("down", "rows('move', 1)", "down"),
        ("pageup", "rows('page', -1)", "page up"),
        ("pagedown", "rows('page', 1)", "page down"),
        ("ctrl+home", "rows('first')", "first"),
        ("ctrl+end", "rows('last')", "last"),
        *bindings_for("library"),
    ]

    class DocumentChosen(Message):
        """A document is to be opened."""

        def __init__(self, document_id: str) -> None:
            super().__init__()
            self.document_id = document_id

    class Filtered(Message):
        """A search in a thread is through."""

        def __init__(self, words: list[str], found: list[str]) -> None:
            super().__init__()
            self.words = words
            self.found = found

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace
        self._shown: Sequence[str] = ()
        self._texts: list[str] = []
        self._known = -1
        self._pending: list[str] | None = None
        self._open_when_found = False

    def compose(self) -> ComposeResult:
        """Top line, filter, column heads, rows, key line."""
        yield PriorityLine(id="top")
        yield Input(placeholder="type to filter the documents", id="filter", compact=True)
        yield RowList(id="heads")
        yield RowList(id="documents")
        yield PriorityLine(id="keys")

    def on_mount(self) -> None:
        """Shows what is known so far."""
        self.query_one("#filter", Input).cursor_blink = False  # which would wake the program twice a second
        for rows in self.query(RowList):
            rows.can_focus = False
        self.query_one("#heads", RowList).set_source(1, self._head, selectable=lambda _row: False)
        self.refresh_documents()

    def on_screen_resume(self) -> None:
        """Shows what has changed since."""
        self.refresh_documents()

    def refresh_documents(self) -> None:
        """Shows the documents that the filter lets through, in their order."""
        words = self.query_one("#filter", Input).value.casefold().split()
        self._pending = None
        if not words:
            self._show(self.workspace.document_ids)
        elif len(self.workspace.document_ids) <= AT_ONCE:
            self._show(self._fitting(words))
        else:
            self._pending = words
            self._search(words)

    def _fitting(self, words: Sequence[str]) -> list[str]:
        """The documents whose id, title, source or topic has all the words. May run in a thread."""
        ids, known = self.workspace.document_ids, len(self.workspace.catalogue)
        if known != self._known:
            self._texts = [self._text(document_id) for document_id in ids]
            self._known = known
        return [ids[place] for place in fitting(self._texts, words)]

    @work(thread=True, exclusive=True, group="filter")
    def _search(self, words: list[str]) -> None:
        self.post_message(self.Filtered(words, self._fitting(words)))

    @on(Filtered)
    def _found(self, event: Filtered) -> None:
        if event.words == self._pending:
            self._pending = None
            self._show(event.found)
            if self._open_when_found:
                self._submitted()

    def _show(self, documents: Sequence[str]) -> None:
        self._shown = documents
        rows = self.query_one("#documents", RowList)
        here = self.workspace.document.id if self.workspace.has_document else ""
        typed = self.query_one("#filter", Input).value.strip()
        cursor = self._shown.index(here) if not typed and here in self._shown else 0
        if self._shown:
            rows.set_source(len(self._shown), self._row, cursor=cursor)
        else:
            said = NOTHING_FITS if self.workspace.document_ids else NO_DOCUMENTS
            rows.set_source(len(said), self._nothing, selectable=lambda _row: False)
        self.show_top()
        self.query_one("#keys", PriorityLine).show(_key_items())

    def show_top(self) -> None:
        """Shows the top line."""
        self.query_one("#top", PriorityLine).show(library_items(self.workspace))

    def action_clear(self) -> None:
        """Clears the filter; where it is empty, goes back to the article."""
        bar = self.query_one("#filter", Input)
        if bar.value:
            bar.value = ""
        elif self.workspace.has_document:
            self.post_message(self.DocumentChosen(self.workspace.document.id))

    def action_rows(self, action: str, step: int = 0) -> None:
        """Moves in the table while the focus stays in the filter."""
        self.query_one("#documents", RowList).move(action, step)

    @on(Input.Changed, "#filter")
    def _filtered(self) -> None:
        self.refresh_documents()

    @on(Input.Submitted, "#filter")
    def _submitted(self) -> None:
        # Enter right after a letter means the list that the letter will give, not the one still shown.
        self._open_when_found = self._pending is not None
        if self._open_when_found:
            return
        cursor = self.query_one("#documents", RowList).cursor
        if cursor is not None and cursor < len(self._shown):
            self._choose(self._shown[cursor])

    @on(RowList.Chosen, "#documents")
    def _chosen(self, event: RowList.Chosen) -> None:
        if event.index < len(self._shown):
            self._choose(self._shown[event.index])

    def _choose(self, document_id: str) -> None:
        self.query_one("#filter", Input).value = ""
        self.post_message(self.DocumentChosen(document_id))

    @on(PriorityLine.Pressed)
    def _pressed(self, event: PriorityLine.Pressed) -> None:
        self.app.call_later(self.app.run_action, f"app.do('{event.action}')")

    def _text(self, document_id: str) -> str:
        metadata = self.workspace.metadata(document_id)
        return f"{document_id} {metadata.title} {metadata.source} {metadata.topic}".casefold()

    def _head(self, _row: int, width: int) -> tuple[Line, ...]:
        title = set_cell_size("TITLE", _title_width(width))
        cells = "".join(_cell(name, name.upper(), cells) for name, cells in _columns(width))
        return (Line((Part(title + cells, "header"),), indent=1),)

    def _nothing(self, row: int, _width: int) -> tuple[Line, ...]:
        said = NOTHING_FITS if self.workspace.document_ids else NO_DOCUMENTS
        return (Line((Part(said[row], "dim"),), indent=1),)

    def _row(self, row: int, width: int) -> tuple[Line, ...]:
        document_id = self._shown[row]
        entry = self.workspace.catalogue.entry(document_id)
        metadata = self.workspace.metadata(document_id)
        title = one_line(metadata.title or document_id)
        room = _title_width(width)
        name = "" if title == document_id else f"  {one_line(document_id)}"
        title = _cut(title, room - 2)
        if cell_len(title) + cell_len(name) > room - 2:
            name = ""
        pad = " " * (room - cell_len(title) - cell_len(name))
        mine = self.workspace.is_mine(document_id)
        parts = [Part(title, "strong" if mine else "dim"), Part(name + pad, "dim")]
        unreadable = self.workspace.unreadable.get(document_id, "")
        if entry is None or unreadable:
            parts.append(Part(one_line(unreadable) or "…", "warning" if unreadable else "dim"))
            return (Line(tuple(parts), indent=1),)
        annotations = entry.annotations
        conflicts = self.workspace.catalogue.conflicts_in(document_id)
        values = {
            "date": metadata.date.isoformat() if metadata.date else "",
            "status": _status(annotations.status, mine=mine),
            "mentions": f"{len(annotations.mentions):,}" if annotations.mentions else "·",
            "claims": f"{len(annotations.claims):,}" if annotations.claims else "·",
            "links": f"{len(annotations.links):,}" if annotations.links else "·",
            "conflicts": f"⚡ {conflicts}" if conflicts else "",
        }
        for column, cells in _columns(width):
            style = "warning" if column == "conflicts" else ""
            parts.append(Part(_cell(column, values[column], cells), style))
        return (Line(tuple(parts), indent=1),)


def _status(status: Status, *, mine: bool) -> str:
    """A bar and words; what others are to do and nobody has begun here says so."""
    return f"{BARS[status]} {STATUS_WORDS[status]}" if mine or status is not Status.TODO else "    not yours"


def _columns(width: int) -> list[tuple[str, int]]:
    """The columns that there is room for: the date and the links go first."""
    columns = list(COLUMNS)
    for name in ("date", "links", "claims", "mentions"):
        if width - 2 - sum(cells for _, cells in columns) < 30:
            columns = [column for column in columns if column[0] != name]
    return columns


def _cell(column: str, text: str, cells: int) -> str:
    """A column's text in its width: numbers at the right edge, two cells before the next column."""
    if column in NUMBERS:
        return set_cell_size(" " * max(0, cells - 2 - cell_len(text)) + text, cells)
    return set_cell_size(text, cells)


def _title_width(width: int) -> int:
    return max(10, min(WIDEST_TITLE, width - 3 - sum(cells for _, cells in _columns(width))))


def _cut(text: str, cells: int) -> str:
    return text if cell_len(text) <= cells else set_cell_size(text, max(0, cells - 1)).rstrip() + "…"


def _key_items() -> list[Item]:
    items = [Item((("⏎", "accent"), (" open", "plain")), 95), Item((("type", "accent"), (" to filter", "dim")), 60)]
    for action in ACTIONS:
        if "library" in action.moments or ("always" in action.moments and action.id not in ("library", "help")):
            items.append(Item(((action.shown_key, "accent"), (f" {action.words}", "dim")), action.weight, action.id))
    return items

"""All keys on one page, made from the registry of actions and the project's schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.core.display import one_line
from annotator.core.schema import Schema
from annotator.core.sentences import Part, plain
from annotator.tui.actions import groups, shown
from annotator.tui.screens.dialog import Dialog
from annotator.tui.widgets.rows import Line, RowList

KEY_CELLS = 16
WIDEST = 100
"""Cells of the page, as the styles have it."""
AROUND = 7
"""Cells of the page that are no words: padding, the cursor's margin, the scroll bar."""
IDS_FROM = 90
"""Cells from which there is room for the actions' ids, by which a settings file gives them other keys."""

GROUPS = ("Annotate", "Select", "Move", "Screens")

MOUSE = (
    ("click", "Puts the caret there; in the margin goes to the line's mention, in the panel to the record"),
    ("drag", "Selects"),
    ("2 clicks, 3", "Select the word, the sentence"),
    ("wheel", "Scrolls; the caret stays"),
    ("last line", "A click does what is written there"),
)


def help_lines(schema: Schema, keys: Mapping[str, str]) -> list[Line]:
    """The lines of the page: the schema's own keys first, then each group of actions.

    ``keys`` are the keys that the user gave to actions, by the action's id.
    """
    lines = [_header("This project")]
    for label in schema.labels.values():
        if label.key:
            lines.append(_entry(label.key, _described(label.name, label.description), schema.colour_of(label.name)))
    for link_type in schema.link_types.values():
        if link_type.key:
            lines.append(_entry(link_type.key, _described(link_type.name, link_type.description)))
    by_group = dict(groups())
    for group in (*GROUPS, *(name for name in by_group if name not in GROUPS)):
        lines += [Line(), _header(group)]
        if group == "Select":
            lines.append(_entry("shift+a move", "Extends the selection by that move"))
        for action in by_group[group]:
            own = keys.get(action.id)
            names = [shown(key) for key in (own.split(",") if own else action.keys)]
            if names and (own or not action.id.startswith("extend.")):
                lines.append(_entry(" or ".join(names), action.help, name=action.id))
    lines += [Line(), _header("Mouse")]
    lines += [_entry(gesture, words) for gesture, words in MOUSE]
    return lines


def _described(name: str, description: str) -> str:
    return f"{name}: {description}" if description else name


def _header(words: str) -> Line:
    return Line((Part(words.upper(), "header"),), indent=1)


def _entry(key: str, text: str, style: str = "link", name: str = "") -> Line:
    right = (Part(name, "dim"),) if name else ()
    return Line((Part(f"{one_line(key):<{KEY_CELLS}}", style), Part(one_line(text))), right, indent=1)


def wrapped(lines: Iterable[Line], cells: int) -> Iterator[Line]:
    """The lines, those that are longer than so many cells on several, below their words."""
    for line in lines:
        key, *words = line.parts if len(line.parts) > 1 else (Part(""),)
        first, *more = wrap(plain(tuple(words)), max(20, cells - KEY_CELLS)) or [""]
        yield line._replace(parts=(key, Part(first))) if words else line
        yield from (Line((Part(" " * KEY_CELLS + one),), indent=1) for one in more)


class HelpScreen(Dialog[None]):
    """The help page; any of its leaving keys closes it."""

    BINDINGS = [("escape", "leave", "back"), ("question_mark", "leave", "back"), ("q", "leave", "back")]

    def __init__(self, schema: Schema, keys: Mapping[str, str]) -> None:
        super().__init__()
        self._entries = help_lines(schema, keys)
        self._lines: list[Line] = []

    def compose(self) -> ComposeResult:
        """Title and the list."""
        with Vertical(id="help"):
            yield Static(Content("Keys"), id="help-title")
            yield RowList(id="help-rows")
            yield Static(
                Content("↑ ↓ moves · esc leaves · every key can be changed in the settings file"), id="help-hint"
            )

    def on_mount(self) -> None:
        """Moves the keys into the list."""
        self.query_one(RowList).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Fills the list, as wide as the window lets it be."""
        rows = self.query_one(RowList)
        self._lines = list(wrapped(self._entries, min(WIDEST, event.size.width * 96 // 100) - AROUND))
        rows.set_source(len(self._lines), self._row, selectable=self._is_entry, cursor=rows.cursor or 1)

    def _row(self, row: int, width: int) -> tuple[Line, ...]:
        line = self._lines[row]
        return (line if width >= IDS_FROM else line._replace(right=()),)

    def _is_entry(self, row: int) -> bool:
        return len(self._lines[row].parts) > 1

    def action_leave(self) -> None:
        """Closes the page."""
        self.dismiss(None)

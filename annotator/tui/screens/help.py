"""All keys on one page, made from the registry of actions and the project's schema."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from annotator.core.display import one_line
from annotator.core.schema import Schema
from annotator.core.sentences import Part
from annotator.tui.actions import groups, shown
from annotator.tui.widgets.rows import Line, RowList

KEY_CELLS = 24


def help_lines(schema: Schema, keys: dict[str, str]) -> list[Line]:
    """The lines of the page: the schema's own keys first, then each group of actions.

    ``keys`` are the keys that the user gave to actions, by the action's id.
    """
    lines = [_header("Labels and links of this project")]
    for label in schema.labels.values():
        if label.key:
            lines.append(_entry(label.key, label.name, label.description, schema.colour_of(label.name)))
    for link_type in schema.link_types.values():
        if link_type.key:
            lines.append(_entry(link_type.key, link_type.name, link_type.description, "link"))
    for group, actions in groups():
        lines += [Line(), _header(group)]
        for action in actions:
            own = keys.get(action.id)
            names = [shown(key) for key in (own.split(",") if own else action.keys)]
            if names:
                lines.append(_entry("  ".join(names), action.words, action.help, "link"))
    lines += [Line(), _header("Mouse")]
    for gesture, words in MOUSE:
        lines.append(_entry(gesture, "", words, "link"))
    return lines


MOUSE = (
    ("click", "Puts the caret there; in the margin selects the line's mention; in the panel goes to the record"),
    ("drag", "Selects"),
    ("double, triple click", "Selects the word, the sentence"),
    ("wheel", "Scrolls; the caret stays"),
    ("click on the last line", "Does what is written there"),
)


def _header(words: str) -> Line:
    return Line((Part(words.upper(), "header"),), indent=1)


def _entry(key: str, words: str, text: str, style: str) -> Line:
    said = one_line(text or words)
    return Line((Part(f"{one_line(key):<{KEY_CELLS}}", style), Part(said)), indent=1)


class HelpScreen(ModalScreen[None]):
    """The help page; any of its leaving keys closes it."""

    BINDINGS = [("escape", "leave", "back"), ("question_mark", "leave", "back"), ("q", "leave", "back")]

    def __init__(self, schema: Schema, keys: dict[str, str]) -> None:
        super().__init__()
        self._lines = help_lines(schema, keys)

    def compose(self) -> ComposeResult:
        """Title and the list."""
        with Vertical(id="help"):
            yield Static(Content("Keys"), id="help-title")
            yield RowList(id="help-rows")
            yield Static(
                Content("↑ ↓ moves · esc leaves · every key can be changed in the settings file"), id="help-hint"
            )

    def on_mount(self) -> None:
        """Fills the list."""
        rows = self.query_one(RowList)
        rows.set_source(len(self._lines), lambda row, _width: (self._lines[row],), cursor=0)
        rows.focus()

    def action_leave(self) -> None:
        """Closes the page."""
        self.dismiss(None)

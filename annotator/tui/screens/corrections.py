"""What the curator decided otherwise than the annotator had it, over the page: to be accepted or objected to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Literal, NamedTuple, TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.core.correction_words import answer_words, correction_parts
from annotator.core.display import one_line
from annotator.core.feedback import Correction
from annotator.core.model import Document
from annotator.core.schema import Schema
from annotator.core.sentences import Part
from annotator.tui.screens.dialog import Dialog
from annotator.tui.widgets.lines import Item, PriorityLine
from annotator.tui.widgets.rows import Line, RowList

Verb: TypeAlias = Literal["go", "object"]
Answer: TypeAlias = Callable[[Sequence[Correction]], Sequence[Correction]]
"""Accepts these, and gives all corrections as they are then."""

ROW_HEIGHT = 2
AROUND = 9


_KEYS = (("⏎", "go there", "go"), ("a", "accept", "accept"), ("A", "accept all", "all"), ("o", "object", "object"))


class Wanted(NamedTuple):
    """What the user wants to do with one of them: go there, or object."""

    verb: Verb
    correction: Correction


class Corrections(Dialog[Wanted | None]):
    """Lists corrections; accepting is done in place, everything else ends the dialog."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "accept(False)", "accept", show=False),
        Binding("A", "accept(True)", "accept all", show=False),
        Binding("o", "object", "object", show=False),
        Binding("escape", "leave", "leave", show=False),
    ]

    def __init__(
        self, curator: str, corrections: Sequence[Correction], document: Document, schema: Schema, accept: Answer
    ) -> None:
        super().__init__()
        self._curator = curator
        self._corrections = corrections
        self._document = document
        self._schema = schema
        self._accept = accept

    def compose(self) -> ComposeResult:
        """Title, corrections, keys."""
        with Vertical(id="corrections"):
            yield Static(id="corrections-title", markup=False)
            yield RowList(id="corrections-rows")
            yield PriorityLine(id="corrections-keys")

    def on_mount(self) -> None:
        """Shows them, the cursor on the first that is not answered."""
        self.query_one(RowList).focus()
        fresh = (place for place, one in enumerate(self._corrections) if one.answer is None)
        self._show(next(fresh, 0))
        items = [
            ("⏎", "go there", "go"),
            ("a", "accept", "accept"),
            ("A", "accept all", "all"),
            ("o", "object", "object"),
        ]
        keys = [Item(((key, "accent"), (f" {words}", "plain")), 90, action) for key, words, action in items]
        leave = Item((("esc", "accent"), (" leave", "plain")), 99, "leave")
        self.query_one("#corrections-keys", PriorityLine).show([*keys, leave])

    def on_resize(self, _event: events.Resize) -> None:
        """Keeps the list as high as it needs to be and the screen has room."""
        self._show(self.query_one(RowList).cursor or 0)

    def action_leave(self) -> None:
        """Goes back to the page."""
        self.dismiss(None)

    def action_accept(self, everything: bool) -> None:
        """Accepts the one with the cursor, or all that are not answered, and goes on to the next."""
        place = self.query_one(RowList).cursor
        if place is not None:
            self._corrections = self._accept(self._corrections if everything else [self._corrections[place]])
            self._show(min(place + 1, len(self._corrections) - 1))

    def action_object(self) -> None:
        """Gives the one with the cursor, to be objected to."""
        self._give("object")

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self._give("go")

    @on(RowList.Highlighted)
    def _moved(self, event: RowList.Highlighted) -> None:
        event.stop()

    @on(PriorityLine.Pressed)
    def _pressed(self, event: PriorityLine.Pressed) -> None:
        event.stop()
        match event.action:
            case "accept" | "all":
                self.action_accept(event.action == "all")
            case "go" | "object":
                self._give(event.action)
            case _:
                self.dismiss(None)

    def _give(self, verb: Verb) -> None:
        place = self.query_one(RowList).cursor
        if place is not None:
            self.dismiss(Wanted(verb, self._corrections[place]))

    def _show(self, cursor: int) -> None:
        left = sum(one.answer is None for one in self._corrections)
        said = f"{left} of {len(self._corrections)} to be answered" if left else "all answered"
        title = f"What {one_line(self._curator)} decided otherwise · {said}"
        self.query_one("#corrections-title", Static).update(Content(title))
        rows = self.query_one(RowList)
        room = max(ROW_HEIGHT, (self.app.size.height - AROUND) // ROW_HEIGHT * ROW_HEIGHT)
        rows.styles.height = min(len(self._corrections) * ROW_HEIGHT, room)
        rows.set_source(len(self._corrections), self._lines, row_height=ROW_HEIGHT, cursor=cursor)

    def _lines(self, row: int, _width: int) -> tuple[Line, ...]:
        one = self._corrections[row]
        parts = correction_parts(one, self._document, self._schema)
        answer = answer_words(one)
        mark = Part(
            "✓ " if answer == "accepted" else "! " if answer else "· ", "warning" if one.answer is None else "dim"
        )
        why = "  ".join(filter(None, (one.what, one_line(one.decision.note), answer)))
        return (Line((mark, *parts), indent=1), Line((Part(why, "dim"),), indent=3))

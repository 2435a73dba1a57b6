"""Choosing between two versions of a record: the one that counts here, and the one that another program wrote."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from annotator.core.catalogue import Entry
from annotator.core.model import Aside
from annotator.core.versions import CHOICES, Choice, version_rows
from annotator.tui.widgets.lines import Item, PriorityLine

UNLIKE = "≠"
"""Stands before what differs: nothing is told by colour alone."""


class Choose(ModalScreen[str | None]):
    """Shows both versions side by side; gives the Choice which is kept, or None where that is left for later."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1,a", "take('ours')", "here", show=False),
        Binding("2,b", "take('theirs')", "there", show=False),
        Binding("3", "take('both')", "both", show=False),
        Binding("escape", "leave", "later", show=False),
    ]

    def __init__(self, entry: Entry, aside: Aside, number: int, of: int) -> None:
        """``entry`` is the open document with its set; this is the ``number``-th of so many."""
        super().__init__()
        self._rows = version_rows(entry, aside)
        self._title = f"Written differently here and by another program{f' · {number} of {of}' if of > 1 else ''}"
        self._may_keep_both = aside.record is not None

    def compose(self) -> ComposeResult:
        """The versions in two columns, then the keys."""
        with Vertical(id="choose"):
            yield Static(Content(self._title), id="choose-title")
            with VerticalScroll(id="choose-scroll"), Grid(id="choose-rows"):
                yield Static("")
                yield Static(Content("here"), classes="choose-head")
                yield Static(Content("by another program"), classes="choose-head")
                for row in self._rows:
                    kind = "differs" if row.differs else "same"
                    yield Static(Content(f"{UNLIKE if row.differs else ' '} {row.name}"), classes="choose-name")
                    yield Static(Content(row.ours or "—"), classes=kind)
                    yield Static(Content(row.theirs or "—"), classes=kind)
            yield PriorityLine(id="choose-keys")

    def on_mount(self) -> None:
        """Offers what can be done, for keys and clicks."""
        words = {"ours": ("1", "keep this one"), "theirs": ("2", "keep the other"), "both": ("3", "keep both")}
        items = [
            Item(((key, "accent"), (f" {said}", "plain")), 90, choice)
            for choice, (key, said) in words.items()
            if choice != "both" or self._may_keep_both
        ]
        later = Item((("esc", "accent"), (" later", "dim")), 95, "later")
        self.query_one("#choose-keys", PriorityLine).show([*items, later])
        self.query_one("#choose-scroll").focus()

    def action_take(self, choice: Choice) -> None:
        """Gives a choice."""
        if choice != "both" or self._may_keep_both:
            self.dismiss(choice)

    def action_leave(self) -> None:
        """Leaves both as they are."""
        self.dismiss(None)

    @on(PriorityLine.Pressed)
    def _pressed(self, event: PriorityLine.Pressed) -> None:
        event.stop()
        chosen = next((choice for choice in CHOICES if choice == event.action), None)
        self.dismiss(chosen)

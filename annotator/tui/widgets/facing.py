"""What two documents say that stand beside each other: a head, a list of claims or ties, and the keys for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from annotator.tui.bindings import bindings_for
from annotator.tui.widgets.lines import Item, PriorityLine
from annotator.tui.widgets.rows import Line, RowList

MOST_ROWS = 6
"""Rows of the list that are seen at once."""


class FacingRows(RowList):
    """The list, with the keys for the conflict that is shown; esc goes back to the text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_for("conflicts", "screen"),
        ("escape", "screen.do('compare.leave')", "back"),
    ]


class Facing(Vertical):
    """Below the two pages: which conflict it is, what both say, and what can be decided."""

    def __init__(self) -> None:
        super().__init__(id="facing")
        self.head, self.rows, self.keys = PriorityLine(id="facing-head"), FacingRows(id="facing-rows"), PriorityLine()

    def compose(self) -> ComposeResult:
        """Head, list, keys."""
        yield self.head
        yield self.rows
        yield self.keys

    def show(self, head: Sequence[Item], lines: Sequence[Line], keys: Sequence[Item], cursor: int | None) -> None:
        """Shows what is said; as high as it needs, within ``MOST_ROWS``."""
        self.head.show(head)
        self.keys.show(keys)
        height = max(1, min(MOST_ROWS, len(lines)))
        if self.rows.styles.height is None or self.rows.styles.height.value != height:
            self.rows.styles.height = height
        self.rows.set_source(len(lines), lambda row, _width: (lines[row],), cursor=cursor)

"""One-line bars that shorten by priority: the top line and the key line.

What does not fit goes, the least weighty first; nothing is cut in the middle of a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.message import Message
from textual.strip import Strip

from annotator.core.display import display_safe
from annotator.core.schema import COLOURS
from annotator.tui.hues import ground
from annotator.tui.widgets.line_widget import LineWidget

SENTENCE = 1000
"""The weight of an item that is a sentence to the user: it goes last."""

GAP = 3
"""Cells between two items."""


class Item(NamedTuple):
    """One thing on a line: pieces of text, each with the name of its look, and what a click on it does.

    A look is "plain", a component class ``line--<look>``, or a label's hue for a key in a cap of it.
    ``weight`` says how long it stays as the window narrows; ``joined`` leaves no gap before it.
    """

    pieces: tuple[tuple[str, str], ...]
    weight: int = 0
    action: str = ""
    right: bool = False
    joined: bool = False

    @property
    def width(self) -> int:
        """Cells that the item takes as it is shown."""
        return sum(cell_len(display_safe(text)) for text, _ in self.pieces)


class Placed(NamedTuple):
    """An item and the cell it starts at."""

    item: Item
    x: int


def place(items: Sequence[Item], width: int) -> list[Placed]:
    """The items that fit into ``width`` cells, left ones from the left edge, right ones from the right edge."""
    kept = [(item, item.width) for item in items]
    needed = sum(size for _, size in kept) + _gaps(kept) + 2
    while kept and needed > width:
        kept.remove(min(reversed(kept), key=lambda one: one[0].weight))
        needed = sum(size for _, size in kept) + _gaps(kept) + 2
    placed = []
    x = 1
    for index, (item, size) in enumerate(one for one in kept if not one[0].right):
        x += 0 if index == 0 or item.joined else GAP
        placed.append(Placed(item, x))
        x += size
    x = width - 1
    for item, size in reversed([one for one in kept if one[0].right]):
        x -= size
        placed.append(Placed(item, x))
        x -= GAP
    return sorted(placed, key=lambda place: place.x)


def _gaps(items: Sequence[tuple[Item, int]]) -> int:
    return sum(0 if item.joined else GAP for item, _ in items[1:])


class PriorityLine(LineWidget):
    """A bar of items; posts ``Pressed`` with the action of an item that is clicked."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {
        "line--strong",
        "line--dim",
        "line--accent",
        "line--warning",
        "line--error",
        "line--good",
        "line--cap",
    }

    class Pressed(Message):
        """An item was clicked; ``action`` is what it does."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # the framework names it so
        super().__init__(id=id)
        self._items: tuple[Item, ...] = ()
        self._painted: LRUCache[tuple[tuple[Item, ...], int], tuple[list[Placed], Strip]] = LRUCache(32)
        self._looks: dict[str, Style] = {}

    @property
    def items(self) -> tuple[Item, ...]:
        """What the line shows when it is wide enough."""
        return self._items

    def show(self, items: Sequence[Item]) -> None:
        """Shows these items; nothing is painted where they are the same as before."""
        items = tuple(items)
        if items is self._items or items == self._items:
            return
        self._items = items
        self.refresh()

    def notify_style_update(self) -> None:
        """Forgets what was painted in the colours of before."""
        self._painted.clear()
        self._looks.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """The one line, as a strip of the widget's width."""
        return self._shown()[1]

    def _shown(self) -> tuple[list[Placed], Strip]:
        """Where the items stand, and the line; the few that the line says in turns are kept."""
        key = self._items, self.size.width
        shown = self._painted.get(key)
        if shown is None:
            shown = self._painted[key] = self._paint(key[1])
        return shown

    def _paint(self, width: int) -> tuple[list[Placed], Strip]:
        shown = place(self._items, width)
        segments: list[Segment] = []
        x = 0
        for placed in shown:
            segments.append(Segment(" " * (placed.x - x), self.ground))
            for text, name in placed.item.pieces:
                segments.append(Segment(display_safe(text), self._look(name)))
            x = placed.x + placed.item.width
        segments.append(Segment(" " * max(0, width - x), self.ground))
        return shown, Strip(segments).adjust_cell_length(width, self.ground)

    def _look(self, name: str) -> Style:
        if name not in self._looks:
            self._looks[name] = self._make_look(name)
        return self._looks[name]

    def _make_look(self, name: str) -> Style:
        if name == "plain":
            return self.ground
        if name in COLOURS:
            return self.get_component_rich_style("line--cap") + ground(self, name)
        return self.get_component_rich_style(f"line--{name}")

    def on_click(self, event: events.Click) -> None:
        """Tells which item was clicked."""
        for placed in self._shown()[0]:
            if placed.item.action and placed.x <= event.x < placed.x + placed.item.width:
                event.stop()
                self.post_message(self.Pressed(placed.item.action))
                return

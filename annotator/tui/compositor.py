"""Paints what changed, and only that.

The framework's compositor asks each widget within the smallest rectangle around all that changed for all its
lines, which for a caret, a panel's row and the key line is all the screen. This one asks for the lines that
changed, of the widgets that are seen there, and sends what is not on the terminal already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple, cast

from rich.color import ColorSystem
from rich.console import Console, RenderableType
from textual._compositor import Compositor, CompositorUpdate, ReflowResult
from textual._context import visible_screen_stack
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from annotator.tui.terminal_rows import Piece, TerminalRows
from annotator.tui.widgets.scrollbar import bar_lines

_COLOURS = {
    None: ColorSystem.TRUECOLOR,
    "auto": ColorSystem.TRUECOLOR,
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
    "truecolor": ColorSystem.TRUECOLOR,
    "windows": ColorSystem.WINDOWS,
}
"""What a console calls the colours that its terminal has."""


class _Place(NamedTuple):
    """Cells ``[x, end)`` of a row, where ``widget`` is in front of all others. Its first cell and row on the screen."""

    x: int
    end: int
    widget: Widget
    left: int
    top: int


class Frame(CompositorUpdate):
    """Pieces of rows for the terminal. What it knows of the terminal changes when they are sent, not before."""

    def __init__(self, rows: TerminalRows, pieces: list[Piece]) -> None:
        self._rows = rows
        self._pieces = pieces

    def render_segments(self, console: Console) -> str:
        """The control sequences and text of the frame."""
        return self._rows.draw(self._pieces, _COLOURS[console.color_system])


class LineCompositor(Compositor):
    """Takes the place of a screen's own: ``screen._compositor = LineCompositor()`` when it is made.

    ``terminal.forget()`` is called when something else has been drawn over the screen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.terminal = TerminalRows()
        self._places: dict[int, list[_Place]] = {}
        self._placed_for: object = None

    def render_update(
        self, full: bool = False, screen_stack: list[Screen[Any]] | None = None, simplify: bool = False
    ) -> RenderableType | None:
        """What has to be sent for all that is dirty, or None. ``simplify`` asks for a picture of the screen."""
        if simplify:
            return super().render_update(full, screen_stack, simplify)
        visible_screen_stack.set([] if screen_stack is None else screen_stack)
        screen_region = self.size.region
        regions = [screen_region] if full or screen_region in self._dirty_regions else list(self._dirty_regions)
        self._dirty_regions.clear()
        if not regions:
            return None
        pieces = [one for one in self._pieces(self._regions_to_spans(regions)) if not self.terminal.shows(one)]
        return cast("RenderableType", Frame(self.terminal, pieces)) if pieces else None

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lays out anew. What a terminal of another size shows is not known."""
        if size != self.size:
            self.terminal.forget()
        return super().reflow(parent, size)

    def _pieces(self, spans: Iterable[tuple[int, int, int]]) -> Iterator[Piece]:
        """What is seen in these cells, row ``y`` from cell ``first`` to ``last`` each, one widget after the other."""
        wanted: dict[Widget, list[tuple[int, _Place]]] = {}
        for y, first, last in spans:
            for place in self._places_of(y):
                if place.x < last and place.end > first:
                    wanted.setdefault(place.widget, []).append((y, place))
        for widget, places in wanted.items():
            strips = _strips(widget, [y - place.top for y, place in places])
            for y, (x, end, _, left, top) in places:
                strip = strips[y - top]
                whole = x == left and end - left == strip.cell_length
                yield Piece(y, x, strip if whole else strip.crop(x - left, end - left))

    def _places_of(self, y: int) -> list[_Place]:
        """The widgets that are seen in a row, from left to right."""
        if self._placed_for is not self.visible_widgets:
            self._placed_for = self.visible_widgets
            self._places.clear()
        if y not in self._places:
            self._places[y] = list(self._seen(y)) if 0 <= y < self.size.height else []
        return self._places[y]

    def _seen(self, y: int) -> Iterator[_Place]:
        cuts = self.cuts[y]
        open_place: _Place | None = None
        layers = self.layers_visible[y]
        for x, end in pairwise(cuts):
            front = next(((widget, place) for widget, seen, place in layers if seen.x <= x and end <= seen.right), None)
            if front is None:
                continue
            widget, region = front
            if open_place is not None and open_place.widget is widget and open_place.end == x:
                open_place = open_place._replace(end=end)
                continue
            if open_place is not None:
                yield open_place
            open_place = _Place(x, end, widget, region.x, region.y)
        if open_place is not None:
            yield open_place


def _strips(widget: Widget, rows: list[int]) -> dict[int, Strip]:
    """The lines of a widget in these rows of it, in ascending order."""
    strips: dict[int, Strip] = {}
    for start, end in _runs(rows):
        region = Region(0, start, widget.region.width, end - start)
        lines = bar_lines(widget, region) if isinstance(widget, ScrollBar) else widget.render_lines(region)
        strips.update(enumerate(lines, start))
    return strips


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers in ascending order as half-open ranges of those that follow each other."""
    start = end = -1
    for number in numbers:
        if number > end:
            if end > start:
                yield start, end
            start = number
        end = number + 1
    if end > start:
        yield start, end

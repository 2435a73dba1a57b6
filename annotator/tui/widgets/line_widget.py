"""Widgets of lines, which the compositor gets as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Self

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from annotator.tui.frames import FramedScreen


class LineWidget(Widget):
    """A widget on the line API whose style is a ground and at most padding.

    The framework would look for borders, outlines, hatches, tints and links around each line of each frame. A line
    that has not changed is the very same strip as in the frame before, so that it is known for the same at a glance.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._finished: LRUCache[int, tuple[Strip, Strip]] = LRUCache(256)
        self._ground: Style | None = None

    @property
    def ground(self) -> Style:
        """The style of cells with nothing in them."""
        if self._ground is None:
            self._ground = self.rich_style
        return self._ground

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Has some regions painted anew, or all of it.

        A screen that paints all that a step touched in one frame is asked for that, in the place of the prompts to
        itself by which a widget of the framework comes to be painted.
        """
        if layout or recompose or not repaint or not self.is_mounted or not isinstance(self.screen, FramedScreen):
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        self._set_dirty(*regions)
        self.screen.paint_soon()
        return self

    def content_lines(self, rows: range) -> list[Strip]:
        """The lines of these rows, counted from the first within the padding."""
        return [self.render_line(row) for row in rows]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region of the widget, which begins at its padding; each as wide as the region."""
        padding, (width, height) = self.styles.padding, self.outer_size
        first, last = max(crop.y, padding.top), min(crop.bottom, height - padding.bottom)
        blank = [Strip.blank(width, self.ground)]
        strips = [
            *blank * (min(first, crop.bottom) - crop.y),
            *self._finish(self.content_lines(range(first - padding.top, last - padding.top)), padding.left, width),
            *blank * (crop.bottom - max(last, crop.y)),
        ]
        return strips if crop.column_span == (0, width) else [strip.crop(*crop.column_span) for strip in strips]

    def _finish(self, lines: Sequence[Strip], left: int, width: int) -> Iterator[Strip]:
        """Lines with the padding at their sides, filtered for the terminal."""
        for line in lines:
            # By the line itself, and not by its row: when rows move, what was finished moves along.
            known = self._finished.get(id(line))
            if known is None or known[0] is not line or known[1].cell_length != width:
                known = self._finished[id(line)] = line, self._padded(line, left, width)
            yield known[1]

    def _padded(self, line: Strip, left: int, width: int) -> Strip:
        if left or line.cell_length < width:
            right = max(0, width - left - line.cell_length)
            pads = Segment(" " * left, self.ground), Segment(" " * right, self.ground)
            line = Strip([pads[0], *line, pads[1]], left + line.cell_length + right)
        line = line.adjust_cell_length(width, self.ground)
        for one in self.get_line_filters():
            line = line.apply_filter(one, self.background_colors[1])
        return line

    def notify_style_update(self) -> None:
        """Forgets what was finished in the style of before."""
        super().notify_style_update()
        self._ground = None
        self._finished.clear()

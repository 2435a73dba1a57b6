"""Widgets of lines, which the compositor gets as they are."""

from __future__ import annotations

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class LineWidget(Widget):
    """A widget on the line API whose style is a ground and at most padding.

    The framework would look for borders, outlines, hatches, tints and links around each line of each frame. A line
    that has not changed is the very same strip as in the frame before, so that it is known for the same at a glance.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._shown: dict[int, tuple[Strip, Strip]] = {}

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region of the widget, which begins at its padding; each as wide as the region."""
        padding, (width, height) = self.styles.padding, self.outer_size
        strips = []
        for y in crop.line_range:
            inside = padding.top <= y < height - padding.bottom
            line = self.render_line(y - padding.top) if inside else Strip.blank(width, self.rich_style)
            shown = self._shown.get(y)
            if shown is None or shown[0] is not line or shown[1].cell_length != width:
                shown = self._shown[y] = line, self._finished(line, padding.left if inside else 0, width)
            strips.append(shown[1])
        return strips if crop.column_span == (0, width) else [strip.crop(*crop.column_span) for strip in strips]

    def _finished(self, line: Strip, left: int, width: int) -> Strip:
        """A line with the padding at its sides, filtered for the terminal."""
        ground = self.rich_style
        if left:
            line = Strip([Segment(" " * left, ground), *line], left + line.cell_length)
        line = line.adjust_cell_length(width, ground)
        for one in self.get_line_filters():
            line = line.apply_filter(one, self.background_colors[1])
        return line

    def notify_style_update(self) -> None:
        """Forgets what was finished in the style of before."""
        super().notify_style_update()
        self._shown.clear()

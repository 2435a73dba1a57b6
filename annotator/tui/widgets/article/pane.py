"""The scrolling pane under the article view: wrapped lines of a document, painted one by one.

Nothing here costs more for a longer document, save for the wrapping, which goes on between keys. Display
lines are numbered from the text's first; the heading stands in the rows above it.
"""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from annotator.core.display import one_line
from annotator.core.model import Document
from annotator.tui.widgets.article.layout import Line, LineMap
from annotator.tui.widgets.article.marks import Marks
from annotator.tui.widgets.article.messages import LayoutBegun, LayoutSettled
from annotator.tui.widgets.article.painter import GUTTER, GUTTER_GAP, Palette, Scene, paint
from annotator.tui.widgets.article.theme import COMPONENTS, palette_of
from annotator.tui.widgets.line_widget import LineWidget
from annotator.tui.widgets.scrollbar import tell_height

MEASURE = 84
"""The widest column of text, in cells."""

_RIGHT = 1
_SLICE = 0.004
"""Seconds of wrapping between two chances for keys to be handled."""

_FRAME = 0.04
"""Seconds that the rest of the wrapping waits for the frame of a new width to be out."""

_CACHED = 256

MARGIN = 2
"""Lines that are shown beyond the caret's, so that it is seen where it goes."""


class ArticlePane(LineWidget, ScrollView):
    """Wraps, scrolls and paints; knows nothing of keys and clicks."""

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 -- Textual's name
        super().__init__(id=id, classes=classes)
        self.text = ""
        self.gutter_cells = GUTTER
        self._heading_title = ""
        self._heading_source = ""
        self._marks = Marks()
        self._lines: LineMap | None = None
        self._heading: list[Strip] = []
        self._left = 0
        self._top = 0
        self._width = self._height = 0
        self._is_owed = False
        """Whether what was to be revealed could not be, as the pane had no size yet."""
        self._strips: dict[int, tuple[Line, Strip]] = {}
        self._palette: Palette | None = None

    @property
    def text_left(self) -> int:
        """Cells from the gutter's first to the text's."""
        return self.gutter_cells + GUTTER_GAP

    # What the view above decides

    def scene_of(self, line: Line) -> Scene:
        """What is painted over a line besides its text."""
        raise NotImplementedError

    def kept_in_sight(self) -> int:
        """The offset that stays in sight when the width changes."""
        return 0

    # Document and wrapping

    def load(self, document: Document) -> None:
        """Takes another document's text and heading; scrolled to its start."""
        self.text = document.text
        metadata = document.metadata
        date = f"{metadata.date.day} {metadata.date:%B %Y}" if metadata.date else ""
        self._heading_title = one_line(document.title)
        self._heading_source = " · ".join(part for part in (one_line(metadata.source), date) if part)
        self._lines = None
        self.set_reactive(Widget.scroll_y, 0)
        self.set_reactive(Widget.scroll_target_y, 0)
        self._wrap()
        self.refresh()

    def _wrap(self) -> None:
        """Lays the text out for the pane's width; what lies far from the top is wrapped later."""
        region = self.scrollable_content_region
        self._width, self._height = region.size
        if region.width <= 0:
            return
        column = max(2, min(MEASURE, region.width - self.text_left - _RIGHT))
        self._left = max(0, (region.width - self.text_left - _RIGHT - column) // 2)
        old = self._lines
        if old is None or old.width != column or old.text is not self.text:
            within = self._top_offset()
            self._lines = LineMap(self.text, column)
            self._build_heading(column)
            if within is not None:
                self._scroll_without_paint(self._row_of(within))
            self._wrap_slice()
            self._sync_height()
            self._scroll_without_paint(self.validate_scroll_y(self.scroll_y))
            self.post_message(LayoutBegun())
            if not self._lines.settled:
                self.run_worker(self._settle(self._lines), group="article-layout", exclusive=True)
        self._strips.clear()

    def _wrap_slice(self) -> None:
        """Wraps for a few milliseconds; when that was the last, the numbers of lines are published."""
        lines = self._lines
        if lines is None or lines.settled:
            return
        within = self._top_offset()
        until = perf_counter() + _SLICE
        more = True
        while more and perf_counter() < until:
            more = lines.wrap_next()
        if not more:
            self._renumbered(within)
            self.post_message(LayoutSettled(lines.count))

    async def _settle(self, lines: LineMap) -> None:
        await asyncio.sleep(_FRAME)
        while self._lines is lines and not lines.settled:
            self._wrap_slice()
            await asyncio.sleep(_SLICE)

    def prepare(self, offset: int) -> None:
        """Makes the lines for a screen around ``offset`` exact; what is on screen stays where it is."""
        if self._lines is None:
            return
        reach = (self.size.height + 2 * MARGIN) * self._lines.width
        within = self._top_offset()
        if self._lines.prepare(max(0, offset - reach), min(len(self.text), offset + reach)):
            self._renumbered(within)

    def _top_offset(self) -> int | None:
        """An offset in the first line on screen, the same until that line is left; None while the heading is in sight.

        Its start would be another at each width, and the text would creep down as a window is dragged wider and back.
        """
        row = self.scroll_offset.y - len(self._heading)
        if row < 0 or self._lines is None:
            return None
        line = self._lines.line(min(row, self._lines.count - 1))
        if not line.start <= self._top < line.end:
            self._top = line.start
        return self._top

    def _renumbered(self, within: int | None) -> None:
        """Line numbers changed: the line that holds ``within`` keeps its place on screen."""
        self._sync_height()
        if within is not None:
            self._scroll_without_paint(self._row_of(within))

    def _row_of(self, offset: int) -> int:
        return len(self._heading) + (self._lines.line_of(offset) if self._lines else 0)

    def _sync_height(self) -> None:
        """Tells the scrollbar how long the text is, without a layout."""
        if self._lines is None:
            return
        region = self.scrollable_content_region
        height = max(region.height, len(self._heading) + self._lines.count)
        if self.virtual_size != (region.width, height):
            self.set_reactive(Widget.virtual_size, Size(region.width, height))
            tell_height(self.vertical_scrollbar, height)
            self.vertical_scrollbar.window_size = region.height

    def _scroll_without_paint(self, row: float) -> None:
        if row != self.scroll_y:
            self.set_reactive(Widget.scroll_y, row)
            self.set_reactive(Widget.scroll_target_y, row)
            self.vertical_scrollbar.position = row

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        # The framework paints the new size first and tells of it afterwards: the text would be painted twice.
        changed = super()._size_updated(size, virtual_size, container_size, layout)
        if self._lines is not None:
            self._fit()
        return changed

    def on_resize(self) -> None:
        """Wraps for the first width there is."""
        self._fit()

    def _fit(self) -> None:
        """Wraps for the new width; the top line stays where it is, and a caret that was on screen stays there."""
        if self._lines is not None and self.scrollable_content_region.size == (self._width, self._height):
            if self._is_owed:
                self.reveal(self.kept_in_sight())
            return
        kept = self.kept_in_sight()
        seen = self._lines is None or self._is_owed or self._is_in_sight(kept)
        self._wrap()
        self._sync_height()
        self.refresh()
        if seen:
            self.reveal(kept)

    def _is_in_sight(self, offset: int) -> bool:
        return 0 <= self._row_of(offset) - self.scroll_offset.y < self._height

    # Scrolling

    def lines_on_screen(self) -> tuple[int, int]:
        """The numbers of the first and the last display line on screen."""
        if self._lines is None:
            return 0, -1
        first = max(0, self.scroll_offset.y - len(self._heading))
        last = self.scroll_offset.y - len(self._heading) + self._height - 1
        return first, min(last, self._lines.count - 1)

    def text_on_screen(self) -> tuple[int, int]:
        """The code points on screen: the first, and one past the last with its line end."""
        first, last = self.lines_on_screen()
        if self._lines is None or last < first:
            return 0, 0
        start = self._lines.line(first).start
        return start, self._lines.line(min(last, self._lines.count - 1)).limit

    def reveal(self, offset: int, *, centre: bool = False, margin: int = MARGIN) -> None:
        """Scrolls so that the line of ``offset`` is on screen, by as little as shows ``margin`` lines beside it."""
        self._is_owed = True
        if self._lines is None:
            return
        self.prepare(offset)
        row, height = self._row_of(offset), self._height
        top = self.scroll_offset.y
        margin = min(margin, max(0, (height - 1) // 2))
        if centre and not top + margin <= row < top + height - margin:
            self.scroll_rows_to(row - height // 3)
        elif row - margin < top:
            # The heading comes along with the first line.
            self.scroll_rows_to(0 if row - margin <= len(self._heading) else row - margin)
        elif row + margin >= top + height:
            self.scroll_rows_to(row + margin + 1 - height)
        self._is_owed = not self._is_in_sight(offset)

    def scroll_rows_to(self, row: int) -> None:
        """Puts a row at the top, as far as there are rows."""
        self._is_owed = False
        self._sync_height()
        self.scroll_to(y=row, animate=False, immediate=True)

    # Painting

    def notify_style_update(self) -> None:
        """The theme or the focus changed: styles are read anew."""
        super().notify_style_update()
        self._palette = None
        self._strips.clear()

    def _get_palette(self) -> Palette:
        if self._palette is None:
            self._palette = palette_of(self)
            if self._lines is not None:
                self._build_heading(self._lines.width)
        return self._palette

    def touch(self, *ranges: tuple[int, int]) -> None:
        """Has the lines painted anew that show any of each ``[start, end)``, with what lies between them."""
        lines = self._lines
        if lines is None:
            return
        first, last = self.lines_on_screen()
        if last < first:
            self._strips.clear()
            return
        low, high = lines.line(first).start, lines.line(last).limit
        top = self.scroll_offset.y - len(self._heading)
        dirty: dict[int, None] = {}
        for start, end in ranges:
            if start < low or end > high:
                self._forget_strips(start, end)
                if end <= low or start > high:
                    continue
            numbers = range(lines.line_of(max(start, low)), lines.line_of(max(low, min(end - 1, high))) + 1)
            dirty.update(dict.fromkeys(number for number in numbers if first <= number <= last))
        for number in dirty:
            self._strips.pop(lines.line(number).start, None)
        if dirty:
            self.refresh(*(Region(0, number - top, self._width, 1) for number in dirty))

    def _forget_strips(self, start: int, end: int) -> None:
        """Drops what was made of lines that may be off the screen."""
        for key, (line, _) in list(self._strips.items()):
            if line.start < end and (line.limit > start or line.limit == len(self.text)):
                del self._strips[key]

    def touch_all(self) -> None:
        """Has every line painted anew."""
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The strip for a row of the pane."""
        return self.content_lines(range(y, y + 1))[0]

    def content_lines(self, rows: range) -> list[Strip]:
        """The strips for some rows of the pane."""
        if self._lines is None:
            self._wrap()  # The first screen is painted before its size is told, and shows the text all the same.
        palette, top = self._get_palette(), self.scroll_offset.y
        if self._lines is None or self._width <= 0:
            return [Strip.blank(max(0, self._width), palette.ground)] * len(rows)
        before = self._lines.count
        strips = [self._row_strip(self._lines, top + row, palette) for row in rows]
        if self._lines.count != before:
            self.call_next(self._sync_height)
        return strips

    def _row_strip(self, lines: LineMap, row: int, palette: Palette) -> Strip:
        number = row - len(self._heading)
        if number < 0:
            return self._heading[row].crop_extend(0, self._width, palette.ground)
        if number >= lines.count:
            return Strip.blank(self._width, palette.ground)
        return self._strip_of(lines.line(number), self._width, palette)

    def _strip_of(self, line: Line, width: int, palette: Palette) -> Strip:
        cached = self._strips.get(line.start)
        if cached is not None and cached[0] == line:
            return cached[1]
        segments = paint(self.text, line, self.scene_of(line), palette)
        margin = [Segment(" " * self._left, palette.ground)] if self._left else []
        strip = Strip([*margin, *segments]).crop_extend(0, width, palette.ground)
        if len(self._strips) >= _CACHED:
            self._strips.clear()
        self._strips[line.start] = (line, strip)
        return strip

    def _build_heading(self, column: int) -> None:
        """Title and source above the text: beside each other where there is room, else below."""
        palette = self._palette or palette_of(self)
        self._palette = palette
        indent = Segment(" " * (self._left + self.text_left), palette.ground)
        titles = LineMap(self._heading_title, column)
        titles.prepare(0, len(self._heading_title))
        rows: list[list[Segment]] = []
        for number in range(titles.count):
            line = titles.line(number)
            rows.append([Segment(self._heading_title[line.start : line.end].rstrip(), palette.ground + palette.title)])
        source = Segment(self._heading_source, palette.ground + palette.dim)
        if self._heading_source and Strip(rows[-1]).cell_length + 4 + Strip([source]).cell_length <= column:
            rows[-1] += [Segment("    ", palette.ground), source]
        elif self._heading_source:
            rows.append([source])
        blank = Strip([])
        self._heading = [blank, *(Strip([indent, *row]) for row in rows), blank]

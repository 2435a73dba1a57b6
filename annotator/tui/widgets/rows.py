"""A list of any length on Textual's line API: only the rows on screen are ever made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from annotator.core.display import display_safe
from annotator.core.schema import COLOURS
from annotator.core.sentences import Parts
from annotator.tui.hues import ground as ground_of
from annotator.tui.hues import ink
from annotator.tui.themes import HEATS
from annotator.tui.widgets.fitting import fitted
from annotator.tui.widgets.line_widget import LineWidget
from annotator.tui.widgets.scrollbar import tell_height

STYLES = ("dim", "strong", "header", "warning", "link")
"""What a ``Part`` or a bar may be besides a label's hue and a heat; each is the component class ``rows--<name>``."""

BAR, CURSOR = "▌", "▸"


class Line(NamedTuple):
    """One line of a row: ``parts`` from the left, ``right`` at the right edge, a bar in the margin.

    The margin is the first cell; the cursor is drawn there too. An ``indent`` of -1 starts in it.
    """

    parts: Parts = ()
    right: Parts = ()
    bar: str = ""
    indent: int = 0


RenderRow: TypeAlias = Callable[[int, int], Sequence[Line]]
"""Gives the lines of the row of that number for a width in cells; at most as many as rows are high."""


class RowList(LineWidget, ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of equal height with a cursor. The source of the rows is a number and a function.

    Messages tell what the user did; ``move_cursor`` tells nobody.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", "rows--lit", *(f"rows--{name}" for name in STYLES)}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "up", show=False),
        Binding("down", "move(1)", "down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("home", "first", "first", show=False),
        Binding("end", "last", "last", show=False),
        Binding("enter", "choose", "choose", show=False),
    ]

    class Highlighted(Message):
        """The user moved the cursor to the row of that number."""

        def __init__(self, rows: RowList, index: int) -> None:
            super().__init__()
            self.rows = rows
            self.index = index

        @property
        def control(self) -> RowList:
            """The list that this came from."""
            return self.rows

        def can_replace(self, message: Message) -> bool:
            """Only where the cursor is now is of interest."""
            return isinstance(message, RowList.Highlighted) and message.rows is self.rows

    class Chosen(Message):
        """The user pressed enter on, or clicked, the row of that number."""

        def __init__(self, rows: RowList, index: int) -> None:
            super().__init__()
            self.rows = rows
            self.index = index

        @property
        def control(self) -> RowList:
            """The list that this came from."""
            return self.rows

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._count = 0
        self._row_height = 1
        self._render_row: RenderRow = lambda _row, _width: ()
        self._selectable: Callable[[int], bool] = lambda _row: True
        self._cursor: int | None = None
        self._strips: LRUCache[tuple[Line, int, str, bool], Strip] = LRUCache(512)
        self._looks: dict[tuple[str, str], Style] = {}

    @property
    def cursor(self) -> int | None:
        """The number of the row with the cursor, or None."""
        return self._cursor

    def set_source(
        self,
        count: int,
        render_row: RenderRow,
        *,
        selectable: Callable[[int], bool] | None = None,
        row_height: int = 1,
        cursor: int | None = None,
    ) -> None:
        """Shows other rows; lines that were made before are not made again, and those that stand there not sent.

        Without ``cursor``, a list that has the focus keeps its own as near as it can; another has none.
        """
        before = self._cursor
        self._count, self._render_row, self._row_height = count, render_row, row_height
        self._selectable = selectable if selectable is not None else lambda _row: True
        self._cursor = cursor if cursor is not None and 0 <= cursor < count else None
        if self._cursor is None and self.has_focus:
            self._cursor = self._nearest_selectable(before or 0)
        self._fit_scrollbar()
        if self._cursor is not None:
            self._reveal(self._cursor)
        # Not the bar beside the rows, which is told of their number: it would be half of what is painted.
        self.refresh(self.scrollable_content_region.size.region)

    def refresh_row(self, row: int) -> None:
        """Paints one row again, which says something else now."""
        self.refresh_lines(row * self._row_height, self._row_height)

    def move_cursor(self, row: int | None) -> None:
        """Puts the cursor on a row and scrolls it into sight; posts nothing."""
        if row == self._cursor:
            return
        for old_or_new in (self._cursor, row):
            if old_or_new is not None:
                self.refresh_lines(old_or_new * self._row_height, self._row_height)
        self._cursor = row
        if row is not None:
            self._reveal(row)

    def first_selectable(self) -> int | None:
        """The first row that the cursor can be on."""
        return self._next_selectable(-1, 1)

    def move(self, action: str, step: int = 0) -> None:
        """Moves the cursor as the keys do, for a screen whose keys go elsewhere: "move", "page", "first" or "last"."""
        match action:
            case "move":
                self.action_move(step)
            case "page":
                self.action_page(step)
            case "first":
                self.action_first()
            case "last":
                self.action_last()

    def action_move(self, step: int) -> None:
        """Moves the cursor by one selectable row."""
        start = self._cursor if self._cursor is not None else (-1 if step > 0 else self._count)
        self._go(self._next_selectable(start, 1 if step > 0 else -1))

    def action_page(self, step: int) -> None:
        """Moves the cursor by as many rows as are on screen."""
        rows = max(1, self.size.height // self._row_height - 1)
        start = self._cursor if self._cursor is not None else 0
        self._go(self._nearest_selectable(start + step * rows))

    def action_first(self) -> None:
        """Moves the cursor to the first selectable row."""
        self._go(self.first_selectable())

    def action_last(self) -> None:
        """Moves the cursor to the last selectable row."""
        self._go(self._next_selectable(self._count, -1))

    def action_choose(self) -> None:
        """Chooses the row with the cursor."""
        if self._cursor is not None:
            self.post_message(self.Chosen(self, self._cursor))

    def render_line(self, y: int) -> Strip:
        """One line on screen, from the cache where it has been made."""
        return self._line(y + self.scroll_offset.y, self.scrollable_content_region.width)

    def content_lines(self, rows: range) -> list[Strip]:
        """Some lines on screen."""
        top, width = self.scroll_offset.y, self.scrollable_content_region.width
        return [self._line(top + row, width) for row in rows]

    def _line(self, line: int, width: int) -> Strip:
        row = line // self._row_height
        if row >= self._count or width <= 0:
            return Strip.blank(max(0, width), self.ground)
        ground = "" if row != self._cursor else ("cursor" if self.has_focus else "lit")
        lines = self._render_row(row, width - 1)
        place = line - row * self._row_height
        # By what a line says, not by its number: an edit moves rows, and most of them are as they were.
        key = (lines[place] if place < len(lines) else Line(), width, ground, place == 0)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._strip(key[0], width, ground, first=place == 0)
        return strip

    def notify_style_update(self) -> None:
        """Forgets what was made with the old colours."""
        super().notify_style_update()
        self._looks.clear()
        self._strips.clear()

    def on_resize(self) -> None:
        """Keeps the cursor in sight when the height changes."""
        if self._cursor is not None:
            self._reveal(self._cursor)

    def on_focus(self) -> None:
        """Gives the cursor a row when there is none, and shows where the keys go."""
        if self._cursor is None:
            self.move_cursor(self.first_selectable())
        self._refresh_cursor()

    def on_blur(self) -> None:
        """Shows that the keys go elsewhere."""
        self._refresh_cursor()

    def on_click(self, event: events.Click) -> None:
        """Chooses the row under the pointer."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        row = (offset.y + self.scroll_offset.y) // self._row_height
        if row < self._count and self._selectable(row):
            event.stop()
            self.move_cursor(row)
            self.post_message(self.Chosen(self, row))

    def _go(self, row: int | None) -> None:
        if row is not None and row != self._cursor:
            self.move_cursor(row)
            self.post_message(self.Highlighted(self, row))

    def _next_selectable(self, start: int, step: int) -> int | None:
        row = start + step
        while 0 <= row < self._count:
            if self._selectable(row):
                return row
            row += step
        return None

    def _nearest_selectable(self, row: int) -> int | None:
        """That row, else the first selectable one after it, else the last before it."""
        aim = min(max(0, row), self._count - 1)
        found = self._next_selectable(aim - 1, 1)
        return found if found is not None else self._next_selectable(aim, -1)

    def _refresh_cursor(self) -> None:
        if self._cursor is not None:
            self.refresh_lines(self._cursor * self._row_height, self._row_height)

    def _reveal(self, row: int) -> None:
        """Scrolls as little as brings the row into sight, with the headers that stand right above it."""
        height = self.size.height
        if height <= 0:
            return
        head = row
        while head > 0 and row - head < 3 and not self._selectable(head - 1):
            head -= 1
        top, bottom = head * self._row_height, (row + 1) * self._row_height
        here = self.scroll_offset.y
        if top < here or bottom - top > height:
            self._scroll_now(min(top, bottom - 1))
        elif bottom > here + height:
            self._scroll_now(bottom - height)

    def _scroll_now(self, line: int) -> None:
        # Forced, for the scrollbar of a list that has just grown is not there before the next layout.
        self.scroll_to(y=line, animate=False, force=True)

    def _fit_scrollbar(self) -> None:
        """Tells the scrollbar of another number of lines; lays out only when the bar comes or goes."""
        height = self._count * self._row_height
        if height == self.virtual_size.height:
            return
        if not self.size and height > self.app.size.height:
            self.show_vertical_scrollbar = (
                True  # known before the first layout, which else would be followed by another
            )
        if not self.is_mounted or (height > self.size.height) != self.show_vertical_scrollbar:
            self.virtual_size = Size(0, height)
            return
        self.set_reactive(RowList.virtual_size, Size(0, height))
        if self.show_vertical_scrollbar:
            tell_height(self.vertical_scrollbar, height)
        self.scroll_y = self.validate_scroll_y(self.scroll_y)

    def _strip(self, line: Line, width: int, ground: str, *, first: bool) -> Strip:
        margin = CURSOR if ground and first else (BAR if line.bar else " ")
        segments = [Segment(margin, self._look(line.bar or ("strong" if ground else ""), ground))][: line.indent + 1]
        room = width - 1 - line.indent
        right = fitted(line.right, room // 2)
        right_cells = sum(cell_len(part.text) for part in right)
        left = fitted(line.parts, max(0, room - (right_cells + 2 if right else 0)))
        if line.indent > 0:
            segments.append(Segment(" " * line.indent, self._look("", ground)))
        segments += self._segments(left, ground)
        gap = room - right_cells - sum(cell_len(part.text) for part in left)
        segments.append(Segment(" " * max(0, gap), self._look("", ground)))
        segments += self._segments(right, ground)
        return Strip(segments).adjust_cell_length(width, self._look("", ground))

    def _segments(self, parts: Parts, ground: str) -> list[Segment]:
        return [Segment(display_safe(part.text), self._look(part.style, ground)) for part in parts]

    def _look(self, name: str, ground: str) -> Style:
        if ground and name == "dim":
            name = ""  # dim on the cursor's ground would be too faint to read
        key = (name, ground)
        look = self._looks.get(key)
        if look is None:
            look = self.rich_style
            if ground:
                look += self.get_component_rich_style(f"rows--{ground}", partial=True)
            if name in COLOURS:
                look += ink(self, name)
            elif name in HEATS:
                look += ground_of(self, name)
            elif name:
                look += self.get_component_rich_style(f"rows--{name}", partial=True)
            self._looks[key] = look
        return look

"""The article view: a document with its marks, read and marked by keyboard and mouse.

It has methods for every movement and no key bindings: those are the actions registry's. Offsets are code
points throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from textual import events

from annotator.core.model import Span
from annotator.core.passages import grow, sentence_at
from annotator.core.segments import grapheme_at, next_grapheme, next_word_start, previous_grapheme, word_at
from annotator.tui.widgets.article.caret import CaretPane
from annotator.tui.widgets.article.layout import Line
from annotator.tui.widgets.article.marks import Mark
from annotator.tui.widgets.article.messages import MarkClicked
from annotator.tui.widgets.article.movement import Direction, Reach, Unit, extended, hint_labels, moved

if TYPE_CHECKING:
    from annotator.core.suggestions import Candidate

Edge: TypeAlias = Literal["line", "document"]


class ArticleView(CaretPane, can_focus=True, inherit_bindings=False):
    """Shows one document. What happens in it comes back as ``CaretMoved``, ``MarkClicked`` and ``LayoutSettled``."""

    _pressed: Span | None = None

    # Movements

    def move_by(self, unit: Unit, direction: Direction, *, extend: bool = False) -> None:
        """Moves by a grapheme, word, sentence or paragraph, or extends the selection by one."""
        if extend:
            reach = extended(self.text, self._point, self._reach, unit, direction)
            if reach is not None:
                self._place(self._point, reach)
            return
        self.move_to(moved(self.text, self.caret, unit, direction))

    def move_lines(self, count: int, *, extend: bool = False) -> None:
        """Moves down by display lines, up with a negative count; the caret keeps its column over short lines."""
        if self._lines is None:
            return
        origin = self._reach.focus if extend and self._reach else self.caret
        self.prepare(origin)
        number, cell = self._lines.cell_of(origin)
        column = cell if self._column is None else self._column
        target = number + count
        if target < 0 or target >= self._lines.count:
            offset = 0 if target < 0 else len(self.text)
        else:
            offset = self._lines.offset_at(target, column)
        self._place_line(offset, extend, column)

    def move_page(self, direction: Direction, *, extend: bool = False) -> None:
        """Moves by a screen of lines; the page goes along, two lines of the old one stay in sight."""
        step = max(1, self.scrollable_content_region.height - 2)
        if self._lines is not None:
            self.prepare(self.caret)
            self.scroll_rows_to(self.scroll_offset.y + direction * step)
        self.move_lines(direction * step, extend=extend)

    def _place_line(self, offset: int, extend: bool, column: int) -> None:
        reach = None
        if extend:
            held = self._held()
            reach = Reach(held.low, held.high, offset)
        self._place(self._point if extend else offset, reach, keep=True)
        self._column = column

    def move_to_edge(self, edge: Edge, direction: Direction, *, extend: bool = False) -> None:
        """Moves to the start (-1) or the end (1) of the display line or of the document."""
        if edge == "document":
            self.move_to(len(self.text) if direction > 0 else 0, select=extend)
        elif self._lines is not None:
            line = self._lines.line(self._lines.line_of(self.caret))
            last = self._lines.last_of(line)
            end = line.start + len(self.text[line.start : line.end].rstrip()) if extend and last < line.end else last
            self.move_to(end if direction > 0 else line.start, select=extend)

    def grow_selection(self) -> None:
        """Selects the next larger of word, phrase, sentence, paragraph and document."""
        if not self.text:
            return
        span = self.selection
        if span is not None:
            wider = grow(self.text, span)
        else:
            at = min(self.caret, previous_grapheme(self.text, len(self.text)))
            wider = word_at(self.text, at) or grow(self.text, grapheme_at(self.text, at))
        if wider != span:
            self._grown.append((self._point, self._reach))
            self._place(self._point, Reach(wider.start, wider.end, wider.end), keep=True)

    def shrink_selection(self) -> None:
        """Takes the last ``grow_selection`` back; without one, drops the selection."""
        if self._grown:
            point, reach = self._grown.pop()
            self._place(point, reach, keep=True)
        else:
            self.clear_selection()

    def move_to_mark(self, direction: Direction) -> Mark | None:
        """Goes to the next or the previous mark in reading order; gives it, or None where there is none."""
        here = self._marks.get(self.active or "")
        key = here.key if here is not None and here.start == self.caret else None
        step = self._marks.following if direction > 0 else self._marks.preceding
        mark = step(self.caret, key)
        if mark is not None:
            self.go_to_mark(mark.key)
        return mark

    def select_candidate(self, direction: Direction) -> Candidate | None:
        """Selects the next or the previous name or amount that is not marked already; gives it, or None."""
        from annotator.core.suggestions import candidates_after, candidates_before  # not needed for the first screen

        span = self.selection
        position = span.start if span else self.caret - (direction > 0 and not self._point)
        candidates = candidates_after if direction > 0 else candidates_before
        for candidate in candidates(self.text, position):
            if not self._is_marked(candidate.span):
                self.select(candidate.span)
                return candidate
        return None

    def _is_marked(self, span: Span) -> bool:
        """Whether a mark lies on ``span``; one over a whole clause around it does not count."""
        longest = 2 * len(span) + 8
        return any(end - start <= longest for start, end, _ in self._marks.overlapping(span.start, span.end))

    # Jump hints

    def show_hints(self, targets: Iterable[int] | None = None) -> None:
        """Draws a label of one or two letters over each target; typing it goes there, any other key ends it.

        Without targets, the marks and words on screen have labels.
        """
        low, high = self.text_on_screen()
        offsets: list[int] = []
        for offset in sorted(self._targets(low, high) if targets is None else targets):
            if not offsets or offset >= offsets[-1] + 3:  # room for two letters and a gap
                offsets.append(offset)
        self._hints, self._hint_typed = hint_labels(offsets), ""
        self.touch_all()

    @property
    def hinting(self) -> bool:
        """Whether jump hints are shown, and the next key is one of their letters."""
        return bool(self._hints)

    def _targets(self, low: int, high: int) -> Sequence[int]:
        starts = [start for start, _, _ in self._marks.overlapping(low, high) if start >= low] if low < high else []
        offset = low if low < high and word_at(self.text, low) else next_word_start(self.text, low)
        while offset < high:
            starts.append(offset)
            offset = next_word_start(self.text, offset)
        return starts

    def on_key(self, event: events.Key) -> None:
        """While hints are shown, takes every key."""
        if not self._hints:
            return
        event.stop()
        event.prevent_default()
        typed = self._hint_typed + (event.character or "")
        left = {label: offset for label, offset in self._hints.items() if label.startswith(typed)}
        target = left.get(typed)
        self._hints = {} if target is not None or not event.is_printable else left
        self._hint_typed = typed if self._hints else ""
        self.touch_all()
        if target is not None:
            self.move_to(target)

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Puts the caret under the pointer; on the gutter, goes to the line's first mark."""
        if event.button != 1 or self._lines is None:
            return
        self._hints = {}
        number = self._line_under(event)
        if event.x < self._left + self.gutter_cells and self._choose_in_gutter(self._lines.line(number)):
            return
        offset = self._lines.offset_at(number, event.x - self._left - self.text_left)
        if event.shift:
            held = self._held()
            self._place(self._point, Reach(held.low, held.high, offset), margin=0)
        else:
            self._place(offset, None, margin=0)
        self._pressed = None if event.shift else Span(offset, max(offset + 1, next_grapheme(self.text, offset)))
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """With the button held, selects by grapheme from where it was pressed, and scrolls at the edges."""
        if self._pressed is None or self._lines is None:
            return
        height = self.scrollable_content_region.height
        if event.y < 0 or event.y >= height:
            self.scroll_rows_to(self.scroll_offset.y + (1 if event.y >= height else -1))
        offset = self._lines.offset_at(self._line_under(event), event.x - self._left - self.text_left)
        pressed = self._pressed
        if self._reach is None and offset == pressed.start:
            return
        high = min(pressed.end, len(self.text))
        focus = next_grapheme(self.text, offset) if offset >= pressed.start else offset
        self._place(self._point, Reach(pressed.start, high, focus), margin=0)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Ends a drag."""
        self._pressed = None
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """A double click selects the word, a triple click the sentence."""
        if event.chain < 2 or event.x < self._left + self.gutter_cells:
            return
        at = word_at if event.chain == 2 else sentence_at
        span = at(self.text, self.caret)
        if span is not None:
            self._place(self._point, Reach(span.start, span.end, span.end), margin=0)

    def _line_under(self, event: events.MouseEvent) -> int:
        first, last = self.lines_on_screen()
        return max(first, min(self.scroll_offset.y + event.y - len(self._heading), last))

    def _choose_in_gutter(self, line: Line) -> bool:
        found = self._marks.overlapping(line.start, max(line.end, line.start + 1))
        if found:
            self.go_to_mark(found[0][2])
            self.post_message(MarkClicked(found[0][2]))
        return bool(found)

"""Soft wrap: which code points each display line shows, and in which cells.

The text is cut into blocks of a few thousand code points, at line ends where there are any. A block is
wrapped when one of its lines is first needed, the rest a block at a time between keys. Until then its
number of lines is an estimate; the numbers change for a block that is needed, and once at the end.
Offsets are code points, cells those of the terminal by rich's tables, which the compositor uses too.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from rich.cells import cell_len

from annotator.core import breakers
from annotator.core.display import REPLACEMENT, display_safe
from annotator.core.passages import LINE_ENDS
from annotator.core.segments import grapheme_start, is_plain

BLOCK = 16_384
WIDE_BLOCK = 4_096
"""Code points of a block: of text whose characters are all one cell wide, and of any other."""

_SEEK = 2_048
"""How far beyond its size a block looks for a line end to stop at."""

_ONE_CELL = re.compile(
    "[\x00-\u02ff\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u0621-\u064a\u2000-\u200b\u2010-\u205f\u20a0-\u20c0\ufeff]*"
)
"""Characters that are each a grapheme of one cell as ``display_safe`` shows them (CR LF only apart)."""

_BLOCK_STOPS = (re.compile(f"\r\n|[{LINE_ENDS}]"), re.compile(r"[.!?]\s+(?=\S)"), re.compile(r"\s(?=\S)"))


_INTRICATE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u115f-\u11ff\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud7b0-\ud7ff\ufeff\uffa0\ufff0-\ufffb\U000110bd-\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Text with such a character is measured grapheme by grapheme: rich counts it otherwise than it is shown."""

_REMEMBERED = 16_384
"""How many pieces of wide text a layout remembers the widths of."""


class Line(NamedTuple):
    """One display line: it shows ``[start, end)``; the next one starts at ``limit``.

    ``limit`` lies beyond ``end`` by the line end's code points, and is ``end`` where the line was wrapped.
    """

    start: int
    end: int
    limit: int


class Cluster(NamedTuple):
    """A grapheme of a line: its offset, what is shown for it, and the first of its ``width`` cells."""

    start: int
    shown: str
    cell: int
    width: int


def is_one_cell(text: str) -> bool:
    """Whether each code point of ``text`` is a grapheme of one cell, so that offsets are cells."""
    return text.isascii() or _ONE_CELL.fullmatch(text) is not None


def clusters(text: str, start: int) -> list[Cluster]:
    """The graphemes of a line's text, which begins at offset ``start``, each with at least one cell.

    A vowel sign that is a grapheme of no width is shown with the grapheme before it. Anything else that
    would take no cell is shown as a replacement character, so that the caret can stand on it.
    """
    found: list[Cluster] = []
    cell = 0
    for grapheme in breakers.graphemes(text):
        shown = display_safe(grapheme)
        width = cell_len(shown)
        if width == 0:
            if found and unicodedata.category(grapheme[0]) in ("Mc", "Mn"):
                before = found[-1]
                found[-1] = Cluster(before.start, before.shown + shown, before.cell, before.width)
                start += len(grapheme)
                continue
            shown, width = REPLACEMENT, 1
        found.append(Cluster(start, shown, cell, width))
        start += len(grapheme)
        cell += width
    return found


def _wrapping(width: int) -> re.Pattern[str]:
    """What one line of one-cell text takes: words and the spaces after them, else ``width`` code points."""
    inside, ends = f"[^{LINE_ENDS}]", f"(?=[{LINE_ENDS}]|\\Z)"
    after_hyphen = r"(?<=[^\W\d_][-‐—])(?=[^\W\d_])"
    words = f"{inside}{{0,{width}}}(?:[ \t]{{1,{width}}}|{ends}|{after_hyphen})(?:\r\n|[{LINE_ENDS}])?"
    return re.compile(f"{words}|{inside}{{1,{width}}}")


class LineMap:
    """The display lines of a text at a width in cells. At least one line, also for an empty text."""

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = max(2, width)
        self._wrap_line = _wrapping(self.width)
        self._edges = array("I", _block_edges(text))
        count = len(self._edges) - 1
        self._wrapped: list[array[int] | None] = [None] * count
        per_line = max(1, self.width * 3 // 4)
        self._counts = [max(1, -(-(self._edges[n + 1] - self._edges[n]) // per_line)) for n in range(count)]
        self._pending = count
        self._measured: dict[str, tuple[int, int, bool]] = {}
        self._unpublished: set[int] = set()
        self._sums = list(accumulate(self._counts, initial=0))

    @property
    def count(self) -> int:
        """The number of display lines, an estimate until ``settled``."""
        return self._sums[-1]

    @property
    def settled(self) -> bool:
        """Whether every block is wrapped and ``count`` exact."""
        return not self._pending and not self._unpublished

    def wrap_next(self) -> bool:
        """Wraps one more block without changing any number; publishes all when it was the last.

        Gives whether blocks are left to wrap.
        """
        if self._pending:
            block = self._wrapped.index(None)
            self._starts_of(block)
            self._unpublished.add(block)
        if not self._pending:
            self._publish(self._unpublished)
        return bool(self._pending)

    def prepare(self, start: int, end: int) -> bool:
        """Makes the lines of ``[start, end]`` exact; whether any line number may have changed by it."""
        first, last = self._block_of(start), self._block_of(end)
        fresh = {block for block in range(first, last + 1) if not self._exact(block)}
        return self._publish(fresh) if fresh else False

    def line(self, number: int) -> Line:
        """The line of that number, from 0; its block is wrapped for it where need be. IndexError beyond the last."""
        while True:
            if not 0 <= number < self.count:
                raise IndexError(f"no line {number} among {self.count}")
            block = bisect_right(self._sums, number) - 1
            if self._exact(block):
                return self._line_in(block, self._starts_of(block), number - self._sums[block])
            self._publish({block})

    def line_of(self, offset: int) -> int:
        """The number of the line that holds ``offset``; a line end belongs to the line that it ends."""
        block = self._block_of(offset)
        if not self._exact(block):
            self._publish({block})
        return self._sums[block] + bisect_right(self._starts_of(block), offset) - 1

    def cell_of(self, offset: int) -> tuple[int, int]:
        """The line and the first cell of the grapheme that holds ``offset``.

        A line end's cell is the one after the line's last.
        """
        number = self.line_of(offset)
        line = self.line(number)
        shown = self.text[line.start : line.end]
        if is_one_cell(shown):
            return number, min(offset, line.end) - line.start
        cell = 0
        for cluster in clusters(shown, line.start):
            if cluster.start > offset:
                break
            cell = cluster.cell if offset < line.end else cluster.cell + cluster.width
        return number, cell

    def offset_at(self, number: int, cell: int) -> int:
        """The start of the grapheme in that cell of a line; beyond the line, its line end or last grapheme."""
        line = self.line(number)
        shown = self.text[line.start : line.end]
        beyond = self.last_of(line)
        if is_one_cell(shown):
            return min(line.start + max(0, cell), beyond)
        for cluster in clusters(shown, line.start):
            if cell < cluster.cell + cluster.width:
                return min(cluster.start, beyond)
        return beyond

    def last_of(self, line: Line) -> int:
        """The last offset that the caret can have on a line: its line end, or where wrapped its last grapheme."""
        if line.limit > line.end or line.limit == len(self.text):
            return line.end
        return grapheme_start(self.text, line.end - 1)

    def _line_in(self, block: int, starts: array[int], place: int) -> Line:
        limit = starts[place + 1] if place + 1 < len(starts) else self._edges[block + 1]
        start = end = starts[place]
        if limit > start:
            end = limit
            if self.text[limit - 1] in LINE_ENDS:
                end -= 2 if self.text[limit - 2 : limit] == "\r\n" and limit - 2 >= start else 1
        return Line(start, end, limit)

    def _exact(self, block: int) -> bool:
        """Whether the lines of a block are numbered as they are wrapped."""
        return self._wrapped[block] is not None and block not in self._unpublished

    def _block_of(self, offset: int) -> int:
        return max(0, min(bisect_right(self._edges, offset) - 1, len(self._wrapped) - 1))

    def _publish(self, blocks: set[int]) -> bool:
        changed = False
        for block in blocks:
            count = len(self._starts_of(block))
            if self._counts[block] != count:
                self._counts[block] = count
                changed = True
        self._unpublished = self._unpublished - blocks
        if changed:
            self._sums = list(accumulate(self._counts, initial=0))
        return changed

    def _starts_of(self, block: int) -> array[int]:
        """Where the lines of a block start; wrapped when it was not yet."""
        starts = self._wrapped[block]
        if starts is None:
            starts = self._wrapped[block] = self._wrap(block)
            self._pending -= 1
        return starts

    def _wrap(self, block: int) -> array[int]:
        start, end = self._edges[block], self._edges[block + 1]
        one_cell = self.text.isascii() or _ONE_CELL.fullmatch(self.text, start, end)
        starts = array("I", self._wrap_one_cell(start, end) if one_cell else self._wrap_wide(start, end))
        if not starts or (end == len(self.text) and end > start and self.text[end - 1] in LINE_ENDS):
            starts.append(end)
        return starts

    def _wrap_one_cell(self, start: int, end: int) -> list[int]:
        return [
            match.start() for match in self._wrap_line.finditer(self.text, start, end) if match.end() > match.start()
        ]

    def _wrap_wide(self, start: int, end: int) -> Iterator[int]:
        """Line starts by the Unicode line breaking rules; what is wider than a line breaks at a grapheme."""
        full, measured = self.width, self._measured
        line, cell, place, fresh = start, 0, start, True
        for piece in breakers.unbroken(self.text[start:end]):
            width, spaces, last = measured.get(piece) or self._measure(piece)
            if fresh or (cell and cell + width > full):
                # ICU breaks between a space and a mark that stands on it, which are one grapheme.
                cut = place if fresh or is_plain(piece[0]) else grapheme_start(self.text, place)
                if fresh or cut > line:
                    yield cut
                    line, cell = cut, place - cut
            if width > full or spaces > full:
                for cut, cell in _hard_breaks(piece, full):  # noqa: B007 -- where the last line stands goes on below
                    if cut:
                        line = place + cut
                        yield line
            else:
                cell += width + spaces
            place += len(piece)
            fresh = last

    def _measure(self, piece: str) -> tuple[int, int, bool]:
        """The cells of a piece's words, the spaces after them, and whether a line end follows. Remembered."""
        line = piece.rstrip(LINE_ENDS)
        words = line.rstrip(" \t")
        measure = (_width(words), len(line) - len(words), len(line) < len(piece))
        if len(self._measured) > _REMEMBERED:
            self._measured.clear()
        self._measured[piece] = measure
        return measure


def _width(words: str) -> int:
    """The cells of some text, as the widths of its ``clusters`` add up."""
    if is_one_cell(words):
        return len(words)
    if _INTRICATE.search(words) or cell_len(words[0]) == 0:
        return sum(cluster.width for cluster in clusters(words, 0))
    return cell_len(words)


def _hard_breaks(piece: str, width: int) -> Iterator[tuple[int, int]]:
    """Where a piece that is too wide starts a line, as indices into it, each with the cells taken at its end."""
    cell, start = 0, 0
    for cluster in clusters(piece.rstrip(LINE_ENDS), 0):
        if cell + cluster.width > width and cell:
            yield start, cell
            start, cell = cluster.start, 0
        cell += cluster.width
    yield start, cell


def _block_edges(text: str) -> Iterator[int]:
    """Where blocks start, and the text's end: after line ends, else sentences or words, else anywhere."""
    yield 0
    edge = 0
    while len(text) - edge > BLOCK:
        wide = not is_one_cell(text[edge : edge + BLOCK])
        target = edge + (WIDE_BLOCK if wide else BLOCK)
        edge = _block_stop(text, target)
        if edge < len(text):
            yield edge
    yield len(text)


def _block_stop(text: str, target: int) -> int:
    for stop in _BLOCK_STOPS:
        found = stop.search(text, target, min(len(text), target + _SEEK))
        if found:
            return found.end()
    return max(grapheme_start(text, target), target - _SEEK)

"""Paints one display line: tints, underlines, selection, caret, and the gutter's letters.

A mention has the tint of its label's hue and an underline, a double one where mentions overlap; the
innermost decides the tint. What is emphasised is bold on a stronger tint, and the gap of a discontinuous
mention is then underlined. Nothing depends on colour alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from annotator.core.display import display_safe
from annotator.core.model import Span
from annotator.core.spanindex import Entry
from annotator.tui.widgets.article.layout import Cluster, Line, clusters, is_one_cell
from annotator.tui.widgets.article.marks import Mark, Marks, innermost_first

GUTTER = 4
"""Cells of the gutter: three letters and a "+" for more."""

GUTTER_GAP = 2
"""Cells between gutter and text."""

_LETTERS = 3


class Look(NamedTuple):
    """What decides a piece's style. ``depth`` counts mentions, no further than 2."""

    hue: int = 0
    strong: bool = False
    depth: int = 0
    gap: bool = False
    dim: bool = False
    over: str = ""
    quiet: bool = False


class Palette:
    """The styles that the theme gives; those of combinations are made once each.

    ``tints`` and ``strong_tints`` have a style per hue, ``letters`` the gutter's; index 0 is no hue.
    ``overlays`` are the component styles for "match", "selection", "caret" and "hint".
    """

    def __init__(
        self,
        *,
        ground: Style,
        title: Style,
        dim: Style,
        mention: Style,
        active: Style,
        tints: Sequence[Style],
        strong_tints: Sequence[Style],
        letters: Sequence[Style],
        overlays: Mapping[str, Style],
    ) -> None:
        self.ground = ground
        self.title = title
        self.dim = dim
        self.mention = mention
        self.active = active
        self.tints = tints
        self.strong_tints = strong_tints
        self.letters = letters
        self.overlays = overlays
        self._made: dict[Look, Style] = {}

    def style(self, look: Look) -> Style:
        """The style of a piece of text."""
        made = self._made.get(look)
        if made is None:
            made = self._made[look] = self._make(look)
        return made

    def _make(self, look: Look) -> Style:
        style = self.ground
        if look.quiet:
            style += self.mention
        elif look.depth:
            style += (self.strong_tints if look.strong else self.tints)[look.hue]
            style += self.active if look.strong else self.mention
            if look.depth > 1:
                style += Style(underline2=True)
        elif look.gap:
            style += Style(underline=True)
        if look.dim:
            style += self.dim
        return style + self.overlays[look.over] if look.over else style


NO_HINTS: Mapping[int, str] = MappingProxyType({})


class Scene(NamedTuple):
    """What is painted over the text besides the mentions; offsets are code points.

    ``caret`` is the grapheme that the caret stands on, empty at a line end. ``hints`` are labels by offset.
    ``gutter`` is its width in cells; with ``columns`` each mark's letter stands in the column of its own.
    """

    marks: Marks
    strong: frozenset[str] = frozenset()
    selection: Span | None = None
    caret: tuple[int, int] | None = None
    matches: Sequence[Span] = ()
    hints: Mapping[int, str] = NO_HINTS
    gutter: int = GUTTER
    columns: bool = False


def paint(text: str, line: Line, scene: Scene, palette: Palette) -> list[Segment]:
    """The segments of a line's gutter and text, from the pane's first cell."""
    entries = scene.marks.overlapping(line.start, line.end) if line.end > line.start else []
    gutter = _columns if scene.columns else _gutter
    return [*gutter(entries, scene, palette), *_body(text, line, entries, scene, palette)]


def _gutter(entries: Sequence[Entry[str]], scene: Scene, palette: Palette) -> Iterator[Segment]:
    """The letters of the line's mentions in reading order, those that repeat side by side once."""
    shown: list[tuple[str, int, bool]] = []
    for _, _, key in entries:
        mark = scene.marks[key]
        if shown and shown[-1][0] == mark.letter:
            shown[-1] = (mark.letter, mark.hue, shown[-1][2] or key in scene.strong)
        else:
            shown.append((mark.letter, mark.hue, key in scene.strong))
    letters = [
        Segment(display_safe(letter), palette.letters[hue] + Style(bold=True) if strong else palette.letters[hue])
        for letter, hue, strong in shown[:_LETTERS]
    ]
    if len(shown) > _LETTERS:
        letters.append(Segment("+", palette.ground + palette.dim))
    yield Segment(" " * (GUTTER - sum(cell_len(letter.text) for letter in letters)), palette.ground)
    yield from letters
    yield Segment(" " * GUTTER_GAP, palette.ground)


def _columns(entries: Sequence[Entry[str]], scene: Scene, palette: Palette) -> Iterator[Segment]:
    """In each column the letter of the first mark that belongs there, a stressed one before others; blank where none
    does."""
    shown: dict[int, Mark] = {}
    for _, _, key in entries:
        mark = scene.marks[key]
        if mark.column not in shown or (key in scene.strong and shown[mark.column].key not in scene.strong):
            shown[mark.column] = mark
    for column in range(scene.gutter):
        here = shown.get(column)
        if here is None:
            yield Segment(" ", palette.ground)
            continue
        style = palette.ground + palette.dim if here.quiet else palette.letters[here.hue]
        yield Segment(display_safe(here.letter)[:1], style + Style(bold=True) if here.key in scene.strong else style)
    yield Segment(" " * GUTTER_GAP, palette.ground)


def _body(text: str, line: Line, entries: Sequence[Entry[str]], scene: Scene, palette: Palette) -> Iterator[Segment]:
    raw = text[line.start : line.end]
    cells = _OneCell(raw, line.start) if is_one_cell(raw) else _Wide(raw, line.start)
    pieces = _Pieces(line, entries, scene, cells)
    for start, end, look in pieces:
        if look.over == "hint":
            yield Segment(cells.hint(start, end, scene.hints[start]), palette.style(look))
        else:
            style = palette.style(look)
            yield from (Segment(shown, style) for shown in cells.shown(start, end))
    if scene.caret == (line.end, line.end):
        yield Segment(" ", palette.style(Look(over="caret")))
    elif scene.selection and scene.selection.start <= line.end < min(line.limit, scene.selection.end):
        yield Segment(" ", palette.style(Look(over="selection")))


class _OneCell:
    """A line whose code points are one cell each."""

    def __init__(self, raw: str, start: int) -> None:
        self.start = start
        self.safe = display_safe(raw)
        self.worded = len(raw.rstrip(" \t"))
        self.replaced = (
            [start + place for place, (a, b) in enumerate(zip(raw, self.safe, strict=True)) if a != b]
            if (self.safe != raw)
            else []
        )

    def snapped(self, start: int, end: int) -> tuple[int, int]:
        return start, end

    def shown(self, start: int, end: int) -> Iterator[str]:
        yield self.safe[start - self.start : end - self.start]

    def after_cells(self, start: int, cells: int) -> int:
        return min(start + cells, self.start + len(self.safe))

    def hint(self, start: int, end: int, label: str) -> str:
        return label


class _Wide:
    """A line of graphemes of any width; pieces are whole graphemes."""

    def __init__(self, raw: str, start: int) -> None:
        self.clusters: list[Cluster] = clusters(raw, start)
        self.starts = [cluster.start for cluster in self.clusters]
        self.end = start + len(raw)
        self.worded = len(raw.rstrip(" \t"))
        self.replaced = [
            c.start for c in self.clusters if c.shown != raw[c.start - start : c.start - start + len(c.shown)]
        ]

    def snapped(self, start: int, end: int) -> tuple[int, int]:
        after = bisect_left(self.starts, end)
        return self.starts[bisect_right(self.starts, start) - 1], (
            self.starts[after] if after < len(self.starts) else self.end
        )

    def shown(self, start: int, end: int) -> Iterator[str]:
        """The piece as one string, or grapheme by grapheme where rich would measure the whole otherwise."""
        within = self._within(start, end)
        whole = "".join(cluster.shown for cluster in within)
        if cell_len(whole) == sum(cluster.width for cluster in within):
            yield whole
        else:
            yield from (cluster.shown for cluster in within)

    def after_cells(self, start: int, cells: int) -> int:
        for cluster in self._within(start, self.end):
            if cells <= 0:
                return cluster.start
            cells -= cluster.width
        return self.end

    def hint(self, start: int, end: int, label: str) -> str:
        return label.ljust(sum(cluster.width for cluster in self._within(start, end)))

    def _within(self, start: int, end: int) -> list[Cluster]:
        return self.clusters[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


class _Pieces:
    """The stretches of a line that look alike, in reading order, as ``(start, end, look)``."""

    def __init__(self, line: Line, entries: Sequence[Entry[str]], scene: Scene, cells: _OneCell | _Wide) -> None:
        self._line = line
        self._scene = scene
        self._worded = line.start + cells.worded if line.limit == line.end else line.end
        self._spans = [(*self._clipped(cells, start, end), (start, end, key)) for start, end, key in entries]
        self._replaced = {cells.snapped(offset, offset + 1) for offset in cells.replaced}
        self._gaps = [self._clipped(cells, *gap) for gap in _gaps(line, scene)]
        self._over = list(self._overlays(cells))

    def _clipped(self, cells: _OneCell | _Wide, start: int, end: int) -> tuple[int, int]:
        """The part on this line; what goes on to the next does not take the spaces that hang at its end."""
        last = self._worded if end >= self._line.limit else self._line.end
        return cells.snapped(max(start, self._line.start), min(end, max(last, start + 1, self._line.start + 1)))

    def _overlays(self, cells: _OneCell | _Wide) -> Iterator[tuple[int, int, str]]:
        """What lies over the text, the topmost first."""
        line, scene = self._line, self._scene
        for offset, label in scene.hints.items():
            if line.start <= offset < line.end:
                yield offset, cells.after_cells(offset, len(label)), "hint"
        if scene.caret and line.start <= scene.caret[0] < line.end:
            yield *self._clipped(cells, *scene.caret), "caret"
        if scene.selection and scene.selection.start < line.end and scene.selection.end > line.start:
            yield *self._clipped(cells, scene.selection.start, scene.selection.end), "selection"
        first = bisect_left(scene.matches, line.start, key=lambda match: match.end)
        for match in scene.matches[first:]:
            if match.start >= line.end:
                break
            if match.end > line.start:
                yield *self._clipped(cells, match.start, match.end), "match"

    def __iter__(self) -> Iterator[tuple[int, int, Look]]:
        line = self._line
        cuts = {line.start, line.end}
        for low, high in self._gaps:
            cuts.update((low, high))
        for low, high, _ in (*self._spans, *self._over):
            cuts.update((low, high))
        for replaced in self._replaced:
            cuts.update(replaced)
        for low, high, kind in self._over:
            if kind == "hint":
                cuts = {cut for cut in cuts if not low < cut < high}
        ordered = sorted(cuts)
        active: list[tuple[int, int, Entry[str]]] = []
        waiting = 0
        for start, end in pairwise(ordered):
            while waiting < len(self._spans) and self._spans[waiting][0] <= start:
                active.append(self._spans[waiting])
                waiting += 1
            active = [span for span in active if span[1] > start]
            yield start, end, self._look(start, [span[2] for span in active])

    def _look(self, start: int, covering: list[Entry[str]]) -> Look:
        over = next((kind for low, high, kind in self._over if low <= start < high), "")
        dim = bool(self._scene.hints) or any(low == start for low, _ in self._replaced)
        if over == "hint":
            return Look(over=over)
        if not covering:
            return Look(gap=any(low <= start < high for low, high in self._gaps), dim=dim, over=over)
        inner = min(covering, key=innermost_first)
        strong = any(entry[2] in self._scene.strong for entry in covering)
        if self._scene.columns:
            return self._look_of_several(covering, strong, dim, over)
        return Look(self._scene.marks[inner[2]].hue, strong, min(2, len(covering)), False, dim, over)

    def _look_of_several(self, covering: list[Entry[str]], strong: bool, dim: bool, over: str) -> Look:
        """Where several annotators' marks lie: quiet ones give way to the others."""
        marks = [self._scene.marks[entry[2]] for entry in sorted(covering, key=innermost_first)]
        loud = [mark for mark in marks if not mark.quiet]
        if not loud and not strong:
            return Look(dim=dim, over=over, quiet=True)
        return Look(
            (loud or marks)[0].hue, strong, min(2, len({mark.spans for mark in loud or marks})), False, dim, over
        )


def _gaps(line: Line, scene: Scene) -> Iterator[tuple[int, int]]:
    """The parts of the line between the spans of emphasised discontinuous mentions."""
    for key in scene.strong:
        mark = scene.marks.get(key)
        for before, after in zip(mark.spans, mark.spans[1:], strict=False) if mark else ():
            start, end = max(before.end, line.start), min(after.start, line.end)
            if start < end:
                yield start, end

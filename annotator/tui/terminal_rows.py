"""What stands on the terminal's rows, so that only cells that differ from it are sent.

The framework sends each line that was painted whole, and a reset and a full style with each piece of it. Most
keys change a few cells of two lines, in styles that stand beside each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from textual.strip import Strip

from annotator.core.patterns import late

_CERTAIN = late(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0373\u0376\u0377\u037b-\u037f\u0388-\u038a\u038e-\u03a1\u03a3-\u0482\u048a-\u052f"
    "\u2010-\u2015\u2018-\u2027\u2030-\u203a\u20a0-\u20bf\u2190-\u2193\u2500-\u259f\u25b8\u2713\u2717"
    "\u3001\u3002\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]*"
)
"""Text of which every terminal makes the same cells, each code point of its own: Latin, Greek, Cyrillic,
punctuation, kana, Han, Hangul. Emoji, combining marks and letters that join are not."""


_NOTHING: dict[int, Strip] = {}


class Piece(NamedTuple):
    """A part of a row that one widget painted, from cell ``x`` of row ``y``."""

    y: int
    x: int
    strip: Strip


class TerminalRows:
    """The pieces that were sent last. They never overlap."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, Strip]] = {}

    def forget(self) -> None:
        """Nothing is known of the terminal any more: all that is drawn next is sent."""
        self._rows.clear()

    def shows(self, piece: Piece) -> bool:
        """Whether a piece stands on the terminal as it is."""
        known = self._rows.get(piece.y, _NOTHING).get(piece.x)
        return known is piece.strip or known == piece.strip

    def draw(self, pieces: Iterable[Piece], colours: ColorSystem) -> str:
        """The control sequences and text that put ``pieces`` on the terminal; empty where they stand there."""
        sent: list[str] = []
        pen = ""
        segments: Sequence[Segment]
        for y, x, strip in pieces:
            row = self._rows.setdefault(y, {})
            before = row.get(x)
            if before is None or before.cell_length != strip.cell_length:
                _make_room(row, x, x + strip.cell_length)
                cell, segments = 0, list(strip)
            else:
                cell, segments = changed(list(before), list(strip))
            row[x] = strip
            if segments:
                sent.append(f"\x1b[{y + 1};{x + cell + 1}H")
                for text, style, _ in segments:
                    wanted = Strip.render_ansi(style, colours) if style is not None else ""
                    if wanted != pen:
                        sent.append(_turned(pen, wanted))
                        pen = wanted
                    sent.append(text)
        if pen:
            sent.append("\x1b[0m")
        return "".join(sent)


def _make_room(row: dict[int, Strip], start: int, end: int) -> None:
    """Forgets the pieces of a row that share a cell with ``[start, end)``."""
    for x in [x for x, strip in row.items() if x < end and x + strip.cell_length > start]:
        del row[x]


def changed(before: list[Segment], after: list[Segment]) -> tuple[int, Sequence[Segment]]:
    """The first cell that differs, and what stands from there to the last one, of two rows of equal width.

    Where the width of a character is up to the terminal, the whole row counts as changed: what follows it may
    stand in another cell there than here, and has to be sent along.
    """
    old, new = "".join([one.text for one in before]), "".join([one.text for one in after])
    head = _alike(zip(before, after, strict=False), 1)
    if head == len(new) == len(old):
        return 0, ()
    if not (_is_certain(old) and _is_certain(new)):
        return 0, after
    room = min(len(old), len(new)) - head
    tail = min(room, _alike(zip(reversed(before), reversed(after), strict=False), -1))
    return cell_len(new[:head]), _cut(after, head, len(new) - tail)


def _is_certain(text: str) -> bool:
    return (text.isascii() and text.isprintable()) or _CERTAIN.fullmatch(text) is not None


def _alike(pairs: Iterable[tuple[Segment, Segment]], step: Literal[1, -1]) -> int:
    """How many code points two rows have in common, with their styles, by what stands in the same place of both.

    ``pairs`` begin at the end of the rows that is looked at: the first for a ``step`` of 1, the last for -1.
    """
    count = 0
    for one, other in pairs:
        if one != other:
            (old, style, _), (new, now, _) = one, other
            return count + (_begins_alike(old[::step], new[::step]) if style == now else 0)
        count += len(one.text)
    return count


def _begins_alike(one: str, other: str) -> int:
    """The length of what both begin with."""
    for place, (old, new) in enumerate(zip(one, other, strict=False)):
        if old != new:
            return place
    return min(len(one), len(other))


def _cut(segments: Sequence[Segment], start: int, end: int) -> list[Segment]:
    """The code points from ``start`` to ``end`` of a row."""
    kept = []
    place = 0
    for one in segments:
        first, place = place, place + len(one.text)
        if place > start and first < end:
            whole = first >= start and place <= end
            kept.append(one if whole else Segment(one.text[max(0, start - first) : end - first], one.style))
    return kept


_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "21": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29"}
"""What ends an attribute (ECMA-48, select graphic rendition)."""


@lru_cache(4096)
def _turned(before: str, after: str) -> str:
    """The shortest sequence from one style to another; both as parameters of SGR, empty for none."""
    whole = f"\x1b[0;{after}m" if before else f"\x1b[{after}m"
    if not before or not after:
        return whole if after else "\x1b[0m"
    old_marks, old_colours = _taken_apart(before)
    new_marks, new_colours = _taken_apart(after)
    gone = [mark for mark in old_marks if mark not in new_marks]
    if any(mark not in _OFF for mark in gone) or any(ground not in new_colours for ground in old_colours):
        return whole
    ends = list(dict.fromkeys(_OFF[mark] for mark in gone))
    marks = [mark for mark in new_marks if mark not in old_marks or _OFF.get(mark) in ends]
    colours = [code for ground, code in new_colours.items() if old_colours.get(ground) != code]
    return min(f"\x1b[{';'.join([*ends, *marks, *colours])}m", whole, key=len)


def _taken_apart(codes: str) -> tuple[list[str], dict[str, str]]:
    """The attributes among parameters of SGR, and the two colours by "text" and "ground"."""
    marks: list[str] = []
    colours: dict[str, str] = {}
    left = iter(codes.split(";"))
    for code in left:
        if code in ("38", "48"):
            kind = next(left)
            values = [next(left) for _ in range(1 if kind == "5" else 3)]
            colours["text" if code == "38" else "ground"] = ";".join((code, kind, *values))
        elif len(code) > 1 and code[-2] in "39":
            colours["text"] = code
        elif len(code) > 1 and code[-2] in "40":
            colours["ground"] = code
        else:
            marks.append(code)
    return marks, colours

"""What the offsets of a source count, found out by the words that it says stand there.

Our offsets are code points. Other tools count UTF-16 code units, bytes of UTF-8, graphemes, or each CR LF as one
character, and few say which. A file is proved as a whole: the unit that it counts is the first under which all its
quotes are where it says; where there is none the file is refused.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, get_args

from annotator.core import breakers
from annotator.formats.base import FormatError, Unit

UNITS: tuple[Unit, ...] = get_args(Unit)
TRIED: tuple[Unit, ...] = ("code-points", "utf-16", "utf-8", "crlf")
"""The units that are tried where the user says none, in this order."""

UNIT_WORDS: dict[Unit, str] = {
    "code-points": "Unicode code points",
    "utf-16": "UTF-16 code units",
    "utf-8": "bytes of UTF-8",
    "crlf": "code points with each CR LF as one",
    "graphemes": "graphemes",
}

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_CRLF = re.compile("\r\n")


class OffsetMap:
    """Between code points of one text and another unit; a look-up takes O(log n), making it O(n)."""

    __slots__ = ("_after", "_counted", "_ends", "_starts", "length")

    def __init__(self, text: str, unit: Unit) -> None:
        self._starts: list[int] = []  # of all that counts otherwise than one for one: where it starts in the unit,
        self._ends: list[int] = []  # where it ends in the unit,
        self._counted: list[int] = []  # where it starts in code points,
        self._after: list[int] = []  # and where it ends in them
        place, reached = 0, 0
        for start, end, width in _uneven(text, unit):
            place += start - reached
            self._starts.append(place)
            self._counted.append(start)
            place, reached = place + width, end
            self._ends.append(place)
            self._after.append(end)
        self.length = place + len(text) - reached

    def code_point(self, offset: int) -> int | None:
        """The code point at an offset of the unit; None outside of the text, and within a character."""
        if not 0 <= offset <= self.length:
            return None
        passed = bisect_left(self._starts, offset) - 1
        if passed < 0:
            return offset
        if offset < self._ends[passed]:
            return None
        return self._after[passed] + offset - self._ends[passed]

    def offset(self, code_point: int) -> int | None:
        """The offset in the unit of a code point; None where it is within what the unit counts as one."""
        passed = bisect_left(self._counted, code_point) - 1
        if passed < 0:
            return code_point
        if code_point < self._after[passed]:
            return None
        return self._ends[passed] + code_point - self._after[passed]


def _uneven(text: str, unit: Unit) -> Iterator[tuple[int, int, int]]:
    """What does not count one for one: its start and end in code points, and how much it counts in the unit."""
    match unit:
        case "code-points":
            return
        case "utf-16":
            for found in _ASTRAL.finditer(text):
                yield found.start(), found.end(), 2
        case "utf-8":
            for found in _NOT_ASCII.finditer(text):
                character = found[0]
                width = 2 if character < "\u0800" else 3 if character < "\U00010000" else 4
                yield found.start(), found.end(), width
        case "crlf":
            for found in _CRLF.finditer(text):
                yield found.start(), found.end(), 1
        case "graphemes":
            start = 0
            for cluster in breakers.graphemes(text):
                if len(cluster) > 1:
                    yield start, start + len(cluster), 1
                start += len(cluster)


class Place(NamedTuple):
    """What a source says of one record: its pieces in its own offsets, the words there, and the line that says so.

    ``quote`` is None where the source does not tell the words; then only the offsets are looked at.
    """

    pieces: tuple[tuple[int, int], ...]
    quote: str | None = None
    line: int | None = None


Same = Callable[[str, str], bool]
"""Whether the words in the text and those of the source are the same."""


def exactly(there: str, said: str) -> bool:
    """The same code points."""
    return there == said


class Proof:
    """Finds the unit of one file, text by text. ``told`` is the unit that the user says it is; it is proved as well.

    ``gap`` joins the words of several pieces in a quote of the source.
    """

    def __init__(self, name: str, told: Unit | None = None, gap: str = " ", same: Same = exactly) -> None:
        self._name, self._gap, self._same = name, gap, same
        self._left: list[Unit] = [told] if told is not None else list(TRIED)

    @property
    def unit(self) -> Unit:
        """The unit in which all that was seen is proved."""
        return self._left[0]

    def see(self, text: str, places: Iterable[Place]) -> None:
        """Looks at the records of one text; FormatError for the first that no unit is left for."""
        if len(self._left) > 1 and text.isascii() and "\r\n" not in text:
            self._see_plain(text, places)
            return
        maps = {unit: OffsetMap(text, unit) for unit in self._left}
        for place in places:
            fitting = [unit for unit in self._left if self._fits(text, maps[unit], place, unit)]
            if not fitting:
                raise self._refusal(text, maps[self._left[0]], place)
            if place.quote is not None:  # without words nothing is proved, and it is what the format says it is
                self._left = fitting
            elif self._left[0] not in fitting:
                raise self._refusal(text, maps[self._left[0]], place)

    def _see_plain(self, text: str, places: Iterable[Place]) -> None:
        """All units are one here."""
        same = OffsetMap("", "code-points")
        same.length = len(text)
        for place in places:
            if not self._fits(text, same, place, "code-points"):
                raise self._refusal(text, same, place)

    def _fits(self, text: str, offsets: OffsetMap, place: Place, unit: Unit) -> bool:
        words = self._words(text, offsets, place)
        if words is None or place.quote is None:
            return words is not None
        if self._same(words, place.quote):
            return True
        return unit == "crlf" and self._same(words.replace("\r\n", "\n"), place.quote)

    def _words(self, text: str, offsets: OffsetMap, place: Place) -> str | None:
        words = []
        for start, end in place.pieces:
            first, last = offsets.code_point(start), offsets.code_point(end)
            if first is None or last is None or first >= last:
                return None
            words.append(text[first:last])
        return self._gap.join(words)

    def _refusal(self, text: str, offsets: OffsetMap, place: Place) -> FormatError:
        words = self._words(text, offsets, place)
        unit = UNIT_WORDS[self._left[0]]
        where = ", ".join(f"{start} to {end}" for start, end in place.pieces)
        if words is None:
            sentence = (
                f"The offsets {where} are empty, out of the text or within a character; counted in {unit}, "
                f"the text ends at {offsets.length}."
            )
        else:
            sentence = f"It says that {_short(place.quote or '')} stands at {where}, and there is {_short(words)}"
            sentence += " in whatever unit it is counted." if len(self._left) > 1 else f" counted in {unit}."
        return FormatError(self._name, place.line, sentence)


def _short(words: str) -> str:
    return repr(words if len(words) <= 60 else words[:59] + "…")


def unit_of(
    name: str,
    texts: Iterable[tuple[str, Iterable[Place]]],
    say: Callable[[str], None],
    told: str = "",
    *,
    gap: str = " ",
    same: Same = exactly,
) -> Unit:
    """The unit of the offsets of a whole file, said where it is not code points; FormatError, with the first bad line.

    ``texts`` are its texts with the records on each; ``told`` is the unit that the user says it is.
    """
    known = next((unit for unit in UNITS if unit == told), None)
    proof = Proof(name, known, gap, same)
    for text, places in texts:
        proof.see(text, places)
    if proof.unit != "code-points" and known is None:
        say(f"{name}: Its offsets count {UNIT_WORDS[proof.unit]}.")
    return proof.unit

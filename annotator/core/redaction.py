"""Words that must not go out, and stable pseudonyms in their places, with the offsets mended."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, count
from typing import Any, NamedTuple, TypeAlias

from annotator.core.model import Span, Spans

SHORT = 4
"""Code points of words below which they are only replaced where they stand alone: "Ann" stays in "Annual", and
"Droege" goes from "Droeges" too."""

_GAP = "\0"
_BEGINS, _ENDS = r"(?<!\w)", r"(?!\w)"
_GAPS = r"(?:[\s_./+,;:'’-]|%20)+"
"""What may stand between the words of a name: in a text a line end, in an id or address a dash."""
_WORD = re.compile(r"\w+(?:['’-]\w+)*")

Trie: TypeAlias = dict[str, Any]


def words_of(text: str) -> Iterator[str]:
    """The words of a text as they stand in it."""
    return (found[0] for found in _WORD.finditer(text))


def name_words(mention: str) -> Iterator[str]:
    """The words of a mention of several words that may be a name by themselves: those with a capital."""
    words = list(words_of(mention))
    if len(words) > 1:
        for word in words:
            if len(word) > 1 and word[0].isalpha() and word.casefold() != word:
                yield word


class Redactor:
    """Replaces words; ``pseudonyms`` gives for each of them what takes its place.

    Letters match in both cases and in composed and decomposed form, and any gap between two words matches any other.
    """

    def __init__(self, pseudonyms: Mapping[str, str]) -> None:
        self._pseudonyms: dict[str, str] = {}
        trie: Trie = {}
        for words, pseudonym in pseudonyms.items():
            for form in ("NFC", "NFD"):
                pieces = _pieces(unicodedata.normalize(form, words))
                if pieces and self._pseudonyms.setdefault(_key(pieces), pseudonym) == pseudonym:
                    _put(trie, pieces)
        self._found = re.compile(_pattern(trie), re.IGNORECASE) if trie else None

    def matches(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where such words stand, in order and apart, and what takes their place."""
        if self._found is None:
            return
        for found in self._found.finditer(text):
            pseudonym = self._pseudonyms.get(_key(_pieces(found[0])))
            if pseudonym is not None:
                yield found.start(), found.end(), pseudonym

    def plain(self, text: str) -> str:
        """A text with pseudonyms in the places of the words."""
        return Redacted.of(text, self.matches(text)).text


def _pieces(words: str) -> str:
    return _GAP.join(re.findall(r"[^\s_./+,;:'’-]+", words.replace("%20", " ")))


def _key(pieces: str) -> str:
    return unicodedata.normalize("NFC", pieces).casefold()


def _put(trie: Trie, pieces: str) -> None:
    letters = [letter.lower() if len(letter.lower()) == 1 else letter for letter in pieces]
    has_words = any(letter.lower() != letter.upper() or letter.isdecimal() for letter in pieces)  # not all scripts do
    node = trie.setdefault(_BEGINS, {}) if has_words else trie
    for letter in letters:
        node = node.setdefault(letter, {})
    if has_words and (len(pieces) < SHORT or pieces[-1].isdecimal()):
        node = node.setdefault(_ENDS, {})
    node[""] = {}


def _pattern(trie: Trie) -> str:
    """An expression that takes the longest; letters that lead only one way stand in a row, so that it is not deep."""
    row: list[str] = []
    node = trie
    while len(node) == 1 and "" not in node:
        ((letter, node),) = node.items()
        row.append(_written(letter))
    # Of words that begin alike the longest is to be found: what must end here comes last.
    ways = [_written(letter) + _pattern(node[letter]) for letter in sorted(node, key=_ENDS.__eq__) if letter]
    if ways:
        row.append(f"(?:{'|'.join(ways)}){'?' if '' in node else ''}")
    return "".join(row)


def _written(letter: str) -> str:
    if letter == _GAP:
        return _GAPS
    return letter if letter.startswith("(?") else re.escape(letter)


class Redacted(NamedTuple):
    """A text with other words in places of it, and how offsets of the one are those of the other."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    shifts: tuple[int, ...]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, text: str, places: Iterable[tuple[int, int, str]]) -> Redacted:
        """``text`` with the words of ``places``, which are in order and apart, in the places of its own."""
        found = list(places)
        parts: list[str] = []
        before = 0
        for start, end, words in found:
            parts += (text[before:start], words)
            before = end
        parts.append(text[before:])
        grown = accumulate(len(words) - (end - start) for start, end, words in found)
        return cls(
            "".join(parts),
            tuple(start for start, _, _ in found),
            tuple(end for _, end, _ in found),
            (0, *grown),
            tuple(len(words) for _, _, words in found),
        )

    def spans(self, spans: Spans) -> Spans:
        """The spans in the new text; one that begins or ends within replaced words covers all that replaces them."""
        moved: list[Span] = []
        for span in spans:
            start, end = self._start(span.start), self._end(span.end)
            if moved and start < moved[-1].end:
                before = moved.pop()
                start, end = before.start, max(before.end, end)
            moved.append(Span(start, end))
        return tuple(moved)

    def _start(self, offset: int) -> int:
        place = bisect_right(self.starts, offset) - 1
        if place >= 0 and offset < self.ends[place]:
            return self.starts[place] + self.shifts[place]
        return offset + self.shifts[place + 1]

    def _end(self, offset: int) -> int:
        place = bisect_right(self.starts, offset - 1) - 1
        if place >= 0 and offset <= self.ends[place]:
            return self.starts[place] + self.shifts[place] + self.lengths[place]
        return offset + self.shifts[place + 1]


def pseudonyms(prefix: str, others: Iterable[str]) -> Iterator[str]:
    """Names for things of one label, none of which any of ``others`` is in: PERSON_1, PERSON_2, …"""
    taken = [one.casefold() for one in others]
    letters = re.sub(r"\W+", "_", prefix).upper().strip("_") or "X"
    for stem in (letters, "NAME", "WORDS", "THING", "X", "Q"):
        if not any(len(one) >= SHORT and one in f"{stem}_".casefold() for one in taken):
            letters = stem
            break
    return (f"{letters}_{number}" for number in count(1))

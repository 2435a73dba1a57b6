"""Where graphemes and words begin and end, by the Unicode rules that ICU keeps.

Every function looks at a bounded window around a position, so that its cost does not depend on the
document's length. A window starts where a boundary is certain: after a line end, white space or
ideographic punctuation, or between two plain characters. Text without such a place (a word of a
megabyte) is taken in pieces of at most twice the caps below. Words follow UAX #29 and ICU's
dictionaries, with what annotators expect on top: "co-founder", "AT&T", "$14.3", "14%" and "10–12" are
one word each, a symbol such as an emoji is a word, and the "'s" of "Meta's" is not part of the word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from annotator.core import breakers
from annotator.core.model import Span
from annotator.core.patterns import late

GRAPHEME_CAP = 4096
"""The longest grapheme cluster that is kept whole, in code points."""

WORD_CAP = 512
"""A run without white space is looked at in pieces of one to two times this length."""

WORDLESS = 2048
"""How many code points without a word (rules of dashes, lone marks) a movement by word crosses at once."""

PLAIN = (
    "\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u0621-\u064a\u0e01-\u0e30"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff"
    "\uff01-\uff5e\U0001f300-\U0001f3fa\U0001f400-\U0001faff"
)
"""Inside of a regular expression's class: characters between any two of which a grapheme ends."""

_PLAIN = late(f"[{PLAIN}]")
_NOT_SPACE = late(r"\S")
_CJK_STOPS = "、。〈〉《》「」『』【】！，：；？"
_STRETCH_END = late(rf"[\s{_CJK_STOPS}]")
_JOINERS = frozenset("-‐‑&")
_RANGE_DASHES = frozenset("–-")
_SIGNS = frozenset("+-−±")
_AFTER_NUMBERS = frozenset("%‰°")
_POSSESSIVE = late(r"(?<=\w)['’][sS]$")


# Graphemes


def is_plain(character: str) -> bool:
    """Whether a grapheme ends between this character and another such."""
    return " " <= character <= "~" or _PLAIN.match(character) is not None


@cache
def _last_certain() -> re.Pattern[str]:
    """Takes all up to the last certain boundary; made when it is first needed, which takes 3 ms."""
    return re.compile(rf"(?s:.*)(?:[{PLAIN}](?=[{PLAIN}])|\n)")


def _certain(text: str, position: int) -> bool:
    """Whether a grapheme certainly ends before ``position``, judged by the two characters around it."""
    before, after = text[position - 1], text[position]
    return before == "\n" or (is_plain(before) and is_plain(after))


def _grapheme_sync(text: str, position: int) -> int:
    """The last certain boundary at or before ``position``, one to two times ``GRAPHEME_CAP`` back at most.

    Where there is none, a fixed place: the two halves of a row of flags must not depend on who asks.
    """
    near = max(0, position - 8)
    for place in range(position, near, -1):
        if _certain(text, place):
            return place
    lowest = max(0, (near // GRAPHEME_CAP - 1) * GRAPHEME_CAP)
    found = _last_certain().match(text, lowest, near + 1)
    return found.end() if found else lowest


def _cluster_end(text: str, start: int) -> int:
    """Where the grapheme that starts at ``start`` ends, at most ``GRAPHEME_CAP`` later."""
    length = 32
    while True:
        end = min(len(text), start + length)
        reached = start + len(next(iter(breakers.graphemes(text[start:end]))))
        if reached < end or end == len(text) or length >= GRAPHEME_CAP:
            return reached
        length = min(length * 8, GRAPHEME_CAP)


def _cluster_around(text: str, position: int) -> Span:
    start = _grapheme_sync(text, position)
    end = min(len(text), position + 1)
    for cluster in breakers.graphemes(text[start:end]):
        if start + len(cluster) > position:
            break
        start += len(cluster)
    start += (position - start) // GRAPHEME_CAP * GRAPHEME_CAP
    return Span(start, max(_cluster_end(text, start), position + 1))


def grapheme_at(text: str, position: int) -> Span:
    """The grapheme cluster that holds the code point at ``position``; IndexError outside of the text."""
    if not 0 <= position < len(text):
        raise IndexError(f"no code point {position} in a text of {len(text)}")
    after = position + 1
    if (position == 0 or _certain(text, position)) and (after == len(text) or _certain(text, after)):
        return Span(position, after)
    return _cluster_around(text, position)


def grapheme_start(text: str, position: int) -> int:
    """``position``, held to the text and moved back to the start of its grapheme; the text's end is one too."""
    if position >= len(text):
        return len(text)
    return grapheme_at(text, position).start if position > 0 else 0


def next_grapheme(text: str, position: int) -> int:
    """The first grapheme boundary after ``position``; at the text's end, that end."""
    return grapheme_at(text, position).end if position < len(text) else len(text)


def previous_grapheme(text: str, position: int) -> int:
    """The last grapheme boundary before ``position``; at the text's start, 0."""
    return grapheme_at(text, position - 1).start if position > 0 else 0


# Words


def _stretch_sync(text: str, position: int, lowest: int) -> int | None:
    """The last place in ``[lowest, position]`` after white space or ideographic punctuation, or the text's start."""
    for place in range(position, max(lowest, 1) - 1, -1):
        before = text[place - 1]
        if before.isspace() or before in _CJK_STOPS:
            return place
    return 0 if lowest <= 0 else None


def _stretch(text: str, position: int) -> tuple[int, int]:
    """The piece of text without white space (or nearly: see WORD_CAP) that words at ``position`` lie in.

    Pieces of one run never overlap: the first ends at a multiple of the cap, as do all that follow.
    """
    start = _stretch_sync(text, position, position - 2 * WORD_CAP)
    limit = (start // WORD_CAP + 2) * WORD_CAP if start is not None else 0
    if start is None or position >= limit:
        start = position // WORD_CAP * WORD_CAP
        limit = start + WORD_CAP
    start, limit = grapheme_start(text, start), grapheme_start(text, limit)
    if limit <= position:
        return start, grapheme_at(text, position).end
    stop = _STRETCH_END.search(text, position, limit)
    end = limit if stop is None else stop.start() + (text[stop.start()] in _CJK_STOPS)
    return start, max(end, position + 1)


def _wordlike(piece: str) -> bool:
    return any(character.isalnum() or unicodedata.category(character) in ("So", "Co") for character in piece)


def _joined(left: str, middle: str, right: str) -> bool:
    """Whether ``middle`` ties the pieces around it into one word."""
    if middle in _JOINERS and left[-1].isalnum() and right[0].isalnum():
        return True
    return middle in _RANGE_DASHES and left[-1].isdigit() and right[0].isdigit()


def _words_in(text: str, start: int, end: int) -> list[Span]:
    """The words of a stretch, in reading order; see ``_whole`` for what they still may lack."""
    pieces: list[tuple[int, str]] = []
    place = start
    for piece in breakers.words(text[start:end]):
        pieces.append((place, piece))
        place += len(piece)
    words: list[Span] = []
    index = 0
    while index < len(pieces):
        if _wordlike(pieces[index][1]):
            last = _last_joined(pieces, index)
            words.append(_dressed(pieces, index, last))
            index = last
        index += 1
    return words


def _whole(text: str, word: Span) -> Span:
    """The word with the graphemes at its ends taken in whole: a vowel sign after a space is in the space's."""
    start, last = grapheme_start(text, word.start), grapheme_at(text, word.end - 1)
    return word if (start, last.end) == (word.start, word.end) else Span(start, last.end)


def _last_joined(pieces: list[tuple[int, str]], index: int) -> int:
    while index + 2 < len(pieces) and _joined(pieces[index][1], pieces[index + 1][1], pieces[index + 2][1]):
        index += 2
    return index


def _dressed(pieces: list[tuple[int, str]], first: int, last: int) -> Span:
    """The span of the joined pieces with the currency, sign or per cent of a number, without a possessive."""
    start, opening = pieces[first]
    end = pieces[last][0] + len(pieces[last][1])
    closing = pieces[last][1]
    if opening[0].isdigit():
        if first and unicodedata.category(pieces[first - 1][1][0]) == "Sc":
            first -= 1
        if first == 1 and pieces[0][1] in _SIGNS:
            first = 0
        start = pieces[first][0]
    if closing[-1].isdigit() and last + 1 < len(pieces):
        following = pieces[last + 1][1]
        if following in _AFTER_NUMBERS or unicodedata.category(following[0]) == "Sc":
            end += len(following)
    possessive = _POSSESSIVE.search(closing)
    return Span(start, end - (len(possessive[0]) if possessive else 0))


def _stretches_from(text: str, position: int) -> Iterator[tuple[int, list[Span]]]:
    """The end and the words of each stretch, beginning with the one that holds ``position``."""
    limit = min(len(text), position + WORDLESS)
    while position < limit:
        start, end = _stretch(text, position)
        yield end, _words_in(text, start, end)
        following = _NOT_SPACE.search(text, end)
        position = following.start() if following else len(text)


def _stretches_back(text: str, position: int) -> Iterator[tuple[int, list[Span]]]:
    """The start and the words of each stretch, beginning with the one before ``position``, the last word first."""
    position = space_start(text, position)
    limit = max(0, position - WORDLESS)
    while position > limit:
        start, end = _stretch(text, position - 1)
        yield start, _words_in(text, start, end)[::-1]
        position = space_start(text, start)


def space_start(text: str, position: int) -> int:
    """Where the white space that ends at ``position`` starts."""
    while position > 0:
        lowest = max(0, position - 512)
        kept = text[lowest:position].rstrip()
        if kept:
            return lowest + len(kept)
        position = lowest
    return 0


def word_at(text: str, position: int) -> Span | None:
    """The word that holds the code point at ``position``; None on white space and punctuation.

    A position on the "'s" after a word counts as on the word.
    """
    if position >= len(text) or text[position].isspace():
        return None
    start, end = _stretch(text, position)
    for word in _words_in(text, start, end):
        if word.start <= position < word.end:
            return _whole(text, word)
        if word.end <= position < word.end + 2 and _POSSESSIVE.fullmatch(text, word.end, word.end + 2):
            return word
    return None


def next_word_start(text: str, position: int) -> int:
    """Where the next word after ``position`` starts; without one, the text's end."""
    crossed = position
    for end, words in _stretches_from(text, position):
        for word in words:
            if word.start > position and (start := _whole(text, word).start) > position:
                return start
        crossed = end
    return crossed if _more(text, crossed) else len(text)


def _more(text: str, crossed: int) -> bool:
    """Whether text is left after ``WORDLESS`` code points without a word: then a movement stops there."""
    return _NOT_SPACE.search(text, crossed) is not None


def previous_word_start(text: str, position: int) -> int:
    """Where the last word that starts before ``position`` does; without one, 0."""
    crossed = 0
    for start, words in _stretches_back(text, position):
        for word in words:
            if word.start < position:
                return _whole(text, word).start
        crossed = start
    return crossed if space_start(text, crossed) else 0

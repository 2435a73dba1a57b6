"""Where sentences and paragraphs begin and end, and what a span grows to.

A paragraph is a line of the file. Sentences follow UAX #29 with ICU's English abbreviations; they never
cross a paragraph's end, and neither an initial ("J. Doe") nor a quoted question ("Why?" she said) ends one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from annotator.core import breakers
from annotator.core.model import Span
from annotator.core.patterns import late
from annotator.core.segments import grapheme_start, space_start, word_at

LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"
"""Each ends a paragraph and a display line; "\\r\\n" does so as one."""

SENTENCE_CAP = 4096
"""How far around a position a sentence is sought, in code points."""

_NOT_SPACE = late(r"\S")
_INITIAL = late(r"(?<![\w.])[^\W\d_]\.\s*$")
_ACRONYM = late(r"(?<![\w.])[A-ZÀ-ÖØ-Þ]{2,}\.[\"'”’)]*\s+(?=[A-ZÀ-ÖØ-Þ])")
"""The end of a sentence that ICU overlooks: it takes "CEO." for an initial, for it ends like one."""
_DOTTED = late(r"(?<![\w.])(?:[^\W\d_]\.){2,}\s*$")
_STARTERS = late(r"(?:A|An|And|As|At|But|He|I|If|In|It|On|She|So|That|The|They|This|We|When|You)\b")
_QUOTE_ENDS = frozenset("\"'”’»」』")
_CLAUSE_END = late(r"[,;:!?()\[\]{}—。、！？；：，「」『』“”„«»\"]|[.](?=\s|$)|\s[-–](?=\s)")


# Paragraphs


def _line_start(text: str, position: int, lowest: int = 0) -> int:
    """Where the line that holds ``position`` starts, or ``lowest`` where that is later."""
    if 0 < position < len(text) and text[position] == "\n" and text[position - 1] == "\r":
        position -= 1
    high, reach = position, 256
    while high > lowest:
        low = max(lowest, high - reach)
        found = max(text.rfind(end, low, high) for end in LINE_ENDS)
        if found >= 0:
            return found + 1
        high, reach = low, reach * 4
    return lowest


def _line_stop(text: str, position: int, highest: int) -> int:
    """Where the line that holds ``position`` ends, without its line end, or ``highest`` where that is earlier."""
    if 0 < position < len(text) and text[position] == "\n" and text[position - 1] == "\r":
        return position - 1
    low, reach = position, 256
    while low < highest:
        high = min(highest, low + reach)
        found = [place for end in LINE_ENDS if (place := text.find(end, low, high)) >= 0]
        if found:
            return min(found)
        low, reach = high, reach * 4
    return highest


def paragraph_at(text: str, position: int) -> Span | None:
    """The paragraph that holds ``position``, without its line end; None where the line is empty."""
    start, end = _line_start(text, position), _line_stop(text, position, len(text))
    return Span(start, end) if start < end else None


def next_paragraph(text: str, position: int) -> int:
    """Where the next paragraph that is not blank starts; without one, the text's end."""
    end = _line_stop(text, position, len(text))
    return _first_of_line(text, end)


def _first_of_line(text: str, position: int) -> int:
    found = _NOT_SPACE.search(text, position)
    return max(position, _line_start(text, found.start(), position)) if found else len(text)


def previous_paragraph(text: str, position: int) -> int:
    """Where the paragraph at ``position`` starts, or from there the one before that is not blank; at the first, 0."""
    start = _line_start(text, position)
    if start < position and not text[start:position].isspace():
        return start
    kept = space_start(text, start)
    return _line_start(text, kept - 1) if kept else 0


# Sentences


def _sentences_around(text: str, position: int) -> list[Span]:
    """The sentences of the paragraph at ``position``, at most ``SENTENCE_CAP`` to each side, in reading order."""
    low, high = max(0, position - SENTENCE_CAP), min(len(text), position + SENTENCE_CAP)
    start = grapheme_start(text, _line_start(text, position, low))
    end = _line_stop(text, position, high)
    found: list[Span] = []
    place = opening = start
    held = ""
    for piece in _broken(text[start:end]):
        if held and not _continues(held, piece):
            found.extend(_trimmed(text, opening, place))
            opening, held = place, ""
        held += piece
        place += len(piece)
    found.extend(_trimmed(text, opening, place))
    return found


@lru_cache(8)
def _broken(paragraph: str) -> tuple[str, ...]:
    """The pieces of a paragraph. Several keys in a row ask for those of the same."""
    return tuple(_pieces(paragraph))


def _pieces(text: str) -> Iterator[str]:
    """What ICU takes for sentences, parted where an acronym ends one."""
    for piece in breakers.sentences(text):
        cut = 0
        for match in _ACRONYM.finditer(piece):
            yield piece[cut : match.end()]
            cut = match.end()
        yield piece[cut:]


def _continues(before: str, piece: str) -> bool:
    """Whether ``piece`` goes on with the sentence that ICU ended after ``before``."""
    first = piece[:1]
    if first.islower():
        return before.rstrip()[-1:] in _QUOTE_ENDS
    if _DOTTED.search(before) is not None:
        return _STARTERS.match(piece) is None
    return _INITIAL.search(before) is not None and first.isupper()


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    words = text[start:end]
    kept = words.strip()
    if kept:
        first = start + len(words) - len(words.lstrip())
        yield Span(first, first + len(kept))


def sentence_at(text: str, position: int) -> Span | None:
    """The sentence that holds ``position``, without white space around it; between two, the one before.

    None where the paragraph is blank.
    """
    found = _sentences_around(text, position)
    before = [sentence for sentence in found if sentence.start <= position]
    return before[-1] if before else next(iter(found), None)


def next_sentence(text: str, position: int) -> int:
    """Where the next sentence starts; without one, the text's end."""
    for sentence in _sentences_around(text, position):
        if sentence.start > position:
            return sentence.start
    end = _line_stop(text, position, min(len(text), position + SENTENCE_CAP))
    found = _NOT_SPACE.search(text, end)
    return max(found.start(), position + 1) if found else len(text)


def previous_sentence(text: str, position: int) -> int:
    """Where the last sentence that starts before ``position`` does; without one, 0."""
    while position > 0:
        earlier = [sentence.start for sentence in _sentences_around(text, position) if sentence.start < position]
        if earlier:
            return earlier[-1]
        position = min(position - 1, space_start(text, position))
    return 0


# Growing


def phrase_at(text: str, span: Span) -> Span | None:
    """The name or amount that holds ``span``, else the clause between punctuation that does."""
    from annotator.core.suggestions import candidates_in  # its expressions take 6 ms, which a start can do without

    sentence = sentence_at(text, span.start)
    if sentence is None or not sentence.contains(span):
        return None
    for candidate in candidates_in(text, sentence.start, sentence.end):
        if candidate.span.contains(span) and candidate.span != span:
            return candidate.span
    start, end = sentence.start, sentence.end
    for mark in _CLAUSE_END.finditer(text, sentence.start, sentence.end):
        if mark.end() <= span.start:
            start = mark.end()
        elif mark.start() >= span.end:
            end = mark.start()
            break
    return next(_trimmed(text, start, end), None)


def grow(text: str, span: Span) -> Span:
    """The next larger of word, phrase, sentence, paragraph and document around ``span``.

    Each step is strictly larger; what is already the whole document stays.
    """
    for wider in _wider(text, span):
        if wider is not None and wider.contains(span) and wider != span:
            return wider
    return Span(0, len(text)) if text else span


def _wider(text: str, span: Span) -> Iterator[Span | None]:
    last = span.end - 1
    yield _covering(word_at(text, span.start), word_at(text, last))
    yield phrase_at(text, span)
    yield _covering(sentence_at(text, span.start), sentence_at(text, last))
    yield _covering(paragraph_at(text, span.start), paragraph_at(text, last))


def _covering(first: Span | None, last: Span | None) -> Span | None:
    return Span(first.start, max(first.end, last.end)) if first and last else None

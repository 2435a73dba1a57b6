"""Where the words of a text stand in another version of it: for sure, by likeness, or nowhere."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from rapidfuzz import fuzz

from annotator.core.model import QUOTE_GAP, Span, Spans
from annotator.core.quotes import Part, held_by_quotes, is_inside, occurrences
from annotator.core.textdiff import Block, aligned, moved_blocks

CONTEXT = 12
"""Code points before and after a quote, taken together, that must be as they were for its place to be sure."""

LIKENESS = 80.0
"""Of 100: two stretches are alike where rapidfuzz's normalised Indel similarity is at least this."""

AHEAD = 8.0
"""By so much the likest place must be ahead of any other."""

FARTHEST = 4000
"""Code points between two sure places within which words are looked for by likeness."""

TELLING = 12
"""A quote of so many code points, once in a text, tells its place even where nothing around it is known."""


class Place(NamedTuple):
    """Where a record's words are now; ``sure`` is False where they were found by likeness."""

    spans: Spans
    sure: bool


def parts_of(spans: Spans, quote: str) -> list[Part]:
    """A record's spans, each with its words; without words where the quote is not as long as the spans."""
    found, at = [], 0
    for span in spans:
        found.append((span, quote[at : at + len(span)]))
        at += len(span) + len(QUOTE_GAP)
    whole = QUOTE_GAP.join(words for _, words in found) == quote
    return found if whole and at == len(quote) + len(QUOTE_GAP) else [(span, "") for span in spans]


class Finder:
    """Two versions of a text, compared. ``old`` is None where only the words of ``parts`` are known of it."""

    def __init__(self, parts: Sequence[Part], old: str | None, new: str) -> None:
        self._old, self._new = old, new
        known = sorted({part for part in parts if part[1]}, key=lambda part: (part[0].start, -part[0].end, part[1]))
        self._end = len(old) if old is not None else max((span.end for span, _ in known), default=0)
        self._said: dict[str, list[int]] = {}
        for span, words in known:
            self._said.setdefault(words, []).append(span.start)
        self._shared = aligned(old, new) if old is not None else held_by_quotes(known, new)
        self._starts = [block.old for block in self._shared]
        self._moved = moved_blocks(old, new, self._shared) if old is not None else []
        self._moved_starts = [block.old for block in self._moved]
        self._single: dict[str, bool] = {}

    def find(self, parts: Sequence[Part]) -> Place | None:
        """Where the parts of a record are now, each by itself; None where one of them is not found, or out of order."""
        spans: list[Span] = []
        all_sure = True
        for span, words in parts:
            found = self._find(span, words) if words else None
            if found is None or (spans and found[0].start < spans[-1].end):
                return None
            spans.append(found[0])
            all_sure = all_sure and found[1]
        return Place(tuple(spans), all_sure)

    def alone(self, words: str) -> Span | None:
        """Where words stand that the new text has once, not within other words; else None."""
        found = list(islice(occurrences(self._new, words, 0, len(self._new)), 2))
        return found[0] if len(found) == 1 else None

    def _find(self, span: Span, words: str) -> tuple[Span, bool] | None:
        for blocks, starts in ((self._shared, self._starts), (self._moved, self._moved_starts)):
            place = bisect_right(starts, span.start) - 1
            if place >= 0 and span.end <= blocks[place].old + blocks[place].length:
                found = self._within(blocks[place], span, words)
                if found is not None:
                    return found
        near = self.alone(words) if self._old is not None and self._is_single(words) else None
        if near is None:
            near = self._near(span, words)
        return (near, False) if near is not None else None

    def _within(self, block: Block, span: Span, words: str) -> tuple[Span, bool] | None:
        """The place in a stretch that both versions share."""
        at = Span(span.start + block.shift, span.end + block.shift)
        if self._new[at.start : at.end] != words or not self._is_bounded(block, span, at):
            return None
        before = CONTEXT if block.old == block.new == 0 else span.start - block.old
        after = block.old + block.length - span.end
        if self._old is not None and block.old + block.length == len(self._old):
            after = CONTEXT if block.new + block.length == len(self._new) else after
        return at, before + after >= CONTEXT or (self._old is not None and self._is_single(words))

    def _is_bounded(self, block: Block, span: Span, at: Span) -> bool:
        """Whether the words end where they ended: not in the middle of what is one word now."""
        if span.start == block.old and is_inside(self._new, at.start):
            return self._old is not None and is_inside(self._old, span.start)
        if span.end == block.old + block.length and is_inside(self._new, at.end):
            return self._old is not None and is_inside(self._old, span.end)
        return True

    def _near(self, span: Span, words: str) -> Span | None:
        """The place by likeness, between what is sure before and after; None where there is none, or several."""
        gap, low, high = self._window(span)
        if low >= high:
            return None
        before = self._places_before(words, gap)
        same = list(islice(occurrences(self._new, words, low, high), len(before) + 1))
        if same:
            return same[before.index(span.start)] if span.start in before and len(same) == len(before) else None
        if high - low > max(FARTHEST, 2 * len(words)):
            return None
        within = _whole_words(self._new, low, high)
        return self._likest(words, within.start, within.end)

    def _likest(self, words: str, low: int, high: int) -> Span | None:
        text = self._new[low:high]
        whole = _stripped(text, words)
        if whole is not None and fuzz.ratio(words, text[whole.start : whole.end]) >= LIKENESS:
            return Span(low + whole.start, low + whole.end)
        best = _best(words, text)
        if best is None or best[1] < LIKENESS:
            return None
        span, score = best
        for rest in (text[: span.start], text[span.end :]):
            other = _best(words, rest)
            if other is not None and other[1] > score - AHEAD:
                return None
        return Span(low + span.start, low + span.end)

    def _window(self, span: Span) -> tuple[Span, int, int]:
        """Between which offsets of the new text a span must be; and of which gap of the old text it is a part."""
        first = bisect_right(self._starts, span.start) - 1
        last = bisect_left(self._starts, span.end)
        low, old_low = 0, 0
        if first >= 0:
            block = self._shared[first]
            old_low = min(span.start, block.old + block.length)
            low = old_low + block.shift
        high, old_high = len(self._new), self._end
        if last < len(self._shared):
            old_high, high = self._shared[last].old, self._shared[last].new
        if last > 0 and self._shared[last - 1].old + self._shared[last - 1].length >= span.end:
            old_high = span.end
            high = span.end + self._shared[last - 1].shift
        return Span(old_low, max(old_high, old_low + 1)), low, high

    def _places_before(self, words: str, gap: Span) -> list[int]:
        """Where the old text has the words within a gap, as far as it is known."""
        if self._old is not None:
            return [span.start for span in occurrences(self._old, words, gap.start, gap.end)]
        said = self._said[words]
        return said[bisect_left(said, gap.start) : bisect_left(said, gap.end)]

    def _is_single(self, words: str) -> bool:
        """Whether both versions have the words once."""
        if words not in self._single:
            texts = (self._new, self._old or "")
            self._single[words] = all(0 <= text.find(words) == text.rfind(words) for text in texts)
        return self._single[words]


def _stripped(text: str, words: str) -> Span | None:
    """All of a text but the white space around it that ``words`` do not have; None where nothing is left."""
    start = len(text) - len(text.lstrip()) if not words[:1].isspace() else 0
    end = len(text.rstrip()) if not words[-1:].isspace() else len(text)
    return Span(start, end) if start < end else None


def _best(words: str, text: str) -> tuple[Span, float] | None:
    """The stretch of a text that is likest to ``words``, out to the ends of its words, and how like it is."""
    found = fuzz.partial_ratio_alignment(words, text) if text else None
    if found is None or found.dest_start >= found.dest_end:
        return None
    whole = _whole_words(text, found.dest_start, found.dest_end)
    start, end = whole.start, whole.end
    span = _stripped(text[start:end], words)
    if span is None:
        return None
    return Span(start + span.start, start + span.end), fuzz.ratio(words, text[start + span.start : start + span.end])


def _whole_words(text: str, start: int, end: int) -> Span:
    """A stretch of a text, out to the ends of the words in which it begins and ends."""
    while is_inside(text, start):
        start -= 1
    while is_inside(text, end):
        end += 1
    return Span(start, end)

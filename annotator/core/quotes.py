"""Two versions of a text compared where of the old one only quotes are known: what is as far apart as before.

Repeated words tell nothing of their place, in a table least of all. So a stretch that the two share begins and ends
with a quote that can be in one place only: its words are there once, or with those of the quotes next to it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from annotator.core.model import Span, envelope
from annotator.core.textdiff import Block

Part: TypeAlias = tuple[Span, str]
"""A span of the old text and its words; no words where they are not known."""

NEIGHBOURS = 6
"""How many quotes after one that has moved are asked whether they have moved as far."""

MOST_PLACES = 2000
"""Words that are in a text more often are not looked for: they tell nothing."""

MOST_ASKED = 50
"""Places of a quote, from where it is expected on, at which the quotes after it are asked."""


def held_by_quotes(parts: Sequence[Part], new: str) -> list[Block]:
    """The stretches that a text has kept in their order. ``parts`` are in the order of the old text, all with words.

    What lies between two quotes that have moved as far is taken to have done so.
    """
    quotes = _Quotes(parts, new)
    found: list[Block] = []
    for shift, group in quotes.by_shift():
        telling = [Span(0, 1)] if shift == 0 and not found else []
        for ordered in (group, group[::-1]):
            telling += islice((parts[number][0] for number in ordered if quotes.tells(number, shift)), 1)
        last = found[-1] if found else Block(0, 0, 0)
        hull = envelope(telling) if telling else None
        if hull is not None and hull.start >= last.old + last.length and hull.start + shift >= last.new + last.length:
            found.append(Block(hull.start, hull.start + shift, len(hull)))
    return found


class _Quotes:
    """Quotes of the old text, and where the new one has their words."""

    def __init__(self, parts: Sequence[Part], new: str) -> None:
        self._parts, self._new = parts, new
        self._places: dict[str, list[int]] = {}

    def by_shift(self) -> Iterator[tuple[int, list[int]]]:
        """Quotes in a row that have moved as far, and how far that is; those that are not found are left out."""
        shift = 0
        group: list[int] = []
        for number in range(len(self._parts)):
            if not self._fits(number, shift):
                # Not from the quote before on: where words repeat, that may stand where this one should.
                expected = self._parts[max(0, number - NEIGHBOURS)][0].start + shift
                other = self._common_shift(number, expected)
                if other is None:
                    continue
                if group:
                    yield shift, group
                shift, group = other, []
            group.append(number)
        if group:
            yield shift, group

    def tells(self, number: int, shift: int) -> bool:
        """Whether a quote can have moved by ``shift`` only: no other place has its words and those next to it."""
        span, words = self._parts[number]
        places = self._of(words)
        if len(places) == 1:
            return places[0] == span.start + shift
        after = self._apart(number, 1)
        before = self._apart(number, -1)
        for near in (after, before, [*before[:1], *after[:1]]):
            fitting = [at - span.start for at in places if all(self._fits(one, at - span.start) for one in near)]
            if len(near) == 2 and fitting == [shift]:
                return True
        return False

    def _apart(self, number: int, step: int) -> list[int]:
        """The next two quotes in a direction that do not overlap the one before."""
        found: list[int] = []
        span = self._parts[number][0]
        for other in range(number + step, min(max(number + step * 2 * NEIGHBOURS, -1), len(self._parts)), step):
            here = self._parts[other][0]
            if not here.overlaps(span):
                found.append(other)
                span = here
            if len(found) == 2:
                break
        return found

    def _common_shift(self, number: int, start: int) -> int | None:
        """By how far a quote and those after it have moved together; None where that cannot be told."""
        span, words = self._parts[number]
        following = range(number + 1, min(number + 1 + NEIGHBOURS, len(self._parts)))
        after = [one for one in following if self._parts[one][0].end > span.end]
        places = self._of(words)
        first = bisect_left(places, start)
        votes = []
        for place in places[first : first + MOST_ASKED]:
            shift = place - span.start
            votes.append((sum(len(self._parts[one][1]) for one in after if self._fits(one, shift)), shift))
        votes.sort(reverse=True)
        if len(places) == 1 and len(words) >= NEIGHBOURS and votes:
            return votes[0][1]
        if not votes or votes[0][0] < 3 or (len(votes) > 1 and votes[0][0] == votes[1][0]):
            return None
        return votes[0][1]

    def _fits(self, number: int, shift: int) -> bool:
        span, words = self._parts[number]
        return span.start + shift >= 0 and self._new.startswith(words, span.start + shift)

    def _of(self, words: str) -> list[int]:
        """Where the new text has these words; nowhere where that is too often to tell anything."""
        if words not in self._places:
            found = [span.start for span in islice(occurrences(self._new, words, 0, len(self._new)), MOST_PLACES + 1)]
            self._places[words] = found if len(found) <= MOST_PLACES else []
        return self._places[words]


def occurrences(text: str, words: str, start: int, end: int) -> Iterator[Span]:
    """Where words stand in ``text[start:end]``, not within other words."""
    at = text.find(words, start, end)
    while at >= 0:
        if not is_inside(text, at) and not is_inside(text, at + len(words)):
            yield Span(at, at + len(words))
        at = text.find(words, at + 1, end)


def is_inside(text: str, offset: int) -> bool:
    """Whether letters or digits stand on both sides of an offset: it is in the middle of a word."""
    return 0 < offset < len(text) and text[offset - 1].isalnum() and text[offset].isalnum()

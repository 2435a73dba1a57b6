"""What the caret and the selection do on each movement, as functions of the text alone.

A selection grows from an anchor, which stays in it whole: ``[low, high)``, a word for movements by word,
a point for those by character. Its moving end, the focus, stops at the ends of units to the right and at
their starts to the left, so that a selection by word never begins or ends with a space.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from annotator.core import passages, segments
from annotator.core.model import Span

Unit: TypeAlias = Literal["grapheme", "word", "sentence", "paragraph"]
Direction: TypeAlias = Literal[-1, 1]


class _Rules(NamedTuple):
    at: Callable[[str, int], Span | None]
    next_start: Callable[[str, int], int]
    previous_start: Callable[[str, int], int]

    def next_end(self, text: str, position: int) -> int:
        own = self.at(text, position) if position < len(text) else None
        if own is not None and own.end > position:
            return own.end
        start = self.next_start(text, position)
        following = self.at(text, start) if start < len(text) else None
        return following.end if following is not None else len(text)

    def previous_end(self, text: str, position: int) -> int:
        start = self.previous_start(text, position)
        before = self.at(text, self.previous_start(text, start)) if start else None
        return min(before.end, start) if before is not None else start


_RULES: dict[Unit, _Rules] = {
    "grapheme": _Rules(segments.grapheme_at, segments.next_grapheme, segments.previous_grapheme),
    "word": _Rules(segments.word_at, segments.next_word_start, segments.previous_word_start),
    "sentence": _Rules(passages.sentence_at, passages.next_sentence, passages.previous_sentence),
    "paragraph": _Rules(passages.paragraph_at, passages.next_paragraph, passages.previous_paragraph),
}


class Reach(NamedTuple):
    """A selection in the making: its anchor ``[low, high)`` and its moving end."""

    low: int
    high: int
    focus: int

    @property
    def span(self) -> Span | None:
        """What is selected; None while that is nothing."""
        start, end = min(self.low, self.focus), max(self.high, self.focus)
        return Span(start, end) if start < end else None

    def from_point(self) -> Reach:
        """The same with only the anchor's far side held, so that the rest can be given back."""
        point = self.low if self.focus >= self.high else self.high
        return Reach(point, point, self.focus)


def moved(text: str, position: int, unit: Unit, direction: Direction) -> int:
    """Where a caret at ``position`` goes by one unit: to the start of the next, or of this one or the one before."""
    rules = _RULES[unit]
    return rules.next_start(text, position) if direction > 0 else rules.previous_start(text, position)


def moved_end(text: str, position: int, unit: Unit, direction: Direction) -> int:
    """Where the end of a span at ``position`` goes by one unit: to the end of the next, or of the one before."""
    rules = _RULES[unit]
    return rules.next_end(text, position) if direction > 0 else rules.previous_end(text, position)


def extended(text: str, caret: int, reach: Reach | None, unit: Unit, direction: Direction) -> Reach | None:
    """The selection after one unit more (or less) in that direction; None where there is no unit to take.

    Without a selection, the unit under the caret is taken whole, else the nearest one in that direction.
    """
    rules = _RULES[unit]
    if reach is None:
        if unit == "grapheme":
            return Reach(caret, caret, moved(text, caret, unit, direction))
        own = rules.at(text, caret) or rules.at(text, moved(text, caret, unit, direction))
        return Reach(own.start, own.end, own.end if direction > 0 else own.start) if own else None
    if unit == "grapheme":
        reach = reach.from_point()
    return Reach(reach.low, reach.high, _focus(text, reach, rules, direction))


def _focus(text: str, reach: Reach, rules: _Rules, direction: Direction) -> int:
    if direction > 0:
        if reach.focus >= reach.high:
            return rules.next_end(text, reach.focus)
        following = rules.next_start(text, reach.focus)
        return following if following < reach.low else reach.high
    if reach.focus > reach.high:
        return max(reach.high, rules.previous_end(text, reach.focus))
    return rules.previous_start(text, min(reach.low, reach.focus))


HINT_LETTERS = "asdfghjklqwertyuiopzxcvbnm"


def hint_labels(targets: Sequence[int]) -> dict[str, int]:
    """A label for each offset: one letter where they suffice, else two; as many as there are labels."""
    count = len(HINT_LETTERS)
    if len(targets) <= count:
        return dict(zip(HINT_LETTERS, targets, strict=False))
    pairs = (first + second for first in HINT_LETTERS for second in HINT_LETTERS)
    return dict(zip(pairs, targets, strict=False))

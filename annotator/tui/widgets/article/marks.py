"""The marks that the article view paints, found by offset and in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from annotator.core.model import Mention, Spans
from annotator.core.spanindex import Entry, SpanIndex


class Mark(NamedTuple):
    """A mention as the view needs it: ``hue`` is 1 to 12, ``letter`` the one the gutter shows for its label.

    ``quiet`` ones have an underline only. ``column`` is the cell of the gutter that the letter stands in, on a page
    whose gutter has a column for each annotator.
    """

    key: str
    spans: Spans
    hue: int
    letter: str
    quiet: bool = False
    column: int = 0

    @property
    def start(self) -> int:
        """The first code point covered."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """One past the last code point covered."""
        return self.spans[-1].end


def innermost_first(entry: Entry[str]) -> tuple[int, int, str]:
    """Sorts entries that overlap: the shortest first, of equal ones the one that starts later."""
    return entry[1] - entry[0], -entry[0], entry[2]


class Marks:
    """Marks by key, with an index of all their spans. Mutable; a change costs what changed."""

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        self._marks: dict[str, Mark] = {mark.key: mark for mark in marks}
        self._mentions: Mapping[str, Mention] = {}
        self._discarded: set[str] = set()
        self._look: Callable[[Mention], Mark] | None = None
        self._index = SpanIndex(
            (span.start, span.end, mark.key) for mark in self._marks.values() for span in mark.spans
        )

    @classmethod
    def of(cls, mentions: Mapping[str, Mention], look: Callable[[Mention], Mark]) -> Marks:
        """The marks of mentions, each made by ``look`` when it is asked for: 100,000 of them would take 20 MB."""
        made = cls()
        made._mentions, made._look = mentions, look
        made._index = SpanIndex((span.start, span.end, key) for key, one in mentions.items() for span in one.spans)
        return made

    def __len__(self) -> int:
        return len(self._marks) + len(self._mentions) - len(self._discarded)

    def get(self, key: str) -> Mark | None:
        """The mark of that key, or None."""
        mark = self._marks.get(key)
        if mark is None and self._look is not None and key not in self._discarded:
            mention = self._mentions.get(key)
            return self._look(mention) if mention is not None else None
        return mark

    def __getitem__(self, key: str) -> Mark:
        mark = self.get(key)
        if mark is None:
            raise KeyError(key)
        return mark

    def add(self, mark: Mark) -> None:
        """Adds a mark, in the place of one of the same key."""
        self.discard(mark.key)
        self._marks[mark.key] = mark
        for span in mark.spans:
            self._index.add(span.start, span.end, mark.key)

    def discard(self, key: str) -> Mark | None:
        """Takes a mark out; gives it back, or None where there is none of that key."""
        mark = self.get(key)
        if self._marks.pop(key, None) is None and mark is not None:
            self._discarded.add(key)
        for span in mark.spans if mark else ():
            self._index.remove(span.start, span.end, key)
        return mark

    def overlapping(self, start: int, end: int) -> list[Entry[str]]:
        """The spans of marks that share a code point with ``[start, end)``, with their marks' keys, by start."""
        return self._index.overlapping(start, end)

    def on(self, start: int, end: int) -> list[Mark]:
        """The marks that share a code point with ``[start, end)``, innermost first."""
        entries = sorted(self._index.overlapping(start, end), key=innermost_first)
        return [self[key] for key in dict.fromkeys(entry[2] for entry in entries)]

    def following(self, start: int, key: str | None) -> Mark | None:
        """The next mark in the order of (first start, key), after that place; without a key, after ``start``."""
        position: int | None = start
        while position is not None:
            for entry in self._index.starting_at(position):
                mark = self[entry[2]]
                if mark.start == position and (position > start or (key is not None and mark.key > key)):
                    return mark
            position = self._index.next_start_after(position)
        return None

    def preceding(self, start: int, key: str | None) -> Mark | None:
        """The mark before that place in the same order."""
        position: int | None = start
        while position is not None:
            for entry in reversed(self._index.starting_at(position)):
                mark = self[entry[2]]
                if mark.start == position and (position < start or (key is not None and mark.key < key)):
                    return mark
            position = self._index.previous_start_before(position)
        return None

"""Records in reading order, each taking one row or more, with row numbers worked out by bisection."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import TypeAlias

Key: TypeAlias = tuple[int, str]
"""A record's place in reading order: its first code point, then its id."""


class Shelf:
    """A sorted list of keys, in two columns of 12 bytes a key, in which a few take more than one row.

    Taking in or out shifts the columns (some 50 µs at 100,000 keys); finding bisects. Only the keys with
    further rows are summed up, when a row is next asked for.
    """

    __slots__ = ("_further", "_ids", "_starts", "_sums", "_tall")

    def __init__(self, items: Iterable[tuple[Key, int]] = ()) -> None:
        """``items`` are keys with the number of rows that stand below each one's own row."""
        self._starts, self._ids = array("I"), list[str]()
        self._tall, self._further = list[Key](), list[int]()
        self._sums: list[int] | None = None
        last: Key = (0, "")
        for item in (items := iter(items)):
            if item[0] < last:
                self._sort([item, *items])
                return
            last = item[0]
            self._append(*item)

    def _append(self, key: Key, further: int) -> None:
        self._starts.append(key[0])
        self._ids.append(key[1])
        if further:
            self._tall.append(key)
            self._further.append(further)

    def _sort(self, more: Iterable[tuple[Key, int]]) -> None:
        """Takes in what is not in order, as it mostly is when it comes from a file: pairs of all would be 20 MB."""
        rows = dict(zip(self._tall, self._further, strict=True))
        keys = zip(self._starts, self._ids, strict=True)
        ordered = sorted([*((key, rows.get(key, 0)) for key in keys), *more])
        self._starts, self._ids, self._tall, self._further = array("I"), [], [], []
        for item in ordered:
            self._append(*item)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, key: Key) -> bool:
        return self._holds(self._place(key), key)

    @property
    def rows(self) -> int:
        """How many rows all keys take."""
        return len(self._ids) + self._below()[-1]

    def put(self, key: Key, further: int) -> None:
        """Takes in a key that is not there, with ``further`` rows below its own."""
        place = self._place(key)
        self._starts.insert(place, key[0])
        self._ids.insert(place, key[1])
        if further:
            place = bisect_left(self._tall, key)
            self._tall.insert(place, key)
            self._further.insert(place, further)
            self._sums = None

    def drop(self, key: Key) -> None:
        """Takes a key out; of no effect where it is not there."""
        place = self._place(key)
        if not self._holds(place, key):
            return
        del self._starts[place], self._ids[place]
        place = bisect_left(self._tall, key)
        if place < len(self._tall) and self._tall[place] == key:
            del self._tall[place], self._further[place]
            self._sums = None

    def at(self, row: int) -> tuple[Key, int]:
        """Whose row that is, and which of its rows: 0 its own, then those below."""
        if not self._tall:
            return self._key(row), 0
        place = bisect_right(range(len(self._ids)), row, key=self._row_at) - 1
        return self._key(place), row - self._row_at(place)

    def row_of(self, key: Key) -> int:
        """The first row of a key that is there."""
        return self._row_at(self._place(key))

    def back_from(self, offset: int) -> Iterator[Key]:
        """The keys that start at or before ``offset``, the nearest first."""
        for place in range(bisect_right(self._starts, offset) - 1, -1, -1) if offset >= 0 else ():
            yield self._key(place)

    def _key(self, place: int) -> Key:
        return self._starts[place], self._ids[place]

    def _place(self, key: Key) -> int:
        """Where a key is, or would be."""
        start, record_id = key
        low = bisect_left(self._starts, start)
        return bisect_left(self._ids, record_id, low, bisect_right(self._starts, start, low))

    def _holds(self, place: int, key: Key) -> bool:
        return place < len(self._ids) and self._key(place) == key

    def _row_at(self, place: int) -> int:
        if not self._tall:
            return place
        return place + self._below()[bisect_left(self._tall, self._key(place))]

    def _below(self) -> list[int]:
        if self._sums is None:
            self._sums = [0, *accumulate(self._further)]
        return self._sums

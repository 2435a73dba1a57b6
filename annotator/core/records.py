"""A persistent mapping from id to record, cheap to derive from.

An annotation set of 100,000 mentions must stay a value (undo, screens and workers hold old ones) and
still take an edit in microseconds. Records are kept as one shared ``base`` dictionary and a small
dictionary of ``changes`` over it, folded together every few hundred edits. Measured against
``rpds.HashTrieMap`` at 100,000 entries: no extra memory instead of 16 MB, and 5 ms instead of 300 ms
to go through the values of a set as it was read (42 ms while it carries changes).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, ValuesView
from typing import Generic, TypeVar, overload

T = TypeVar("T")
D = TypeVar("D")

FOLD_AFTER = 256
"""How many changes a mapping carries before they are folded into a new base."""


class Records(Mapping[str, T], Generic[T]):
    """An immutable mapping; ``with_changes`` gives a new one that shares all that did not change."""

    __slots__ = ("_base", "_changes", "_length")

    def __init__(self, items: Iterable[tuple[str, T]] = ()) -> None:
        self._base: dict[str, T] = dict(items)
        self._changes: dict[str, T | None] = {}
        self._length = len(self._base)

    def __getitem__(self, key: str) -> T:
        if key in self._changes:
            value = self._changes[key]
            if value is None:
                raise KeyError(key)
            return value
        return self._base[key]

    @overload
    def get(self, key: str, default: None = None, /) -> T | None: ...

    @overload
    def get(self, key: str, default: D, /) -> T | D: ...

    def get(self, key: str, default: object = None, /) -> object:
        """The record of that id, else the default; asked for a million times where the conflicts are first found."""
        if self._changes and key in self._changes:
            value = self._changes[key]
            return default if value is None else value
        return self._base.get(key, default)

    def __contains__(self, key: object) -> bool:
        if key in self._changes:
            return self._changes[key] is not None
        return key in self._base

    def __iter__(self) -> Iterator[str]:
        if not self._changes:
            yield from self._base
            return
        for key in self._base:
            if key not in self._changes:
                yield key
        for key, value in self._changes.items():
            if value is not None:
                yield key

    def values(self) -> ValuesView[T]:
        """The records; quickly where no changes are carried, which is how a set comes from a file."""
        return super().values() if self._changes else self._base.values()

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Records):
            return NotImplemented
        return len(self) == len(other) and all(other.get(key) == self[key] for key in self)

    __hash__ = None  # type: ignore[assignment]  # compared by content, so not hashable

    def __repr__(self) -> str:
        return f"Records({dict(self)!r})"

    def with_changes(self, changes: Mapping[str, T | None]) -> Records[T]:
        """A mapping in which each key of ``changes`` has its new value, or is gone where that is None.

        Costs the number of changes carried, not the number of records, save for the fold.
        """
        derived: Records[T] = Records.__new__(Records)
        length = self._length
        for key, value in changes.items():
            length += (value is not None) - (key in self)
        merged = {**self._changes, **changes}
        if len(merged) > FOLD_AFTER:
            base = dict(self._base)
            for key, value in merged.items():
                if value is None:
                    base.pop(key, None)
                else:
                    base[key] = value
            derived._base, derived._changes = base, {}
        else:
            derived._base, derived._changes = self._base, merged
        derived._length = length
        return derived

    def changed_since(self, before: Records[T]) -> set[str]:
        """The keys whose record is another one than in ``before``, or is there only once.

        Costs the number of changes carried while both share a base, else the number of records.
        """
        if self is before:
            return set()
        if self._base is before._base:
            keys: Iterable[str] = self._changes.keys() | before._changes.keys()
        else:
            keys = {*self, *before}
        return {key for key in keys if self.get(key) is not before.get(key)}

"""Reading a table that came from a file key by key, strictly, and collecting all that is wrong with it.

Written by hand rather than with pydantic: importing it and building the models takes 230 ms, as long as
the whole application takes to start, and its messages would have to be translated into sentences.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from annotator.core.model import NOTHING
from annotator.storage.lines import Place
from annotator.storage.problems import shown

T = TypeVar("T", bound=str)
D = TypeVar("D")

MOST_COMPLAINTS = 100
"""After so many things wrong with one file, the rest is not worth telling."""


class Complaints:
    """What is wrong with one file: places and sentences."""

    def __init__(self) -> None:
        self.found: list[tuple[Place, str]] = []

    def __len__(self) -> int:
        return len(self.found)

    @property
    def is_enough(self) -> bool:
        """Whether so much is wrong that the rest need not be looked at."""
        return len(self.found) >= MOST_COMPLAINTS

    def add(self, place: Place, sentence: str) -> None:
        """One more, as long as there are few."""
        if not self.is_enough:
            self.found.append((place, sentence))


class Fields:
    """A table whose keys are taken one by one; what is left over at the end is unknown here.

    Each method gives the checked value, or after complaining the default. ``what`` opens the sentences; it may be a
    function, called only when there is something to say.
    """

    __slots__ = ("_left", "_what", "complaints", "place")

    def __init__(
        self, table: Mapping[str, Any], place: Place, what: str | Callable[[], str], complaints: Complaints
    ) -> None:
        self._left = dict(table)
        self._what = what
        self.place = place
        self.complaints = complaints

    @property
    def what(self) -> str:
        """Whose table this is, as the beginning of a sentence."""
        return self._what if isinstance(self._what, str) else self._what()

    def complain(self, key: str, sentence: str) -> None:
        """Something is wrong with the value of ``key``."""
        self.complaints.add((*self.place, key), f"{self.what} {sentence}")

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def take(self, key: str) -> Any:
        """Any value, or None where there is none."""
        return self._left.pop(key, None)

    def text(self, key: str) -> str:
        """A text that must be there and not be empty."""
        value = self._left.pop(key, None)
        if type(value) is str and value:
            return value
        if value is None or value == "":
            self.complain(key, f'has no "{key}".')
        else:
            self.complain(key, f'has {shown(value)} as "{key}", which is no text.')
        return ""

    def text_or(self, key: str, default: str) -> str:
        """A text that may be absent."""
        value = self._left.pop(key, default)
        if type(value) is str:
            return value
        self.complain(key, f'has {shown(value)} as "{key}", which is no text.')
        return default

    def flag_or(self, key: str, default: bool) -> bool:
        """True or false, or absent."""
        value = self._left.pop(key, default)
        if type(value) is bool:
            return value
        self.complain(key, f'has {shown(value)} as "{key}", which is neither true nor false.')
        return default

    def choice_or(self, key: str, allowed: Sequence[T], default: D) -> T | D:
        """One of a few texts, or absent."""
        if key not in self._left:
            return default
        value = self._left.pop(key)
        for choice in allowed:
            if type(value) is str and value == choice:
                return choice
        self.complain(key, f'has {shown(value)} as "{key}"; it is one of {", ".join(allowed)}.')
        return default

    def one_of(self, key: str, allowed: Sequence[T]) -> T | None:
        """One of a few texts, which must be there."""
        value = self._left.pop(key, None)
        for choice in allowed:
            if type(value) is str and value == choice:
                return choice
        self.complain(key, f'has {shown(value)} as "{key}"; it is one of {", ".join(allowed)}.')
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """An array of texts, or absent."""
        value = self._left.pop(key, ())
        if isinstance(value, list | tuple) and all(type(item) is str for item in value):
            return tuple(value)
        self.complain(key, f'has {shown(value)} as "{key}", which is no array of texts.')
        return ()

    def table(self, key: str) -> Mapping[str, Any]:
        """A table, or absent."""
        value = self._left.pop(key, NOTHING)
        if type(value) is dict or isinstance(value, Mapping):
            return value
        self.complain(key, f'has {shown(value)} as "{key}", which is no table.')
        return NOTHING

    def tables(self, key: str) -> list[tuple[Place, Mapping[str, Any]]]:
        """An array of tables, or absent: each with its place. What is no table is complained of and left out."""
        value = self._left.pop(key, ())
        if not isinstance(value, list | tuple):
            self.complain(key, f'has {shown(value)} as "{key}", which is no array of tables.')
            return []
        found = []
        for index, item in enumerate(value):
            if self.complaints.is_enough:
                break
            place = (*self.place, key, index)
            if isinstance(item, Mapping):
                found.append((place, item))
            else:
                self.complaints.add(place, f'{self.what} has {shown(item)} in "{key}", which is no table.')
        return found

    def moment(self, key: str) -> dt.datetime | None:
        """A date and time with a time zone, in UTC; or absent. JSON files have it as ISO 8601 text."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        if type(value) is str:
            with contextlib.suppress(ValueError):
                value = dt.datetime.fromisoformat(value)
        if isinstance(value, dt.datetime) and value.tzinfo is not None:
            with contextlib.suppress(OverflowError):  # before the year 1, or after 9999, in UTC
                return value if value.tzinfo is dt.UTC else value.astimezone(dt.UTC)
        self.complain(key, f'has {shown(value)} as "{key}", which is no date and time with a time zone.')
        return None

    def attributes(self, key: str) -> Mapping[str, str | int | float | bool]:
        """A table of texts, numbers and flags, or absent."""
        if key not in self._left:
            return NOTHING
        table = self.table(key)
        for name, value in table.items():
            if not isinstance(value, str | int | float | bool):
                self.complain(key, f"has the attribute {shown(name)}, which is no text, number or flag.")
                return NOTHING
        return table or NOTHING

    def rest(self) -> Mapping[str, Any]:
        """The keys that nobody took, to be kept as they are."""
        return self._left or NOTHING

    def refuse_rest(self, known: Iterable[str]) -> None:
        """Complains of each key that nobody took: it is a slip of the pen, and ``known`` are the right ones."""
        for key in self._left:
            self.complain(key, f"has the unknown key {shown(key)}; known are {', '.join(known)}.")

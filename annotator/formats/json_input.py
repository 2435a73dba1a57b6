"""JSON of other tools: parsed strictly, and looked into with sentences for what is not as it should be.

orjson reads it: unlike the standard library it takes bytes that must be UTF-8, knows no NaN, refuses halves of
surrogate pairs, and fails on depth without exhausting the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from annotator.core.model import Attributes, AttributeValue
from annotator.formats.base import FormatError, SourceFile

_WHERE = re.compile(r": line (\d+) column (\d+) \(char \d+\)$")
_LONGEST_INT = 1 << 53


def json_values(file: SourceFile) -> Iterator[tuple[int, Any]]:
    """The values of a file that has one a line, with their lines; empty lines do not count. FormatError."""
    for number, line in enumerate(file.lines(), 1):
        data = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if data.strip():
            yield number, _parsed(data, file.name, number)


def json_objects(file: SourceFile) -> Iterator[Fields]:
    """The objects of a file that has one a line; FormatError where a line is anything else."""
    for number, value in json_values(file):
        yield Fields.of(value, file.name, number)


def json_value(file: SourceFile) -> Any:
    """The value that a whole file is; FormatError."""
    data = file.read().removeprefix(b"\xef\xbb\xbf")
    return _parsed(data, file.name, None)


def _parsed(data: bytes, name: str, line: int | None) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        _refuse_other_encodings(data, name, line)
        words = str(error)
        found = _WHERE.search(words)
        if found is None:
            raise FormatError(name, line, f"It is no sound JSON: {words}; it may be cut short.") from error
        at = int(found[1]) if line is None else line
        sentence = f"It is no sound JSON at character {found[2]}: {words[: found.start()]}; it may be cut short."
        raise FormatError(name, at, sentence) from error


def _refuse_other_encodings(data: bytes, name: str, line: int | None) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = line if line is not None else data.count(b"\n", 0, error.start) + 1
        sentence = f"It is not UTF-8: 0x{data[error.start]:02x} stands there; convert the file."
        raise FormatError(name, at, sentence) from error


class Fields:
    """An object of a file; ``what`` is what it is, for sentences: "The line", "A span"."""

    __slots__ = ("data", "line", "name", "what")

    def __init__(self, data: Mapping[str, Any], name: str, line: int | None, what: str) -> None:
        self.data, self.name, self.line, self.what = data, name, line, what

    @classmethod
    def of(cls, value: object, name: str, line: int | None, what: str = "The line") -> Fields:
        """``value`` as an object; FormatError where it is none."""
        if isinstance(value, Mapping):
            return cls(value, name, line, what)
        raise FormatError(name, line, f"{what} is no object in braces, but {_shown(value)}.")

    def error(self, sentence: str) -> FormatError:
        """The error of something here."""
        return FormatError(self.name, self.line, sentence)

    def __contains__(self, key: str) -> bool:
        return self.data.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """A string; without a default it must be there. FormatError."""
        value = self.data.get(key)
        if isinstance(value, str):
            return value
        if value is None and default is not None:
            return default
        raise self._wrong(key, "text", value)

    def number(self, key: str) -> int:
        """A whole number; FormatError."""
        value = self.data.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LONGEST_INT:
            return value
        raise self._wrong(key, "a whole number", value)

    def values(self, key: str) -> list[Any]:
        """A list; empty where there is none. FormatError."""
        value = self.data.get(key)
        if isinstance(value, list):
            return value
        if value is None:
            return []
        raise self._wrong(key, "a list", value)

    def objects(self, key: str, what: str) -> Iterator[Fields]:
        """The objects of a list; none where there is no list. FormatError."""
        return (Fields.of(value, self.name, self.line, what) for value in self.values(key))

    def child(self, key: str) -> Fields:
        """An object; an empty one where there is none. FormatError."""
        value = self.data.get(key)
        if value is None:
            return Fields({}, self.name, self.line, f'"{key}"')
        return Fields.of(value, self.name, self.line, f'"{key}"')

    def attributes(self, key: str) -> Attributes:
        """Names with single values; FormatError."""
        found: dict[str, AttributeValue] = {}
        for name, value in self.child(key).data.items():
            if not isinstance(value, str | int | float):
                raise self.error(f'The attribute "{name[:40]}" of "{key}" is no single value, but {_shown(value)}.')
            found[name] = value
        return found

    def _wrong(self, key: str, wanted: str, value: object) -> FormatError:
        if value is None:
            return self.error(f'{self.what} has no "{key}"; it is {wanted}.')
        return self.error(f'The "{key}" of {self.what[:1].lower()}{self.what[1:]} is {wanted}, not {_shown(value)}.')


def _shown(value: object) -> str:
    match value:
        case str():
            return repr(value[:40])
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case list():
            return "a list"
        case Mapping():
            return "an object"
        case _:
            return str(value)[:40]

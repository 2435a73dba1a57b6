"""A file that is one JSON array, or one object: its elements, each with the line it begins in.

The standard library's decoder tells where an element ends, which the faster ones do not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NoReturn

from annotator.formats.base import FormatError, SourceFile, text_of
from annotator.formats.json_input import Fields

_BLANK = re.compile(r"[ \t\r\n]*")
_MOST_DIGITS = 400


def json_elements(file: SourceFile, what: str) -> Iterator[Fields]:
    """The objects of the array that a file is, or the one object that it is; FormatError. ``what`` they are called."""
    text = text_of(file).removeprefix("\ufeff")
    walk = _Walk(file.name, text)
    if walk.next_is("["):
        yield from walk.elements(what)
    else:
        line, value = walk.value()
        walk.end()
        yield Fields.of(value, file.name, line, what)


class _Walk:
    """Goes through a text from value to value."""

    def __init__(self, name: str, text: str) -> None:
        self._name, self._text = name, text
        self._at, self._counted, self._line = 0, 0, 1
        self._decoder = json.JSONDecoder(parse_constant=self._refuse, parse_int=self._whole)

    def next_is(self, sign: str) -> bool:
        """Whether that sign comes next."""
        self._skip()
        return self._text.startswith(sign, self._at)

    def elements(self, what: str) -> Iterator[Fields]:
        """The objects of the array that begins here."""
        self._at += 1
        if self.next_is("]"):
            self._at += 1
            self.end()
            return
        while True:
            line, value = self.value()
            yield Fields.of(value, self._name, line, what)
            if self.next_is(","):
                self._at += 1
                continue
            if not self.next_is("]"):
                raise self._error("a comma or a closing bracket is missing")
            self._at += 1
            self.end()
            return

    def value(self) -> tuple[int, object]:
        """The next value, and the line it begins in."""
        self._skip()
        line = self._line_at(self._at)
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            self._at = error.pos
            raise self._error(error.msg[:1].lower() + error.msg[1:]) from error
        except RecursionError as error:
            raise self._error("it nests too deep") from error
        return line, value

    def end(self) -> None:
        """FormatError where anything follows."""
        self._skip()
        if self._at < len(self._text):
            raise self._error("something follows its end")

    def _skip(self) -> None:
        found = _BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _line_at(self, place: int) -> int:
        if place >= self._counted:
            self._line += self._text.count("\n", self._counted, place)
            self._counted = place
        return self._line

    def _error(self, words: str) -> FormatError:
        line = self._text.count("\n", 0, self._at) + 1
        return FormatError(self._name, line, f"It is no sound JSON: {words}; it may be cut short.")

    def _refuse(self, constant: str) -> NoReturn:
        raise self._error(f"{constant} is no number of JSON's")

    def _whole(self, digits: str) -> int:
        if len(digits) > _MOST_DIGITS:
            raise self._error("a number is too long")
        return int(digits)

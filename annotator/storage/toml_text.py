"""TOML as the project's files lay it out: one record a block, arrays and tables of a record in one line each.

``tomli-w`` spreads arrays over several lines and gives tables their own headers, so it cannot write this
layout, in which two people's work merges record by record. Reading is ``tomli``'s.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from annotator.core.display import UNSAFE
from annotator.core.patterns import late

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SHORT_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
PIECE = 1 << 16
"""Code points of a text that are gone through at once: a quote may be a whole document, and no other thread runs
while the interpreter is in a single call."""

_TO_ESCAPE = late(rf'["\\{UNSAFE}]')


def toml_block(table: Mapping[str, Any]) -> str:
    """A table as lines of ``key = value``, each with its line end."""
    return "".join([f"{toml_key(key)} = {toml_value(value)}\n" for key, value in table.items()])


@lru_cache(maxsize=256)
def toml_key(key: str) -> str:
    """A key, in quotation marks where it needs them."""
    return key if _BARE_KEY.fullmatch(key) else toml_string(key)


def toml_value(value: Any) -> str:
    """A value in one line. TypeError for what TOML does not have: None, bytes, keys that are no text."""
    match value:
        case str():
            return toml_string(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(int(value))
        case float():
            return "nan" if math.isnan(value) else repr(float(value))
        case dt.datetime():
            return toml_datetime(value)
        case dt.date() | dt.time():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join([toml_value(item) for item in value])}]"
        case Mapping():
            pairs = [f"{toml_key(key)} = {toml_value(item)}" for key, item in value.items()]
            return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
        case _:
            raise TypeError(f"TOML has no value of type {type(value).__name__}")


def toml_datetime(moment: dt.datetime) -> str:
    """A date and time; UTC is written as Z."""
    written = moment.isoformat()
    return written[:-6] + "Z" if written.endswith("+00:00") else written


def toml_string(text: str) -> str:
    """A basic string. What a terminal would act on, or not show, is escaped: the file is safe to look at."""
    if len(text) <= PIECE:
        return f'"{_escaped_all(text)}"'
    return f'"{"".join([_escaped_all(text[start : start + PIECE]) for start in range(0, len(text), PIECE)])}"'


def _escaped_all(text: str) -> str:
    if '"' not in text and "\\" not in text and text.isprintable():
        return text
    return _TO_ESCAPE.sub(_escaped, text)


def _escaped(character: re.Match[str]) -> str:
    return _SHORT_ESCAPES.get(character[0]) or f"\\u{ord(character[0]):04x}"

"""At which line of a file a value stands, for messages: neither parser tells.

A file is scanned only once something is known to be wrong in it, so the scanners take any text that the
parsers accept and are as short as that allows, and their expressions are compiled by then.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Place: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys of tables and indices of arrays, as in ``("mentions", 3, "spans")``."""


_TOML_PIECE = (
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*|[\[\]{}\n]"
)
_TOML_PART = r"""(?:"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[\w-]+)"""
_TOML_DOTTED = rf"{_TOML_PART}(?:[ \t]*\.[ \t]*{_TOML_PART})*"
_TOML_HEADER = rf"[ \t]*(\[\[?)[ \t]*({_TOML_DOTTED})[ \t]*\]"
_TOML_ASSIGNMENT = rf"[ \t]*({_TOML_DOTTED})[ \t]*="
_JSON_PIECE = r'"(?:\\.|[^"\\])*"|[\[\]{},:\n]|[^\s\[\]{},:"]+'


def line_of(place: Place, lines: dict[Place, int]) -> int:
    """The line of the value at ``place``, or of the nearest thing around it that has one."""
    for length in range(len(place), 0, -1):
        line = lines.get(place[:length])
        if line is not None:
            return line
    return 1


def toml_lines(text: str) -> dict[Place, int]:
    """The line, from 1, of each table header and each key outside inline tables."""
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    header_at, assignment_at = re.compile(_TOML_HEADER).match, re.compile(_TOML_ASSIGNMENT).match
    tokens_from = re.compile(_TOML_PIECE, re.DOTALL).finditer
    table: Place = ()
    line, depth, position = 1, 0, 0
    while position < len(text):
        if header := header_at(text, position):
            table = _header_place(_parts(header[2]), header[1] == "[[", counts)
            lines[table] = line
            lines.setdefault(table[:1], line)
        elif assignment := assignment_at(text, position):
            lines.setdefault((*table, *_parts(assignment[1])), line)
        for token in tokens_from(text, position):
            line += token[0].count("\n")
            depth += (token[0] in ("[", "{")) - (token[0] in ("]", "}"))
            if token[0] == "\n" and depth <= 0:
                position = token.end()
                break
        else:
            break
    return lines


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_TOML_PART, dotted))


def _header_place(parts: tuple[str, ...], is_element: bool, counts: dict[Place, int]) -> Place:
    place: Place = ()
    for number, part in enumerate(parts, 1):
        place = (*place, part)
        if is_element and number == len(parts):
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def json_lines(text: str) -> dict[Place, int]:
    """The line, from 1, at which each value starts."""
    lines: dict[Place, int] = {}
    place: list[str | int] = []
    line, key = 1, ""
    for symbol in re.findall(_JSON_PIECE, text):
        match symbol:
            case "\n":
                line += 1
            case "{" | "[":
                lines[tuple(place)] = line
                place.append("" if symbol == "{" else 0)
            case "}" | "]":
                place.pop()
            case ",":
                if isinstance(place[-1], int):
                    place[-1] += 1
            case ":":
                place[-1] = key
                lines[tuple(place)] = line
            case _:
                key = symbol.strip('"')
                if isinstance(place[-1], int):
                    lines[tuple(place)] = line
    return lines

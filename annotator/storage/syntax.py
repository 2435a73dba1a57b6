"""From a file's bytes to plain tables, in both formats: what is wrong becomes a problem with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomli

from annotator.core.display import one_line
from annotator.core.schema import SaveAs
from annotator.storage.fields import Complaints
from annotator.storage.lines import Place, json_lines, line_of, toml_lines
from annotator.storage.paths import decode_text
from annotator.storage.plain_values import json_value
from annotator.storage.problems import FileError, Problem, file_error
from annotator.storage.weighing import is_too_much

_CUT_SHORT = " at the end of the file, which may have been cut short"
_MEND = "mend it, or take an older version of the file"

_CONFLICT = re.compile(r"(?:<{7}|[|]{7}|={7}|>{7})(?![<|=>])")
_UNMERGED = (
    ": a merge has left both sides here, between <<<<<<< and >>>>>>>; take one of them, or undo that merge and let git "
    "use annotator merge, which keeps both (annotator merge --help)"
)

_LONG = f"It has a number of more than 4,300 digits; {_MEND}."
_MOST_PARTS = 32
_DOTTED = re.compile(rf"[\n{{,][ \t]*+\[{{0,2}}(?:[ \t]*+[\w\"'-]++[ \t]*+\.){{{_MOST_PARTS}}}")
"""A key of many parts: a file of such keys takes a parser time by the square."""
_LONG_NUMBER = re.compile(r"0[xob][0-9A-Fa-f_]{3000}")
"""What may be a number that nobody can write out again: Python refuses more than 4,300 digits, but reads these."""


TOO_MUCH = (
    "It has more brackets, keys and values than can be read here; take an older version of it, or split the document."
)


def parse(data: bytes, syntax: SaveAs, path: Path, patience: float | None = None) -> dict[str, Any]:
    """The table that a file's bytes hold; FileError, naming ``path`` and the line, where they hold none.

    What would take the parser longer than ``patience``, in seconds, is refused before; without one, than PATIENCE.
    """
    try:
        text = decode_text(data)
        if is_too_much(text, syntax, patience):
            raise file_error(path, TOO_MUCH)
        return _parse_toml(text, path) if syntax == "toml" else _parse_json(text, path)
    except RecursionError as error:
        raise file_error(path, f"It is nested too deeply to be read; {_MEND}.") from error
    except ValueError as error:
        is_number = "integer string conversion" in str(error)
        raise file_error(path, _LONG if is_number else one_line(str(error))) from error
    except MemoryError as error:
        raise file_error(path, "There is not enough memory to read it.") from error


def toml_table(text: str) -> dict[str, Any]:
    """The table of a TOML text; ValueError, of which ``tomli.TOMLDecodeError`` is one, where it is none.

    What would cost a parser minutes, or could not be written again, is refused too. How much there is to parse is for
    the caller to look at.
    """
    if _DOTTED.search("\n" + text):
        raise ValueError(f"It has a key of more than {_MOST_PARTS} parts; write it as tables.")
    table = tomli.loads(text)
    if _LONG_NUMBER.search(text):
        repr(table)
    return table


def _parse_toml(text: str, path: Path) -> dict[str, Any]:
    try:
        return toml_table(text)
    except tomli.TOMLDecodeError as error:
        raise file_error(path, f"This is not valid TOML{_why(text, error.pos, error.msg)}.", error.lineno) from error


def _parse_json(text: str, path: Path) -> dict[str, Any]:
    try:
        value = json_value(text)
    except json.JSONDecodeError as error:
        raise file_error(path, f"This is not valid JSON{_why(text, error.pos, error.msg)}.", error.lineno) from error
    if not isinstance(value, dict):
        raise file_error(path, "The file holds no JSON object.", 1)
    return value


def _why(text: str, position: int, message: str) -> str:
    """Why a text cannot be read from that position on, and what to do."""
    if _CONFLICT.match(text, text.rfind("\n", 0, position) + 1):
        return _UNMERGED
    where = _CUT_SHORT if position >= len(text.rstrip()) else ""
    return f"{where}: {_phrase(message)}; {_MEND}"


def _phrase(message: str) -> str:
    message = one_line(message).rstrip(".")
    return message[:1].lower() + message[1:]


def place_lines(data: bytes, syntax: SaveAs) -> dict[Place, int]:
    """The lines of the values of a file that ``parse`` has accepted."""
    locators: dict[SaveAs, Callable[[str], dict[Place, int]]] = {"toml": toml_lines, "json": json_lines}
    return locators[syntax](decode_text(data))


def complaints_error(complaints: Complaints, data: bytes, syntax: SaveAs, path: Path) -> FileError:
    """All complaints about one file as an error, each with its line, in the order of lines."""
    lines = place_lines(data, syntax)
    problems = [Problem(path, line_of(place, lines), sentence) for place, sentence in complaints.found]
    return FileError(sorted(problems, key=lambda problem: problem.line or 0))

"""What is wrong with a file, and where: one sentence with path and line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from annotator.core.display import one_line, shortened
from annotator.core.errors import AnnotatorError

LONGEST_SHOWN = 60
"""Code points of a file's own words that a sentence repeats."""

LONGEST_SENTENCE = 1000
"""Code points of a sentence, whatever numbers and names a file may have brought into it."""


class Problem(NamedTuple):
    """One thing wrong with one file. ``path`` is relative to the project, ``line`` counts from 1."""

    path: Path
    line: int | None
    message: str

    def __str__(self) -> str:
        where = one_line(self.path.as_posix())
        message = shortened(self.message, LONGEST_SENTENCE)
        return f"{where}:{self.line}: {message}" if self.line is not None else f"{where}: {message}"


class FileError(AnnotatorError):
    """A file that cannot be read or written as it is; ``problems`` holds at least one Problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - 1
        rest = f' And {more} more: "annotator check" lists them.' if more else ""
        super().__init__(f"{self.problems[0]}{rest}")


def file_error(path: Path, message: str, line: int | None = None) -> FileError:
    """The FileError for one problem."""
    return FileError([Problem(path, line, message)])


def shown(value: object) -> str:
    """A value of a file as a sentence may repeat it: in quotation marks, in one line, safe and not too long."""
    return f'"{shortened(one_line(str(value)), LONGEST_SHOWN)}"'


def reason(error: OSError) -> str:
    """Why the system refused, in its words and without a path: "no space left on device"."""
    return (error.strerror or type(error).__name__).lower()

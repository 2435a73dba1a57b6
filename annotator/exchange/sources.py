"""What the user named to import from: files and folders, read without leaving them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from annotator.core.display import one_line
from annotator.core.errors import AnnotatorError
from annotator.formats.base import FormatError, SourceFile
from annotator.storage.paths import Paths, natural_order, open_file
from annotator.storage.problems import FileError, reason

_MIB = 1024 * 1024
MOST_IN_MEMORY = 64 * _MIB
"""Bytes of a file that a format reads as a whole."""
MOST_LINE = 64 * _MIB
"""Bytes of a line of a file that is read line by line."""


class _File:
    """One file below what the user named; ``link`` is the folder that it must not lead out of, where it is a link."""

    __slots__ = ("_link", "_path", "name")

    def __init__(self, path: str, name: str, link: Path | None = None) -> None:
        self._path, self.name, self._link = path, name, link

    @property
    def size(self) -> int:
        """Bytes."""
        with self._opened() as file:
            return os.fstat(file.fileno()).st_size

    def read(self) -> bytes:
        """All of it; FormatError where it is larger than ``MOST_IN_MEMORY``, or cannot be read."""
        with self._opened() as file:
            try:
                data = file.read(min(os.fstat(file.fileno()).st_size, MOST_IN_MEMORY) + 1)
            except OSError as error:
                raise FormatError(self.name, None, f"It cannot be read: {reason(error)}.") from error
        if len(data) > MOST_IN_MEMORY:
            sentence = f"It is larger than {MOST_IN_MEMORY // _MIB} MiB, the most that is read at once; split it."
            raise FormatError(self.name, None, sentence)
        return data

    def lines(self) -> Iterator[bytes]:
        """Line by line, each with its end; FormatError for a line of more than ``MOST_LINE`` bytes."""
        with self._opened() as file:
            number = 0
            while line := self._line(file, number := number + 1):
                yield line

    def _opened(self) -> BinaryIO:
        try:
            if self._link is not None:
                return Paths(self._link).open(Path(self._path))
            return open_file(self._path)
        except FileError as error:
            raise FormatError(self.name, None, error.problems[0].message) from error
        except OSError as error:
            raise FormatError(self.name, None, f"It cannot be read: {reason(error)}.") from error
        except ValueError as error:
            raise FormatError(self.name, None, str(error)) from error

    def _line(self, file: BinaryIO, number: int) -> bytes:
        try:
            line = file.readline(MOST_LINE + 1)
        except OSError as error:
            raise FormatError(self.name, number, f"It cannot be read: {reason(error)}.") from error
        if len(line) > MOST_LINE:
            sentence = f"The line is longer than {MOST_LINE // _MIB} MiB, the most that is read here; split it."
            raise FormatError(self.name, number, sentence)
        return line


class Sources:
    """The files that the user named, and all below the folders that he named; a name is a path from there.

    Hidden files are left out, and so are links to folders; a link to a file that leads out is refused.
    """

    def __init__(self, named: Sequence[Path], say: Callable[[str], None] = lambda _: None) -> None:
        self._files: dict[str, _File] = {}
        for path in named:
            for file in _files_at(path, say):
                if file.name in self._files:
                    raise AnnotatorError(
                        f'"{one_line(file.name)}" is there twice, also below {one_line(str(path))}; '
                        "import one after the other, or rename one."
                    )
                self._files[file.name] = file
        self._order = sorted(self._files, key=natural_order)

    def __len__(self) -> int:
        return len(self._order)

    def files(self, *suffixes: str) -> Iterator[SourceFile]:
        """Those whose names end in one of ``suffixes`` (none: all), in natural order."""
        return (self._files[name] for name in self._order if not suffixes or name.endswith(suffixes))

    def file(self, name: str) -> SourceFile | None:
        """The file of that name; None where there is none."""
        return self._files.get(name)


def _files_at(path: Path, say: Callable[[str], None]) -> Iterator[_File]:
    shown = one_line(str(path))
    try:
        here = path.absolute().resolve(strict=True)
    except FileNotFoundError as error:
        raise AnnotatorError(f"{shown}: There is no such file or folder.") from error
    except (OSError, RuntimeError) as error:
        raise AnnotatorError(f"{shown}: It cannot be read; it may be a link that leads in a circle.") from error
    if not here.is_dir():
        yield _File(str(here), path.name)
        return

    def unreadable(error: OSError) -> None:
        raise AnnotatorError(f"{one_line(str(error.filename))}: The folder cannot be read: {reason(error)}.") from error

    for current, folders, names in os.walk(here, onerror=unreadable):
        below = Path(current).relative_to(here).as_posix()
        before = "" if below == "." else f"{below}/"
        for name in folders:
            if not name.startswith(".") and os.path.islink(f"{current}{os.sep}{name}"):  # noqa: PTH114  as in ids_below
                say(f'"{one_line(before + name)}" is a link to a folder, and what is in that is left out.')
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                whole = f"{current}{os.sep}{name}"
                yield _File(whole, before + name, here if os.path.islink(whole) else None)  # noqa: PTH114

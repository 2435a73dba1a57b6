"""Where everything of a project is, and the one way to open it.

Ids become paths here and nowhere else. A file is read only if it is a regular file, below a size cap, and
inside the project once all links are followed.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_
from pathlib import Path
from typing import BinaryIO, get_args

from annotator.core.errors import AnnotatorError
from annotator.core.ids import check_document_id, check_name, folded
from annotator.core.schema import SaveAs
from annotator.storage import large_blocks
from annotator.storage.problems import FileError, file_error, reason, shown

SCHEMA_FILE = "annotator.toml"
FORMATS: tuple[SaveAs, ...] = get_args(SaveAs)

_MIB = 1024 * 1024
MOST_SETTINGS = 1 * _MIB
"""Bytes of a schema or metadata file."""
MOST_TEXT = 64 * _MIB
"""Bytes of a document."""
MOST_ANNOTATIONS = 64 * _MIB
"""Bytes of an annotation set; 100,000 mentions take about 20 MiB, and with notes on all of them 30."""
MOST_HISTORY = 128 * _MIB
"""Bytes of a history; 300,000 edits take about 120 MiB, and reading them three times that."""

_CIRCLE = "It is a link that leads in a circle; remove it."
_NO_FILE = "It is no regular file; a file is expected here."

CAREFUL = reduce(or_, [getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")])
"""With what every file is opened, where the system has it: no link is followed, and no pipe's other end waited for."""
_DIGITS = re.compile(r"(\d+)")


class Paths:
    """The layout of one project; ``root`` is its folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def schema(self) -> Path:
        """The schema and settings."""
        return self.root / SCHEMA_FILE

    @property
    def documents(self) -> Path:
        """The folder of the texts and their metadata."""
        return self.root / "documents"

    @property
    def annotations(self) -> Path:
        """The folder of the annotation sets, one folder below it an annotator."""
        return self.root / "annotations"

    @property
    def histories(self) -> Path:
        """The folder of the histories, one folder below it an annotator."""
        return self.root / "history"

    @property
    def local(self) -> Path:
        """The folder of what is only for this machine and may be deleted."""
        return self.root / ".annotator"

    @property
    def last_annotator(self) -> Path:
        """The file that remembers who annotated here last."""
        return self.local / "last-annotator"

    def document(self, document_id: str) -> Path:
        """The text of a document."""
        return self.documents / f"{check_document_id(document_id)}.txt"

    def metadata(self, document_id: str) -> Path:
        """What is known of a document besides its text."""
        return self.documents / f"{check_document_id(document_id)}.toml"

    def annotation_set(self, annotator: str, document_id: str, save_as: SaveAs) -> Path:
        """The annotation set of one annotator on one document, in one of the two formats."""
        return (
            self.annotations / check_name(annotator, "annotator name") / f"{check_document_id(document_id)}.{save_as}"
        )

    def like(self, document_id: str) -> list[str]:
        """The ids of documents that are that one but for case or normalisation, itself among them where it is there.

        Only the folders on the way to it are read: a project may have 100,000 documents.
        """
        *folders, name = check_document_id(document_id).split("/")
        found = [""]
        for folder in folders:
            found = [
                f"{before}{entry.name}/"
                for before in found
                for entry in _named_like(self.documents / before, folder)
                if entry.is_dir(follow_symlinks=False)
            ]
        return sorted(
            before + entry.name.removesuffix(".txt")
            for before in found
            for entry in _named_like(self.documents / before, f"{name}.txt")
            if entry.name.endswith(".txt")
        )

    def history(self, annotator: str, document_id: str) -> Path:
        """The history of one annotator on one document."""
        return self.histories / check_name(annotator, "annotator name") / f"{check_document_id(document_id)}.jsonl"

    def lock(self, annotator: str, document_id: str) -> Path:
        """The file that a session locks which writes that annotation set."""
        folder = self.local / "locks" / check_name(annotator, "annotator name")
        return folder / f"{check_document_id(document_id)}.lock"

    def folder(self, path: Path) -> Path | None:
        """``path`` where it is a folder of the project, None where there is none; FileError where it is another's."""
        if not os.path.lexists(path):
            return None
        if not self.inside(path).is_dir():
            raise file_error(self.relative(path), "It is no folder; a folder is expected here.")
        return path

    def relative(self, path: Path) -> Path:
        """``path`` as messages name it: from the project's folder."""
        return path.relative_to(self.root) if path.is_relative_to(self.root) else path

    def read(self, path: Path, most: int, start: int = 0, length: int | None = None) -> bytes:
        """The bytes of a file of the project, or a part of them; FileError where it is absent, too large or no file.

        A ``start`` below 0 counts from the end.
        """
        try:
            return read_file(self.inside(path), most, start, length, self.root.resolve())
        except OSError as error:
            raise self._refusal(path, error) from error
        except ValueError as error:
            raise file_error(self.relative(path), str(error)) from error

    def read_if_there(self, path: Path, most: int) -> bytes | None:
        """The same, or None where there is nothing of that name."""
        return self.read(path, most) if os.path.lexists(path) else None

    def read_named(self, name: str) -> tuple[Path, bytes]:
        """A settings file that the schema names, from the project's folder: how messages call it, and its bytes."""
        path = Path(name)
        if path.is_absolute() or ".." in path.parts or "\0" in name:
            raise file_error(
                self.relative(self.schema), f"It names the file {shown(name)}, which is not in the project."
            )
        return path, self.read(self.root / path, MOST_SETTINGS)

    def inside(self, path: Path) -> Path:
        """``path`` with links followed; FileError where that leaves the project."""
        try:
            resolved = path.resolve()
        except (OSError, RuntimeError) as error:
            raise file_error(self.relative(path), _CIRCLE) from error
        if not resolved.is_relative_to(self.root.resolve()):
            raise file_error(
                self.relative(path), "It is a link that leads out of the project; put the file itself here."
            )
        return resolved

    def open(self, path: Path) -> BinaryIO:
        """A file of the project, opened to read what may be large; FileError where it is absent or no file."""
        try:
            return open_file(self.inside(path), self.root.resolve())
        except OSError as error:
            raise self._refusal(path, error) from error
        except ValueError as error:
            raise file_error(self.relative(path), str(error)) from error

    def _refusal(self, path: Path, error: OSError) -> FileError:
        if error.errno == errno.ELOOP:
            return file_error(self.relative(path), _CIRCLE)
        if error.errno == errno.ENOENT:
            return file_error(self.relative(path), "There is no such file.")
        return file_error(self.relative(path), f"It cannot be read: {reason(error)}.")


def read_file(path: Path, most: int, start: int = 0, length: int | None = None, root: Path | None = None) -> bytes:
    """The bytes of a regular file; ValueError with a sentence where it is none or larger than ``most`` bytes.

    With ``start`` or ``length``, only that part of it; a ``start`` below 0 counts from the end. Below ``root``, no part
    of the path may have become a link since it was resolved.
    """
    with open_file(path, root) as file:
        size = os.fstat(file.fileno()).st_size
        large_blocks.expect(size)
        file.seek(start if start >= 0 else max(0, size + start))
        # Reading makes a buffer of the size that is asked for, whatever there is to read.
        wanted = min(most, size) + 1 if length is None else length
        data = file.read(wanted) if size <= most else b""
    if size > most or len(data) > most:
        raise ValueError(f"It is larger than {most // _MIB} MiB, the most that is read here; split it.")
    return data


def open_file(path: Path | str, root: Path | None = None) -> BinaryIO:
    """A regular file, opened to read; ValueError with a sentence where it is none. Of ``root`` see ``read_file``."""
    try:
        descriptor = _open(path, root)
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise ValueError(_NO_FILE) from error
        raise
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise ValueError("It is a folder; a file is expected here." if stat.S_ISDIR(mode) else _NO_FILE)
    return os.fdopen(descriptor, "rb")


def _open(path: Path | str, root: Path | None) -> int:
    """Opens a file to read; neither waits for the other end of a pipe, nor follows a link put there a moment ago."""
    if root is None or os.open not in os.supports_dir_fd:
        return os.open(path, os.O_RDONLY | CAREFUL)
    folders = os.O_RDONLY | CAREFUL | os.O_DIRECTORY
    folder = os.open(root, folders)
    try:
        *between, name = Path(path).relative_to(root).parts
        for part in between:
            below = os.open(part, folders, dir_fd=folder)
            os.close(folder)
            folder = below
        return os.open(name, os.O_RDONLY | CAREFUL, dir_fd=folder)
    finally:
        os.close(folder)


def decode_text(data: bytes) -> str:
    """``data`` as UTF-8, verbatim; ValueError with a sentence that names the first byte that is not."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"It is not UTF-8: the byte at offset {error.start} is 0x{data[error.start]:02x}; "
            "convert the file to UTF-8."
        ) from error


def ids_below(
    folder: Path, suffixes: Iterable[str], left_out: Callable[[Path, str], None] = lambda _path, _why: None
) -> Iterator[tuple[str, str]]:
    """Each file below ``folder`` that ends in one of ``suffixes``: what would be its id, and its name from there.

    Only names are read. Ids are not checked: ``is_document_id`` tells. Hidden files, folders behind links and what
    cannot be read are left out, and ``left_out`` is told of each, with a sentence.
    """
    endings = tuple(suffixes)

    def unreadable(error: OSError) -> None:
        if error.errno != errno.ENOENT:
            left_out(Path(os.fsdecode(error.filename or folder)), f"The folder cannot be read: {reason(error)}.")

    for current, folders, names in os.walk(folder, onerror=unreadable):
        for name in folders:
            path = f"{current}{os.sep}{name}"  # it may be too long to be asked about
            if not name.startswith(".") and os.path.islink(path):  # noqa: PTH114  says no where a Path raises
                left_out(Path(path), "It is a link to a folder, and what is in that is left out.")
        folders[:] = [name for name in folders if not name.startswith(".")]
        # Strings, and no Path a file: those would take two of the three seconds for 100,000 of them.
        below = os.path.relpath(current, folder).replace(os.sep, "/")
        before = "" if below == "." else f"{below}/"
        for name in names:
            if name.endswith(endings) and name.startswith("."):
                left_out(
                    Path(current, name),
                    "It is left out, as its name begins with a dot; rename it if it is to be a document.",
                )
            elif name.endswith(endings):
                yield before + name[: name.rindex(".")], before + name


def _named_like(folder: Path, name: str) -> list[os.DirEntry[str]]:
    """What has that name in a folder, but for case or normalisation; nothing where it is none or cannot be read."""
    wanted = folded(name)
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if folded(entry.name) == wanted]
    except OSError:
        return []


def is_document_id(document_id: str) -> bool:
    """Whether ``check_document_id`` accepts it."""
    try:
        check_document_id(document_id)
    except AnnotatorError:
        return False
    return True


def clashes(names: Iterable[str]) -> list[tuple[str, ...]]:
    """The groups of names that are one and the same where the file system ignores case or normalises."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[folded(name)].append(name)
    return [tuple(sorted(group)) for group in groups.values() if len(group) > 1]


def natural_order(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """A sort key under which "day 2" comes before "day 10"."""
    parts = _DIGITS.split(name)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, folded(part)) for part in parts if part], name

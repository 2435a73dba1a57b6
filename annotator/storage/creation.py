"""A new project from text files, for ``annotator init``: all of it, or nothing."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from annotator.core.display import one_line
from annotator.core.schema import default_schema
from annotator.storage import atomic
from annotator.storage.paths import MOST_TEXT, Paths, clashes, decode_text, is_document_id, read_file
from annotator.storage.problems import file_error, reason, shown
from annotator.storage.project import Project
from annotator.storage.schema_file import schema_text

_UNFIT = re.compile(r"[^\w .,'()&+@~=-]+")


def create_project(
    root: Path, texts: Sequence[Path], name: str, say: Callable[[str], None] = lambda _: None
) -> Project:
    """Makes a project in ``root`` of copies of ``texts``, byte for byte; FileError, and nothing left behind.

    The schema is written last: what was stopped half way is no project yet, and can be made again.
    A document's id is its file's name without ".txt"; where that is no valid id, one is made of it and ``say`` is told,
    once nothing speaks against the texts: a refusal is one line.
    """
    paths = Paths(root.absolute())
    if paths.schema.exists():
        raise file_error(root, "There is a project here already; open it, or choose another folder.")
    files: dict[Path, bytes] = {}
    sources: dict[str, Path] = {}
    renamed: list[str] = []
    for source in texts:
        document_id = _id_for(source, renamed.append)
        _refuse_clash(document_id, source, sources)
        sources[document_id] = source
        files[paths.document(document_id)] = _read_text(source)
    for path, data in files.items():
        if path.exists() and not _holds(path, data):
            raise file_error(path, "There is such a file already; nothing was changed.")
    for sentence in renamed:
        say(sentence)
    files[paths.schema] = schema_text(default_schema(name)).encode()
    _write_all(files)
    return Project.open(root)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return read_file(path, MOST_TEXT) == data
    except (OSError, ValueError):
        return False


def _read_text(source: Path) -> bytes:
    try:
        if source.is_dir():
            raise file_error(source, "It is a folder; name the texts in it instead, as in FOLDER/*.txt.")
        data = read_file(source.resolve(), MOST_TEXT)
        decode_text(data)
    except FileNotFoundError as error:
        raise file_error(source, "There is no such file.") from error
    except OSError as error:
        raise file_error(source, f"It cannot be read: {reason(error)}.") from error
    except ValueError as error:
        raise file_error(source, str(error)) from error
    return data


def _id_for(source: Path, say: Callable[[str], None]) -> str:
    stem = source.name.removesuffix(".txt")
    if is_document_id(stem):
        return stem
    words = _UNFIT.sub("-", unicodedata.normalize("NFC", stem))
    made = re.sub(r"^\W+", "", words)[:60].rstrip(" .-") or "document"
    document_id = made if is_document_id(made) else f"_{made}"
    say(f'{shown(source.name)} is no document id; the document is called "{one_line(document_id)}".')
    return document_id


def _refuse_clash(document_id: str, source: Path, sources: dict[str, Path]) -> None:
    for known, other in sources.items():
        if clashes((known, document_id)) or known == document_id:
            raise file_error(
                source,
                f'It would be the document "{document_id}", and {one_line(str(other))} is "{known}"; '
                "ids must differ in more than case, so rename one of the files.",
            )


def _write_all(files: dict[Path, bytes]) -> None:
    """Writes the files; where one cannot be written, the new ones and new folders are taken away again."""
    folders = {folder for path in files for folder in path.parents if not folder.exists()}
    new = [path for path in files if not path.exists()]
    try:
        for path, data in files.items():
            atomic.write_bytes(path, data)
    except OSError as error:
        for made in new:
            with contextlib.suppress(OSError):  # a disk that refuses to write may refuse this too
                made.unlink(missing_ok=True)
        for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise file_error(path, f"It cannot be written: {reason(error)}; no project was made.") from error

"""Copies of the texts that annotations were made on, by which these find their places again when a text changes.

They stand in the project's own disposable folder, named by their hash: whoever deletes them loses nothing but that
words are then looked for by their quotes alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from annotator.core.model import Document
from annotator.storage.locks import make_local_folder
from annotator.storage.paths import MOST_TEXT, Paths, decode_text
from annotator.storage.problems import FileError


def keep_text(paths: Paths, document: Document) -> None:
    """Keeps a document's text, where it is not kept yet and can be: saving what the user does never fails for it."""
    path = _path(paths, document.sha256)
    if os.path.lexists(path):
        return
    unfinished = path.with_suffix(".tmp")
    with contextlib.suppress(OSError, FileError):
        paths.inside(path)
        make_local_folder(paths)
        path.parent.mkdir(exist_ok=True)
        # Not flushed to disk: what a power cut leaves of it is told by its hash.
        unfinished.write_bytes(document.text.encode("utf-8"))
        unfinished.replace(path)


def kept_text(paths: Paths, sha256: str) -> str | None:
    """The text of that hash; None where it is not kept, or not whole."""
    path = _path(paths, sha256)
    try:
        data = paths.read_if_there(path, MOST_TEXT)
        return decode_text(data) if data is not None and hashlib.sha256(data).hexdigest() == sha256 else None
    except (FileError, ValueError):
        return None


def _path(paths: Paths, sha256: str) -> Path:
    return paths.local / "texts" / f"{sha256}.txt"

"""Files that are either as they were or as they shall be, whatever happens in between.

The way of it is the one that survives a power cut on POSIX systems: write a temporary file in the same
folder, fsync it, rename it over the old one, fsync the folder.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
from pathlib import Path


def write_bytes(path: Path, data: bytes) -> None:
    """Puts ``data`` in the place of the file, or makes it, with the folders above it; OSError and the old file intact.

    The mode of an existing file is kept.
    """
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with contextlib.suppress(FileNotFoundError):
                temporary.chmod(stat.S_IMODE(path.stat().st_mode))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _sweep(path)
    sync_folder(path.parent)


def _sweep(path: Path) -> None:
    for left in left_behind(path):
        left.unlink(missing_ok=True)


def left_behind(path: Path) -> list[Path]:
    """What writes of this file have left beside it that were killed half way: the next that succeeds removes it."""
    begins = f".{path.name}."
    names = os.listdir(path.parent)  # noqa: PTH208  names alone: a folder may have 100,000 files
    return [
        path.parent / name for name in names if name.startswith(begins) and _LEFT_BEHIND.fullmatch(name, len(begins))
    ]


_LEFT_BEHIND = re.compile(r"[0-9a-f]{16}\.tmp")


def remove(path: Path) -> None:
    """Removes a file, and makes sure that it stays so."""
    path.unlink()
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Makes the folder and those above it where they are missing, each on disk before the next."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Flushes a folder's entries to disk, where the system can (Windows cannot open folders and needs no such call)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

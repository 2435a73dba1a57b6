"""Has memory given back to the system after work on large files.

GNU's C library keeps freed blocks for later use where they are smaller than the largest that was freed so far, and
what lies between others in any case. Once a text of 10 MB has been read, that is nearly all: what reading and writing
100,000 mentions takes on the way would stay with the process, 20 to 50 MB. Of no effect with other C libraries.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctypes import CDLL

LARGE = 1 << 20
"""Bytes of a file from which this is worth while, and of a block that is given back as soon as it is freed."""

_MMAP_THRESHOLD = -3
"""``M_MMAP_THRESHOLD`` of <malloc.h>: once it is set, it does not grow."""


@cache
def _library() -> CDLL | None:
    """The C library where it is GNU's, told once of the size."""
    import ctypes  # 4 ms that a project of small files does without

    try:
        library = ctypes.CDLL(None)
        library.mallopt(_MMAP_THRESHOLD, LARGE)
    except (AttributeError, OSError, TypeError):
        return None
    return library if hasattr(library, "malloc_trim") else None


def expect(size: int) -> None:
    """A file of ``size`` bytes is about to be read: blocks as large are given back when they are freed."""
    if size > LARGE:
        _library()


def give_back(size: int) -> None:
    """A file of ``size`` bytes has been made or taken in: what else that took is given back."""
    if size > LARGE and (library := _library()) is not None:
        library.malloc_trim(0)

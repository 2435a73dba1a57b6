"""Has large blocks of memory given back to the system as soon as they are freed.

GNU's C library keeps freed blocks for later use where they are smaller than the largest that was freed so far. Once
a text of 10 MB has been read, that is all there are: a file of 100,000 mentions that is made, written and forgotten
stays with the process, 15 to 35 MB. A size that is set does not grow.
"""

from __future__ import annotations

from functools import cache

LARGE = 1 << 20
"""Bytes from which a block is given back, and from which reading a file makes it worth while."""

_MMAP_THRESHOLD = -3
"""``M_MMAP_THRESHOLD`` of <malloc.h>."""


@cache
def give_back() -> None:
    """Sets it for the process, the first time that it is called; of no effect with other C libraries."""
    import ctypes  # 4 ms that a project of small files does without

    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    set_option(_MMAP_THRESHOLD, LARGE)

"""Items that were read and found sound, kept on disk until all are: what is in memory does not grow with them."""

from __future__ import annotations

import copyreg
import pickle
import tempfile
from collections.abc import Iterator
from types import MappingProxyType, TracebackType
from typing import Any

from annotator.core.model import nothing
from annotator.formats.base import Item


class _Pickler(pickle.Pickler):
    """Knows the one mapping that records without attributes share, which pickle by itself does not."""

    dispatch_table = copyreg.dispatch_table.copy()
    dispatch_table[MappingProxyType] = lambda mapping: (dict, (dict(mapping),)) if mapping else (nothing, ())


class Stage:
    """A context: items are put in one after the other, and may then be gone through, more than once.

    They are in a file without a name, which no other program can open.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed with the context
        self._count = 0

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._count

    def put(self, item: Item) -> None:
        """Keeps an item."""
        _Pickler(self._file, pickle.HIGHEST_PROTOCOL).dump(tuple(item))
        self._count += 1

    def __iter__(self) -> Iterator[Item]:
        self._file.seek(0)
        for _ in range(self._count):
            loaded: tuple[Any, Any] = pickle.load(self._file)  # noqa: S301  what this process has just written
            yield Item(*loaded)

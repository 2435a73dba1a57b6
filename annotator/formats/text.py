"""Plain text: each file is a document, taken verbatim."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.formats.base import Item, Reading, Source, make_document, text_of


def read(source: Source, reading: Reading) -> Iterator[Item]:  # noqa: ARG001  every format is told the same
    """The documents of a folder of texts."""
    for file in source.files(".txt"):
        yield Item(make_document(file.name.removesuffix(".txt"), text_of(file), file.name))

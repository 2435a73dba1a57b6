"""Articles as HTML: each file is a document, of which the readable text is taken, without menus and advertisements."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from annotator.core.model import Metadata
from annotator.formats.base import FormatError, Item, Reading, Source, SourceFile, make_document
from annotator.formats.markdown import date_in

SUFFIXES = (".html", ".htm", ".xhtml")


def read(source: Source, reading: Reading) -> Iterator[Item]:  # noqa: ARG001  every format is told the same
    """The documents of a folder of pages. FormatError for one in which there is nothing to read. No network is used."""
    for file in source.files(*SUFFIXES):
        text, metadata = _article(file)
        yield Item(make_document(file.name.rpartition(".")[0], text, file.name, metadata))


def _article(file: SourceFile) -> tuple[str, Metadata]:
    from trafilatura import bare_extraction  # 200 ms

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it has to say is said here, in one line
    data = file.read()
    try:
        found = bare_extraction(data, include_comments=False, with_metadata=True)
    except MemoryError:  # that is no fault of the page
        raise
    except Exception as error:  # the library's alone: it and its parsers tell nowhere what a page can make them raise
        sentence = f"It cannot be read as HTML ({type(error).__name__}); save its text as .txt."
        raise FormatError(file.name, None, sentence) from error
    if found is None or isinstance(found, dict) or not found.text:
        raise FormatError(file.name, None, "There is no article in it that could be read; save its text as .txt.")
    return found.text, Metadata(
        found.title or "", found.sitename or found.hostname or "", date_in(found.date or ""), found.url or ""
    )

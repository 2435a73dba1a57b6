"""Text files line by line, and which files a dataset of lines is written to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO

from annotator.formats.base import Dataset, FormatError, Item, Output, SourceFile

_BOM = "\ufeff"


def text_lines(file: SourceFile) -> Iterator[tuple[int, str]]:
    """The lines of a file without their ends (LF or CR LF), numbered from 1; a mark of byte order is no part of it.

    FormatError for one that is not UTF-8.
    """
    for number, line in enumerate(file.lines(), 1):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            sentence = f"It is not UTF-8: 0x{line[error.start]:02x} stands there; convert the file."
            raise FormatError(file.name, number, sentence) from error
        if number == 1:
            text = text.removeprefix(_BOM)
        yield number, text.removesuffix("\n").removesuffix("\r")


def stem_of(name: str) -> str:
    """The name of a file without its suffix, as the id of the document in it."""
    folder, slash, last = name.rpartition("/")
    return folder + slash + (last.rpartition(".")[0] or last)


def outputs(dataset: Dataset, output: Output, suffix: str) -> Iterator[tuple[BinaryIO, Iterator[Item]]]:
    """The files to write, each with what goes into it, open while it is current.

    One a split where there are splits; one for all where the target is a file; else one a document.
    """
    if output.is_file or dataset.splits != ("",):
        for split in dataset.splits:
            with closing(output.open(f"{split or 'all'}{suffix}")) as file:
                yield file, dataset.items(split)
        return
    for item in dataset.items():
        with closing(output.open(f"{item.document.id}{suffix}")) as file:
            yield file, iter((item,))

"""Markdown: each file is a document, with its marks; what stands in front of it under --- or +++ are its metadata."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

import tomli

from annotator.core.model import Metadata
from annotator.formats.base import FormatError, Item, Reading, Source, SourceFile, make_document, text_of

SUFFIXES = (".md", ".markdown")
_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(.*?)^\1[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_PAIR = re.compile(r"([A-Za-z][\w-]*)[ \t]*:[ \t]*(\S.*?)?[ \t]*\r?")
_HEADING = re.compile(r"^#[ \t]+(\S.*?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)


def read(source: Source, reading: Reading) -> Iterator[Item]:  # noqa: ARG001  every format is told the same
    """The documents of a folder of Markdown."""
    for file in source.files(*SUFFIXES):
        text = text_of(file)
        front = _FRONT.match(text)
        said = _front(file, front[1], front[2]) if front else {}
        text = text[front.end() :] if front else text
        heading = _HEADING.search(text)
        title = said.get("title") or (heading[1] if heading else "")
        metadata = Metadata(
            title, said.get("source", ""), date_in(said.get("date", "")), said.get("url", ""), said.get("topic", "")
        )
        yield Item(make_document(file.name.rpartition(".")[0], text, file.name, metadata))


def _front(file: SourceFile, mark: str, lines: str) -> Mapping[str, str]:
    """The plain values of what stands in front, by name: of YAML's only those of one line are read."""
    if mark == "+++":
        try:
            return {
                name: str(value) for name, value in tomli.loads(lines).items() if not isinstance(value, list | dict)
            }
        except (tomli.TOMLDecodeError, RecursionError) as error:
            raise FormatError(file.name, None, "What stands in front under +++ is no TOML; mend it.") from error
    found = (_PAIR.fullmatch(line) for line in lines.split("\n"))
    return {pair[1].lower(): pair[2].strip("\"'") for pair in found if pair and pair[2] and pair[2][0] not in "[{|>&*"}


def date_in(words: str) -> dt.date | None:
    """The day of a date or moment as ISO 8601 writes it; None where it is none."""
    try:
        return dt.date.fromisoformat(words[:10])
    except ValueError:
        return None

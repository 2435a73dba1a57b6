"""Reads coreference of CoNLL-2012."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from annotator.core.model import Mention, Record, Span, Target
from annotator.formats.base import FormatError, Item, Reading, Source, SourceFile, make_set
from annotator.formats.columns import keep_column
from annotator.formats.lines import stem_of, text_lines
from annotator.formats.ties import tied, tying_type
from annotator.formats.token_text import TokenText

KEY = "conll2012"
"""The extra key of a document and of a mention under which stands what has no place in the model."""
LABEL = "mention"
"""The label of all mentions: the format has none."""
WORD = 3
"""The column of the tokens, from 0; the last is that of the mentions."""
SUFFIXES = (".conll", ".v4_gold_conll", ".v4_auto_conll", ".gold_conll", ".auto_conll", "_conll")

_BEGIN = re.compile(r"#begin document \(?(.*?)\)?(?:; *part *([0-9]+))? *")
_END = "#end document"
_PART = re.compile(r"(\(?)([^()|\s]{1,40})(\)?)")
_NOTHING = ("", "-", "_")


def read(source: Source, reading: Reading) -> Iterator[Item]:
    """The documents of each file, a part each."""
    for file in source.files(*SUFFIXES):
        begins = sum(line.startswith("#begin") for _, line in text_lines(file))
        yield from _documents(file, reading, several=begins > 1)


class Place(NamedTuple):
    """The half-open range of tokens of a mention, and the number of its entity as the file has it."""

    first: int
    last: int
    entity: str


@dataclass(slots=True)
class _Part:
    """What stands between the begin and the end of a part."""

    begin: str
    name: str
    number: str
    line: int
    sentences: list[list[list[str]]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    comments: list[list[Any]] = field(default_factory=list)
    separator: str = ""


def _documents(file: SourceFile, reading: Reading, *, several: bool) -> Iterator[Item]:
    part: _Part | None = None
    new_sentence = True
    for number, line in text_lines(file):
        if line.startswith("#begin"):
            if part is not None:
                raise FormatError(file.name, number, f"A document begins, and that of line {part.line} has not ended.")
            found = _BEGIN.fullmatch(line)
            if found is None:
                raise FormatError(file.name, number, "The line does not read: #begin document (name); part 000")
            part, new_sentence = _Part(line, found[1], found[2] or "", number), True
        elif part is None:
            if line.strip() and not line.startswith("#"):
                raise FormatError(file.name, number, "There is a token before any line that reads #begin document.")
        elif line.strip() == _END:
            yield _item(file, part, reading, several=several)
            part = None
        elif not line.strip():
            new_sentence = True
        elif line.startswith("#") and "\t" not in line and len(line.split()) != _width(part):
            part.comments.append([len(part.sentences), line])
        else:
            if new_sentence:
                part.sentences.append([])
            new_sentence = False
            _add(file, part, number, line)
    if part is not None:
        raise FormatError(
            file.name, part.line, "The document has no line that reads #end document; it may be cut short."
        )


def _width(part: _Part) -> int:
    return len(part.sentences[0][0]) if part.sentences and part.sentences[0] else 0


def _add(file: SourceFile, part: _Part, number: int, line: str) -> None:
    tabs = "\t" in line
    cells = line.split("\t") if tabs else re.split(" +", line.strip(" "))
    if not part.separator:
        part.separator = "tab" if tabs else "space"
    if (width := _width(part)) and len(cells) != width:
        sentence = f"It has {len(cells)} columns, and the lines before have {width}; the file may be cut short."
        raise FormatError(file.name, number, sentence)
    if len(cells) < WORD + 2 or not cells[WORD].strip():
        sentence = "A token has at least five columns: document, part, number, the token, and at the end the mentions."
        raise FormatError(file.name, number, sentence)
    part.sentences[-1].append(cells)
    part.lines.append(number)


def _item(file: SourceFile, part: _Part, reading: Reading, *, several: bool) -> Item:
    if not part.sentences:
        raise FormatError(file.name, part.line, f'The document "{part.name}" has no token.')
    rows = [row for sentence in part.sentences for row in sentence]
    places = _places(file, [row[-1] for row in rows], part.lines)
    text = TokenText()
    for sentence in part.sentences:
        text.add([row[WORD] for row in sentence])
    stem = stem_of(file.name)
    document_id = "/".join(piece for piece in (stem, part.name, part.number) if piece) if several else stem
    document = text.document(document_id, file.name, {KEY: _kept(part, rows, places)}, reading.say)
    records: list[Record] = []
    entities: dict[str, list[Target]] = {}
    for place in places:
        span = Span(text.tokens[place.first].start, text.tokens[place.last - 1].end)
        label = reading.options.get("label") or LABEL
        mention = Mention(reading.new_id("mention"), label, (span,), extra={KEY: place.entity})
        records.append(mention)
        entities.setdefault(place.entity, []).append(Target(document_id, mention.id))
    kind = tying_type(reading)
    for ends in entities.values():
        records += [link for _, link in tied(ends, kind, reading)]
    return Item(document, (make_set(document, records),))


def _places(file: SourceFile, cells: Sequence[str], lines: Sequence[int]) -> list[Place]:
    """The mentions, in the order in which they begin, the longest first; FormatError for one that is not ended."""
    opened: defaultdict[str, list[int]] = defaultdict(list)
    found: list[Place] = []
    for token, cell in enumerate(cells):
        for piece in cell.split("|") if cell not in _NOTHING else ():
            match = _PART.fullmatch(piece.strip())
            if match is None or not (match[1] or match[3]):
                sentence = f"{piece[:40]!r} is no mention such as (5, (3) or 5)."
                raise FormatError(file.name, lines[token], sentence)
            begins, entity, ends = match.groups()
            if begins:
                opened[entity].append(token)
            if ends:
                if not opened[entity]:
                    sentence = f"A mention of the entity {entity} ends, and none has begun."
                    raise FormatError(file.name, lines[token], sentence)
                found.append(Place(opened[entity].pop(), token + 1, entity))
    for entity, tokens in opened.items():
        if tokens:
            sentence = f"A mention of the entity {entity} begins, and does not end."
            raise FormatError(file.name, lines[tokens[0]], sentence)
    return sorted(found, key=lambda place: (place.first, -place.last))


def cell_parts(token: int, places: Sequence[Place]) -> list[str]:
    """What stands in the last column of a token, in the order in which it is written where the source has no other.

    ``places`` are the mentions that begin or end there.
    """
    longer = sorted((one for one in places if one.first == token < one.last - 1), key=lambda one: -one.last)
    single = [one for one in places if one.first == token == one.last - 1]
    ending = sorted((one for one in places if one.first < token == one.last - 1), key=lambda one: -one.first)
    return (
        [f"({one.entity}" for one in longer]
        + [f"({one.entity})" for one in single]
        + [f"{one.entity})" for one in ending]
    )


def at_tokens(places: Sequence[Place]) -> dict[int, list[Place]]:
    """The mentions that begin or end at each token."""
    found: dict[int, list[Place]] = {}
    for place in places:
        for token in {place.first, place.last - 1}:
            found.setdefault(token, []).append(place)
    return found


def _kept(part: _Part, rows: Sequence[Sequence[str]], places: Sequence[Place]) -> dict[str, Any]:
    ordered = {
        str(token): rows[token][-1]
        for token, some in at_tokens(places).items()
        if rows[token][-1] != "|".join(cell_parts(token, some))
    }
    width = len(rows[0])
    nothing = next((row[-1] for row in rows if row[-1] in _NOTHING), "-")
    return {
        "begin": part.begin,
        "separator": part.separator,
        "width": width,
        "nothing": nothing,
        **({"cells": ordered} if ordered else {}),
        **({"comments": part.comments} if part.comments else {}),
        **{
            f"column-{place + 1}": keep_column([[row[place] for row in sentence] for sentence in part.sentences])
            for place in range(width - 1)
            if place != WORD
        },
    }

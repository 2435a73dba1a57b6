"""The lines of a CorefUD file: documents, sentences and words, each known to be sound before the library sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.formats.base import FormatError, SourceFile
from annotator.formats.corefud_words import gap_unescaped
from annotator.formats.lines import text_lines

_ID = re.compile(r"([0-9]{1,7})(?:-([0-9]{1,7})|\.([0-9]{1,7}))?")
_CHUNKS = re.compile(r"\([^()|]+\)?|[^()|]+\)")
_PART = re.compile(r"(.+)\[([0-9]{1,4})/([0-9]{1,4})\]")
_GLOBAL = re.compile(r"# *global\.Entity *= *(\S+)")
_NEWDOC = re.compile(r"# *newdoc(?: +id *= *(.*\S))? *")
_COLUMNS = 10

FIELDS = "eid-etype-head-other"
"""The fields of an entity that the library reads and writes without fail."""
_OWN = {"eid": "eid", "GRP": "eid", "etype": "etype", "entity": "etype", "head": "head", "other": "other"}


class Word(NamedTuple):
    """A line of a word: its id, its form and its last column; ``token`` is the number of the token it is in."""

    line: int
    id: str
    form: str
    misc: str
    token: int | None


class Token(NamedTuple):
    """A token as it stands in the text, with the white space after it; None where the file does not say."""

    form: str
    before: str
    gap: str | None


@dataclass(slots=True)
class Sentence:
    """A sentence: its words, and its tokens, of which one may have several words."""

    line: int
    text: str | None = None
    text_line: int = 0
    new_paragraph: bool = False
    words: list[Word] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)


@dataclass(slots=True)
class Part:
    """A document of a file: its own name, the line it begins in, and the names of the fields of an entity."""

    name: str
    line: int
    fields: str = ""
    sentences: list[Sentence] = field(default_factory=list)
    wordless: bool = False
    tagged: bool = False
    empty_nodes: int = 0
    joined: int = 0


def parts_of(file: SourceFile) -> Iterator[Part]:
    """The documents of a file; FormatError, with the line, for the first thing that is not sound."""
    part = Part("", 1)
    reader = _SentenceReader(file.name)
    for number, line in text_lines(file):
        if newdoc := _NEWDOC.fullmatch(line):
            reader.refuse_unfinished(number)
            if part.sentences or part.wordless:
                _check(part, file.name)
                yield part
            part = Part(newdoc[1] or "", number, part.fields)
        elif said := _GLOBAL.match(line):
            part.fields = said[1]
        elif line.startswith("#"):
            reader.comment(line, number)
        elif line:
            reader.word(line, number, part)
        else:
            reader.end(part)
    if reader.unfinished:
        raise FormatError(
            file.name, reader.unfinished, "The last sentence has no empty line after it: it is cut short."
        )
    if part.sentences or part.wordless:
        _check(part, file.name)
        yield part


class _SentenceReader:
    """Takes the lines of one sentence after the other."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._begin()

    def _begin(self) -> None:
        self.unfinished = 0
        self._sentence = Sentence(0)
        self._last = self._last_empty = 0
        self._range_end = 0

    def refuse_unfinished(self, number: int) -> None:
        if self._sentence.words:
            raise FormatError(self._name, number, "A document begins before the sentence in front of it has ended.")

    def comment(self, line: str, number: int) -> None:
        name, _, value = line[1:].partition("=")
        if name.strip() == "text" and not self._sentence.words:
            self._sentence.text, self._sentence.text_line = value.strip(), number
        elif line[1:].split()[:1] == ["newpar"]:
            self._sentence.new_paragraph = True

    def end(self, part: Part) -> None:
        if self._last < self._range_end:
            raise FormatError(self._name, self.unfinished, "A token of several words ends after its sentence.")
        if self._sentence.words:
            part.sentences.append(self._sentence)
        self._begin()

    def word(self, line: str, number: int, part: Part) -> None:
        columns = line.split("\t")
        if len(columns) != _COLUMNS:
            sentence = f"The line has {len(columns)} columns, and CoNLL-U {_COLUMNS}; it may be cut short."
            raise FormatError(self._name, number, sentence)
        found = _ID.fullmatch(columns[0])
        if found is None:
            raise FormatError(self._name, number, f"{columns[0][:20]!r} is no number of a word.")
        if not self.unfinished:
            self._sentence.line = number
        self.unfinished = number
        if found[2]:
            self._range(int(found[1]), int(found[2]), columns, number, part)
        elif found[3]:
            self._empty(int(found[1]), int(found[3]), columns, number, part)
        else:
            self._plain(int(found[1]), columns, number, part)

    def _range(self, first: int, last: int, columns: list[str], number: int, part: Part) -> None:
        if first != self._last + 1 or last <= first or first <= self._range_end:
            raise FormatError(self._name, number, f"The words {columns[0]} are not the next ones.")
        self._range_end = last
        self._add_token(columns, number)
        part.joined += 1

    def _empty(self, after: int, place: int, columns: list[str], number: int, part: Part) -> None:
        if after != self._last or place != self._last_empty + 1:
            raise FormatError(self._name, number, f"The empty word {columns[0]} does not follow the one before.")
        self._last_empty = place
        self._sentence.words.append(Word(number, columns[0], columns[1], columns[9], None))
        part.empty_nodes += 1

    def _plain(self, place: int, columns: list[str], number: int, part: Part) -> None:
        if place != self._last + 1:
            raise FormatError(self._name, number, f"The word {columns[0]} does not follow the one before.")
        if columns[9] == "Empty=Yes":
            part.wordless = True  # it stands for a sentence without words
            return
        if place > self._range_end:
            self._add_token(columns, number)
        self._last, self._last_empty = place, 0
        token = len(self._sentence.tokens) - 1
        self._sentence.words.append(Word(number, columns[0], columns[1], columns[9], token))
        part.tagged = part.tagged or any(value != "_" for value in (*columns[2:6], columns[7], columns[8]))

    def _add_token(self, columns: list[str], number: int) -> None:
        form = columns[1]
        if not form or form.isspace():
            raise FormatError(self._name, number, "A word has no form.")
        misc = dict(value.partition("=")[::2] for value in columns[9].split("|"))
        gap = gap_unescaped(misc["SpacesAfter"]) if "SpacesAfter" in misc else None
        if misc.get("SpaceAfter") == "No":
            gap = ""
        before = gap_unescaped(misc.get("SpacesBefore", ""))
        if (gap and not gap.isspace()) or (before and not before.isspace()):
            raise FormatError(self._name, number, "SpacesAfter and SpacesBefore are white space.")
        self._sentence.tokens.append(Token(form, before, gap))


def _check(part: Part, name: str) -> None:
    """Every bracket of an entity is closed in its sentence, and what bridging and split antecedents name is there."""
    known: set[str] = set()
    named: list[tuple[str, int]] = []
    for sentence in part.sentences:
        brackets = _Brackets(name)
        for word in sentence.words:
            for value in word.misc.split("|"):
                key, _, said = value.partition("=")
                if key == "Entity":
                    if not part.fields:
                        raise FormatError(name, word.line, 'There are entities, and no line "# global.Entity" before.')
                    known.update(brackets.take(said, part.fields, word.line))
                elif key in ("Bridge", "SplitAnte"):
                    named += ((one, word.line) for one in _named(said, name, word.line))
        brackets.end()
    for entity, line in named:
        if entity not in known:
            raise FormatError(name, line, f"It names the entity {entity[:40]!r}, which has no mention in its document.")


def _named(said: str, name: str, line: int) -> Iterator[str]:
    for link in said.split(","):
        first, between, rest = link.partition("<")
        second = rest.partition(":")[0]
        if not (first and between and second) or first == second or "<" in rest:
            raise FormatError(name, line, f"{link[:40]!r} does not tie two entities, as e1<e2 does.")
        yield from (first, second)


class _Brackets:
    """The mentions that are open in a sentence; a part of a discontinuous one is a mention here."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._open: dict[str, list[int]] = {}
        self._parts: dict[str, tuple[int, int]] = {}

    def take(self, said: str, fields: str, line: int) -> Iterator[str]:
        """The entities that are named."""
        place = _place_of_id(fields)
        chunks = _CHUNKS.findall(said)
        if "".join(chunks) != said or place is None:
            raise FormatError(self._name, line, f"{said[:60]!r} is no entity with brackets.")
        for chunk in chunks:
            opens, closes = chunk[0] == "(", chunk[-1] == ")"
            values = chunk.strip("()").split("-")
            name = values[place] if opens and place < len(values) else values[0]
            if not name:
                raise FormatError(self._name, line, f"{chunk[:60]!r} has no entity.")
            if opens:
                self._check_head(values, fields, line)
                self._open_part(name, line)
                self._open.setdefault(name, []).append(line)
            if closes:
                if not self._open.get(name):
                    raise FormatError(self._name, line, f"The mention {name[:40]!r} ends here, and begins nowhere.")
                self._open[name].pop()
            found = _PART.fullmatch(name)
            yield found[1] if found else name

    def _check_head(self, values: list[str], fields: str, line: int) -> None:
        for field_name, value in zip(fields.split("-"), values, strict=False):
            if field_name == "head" and not (value.isascii() and value.isdigit() and 0 < len(value) < 8):
                raise FormatError(self._name, line, f"{value[:20]!r} is not the number of a head.")

    def _open_part(self, name: str, line: int) -> None:
        found = _PART.fullmatch(name)
        if found is None:
            return
        entity, place, total = found[1], int(found[2]), int(found[3])
        before = self._parts.pop(entity, (0, total))
        if (place, total) != (before[0] + 1, before[1]) or not 1 <= place <= total or total < 2:
            raise FormatError(self._name, line, f"The part {name[:40]!r} does not follow the one before.")
        if place < total:
            self._parts[entity] = (place, total)

    def end(self) -> None:
        for name, lines in self._open.items():
            if lines:
                raise FormatError(self._name, lines[-1], f"The mention {name[:40]!r} does not end in its sentence.")
        for entity, (place, total) in self._parts.items():
            raise FormatError(self._name, None, f"Of {total} parts of a mention of {entity[:40]!r} there are {place}.")


def _place_of_id(fields: str) -> int | None:
    names = fields.split("-")
    return next((place for place, name in enumerate(names) if name in ("eid", "GRP")), None)


def canonical(misc: str, fields: str) -> str:
    """The last column of a word with its entities in ``FIELDS``: what other fields say is among the other."""
    names = fields.split("-")
    said = misc.split("|")
    return "|".join(
        f"Entity={_canonical(value[7:], names)}" if value.startswith("Entity=") else value for value in said
    )


def _canonical(said: str, names: list[str]) -> str:
    chunks: list[str] = []
    for chunk in _CHUNKS.findall(said):
        if not chunk.startswith("("):
            chunks.append(chunk)
            continue
        inner = chunk[1:].removesuffix(")")
        values = dict.fromkeys(FIELDS.split("-"), "")
        others: list[str] = []
        for name, value in zip(names, inner.split("-", len(names) - 1), strict=False):
            own = _OWN.get(name)
            if own is None and value:
                others.append(f"{name}:{value.replace(',', '%2C')}")
            elif own is not None:
                values[own] = value
        values["other"] = ",".join((*others, *([values["other"]] if values["other"] else ())))
        values["head"] = values["head"] or "1"
        chunks.append("(" + "-".join(values.values()).rstrip("-") + chunk[len(inner) + 1 :])
    return "".join(chunks)

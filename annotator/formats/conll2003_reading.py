"""Reads columns of tokens with tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from annotator.core.model import Mention, Span
from annotator.formats.base import FormatError, Item, Reading, Source, SourceFile, make_set
from annotator.formats.columns import keep_column
from annotator.formats.lines import stem_of, text_lines
from annotator.formats.tags import SCHEMES, Chunk, Scheme, TagError, chunks_of, is_tag, scheme_of, tags_of
from annotator.formats.token_text import TokenText

KEY = "conll"
"""The extra key of a document's metadata under which columns and comments are kept."""
DOCSTART = "-DOCSTART-"
SAME_TEXT = "# text"
"""Stands for a comment that tells the text which the sentence has."""
SUFFIXES = (".conll", ".iob", ".iob2", ".bio", ".tsv", ".txt", ".col", ".ner", ".train", ".testa", ".testb")

_TEXT = "# text = "
_NEWDOC = re.compile(r"# *newdoc\b(?: +id)? *=? *(.*)")
_COMMENT = re.compile(r"#(?: *(?:newdoc|newpar)\b.*| *[\w.:-]+ *=.*|)")
_BLANKS = re.compile("[ \t]+")


def read(source: Source, reading: Reading) -> Iterator[Item]:
    """The documents of each file, with what stands in the tags."""
    for file in source.files(*SUFFIXES):
        layout = _layout(file, reading)
        if layout is not None:
            yield from _Documents(file, layout, reading).all()


class _Layout(NamedTuple):
    """How a file is laid out; columns are numbered from 0. ``several``: lines in it begin documents."""

    tabs: bool
    width: int
    token: int
    tag: int
    scheme: Scheme
    several: bool

    def cells(self, line: str) -> list[str]:
        return line.split("\t") if self.tabs else _BLANKS.split(line.strip(" \t"))


def _is_comment(line: str, width: int, tabs: bool) -> bool:
    """Whether a line that begins with "#" is no token: it reads like a comment, or its columns are not the file's.

    ``width`` is 0 where nothing is known of those; then one that ends in a tag is a token.
    """
    if _COMMENT.fullmatch(line):
        return True
    cells = line.split("\t") if tabs else _BLANKS.split(line.strip(" \t"))
    return len(cells) != width if width else not any(map(is_tag, cells[1:]))


def _layout(file: SourceFile, reading: Reading) -> _Layout | None:
    """How the file is laid out, as the user says or as all of it tells; None for a file without a token."""
    told = reading.options.get("separator", "")
    rows = [number for number, line in _tokens(file) if "\t" not in line] if not told else []
    tabs = told == "tab" or (not told and not rows)
    look = _Look(file.name, tabs)
    for number, line in _lines(file):
        look.see(number, line)
    return look.layout(reading)


def _lines(file: SourceFile) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in text_lines(file) if line.strip())


def _tokens(file: SourceFile) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in _lines(file) if line[0] != "#" and not line.startswith(DOCSTART))


@dataclass(slots=True)
class _Look:
    """Goes once through a file, for what its columns are."""

    name: str
    tabs: bool
    width: int = 0
    several: bool = False
    tagged: set[int] = field(default_factory=set)
    counting: bool = True
    letters: set[str] = field(default_factory=set)
    prefixes: dict[int, set[str]] = field(default_factory=dict)
    untagged: int = 0

    def see(self, number: int, line: str) -> None:
        if line.startswith(DOCSTART) or _NEWDOC.fullmatch(line):
            self.several = True
            return
        if line[0] == "#" and _is_comment(line, self.width, self.tabs):
            return
        cells = line.split("\t") if self.tabs else _BLANKS.split(line.strip(" \t"))
        if not self.width:
            self.width, self.tagged = len(cells), set(range(1, len(cells)))
        if len(cells) != self.width:
            sentence = (
                f"It has {len(cells)} columns, and the lines before have {self.width}; the file may be cut short."
            )
            raise FormatError(self.name, number, sentence)
        self.counting = self.counting and cells[0].isdecimal()
        for place in list(self.tagged):
            if is_tag(cells[place]):
                self.prefixes.setdefault(place, set()).add(cells[place][0])
            else:
                self.tagged.discard(place)
                self.untagged = number

    def layout(self, reading: Reading) -> _Layout | None:
        if not self.width:
            return None
        told = reading.options.get("column", "")
        tag = self._column(told, "column") if told else max(self.tagged, default=-1)
        if tag < 0:
            sentence = "From here on no column has only tags such as O, B-x and I-x; name it with -o column=."
            raise FormatError(self.name, self.untagged or None, sentence)
        told = reading.options.get("tokens", "")
        token = self._column(told, "tokens") if told else int(self.counting and self.width > 2 and tag > 1)
        scheme = next((one for one in SCHEMES if one == reading.options.get("scheme")), None)
        scheme = scheme or scheme_of(self.prefixes.get(tag, ()))
        if scheme is None:
            letters = ", ".join(sorted(self.prefixes[tag]))
            raise FormatError(self.name, None, f"Its tags begin with {letters}, which no scheme has together.")
        return _Layout(self.tabs, self.width, token, tag, scheme, self.several)

    def _column(self, told: str, option: str) -> int:
        place = int(told) if told.isdecimal() and len(told) < 5 else 0
        if not 1 <= place <= self.width:
            raise FormatError(self.name, None, f'It has {self.width} columns; "-o {option}={told}" is none of them.')
        return place - 1


@dataclass(slots=True)
class _Sentence:
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


class _Documents:
    """The documents of one file."""

    def __init__(self, file: SourceFile, layout: _Layout, reading: Reading) -> None:
        self._file, self._layout, self._reading = file, layout, reading
        self._begin = ""
        self._sentences: list[_Sentence] = []
        self._count = 0

    def all(self) -> Iterator[Item]:
        """One after the other."""
        current = _Sentence()
        for number, line in text_lines(self._file):
            if not line.strip(" \t"):
                self._close(current)
                current = _Sentence()
            elif line.startswith(DOCSTART) or _NEWDOC.fullmatch(line):
                self._close(current)
                current = _Sentence()
                yield from self._document()
                self._begin = line
            elif line[0] == "#" and _is_comment(line, self._layout.width, self._layout.tabs):
                if current.rows:
                    self._close(current)
                    current = _Sentence()
                current.comments.append(line)
            else:
                current.rows.append(self._row(number, line))
                current.numbers.append(number)
        self._close(current)
        yield from self._document()

    def _row(self, number: int, line: str) -> list[str]:
        cells = self._layout.cells(line)
        if len(cells) != self._layout.width:
            sentence = f"It has {len(cells)} columns, and others have {self._layout.width}."
            raise FormatError(self._file.name, number, sentence)
        if not cells[self._layout.token]:
            raise FormatError(self._file.name, number, "There is no token in it.")
        return cells

    def _close(self, sentence: _Sentence) -> None:
        if sentence.rows or sentence.comments:
            self._sentences.append(sentence)

    def _document(self) -> Iterator[Item]:
        """The document of the sentences since the last one; none where they have no token."""
        sentences, self._sentences = self._sentences, []
        begin, self._begin = self._begin, ""
        if not any(sentence.rows for sentence in sentences):
            return
        self._count += 1
        layout, text = self._layout, TokenText()
        comments: list[list[Any]] = []
        mentions: list[Mention] = []
        is_iob1 = layout.scheme == "iob2"
        place = 0
        for sentence in sentences:
            told = next((line[len(_TEXT) :] for line in sentence.comments if line.startswith(_TEXT)), None)
            first = len(text.tokens)
            same = bool(sentence.rows) and text.add([row[layout.token] for row in sentence.rows], told)
            if sentence.comments:
                comments.append([place, *(_short(line, told if same else None) for line in sentence.comments)])
            if not sentence.rows:
                continue
            place += 1
            tags = [row[layout.tag] for row in sentence.rows]
            chunks = self._chunks(sentence, tags)
            mentions += [self._mention(text.tokens[first + one.first : first + one.last], one) for one in chunks]
            is_iob1 = is_iob1 and tags_of(chunks, len(tags), "iob1") == tags
        rows = [sentence.rows for sentence in sentences if sentence.rows]
        scheme = "iob1" if is_iob1 and mentions else layout.scheme
        kept = {KEY: self._kept(rows, comments, begin, scheme)}
        document = text.document(self._id(begin), self._file.name, kept, self._reading.say)
        yield Item(document, (make_set(document, mentions),))

    def _chunks(self, sentence: _Sentence, tags: Sequence[str]) -> list[Chunk]:
        try:
            return chunks_of(tags, self._layout.scheme)
        except TagError as error:
            raise FormatError(self._file.name, sentence.numbers[error.place], str(error)) from error

    def _mention(self, tokens: Sequence[Span], chunk: Chunk) -> Mention:
        span = Span(tokens[0].start, tokens[-1].end)
        return Mention(self._reading.new_id("mention"), chunk.label, (span,))

    def _kept(
        self, rows: Sequence[Sequence[Sequence[str]]], comments: list[list[Any]], begin: str, scheme: str
    ) -> dict[str, Any]:
        layout = self._layout
        others = [place for place in range(layout.width) if place not in (layout.token, layout.tag)]
        return {
            "separator": "tab" if layout.tabs else "space",
            "scheme": scheme,
            "width": layout.width,
            "token": layout.token + 1,
            "tag": layout.tag + 1,
            **({"begin": begin} if begin else {}),
            **({"comments": comments} if comments else {}),
            **{
                f"column-{place + 1}": keep_column([[row[place] for row in sentence] for sentence in rows])
                for place in others
            },
        }

    def _id(self, begin: str) -> str:
        stem = stem_of(self._file.name)
        if not self._layout.several:
            return stem
        found = _NEWDOC.fullmatch(begin)
        named = found[1].strip() if found else ""
        return f"{stem}/{named or self._count}"


def _short(comment: str, text: str | None) -> str:
    return SAME_TEXT if text is not None and comment == _TEXT + text else comment

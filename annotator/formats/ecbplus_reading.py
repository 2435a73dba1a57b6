"""Reads ECB+."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from annotator.core.model import Link, Mention, Record, Span, Spans, Target
from annotator.core.schema import LinkType
from annotator.formats.base import FormatError, Item, Reading, Source, SourceFile, make_set
from annotator.formats.columns import keep_column
from annotator.formats.lines import stem_of
from annotator.formats.ties import tied, tying_type
from annotator.formats.token_text import TokenText
from annotator.formats.xml_input import Element, parse_xml

KEY = "ecb"
"""The extra key of a document and of its records under which stands what has no place in the model."""
CROSS, INTRA = "CROSS_DOC_COREF", "INTRA_DOC_COREF"
INTRA_KEY = "intra:"
"""Begins what a mention keeps where it is coreferent within its document only."""

_TOPIC = re.compile(r"(?:.*/)?([0-9]+)_[0-9]+ecb(?:plus)?")


def read(source: Source, reading: Reading) -> Iterator[Item]:
    """The documents of a folder, with what is coreferent across them tied."""
    last: dict[str, Target] = {}
    for file in source.files(".xml"):
        root = parse_xml(file)
        if root.name != "Document":
            raise FormatError(file.name, root.line, f"Its outermost element is {root.name[:40]}, not Document.")
        yield _Document(file, root, reading, last).item()


@dataclass(slots=True)
class _Tokens:
    """The tokens of a document: their places by id, and their sentences."""

    places: dict[str, int] = field(default_factory=dict)
    sentences: list[int] = field(default_factory=list)


class _Document:
    """One file. ``last`` has the last mention of each instance in the files before, and in the end in this one."""

    def __init__(self, file: SourceFile, root: Element, reading: Reading, last: dict[str, Target]) -> None:
        self._file, self._root, self._reading, self._last = file, root, reading, last
        self._id = stem_of(file.name)
        self._text = TokenText()
        self._tokens = _Tokens()
        self._mentions: dict[str, Mention] = {}
        self._instances: dict[str, Element] = {}
        self._links: list[Record] = []
        self._kept: dict[str, Any] = {}

    def item(self) -> Item:
        self._read_tokens()
        for group in self._root.all("Markables"):
            for element in group.children:
                self._markable(element)
        kind = tying_type(self._reading)
        for group in self._root.all("Relations"):
            for element in group.children:
                self._relation(element, kind)
        named = self._root.attributes
        self._kept |= {name: named[name] for name in ("doc_name", "doc_id") if name in named}
        document = self._text.document(self._id, self._file.name, {KEY: self._kept}, self._reading.say)
        topic = _TOPIC.fullmatch(self._id)
        if topic is not None:
            document = replace(document, metadata=replace(document.metadata, topic=topic[1]))
        return Item(document, (make_set(document, [*self._mentions.values(), *self._links]),))

    def _error(self, element: Element, sentence: str) -> FormatError:
        return FormatError(self._file.name, element.line, sentence)

    def _read_tokens(self) -> None:
        rows: list[tuple[str, str, str, str]] = []
        for element in self._root.all("token"):
            name, sentence = self._attribute(element, "t_id"), self._attribute(element, "sentence")
            if name in self._tokens.places:
                raise self._error(element, f"The token {name[:40]!r} is there twice.")
            if not element.text.strip():
                raise self._error(element, f"The token {name[:40]!r} has no text.")
            self._tokens.places[name] = len(rows)
            rows.append((name, sentence, element.attributes.get("number", ""), element.text))
        if not rows:
            raise FormatError(self._file.name, self._root.line, "It has no token.")
        sentences = [list(group) for _, group in groupby(rows, key=lambda row: row[1])]
        for place, some in enumerate(sentences):
            self._text.add([row[3] for row in some])
            self._tokens.sentences += [place] * len(some)
        self._kept["t_id"] = keep_column([[row[0] for row in rows]])
        self._kept["sentence"] = keep_column([[some[0][1] for some in sentences]])
        self._kept["number"] = keep_column([[row[2] for row in some] for some in sentences])

    def _attribute(self, element: Element, name: str) -> str:
        value = element.attributes.get(name)
        if not value:
            raise self._error(element, f"{element.name[:40]} has no {name}.")
        return value

    def _markable(self, element: Element) -> None:
        name = self._attribute(element, "m_id")
        if name in self._mentions or name in self._instances:
            raise self._error(element, f"The markable {name[:40]!r} is there twice.")
        places = []
        for anchor in element.all("token_anchor"):
            token = self._attribute(anchor, "t_id")
            if token not in self._tokens.places:
                raise self._error(anchor, f"It names the token {token[:40]!r}, which is not there.")
            places.append(self._tokens.places[token])
        if not places:
            self._instances[name] = element
            return
        more = {key: value for key, value in element.attributes.items() if key not in ("m_id", "note")}
        extra: dict[str, Any] = {"m_id": name, **({"attributes": more} if more else {})}
        note = element.attributes.get("note", "")
        spans = self._spans(sorted(set(places)))
        self._mentions[name] = Mention(
            self._reading.new_id("mention"), element.name, spans, note=note, extra={KEY: extra}
        )

    def _spans(self, places: Sequence[int]) -> Spans:
        """Tokens that follow each other in one sentence are one span."""
        spans: list[Span] = []
        before = -2
        for place in places:
            token, sentences = self._text.tokens[place], self._tokens.sentences
            if place == before + 1 and sentences[place] == sentences[before]:
                spans[-1] = Span(spans[-1].start, token.end)
            else:
                spans.append(token)
            before = place
        return tuple(spans)

    def _relation(self, element: Element, kind: str) -> None:
        sources = [self._end(end) for end in element.all("source")]
        targets = [self._end(end) for end in element.all("target")]
        if not sources or len(targets) != 1:
            raise self._error(element, f"{element.name[:40]} has no source, or not one target.")
        if element.name in (CROSS, INTRA):
            self._coreference(element, sources, targets[0], kind)
        elif len(sources) == 1 and {sources[0], targets[0]} <= self._mentions.keys():
            self._other(element, sources[0], targets[0])
        else:
            self._reading.say(
                f"{self._file.name}: Relations {element.name[:40]} that do not join one mention with another "
                "have no place here."
            )

    def _end(self, element: Element) -> str:
        name = self._attribute(element, "m_id")
        if name not in self._mentions and name not in self._instances:
            raise self._error(element, f"It names the markable {name[:40]!r}, which is not there.")
        return name

    def _coreference(self, element: Element, sources: Sequence[str], target: str, kind: str) -> None:
        names = list(dict.fromkeys([*sources, target] if target in self._mentions else sources))
        members = [name for name in names if name in self._mentions]
        note = element.attributes.get("note", "") if element.name == CROSS else ""
        key = note or INTRA_KEY + target
        instance = self._instances.get(target)
        kept = {"r_id": element.attributes.get("r_id", "")}
        if instance is not None:
            kept |= {"label": instance.name, **instance.attributes}
        self._kept.setdefault("instances", {})[key] = kept
        for name in members:
            mention = self._mentions[name]
            mention.extra[KEY].setdefault("instance", key)
        ordered = sorted(members, key=lambda name: (self._mentions[name].start, self._mentions[name].end))
        ends = [Target(self._id, self._mentions[name].id) for name in ordered]
        before = [self._last[note]] if note in self._last and self._last[note] not in ends else []
        self._links += [link for _, link in tied([*before, *ends], kind, self._reading)]
        if note and ends:
            self._last[note] = ends[-1]

    def _other(self, element: Element, source: str, target: str) -> None:
        known = element.name in self._reading.schema.link_types or element.name in self._reading.parts.link_types
        if not known:
            self._reading.parts.link_types[element.name] = LinkType(element.name)
        end = Target(self._id, self._mentions[target].id)
        extra = {KEY: dict(element.attributes)} if element.attributes else {}
        ours = self._mentions[source].id
        self._links.append(Link(self._reading.new_id("link"), element.name, ours, end, extra=extra))

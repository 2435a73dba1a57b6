"""Reads JSONL of spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from annotator.core.model import Link, Mention, Record, Span, Target
from annotator.core.schema import LinkType
from annotator.formats.about import about_in, document_name
from annotator.formats.base import Item, Reading, Source, SourceFile, make_document, make_set
from annotator.formats.json_input import Fields, json_objects
from annotator.formats.offsets import OffsetMap, Place, unit_of
from annotator.formats.tokens import keep_tokens

SUFFIXES = (".jsonl", ".ndjson")
UNLABELLED = "token"
"""The label of what a relation joins that is no span of its own."""
ACCEPTED = "accept"

_KNOWN = {"text", "spans", "relations", "tokens", "meta", "answer", "attributes", "document", "id", "doc_id"}


def read(source: Source, reading: Reading) -> Iterator[Item]:
    """The documents of each file, line by line."""
    for file in source.files(*SUFFIXES):
        unit = unit_of(file.name, _places(file), reading.say, reading.options.get("unit", ""))
        unsaid: Counter[str] = Counter()
        answers: Counter[str] = Counter()
        for fields in json_objects(file):
            answer = fields.text("answer", ACCEPTED)
            if answer != ACCEPTED:
                answers[answer] += 1
                continue
            unsaid.update(key for key in fields.data if key not in _KNOWN and key[0:1] != "_")
            text = fields.text("text")
            yield _Line(fields, text, OffsetMap(text, unit), reading).item()
        for answer, number in answers.items():
            reading.say(f'{file.name}: {number} of its lines have the answer "{answer}" and are left out.')
        if unsaid:
            reading.say(f"{file.name}: These of its keys have no place here: {', '.join(sorted(unsaid)[:20])}.")


def _places(file: SourceFile) -> Iterator[tuple[str, Iterator[Place]]]:
    for fields in json_objects(file):
        records = chain(fields.objects("spans", "A span"), fields.objects("tokens", "A token"))
        yield fields.text("text"), map(place_of, records)


def place_of(span: Fields) -> Place:
    """Where a span says that it is, and what it says stands there."""
    said = span.data.get("text")
    pieces = ((span.number("start"), span.number("end")),)
    return Place(pieces, said if isinstance(said, str) else None, span.line)


class _Line:
    """The document of one line."""

    def __init__(self, fields: Fields, text: str, offsets: OffsetMap, reading: Reading) -> None:
        self._fields, self._text, self._offsets, self._reading = fields, text, offsets, reading
        self._meta = fields.child("meta")
        self._id = document_name(fields, self._meta)
        self._spans: dict[tuple[int, int, str], Mention] = {}
        self._named: dict[str, Mention] = {}
        self._mentions: list[Mention] = []

    def item(self) -> Item:
        fields = self._fields
        metadata = about_in(self._meta.data)
        tokens = [self._span(token) for token in fields.objects("tokens", "A token")]
        tokens = [token for token in tokens if not self._text[token.start : token.end].isspace()]
        if tokens:
            extra = {**keep_tokens(self._text, tokens, ()), **metadata.extra}
            metadata = replace(metadata, extra=extra)
        document = make_document(self._id, self._text, fields.name, metadata)
        for span in fields.objects("spans", "A span"):
            self._mention(span)
        links = [self._relation(one) for one in fields.objects("relations", "A relation")]
        records: list[Record] = [*self._mentions, *links]
        annotator = fields.text("_annotator_id", "")
        return Item(document, (make_set(document, records, annotator, fields.attributes("attributes")),))

    def _span(self, fields: Fields) -> Span:
        start, end = (self._offsets.code_point(fields.number(key)) for key in ("start", "end"))
        if start is None or end is None or start >= end:
            where = f"{fields.data['start']} to {fields.data['end']}"
            raise fields.error(f"The offsets {where} are empty, or out of the text, which ends at {len(self._text)}.")
        return Span(start, end)

    def _mention(self, fields: Fields, label: str = "") -> Mention:
        span = self._span(fields)
        label = label or fields.text("label")
        mention = Mention(
            self._reading.new_id("mention"),
            label,
            (span,),
            note=fields.text("note", ""),
            attributes=fields.attributes("attributes"),
        )
        self._mentions.append(mention)
        self._spans.setdefault((span.start, span.end, label), mention)
        name = fields.text("id", "") if isinstance(fields.data.get("id"), str) else ""
        if name:
            if name in self._named:
                raise fields.error(f'The id "{name[:40]}" is that of two spans.')
            self._named[name] = mention
        return mention

    def _relation(self, fields: Fields) -> Link:
        source, target = self._end(fields, "head"), self._end(fields, "child")
        kind = fields.text("label")
        if kind not in self._reading.schema.link_types and kind not in self._reading.parts.link_types:
            self._reading.parts.link_types[kind] = LinkType(kind)
        return Link(
            self._reading.new_id("link"),
            kind,
            source.id,
            Target(self._id, target.id),
            note=fields.text("note", ""),
            attributes=fields.attributes("attributes"),
        )

    def _end(self, fields: Fields, key: str) -> Mention:
        """The mention at one end: the span of that id, place and label, or else a new one of a token."""
        end = fields.child(f"{key}_span")
        if not end.data:
            return self._token(fields, key)
        name = end.data.get("id")
        if isinstance(name, str):
            if name not in self._named:
                raise fields.error(
                    f'The relation "{fields.text("label")[:40]}" names the span "{name[:40]}", which is not there.'
                )
            return self._named[name]
        span = self._span(end)
        label = end.text("label", "")
        found = self._spans.get((span.start, span.end, label or UNLABELLED))
        if found is None and label:
            sentence = f'A relation names a span "{label[:40]}" from {span.start} to {span.end}, which is not there.'
            raise fields.error(sentence)
        return found or self._mention(end, UNLABELLED)

    def _token(self, fields: Fields, key: str) -> Mention:
        number = fields.number(key)
        tokens: list[Any] = self._fields.values("tokens")
        if not 0 <= number < len(tokens):
            raise fields.error(f"A relation names the token {number}, and there are {len(tokens)}.")
        token = Fields.of(tokens[number], fields.name, fields.line, "A token")
        span = self._span(token)
        covering = [one for one in self._mentions if one.spans[0].contains(span)]
        return (
            covering[0]
            if len(covering) == 1
            else self._spans.get((span.start, span.end, UNLABELLED))
            or self._mention(Fields({**token.data, "id": None}, token.name, token.line, token.what), UNLABELLED)
        )

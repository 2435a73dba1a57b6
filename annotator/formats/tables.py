"""Annotations as tables: which there are, what their columns hold, and the rows that an item gives."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

from annotator.core.entities import entity_name
from annotator.core.model import Claim, Document, Link, Mention, Target, quote_of
from annotator.core.schema import Schema
from annotator.formats.base import Entities, Item, Lost, Writing

ColumnKind: TypeAlias = Literal[
    "string", "integer", "number", "date", "moment", "label", "claim-type", "link-type", "spans", "arguments", "ends"
]
"""What a column holds. The three names of the schema are numbers, by their place in it; ``spans`` are pairs of
offsets, ``arguments`` pairs of a slot and a mention's id, ``ends`` pairs of a document and a mention's id."""

PAIRS: Mapping[ColumnKind, tuple[str, str]] = {
    "spans": ("start", "end"),
    "arguments": ("argument", "mention"),
    "ends": ("document", "mention"),
}
"""What the parts of each pair are called."""

UNKNOWN = -1
"""The number of a label or type that the schema does not have."""


class Column(NamedTuple):
    """A column: its name, what it holds, and in words what that means."""

    name: str
    kind: ColumnKind
    words: str


class Table(NamedTuple):
    """A table: its name, what a row is, and its columns."""

    name: str
    words: str
    columns: tuple[Column, ...]


class Written(NamedTuple):
    """A file of the dataset: its table and split, its rows, its bytes and their SHA-256."""

    name: str
    table: Table
    split: str
    rows: int
    size: int
    sha256: str


_WHO = Column("annotator", "string", "who said it")
_PROVENANCE = (
    Column("origin", "string", "where it came from: human, suggestion:…, import:…, accepted:…"),
    Column("created", "moment", "when it was made"),
    Column("note", "string", "what its annotator noted"),
    Column("attributes", "string", "its attributes, as a JSON object"),
)
_PLACE = (
    Column("start", "integer", "the first code point covered"),
    Column("end", "integer", "one past the last code point covered"),
    Column("spans", "spans", "the half-open ranges of code points covered"),
    Column("quote", "string", 'the words covered; those of several spans joined by " … "'),
)

DOCUMENTS = Table(
    "documents",
    "a text",
    (
        Column("id", "string", "its name"),
        Column("text", "string", "the text, verbatim"),
        Column("sha256", "string", "the SHA-256 of the text's UTF-8 bytes"),
        Column("title", "string", "its title"),
        Column("source", "string", "who published it"),
        Column("date", "date", "its date"),
        Column("url", "string", "where it was found"),
        Column("topic", "string", "documents of one topic speak of the same things"),
        Column("annotators", "string", "whose annotations are here: a JSON object of each one's status"),
        Column("attributes", "string", "the attributes that each annotator gave it: a JSON object by annotator"),
    ),
)
MENTIONS = Table(
    "mentions",
    "a labelled stretch of text",
    (
        Column("id", "string", "its id"),
        Column("document", "string", "the id of its document"),
        _WHO,
        Column("label", "label", "its label"),
        *_PLACE,
        Column("entity", "integer", "the number of its entity; none where it is tied to no other mention"),
        *_PROVENANCE,
    ),
)
CLAIMS = Table(
    "claims",
    "something that a document asserts",
    (
        Column("id", "string", "its id"),
        Column("document", "string", "the id of its document"),
        _WHO,
        Column("type", "claim-type", "its type"),
        *_PLACE,
        Column("arguments", "arguments", "which mention fills which slot"),
        *_PROVENANCE,
    ),
)
LINKS = Table(
    "links",
    "a tie between two mentions, claims or documents",
    (
        Column("id", "string", "its id"),
        Column("document", "string", "the id of the document in which it starts"),
        _WHO,
        Column("type", "link-type", "its type"),
        Column("source", "string", "the id of the mention or claim that it starts from; empty: the document"),
        Column("target_document", "string", "the id of the document in which it ends"),
        Column("target", "string", "the id of the mention or claim in which it ends; empty: the document"),
        *_PROVENANCE,
    ),
)
ENTITIES = Table(
    "entities",
    "what several mentions, also of different documents, name together",
    (
        Column("entity", "integer", "its number"),
        Column("name", "string", "the words that name it most often"),
        Column("label", "label", "the label that its mentions have most often"),
        Column("mentions", "ends", "its mentions, each with its document"),
        Column("documents", "integer", "in how many documents it appears"),
    ),
)
AGREEMENT = Table(
    "agreement",
    "a figure of how well annotators agree, as `annotator agree` tells it",
    (
        Column("measure", "string", "the measure; scores are F1"),
        Column("scope", "string", "all (the mean over pairs of annotators), pair, or label"),
        Column("label", "string", "the label, where it is about one"),
        Column("annotators", "string", "who is compared, with a comma between them"),
        Column("documents", "integer", "of a pair, how many documents both have worked on"),
        Column("value", "number", "its value; none where it has no value"),
        Column("low", "number", "the lower end of its 95% interval, where there is one"),
        Column("high", "number", "the upper end"),
        Column("reason", "string", "why it has no value"),
    ),
)

Row: TypeAlias = tuple[Any, ...]
"""The values of a table's columns, in their order; spans as they are, of arguments and ends pairs."""


@dataclass(slots=True)
class _Entity:
    """An entity as its mentions come by."""

    words: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    mentions: list[Target] = field(default_factory=list)


class Rows:
    """Makes the rows of items, and keeps what is needed for the rows of their entities.

    Of all documents it holds only what is tied: an entity's mentions and their words.
    """

    def __init__(self, schema: Schema, entities: Entities, writing: Writing) -> None:
        self._number = entities.number
        self._writing = writing
        self._labels = _numbers(schema.labels)
        self._claim_types = _numbers(schema.claim_types)
        self._link_types = _numbers(schema.link_types)
        self._entities: dict[int, _Entity] = {}

    def document(self, item: Item) -> Row:
        """The row of a document."""
        document, about = item.document, item.document.metadata
        statuses = {one.annotator: str(one.status) for one in item.sets}
        attributes = {one.annotator: dict(one.attributes) for one in item.sets if one.attributes}
        return (
            document.id,
            document.text,
            document.sha256,
            about.title,
            about.source,
            about.date,
            about.url,
            document.topic,
            _json(statuses),
            _json(attributes),
        )

    def mentions(self, item: Item) -> Iterator[Row]:
        """The rows of the mentions of a document."""
        document, text = item.document, item.document.text
        for one in item.sets:
            for mention in one.mentions.values():
                number = self._number(Target(document.id, mention.id))
                quote = quote_of(text, mention.spans)
                if number is not None:
                    self._see(number, mention, document, quote)
                label = self._labels.get(mention.label)
                if label is None:
                    label = self._unknown(mention.label, "label", document)
                yield (
                    mention.id,
                    document.id,
                    one.annotator,
                    label,
                    mention.start,
                    mention.end,
                    mention.spans,
                    quote,
                    number,
                    *_provenance(mention),
                )

    def claims(self, item: Item) -> Iterator[Row]:
        """The rows of the claims of a document."""
        document = item.document
        for one in item.sets:
            for claim in one.claims.values():
                kind = self._claim_types.get(claim.type)
                if kind is None:
                    kind = self._unknown(claim.type, "claim type", document)
                yield (
                    claim.id,
                    document.id,
                    one.annotator,
                    kind,
                    claim.start,
                    claim.end,
                    claim.spans,
                    document.quote(claim.spans),
                    [(slot, mention) for slot, filled in claim.arguments.items() for mention in filled],
                    *_provenance(claim),
                )

    def links(self, item: Item) -> Iterator[Row]:
        """The rows of the links that start in a document."""
        document = item.document
        for one in item.sets:
            for link in one.links.values():
                kind = self._link_types.get(link.type)
                if kind is None:
                    kind = self._unknown(link.type, "link type", document)
                target, provenance = link.target, _provenance(link)
                yield (link.id, document.id, one.annotator, kind, link.source, target.document, target.id, *provenance)

    def entities(self) -> Iterator[Row]:
        """The rows of the entities of all mentions since the last time; forgets them."""
        for number, entity in sorted(self._entities.items()):
            most = max(entity.labels, key=lambda label: (entity.labels[label], label))
            documents = len({mention.document for mention in entity.mentions})
            name = entity_name(entity.words.elements())
            yield (number, name, self._labels.get(most, UNKNOWN), entity.mentions, documents)
        self._entities = {}

    def _see(self, number: int, mention: Mention, document: Document, quote: str) -> None:
        entity = self._entities.get(number)
        if entity is None:
            entity = self._entities[number] = _Entity()
        entity.words[quote] += 1
        entity.labels[mention.label] += 1
        entity.mentions.append(Target(document.id, mention.id))

    def _unknown(self, name: str, what: str, document: Document) -> int:
        words = f'the {what} "{name}" is not in the schema, and has no number'
        self._writing.leave_out(Lost(f"{what} that the schema lacks", document.id, words))
        return UNKNOWN


TABLES: tuple[tuple[Table, Callable[[Rows, Item], Iterator[Row]]], ...] = (
    (DOCUMENTS, lambda rows, item: iter((rows.document(item),))),
    (MENTIONS, Rows.mentions),
    (CLAIMS, Rows.claims),
    (LINKS, Rows.links),
)
"""The tables whose rows come document by document, each with what makes them."""


def _numbers(names: Mapping[str, object]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _provenance(record: Mention | Claim | Link) -> Row:
    return record.origin, record.created, record.note, _json(record.attributes) if record.attributes else "{}"


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True)


def class_names(kind: ColumnKind, schema: Schema) -> list[str] | None:
    """The names whose places the numbers of a column are; None where it has no such numbers."""
    match kind:
        case "label":
            return list(schema.labels)
        case "claim-type":
            return list(schema.claim_types)
        case "link-type":
            return list(schema.link_types)
        case _:
            return None

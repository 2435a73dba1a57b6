"""The domain's values: documents, spans, mentions, claims, links and annotation sets.

Offsets are Unicode code points of the document's text, zero-based and half-open: ``[start, end)``,
as in STAM and the W3C Web Annotation text position selector. All values are immutable.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from annotator.core.records import Records

AttributeValue: TypeAlias = str | int | float | bool
Attributes: TypeAlias = Mapping[str, AttributeValue]
Extra: TypeAlias = Mapping[str, Any]
"""Keys of a file that this version does not know; kept and written back as they came."""

NOTHING: Mapping[str, Any] = MappingProxyType({})
"""The one empty mapping that all records without attributes share."""


def nothing() -> Mapping[str, Any]:
    """``NOTHING``, as the default of a field."""
    return NOTHING


QUOTE_GAP = " … "
"""Joins the quotes of a discontinuous mention's spans."""


class Status(StrEnum):
    """How far an annotator is with a document."""

    TODO = "todo"
    IN_PROGRESS = "in-progress"
    DONE = "done"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of code points; never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point; spans that only touch do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether every code point of ``other`` is in this span."""
        return self.start <= other.start and other.end <= self.end


Spans: TypeAlias = tuple[Span, ...]


def spans_of(*pairs: tuple[int, int]) -> Spans:
    """Spans from plain pairs: ``spans_of((0, 4), (9, 12))``."""
    return tuple(Span(start, end) for start, end in pairs)


def envelope(spans: Sequence[Span]) -> Span:
    """The smallest span that holds all of ``spans`` (at least one)."""
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def quote_of(text: str, spans: Iterable[Span]) -> str:
    """The words of ``text`` that ``spans`` cover, verbatim; several joined by ``QUOTE_GAP``."""
    return QUOTE_GAP.join(text[span.start : span.end] for span in spans)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document besides its text; all of it optional."""

    title: str = ""
    source: str = ""
    date: dt.date | None = None
    url: str = ""
    topic: str = ""
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Document:
    """One text, kept verbatim; ``sha256`` is that of its UTF-8 bytes, in lower-case hexadecimal."""

    id: str
    text: str
    sha256: str
    metadata: Metadata = Metadata()

    @property
    def title(self) -> str:
        """The title to show: that of the metadata, else the id."""
        return self.metadata.title or self.id

    @property
    def topic(self) -> str:
        """Documents of one topic are compared by value: the metadata's topic, else the folder."""
        return self.metadata.topic or self.id.rpartition("/")[0]

    def quote(self, spans: Iterable[Span]) -> str:
        """The words that ``spans`` cover, verbatim."""
        return quote_of(self.text, spans)


@dataclass(frozen=True, slots=True)
class Mention:
    """A labelled stretch of text: one or more spans, in reading order, that do not overlap each other."""

    id: str
    label: str
    spans: Spans
    origin: str = "human"
    created: dt.datetime | None = None
    note: str = ""
    attributes: Attributes = field(default_factory=nothing)
    extra: Extra = field(default_factory=nothing)

    @property
    def start(self) -> int:
        """The first code point covered."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """One past the last code point covered."""
        return self.spans[-1].end


@dataclass(frozen=True, slots=True)
class Claim:
    """Something the document asserts: evidence spans, and slots filled by ids of mentions of the same set."""

    id: str
    type: str
    spans: Spans
    arguments: Mapping[str, tuple[str, ...]] = field(default_factory=nothing)
    origin: str = "human"
    created: dt.datetime | None = None
    note: str = ""
    attributes: Attributes = field(default_factory=nothing)
    extra: Extra = field(default_factory=nothing)

    @property
    def start(self) -> int:
        """The first code point of the evidence."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """One past the last code point of the evidence."""
        return self.spans[-1].end


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """The far end of a link: a mention or claim of a document, or with an empty ``id`` the document itself."""

    document: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A typed tie from ``source`` (a mention's or claim's id of this set, empty for the document) to ``target``."""

    id: str
    type: str
    source: str
    target: Target
    origin: str = "human"
    created: dt.datetime | None = None
    note: str = ""
    attributes: Attributes = field(default_factory=nothing)
    extra: Extra = field(default_factory=nothing)


Record: TypeAlias = Mention | Claim | Link
Kind: TypeAlias = Literal["mention", "claim", "link"]


def kind_of(record: Record) -> Kind:
    """Which of the three kinds of record this is."""
    match record:
        case Mention():
            return "mention"
        case Claim():
            return "claim"
        case Link():
            return "link"


@dataclass(frozen=True, slots=True)
class AnnotationSet:
    """Everything that one annotator said about one document."""

    document: str
    annotator: str
    text_sha256: str
    status: Status = Status.TODO
    mentions: Records[Mention] = field(default_factory=Records)
    claims: Records[Claim] = field(default_factory=Records)
    links: Records[Link] = field(default_factory=Records)
    attributes: Attributes = field(default_factory=nothing)
    extra: Extra = field(default_factory=nothing)

    def record(self, record_id: str) -> Record | None:
        """The mention, claim or link of that id, or None."""
        return self.mentions.get(record_id) or self.claims.get(record_id) or self.links.get(record_id)

    def claims_with(self, mention_id: str) -> list[Claim]:
        """The claims that have this mention in one of their slots."""
        return [claim for claim in self.claims.values() if any(mention_id in ids for ids in claim.arguments.values())]

    def links_of(self, record_id: str) -> list[Link]:
        """The links of this set that start or end, within this document, at that record."""
        here = Target(self.document, record_id)
        return [link for link in self.links.values() if link.source == record_id or link.target == here]


def reading_order(record: Mention | Claim) -> tuple[int, str]:
    """The stable order of files and lists: by first start, then by id."""
    return record.spans[0].start, record.id

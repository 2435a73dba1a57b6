"""The domain's values: documents, spans, mentions, claims, links and annotation sets.

Offsets are Unicode code points of the document's text, zero-based and half-open: ``[start, end)``,
as in STAM and the W3C Web Annotation text position selector. All values are immutable.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, get_args

from annotator.core.records import Records

if TYPE_CHECKING:
    from annotator.core.remarks import Remark  # they are about records, and so built on this module

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
    return QUOTE_GAP.join([text[span.start : span.end] for span in spans])


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


class Target(NamedTuple):
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


Why: TypeAlias = Literal["unanchored", "moved", "collides"]
"""Why a record is kept aside.

- "unanchored": the text has changed, and its words are not found for sure; it is in no other place of the set.
- "moved": the text has changed, and its words were found by likeness; this is the record as it stood before, until
  the user has confirmed the new place or sets it aside.
- "collides": another program has written it differently; this is its version, until the user chooses.
"""


WHYS: tuple[Why, ...] = get_args(Why)


@dataclass(frozen=True, slots=True)
class Aside:
    """A record that is kept but does not count.

    ``record`` is None only where it collides: the other side has removed it. ``quote`` are the words that its spans
    covered in the text whose sha256 is ``text``; both are empty for a link.
    """

    why: Why
    id: str
    kind: Kind
    record: Record | None
    quote: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        if self.record is None:
            if self.why != "collides":
                raise ValueError("only the other side of a collision may be a removal")
        elif (self.kind, self.id) != (kind_of(self.record), self.record.id):
            raise ValueError("what is kept aside keeps the record's id and kind")

    @property
    def key(self) -> str:
        """Under which the set has it: a record may be aside for several reasons."""
        return aside_key(self.why, self.id)


def aside_key(why: Why, record_id: str) -> str:
    """Under which a set keeps aside the record of that id."""
    return f"{why} {record_id}"


@dataclass(frozen=True, slots=True)
class AnnotationSet:
    """Everything that one annotator said about one document.

    ``aside`` is what is kept and does not count; ``remarks`` are comments, and a curator's decisions.
    """

    document: str
    annotator: str
    text_sha256: str
    status: Status = Status.TODO
    mentions: Records[Mention] = field(default_factory=Records)
    claims: Records[Claim] = field(default_factory=Records)
    links: Records[Link] = field(default_factory=Records)
    attributes: Attributes = field(default_factory=nothing)
    extra: Extra = field(default_factory=nothing)
    aside: Records[Aside] = field(default_factory=Records)
    remarks: Records[Remark] = field(default_factory=Records)

    def record(self, record_id: str) -> Record | None:
        """The mention, claim or link of that id, or None."""
        return self.mentions.get(record_id) or self.claims.get(record_id) or self.links.get(record_id)

    def unanchored(self, record_id: str) -> Record | None:
        """The record of that id where its words are not found in the text, or None. It may still be referred to."""
        found = self.aside.get(aside_key("unanchored", record_id)) if self.aside else None
        return found.record if found is not None else None

    def asides_of(self, record_id: str) -> list[Aside]:
        """What is kept aside of the record of that id."""
        keys = [aside_key(why, record_id) for why in WHYS] if self.aside else []
        return [self.aside[key] for key in keys if key in self.aside]

    def known(self, record_id: str) -> Record | None:
        """The record of that id, whether it has a place in the text or is waiting for one."""
        return self.record(record_id) or self.unanchored(record_id)

    def claims_with(self, mention_id: str) -> list[Claim]:
        """The claims that have this mention in one of their slots."""
        return [claim for claim in self.claims.values() if any(mention_id in ids for ids in claim.arguments.values())]

    def links_of(self, record_id: str) -> list[Link]:
        """The links of this set that start or end, within this document, at that record."""
        here = Target(self.document, record_id)
        return [link for link in self.links.values() if link.source == record_id or link.target == here]


def aside_order(aside: Aside) -> tuple[int, str, str]:
    """The stable order of what is kept aside: by where it first stood, then by id and reason; links come first."""
    start = aside.record.start if isinstance(aside.record, Mention | Claim) else -1
    return start, aside.id, aside.why


def aside_counts(annotations: AnnotationSet) -> Counter[Why]:
    """How many records a set keeps aside, by reason."""
    return Counter(aside.why for aside in annotations.aside.values())


def reading_order(record: Mention | Claim) -> tuple[int, str]:
    """The stable order of files and lists: by first start, then by id."""
    return record.spans[0].start, record.id

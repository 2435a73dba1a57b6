"""What a format is: documents with annotation sets in, the same out. No format opens a file or knows a project.

A format is a module with one or both of

    def read(source: Source, reading: Reading) -> Iterator[Item]: ...
    def write(dataset: Dataset, output: Output, writing: Writing) -> None: ...

and an entry in ``registry.py``. Both go document by document: what they hold in memory does not grow with the number of
documents. A reader raises FormatError, which names the file and the line, before it gives anything that is wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple, Protocol, TypeAlias

from annotator.core.display import one_line
from annotator.core.errors import AnnotatorError
from annotator.core.model import (
    NOTHING,
    AnnotationSet,
    Attributes,
    Claim,
    Document,
    Kind,
    Link,
    Mention,
    Metadata,
    Record,
    Target,
    nothing,
)
from annotator.core.records import Records
from annotator.core.schema import ClaimType, Label, LinkType, Schema

if TYPE_CHECKING:
    from annotator.core.agreement import AgreementReport  # what few formats ask for


class FormatError(AnnotatorError):
    """A file of another tool that cannot be taken in: which, at which line, and why."""

    def __init__(self, name: str, line: int | None, sentence: str) -> None:
        where = one_line(name) + (f", line {line}" if line is not None else "")
        super().__init__(f"{where}: {sentence}")
        self.name, self.line, self.sentence = name, line, sentence


NO_METADATA = Metadata()


class Item(NamedTuple):
    """A document with the annotation sets on it. A set whose annotator is empty is by whoever imports it."""

    document: Document
    sets: tuple[AnnotationSet, ...] = ()


def make_document(document_id: str, text: str, name: str, metadata: Metadata = NO_METADATA) -> Document:
    """A document with its hash. Its id may be any name: what cannot be an id in a project is mended, and said.

    FormatError for a text that is none: half of a surrogate pair is no character.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        sentence = f"The text of {one_line(document_id)!r} has half a character (a lone surrogate) at {error.start}."
        raise FormatError(name, None, sentence) from error
    return Document(document_id, text, hashlib.sha256(data).hexdigest(), metadata)


def make_set(
    document: Document, records: Iterable[Record], annotator: str = "", attributes: Attributes = NOTHING
) -> AnnotationSet:
    """What one annotator said about a document."""
    mentions: list[tuple[str, Mention]] = []
    claims: list[tuple[str, Claim]] = []
    links: list[tuple[str, Link]] = []
    for record in records:
        match record:
            case Mention():
                mentions.append((record.id, record))
            case Claim():
                claims.append((record.id, record))
            case Link():
                links.append((record.id, record))
    return AnnotationSet(
        document.id,
        annotator,
        document.sha256,
        mentions=Records(mentions),
        claims=Records(claims),
        links=Records(links),
        attributes=attributes,
    )


class SourceFile(Protocol):
    """One file that is read; ``name`` is its path below what the user named, with "/" between its parts."""

    @property
    def name(self) -> str:
        """Its path."""
        ...

    @property
    def size(self) -> int:
        """Bytes."""
        ...

    def read(self) -> bytes:
        """All of it, where it is no larger than what a format may hold in memory; FormatError."""
        ...

    def lines(self) -> Iterator[bytes]:
        """Line by line, each with its line end; for what may be larger. FormatError for a line without end."""
        ...


def text_of(file: SourceFile) -> str:
    """A file's text, verbatim: also a mark of byte order. FormatError, with the line, where it is not UTF-8."""
    data = file.read()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        sentence = f"It is not UTF-8: the byte at offset {error.start} is 0x{data[error.start]:02x}; convert the file."
        raise FormatError(file.name, line, sentence) from error


class Source(Protocol):
    """The files that the user named, or all below the folder named. May be gone through more than once."""

    def files(self, *suffixes: str) -> Iterator[SourceFile]:
        """Those whose names end in one of ``suffixes`` (none: all), in natural order."""
        ...

    def file(self, name: str) -> SourceFile | None:
        """The file of that name, for a companion such as ``annotation.conf``; None where there is none."""
        ...


class Output(Protocol):
    """A folder, or the one file, that is written. It appears whole when all is done, or not at all."""

    @property
    def is_file(self) -> bool:
        """Whether it is one file, of which a writer opens no second."""
        ...

    def open(self, name: str) -> BinaryIO:
        """A new file below the folder; ``name`` never leads out of it. A few may be open at a time."""
        ...


Unit: TypeAlias = Literal["code-points", "utf-16", "utf-8", "graphemes", "crlf"]
"""What the offsets of a source may count; "crlf" counts each CR LF of the text as one."""


@dataclass(slots=True)
class SchemaParts:
    """What a source says of its schema beyond the names that its records use; by name."""

    labels: dict[str, Label] = field(default_factory=dict)
    claim_types: dict[str, ClaimType] = field(default_factory=dict)
    link_types: dict[str, LinkType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader is told, and whom it tells.

    ``new_id`` gives a fresh id for a kind of record; ``say`` takes a sentence for the user (which unit the offsets
    are in, what of the source has no place in a project); ``options`` are the user's words for this format.
    """

    schema: Schema
    new_id: Callable[[Kind], str]
    say: Callable[[str], None]
    options: Mapping[str, str] = field(default_factory=nothing)
    parts: SchemaParts = field(default_factory=SchemaParts)


class Lost(NamedTuple):
    """One thing that a format cannot hold: what kind of thing, of which document, in words."""

    kind: str
    document: str
    words: str


class Entities(Protocol):
    """The entities of all that is written, across documents."""

    def number(self, mention: Target) -> int | None:
        """The number of a mention's entity, from 0 in reading order; None where it is tied to no other."""
        ...


class Items(Protocol):
    """Goes through the documents with the chosen sets; each time in the same order."""

    def __call__(self, split: str = "") -> Iterator[Item]:
        """Those of one split, or all."""
        ...


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is written.

    ``entities`` reads all links once, when first asked for. ``split`` tells train, dev or test of a document, where
    the user wants splits; else it is empty. ``about`` are words on the whole, for what describes a dataset.
    ``agreement`` compares all that the project's annotators say, whoever's annotations are written; None of one alone.
    """

    name: str
    schema: Schema
    items: Items
    entities: Callable[[], Entities]
    split: Mapping[str, str] = field(default_factory=nothing)
    about: Mapping[str, str] = field(default_factory=nothing)
    agreement: Callable[[], AgreementReport | None] = lambda: None

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits that have documents, in their usual order; one without a name where none are wanted."""
        found = set(self.split.values())
        return tuple(name for name in SPLITS if name in found) or ("",)


SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class Writing:
    """What a writer is told: the user's options for the format; and whom it tells what is left out."""

    leave_out: Callable[[Lost], None]
    say: Callable[[str], None]
    options: Mapping[str, str] = field(default_factory=nothing)

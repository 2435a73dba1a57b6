"""What people say about annotations: comments, and what a curator has decided.

Both are kept in the file of whoever says it, never in another's, and refer to records by their ids, which are unique
across annotators. They have no place in the text of their own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias, get_args

from annotator.core.model import NOTHING, AnnotationSet, Claim, Extra, Link, Mention, Record, Target, nothing

CommentState: TypeAlias = Literal["", "resolved", "reopened", "objects", "accepts"]
"""What a comment does besides saying something.

- "resolved" and "reopened": to the thread that it answers;
- "objects" and "accepts": what an annotator thinks of what the curator made of a record of theirs.
"""
COMMENT_STATES: tuple[CommentState, ...] = get_args(CommentState)


@dataclass(frozen=True, slots=True)
class Comment:
    """Something said about a record of anybody's, or with an empty id in ``about`` about the document.

    ``answers`` is the id of the comment that begins the thread, whoever wrote it; empty for one that begins a thread.
    """

    id: str
    about: Target
    text: str = ""
    answers: str = ""
    state: CommentState = ""
    origin: str = "human"
    created: dt.datetime | None = None
    extra: Extra = field(default_factory=nothing)


class Version(NamedTuple):
    """A record of somebody's set as it was when it was looked at: ``digest`` is that of what it said."""

    annotator: str
    id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a curator made of records that belong together: settled as long as these are as they were.

    ``choice`` says how: "accepted:<annotator>", "both", "neither", "own", "unanimous" or "majority". ``results`` are
    the ids of the records of the curator's own set that came of it.
    """

    id: str
    about: tuple[Version, ...]
    choice: str
    results: tuple[str, ...] = ()
    origin: str = "human"
    created: dt.datetime | None = None
    note: str = ""
    extra: Extra = field(default_factory=nothing)


Remark: TypeAlias = Comment | Decision
RemarkKind: TypeAlias = Literal["comment", "decision"]
REMARK_KINDS: tuple[RemarkKind, ...] = get_args(RemarkKind)


def remark_kind(remark: Remark) -> RemarkKind:
    """Which of the two kinds of remark this is."""
    return "comment" if isinstance(remark, Comment) else "decision"


def comments_of(annotations: AnnotationSet) -> list[Comment]:
    """The comments that a set's annotator has written on its document."""
    return [remark for remark in annotations.remarks.values() if isinstance(remark, Comment)]


def decisions_of(annotations: AnnotationSet) -> list[Decision]:
    """What a set's annotator has decided as a curator of its document."""
    return [remark for remark in annotations.remarks.values() if isinstance(remark, Decision)]


def remark_order(remark: Remark) -> tuple[str, str, str, str]:
    """The stable order of files: what is about one record stands together, then by time, then by id."""
    first = (
        (remark.about.document, remark.about.id)
        if isinstance(remark, Comment)
        else (remark.about[0].id if remark.about else "", "")
    )
    return *first, remark.created.isoformat() if remark.created is not None else "", remark.id


def names_of(remark: Remark) -> set[str]:
    """The ids that a remark has to do with: its own, and those of what it is about, answers or has made."""
    if isinstance(remark, Comment):
        return {remark.id, remark.about.id, remark.answers} - {""}
    return {remark.id, *(version.id for version in remark.about), *remark.results}


DIGEST_LENGTH = 16
"""Hexadecimal digits of a digest: 64 bits, as it only tells apart the versions of one record."""


def digest_of(record: Record, names: Mapping[str, str] = NOTHING) -> str:
    """A short hash of what a record says: not of its origin and time, which do not change its meaning.

    ``names`` may give what an id stands for; the ids of others are taken as they are.
    """
    match record:
        case Mention():
            said: object = (record.label, [(span.start, span.end) for span in record.spans])
        case Claim():
            filled = {slot: [names.get(one, one) for one in ids] for slot, ids in record.arguments.items()}
            said = (record.type, [(span.start, span.end) for span in record.spans], sorted(filled.items()))
        case Link():
            target = record.target
            ends = (names.get(record.source, record.source), target.document, names.get(target.id, target.id))
            said = (record.type, ends)
    whole = repr((said, sorted(record.attributes.items()), record.note))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]

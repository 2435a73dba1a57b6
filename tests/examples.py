"""Small values that tests share: a text, a set with mentions and a claim, and ids in order."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from itertools import count

from annotator.core.model import AnnotationSet, Claim, Document, Kind, Link, Mention, Metadata, Span, Target, spans_of
from annotator.core.records import Records
from annotator.core.remarks import Comment, Decision, RemarkKind, Version, digest_of

TEXT = "In a memo, interim CEO Jason Droege wrote that around 200 people were laid off."
NOW = dt.datetime(2026, 11, 21, 19, 0, tzinfo=dt.UTC)


class Clerk:
    """An author whose ids count up and whose clock stands still."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new_id(self, kind: Kind | RemarkKind) -> str:
        """The next id of that kind."""
        return f"{kind[0]}-{next(self._numbers):010d}"

    def now(self) -> dt.datetime:
        """Always the same moment."""
        return NOW


def document(text: str = TEXT, document_id: str = "layoffs", title: str = "", topic: str = "") -> Document:
    """A document with its true hash."""
    return Document(document_id, text, hashlib.sha256(text.encode()).hexdigest(), Metadata(title=title, topic=topic))


def place(words: str, text: str = TEXT) -> tuple[Span, ...]:
    """The span of the first occurrence of ``words``."""
    start = text.index(words)
    return spans_of((start, start + len(words)))


def mention(mention_id: str, label: str, words: str, text: str = TEXT) -> Mention:
    """A mention of the first occurrence of ``words``."""
    return Mention(mention_id, label, place(words, text), created=NOW)


def annotation_set(
    mentions: Iterable[Mention] = (),
    claims: Iterable[Claim] = (),
    links: Iterable[Link] = (),
    *,
    of: Document | None = None,
    annotator: str = "ann-1",
) -> AnnotationSet:
    """A set that holds these records."""
    of = of or document()
    return AnnotationSet(
        of.id,
        annotator,
        of.sha256,
        mentions=Records((one.id, one) for one in mentions),
        claims=Records((one.id, one) for one in claims),
        links=Records((one.id, one) for one in links),
    )


ROLE = mention("m-role", "role", "interim CEO")
PERSON = mention("m-person", "person", "Jason Droege")
AMOUNT = mention("m-amount", "amount", "around 200")
EVENT = mention("m-event", "event", "laid off")
POSITION = Claim(
    "c-position", "position", place("interim CEO Jason Droege"), {"person": ("m-person",), "role": ("m-role",)}
)
DENIAL_LINK = Link("l-denial", "contradicts", "c-position", Target("denial", "c-other"))


def memo() -> AnnotationSet:
    """Four mentions, a position and a link to a claim of another document."""
    return annotation_set([ROLE, PERSON, AMOUNT, EVENT], [POSITION], [DENIAL_LINK])


COMMENT = Comment("k-1", Target("layoffs", "m-person"), "Is he?")
DECISION = Decision("d-1", (Version("ann-2", "m-person", digest_of(PERSON)),), "accepted:ann-2", ("m-gold",))

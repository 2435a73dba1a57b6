"""What comes in from elsewhere, brought together with what is there: nothing is added that is there already."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from annotator.core.edits import AttributesChange, Change, Edit, RecordChange, StatusChange
from annotator.core.model import (
    AnnotationSet,
    Claim,
    Extra,
    Kind,
    Link,
    Mention,
    Record,
    Status,
    Target,
    kind_of,
    nothing,
)

R = TypeVar("R", Mention, Claim, Link)


class Incoming(NamedTuple):
    """What is to be done: the edit; under which id each incoming record is there afterwards; and how many of each
    kind are added, were there, or were there with other attributes or another note (which stay as they are).

    ``held`` are the attributes of the document that have another value here, and stay as they are too."""

    edit: Edit
    ids: Mapping[str, str]
    added: Counter[Kind]
    known: Counter[Kind]
    differing: int
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """How records come in: under which words and origin, when, with which ids.

    An incoming id stays where nothing else has it (``taken``: by records of other sets); ``settled`` are those that
    were given others already. ``far`` says under which id the end of a link in another document is there.
    ``symmetric`` are link types that mean the same both ways.
    """

    action: str
    origin: str
    now: dt.datetime
    new_id: Callable[[Kind], str]
    taken: Container[str] = ()
    settled: Mapping[str, str] = field(default_factory=nothing)
    far: Callable[[Target], Target] = field(default=lambda target: target)
    symmetric: Container[str] = ()


def bring_in(current: AnnotationSet, incoming: AnnotationSet, arrival: Arrival) -> Incoming:
    """The edit that adds to ``current`` the records of ``incoming``, of the same text, that it does not have.

    Two mentions are the same that have the same label and spans; two claims the same type, spans and arguments; two
    links the same type and ends. Where a side has several of the same, as many are there afterwards as the side with
    more has. Attributes of the document that it lacks come too. Keys that only a file of a project has (``extra`` of
    the set, what is aside, remarks) do not: no other tool's file tells them.
    """
    ids: dict[str, str] = {}
    work = _Work(current, arrival, ids)
    work.take(incoming.mentions.values(), current.mentions.values(), _mention_key)
    claims = [_claim_with(claim, ids) for claim in incoming.claims.values()]
    work.take(claims, current.claims.values(), _claim_key)

    def link_key(link: Link) -> Hashable:
        ends = (Target(current.document, link.source), link.target)
        return link.type, tuple(sorted(ends)) if link.type in arrival.symmetric else ends

    links = [_link_with(link, ids, current.document, arrival.far) for link in incoming.links.values()]
    work.take(links, current.links.values(), link_key)
    changes: list[Change] = [RecordChange(None, _with_extra(record, ids)) for record in work.new]
    if lacking := {key: value for key, value in incoming.attributes.items() if key not in current.attributes}:
        changes.append(AttributesChange(current.attributes, {**current.attributes, **lacking}))
    if current.status is Status.TODO:  # somebody has begun, even if only to find nothing
        begun = Status.IN_PROGRESS if incoming.status is Status.TODO else incoming.status
        changes.append(StatusChange(current.status, begun))
    held = tuple(key for key, value in incoming.attributes.items() if current.attributes.get(key, value) != value)
    return Incoming(Edit(arrival.action, tuple(changes)), ids, work.added, work.known, work.differing, held)


class _Work:
    """The records that are new, as they are found."""

    def __init__(self, current: AnnotationSet, arrival: Arrival, ids: dict[str, str]) -> None:
        self._current, self._arrival, self._ids = current, arrival, ids
        self._used: set[str] = set()
        self.new: list[Record] = []
        self.added: Counter[Kind] = Counter()
        self.known: Counter[Kind] = Counter()
        self.differing = 0

    def take(self, incoming: Iterable[R], current: Iterable[R], key: Callable[[R], Hashable]) -> None:
        there: dict[Hashable, list[R]] = defaultdict(list)
        for record in current:
            there[key(record)].append(record)
        for record in incoming:
            same = there.get(key(record)) if there else None
            if not same:
                self._add(record)
                continue
            chosen = next((one for one in same if _says_the_same(one, record)), same[0])
            same.remove(chosen)
            self._ids[record.id] = chosen.id
            self.known[kind_of(record)] += 1
            self.differing += not _says_the_same(chosen, record)

    def _add(self, record: Record) -> None:
        arrival, kind = self._arrival, kind_of(record)
        fresh = arrival.settled.get(record.id, record.id)
        while fresh in self._used or fresh in arrival.taken or self._current.known(fresh) is not None:
            fresh = arrival.new_id(kind)
        self._used.add(fresh)
        self._ids[record.id] = fresh
        self.added[kind] += 1
        self.new.append(replace(record, id=fresh, origin=arrival.origin, created=record.created or arrival.now))


def _mention_key(mention: Mention) -> Hashable:
    return mention.label, mention.spans


def _claim_key(claim: Claim) -> Hashable:
    return claim.type, claim.spans, frozenset((slot, filled) for slot, filled in claim.arguments.items() if filled)


def _says_the_same(ours: Record, theirs: Record) -> bool:
    return dict(ours.attributes) == dict(theirs.attributes) and ours.note == theirs.note


def _claim_with(claim: Claim, ids: Mapping[str, str]) -> Claim:
    filled = {slot: tuple([ids.get(one, one) for one in names]) for slot, names in claim.arguments.items()}
    return replace(claim, arguments=filled)


def _link_with(link: Link, ids: Mapping[str, str], document: str, far: Callable[[Target], Target]) -> Link:
    target = link.target
    here = target.document == document
    end = Target(document, ids.get(target.id, target.id)) if here else far(target)
    return replace(link, source=ids.get(link.source, link.source), target=end)


def _with_extra(record: Record, ids: Mapping[str, str]) -> Record:
    """A record whose extra keys name other records by the ids that these have now."""
    return replace(record, extra=renamed(record.extra, ids)) if record.extra else record


def renamed(extra: Extra, ids: Mapping[str, str]) -> Extra:
    """``extra`` with each text that is an id of ``ids`` replaced."""

    def anew(value: Any) -> Any:
        match value:
            case str():
                return ids.get(value, value)
            case Mapping():
                return {key: anew(inner) for key, inner in value.items()}
            case list() | tuple():
                return [anew(inner) for inner in value]
            case _:
                return value

    return {key: anew(value) for key, value in extra.items()}

"""Merging what two programs made of one annotation set: three-way, record by record, by id.

What only one side has changed is taken. Where both have changed the same record, and differently, ours counts and
theirs is kept aside until the user chooses. A record that one side has removed and the other needs, for a
claim or a link, stays. So nothing that either side has written is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any, NamedTuple, TypeAlias, TypeVar

from annotator.core.edits import (
    AsideChange,
    AttributesChange,
    Change,
    Edit,
    RecordChange,
    RemarkChange,
    StatusChange,
    TextChange,
    apply,
)
from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet, Aside, Claim, Kind, Link, Mention, Record, Spans, aside_key, kind_of
from annotator.core.records import Records
from annotator.core.remarks import Remark

T = TypeVar("T")
Quote: TypeAlias = Callable[[Spans], str]
"""Gives the words of spans."""

BROUGHT_IN = "bring in what another program wrote"
"""The words of the edit that a merge is."""

FIRST = 2
"""The number after the id of a version for which the record's own is taken."""

OTHER_TEXT = "The two sides are about different versions of the text, so that their places cannot be compared."


class Merged(NamedTuple):
    """Both sides together. ``edit`` makes them of ours; ``collisions`` are the ids of which theirs is aside."""

    annotations: AnnotationSet
    edit: Edit
    collisions: tuple[str, ...] = ()


def merge(base: AnnotationSet, ours: AnnotationSet, theirs: AnnotationSet, quote: Quote) -> Merged:
    """What ``ours`` and ``theirs``, which both come from ``base``, are together.

    ``quote`` gives the words of spans. AnnotatorError where the sides are about different texts.
    """
    if ours.text_sha256 != theirs.text_sha256:
        raise AnnotatorError(OTHER_TEXT)
    merging = _Merging(base, ours, theirs, quote)
    for change in changes_between(base, theirs):
        merging.take(change)
    merging.keep_what_is_needed()
    edit = Edit(BROUGHT_IN, tuple(merging.changes.values()))
    extra = _by_key(base.extra, ours.extra, theirs.extra)
    annotations = apply(ours, edit)
    if extra != dict(ours.extra):
        annotations = replace(annotations, extra=extra)
    return Merged(annotations, edit, tuple(merging.collisions))


def changes_between(before: AnnotationSet, after: AnnotationSet) -> Iterator[Change]:
    """What makes ``after`` of ``before``, a change a record; unknown keys of the file are not among it."""
    for old, new in _differences(before.mentions, after.mentions):
        yield RecordChange(old, new)
    for old_claim, new_claim in _differences(before.claims, after.claims):
        yield RecordChange(old_claim, new_claim)
    for old_link, new_link in _differences(before.links, after.links):
        yield RecordChange(old_link, new_link)
    for old_remark, new_remark in _differences(before.remarks, after.remarks):
        yield RemarkChange(old_remark, new_remark)
    for old_aside, new_aside in _differences(before.aside, after.aside):
        yield AsideChange(old_aside, new_aside)
    if before.status != after.status:
        yield StatusChange(before.status, after.status)
    if dict(before.attributes) != dict(after.attributes):
        yield AttributesChange(before.attributes, after.attributes)


def _differences(before: Records[T], after: Records[T]) -> Iterator[tuple[T | None, T | None]]:
    if before is after:
        return
    for key, old in before.items():
        new = after.get(key)
        if new is not old and new != old:
            yield old, new
    for key, new in after.items():
        if key not in before:
            yield None, new


class _Merging:
    """The changes that bring their side into ours, by what they touch."""

    def __init__(self, base: AnnotationSet, ours: AnnotationSet, theirs: AnnotationSet, quote: Quote) -> None:
        self._base, self._ours, self._theirs, self._quote = base, ours, theirs, quote
        self.changes: dict[str, Change] = {}
        self.collisions: list[str] = []

    def take(self, change: Change) -> None:
        """Takes one of their changes in, or puts it aside."""
        match change:
            case RecordChange(before=before, after=after):
                current = self._ours.record(change.record.id)
                if current == before:
                    self.changes[change.record.id] = change
                elif current != after:
                    self._collide(change.record.id, change.kind, after)
            case RemarkChange():
                self._take_remark(change)
            case AsideChange():
                self._take_aside(change)
            case StatusChange(before=status):
                if self._ours.status == status:
                    self.changes["status"] = change
            case AttributesChange(before=attributes, after=theirs):
                both = _by_key(attributes, self._ours.attributes, theirs)
                if both != dict(self._ours.attributes):
                    self.changes["attributes"] = AttributesChange(self._ours.attributes, both)

    def keep_what_is_needed(self) -> None:
        """Keeps, or takes back, each record that one side removed and that something of the other names.

        Where a record is on no side any more, what names it is kept aside.
        """
        while missing := self._missing():
            back = {one: record for one in missing if (record := self._known(one)) is not None}
            for record_id, record in back.items():
                self.changes.pop(record_id, None)
                if self._ours.record(record_id) is None:
                    self.changes[record_id] = RecordChange(None, record)
                    self._settle(record_id)
            if not back and not self._put_aside_what_names(missing):
                break
        for record_id in set(_named(self._together())).intersection(self.collisions):
            if self._theirs.record(record_id) is None and self._ours.record(record_id) is not None:
                self._settle(record_id)

    def _known(self, record_id: str) -> Record | None:
        return self._ours.record(record_id) or self._theirs.record(record_id) or self._base.record(record_id)

    def _together(self) -> AnnotationSet:
        return apply(self._ours, Edit(BROUGHT_IN, tuple(self.changes.values())))

    def _missing(self) -> set[str]:
        together = self._together()
        return {record_id for record_id in _named(together) if together.known(record_id) is None}

    def _put_aside_what_names(self, missing: set[str]) -> bool:
        together = self._together()
        found = False
        records: list[Record] = [*together.claims.values(), *together.links.values()]
        for record in records:
            if missing.intersection(_names(record, together.document)):
                found = True
                self._collide(record.id, kind_of(record), record)
                ours = self._ours.record(record.id)
                self.changes.pop(record.id, None)
                if ours is not None:
                    self.changes[record.id] = RecordChange(ours, None)
        return found

    def _settle(self, record_id: str) -> None:
        """There is nothing to choose: one version is a removal, and the record is needed."""
        if self.changes.pop(aside_key("collides", record_id), None) is not None:
            self.collisions.remove(record_id)

    def _collide(self, record_id: str, kind: Kind, theirs: Record | None) -> None:
        quote = self._quote(theirs.spans) if isinstance(theirs, Mention | Claim) else ""
        text = self._theirs.text_sha256 if quote else ""
        self._put_aside(Aside("collides", record_id, kind, theirs, quote, text))
        self.collisions.append(record_id)

    def _take_remark(self, change: RemarkChange) -> None:
        """Takes a remark in; one that both sides have changed is there twice, theirs under an id of its own."""
        current, theirs = self._ours.remarks.get(change.remark.id), change.after
        if current == change.before:
            self.changes[change.remark.id] = change
        elif theirs is not None and current is None:
            self.changes[theirs.id] = RemarkChange(None, theirs)
        elif theirs is not None and current != theirs:
            for number in count(FIRST):
                version: Remark = replace(theirs, id=f"{theirs.id}.{number}")
                if self._ours.remarks.get(version.id) == version:
                    return
                if not any(version.id in ids for ids in (self._ours.remarks, self._theirs.remarks, self.changes)):
                    self.changes[version.id] = RemarkChange(None, version)
                    return

    def _take_aside(self, change: AsideChange) -> None:
        current = self._ours.aside.get(change.aside.key)
        if current == change.before:
            self.changes[change.aside.key] = change
        elif change.after is not None and current != change.after:
            self._put_aside(change.after)

    def _put_aside(self, aside: Aside) -> None:
        """Keeps it beside what is aside already: under an id of its own where another version has the record's."""
        record_id = aside.id
        for number in count(FIRST):
            there = self._aside(aside.key)
            if there is None and not (number > FIRST and self._is_taken(aside.id)):
                self.changes[aside.key] = AsideChange(None, aside)
                return
            if there == aside or aside.record is None:
                return
            fresh = f"{record_id}.{number}"
            aside = replace(aside, id=fresh, record=replace(aside.record, id=fresh))

    def _aside(self, key: str) -> Aside | None:
        change = self.changes.get(key)
        return change.after if isinstance(change, AsideChange) else self._ours.aside.get(key)

    def _is_taken(self, record_id: str) -> bool:
        return any(side.known(record_id) is not None for side in (self._ours, self._theirs))


def _named(annotations: AnnotationSet) -> Iterator[str]:
    """The ids of this set that its claims and links name, and those versions of them that may yet be chosen."""
    versions = [aside.record for aside in annotations.aside.values() if aside.why == "collides"]
    for record in (*annotations.claims.values(), *annotations.links.values(), *versions):
        if record is not None:
            yield from _names(record, annotations.document)


def _names(record: Record, document: str) -> Iterator[str]:
    """The ids of the document's set that a record names."""
    match record:
        case Claim():
            for mention_ids in record.arguments.values():
                yield from mention_ids
        case Link():
            if record.source:
                yield record.source
            if record.target.id and record.target.document == document:
                yield record.target.id


def _by_key(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Three mappings merged key by key; where both sides have changed one, ours."""
    merged = dict(ours)
    for key in (*base, *(key for key in theirs if key not in base)):
        if base.get(key) == ours.get(key):
            if key in theirs:
                merged[key] = theirs[key]
            else:
                merged.pop(key, None)
    return merged


def forced(annotations: AnnotationSet, changes: Iterable[Change]) -> AnnotationSet:
    """The set with what ``changes`` touch as it is after them, whatever it is now."""
    fitting: list[Change] = []
    for change in changes:
        match change:
            case RecordChange(after=after):
                current = annotations.record(change.record.id)
                if current is not None and after is not None and kind_of(current) != kind_of(after):
                    fitting.append(RecordChange(current, None))
                    current = None
                if current is not None or after is not None:
                    fitting.append(RecordChange(current, after))
            case RemarkChange(after=remark):
                known = annotations.remarks.get(change.remark.id)
                if known is not None or remark is not None:
                    fitting.append(RemarkChange(known, remark))
            case AsideChange(after=aside):
                there = annotations.aside.get(change.aside.key)
                if there is not None or aside is not None:
                    fitting.append(AsideChange(there, aside))
            case TextChange(after=text):
                fitting.append(TextChange(annotations.text_sha256, text))
            case StatusChange(after=status):
                fitting.append(StatusChange(annotations.status, status))
            case AttributesChange(after=attributes):
                fitting.append(AttributesChange(annotations.attributes, attributes))
    return apply(annotations, Edit("", tuple(fitting)))

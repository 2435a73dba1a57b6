"""Edits: every change to an annotation set, as data, with an inverse.

An edit holds for each thing it touches what was before and what is after. The inverse swaps the two;
applying checks that "before" is what is there, so an edit never changes what it was not made for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from annotator.core.errors import EditError
from annotator.core.model import (
    AnnotationSet,
    Aside,
    Attributes,
    Claim,
    Kind,
    Link,
    Mention,
    Record,
    Status,
    kind_of,
)
from annotator.core.records import Records
from annotator.core.remarks import Remark, RemarkKind, remark_kind


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One mention, claim or link added (no ``before``), removed (no ``after``) or replaced by one of the same id."""

    before: Record | None
    after: Record | None

    def __post_init__(self) -> None:
        sides = [side for side in (self.before, self.after) if side is not None]
        if not sides:
            raise ValueError("a change needs a record before or after")
        if len({(kind_of(side), side.id) for side in sides}) != 1:
            raise ValueError("a change keeps the record's id and kind")

    @property
    def record(self) -> Record:
        """The record after the change, or for a removal the one before."""
        if self.after is not None:
            return self.after
        if self.before is not None:
            return self.before
        raise AssertionError("checked when the change was made")

    @property
    def kind(self) -> Kind:
        """Which kind of record is touched."""
        return kind_of(self.record)

    def inverse(self) -> RecordChange:
        """The change that takes this one back."""
        return RecordChange(self.after, self.before)


@dataclass(frozen=True, slots=True)
class RemarkChange:
    """One comment or decision made (no ``before``), taken back (no ``after``) or replaced by one of the same id."""

    before: Remark | None
    after: Remark | None

    def __post_init__(self) -> None:
        if len({(remark_kind(side), side.id) for side in (self.before, self.after) if side is not None}) != 1:
            raise ValueError("a change keeps the remark's id and kind, and has a side")

    @property
    def remark(self) -> Remark:
        """The remark after the change, or where it is taken back, the one before."""
        found = self.after or self.before
        if found is None:
            raise AssertionError("checked when the change was made")
        return found

    @property
    def kind(self) -> RemarkKind:
        """Which kind of remark is touched."""
        return remark_kind(self.remark)

    def inverse(self) -> RemarkChange:
        """The change that takes this one back."""
        return RemarkChange(self.after, self.before)


@dataclass(frozen=True, slots=True)
class AsideChange:
    """One record put aside (no ``before``), no longer kept there (no ``after``), or kept there otherwise."""

    before: Aside | None
    after: Aside | None

    def __post_init__(self) -> None:
        if len({side.key for side in (self.before, self.after) if side is not None}) != 1:
            raise ValueError("a change of what is aside keeps its id and reason, and has a side")

    @property
    def aside(self) -> Aside:
        """What is aside after the change, or where nothing is, what was before."""
        found = self.after or self.before
        if found is None:
            raise AssertionError("checked when the change was made")
        return found

    def inverse(self) -> AsideChange:
        """The change that takes this one back."""
        return AsideChange(self.after, self.before)


@dataclass(frozen=True, slots=True)
class TextChange:
    """The set is now of another version of its document's text: the sha256 of the one before and the one after.

    The other changes of such an edit have offsets of the old text before and of the new one after.
    """

    before: str
    after: str

    def inverse(self) -> TextChange:
        """The change that takes this one back."""
        return TextChange(self.after, self.before)


@dataclass(frozen=True, slots=True)
class StatusChange:
    """The set's status, from one to another."""

    before: Status
    after: Status

    def inverse(self) -> StatusChange:
        """The change that takes this one back."""
        return StatusChange(self.after, self.before)


@dataclass(frozen=True, slots=True)
class AttributesChange:
    """The document's attributes, from one mapping to another."""

    before: Attributes
    after: Attributes

    def inverse(self) -> AttributesChange:
        """The change that takes this one back."""
        return AttributesChange(self.after, self.before)


Change: TypeAlias = RecordChange | RemarkChange | AsideChange | TextChange | StatusChange | AttributesChange


@dataclass(frozen=True, slots=True)
class Edit:
    """What one act of the user changed, as one step of undo. ``action`` says it in words: "label person"."""

    action: str
    changes: tuple[Change, ...]

    def inverse(self) -> Edit:
        """The edit that takes this one back, its changes in the opposite order."""
        return Edit(self.action, tuple(change.inverse() for change in reversed(self.changes)))

    @property
    def records(self) -> tuple[RecordChange, ...]:
        """The changes that touch mentions, claims or links."""
        return tuple(change for change in self.changes if isinstance(change, RecordChange))

    @property
    def remarks(self) -> tuple[RemarkChange, ...]:
        """The changes of comments and decisions."""
        return tuple(change for change in self.changes if isinstance(change, RemarkChange))

    @property
    def asides(self) -> tuple[AsideChange, ...]:
        """The changes of what is kept aside."""
        return tuple(change for change in self.changes if isinstance(change, AsideChange))

    @property
    def text(self) -> TextChange | None:
        """The change to another version of the text, where the edit is one."""
        return next((change for change in self.changes if isinstance(change, TextChange)), None)


R = TypeVar("R", Mention, Claim, Link)
T = TypeVar("T")

Sides: TypeAlias = tuple[T | None, T | None]
"""What was before and what is after."""


def apply(annotations: AnnotationSet, edit: Edit) -> AnnotationSet:
    """The set after the edit; EditError, and nothing changed, where a ``before`` is not what is there."""
    mentions: dict[str, Mention | None] = {}
    claims: dict[str, Claim | None] = {}
    links: dict[str, Link | None] = {}
    remarks: dict[str, Remark | None] = {}
    aside: dict[str, Aside | None] = {}
    status, attributes, text = annotations.status, annotations.attributes, annotations.text_sha256
    for change in edit.changes:
        match change:
            case RecordChange(before=before, after=after):
                match before or after:
                    case Mention():
                        _stage(annotations.mentions, mentions, change, edit, Mention)
                    case Claim():
                        _stage(annotations.claims, claims, change, edit, Claim)
                    case Link():
                        _stage(annotations.links, links, change, edit, Link)
            case RemarkChange():
                what = f"the {change.kind} {change.remark.id}"
                _put(annotations.remarks, remarks, change.remark.id, (change.before, change.after), edit, what)
            case AsideChange():
                what = f"what is kept aside of {change.aside.id}"
                _put(annotations.aside, aside, change.aside.key, (change.before, change.after), edit, what)
            case TextChange():
                _expect(text == change.before, edit, "the document's text")
                text = change.after
            case StatusChange():
                _expect(status == change.before, edit, "the document's status")
                status = change.after
            case AttributesChange():
                _expect(dict(attributes) == dict(change.before), edit, "the document's attributes")
                attributes = change.after
    return replace(
        annotations,
        text_sha256=text,
        mentions=annotations.mentions.with_changes(mentions) if mentions else annotations.mentions,
        claims=annotations.claims.with_changes(claims) if claims else annotations.claims,
        links=annotations.links.with_changes(links) if links else annotations.links,
        status=status,
        attributes=attributes,
        aside=annotations.aside.with_changes(aside) if aside else annotations.aside,
        remarks=annotations.remarks.with_changes(remarks) if remarks else annotations.remarks,
    )


def _stage(records: Records[R], staged: dict[str, R | None], change: RecordChange, edit: Edit, kind: type[R]) -> None:
    record_id = change.record.id
    current = staged[record_id] if record_id in staged else records.get(record_id)
    _expect(current == change.before, edit, f"the {change.kind} {record_id}")
    after = change.after
    staged[record_id] = after if isinstance(after, kind) else None


def _put(known: Records[T], staged: dict[str, T | None], key: str, sides: Sides[T], edit: Edit, what: str) -> None:
    before, after = sides
    _expect((staged[key] if key in staged else known.get(key)) == before, edit, what)
    staged[key] = after


def _expect(fits: bool, edit: Edit, what: str) -> None:
    if not fits:
        raise EditError(f'"{edit.action}" no longer fits: {what} has changed since; undo what came after it first.')


def added(action: str, records: Iterable[Record]) -> Edit:
    """An edit that adds records."""
    return Edit(action, tuple(RecordChange(None, record) for record in records))


def replaced(action: str, before: Record, after: Record) -> Edit:
    """An edit that puts ``after`` in the place of ``before``, which has the same id."""
    return Edit(action, (RecordChange(before, after),))

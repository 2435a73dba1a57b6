"""Two versions of one record: side by side in words, and the edit that settles which counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal, NamedTuple, TypeAlias, get_args

from annotator.core.catalogue import Entry
from annotator.core.display import one_line
from annotator.core.edits import AsideChange, Change, Edit, RecordChange
from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet, Aside, Claim, Kind, Link, Mention, Record
from annotator.core.operations import remove
from annotator.core.sentences import argument_words, attribute_words

Choice: TypeAlias = Literal["ours", "theirs", "both"]
CHOICES: tuple[Choice, ...] = get_args(Choice)

REMOVED = "removed"


class VersionRow(NamedTuple):
    """One thing that can be told of a record, in both versions."""

    name: str
    ours: str
    theirs: str

    @property
    def differs(self) -> bool:
        """Whether the versions say something else."""
        return self.ours != self.theirs


def version_rows(entry: Entry, aside: Aside) -> list[VersionRow]:
    """What the version that counts and the one kept aside say, thing by thing; what neither says is left out."""
    ours = dict(_told(entry, entry.annotations.record(aside.id), None))
    theirs = dict(_told(entry, aside.record, aside))
    return [VersionRow(name, ours.get(name, ""), theirs.get(name, "")) for name in dict.fromkeys((*ours, *theirs))]


def choose(annotations: AnnotationSet, aside: Aside, choice: Choice, new_id: Callable[[Kind], str]) -> Edit:
    """The edit that keeps one version or both, and what was aside no longer; AnnotatorError where that cannot be.

    ``new_id`` gives the other version its id, where both are kept.
    """
    gone = AsideChange(aside, None)
    current = annotations.record(aside.id)
    match choice:
        case "ours":
            return Edit("keep the version here", (gone,))
        case "theirs":
            if aside.record is not None:
                record = _whole(annotations, aside.record)
                if current is not None and type(current) is not type(record):
                    raise AnnotatorError("The two are of different kinds: keep both, or the one here.")
                return Edit("keep the other version", (gone, RecordChange(current, record)))
            if current is None:
                return Edit("keep the other version", (gone,))
            removal: list[Change] = [change for change in remove(annotations, current).changes if change != gone]
            return Edit("keep the other version", (gone, *removal))
        case "both":
            if aside.record is None:
                raise AnnotatorError("The other version is a removal, so there is nothing to keep beside this one.")
            record = _whole(annotations, aside.record)
            return Edit("keep both versions", (gone, RecordChange(None, replace(record, id=new_id(aside.kind)))))


def _whole(annotations: AnnotationSet, record: Record) -> Record:
    """The record as it can stand now: without arguments that are gone; AnnotatorError where a link's end is."""
    match record:
        case Claim(arguments=arguments):
            known = {
                name: tuple(one for one in ids if annotations.known(one) is not None) for name, ids in arguments.items()
            }
            return replace(record, arguments={name: ids for name, ids in known.items() if ids or not arguments[name]})
        case Link(source=source, target=target):
            ends = [source, target.id if target.document == annotations.document else ""]
            if any(end and annotations.known(end) is None for end in ends):
                raise AnnotatorError("What the other version of the link ties together is no longer there.")
    return record


def _told(entry: Entry, record: Record | None, aside: Aside | None) -> Iterator[tuple[str, str]]:
    if record is None:
        yield "", REMOVED
        return
    match record:
        case Mention(label=label):
            yield "label", one_line(label)
        case Claim(type=claim_type) | Link(type=claim_type):
            yield "type", one_line(claim_type)
    if isinstance(record, Mention | Claim):
        same = aside is None or aside.text == entry.document.sha256 or not aside.quote
        yield "words", one_line(entry.document.quote(record.spans) if same or aside is None else aside.quote)
        yield "place", ", ".join(f"{span.start}–{span.end}" for span in record.spans)
    match record:
        case Claim(arguments=arguments):
            for slot in arguments:
                yield one_line(slot), argument_words(entry, record, slot)
        case Link(source=source, target=target):
            yield "from", one_line(source or "the document")
            yield "to", one_line(f"{target.document} {target.id}".strip())
    if record.attributes:
        yield "attributes", attribute_words(record.attributes)
    if record.note:
        yield "note", one_line(record.note)
    yield "origin", one_line(record.origin)

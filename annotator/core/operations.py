"""What a user does, as edits: label, relabel, claim, link, remove.

Each function looks at an annotation set and gives the edit that does it, or raises AnnotatorError with
the sentence that says why not. Nothing is applied here: the session does that.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from annotator.core.edits import AsideChange, Change, Edit, RecordChange, StatusChange, added, replaced
from annotator.core.errors import AnnotatorError
from annotator.core.model import (
    AnnotationSet,
    Aside,
    Claim,
    Kind,
    Link,
    Mention,
    Record,
    Span,
    Spans,
    Status,
    Target,
)
from annotator.core.remarks import RemarkKind
from annotator.core.schema import Schema
from annotator.core.validation import claim_problems, link_problems, mention_problems


class Author(Protocol):
    """Who edits: where fresh ids and the time come from. A session is one."""

    def new_id(self, kind: Kind | RemarkKind) -> str:
        """An id that no record or remark has or had."""

    def now(self) -> dt.datetime:
        """The time, in UTC."""


def label_spans(
    schema: Schema,
    author: Author,
    label: str,
    places: Sequence[Spans],
    *,
    near: Iterable[Mention],
    origin: str = "human",
) -> Edit:
    """Adds a mention for each of ``places`` that has none of that label; ``near`` are those that may be there."""
    taken = {mention.spans for mention in near if mention.label == label}
    free = [spans for spans in dict.fromkeys(places) if spans not in taken]
    if not free:
        raise AnnotatorError(f"That is labelled {label} already.")
    created = author.now()
    mentions = [Mention(author.new_id("mention"), label, spans, origin, created) for spans in free]
    _refuse(mention_problems(mentions[0], schema))
    many = f" ({len(mentions)} places)" if len(mentions) > 1 else ""
    return added(f"label {label}{many}", mentions)


def relabel(annotations: AnnotationSet, schema: Schema, mention: Mention, label: str) -> Edit:
    """Gives a mention another label; attributes that the new label does not have are left out."""
    if mention.label == label:
        raise AnnotatorError(f"That is labelled {label} already.")
    allowed = schema.attributes_of(schema.label(label).name)
    kept = {name: value for name, value in mention.attributes.items() if name in allowed}
    after = replace(mention, label=label, attributes=kept)
    for claim in annotations.claims_with(mention.id):
        changed = replace(annotations, mentions=annotations.mentions.with_changes({mention.id: after}))
        _refuse(claim_problems(claim, changed, schema))
    return replaced(f"relabel {mention.label} to {label}", mention, after)


def move_ends(record: Mention | Claim, spans: Spans) -> Edit:
    """Gives a mention or claim other spans: sorted, not overlapping each other, at least one."""
    if not spans:
        raise AnnotatorError("That would leave no text; press delete to remove it.")
    if spans == record.spans:
        raise AnnotatorError("Its ends are there already.")
    return replaced("move the ends", record, replace(record, spans=spans))


def merged_spans(spans: Iterable[Span]) -> Spans:
    """The same code points as sorted spans; those that overlap or touch become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def change_record(annotations: AnnotationSet, schema: Schema, before: Record, after: Record) -> Edit:
    """Puts ``after`` in the place of ``before`` where the schema allows it."""
    if before == after:
        raise AnnotatorError("Nothing was changed.")
    match after:
        case Mention():
            _refuse(mention_problems(after, schema))
            changed = replace(annotations, mentions=annotations.mentions.with_changes({after.id: after}))
            for claim in annotations.claims_with(after.id):
                _refuse(claim_problems(claim, changed, schema))
        case Claim():
            _refuse(claim_problems(after, annotations, schema))
        case Link():
            here = after.target.document == annotations.document
            target = annotations.known(after.target.id) if here and after.target.id else None
            _refuse(link_problems(after, annotations.known(after.source), target, schema))
    return replaced(f"edit the {RecordChange(before, after).kind}", before, after)


def add_claim(annotations: AnnotationSet, schema: Schema, claim: Claim) -> Edit:
    """Adds a claim; one of the same type and arguments is refused."""
    for other in annotations.claims.values():
        if other.type == claim.type and other.arguments and dict(other.arguments) == dict(claim.arguments):
            raise AnnotatorError(f"This {claim.type} is there already.")
    _refuse(claim_problems(claim, annotations, schema))
    return added(f"claim {claim.type}", [claim])


def add_link(
    annotations: AnnotationSet, schema: Schema, link: Link, source: Record | None, target: Record | None
) -> Edit:
    """Adds a link; one to itself, one that is there already, and one of the wrong kinds are refused."""
    here = Target(annotations.document, link.source)
    if link.source and source is None:
        raise AnnotatorError("What the link starts from is not in this document.")
    if link.target == here:
        raise AnnotatorError("A link needs two ends; that is the same one.")
    symmetric = schema.link_type(link.type).symmetric
    for other in annotations.links.values():
        if other.type != link.type:
            continue
        same = other.source == link.source and other.target == link.target
        turned = other.target == here and Target(annotations.document, other.source) == link.target
        if same or (symmetric and turned):
            raise AnnotatorError(f'These two are linked by "{link.type}" already.')
    _refuse(link_problems(link, source, target, schema))
    return added(f"link {link.type}", [link])


def remove(annotations: AnnotationSet, record: Record) -> Edit:
    """Removes a record with what cannot stand without it: its place in claims, and its links of this set."""
    changes: list[Change] = []
    if isinstance(record, Mention | Claim):
        changes += [RecordChange(link, None) for link in annotations.links_of(record.id)]
    if isinstance(record, Mention):
        for claim in annotations.claims_with(record.id):
            changes.append(RecordChange(claim, _without(claim, record.id)))
    changes += [AsideChange(aside, None) for aside in annotations.asides_of(record.id)]
    changes.append(RecordChange(record, None))
    return Edit(f"remove the {RecordChange(record, None).kind}", tuple(changes))


def discard(annotations: AnnotationSet, aside: Aside) -> Edit:
    """Keeps something aside no longer; with a record that is in no other place goes what cannot stand without it."""
    changes: list[Change] = []
    if aside.why == "unanchored":
        changes += [RecordChange(link, None) for link in annotations.links_of(aside.id)]
        for claim in annotations.claims_with(aside.id):
            changes.append(RecordChange(claim, _without(claim, aside.id)))
    return Edit(f"remove the {aside.kind} kept aside", (*changes, AsideChange(aside, None)))


def place_aside(aside: Aside, spans: Spans) -> Edit:
    """Gives a mention or claim whose words were not found its place in the text."""
    if aside.why != "unanchored" or not isinstance(aside.record, Mention | Claim):
        raise AnnotatorError("That has its place already.")
    after = replace(aside.record, spans=spans)
    return Edit(f"place the {aside.kind}", (AsideChange(aside, None), RecordChange(None, after)))


def confirm_place(aside: Aside) -> Edit:
    """Says that a record found by likeness stands where it should."""
    if aside.why != "moved":
        raise AnnotatorError("Only what was found by likeness is confirmed.")
    return Edit(f"confirm the {aside.kind}", (AsideChange(aside, None),))


def refuse_place(annotations: AnnotationSet, aside: Aside) -> Edit:
    """Says that a record found by likeness does not stand where it should: it is aside until it is placed."""
    record, before = annotations.record(aside.id), aside.record
    if aside.why != "moved" or not isinstance(before, Mention | Claim) or not isinstance(record, Mention | Claim):
        raise AnnotatorError("Only what was found by likeness is put aside.")
    kept = replace(aside, why="unanchored", record=replace(record, spans=before.spans))
    changes = (AsideChange(aside, None), RecordChange(record, None), AsideChange(None, kept))
    return Edit(f"put the {aside.kind} aside", changes)


def goes_with(edit: Edit) -> str:
    """What a removal takes along, in words, empty where it takes nothing: "2 links, 1 claim loses an argument"."""
    others = [change for change in edit.changes[:-1] if isinstance(change, RecordChange)]
    links = sum(change.kind == "link" for change in others)
    claims = sum(change.kind == "claim" for change in others)
    said = []
    if links:
        said.append(f"{links} link{'s' * (links > 1)}")
    if claims:
        said.append(f"its place in {claims} claim{'s' * (claims > 1)}, now to be filled anew")
    return " and ".join(said)


def begun(annotations: AnnotationSet, edit: Edit) -> Edit:
    """The same edit, which also says that work has begun where the document was still to do."""
    if annotations.status is not Status.TODO or not edit.records:
        return edit
    return Edit(edit.action, (*edit.changes, StatusChange(Status.TODO, Status.IN_PROGRESS)))


def set_status(annotations: AnnotationSet, status: Status) -> Edit:
    """Says how far the annotator is with the document."""
    if annotations.status == status:
        raise AnnotatorError(f"The status is {status.value} already.")
    return Edit(f"status {status.value}", (StatusChange(annotations.status, status),))


def occurrences(text: str, words: str) -> Iterator[Span]:
    """Where ``words`` stand in ``text`` as whole words: same letters, same case."""
    if not words:
        return
    before = r"(?<!\w)" if words[0].isalnum() else ""
    after = r"(?!\w)" if words[-1].isalnum() else ""
    for match in re.finditer(before + re.escape(words) + after, text):
        yield Span(match.start(), match.end())


def _without(claim: Claim, mention_id: str) -> Claim:
    left = {
        name: tuple(other for other in mention_ids if other != mention_id)
        for name, mention_ids in claim.arguments.items()
    }
    return replace(claim, arguments={name: mention_ids for name, mention_ids in left.items() if mention_ids})


def _refuse(problems: Iterator[str]) -> None:
    for problem in problems:
        raise AnnotatorError(problem)

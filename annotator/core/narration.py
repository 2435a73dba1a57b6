"""Edits in the words of a person: labelled “laid off” as event.

What a history tells is long past: a record may be gone, and the text may be another one. So the words of a record are
those of the text that the edit is of, where that is at hand; else those that the record has now; else its id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import TypeAlias

from annotator.core.display import one_line, shortened
from annotator.core.edits import AsideChange, AttributesChange, Change, Edit, RecordChange, RemarkChange, StatusChange
from annotator.core.merging import BROUGHT_IN
from annotator.core.model import (
    AnnotationSet,
    Attributes,
    Claim,
    Document,
    Link,
    Mention,
    Record,
    Status,
    Target,
    quote_of,
)
from annotator.core.remarks import Comment, Decision, names_of

LONGEST_QUOTE = 48
"""Code points of a quote that a sentence repeats."""
MOST_TOLD = 3
"""Records that a sentence names one by one; more of a kind are counted."""
MOST_CLAUSES = 6
"""Things that one edit did; more are counted."""

_WAYS: Mapping[str, str] = {"undoes": "undid: ", "redoes": "redid: ", "recovers": "brought in: "}

WordsElsewhere: TypeAlias = Callable[[Target], str | None]
"""The words of a record of another document, or None where they are not known."""


def nothing_elsewhere(_target: Target) -> str | None:
    """Knows no other document."""
    return None


OlderText: TypeAlias = Callable[[str], str | None]
"""The version of the text that has this sha256, or None where it is not at hand."""


def nothing_older(_sha256: str) -> str | None:
    """Has no other version."""
    return None


def about(edit: Edit, record_id: str) -> Edit:
    """What of an edit is about one record: its own changes, and those of claims and links that name it."""
    found = tuple(change for change in edit.changes if _concerns(change, record_id))
    return Edit(edit.action, (edit.text, *found) if found and edit.text is not None else found)


def _concerns(change: Change, record_id: str) -> bool:
    if isinstance(change, AsideChange):
        return change.aside.id == record_id
    if isinstance(change, RemarkChange):
        return record_id in names_of(change.remark)
    if not isinstance(change, RecordChange):
        return False
    for side in (change.before, change.after):
        match side:
            case None:
                continue
            case Link() if record_id in (side.source, side.target.id):
                return True
            case Claim() if any(record_id in ids for ids in side.arguments.values()):
                return True
        if side.id == record_id:
            return True
    return False


def origin_words(origin: str) -> str:
    """Where a record came from, as the end of a sentence: "suggested by names"; empty for a human's own."""
    way, _, source = origin.partition(":")
    words = {"suggestion": "suggested by", "import": "imported from", "accepted": "accepted from"}.get(way)
    if origin == "human":
        return ""
    return one_line(f"{words} {source}" if words and source else f"origin {origin}")


class Narrator:
    """Tells the edits of one annotation set, in the order in which they were done.

    ``document`` is the text as it is now, None where it cannot be read; ``annotations`` the set as it is now.
    """

    def __init__(
        self,
        document: Document | None,
        annotations: AnnotationSet,
        elsewhere: WordsElsewhere = nothing_elsewhere,
        older: OlderText = nothing_older,
    ) -> None:
        self._document = document
        self.annotations = annotations
        self._elsewhere = elsewhere
        self._older = older
        self._names: dict[str, str] = {}
        self._ends: dict[str, str] = {}

    def tell(self, edit: Edit, text_sha256: str, way: str = "") -> str:
        """The edit in one line, safe to show; its annotator is the subject.

        ``text_sha256`` is the text that its offsets are of, empty for that of the document. ``way`` is "undoes",
        "redoes" or "recovers" where the edit takes another back, does it again, or brings in what a file lacked.
        """
        told = edit.inverse() if way == "undoes" else edit
        self._learn(told, text_sha256)
        asides = self._asides(told)
        plain = [change for change in told.records if change.record.id not in asides]
        clauses = [
            *filter(None, asides.values()),
            *self._made([change.after for change in plain if change.before is None and change.after is not None]),
            *self._gone([change.before for change in plain if change.after is None and change.before is not None]),
            *self._changed([(change.before, change.after) for change in plain if change.before and change.after]),
            *self._remarks(told),
            *_whole_document(told),
        ]
        words = _several(clauses) or one_line(told.action)
        if told.text is not None:
            words = (
                f"went over to the changed text: {_several(clauses)}" if clauses else "went over to the changed text"
            )
        elif told.action == BROUGHT_IN and clauses:
            words = f"took in from another program: {words}"
        return _WAYS.get(way, "") + words

    def _learn(self, edit: Edit, text_sha256: str) -> None:
        for aside_change in edit.asides:
            if aside_change.aside.quote:
                self._names[aside_change.aside.id] = quoted(aside_change.aside.quote)
        self._ends.clear()
        for change in edit.records:
            if change.before is not None and change.after is not None and edit.text is None:
                self._ends[change.after.id] = self._quote(change.before, text_sha256)
            # What a changed text no longer has is called by the words that it had.
            is_gone = edit.text is not None and change.after is None
            quote = self._quote(change.record, text_sha256) if not is_gone else ""
            if quote:
                self._names[change.record.id] = quote

    def _asides(self, edit: Edit) -> dict[str, str]:
        """What happened to what is kept aside, by the record's id; empty where the record's own change tells it."""
        made = {change.record.id for change in edit.records if change.before is None}
        told: dict[str, str] = {}
        for change in edit.asides:
            name = self.name(change.aside.id)
            if change.after is not None:
                version = "another version of " if change.aside.why == "collides" else ""
                if change.aside.why != "moved":
                    told[change.aside.id] = f"put {version}{name} aside"
            elif change.aside.why == "moved":
                told.setdefault(change.aside.id, f"confirmed where {name} is")
            elif change.aside.id in made:
                told[change.aside.id] = f"placed {name}"
            else:
                told[change.aside.id] = f"removed {name}, which was kept aside"
        return told

    def _remarks(self, edit: Edit) -> Iterator[str]:
        """What was commented and decided."""
        for change in edit.remarks:
            verb = "changed" if change.before and change.after else "removed" if change.before else ""
            match change.remark:
                case Comment() as comment:
                    yield f"{verb} the comment {quoted(comment.text)}" if verb else self._said(comment)
                case Decision() as decision:
                    names = _listed([self.name(one) for one in dict.fromkeys(version.id for version in decision.about)])
                    made = one_line(decision.choice.replace("accepted:", "as "))
                    yield f"{verb} the decision on {names}" if verb else f"decided on {names}: {made}"

    def _said(self, comment: Comment) -> str:
        about = self._target(comment.about)
        words = f" {quoted(comment.text)}" if comment.text else ""
        match comment.state:
            case "resolved" | "reopened":
                return f"{comment.state} what was said of {about}{':' * bool(words)}{words}"
            case "objects" | "accepts":
                to = "to what became of" if comment.state == "objects" else "what became of"
                return f"{comment.state.removesuffix('s')}ed {to} {about}{':' * bool(words)}{words}"
            case _:
                return f"{'answered' if comment.answers else 'commented'}{words} on {about}"

    def describe(self, record: Record) -> str:
        """What a record is, in a few words: “laid off”, event."""
        match record:
            case Mention():
                return f"{self.name(record.id)}, {one_line(record.label)}"
            case Claim():
                return f"the claim {self._claim(record)}"
            case Link():
                return f"the link from {self._link(record)}"

    def name(self, record_id: str) -> str:
        """A record in a few words: its quote as told last, else as it is now, else its id."""
        known = self._names.get(record_id)
        if known:
            return known
        record = self.annotations.record(record_id)
        return (self._quote(record, "") if record is not None else "") or one_line(record_id)

    def _quote(self, record: Record, text_sha256: str) -> str:
        if self._document is None or isinstance(record, Link):
            return ""
        if text_sha256 in ("", self._document.sha256):
            return quoted(self._document.quote(record.spans))
        older = self._older(text_sha256)
        if older is not None:
            return quoted(quote_of(older, record.spans))
        now = self.annotations.record(record.id)
        return self._quote(now, "") if now is not None else ""

    def _made(self, records: list[Record]) -> Iterator[str]:
        mentions = [record for record in records if isinstance(record, Mention)]
        for (label, origin), group in groupby(mentions, lambda mention: (mention.label, mention.origin)):
            yield _with_origin(f"labelled {self._mentions(list(group))} as {one_line(label)}", origin)
        for record in records:
            match record:
                case Claim():
                    yield _with_origin(f"claimed {self._claim(record)}", record.origin)
                case Link():
                    yield _with_origin(f"linked {self._link(record)}", record.origin)

    def _gone(self, records: list[Record]) -> Iterator[str]:
        mentions = [record for record in records if isinstance(record, Mention)]
        for label, group in groupby(mentions, lambda mention: mention.label):
            yield f"removed {self._mentions(list(group))} ({one_line(label)})"
        yield from (f"removed the claim {self._claim(record)}" for record in records if isinstance(record, Claim))
        links = [record for record in records if isinstance(record, Link)]
        if len(links) > MOST_TOLD:
            yield f"removed {len(links)} links"
        else:
            yield from (f"removed the link from {self._link(link)}" for link in links)

    def _changed(self, changed: list[tuple[Record, Record]]) -> Iterator[str]:
        if len(changed) > MOST_TOLD:
            yield f"changed {len(changed)} records"
            return
        for before, after in changed:
            yield from list(self._differences(before, after)) or [f"changed {self._words(after)}"]

    def _differences(self, before: Record, after: Record) -> Iterator[str]:
        words = self._words(after)
        match before, after:
            case Mention(), Mention() if before.label != after.label:
                yield f"relabelled {words} from {one_line(before.label)} to {one_line(after.label)}"
            case Claim(), Claim() if (before.type, dict(before.arguments)) != (after.type, dict(after.arguments)):
                yield f"changed {self._claim(before)} to {self._claim(after)}"
        if not isinstance(before, Link) and not isinstance(after, Link) and before.spans != after.spans:
            ends = self._ends.get(after.id)
            yield f"moved the ends of {ends} to {words}" if ends and ends != words else f"moved the ends of {words}"
        if before.note != after.note:
            yield f"noted {quoted(after.note)} on {words}" if after.note else f"removed the note on {words}"
        if dict(before.attributes) != dict(after.attributes):
            given = _attributes(after.attributes)
            yield f"set {given} on {words}" if given else f"removed the attributes of {words}"

    def _words(self, record: Record) -> str:
        match record:
            case Mention():
                return self.name(record.id)
            case Claim():
                return f"the claim {one_line(record.type)}"
            case Link():
                return f"the link from {self._link(record)}"

    def _mentions(self, mentions: list[Mention]) -> str:
        names = list(dict.fromkeys(self.name(mention.id) for mention in mentions))
        if len(names) > MOST_TOLD:
            return f"{len(mentions)} mentions"
        places = f" in {len(mentions)} places" if len(mentions) > len(names) else ""
        return _listed(names) + places

    def _claim(self, claim: Claim) -> str:
        slots = [
            f"{one_line(slot)} {_listed([self.name(mention_id) for mention_id in ids])}"
            for slot, ids in claim.arguments.items()
        ]
        return f"{one_line(claim.type)} ({', '.join(slots)})" if slots else one_line(claim.type)

    def _link(self, link: Link) -> str:
        source = self.name(link.source) if link.source else "this document"
        return f"{source} to {self._target(link.target)} ({one_line(link.type)})"

    def _target(self, target: Target) -> str:
        here = target.document == self.annotations.document
        if not target.id:
            return "this document" if here else f"the document {one_line(target.document)}"
        if here:
            return self.name(target.id)
        words = self._elsewhere(target)
        return f"{quoted(words) if words else one_line(target.id)} of {one_line(target.document)}"


def quoted(words: str) -> str:
    """Words of a text or a note as a sentence repeats them."""
    return f"“{shortened(one_line(words), LONGEST_QUOTE)}”"


def _whole_document(edit: Edit) -> Iterator[str]:
    """What an edit changes that is no record; that work has begun goes without saying where it has."""
    for change in edit.changes:
        match change:
            case StatusChange(before=Status.TODO, after=Status.IN_PROGRESS) if edit.records:
                continue
            case StatusChange(after=status):
                yield f"set the status to {status.value}"
            case AttributesChange(after=after):
                yield f"set {_attributes(after)} on the document" if after else "removed the document's attributes"


def _attributes(attributes: Attributes) -> str:
    return ", ".join(f"{one_line(name)} = {one_line(str(value))}" for name, value in attributes.items())


def _with_origin(clause: str, origin: str) -> str:
    words = origin_words(origin)
    return f"{clause}, {words}" if words else clause


def _several(clauses: list[str]) -> str:
    if len(clauses) > MOST_CLAUSES:
        return f"{', '.join(clauses[:MOST_CLAUSES])} and {len(clauses) - MOST_CLAUSES} changes more"
    return _listed(clauses)


def _listed(words: list[str]) -> str:
    return ", ".join([*words[:-2], " and ".join(words[-2:])]) if words else ""

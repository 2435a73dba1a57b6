"""The state of an annotation set when it is opened: the snapshot, and the edits that are not yet in it.

The snapshot is replaced first and marked in the history after. So the edits after the last mark either
follow the snapshot that is there, and are applied, or they do not: then the program was stopped between
the two steps, or another program has changed the snapshot. In that case the edits and the snapshot are merged,
record by record, as two that come from what the edits were made on.

Offsets only mean something in the text that they are of, so records are never compared or changed across two texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

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
from annotator.core.errors import EditError
from annotator.core.merging import BROUGHT_IN, Merged, Quote, changes_between, forced, merge
from annotator.core.model import NOTHING, AnnotationSet, Document, Spans
from annotator.storage.history import History, Line
from annotator.storage.problems import Problem, file_error, shown
from annotator.storage.undo import Step


class TakenAlong(NamedTuple):
    """A set on another text than it was made for, and the edit that took it there; ``sentence`` says how it fared.

    ``undone`` is the step that the edit takes back, where the text is again the one before that.
    """

    annotations: AnnotationSet
    edit: Edit
    sentence: str
    undone: Step | None = None


CHANGED = "Another program has changed the annotations since they were saved here"


class StoredSet(NamedTuple):
    """An annotation set as its file has it. ``sha256`` is that of the file's bytes, empty where there is no file.

    Where the file is of a text that is not at hand, ``quotes`` are its records' words by id.
    """

    annotations: AnnotationSet
    sha256: str
    quotes: Mapping[str, str] = NOTHING


class Recovery(NamedTuple):
    """What an annotation set is when it is opened, and what is to be told and written because of it.

    ``rejoined`` is set where the snapshot is not the one that the history knows: the edit that brings in what it lacks
    (of no changes where it lacks nothing). ``first`` is the seq of the first edit not known to be in the snapshot.
    ``annotations.text_sha256`` is the text that the offsets are of, which need not be the document's as it is now;
    ``taken`` is set where they have been taken along to that.
    ``outside`` is what another program has done to records that the history knows, where the file is another than the
    one that was saved: it is in the file, and can be undone.
    ``notes`` are sentences for whoever opens it; ``problems`` say the same with the lines of the history.
    """

    annotations: AnnotationSet
    unsaved: bool = False
    rejoined: Edit | None = None
    first: int = 0
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    taken: TakenAlong | None = None
    outside: Edit | None = None


def no_words(_spans: Spans) -> str:
    """For who does not need the words of what is kept aside."""
    return ""


class _Placed(NamedTuple):
    """A change, and the place of the last line that makes it."""

    change: Change
    place: int


def recover(stored: StoredSet, history: History, quote: Quote = no_words) -> Recovery:
    """The state that ``stored`` and ``history`` make together.

    ``quote`` gives the words of spans. FileError where a sound line holds no edit, or the edits and the snapshot are of
    different texts.
    """
    pending = _after_last_mark(history.lines)
    following = _following(history.lines, pending, stored.sha256)
    end = len(history.lines)
    is_marked = pending == end and (not end or history.lines[-1].follows == stored.sha256)
    if following < end or is_marked:
        try:
            return _replayed(stored, history, following)
        except EditError:
            return _rejoined(stored, history, pending, quote)
    recovery = _rejoined(stored, history, pending, quote)
    if pending < end or not history.lines[-1].follows:
        return recovery
    outside = _outside(stored, history)
    return recovery._replace(notes=(*recovery.notes, _changed(outside)), outside=outside if outside.changes else None)


def _outside(stored: StoredSet, history: History) -> Edit:
    """What another program has done to what the history knows, while no session had it open.

    Of no changes where nothing can be said, as the offsets are of another text.
    """
    said, changes = stored.annotations, list[Change]()
    if _text_after(history.lines) != said.text_sha256:
        return Edit(BROUGHT_IN, ())
    aside = {one.id for one in said.aside.values()}
    for change, _ in _together(history, 0):
        match change:
            case RecordChange(record=record, after=after):
                now = said.record(record.id)
                if now != after and record.id not in aside and (now is None or isinstance(now, type(record))):
                    changes.append(RecordChange(after, now))
            case RemarkChange(remark=remark, after=remained):
                if (heard := said.remarks.get(remark.id)) != remained:
                    changes.append(RemarkChange(remained, heard))
            case StatusChange(after=status) if said.status != status:
                changes.append(StatusChange(status, said.status))
    return Edit(BROUGHT_IN, tuple(changes))


def _changed(outside: Edit) -> str:
    """Says that the file is not the one that was saved: one that was cut between two records reads like a whole one."""
    if not outside.changes:
        return f"{CHANGED}; look at them before you go on."
    gone = sum(one.after is None for one in outside.records) + sum(one.after is None for one in outside.remarks)
    if not gone:
        return f"{CHANGED}; look at them before you go on, undo brings back how they were."
    records, are, them = ("record", "is", "it") if gone == 1 else ("records", "are", "them")
    return (
        f"{CHANGED}, and {gone:,} {records} made here {are} no longer in the file: undo brings {them} back, "
        f"or go on without {them}."
    )


def require_bounds(recovery: Recovery, document: Document, history: Path) -> None:
    """FileError where a history that does not name its text marks what the text does not have."""
    if not recovery.unsaved or recovery.annotations.text_sha256 != document.sha256:
        return
    ends = [mention.end for mention in recovery.annotations.mentions.values()]
    ends += [claim.end for claim in recovery.annotations.claims.values()]
    if max(ends, default=0) > len(document.text):
        raise file_error(history, f"It marks what {shown(document.id)} does not have: the text is shorter now.")


def _after_last_mark(lines: Sequence[Line]) -> int:
    """The place of the first line that is not known to be in the snapshot."""
    for place in range(len(lines) - 1, -1, -1):
        if not lines[place].edit_json:
            return place + 1
        if lines[place].role == "recovers":
            return place
    return 0


def _following(lines: Sequence[Line], pending: int, sha256: str) -> int:
    """The place from which all lines follow that snapshot: who wrote them knew that all before them is in it."""
    start = len(lines)
    while start > pending and lines[start - 1].follows == sha256:
        start -= 1
    return start


def _text_after(lines: Sequence[Line]) -> str:
    """The text that the offsets are of after these edits; empty where they do not say."""
    return next((line.text for line in reversed(lines) if line.text), "")


def _begun(stored: StoredSet, history: History, start: int) -> AnnotationSet:
    """The set before these edits: one that has no file yet is of the text that the first of them was made on."""
    if stored.sha256 or start == len(history.lines) or not history.lines[start].text:
        return stored.annotations
    first = history.edit(start).text if history.lines[start].edit_json else None
    return replace(stored.annotations, text_sha256=first.before if first else history.lines[start].text)


def _replayed(stored: StoredSet, history: History, start: int) -> Recovery:
    annotations = _begun(stored, history, start)
    for place in range(start, len(history.lines)):
        annotations = apply(annotations, history.edit(place))
    pending = history.lines[start:]
    annotations = replace(annotations, text_sha256=_text_after(pending) or annotations.text_sha256)
    return Recovery(annotations, unsaved=bool(pending), first=pending[0].seq if pending else 0)


def _rejoined(stored: StoredSet, history: History, start: int, quote: Quote) -> Recovery:
    nothing = Edit("bring in unsaved edits", ())
    pending = history.lines[start:]
    first = pending[0].seq if pending else history.last_seq
    text = _text_after(pending)
    if stored.sha256 and text and text != stored.annotations.text_sha256:
        raise file_error(
            history.path,
            "Its last edits are in no other file; since then another program has changed both the annotations and "
            f"the text of {shown(stored.annotations.document)}: take both back, open the document, and then change "
            "them again.",
            start + 1,
        )
    if b"\n" in history.damaged and pending:  # else it is the end of an append that was cut short, and hides no line
        note = (
            f"The history is damaged and the file is not the one it tells of: {len(pending)} edits of the history "
            "may be missing from the file; look at it before you go on."
        )
        problem = Problem(history.path, start + 1, note)
        return Recovery(stored.annotations, rejoined=nothing, first=first, notes=(note,), problems=(problem,))
    begun = _begun(stored, history, start)
    together = _together(history, start)
    merged = _with_file(begun, [placed.change for placed in together], quote)
    edit = Edit(nothing.action, tuple(changes_between(begun, merged.annotations)))
    twice = [placed for placed in together if _id(placed.change) in merged.collisions]
    notes = (_collision(twice),) if twice else ()
    return Recovery(merged.annotations, bool(edit.changes), edit, first, notes, _problems(twice, history))


def _with_file(begun: AnnotationSet, changes: Sequence[Change], quote: Quote) -> Merged:
    """What the pending edits and the file together are: merged, as both come from what the edits were made on."""
    base = forced(begun, [change.inverse() for change in changes])
    ours = forced(base, changes)
    return merge(base, ours, replace(begun, text_sha256=ours.text_sha256), quote)


def _together(history: History, start: int) -> list[_Placed]:
    """One change for each thing that the edits touch: from what it was before all of them to what it is after."""
    ends: dict[str, tuple[Change, _Placed]] = {}
    for place in range(start, len(history.lines)):
        for change in history.edit(place).changes if history.lines[place].edit_json else ():
            first, _ = ends.get(_key(change), (change, None))
            ends[_key(change)] = first, _Placed(change, place)
    return [_Placed(_joined(first, last.change), last.place) for first, last in ends.values()]


def _joined(first: Change, last: Change) -> Change:
    match first, last:
        case RecordChange(before=None), RecordChange(after=None) as removal:
            return removal
        case RecordChange(before=record), RecordChange(after=after):
            return RecordChange(record, after)
        case RemarkChange(before=None), RemarkChange(after=None) as removal:
            return removal
        case RemarkChange(before=remark), RemarkChange(after=said):
            return RemarkChange(remark, said)
        case AsideChange(before=None), AsideChange(after=None) as removal:
            return removal
        case AsideChange(before=aside), AsideChange(after=kept):
            return AsideChange(aside, kept)
        case TextChange(before=old), TextChange(after=new):
            return TextChange(old, new)
        case StatusChange(before=status), StatusChange(after=reached):
            return StatusChange(status, reached)
        case AttributesChange(before=attributes), AttributesChange(after=given):
            return AttributesChange(attributes, given)
    raise AssertionError("both changes have the same key")


def _key(change: Change) -> str:
    match change:
        case RecordChange():
            return f"{change.kind} {change.record.id}"
        case RemarkChange():
            return f"{change.kind} {change.remark.id}"
        case AsideChange():
            return f"{change.aside.kind} {change.aside.id} kept aside as {change.aside.why}"
        case TextChange():
            return "text"
        case StatusChange():
            return "status"
        case AttributesChange():
            return "attributes"


def _id(change: Change) -> str:
    return change.record.id if isinstance(change, RecordChange) else ""


def _collision(twice: Sequence[_Placed]) -> str:
    return (
        f"Another program has changed the file, and {len(twice)} of what you changed last "
        f"({', '.join(_key(placed.change) for placed in twice[:3])}{', …' if len(twice) > 3 else ''}): "
        "what does not go together is kept in both versions, for you to choose."
    )


def _problems(lost: Sequence[_Placed], history: History) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            history.path,
            placed.place + 1,
            f"This change of the {_key(placed.change)} is in no other file, and another program has changed the same "
            "differently; open the document, and choose.",
        )
        for placed in sorted(lost, key=lambda placed: placed.place)
    )

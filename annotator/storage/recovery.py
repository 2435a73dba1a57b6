"""The state of an annotation set when it is opened: the snapshot, and the edits that are not yet in it.

The snapshot is replaced first and marked in the history after. So the edits after the last mark either
follow the snapshot that is there, and are applied, or they do not: then the program was stopped between
the two steps, or another program has changed the snapshot. In that case each record is compared with what
the edits together make of it, and changed only where it still is as they found it.

Offsets only mean something in the text that they are of, so records are never compared or changed across two texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from annotator.core.edits import AttributesChange, Change, Edit, RecordChange, StatusChange, apply
from annotator.core.errors import AnnotatorError, EditError
from annotator.core.model import AnnotationSet, Document, kind_of
from annotator.storage.codec import dangling_references
from annotator.storage.history import History, Line


class StoredSet(NamedTuple):
    """An annotation set as its file has it. ``sha256`` is that of the file's bytes, empty where there is no file."""

    annotations: AnnotationSet
    sha256: str


class Recovery(NamedTuple):
    """What an annotation set is when it is opened, and what is to be told and written because of it.

    ``rejoined`` is set where the snapshot is not the one that the history knows: the edit that brings in what it lacks
    (of no changes where it lacks nothing). ``first`` is the seq of the first edit not known to be in the snapshot.
    ``annotations.text_sha256`` is the text that the offsets are of, which need not be the document's as it is now.
    """

    annotations: AnnotationSet
    unsaved: bool = False
    rejoined: Edit | None = None
    first: int = 0
    notes: tuple[str, ...] = ()


def recover(stored: StoredSet, history: History) -> Recovery:
    """The state that ``stored`` and ``history`` make together.

    AnnotatorError where a sound line holds no edit, or the edits and the snapshot are of different texts.
    """
    pending = _after_last_mark(history.lines)
    following = _following(pending, stored.sha256)
    is_marked = not pending and (not history.lines or history.lines[-1].follows == stored.sha256)
    if following or is_marked:
        try:
            return _replayed(stored, following)
        except EditError:
            return _rejoined(stored, pending, history)
    return _rejoined(stored, pending, history)


def require_text(recovery: Recovery, document: Document) -> None:
    """AnnotatorError where the state is of another text than the document's: its offsets mean nothing there."""
    if recovery.annotations.text_sha256 != document.sha256:
        raise AnnotatorError(
            f"The text of {document.id} has changed since it was annotated, and the last edits are in the history "
            "only; take the text back, or annotate it anew."
        )
    if recovery.unsaved:
        _refuse_beyond(recovery.annotations, document)


def _refuse_beyond(annotations: AnnotationSet, document: Document) -> None:
    """AnnotatorError where an edit of a history that does not name its text marks what the text does not have."""
    ends = [mention.end for mention in annotations.mentions.values()]
    ends += [claim.end for claim in annotations.claims.values()]
    if max(ends, default=0) > len(document.text):
        raise AnnotatorError(f"The history of {document.id} marks text that is not there: the text is shorter now.")


def _following(lines: Sequence[Line], sha256: str) -> Sequence[Line]:
    """The lines at the end that follow that snapshot: whoever wrote them knew that all before them is in it."""
    start = len(lines)
    while start and lines[start - 1].follows == sha256:
        start -= 1
    return lines[start:]


def _after_last_mark(lines: Sequence[Line]) -> Sequence[Line]:
    for place in range(len(lines) - 1, -1, -1):
        if not lines[place].edit_json:
            return lines[place + 1 :]
        if lines[place].role == "recovers":
            return lines[place:]
    return lines


def _text_after(pending: Sequence[Line]) -> str:
    """The text that the offsets are of after these edits; empty where they do not say."""
    return next((line.text for line in reversed(pending) if line.text), "")


def _replayed(stored: StoredSet, pending: Sequence[Line]) -> Recovery:
    annotations = stored.annotations
    for line in pending:
        annotations = apply(annotations, line.edit())
    annotations = replace(annotations, text_sha256=_text_after(pending) or annotations.text_sha256)
    return Recovery(annotations, unsaved=bool(pending), first=pending[0].seq if pending else 0)


def _rejoined(stored: StoredSet, pending: Sequence[Line], history: History) -> Recovery:
    nothing = Edit("bring in unsaved edits", ())
    first = pending[0].seq if pending else history.last_seq
    text = _text_after(pending)
    if stored.sha256 and text and text != stored.annotations.text_sha256:
        raise AnnotatorError(
            f"Another program has changed the text of {stored.annotations.document} and its annotations, and the last "
            "edits, which are in the history only, are of the text as it was; take both back, open the document, and "
            "then change them again."
        )
    if history.damaged and pending:
        note = (
            f"The history is damaged and the file is not the one it tells of: {len(pending)} edits of the history "
            "may be missing from the file; look at it before you go on."
        )
        return Recovery(stored.annotations, rejoined=nothing, first=first, notes=(note,))
    changes, lost = _missing(stored.annotations, [line.edit() for line in pending])
    edit = Edit(nothing.action, changes)
    annotations = replace(apply(stored.annotations, edit), text_sha256=text or stored.annotations.text_sha256)
    if any(dangling_references(annotations)):
        lost += [_words(change) for change in changes]
        edit, annotations = nothing, stored.annotations
    notes = (_collision(lost),) if lost else ()
    return Recovery(annotations, bool(edit.changes), edit, first, notes)


def _missing(annotations: AnnotationSet, edits: Sequence[Edit]) -> tuple[tuple[Change, ...], list[str]]:
    """What the edits together change and the set lacks; and, in words, what cannot be brought in."""
    changes: list[Change] = []
    lost: list[str] = []
    for change in _together(edits):
        current = _current(annotations, change)
        if change.before == change.after or current == change.after:
            continue
        if current == change.before:
            changes.append(change)
        else:
            lost.append(_words(change))
    return tuple(changes), lost


def _together(edits: Sequence[Edit]) -> list[Change]:
    """One change for each thing that the edits touch: from what it was before all of them to what it is after."""
    ends: dict[str, tuple[Change, Change]] = {}
    for edit in edits:
        for change in edit.changes:
            first, _ = ends.get(_key(change), (change, change))
            ends[_key(change)] = first, change
    changes: list[Change] = []
    for pair in ends.values():
        match pair:
            case RecordChange(before=None), RecordChange(after=None) as removal:
                changes.append(removal)
            case RecordChange(before=record), RecordChange(after=after):
                changes.append(RecordChange(record, after))
            case StatusChange(before=status), StatusChange(after=after):
                changes.append(StatusChange(status, after))
            case AttributesChange(before=attributes), AttributesChange(after=after):
                changes.append(AttributesChange(attributes, after))
    return changes


def _key(change: Change) -> str:
    match change:
        case RecordChange():
            return f"{change.kind} {change.record.id}"
        case StatusChange():
            return "status"
        case AttributesChange():
            return "attributes"


def _current(annotations: AnnotationSet, change: Change) -> object:
    match change:
        case RecordChange():
            record = annotations.record(change.record.id)
            return record if record is None or kind_of(record) == change.kind else None
        case StatusChange():
            return annotations.status
        case AttributesChange():
            return annotations.attributes


def _words(change: Change) -> str:
    return _key(change)


def _collision(lost: Sequence[str]) -> str:
    return (
        f"Another program has changed the file, and {len(lost)} of your last changes no longer fit it "
        f"({', '.join(lost[:3])}{', …' if len(lost) > 3 else ''}); they are kept in the history."
    )

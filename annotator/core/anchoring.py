"""Finding the records of a text again in a changed one. Nothing is dropped, and nothing moved on a guess.

A part of a record stays with its words where both versions are known to share them: at least ``finder.CONTEXT`` code
points of what stands around are the same, or the words are once in each version. Words that are the same with less
around them, and words that are like the old ones by ``finder.LIKENESS``, are taken where nothing else comes near; such
a record is listed until the user has confirmed it. All others are unanchored: kept, listed, to be placed by the user.

Where the old text is at hand, the two are aligned. Where it is not, the quotes stand for it: those that lie as far
from each other as before hold each other, and what lies between two of them is looked for only there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from annotator.core.edits import AsideChange, Change, Edit, RecordChange, TextChange
from annotator.core.finder import TELLING, Finder, Place, parts_of
from annotator.core.model import AnnotationSet, Aside, Claim, Document, Mention, Spans, aside_key, kind_of, quote_of
from annotator.core.model import reading_order as in_order

ACTION = "re-anchor to the changed text"

Placed: TypeAlias = Mention | Claim


class Reanchored(NamedTuple):
    """The edit that takes a set to another text, and how many of its records fared how.

    ``alike`` counts those found by likeness, ``returned`` those that had no place before and have one now, ``lost``
    those without a place.
    """

    edit: Edit
    stayed: int
    moved: int
    alike: int
    returned: int
    lost: int


def reanchor(annotations: AnnotationSet, quotes: Mapping[str, str], old: str | None, document: Document) -> Reanchored:
    """Takes a set that is of another version of the text to ``document``.

    ``old`` is the text that the set's offsets are of, None where it is not known; ``quotes`` are its records' words by
    id, needed only then. Ids, labels, arguments and links stay as they are.
    """
    records: list[Placed] = sorted((*annotations.mentions.values(), *annotations.claims.values()), key=in_order)
    words = {record.id: _words(record, quotes, old) for record in records}
    parts = {record.id: parts_of(record.spans, words[record.id]) for record in records}
    finder = Finder([part for found in parts.values() for part in found], old, document.text)
    changes: list[Change] = [TextChange(annotations.text_sha256, document.sha256)]
    count: Counter[str] = Counter()
    for record in records:
        earlier = annotations.aside.get(aside_key("moved", record.id))
        before = _come_back(earlier, document)
        place = Place(before, sure=True) if before else finder.find(parts[record.id])
        fate, made = _fate(record, words[record.id], place, earlier, annotations.text_sha256)
        if before and earlier is not None:
            made = [*made, AsideChange(earlier, None)]
        changes += made
        count[fate] += 1
    for aside in annotations.aside.values():
        if aside.why == "unanchored":
            made = _place_again(aside, finder, document)
            changes += made
            count["returned" if made else "lost"] += 1
        elif aside.why == "collides":
            changes += _take_along(aside, finder, annotations.text_sha256, document)
    edit = Edit(ACTION, tuple(changes))
    return Reanchored(edit, *(count[fate] for fate in ("stayed", "moved", "alike", "returned", "lost")))


def _words(record: Placed, quotes: Mapping[str, str], old: str | None) -> str:
    """What a record covers in the old text, as far as that is known."""
    return quote_of(old, record.spans) if old is not None else quotes.get(record.id, "")


def _fate(
    record: Placed, quote: str, place: Place | None, earlier: Aside | None, text: str
) -> tuple[str, list[Change]]:
    """What becomes of a record: a word for it, and the changes. One still to be confirmed keeps its first place."""
    if place is None:
        changes: list[Change] = [AsideChange(earlier, None)] if earlier is not None else []
        kept = Aside("unanchored", record.id, kind_of(record), record, quote, text)
        if earlier is not None and isinstance(earlier.record, Mention | Claim):
            kept = replace(
                kept, record=replace(record, spans=earlier.record.spans), quote=earlier.quote, text=earlier.text
            )
        return "lost", [*changes, RecordChange(record, None), AsideChange(None, kept)]
    after = replace(record, spans=place.spans)
    moved: list[Change] = [RecordChange(record, after)] if after != record else []
    if place.sure:
        return ("moved" if moved else "stayed"), moved
    if earlier is None:
        moved.append(AsideChange(None, Aside("moved", record.id, kind_of(record), record, quote, text)))
    return "alike", moved


def _come_back(aside: Aside | None, document: Document) -> Spans:
    """The spans of what is kept aside, where the text is again the one that they are of; else none."""
    if aside is None or aside.text != document.sha256 or not isinstance(aside.record, Mention | Claim):
        return ()
    spans = aside.record.spans
    return spans if spans[-1].end <= len(document.text) and document.quote(spans) == aside.quote else ()


def _place_again(aside: Aside, finder: Finder, document: Document) -> list[Change]:
    """The changes that give a record without a place its place, where the text has its words again."""
    record, back = aside.record, _come_back(aside, document)
    if not isinstance(record, Mention | Claim):
        return []
    if back:
        return [AsideChange(aside, None), RecordChange(None, replace(record, spans=back))]
    alone = finder.alone(aside.quote) if len(record.spans) == 1 and len(aside.quote) >= TELLING else None
    if alone is None:
        return []
    moved = replace(aside, why="moved")
    return [AsideChange(aside, None), AsideChange(None, moved), RecordChange(None, replace(record, spans=(alone,)))]


def _take_along(aside: Aside, finder: Finder, text: str, document: Document) -> list[Change]:
    """The changes that take the other version of a record to the new text; one that is not found stays of the old."""
    record = aside.record
    if not isinstance(record, Mention | Claim):
        return []
    place = finder.find(parts_of(record.spans, aside.quote)) if aside.text in ("", text) else None
    if place is None:
        after = replace(aside, text=aside.text or text)
    else:
        after = replace(
            aside, record=replace(record, spans=place.spans), quote=document.quote(place.spans), text=document.sha256
        )
    return [AsideChange(aside, after)] if after != aside else []

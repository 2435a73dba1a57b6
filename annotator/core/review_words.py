"""A disagreement in words: what it is about, and what each annotator says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from annotator.core.catalogue import Entry
from annotator.core.disagreements import Item
from annotator.core.display import one_line, shortened
from annotator.core.model import AnnotationSet, Claim, Document, Link, Mention, Record, Target
from annotator.core.schema import Schema
from annotator.core.sentences import Part, Parts, attribute_words, claim_parts, short_name, words_of

LONGEST = 60
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Annotators are called so, in the order of their names; from the 27th on by numbers."""


def letter_of(place: int) -> str:
    """What the annotator of that number is called."""
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


class Scene(NamedTuple):
    """What the words of a document's disagreements are made of; ``far`` are the words of records elsewhere."""

    document: Document
    sets: Mapping[str, AnnotationSet]
    gold: AnnotationSet
    schema: Schema
    far: Mapping[Target, str]


def about(item: Item, scene: Scene) -> str:
    """What an item is about: the words that it has in the text, or what a link joins."""
    record = item.group.record
    if isinstance(record, Link):
        return f"{_end(Target(scene.document.id, record.source), scene)} {one_line(record.type)}"
    words = f"“{words_of(scene.document, record.spans, LONGEST)}”"
    return f"claim {words}" if isinstance(record, Claim) else words


def what_words(item: Item) -> str:
    """In what the annotators differ: "label", "span and label"."""
    return " and ".join(item.what) or "all agree"


def voice_line(item: Item, place: int, annotator: str, scene: Scene) -> Parts:
    """What one annotator says: letter, name, and record; or that there is nothing."""
    head = (Part(f"{letter_of(place)} ", "strong"), Part(f"{one_line(annotator)}   ", "dim"))
    record = item.group.by(annotator)
    if record is None:
        return (*head, Part("nothing here" if annotator in item.absent else "not asked", "dim"))
    return (*head, *record_parts(record, scene.sets[annotator], scene))


def settled_line(item: Item, scene: Scene) -> Parts:
    """How an item is settled; nothing where it is not."""
    if item.decision is None:
        return ()
    records = [record for one in item.decision.results if (record := scene.gold.record(one)) is not None]
    said: list[Part] = []
    for record in records:
        said += [Part("  and  ", "dim")] if said else []
        said += record_parts(record, scene.gold, scene)
    choice = item.decision.choice.replace("accepted:", "as ")
    note = f"   {one_line(item.decision.note)}" if item.decision.note else ""
    return (
        Part("✓ ", "strong"),
        Part(f"{one_line(choice)}   ", "dim"),
        *(said or [Part("left out", "warning")]),
        Part(note, "dim"),
    )


def record_parts(record: Record, home: AnnotationSet, scene: Scene) -> Parts:
    """A record as its annotator has it."""
    more = attribute_words(record.attributes)
    tail = (Part(f"   {more}", "dim"),) if more else ()
    schema, document = scene.schema, scene.document
    match record:
        case Mention(label=label, spans=spans):
            words = Part(f"   “{words_of(document, spans, LONGEST)}”")
            return (Part(one_line(label), schema.colour_of(label)), words, *tail)
        case Claim(type=name):
            said = claim_parts(Entry(document, home), record, schema)
            return (Part(f"{one_line(name)}   ", "dim"), *said, *tail)
        case Link(type=name, source=source, target=target):
            ends = _end(Target(document.id, source), scene), _end(target, scene)
            return (Part(ends[0]), Part(f"   {one_line(name)}   ", "strong"), Part(ends[1]), *tail)


def _end(target: Target, scene: Scene) -> str:
    """An end of a link: its words, and where it is in another document that document's name."""
    document = scene.document
    if not target.id:
        return "this document" if target.document == document.id else f"the document {short_name(target.document)}"
    if target.document != document.id:
        words = scene.far.get(target, "")
        quote = f"“{shortened(one_line(words), LONGEST)}” of " if words else ""
        return f"{quote}{short_name(target.document)}"
    for one in (*scene.sets.values(), scene.gold):
        record = one.record(target.id)
        if isinstance(record, Mention | Claim):
            return f"“{words_of(document, record.spans, LONGEST)}”"
    return "what is not here"

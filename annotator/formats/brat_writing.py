"""Writes brat standoff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from annotator.core.entities import Entities
from annotator.core.model import AnnotationSet, Claim, Document, Link, Mention, Record, Spans, Target, reading_order
from annotator.core.schema import Schema
from annotator.formats.base import Dataset, Lost, Output, Writing
from annotator.formats.brat_conf import CONF, TRIGGER, conf_text, word
from annotator.formats.brat_reading import EVIDENCE, KEY, NOTE


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A folder of texts with their annotations, and the schema as brat has it; splits are folders."""
    with output.open(CONF) as file:
        file.write(conf_text(dataset.schema).encode("utf-8"))
    for split in dataset.splits:
        for document, sets in dataset.items(split):
            name = f"{split}/{document.id}" if split else document.id
            with output.open(f"{name}.txt") as file:
                file.write(document.text.encode("utf-8"))
            lines = [line for one in sets for line in _Lines(one, document, dataset.schema, writing).all()]
            with output.open(f"{name}.ann") as file:
                file.write("".join(f"{line}\n" for line in lines).encode("utf-8"))


class _Lines:
    """The lines of one annotation set."""

    def __init__(self, annotations: AnnotationSet, document: Document, schema: Schema, writing: Writing) -> None:
        self._set, self._document, self._schema, self._writing = annotations, document, schema, writing
        self._numbers = {kind: count(1) for kind in "TREAMN#"}
        self._names: dict[str, str] = {}
        self._notes: list[str] = []

    def all(self) -> Iterator[str]:
        """All of them: text-bound annotations first, notes last."""
        for mention in sorted(self._set.mentions.values(), key=reading_order):
            self._names[mention.id] = f"T{next(self._numbers['T'])}"
            yield self._text_bound(self._names[mention.id], mention.label, mention.spans)
        claims = sorted(self._set.claims.values(), key=reading_order)
        triggers = {claim.id: self._trigger(claim) for claim in claims}
        for claim in claims:
            self._names[claim.id] = f"E{next(self._numbers['E'])}"
            if not triggers[claim.id]:
                name = triggers[claim.id] = f"T{next(self._numbers['T'])}"
                yield self._text_bound(name, claim.type, claim.spans)
                self._note(EVIDENCE, name, "")
        for claim in claims:
            yield self._event(claim, triggers)
        yield from self._links()
        records: list[Record] = [*self._set.mentions.values(), *claims, *self._set.links.values()]
        for record in records:
            if record.id in self._names:
                yield from self._said(record, self._names[record.id])
        yield from self._notes

    def _text_bound(self, name: str, label: str, spans: Spans) -> str:
        text = self._document.text
        where = ";".join(f"{span.start} {span.end}" for span in spans)
        quote = " ".join([text[span.start : span.end] for span in spans])
        return f"{name}\t{word(label)} {where}\t{_in_line(quote)}"

    def _trigger(self, claim: Claim) -> str:
        """The name of the mention that is the claim's trigger; empty where none is."""
        ids = claim.arguments.get(TRIGGER, ())
        if len(ids) != 1:
            return ""
        mention = self._set.mentions.get(ids[0])
        fits = mention is not None and mention.spans == claim.spans and mention.label == claim.type
        return self._names[ids[0]] if fits else ""

    def _event(self, claim: Claim, triggers: Mapping[str, str]) -> str:
        trigger = triggers[claim.id]
        meant = _kept(claim).get("events", {})
        parts = [f"{word(claim.type)}:{trigger}"]
        for slot, ids in claim.arguments.items():
            if slot == TRIGGER and len(ids) == 1 and self._names[ids[0]] == trigger:
                continue
            events = meant.get(slot, ()) if isinstance(meant, Mapping) else ()
            for place, mention_id in enumerate(ids):
                event = events[place] if place < len(events) else ""
                name = self._names[mention_id]
                if isinstance(event, str) and triggers.get(event) == name:
                    name = self._names[event]
                parts.append(f"{word(slot)}{place + 1 if place else ''}:{name}")
        return f"{self._names[claim.id]}\t{' '.join(parts)}"

    def _links(self) -> Iterator[str]:
        ties: dict[str, Entities] = {}
        for link in sorted(self._set.links.values(), key=self._link_order):
            kind = self._schema.link_types.get(link.type)
            is_tie = kind is not None and kind.joins == "mentions" and kind.ties
            if not link.source or not link.target.id:
                words = f"{link.type} {link.target.document}"
                self._writing.leave_out(Lost("link between documents", self._document.id, words))
            elif is_tie and not (link.note or link.attributes or _kept(link)):
                here = Target(self._document.id, link.source)
                ties.setdefault(link.type, Entities()).tie(here, link.target)
            else:
                self._names[link.id] = f"R{next(self._numbers['R'])}"
                yield self._relation(link)
        for kind_name, entities in ties.items():
            groups = [sorted(self._tied(members)) for members in entities]
            for group in sorted(groups):
                yield f"*\t{word(kind_name)} {' '.join(name for _, name in group)}"

    def _link_order(self, link: Link) -> tuple[int, int, str]:
        ends = [self._set.record(end) for end in (link.source, link.target.id)]
        starts = [end.start if isinstance(end, Mention | Claim) else -1 for end in ends]
        return starts[0], starts[1], link.id

    def _tied(self, members: frozenset[Target]) -> Iterator[tuple[int, str]]:
        for member in members:
            name = self._names[member.id]
            yield int(name[1:]), name

    def _relation(self, link: Link) -> str:
        kept = _kept(link)
        names = _two_texts(kept.get("arguments")) or ["Arg1", "Arg2"]
        events = _two_texts(kept.get("events")) or ["", ""]
        ends = []
        for role, event, end in zip(names, events, (link.source, link.target.id), strict=True):
            claim = self._set.claims.get(event)
            is_meant = claim is not None and end in claim.arguments.get(TRIGGER, ())
            ends.append(f"{word(role)}:{self._names[event if is_meant else end]}")
        return f"{self._names[link.id]}\t{word(link.type)} {' '.join(ends)}"

    def _said(self, record: Record, name: str) -> Iterator[str]:
        """The lines of what is said of a record besides."""
        kept = _kept(record)
        modifications = kept.get("modifications", ())
        for attribute, value in record.attributes.items():
            kind = "M" if attribute in modifications else "A"
            written = "" if value is True else f" {_in_line(_written(value))}"
            yield f"{kind}{next(self._numbers[kind])}\t{word(attribute)} {name}{written}"
            if isinstance(value, str) and (not value.strip() or _in_line(value) != value):
                self._writing.leave_out(Lost("line break in a value", self._document.id, value))
        for entry in kept.get("normalizations", ()):
            kind_name, reference, words = (*map(str, entry), "", "", "")[:3]
            yield f"N{next(self._numbers['N'])}\t{kind_name} {name} {reference}\t{words}"
        if record.note:
            if _in_line(record.note) != record.note:
                self._writing.leave_out(Lost("line break in a note", self._document.id, record.note))
            self._note(NOTE, name, _in_line(record.note))
        for entry in kept.get("notes", ()):
            kind_name, words = (*map(str, entry), "", "")[:2]
            self._note(kind_name, name, _in_line(words))

    def _note(self, kind: str, name: str, text: str) -> None:
        self._notes.append(f"#{next(self._numbers['#'])}\t{kind} {name}\t{text}")


def _kept(record: Record) -> Mapping[str, Any]:
    """What brat said of a record that has no place in the model."""
    found = record.extra.get(KEY)
    return found if isinstance(found, Mapping) else {}


def _two_texts(value: Any) -> list[str] | None:
    if isinstance(value, Sequence) and len(value) == 2 and all(isinstance(one, str) for one in value):
        return list(value)
    return None


def _written(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _in_line(text: str) -> str:
    """Text in one line and column, each line end or tab a space."""
    return text.replace("\r\n", "  ").replace("\n", " ").replace("\r", " ").replace("\t", " ")

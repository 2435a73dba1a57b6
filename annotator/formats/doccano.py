"""JSONL as doccano imports and exports it (https://doccano.github.io/doccano/).

``text`` with either ``label``, a list of ``[start, end, label]``, or ``entities`` with ``start_offset`` and
``end_offset`` and ``relations`` between them. Offsets are code points; a project of doccano may count graphemes, which
``-o unit=graphemes`` tells. Other keys of a line are what is known of the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotator.core.model import AnnotationSet, Document, Link, Mention, Record, Span, Target, quote_of, reading_order
from annotator.core.schema import LinkType
from annotator.formats.about import DOCUMENT, about_in, about_out, document_name, rest_out
from annotator.formats.base import (
    Dataset,
    Item,
    Lost,
    Output,
    Reading,
    Source,
    SourceFile,
    Unit,
    Writing,
    make_document,
    make_set,
)
from annotator.formats.json_input import Fields, json_objects
from annotator.formats.json_output import json_line
from annotator.formats.offsets import UNITS, OffsetMap, Place, unit_of

SUFFIXES = (".jsonl", ".json", ".ndjson")
_LISTS = ("label", "labels", "entities")
_KNOWN = {"text", "data", *_LISTS, "relations", "id", "Comments", "comments"}


def read(source: Source, reading: Reading) -> Iterator[Item]:
    """The documents of each file, line by line."""
    for file in source.files(*SUFFIXES):
        unit = unit_of(file.name, _places(file), reading.say, reading.options.get("unit", ""))
        comments = 0
        for fields in json_objects(file):
            comments += bool(fields.data.get("Comments") or fields.data.get("comments"))
            yield _item(fields, unit, reading)
        if comments:
            reading.say(f"{file.name}: The comments on {comments} of its lines have no place here.")


def _text(fields: Fields) -> str:
    return fields.text("text" if "text" in fields else "data" if "data" in fields else "text")


def _places(file: SourceFile) -> Iterator[tuple[str, Iterator[Place]]]:
    for fields in json_objects(file):
        yield _text(fields), (Place((place,), None, fields.line) for _, place, _ in _entities(fields))


def _entities(fields: Fields) -> Iterator[tuple[str, tuple[int, int], str]]:
    """Each with its id, which may be empty, its offsets and its label."""
    key = next((key for key in _LISTS if key in fields), "label")
    for value in fields.values(key):
        if isinstance(value, list):
            match value:
                case [int(start), int(end), str(label)]:
                    yield "", (start, end), label
                case _:
                    raise fields.error(f'What is in "{key}" is a start, an end and a label, not {str(value)[:60]}.')
            continue
        entity = Fields.of(value, fields.name, fields.line, "An entity")
        place = entity.number("start_offset"), entity.number("end_offset")
        yield str(entity.data.get("id", "")), place, entity.text("label")


def _item(fields: Fields, unit: Unit, reading: Reading) -> Item:
    text = _text(fields)
    offsets = OffsetMap(text, unit)
    name = document_name(fields)
    about = {key: value for key, value in fields.data.items() if key not in _KNOWN}
    document = make_document(name, text, fields.name, about_in(about))
    named: dict[str, Mention] = {}
    records: list[Record] = []
    for key, (start, end), label in _entities(fields):
        first, last = offsets.code_point(start), offsets.code_point(end)
        if first is None or last is None or first >= last:
            raise fields.error(f"The offsets {start} to {end} are not in the text, which ends at {offsets.length}.")
        mention = Mention(reading.new_id("mention"), label, (Span(first, last),))
        records.append(mention)
        if key:
            if key in named:
                raise fields.error(f"The id {key[:40]} is that of two entities.")
            named[key] = mention
    records += [_relation(one, named, name, reading) for one in fields.objects("relations", "A relation")]
    return Item(document, (make_set(document, records),))


def _relation(fields: Fields, named: dict[str, Mention], document: str, reading: Reading) -> Link:
    ends = [str(fields.data.get(key, "")) for key in ("from_id", "to_id")]
    for end in ends:
        if end not in named:
            raise fields.error(f"A relation names the entity {end[:40]!r}, which is not there.")
    kind = fields.text("type")
    if kind not in reading.schema.link_types and kind not in reading.parts.link_types:
        reading.parts.link_types[kind] = LinkType(kind)
    return Link(reading.new_id("link"), kind, named[ends[0]].id, Target(document, named[ends[1]].id))


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A file a split, a line a document."""
    unit = next((unit for unit in UNITS if unit == writing.options.get("unit")), UNITS[0])
    plain = writing.options.get("project") == "sequence-labeling"
    for split in dataset.splits:
        with output.open(f"{split or 'all'}.jsonl") as file:
            for document, sets in dataset.items(split):
                for one in sets:
                    file.write(json_line(_line(document, one, unit, writing, plain=plain)))


def _line(document: Document, annotations: AnnotationSet, unit: Unit, writing: Writing, *, plain: bool) -> Any:
    offsets = OffsetMap(document.text, unit)
    entities: list[dict[str, Any]] = []
    numbers: dict[str, int] = {}
    for mention in sorted(annotations.mentions.values(), key=reading_order):
        start, end = offsets.offset(mention.start), offsets.offset(mention.end)
        if start is None or end is None:
            words = f"{mention.label}: {quote_of(document.text, mention.spans)}"
            writing.leave_out(Lost("mention cut by a grapheme", document.id, words))
            continue
        numbers[mention.id] = len(numbers)
        entities.append({"id": numbers[mention.id], "label": mention.label, "start_offset": start, "end_offset": end})
    line: dict[str, Any] = {"text": document.text}
    if plain:
        line["label"] = [[one["start_offset"], one["end_offset"], one["label"]] for one in entities]
    else:
        line |= {"entities": entities, "relations": []}
    for link in annotations.links.values():
        ends = numbers.get(link.source), numbers.get(link.target.id)
        if plain or None in ends or link.target.document != document.id:
            writing.leave_out(Lost("link", document.id, link.type))
            continue
        number = len(line["relations"])
        line["relations"].append({"id": number, "from_id": ends[0], "to_id": ends[1], "type": link.type})
    return {**line, DOCUMENT: document.id, **about_out(document), **rest_out(document)}

"""Writes Label Studio's JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.core.model import AnnotationSet, Attributes, Document, Link, reading_order
from annotator.formats.about import DOCUMENT, about_out, rest_out
from annotator.formats.base import Dataset, Item, Lost, Output, Unit, Writing
from annotator.formats.json_output import attributes_out, json_line
from annotator.formats.labelstudio_reading import KEY, USER
from annotator.formats.offsets import UNITS, OffsetMap

FROM, TO = "label", "text"
"""What Label Studio's own templates call the labels and the text."""


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A file a split: an array with a task for each document."""
    unit = next((unit for unit in UNITS if unit == writing.options.get("unit")), UNITS[0])
    for split in dataset.splits:
        with output.open(f"{split or 'all'}.json") as file:
            before = b"[\n"
            for item in dataset.items(split):
                file.write(before + json_line(_task(item, unit, writing)).removesuffix(b"\n"))
                before = b",\n"
            file.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def _task(item: Item, unit: Unit, writing: Writing) -> dict[str, Any]:
    document = item.document
    data = {"text": document.text, DOCUMENT: document.id, **about_out(document), **rest_out(document)}
    offsets = OffsetMap(document.text, unit)
    return {"data": data, "annotations": [_annotation(document, one, offsets, writing) for one in item.sets]}


def _annotation(document: Document, said: AnnotationSet, offsets: OffsetMap, writing: Writing) -> dict[str, Any]:
    result = [*_regions(document, said, offsets, writing)]
    written = {region["id"] for region in result}
    result += [_relation(link, document, writing) for link in _links(document, said, written, writing)]
    annotation: dict[str, Any] = {"result": result}
    number = USER.fullmatch(said.annotator)
    if number:
        annotation["completed_by"] = int(number[1])
    elif "@" in said.annotator:
        annotation["completed_by"] = {"email": said.annotator}
    if said.annotator:
        annotation["annotator"] = said.annotator
    if said.attributes:
        annotation["attributes"] = attributes_out(said.attributes, document.id, writing)
    return annotation


def _regions(document: Document, said: AnnotationSet, offsets: OffsetMap, writing: Writing) -> Iterator[dict[str, Any]]:
    for mention in sorted(said.mentions.values(), key=reading_order):
        text = document.text[mention.start : mention.end]
        start, end = offsets.offset(mention.start), offsets.offset(mention.end)
        if start is None or end is None:
            writing.leave_out(Lost("mention cut by a grapheme", document.id, f"{mention.label}: {text}"))
            continue
        region = {
            "id": mention.id,
            "from_name": FROM,
            "to_name": TO,
            "type": "labels",
            "value": {"start": start, "end": end, "text": text, "labels": [mention.label]},
        }
        yield {**region, **_meta(mention.note, mention.attributes, document, writing)}


def _links(document: Document, said: AnnotationSet, written: set[str], writing: Writing) -> Iterator[Link]:
    for link in said.links.values():
        if link.target.document == document.id and {link.source, link.target.id} <= written:
            yield link
        else:
            writing.leave_out(Lost("link of other than two mentions of a document", document.id, link.type))


def _relation(link: Link, document: Document, writing: Writing) -> dict[str, Any]:
    kept = link.extra.get(KEY)
    direction = "bi" if isinstance(kept, Mapping) and kept.get("direction") == "bi" else "right"
    relation = {
        "from_id": link.source,
        "to_id": link.target.id,
        "type": "relation",
        "direction": direction,
        "labels": [link.type],
    }
    return {**relation, **_meta(link.note, link.attributes, document, writing)}


def _meta(note: str, attributes: Attributes, document: Document, writing: Writing) -> dict[str, Any]:
    """A note as Label Studio has it, and attributes beside it."""
    meta: dict[str, Any] = {"text": [note]} if note else {}
    if attributes:
        meta["attributes"] = attributes_out(attributes, document.id, writing)
    return {"meta": meta} if meta else {}

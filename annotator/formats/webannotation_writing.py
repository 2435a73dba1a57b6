"""Writes W3C Web Annotations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import orjson

from annotator.core.model import AnnotationSet, Attributes, Document, Link, Mention, Span, Target, reading_order
from annotator.formats.about import about_out, rest_out
from annotator.formats.base import Dataset, Item, Lost, Output, Writing
from annotator.formats.json_output import attributes_out, json_line
from annotator.formats.webannotation_reading import ABOUT, URN

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {ABOUT: {"@id": f"{URN}about", "@type": "@json"}}]
AROUND = 32
"""Code points of what is before and after a quote."""


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A page and a text for each document; splits are folders."""
    for split in dataset.splits:
        for item in dataset.items(split):
            name = f"{split}/{item.document.id}" if split else item.document.id
            with output.open(f"{name}.txt") as file:
                file.write(item.document.text.encode())
            with output.open(f"{name}.jsonld") as file:
                for line in _page(item, writing):
                    file.write(line)


def _page(item: Item, writing: Writing) -> Iterator[bytes]:
    """The page, an annotation a line."""
    document = item.document
    about = {**about_out(document), **rest_out(document)}
    page = {"@context": CONTEXT, "id": _iri(Target(document.id)), **({ABOUT: about} if about else {})}
    head = json_line({**page, "type": "AnnotationPage"})
    yield head.removesuffix(b"}\n") + b',"items":[\n'
    before = b""
    for one in item.sets:
        for annotation in _annotations(document, one, writing):
            yield before + json_line(annotation).removesuffix(b"\n")
            before = b",\n"
    yield b"\n]}\n"


def _iri(end: Target) -> str:
    name = URN + quote(end.document, safe="/")
    return f"{name}:{end.id}" if end.id else name


def _annotations(document: Document, said: AnnotationSet, writing: Writing) -> Iterator[dict[str, Any]]:
    source = quote(document.id.rpartition("/")[2]) + ".txt"
    creator = {"creator": {"type": "Person", "name": said.annotator}} if said.annotator else {}
    for mention in sorted(said.mentions.values(), key=reading_order):
        yield {**_head(document, mention), **creator, **_mention(document, mention, source, writing)}
    for link in said.links.values():
        if not link.source or not link.target.id:
            writing.leave_out(Lost("link of whole documents", document.id, link.type))
            continue
        yield {**_head(document, link), **creator, **_link(document, link, writing)}
    if said.attributes:
        body = _describing(said.attributes, document, writing)
        yield {"type": "Annotation", "motivation": "describing", **creator, "body": [body], "target": source}


def _head(document: Document, record: Mention | Link) -> dict[str, Any]:
    motivation = "tagging" if isinstance(record, Mention) else "linking"
    head = {"id": _iri(Target(document.id, record.id)), "type": "Annotation", "motivation": motivation}
    return {**head, "created": record.created.isoformat()} if record.created is not None else head


def _bodies(tag: str, record: Mention | Link, document: Document, writing: Writing) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "tagging", "value": tag}]
    if record.note:
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": record.note})
    if record.attributes:
        bodies.append(_describing(record.attributes, document, writing))
    return bodies


def _describing(attributes: Attributes, document: Document, writing: Writing) -> dict[str, Any]:
    value = orjson.dumps(attributes_out(attributes, document.id, writing)).decode()
    return {"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": value}


def _mention(document: Document, mention: Mention, source: str, writing: Writing) -> dict[str, Any]:
    pieces = [_piece(document.text, span, source) for span in mention.spans]
    target = pieces[0] if len(pieces) == 1 else {"type": "Composite", "items": pieces}
    return {"body": _bodies(mention.label, mention, document, writing), "target": target}


def _piece(text: str, span: Span, source: str) -> dict[str, Any]:
    quoted = {
        "type": "TextQuoteSelector",
        "exact": text[span.start : span.end],
        "prefix": text[max(0, span.start - AROUND) : span.start],
        "suffix": text[span.end : span.end + AROUND],
    }
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return {"type": "SpecificResource", "source": source, "selector": [position, quoted]}


def _link(document: Document, link: Link, writing: Writing) -> dict[str, Any]:
    leads = {"type": "SpecificResource", "purpose": "linking", "source": _iri(link.target)}
    bodies = _bodies(link.type, link, document, writing)
    return {"body": [*bodies, leads], "target": _iri(Target(document.id, link.source))}

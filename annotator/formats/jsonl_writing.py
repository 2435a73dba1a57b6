"""Writes JSONL of spans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotator.core.model import AnnotationSet, Document, Link, Mention, reading_order
from annotator.formats.about import DOCUMENT, about_out, rest_out
from annotator.formats.base import Dataset, Lost, Output, Writing
from annotator.formats.json_output import attributes_out, json_line
from annotator.formats.tokens import Tokens, kept_tokens, made_tokens


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A file a split, a line for what each annotator said of a document."""
    for split in dataset.splits:
        with output.open(f"{split or 'all'}.jsonl") as file:
            for document, sets in dataset.items(split):
                for one in sets:
                    file.write(json_line(_line(document, one, writing)))


def _line(document: Document, annotations: AnnotationSet, writing: Writing) -> dict[str, Any]:
    mentions = sorted(annotations.mentions.values(), key=reading_order)
    line: dict[str, Any] = {
        "text": document.text,
        "meta": {DOCUMENT: document.id, **about_out(document), **rest_out(document)},
    }
    tokens = kept_tokens(document)
    if tokens is None and annotations.links:
        tokens = made_tokens(document.text, [edge for one in mentions for edge in (one.start, one.end)])
    if tokens is not None:
        line["tokens"] = _tokens(document.text, tokens)
    line["spans"] = [_span(document, one, tokens, writing) for one in mentions]
    if annotations.links:
        spans = {span["id"]: span for span in line["spans"]}
        line["relations"] = list(_relations(document, annotations.links.values(), spans, writing))
    if annotations.attributes:
        line["attributes"] = attributes_out(annotations.attributes, document.id, writing)
    line["answer"] = "accept"
    if annotations.annotator:
        line["_annotator_id"] = annotations.annotator
    return line


def _tokens(text: str, tokens: Tokens) -> list[dict[str, Any]]:
    return [
        {
            "text": text[span.start : span.end],
            "start": span.start,
            "end": span.end,
            "id": place,
            "ws": text[span.end : span.end + 1] == " ",
        }
        for place, span in enumerate(tokens.spans)
    ]


def _span(document: Document, mention: Mention, tokens: Tokens | None, writing: Writing) -> dict[str, Any]:
    pieces = mention.spans
    start, end = pieces[0].start, pieces[-1].end
    span: dict[str, Any] = {
        "start": start,
        "end": end,
        "label": mention.label,
        "text": document.text[start:end],
        "id": mention.id,
    }
    if tokens is not None:
        place = tokens.covering(mention.spans[0])
        if place is not None:  # a span that ends within a token has none, and stands by its offsets
            span |= {"token_start": place[0], "token_end": place[1] - 1}
    if mention.note:
        span["note"] = mention.note
    if mention.attributes:
        span["attributes"] = attributes_out(mention.attributes, document.id, writing)
    return span


_END = ("start", "end", "token_start", "token_end", "label", "id")


def _relations(
    document: Document, links: Iterable[Link], spans: Mapping[str, Mapping[str, Any]], writing: Writing
) -> Iterable[dict[str, Any]]:
    for link in links:
        source, target = spans.get(link.source), spans.get(link.target.id)
        if source is None or target is None or link.target.document != document.id:
            writing.leave_out(Lost("link of other than two mentions of a document", document.id, link.type))
            continue
        ends = [{key: end[key] for key in _END if key in end} for end in (source, target)]
        relation: dict[str, Any] = {"head_span": ends[0], "child_span": ends[1], "label": link.type}
        if all("token_end" in end for end in ends):
            relation = {"head": ends[0]["token_end"], "child": ends[1]["token_end"], **relation}
        if link.note:
            relation["note"] = link.note
        if link.attributes:
            relation["attributes"] = attributes_out(link.attributes, document.id, writing)
        yield relation

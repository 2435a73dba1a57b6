"""Writes JSONL for the library ``datasets``, and a card that tells it the classes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from annotator.core.display import one_line
from annotator.core.model import Document, Mention
from annotator.formats.about import DOCUMENT
from annotator.formats.base import Dataset, Item, Lost, Output, Writing
from annotator.formats.chunking import chunks_in
from annotator.formats.json_output import json_line
from annotator.formats.tags import OUTSIDE, SCHEMES, tags_of
from annotator.formats.tokens import tokens_of


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A file a split; where the target is a folder, with a card. A label out of the schema is no class: told."""
    spans = writing.options.get("shape") == "spans"
    labels = list(dataset.schema.labels)
    for split in dataset.splits:
        with output.open(f"{split or 'train'}.jsonl") as file:
            for item in dataset.items(split):
                mentions = list(_known(item, labels, writing))
                rows = (
                    [_text_row(item.document, mentions, writing)] if spans else _rows(item.document, mentions, writing)
                )
                for row in rows:
                    file.write(json_line(row))
    if not output.is_file:
        with output.open("README.md") as file:
            file.write("".join(f"{line}\n" for line in _card(dataset, labels, spans=spans)).encode())


def _known(item: Item, labels: Sequence[str], writing: Writing) -> Iterator[Mention]:
    for one in item.sets:
        for mention in one.mentions.values():
            if mention.label in labels:
                yield mention
            else:
                writing.leave_out(Lost("label out of the schema", item.document.id, mention.label))


def _rows(document: Document, mentions: Sequence[Mention], writing: Writing) -> Iterator[dict[str, Any]]:
    tokens = tokens_of(document, [edge for one in mentions for edge in (one.start, one.end)])
    chunks = chunks_in(document, tokens, mentions, writing)
    for place, (first, last) in enumerate(pairwise((0, *tokens.sentences))):
        yield {
            DOCUMENT: document.id,
            "sentence": place,
            "tokens": [document.text[span.start : span.end] for span in tokens.spans[first:last]],
            "ner_tags": tags_of(chunks[place], last - first, SCHEMES[0]),
        }


def _text_row(document: Document, mentions: Sequence[Mention], writing: Writing) -> dict[str, Any]:
    spans: list[dict[str, Any]] = []
    for one in sorted(mentions, key=lambda one: (one.start, -one.end, one.id)):
        if len(one.spans) > 1:
            writing.leave_out(Lost("discontinuous mention", document.id, f"{one.label}: {document.quote(one.spans)}"))
            continue
        text = document.text[one.start : one.end]
        spans.append({"start": one.start, "end": one.end, "label": one.label, "text": text})
    return {DOCUMENT: document.id, "text": document.text, "spans": spans}


def _card(dataset: Dataset, labels: Sequence[str], *, spans: bool) -> Iterator[str]:
    names = labels if spans else [OUTSIDE, *(f"{letter}-{label}" for label in labels for letter in "BI")]
    yield "---"
    yield "configs:"
    yield "- config_name: default"
    yield "  data_files:"
    for split in dataset.splits:
        yield f"  - split: {'validation' if split == 'dev' else split or 'train'}"
        yield f"    path: {split or 'train'}.jsonl"
    yield "dataset_info:"
    yield "  config_name: default"
    yield "  features:"
    yield f"  - name: {DOCUMENT}"
    yield "    dtype: string"
    if spans:
        yield from ("  - name: text", "    dtype: string", "  - name: spans", "    list:")
        yield from ("    - name: start", "      dtype: int64", "    - name: end", "      dtype: int64")
        yield from ("    - name: label", "      dtype:", "        class_label:", "          names:")
        yield from (f"            '{place}': {_yaml(name)}" for place, name in enumerate(names))
        yield from ("    - name: text", "      dtype: string")
    else:
        yield from ("  - name: sentence", "    dtype: int64", "  - name: tokens", "    list: string")
        yield from ("  - name: ner_tags", "    list:", "      class_label:", "        names:")
        yield from (f"          '{place}': {_yaml(name)}" for place, name in enumerate(names))
    yield "---"
    yield f"# {one_line(dataset.name) or 'dataset'}"


def _yaml(value: str) -> str:
    """A value that YAML reads as that string: JSON's strings are YAML's."""
    return json.dumps(one_line(value), ensure_ascii=False)

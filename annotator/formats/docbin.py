"""spaCy's DocBin: texts as tokens, the mentions in ``doc.spans`` and, where they do not overlap, in ``doc.ents``.

Tokens are those of a blank pipeline of the language, which is what training a new one begins with. Written only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin
from spacy.util import filter_spans

from annotator.core.errors import AnnotatorError
from annotator.core.model import Mention, Target
from annotator.formats.base import Dataset, Entities, Item, Lost, Output, Writing

TEXT_IN_FILE = 1 << 22
"""Code points of text after which another file is begun; spaCy reads a folder of files like one."""

MISALIGNED = "misaligned"
"""The key of the spans of mentions that begin or end within a token: each is the tokens that it touches."""


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A ``.spacy`` file for each split, and for a large one a folder of them."""
    maker = _Maker(_blank(writing.options["language"]), writing.options["spans-key"], dataset.entities(), writing)
    for split in dataset.splits:
        name = split or "docs"
        files = maker.files(dataset.items(split))
        start = [data for data in (next(files, None), next(files, None)) if data is not None]
        names = (
            (f"{name}/{number:04}.spacy" for number in range(1, 10_000)) if len(start) > 1 else iter((f"{name}.spacy",))
        )
        for data in chain(start, files):
            with output.open(next(names)) as file:
                file.write(data)
    if maker.only_spans:
        writing.say(
            f"doc.ents has no overlapping mentions: {maker.only_spans} are only in "
            f'doc.spans["{maker.key}"], which has all that begin and end with a token.'
        )


@cache
def _blank(language: str) -> Any:
    """An empty pipeline, which takes long to make; what it learns of words is forgotten with each file."""
    try:
        return spacy.blank(language)
    except ImportError as error:
        raise AnnotatorError(
            f'spaCy has no language "{language}", or lacks a library for it; "xx" is for texts of any language.'
        ) from error


@dataclass(slots=True)
class _Maker:
    """Makes spaCy's documents; ``only_spans`` are mentions that overlap longer ones, and so are no entities there."""

    pipeline: Any
    key: str
    entities: Entities
    writing: Writing
    only_spans: int = 0

    def files(self, items: Iterator[Item]) -> Iterator[bytes]:
        """The bytes of each file; what spaCy keeps of a file's words goes with it."""
        item = next(items, None)
        while item is not None:
            docs, text = DocBin(store_user_data=True), 0
            with self.pipeline.memory_zone():
                while item is not None and text < TEXT_IN_FILE:
                    docs.add(self._doc(item))
                    text += len(item.document.text)
                    item = next(items, None)
                data: bytes = docs.to_bytes()
            yield data

    def _doc(self, item: Item) -> Doc:
        document = item.document
        doc = self.pipeline.make_doc(document.text)
        if doc.text != document.text:
            raise AnnotatorError(f'spaCy does not keep the text of "{document.id}" as it is; nothing was exported.')
        doc.user_data["id"] = document.id
        spans, misaligned = [], []
        for one in item.sets:
            for mention in one.mentions.values():
                aligned = self._span(doc, mention, document.id, "strict")
                if aligned is not None:
                    spans.append(aligned)
                    continue
                misaligned.append(self._span(doc, mention, document.id, "expand"))
                words = f"{mention.label}: {document.quote(mention.spans)}, in tokens: {misaligned[-1].text}; it is in "
                self.writing.leave_out(Lost("misaligned mention", document.id, f'{words}doc.spans["{MISALIGNED}"]'))
        doc.spans[self.key] = spans
        if misaligned:
            doc.spans[MISALIGNED] = misaligned
        entities = filter_spans(spans)
        self.only_spans += len(spans) - len(entities)
        doc.set_ents(entities)
        return doc

    def _span(self, doc: Doc, mention: Mention, document: str, mode: str) -> Any:
        number = self.entities.number(Target(document, mention.id))
        return doc.char_span(
            mention.start,
            mention.end,
            mention.label,
            kb_id="" if number is None else f"entity-{number}",
            span_id=mention.id,
            alignment_mode=mode,
        )

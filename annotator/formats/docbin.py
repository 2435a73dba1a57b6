"""spaCy's DocBin: texts as tokens, the mentions in ``doc.spans`` and, where they do not overlap, in ``doc.ents``.

Tokens are those that the text's source had, else those of a blank pipeline of the language, with which training a new
one begins. Written only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin
from spacy.util import filter_spans

from annotator.core.errors import AnnotatorError
from annotator.core.model import Mention, Span, Target
from annotator.formats.base import Dataset, Entities, Item, Lost, Output, Writing
from annotator.formats.tokens import kept_tokens

TEXT_IN_FILE = 1 << 20
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
        tokens = kept_tokens(document)
        if tokens is None:
            doc = self.pipeline.make_doc(document.text)
        else:
            doc = Doc(self.pipeline.vocab, *_words(document.text, tokens.spans))
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


def _words(text: str, tokens: Sequence[Span]) -> tuple[list[str], list[bool]]:
    """The tokens as spaCy has them: each with or without a space after it, and all other white space as tokens."""
    words: list[str] = []
    spaces: list[bool] = []
    for place, token in enumerate(tokens):
        before = text[tokens[place - 1].end if place else 0 : token.start]
        _add_gap(words, spaces, before)
        words.append(text[token.start : token.end])
        spaces.append(False)
    _add_gap(words, spaces, text[tokens[-1].end if tokens else 0 :])
    return words, spaces


def _add_gap(words: list[str], spaces: list[bool], gap: str) -> None:
    if gap.startswith(" ") and words:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)

"""Reads JSONL of tokens with tags, or of texts with spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.core.model import Mention, Span
from annotator.formats.about import about_in, document_name
from annotator.formats.base import FormatError, Item, Reading, Source, SourceFile, make_document, make_set
from annotator.formats.json_input import Fields, json_objects
from annotator.formats.jsonl_reading import place_of
from annotator.formats.offsets import OffsetMap, unit_of
from annotator.formats.tags import OUTSIDE, TagError, chunks_of, is_tag, scheme_of
from annotator.formats.token_text import TokenText

SUFFIXES = (".jsonl", ".json", ".ndjson")
TAGS = ("ner_tags", "tags", "ner", "labels")
_KNOWN = {"text", "spans", "tokens", "words", *TAGS, "document", "id", "doc_id"}


def read(source: Source, reading: Reading) -> Iterator[Item]:
    """The documents of each file."""
    names = [name.strip() for name in reading.options.get("names", "").split(",") if name.strip()]
    for file in source.files(*SUFFIXES):
        first = next(json_objects(file), None)
        if first is None:
            continue
        if "tokens" in first or "words" in first:
            yield from _token_documents(file, names, reading)
        else:
            yield from _texts(file, reading)


def _texts(file: SourceFile, reading: Reading) -> Iterator[Item]:
    seen = ((one.text("text"), map(place_of, one.objects("spans", "A span"))) for one in json_objects(file))
    unit = unit_of(file.name, seen, reading.say, reading.options.get("unit", ""))
    for fields in json_objects(file):
        text = fields.text("text")
        offsets = OffsetMap(text, unit)
        about = {key: value for key, value in fields.data.items() if key not in _KNOWN}
        document = make_document(document_name(fields), text, file.name, about_in(about))
        mentions = []
        for span in fields.objects("spans", "A span"):
            start, end = offsets.code_point(span.number("start")), offsets.code_point(span.number("end"))
            if start is None or end is None or start >= end:
                raise span.error("The offsets of a span are not in the text.")
            mentions.append(Mention(reading.new_id("mention"), span.text("label"), (Span(start, end),)))
        yield Item(document, (make_set(document, mentions),))


@dataclass(slots=True)
class _Sentences:
    """The rows of one document."""

    name: str
    text: TokenText = field(default_factory=TokenText)
    mentions: list[Mention] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)


def _token_documents(file: SourceFile, names: Sequence[str], reading: Reading) -> Iterator[Item]:
    current: _Sentences | None = None
    for fields in json_objects(file):
        name = document_name(fields)
        if current is None or name != current.name:
            if current is not None:
                yield from _finished(current, file, reading)
            current = _Sentences(name)
        _add(current, fields, names, reading)
    if current is not None:
        yield from _finished(current, file, reading)


def _finished(sentences: _Sentences, file: SourceFile, reading: Reading) -> Iterator[Item]:
    if sentences.text.tokens:
        metadata = about_in(sentences.about)
        document = sentences.text.document(sentences.name, file.name, metadata.extra, reading.say)
        document = replace(document, metadata=replace(metadata, extra=document.metadata.extra))
        yield Item(document, (make_set(document, sentences.mentions),))


def _add(sentences: _Sentences, fields: Fields, names: Sequence[str], reading: Reading) -> None:
    words = fields.values("tokens" if "tokens" in fields else "words")
    if not words:
        return
    for word in words:
        if not isinstance(word, str) or not word:
            raise fields.error(f"A token is a text of at least one letter, not {str(word)[:40]!r}.")
    key = next((key for key in TAGS if key in fields), TAGS[0])
    tags = [_tag(value, key, names, fields) for value in fields.values(key)]
    if key in fields and len(tags) != len(words):
        raise fields.error(f'There are {len(words)} tokens, and "{key}" has {len(tags)} tags.')
    first = len(sentences.text.tokens)
    sentences.text.add(words)
    scheme = scheme_of(tag[0] for tag in tags)
    if scheme is None:
        raise fields.error("Its tags belong to no scheme: IOB, BILOU or BIOES.")
    try:
        chunks = chunks_of(tags, scheme)
    except TagError as error:
        raise fields.error(str(error)) from error
    for chunk in chunks:
        tokens = sentences.text.tokens[first + chunk.first : first + chunk.last]
        span = Span(tokens[0].start, tokens[-1].end)
        sentences.mentions.append(Mention(reading.new_id("mention"), chunk.label, (span,)))
    for name, value in fields.data.items():
        if name not in _KNOWN and name != "sentence":
            sentences.about.setdefault(name, value)


def _tag(value: object, key: str, names: Sequence[str], fields: Fields) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        if not names:
            raise fields.error(f'The tags in "{key}" are numbers; name them in their order: -o names={OUTSIDE},B-x,I-x')
        if not 0 <= value < len(names):
            raise fields.error(f"There is a tag {value}, and {len(names)} have names.")
        value = names[value]
    if not isinstance(value, str) or not is_tag(value):
        raise FormatError(fields.name, fields.line, f"{str(value)[:40]!r} is no tag such as {OUTSIDE}, B-x and I-x.")
    return value

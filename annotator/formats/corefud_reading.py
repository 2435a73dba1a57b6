"""Reads CorefUD."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO
from itertools import chain
from typing import Any

from udapi.core.document import Document as UdapiDocument

from annotator.core.model import AttributeValue, Document, Link, Mention, Metadata, Record, Span, Target
from annotator.core.schema import LinkType
from annotator.formats.base import FormatError, Item, Reading, Source, SourceFile, make_document, make_set
from annotator.formats.corefud_lines import FIELDS, Part, Sentence, Word, canonical, parts_of
from annotator.formats.corefud_words import BRIDGING, KEY, LABEL, PLAIN, SPLIT, heard, unescaped
from annotator.formats.ties import tied, tying_type
from annotator.formats.token_text import MOST_KEPT
from annotator.formats.tokens import keep_tokens

SUFFIX = ".conllu"


def read(source: Source, reading: Reading) -> Iterator[Item]:
    """Each document of each file; of a file with one document the id is the file's name, else that and its own."""
    tie = tying_type(reading)
    for file in source.files(SUFFIX):
        stem, counts = file.name.removesuffix(SUFFIX), Counter[str]()
        parts = parts_of(file)
        first, second = next(parts, None), next(parts, None)
        if first is None:
            raise FormatError(file.name, None, "There is no sentence in it.")
        if second is None:
            yield _item(first, file, stem, tie, reading, counts)
        else:
            for number, part in enumerate(chain((first, second), parts), 1):
                yield _item(part, file, f"{stem}/{part.name or number}", tie, reading, counts)
        for words, count in counts.items():
            reading.say(f"{file.name}: {words.format(count)}")


def _item(part: Part, file: SourceFile, document_id: str, tie: str, reading: Reading, counts: Counter[str]) -> Item:
    text, places = _text_of(part, file.name)
    flat = [span for sentence in places for span in sentence]
    ends = [sentence[-1].end for sentence in places if sentence]
    extra = keep_tokens(text, flat, ends)
    if len(str(extra)) > MOST_KEPT:
        raise FormatError(file.name, part.line, f'The document "{document_id}" has too many tokens; divide it.')
    document = make_document(document_id, text, file.name, Metadata(extra=extra))
    records = _Records(document, part, places, file.name, tie, reading, counts).all()
    counts["Lemmas, tags and syntax have no place here, and are left out."] += part.tagged
    counts["{} tokens of several words are one word each here."] += part.joined
    counts["{} words that are not in the text are left out."] += part.empty_nodes
    for words in [words for words, count in counts.items() if not count]:
        del counts[words]
    return Item(document, (make_set(document, records),))


def _text_of(part: Part, name: str) -> tuple[str, list[list[Span]]]:
    """The text that the tokens make, and where each token of each sentence is; FormatError where ``# text`` differs."""
    text = StringIO()
    length = 0
    places: list[list[Span]] = []
    gap: str | None = ""
    for sentence in part.sentences:
        if gap is None:
            gap = "\n\n" if sentence.new_paragraph else " "
        spans: list[Span] = []
        made: list[str] = []
        for token in sentence.tokens:
            made += ((gap if gap is not None else " ") + token.before, token.form)
            start = length + len(made[-2])
            length = start + len(token.form)
            spans.append(Span(start, length))
            gap = token.gap
        _check_text(sentence, "".join(made), name)
        text.write("".join(made))
        places.append(spans)
    text.write(gap or "")
    return text.getvalue(), places


def _check_text(sentence: Sentence, made: str, name: str) -> None:
    if sentence.text is not None and sentence.text.split() != made.split():
        shown = f"The tokens make {' '.join(made.split())[:60]!r}, and the text is said to be {sentence.text[:60]!r}."
        raise FormatError(name, sentence.text_line, shown)


class _Records:
    """The records of one document."""

    def __init__(
        self,
        document: Document,
        part: Part,
        places: Sequence[Sequence[Span]],
        name: str,
        tie: str,
        reading: Reading,
        counts: Counter[str],
    ) -> None:
        self._document, self._part, self._places = document, part, places
        self._name, self._tie, self._reading, self._counts = name, tie, reading, counts
        self._mentions: dict[str, list[Mention]] = {}

    def all(self) -> list[Record]:
        """All of them; FormatError where the library refuses what it is given."""
        entities = _entities(self._part, self._name)
        sources: list[tuple[Any, Mention]] = []
        for entity in entities:
            kept = self._mentions.setdefault(entity.eid, [])
            for one in entity.mentions:
                mention = self._mention(one, entity.etype or "")
                if mention is None:
                    self._counts["{} mentions of words that are not in the text are left out."] += 1
                else:
                    kept.append(mention)
                    sources.append((one, mention))
            kept.sort(key=lambda mention: (mention.start, -mention.end))
        records: list[Record] = [mention for kept in self._mentions.values() for mention in kept]
        for kept in self._mentions.values():
            ends = [Target(self._document.id, mention.id) for mention in kept]
            records += [link for _, link in tied(ends, self._tie, self._reading)]
        records += self._bridges(sources)
        records += self._splits(entities)
        return records

    def _mention(self, one: Any, kind: str) -> Mention | None:
        sentence = int(one.words[0].root.sent_id) - 1
        words = {word.id: word for word in self._part.sentences[sentence].words}
        kept = [words[str(word.ord)] for word in one.words if words[str(word.ord)].token is not None]
        tokens = sorted({word.token for word in kept if word.token is not None})
        if not tokens:
            return None
        covered = [other for other in words.values() if other.token in tokens]
        self._counts["{} mentions of a word within a token are of the whole token here."] += len(covered) > len(kept)
        spans = self._spans(self._places[sentence], tokens)
        attributes = _attributes(one)
        label = str(attributes.pop(LABEL, "")) or kind or PLAIN
        head = _head(one, kept)
        extra = {KEY: {"head": head}} if head > 1 else {}
        return Mention(self._reading.new_id("mention"), unescaped(label), spans, attributes=attributes, extra=extra)

    def _spans(self, places: Sequence[Span], tokens: Sequence[int]) -> tuple[Span, ...]:
        spans: list[Span] = []
        last = -2
        for token in tokens:
            if token == last + 1:
                spans[-1] = replace(spans[-1], end=places[token].end)
            else:
                spans.append(places[token])
            last = token
        return tuple(spans)

    def _bridges(self, sources: Sequence[tuple[Any, Mention]]) -> Iterator[Link]:
        for one, mention in sources:
            for bridge in one.bridging:
                target = antecedent(self._mentions.get(bridge.target.eid, ()), mention)
                name = unescaped(bridge.relation) or BRIDGING
                if target is None:
                    self._counts["{} links to entities that are not in the text are left out."] += 1
                    continue
                self._know(name)
                yield self._link(name, mention, target)

    def _splits(self, entities: Sequence[Any]) -> Iterator[Link]:
        for entity in entities:
            mentions = self._mentions[entity.eid]
            for part in entity.split_ante:
                target = antecedent(self._mentions.get(part.eid, ()), mentions[0]) if mentions else None
                if target is None:
                    self._counts["{} links to entities that are not in the text are left out."] += 1
                    continue
                self._know(SPLIT)
                yield self._link(SPLIT, mentions[0], target)

    def _know(self, name: str) -> None:
        if name not in self._reading.schema.link_types:
            self._reading.parts.link_types.setdefault(name, LinkType(name))

    def _link(self, kind: str, source: Mention, target: Mention) -> Link:
        return Link(self._reading.new_id("link"), kind, source.id, Target(self._document.id, target.id))


def antecedent(mentions: Sequence[Mention], of: Mention) -> Mention | None:
    """Which of an entity's mentions a link to the entity leads to: the last that begins before ``of``, or the first."""
    before = [mention for mention in mentions if mention.start <= of.start]
    return before[-1] if before else (mentions[0] if mentions else None)


def _attributes(one: Any) -> dict[str, AttributeValue]:
    said = {unescaped(name): value for name, value in one.other.items()}
    return {name: value if value is True else unescaped(str(value)) for name, value in said.items() if name}


def _head(one: Any, kept: Sequence[Word]) -> int:
    """The number of the head among the words that are kept, from 1; 1 where it is not kept."""
    ids = [word.id for word in kept]
    head = str(one.head.ord)
    return ids.index(head) + 1 if head in ids else 1


_ANY_LINE = re.compile(r"[\n\r]")


def _entities(part: Part, name: str) -> list[Any]:
    """The entities of a document as the library has them. It is given what they rest on, and no syntax."""
    if not part.sentences:
        return []
    lines = ["# newdoc"]
    if part.fields:
        lines.append(f"# global.Entity = {FIELDS}")
    for number, sentence in enumerate(part.sentences, 1):
        lines.append(f"# sent_id = {number}")
        for word in sentence.words:
            head = "_" if "." in word.id else "0"
            lines.append(f"{word.id}\tw\t_\t_\t_\t_\t{head}\t_\t_\t{canonical(word.misc, part.fields)}")
        lines.append("")
    document = UdapiDocument()
    with heard() as warnings:
        try:
            document.from_conllu_string("\n".join(lines) + "\n")
            entities = list(document.coref_entities)
        except (ValueError, KeyError, IndexError, StopIteration, AttributeError, RuntimeError, TypeError) as error:
            raise FormatError(
                name, part.line, f"Its entities cannot be read: {_ANY_LINE.sub(' ', str(error))}."
            ) from error
    refused = [words for words in warnings if not words.startswith("etype mismatch")]
    if refused:
        raise FormatError(name, part.line, f"Its entities are not sound: {refused[0]}")
    return entities

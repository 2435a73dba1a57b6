"""Exports without the words of chosen labels: in texts, annotations, metadata and names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from annotator.core.agreed import AGREED_BY
from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet, Attributes, Claim, Document, Link, Mention, Metadata, Target
from annotator.core.records import Records
from annotator.core.redaction import Redacted, Redactor, name_words, pseudonyms, words_of
from annotator.core.schema import VALUE, Schema
from annotator.exchange.choosing import Chosen
from annotator.exchange.entities import NumberedEntities
from annotator.exchange.proving import valid_id, valid_name
from annotator.formats.base import Item

R = TypeVar("R", Mention, Claim, Link)


class Redaction:
    """Knows the words of the chosen labels, whoever of the project marked them, and takes them out of items.

    Mentions of one entity, or of the same words, have one pseudonym. Of a name each word that never stands in lower
    case is taken out alone, too. All documents are gone through twice to find the words.
    """

    def __init__(self, chosen: Chosen, labels: Collection[str], advance: Callable[[], object]) -> None:
        known = chosen.project.schema.labels
        for label in labels:
            if label not in known:
                raise AnnotatorError(f'There is no label "{label}" to redact; the schema has: {", ".join(known)}.')
        self._chosen, self._labels = chosen, set(labels)
        self._entities = NumberedEntities(chosen.project.schema, chosen.items)
        words: dict[str, tuple[str, object]] = {}
        things: dict[tuple[str, object], None] = {}
        for document, mention in self._redacted_mentions(advance):
            thing = (mention.label, self._thing(document, mention))
            things[thing] = None
            for span in mention.spans:
                words.setdefault(document.text[span.start : span.end], thing)
        for name, thing in self._names(words).items():
            words.setdefault(name, thing)
        names = {label: pseudonyms(label, words) for label in self._labels}
        self._named = {thing: next(names[thing[0]]) for thing in things}
        self._redactor = Redactor({one: self._named[thing] for one, thing in words.items()})
        self._ids = self._new_ids()
        self._old_ids = {fresh: old for old, fresh in self._ids.items()}

    def _redacted_mentions(self, advance: Callable[[], object]) -> Iterator[tuple[Document, Mention]]:
        project = self._chosen.project
        annotators = project.annotators()
        for document_id in self._chosen.whose:
            document = project.document(document_id)
            for name in annotators:
                if project.stored_size(name, document_id):
                    for mention in project.annotation_set(name, document).mentions.values():
                        if mention.label in self._labels:
                            yield document, mention
            advance()

    def _thing(self, document: Document, mention: Mention) -> object:
        """What is named: an entity, or whatever has these words."""
        number = self._entities.number(Target(document.id, mention.id))
        return number if number is not None else " ".join(document.quote(mention.spans).casefold().split())

    def _names(self, words: Mapping[str, tuple[str, object]]) -> dict[str, tuple[str, object]]:
        """The words of names that nowhere stand in lower case, each with the first thing it names."""
        found: dict[str, tuple[str, object]] = {}
        for one, thing in words.items():
            for name in name_words(one):
                found.setdefault(name, thing)
        small = {name.lower() for name in found}
        usual = {
            word
            for document_id in self._chosen.whose
            for word in words_of(self._chosen.project.document(document_id).text)
            if word in small
        }
        return {name: thing for name, thing in found.items() if name.lower() not in usual}

    def _new_ids(self) -> dict[str, str]:
        taken: set[str] = set()
        found: dict[str, str] = {}
        for document_id in self._chosen.project.document_ids():
            plain = valid_id(self._redactor.plain(document_id))
            number, fresh = 1, plain
            while fresh.casefold() in taken:
                fresh = f"{plain}-{number:= number + 1}"
            taken.add(fresh.casefold())
            found[document_id] = fresh
        return found

    def new_id(self, document_id: str) -> str:
        """The id that a document goes out with."""
        return self._ids.get(document_id) or valid_id(self._redactor.plain(document_id))

    def old_id(self, document_id: str) -> str:
        """The id of the project that goes out as this one."""
        return self._old_ids.get(document_id, document_id)

    def schema(self, schema: Schema) -> Schema:
        """The schema, whose descriptions may name somebody."""
        return replace(
            schema,
            name=self.plain(schema.name),
            curator=valid_name(self.plain(schema.curator)),
            labels={name: one._replace(description=self.plain(one.description)) for name, one in schema.labels.items()},
            claim_types={
                name: one._replace(description=self.plain(one.description)) for name, one in schema.claim_types.items()
            },
            link_types={
                name: one._replace(description=self.plain(one.description)) for name, one in schema.link_types.items()
            },
        )

    def plain(self, text: str) -> str:
        """A text without the words."""
        return self._redactor.plain(text)

    def item(self, item: Item) -> Item:
        """An item without the words; what other tools left under keys of their own is left out."""
        document = item.document
        redacted = Redacted.of(document.text, self._places(item))
        known = document.metadata
        metadata = Metadata(
            self.plain(known.title),
            self.plain(known.source),
            known.date,
            self.plain(known.url),
            self.plain(known.topic),
        )
        sha256 = hashlib.sha256(redacted.text.encode("utf-8")).hexdigest()
        fresh = Document(self.new_id(document.id), redacted.text, sha256, metadata)
        return Item(fresh, tuple(self._set(one, fresh, redacted) for one in item.sets))

    def _places(self, item: Item) -> list[tuple[int, int, str]]:
        """What is replaced in a text: the mentions, and the words wherever else they stand."""
        document = item.document
        found = [
            (span.start, span.end, self._name(document, mention))
            for one in item.sets
            for mention in one.mentions.values()
            if mention.label in self._labels
            for span in mention.spans
        ]
        found += self._redactor.matches(document.text)
        merged: list[tuple[int, int, str]] = []
        for start, end, name in sorted(found, key=lambda one: (one[0], -one[1])):
            if merged and start < merged[-1][1]:
                first, last, before = merged.pop()
                merged.append((first, max(last, end), before))
            else:
                merged.append((start, end, name))
        return merged

    def _name(self, document: Document, mention: Mention) -> str:
        return self._named[mention.label, self._thing(document, mention)]

    def _set(self, annotations: AnnotationSet, document: Document, redacted: Redacted) -> AnnotationSet:
        mentions = [replace(one, spans=redacted.spans(one.spans)) for one in annotations.mentions.values()]
        claims = [replace(one, spans=redacted.spans(one.spans)) for one in annotations.claims.values()]
        links = [self._link(one) for one in annotations.links.values()]
        return replace(
            annotations,
            document=document.id,
            annotator=valid_name(self.plain(annotations.annotator)),
            text_sha256=document.sha256,
            mentions=Records((one.id, self._mention(one)) for one in mentions),
            claims=Records((one.id, self._record(one)) for one in claims),
            links=Records((one.id, self._record(one)) for one in links),
            attributes=self._attributes(annotations.attributes),
            extra={},
        )

    def _link(self, link: Link) -> Link:
        return replace(link, target=link.target._replace(document=self.new_id(link.target.document)))

    def _mention(self, mention: Mention) -> Mention:
        if mention.label in self._labels and VALUE in mention.attributes:
            kept = {name: value for name, value in mention.attributes.items() if name != VALUE}
            mention = replace(mention, attributes=kept)
        return self._record(mention)

    def _record(self, record: R) -> R:
        agreed = record.extra.get(AGREED_BY)
        extra = {AGREED_BY: [valid_name(self.plain(name)) for name in agreed]} if agreed else {}
        attributes = self._attributes(record.attributes)
        return replace(record, note=self.plain(record.note), attributes=attributes, extra=extra)

    def _attributes(self, attributes: Attributes) -> Attributes:
        return {name: self.plain(value) if isinstance(value, str) else value for name, value in attributes.items()}

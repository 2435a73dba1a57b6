"""Writes ECB+."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count, pairwise
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from annotator.core.model import Document, Link, Mention, Target, quote_of, reading_order
from annotator.core.schema import Schema
from annotator.formats.base import Dataset, Entities, Item, Lost, Output, Writing
from annotator.formats.columns import column_cells
from annotator.formats.ecbplus_reading import CROSS, INTRA, INTRA_KEY, KEY
from annotator.formats.tokens import Tokens, tokens_of

_NO_NAME = re.compile(r"[^\w.-]|^(?=[^A-Za-z_])", re.ASCII)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A file a document; splits are folders."""
    instances = _Instances(dataset)
    names = _Names(writing)
    for split in dataset.splits:
        for item in dataset.items(split):
            name = f"{split}/{item.document.id}" if split else item.document.id
            with output.open(f"{name}.xml") as file:
                for line in _Document(item, dataset.schema, instances, names, writing).lines():
                    file.write(f"{line}\n".encode())


class _Names:
    """Labels and types as names of elements; one that cannot be is written otherwise, and said once."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._known: dict[str, str] = {}

    def of(self, name: str) -> str:
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = _NO_NAME.sub("_", name)
            if known != name:
                self._writing.say(f'"{name}" cannot be the name of an element, and is written "{known}".')
        return known


class _Instance(NamedTuple):
    """What several mentions name: the note of its relation, or the key of one that is within a document."""

    key: str
    is_cross: bool


class _Instances:
    """The instances of all documents: those of the source where they still tell the same, else new ones.

    Goes once through all documents; in memory are the entities, and the mentions that alone keep an instance.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._entities: Entities = dataset.entities()
        self._owners: dict[str, object] = {}
        self._instances: dict[object, str] = {}
        self._documents: dict[int, str] = {}
        self._across: set[int] = set()
        for item in dataset.items():
            for mention in _mentions(item):
                self._see(item.document, mention)

    def _see(self, document: Document, mention: Mention) -> None:
        number = self._entities.number(Target(document.id, mention.id))
        if number is not None and self._documents.setdefault(number, document.id) != document.id:
            self._across.add(number)
        kept = mention.extra.get(KEY)
        key = kept.get("instance") if isinstance(kept, Mapping) else None
        if not isinstance(key, str):
            return
        owner = self._owner(document, mention, number)
        unique = f"{document.id} {key}" if key.startswith(INTRA_KEY) else key
        if owner not in self._instances and self._owners.setdefault(unique, owner) == owner:
            self._instances[owner] = key

    def _owner(self, document: Document, mention: Mention, number: int | None) -> object:
        return number if number is not None else (document.id, mention.id)

    def of(self, document: Document, mention: Mention) -> _Instance | None:
        """The instance of a mention; None where it is alone."""
        number = self._entities.number(Target(document.id, mention.id))
        key = self._instances.get(self._owner(document, mention, number))
        if key is not None and not (key.startswith(INTRA_KEY) and number in self._across):
            return _Instance(key, not key.startswith(INTRA_KEY))
        if number is None:
            return None
        if number in self._across:
            name = f"ENT{number:017d}"
            while name in self._owners:
                name += "x"
            return _Instance(name, True)
        return _Instance(f"{INTRA_KEY}new-{number}", False)


def _mentions(item: Item) -> list[Mention]:
    found = [mention for one in item.sets for mention in one.mentions.values()]
    return sorted(found, key=reading_order)


class _Document:
    """The lines of one document."""

    def __init__(self, item: Item, schema: Schema, instances: _Instances, names: _Names, writing: Writing) -> None:
        self._item, self._document, self._schema = item, item.document, schema
        self._instances, self._names, self._writing = instances, names, writing
        kept = item.document.metadata.extra.get(KEY)
        self._kept: Mapping[str, Any] = kept if isinstance(kept, Mapping) else {}
        self._ids: dict[str, str] = {}

    def lines(self) -> Iterator[str]:
        document = self._document
        mentions = _mentions(self._item)
        edges = [edge for mention in mentions for span in mention.spans for edge in (span.start, span.end)]
        tokens = tokens_of(document, edges)
        names = {"doc_name": f"{document.id.rpartition('/')[2]}.xml", "doc_id": document.id}
        names |= {name: value for name, value in self._kept.items() if name in names and isinstance(value, str)}
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield f"<Document{self._attributes(names)}>"
        token_ids = self._column("t_id", [len(tokens.spans)], [str(place + 1) for place in range(len(tokens.spans))])
        yield from self._tokens(tokens, token_ids)
        fitting = [mention for mention in mentions if self._fits(mention, tokens)]
        self._number(fitting)
        groups = self._groups(fitting)
        yield "<Markables>"
        for mention in fitting:
            yield from self._markable(mention, tokens, token_ids)
        for instance, members in groups.items():
            yield self._instance(instance, members)
        yield "</Markables>"
        yield "<Relations>"
        for place, (instance, members) in enumerate(groups.items()):
            yield from self._coreference(place, instance, members)
        yield from self._others(len(groups), {mention.id for mention in fitting})
        yield "</Relations>"
        yield "</Document>"

    def _attributes(self, attributes: Mapping[str, object]) -> str:
        """Attributes as they stand in a tag; line ends and tabs would be read as spaces if they were not escaped."""
        more = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
        return "".join(f" {name}={quoteattr(self._safe(str(value)), more)}" for name, value in attributes.items())

    def _safe(self, text: str) -> str:
        if not _NO_XML.search(text):
            return text
        self._writing.leave_out(Lost("control character", self._document.id, text))
        return _NO_XML.sub("\ufffd", text)

    def _column(self, name: str, lengths: Sequence[int], usual: list[str]) -> list[str]:
        """What the source had in a column of the tokens or sentences; ``usual`` where that is not of them."""
        cells = column_cells(self._kept.get(name), lengths)
        return cells if cells is not None and len(cells) == len(usual) and all(cells) else usual

    def _tokens(self, tokens: Tokens, ids: Sequence[str]) -> Iterator[str]:
        lengths = [last - first for first, last in pairwise((0, *tokens.sentences))]
        sentences = self._column("sentence", [len(lengths)], [str(place) for place in range(len(lengths))])
        numbers = self._column("number", lengths, [str(place) for length in lengths for place in range(length)])
        owners = chain.from_iterable([name] * length for name, length in zip(sentences, lengths, strict=True))
        for span, name, sentence, number in zip(tokens.spans, ids, owners, numbers, strict=True):
            word = escape(self._safe(self._document.text[span.start : span.end]), {"\r": "&#13;"})
            yield f"<token{self._attributes({'t_id': name, 'sentence': sentence, 'number': number})}>{word}</token>"

    def _fits(self, mention: Mention, tokens: Tokens) -> bool:
        if all(tokens.covering(span) is not None for span in mention.spans):
            return True
        words = f"{mention.label}: {quote_of(self._document.text, mention.spans)}"
        self._writing.leave_out(Lost("mention cut by a token", self._document.id, words))
        return False

    def _number(self, mentions: Sequence[Mention]) -> None:
        """Gives each mention its id in the file: that of the source, or a new one."""
        taken: set[str] = set()
        for mention in mentions:
            kept = mention.extra.get(KEY)
            name = kept.get("m_id") if isinstance(kept, Mapping) else None
            if isinstance(name, str) and name and name not in taken:
                self._ids[mention.id] = name
                taken.add(name)
        instances = self._kept.get("instances")
        if isinstance(instances, Mapping):
            taken |= {str(one.get("m_id")) for one in instances.values() if isinstance(one, Mapping)}
        self._free = (str(number) for number in count(1) if str(number) not in taken)
        for mention in mentions:
            if mention.id not in self._ids:
                self._ids[mention.id] = next(self._free)

    def _groups(self, mentions: Sequence[Mention]) -> dict[_Instance, list[Mention]]:
        found: dict[_Instance, list[Mention]] = {}
        for mention in mentions:
            instance = self._instances.of(self._document, mention)
            if instance is not None:
                found.setdefault(instance, []).append(mention)
        return found

    def _markable(self, mention: Mention, tokens: Tokens, ids: Sequence[str]) -> Iterator[str]:
        name = self._names.of(mention.label)
        kept = mention.extra.get(KEY)
        more = kept.get("attributes") if isinstance(kept, Mapping) else None
        attributes: dict[str, object] = {"m_id": self._ids[mention.id]}
        attributes |= {"note": mention.note} if mention.note else {}
        attributes |= (
            {_NO_NAME.sub("_", key): value for key, value in more.items()} if isinstance(more, Mapping) else {}
        )
        yield f"<{name}{self._attributes(attributes)}>"
        for span in mention.spans:
            first, last = tokens.touched(span)
            for token in ids[first:last]:
                yield f"  <token_anchor{self._attributes({'t_id': token})}/>"
        yield f"</{name}>"

    def _said_of(self, instance: _Instance) -> Mapping[str, Any]:
        """What the source said of an instance."""
        instances = self._kept.get("instances")
        said = instances.get(instance.key) if isinstance(instances, Mapping) else None
        return said if isinstance(said, Mapping) else {}

    def _instance(self, instance: _Instance, members: Sequence[Mention]) -> str:
        said = self._said_of(instance)
        name = self._ids[instance.key] = str(said.get("m_id") or next(self._free))
        label = self._names.of(str(said.get("label") or members[0].label))
        words = quote_of(self._document.text, members[0].spans)
        attributes = {"m_id": name, "RELATED_TO": said.get("RELATED_TO", "")}
        attributes["TAG_DESCRIPTOR"] = said.get("TAG_DESCRIPTOR", words)
        if instance.is_cross:
            attributes["instance_id"] = said.get("instance_id", instance.key)
        return f"<{label}{self._attributes(attributes)} />"

    def _coreference(self, place: int, instance: _Instance, members: Sequence[Mention]) -> Iterator[str]:
        kind = CROSS if instance.is_cross else INTRA
        attributes = {"r_id": self._said_of(instance).get("r_id") or str(place + 1)}
        if instance.is_cross:
            attributes["note"] = instance.key
        yield f"<{kind}{self._attributes(attributes)}>"
        for mention in members:
            yield f"  <source{self._attributes({'m_id': self._ids[mention.id]})}/>"
        yield f"  <target{self._attributes({'m_id': self._ids[instance.key]})}/>"
        yield f"</{kind}>"

    def _others(self, place: int, written: set[str]) -> Iterator[str]:
        links = [link for one in self._item.sets for link in one.links.values()]
        for link in links:
            kind = self._schema.link_types.get(link.type)
            if kind is not None and kind.ties and kind.joins == "mentions":
                continue
            if link.target.document != self._document.id or not {link.source, link.target.id} <= written:
                self._writing.leave_out(
                    Lost("link of other than two mentions of a document", self._document.id, link.type)
                )
                continue
            place += 1
            yield from self._relation(link, place)

    def _relation(self, link: Link, place: int) -> Iterator[str]:
        kept = link.extra.get(KEY)
        attributes = dict(kept) if isinstance(kept, Mapping) else {"r_id": f"{place + 1}"}
        name = self._names.of(link.type)
        yield f"<{name}{self._attributes({_NO_NAME.sub('_', key): value for key, value in attributes.items()})}>"
        yield f"  <source{self._attributes({'m_id': self._ids[link.source]})}/>"
        yield f"  <target{self._attributes({'m_id': self._ids[link.target.id]})}/>"
        yield f"</{name}>"

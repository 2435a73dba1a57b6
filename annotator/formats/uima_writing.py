"""Writes UIMA CAS."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cassis

from annotator.core.model import AttributeValue, Claim, Document, Link, Mention
from annotator.formats.base import Dataset, Item, Lost, Output, Writing
from annotator.formats.tokens import kept_tokens
from annotator.formats.uima_files import TYPE_SYSTEM
from annotator.formats.uima_types import (
    ANNOTATION,
    ARGUMENT,
    ARRAY,
    ATTRIBUTE,
    CLAIM,
    CLAIM_LINK,
    DEPENDENT,
    GOVERNOR,
    KEY,
    MENTION,
    MENTION_LINK,
    METADATA,
    OURS,
    SENTENCE,
    TOKEN,
    TOP,
    UNREADABLE,
    is_feature_name,
    is_type_name,
)

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_IDENTIFIER = re.compile(r"[^A-Za-z0-9_]")
_TAKEN = ("begin", "end", "sofa", "self", "type", "xmiID", "id", "part", "note", "label", "next", GOVERNOR, DEPENDENT)


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A file for each document, in a folder for each split; for XMI the type system beside them, once."""
    as_json = writing.options.get("as") == "json"
    layers = _Layers()
    for split in dataset.splits:
        for item in dataset.items(split):
            layers.see(item)
    types = layers.type_system()
    for split in dataset.splits:
        for item in dataset.items(split):
            if not as_json and _NO_XML.search(item.document.text):
                words = "its text has control characters; -o as=json can hold it"
                writing.leave_out(Lost("document that XML cannot hold", item.document.id, words))
                continue
            data = _Cas(item, layers, types, writing, as_json).data()
            name = f"{item.document.id}.{'json' if as_json else 'xmi'}"
            with output.open(f"{split}/{name}" if split else name) as file:
                file.write(data)
    if not as_json:
        with output.open(TYPE_SYSTEM) as file:
            file.write(types.to_xml().encode())


@dataclass(slots=True)
class _Layer:
    """What a layer needs: of each attribute the types of its values, the feature of its label, slots, and a chain."""

    values: dict[str, set[type]] = field(default_factory=dict)
    label: str = ""
    slots: dict[str, str] = field(default_factory=dict)
    chained: bool = False
    relation: bool = False
    names: dict[str, str] = field(default_factory=dict)

    def see(self, attributes: Mapping[str, AttributeValue]) -> None:
        for name, value in attributes.items():
            self.values.setdefault(name, set()).add(type(value))


class _Layers:
    """The layers of all documents, and the type system that has them."""

    def __init__(self) -> None:
        self._layers: dict[str, _Layer] = {name: _Layer(label="label") for name in OURS}
        self._layers[MENTION_LINK].relation = self._layers[CLAIM_LINK].relation = True

    def __getitem__(self, name: str) -> _Layer:
        return self._layers[name]

    def see(self, item: Item) -> None:
        """Adds what the records of a document need."""
        for one in item.sets:
            for mention in one.mentions.values():
                self._see(layer_for(mention, MENTION), label_feature(mention)).see(mention.attributes)
            for claim in one.claims.values():
                self._layers[CLAIM].see(claim.attributes)
                owner = one.mentions.get(str(_origin(claim).get("mention")))
                if (slots := slots_of(claim, owner)) is not None and owner is not None:
                    self._layers[layer_for(owner, MENTION)].slots[slots[0]] = slots[1]
            for link in one.links.values():
                source = one.mentions.get(link.source)
                if is_chain(link) and source is not None:
                    self._layers[layer_for(source, MENTION)].chained = True
                    continue
                layer = self._see(relation_for(link, claims=link.source in one.claims), label_feature(link))
                layer.relation = True
                layer.see(link.attributes)

    def _see(self, name: str, label: str) -> _Layer:
        layer = self._layers.setdefault(name, _Layer())
        layer.label = layer.label or label
        return layer

    def type_system(self) -> Any:
        """The type system, in which each layer knows what its attributes are called."""
        types = cassis.TypeSystem()
        for name in (TOKEN, SENTENCE):
            types.create_type(name, ANNOTATION)
        metadata = types.create_type(METADATA, "uima.tcas.DocumentAnnotation")
        for name in ("documentTitle", "documentId"):
            types.create_feature(metadata, name, "uima.cas.String")
        for name in sorted(self._layers):
            types.create_type(name, ANNOTATION)
        for name in sorted({ARGUMENT, *(kind for layer in self._layers.values() for kind in layer.slots.values())}):
            slot = types.create_type(name, TOP)
            types.create_feature(slot, "role", "uima.cas.String")
            types.create_feature(slot, "target", ANNOTATION)
        self._layers[CLAIM].slots["arguments"] = ARGUMENT
        for name, layer in sorted(self._layers.items()):
            _add_features(types, types.get_type(name), layer, own=name in OURS)
        return types


def _add_features(types: Any, kind: Any, layer: _Layer, *, own: bool) -> None:
    if layer.label:
        types.create_feature(kind, layer.label, "uima.cas.String")
    if own:
        types.create_feature(kind, "id", "uima.cas.String", description="the same for all parts of what has gaps")
        types.create_feature(kind, "part", "uima.cas.Integer", description="the number of the part, from 1")
        types.create_feature(kind, "note", "uima.cas.String")
    if layer.relation:
        for end in (GOVERNOR, DEPENDENT):
            types.create_feature(kind, end, ANNOTATION)
    if layer.chained:
        types.create_feature(kind, "next", kind)
    for name, slot in sorted(layer.slots.items()):
        types.create_feature(kind, name, ARRAY, elementType=slot)
    taken = {*_TAKEN, *UNREADABLE, *dir(cassis.typesystem.FeatureStructure), layer.label, *layer.slots}
    for name in sorted(layer.values):
        feature = _identifier(name, taken)
        taken.add(feature)
        layer.names[name] = feature
        words = f"{ATTRIBUTE}{json.dumps(name)}" if feature != name else None
        types.create_feature(kind, feature, _range(layer.values[name]), description=words)


def _identifier(name: str, taken: set[str]) -> str:
    base = _NO_IDENTIFIER.sub("_", name)
    base = base if base[:1].isalpha() else f"a_{base.strip('_')}"
    number, found = 1, base
    while found in taken:
        number += 1
        found = f"{base}_{number}"
    return found


def _range(kinds: set[type]) -> str:
    if kinds == {bool}:
        return "uima.cas.Boolean"
    if kinds == {int}:
        return "uima.cas.Long"
    return "uima.cas.Double" if kinds == {float} else "uima.cas.String"


class _Cas:
    """The CAS of one document."""

    def __init__(self, item: Item, layers: _Layers, types: Any, writing: Writing, as_json: bool) -> None:
        self._document: Document = item.document
        self._item, self._layers, self._types, self._writing, self._as_json = item, layers, types, writing, as_json
        self._cas = cassis.Cas(typesystem=types)
        self._cas.sofa_string = item.document.text
        self._cas.sofa_mime = "text/plain"
        self._made: dict[str, Any] = {}

    def data(self) -> bytes:
        """The file."""
        self._about()
        for one in self._item.sets:
            for mention in one.mentions.values():
                self._spans(mention, layer_for(mention, MENTION), mention.label, label_feature(mention) or "")
            for claim in one.claims.values():
                slots = slots_of(claim, one.mentions.get(str(_origin(claim).get("mention"))))
                if slots is None:
                    self._fill(self._spans(claim, CLAIM, claim.type, "label"), "arguments", ARGUMENT, claim)
                else:
                    self._fill(self._made[str(_origin(claim)["mention"])], *slots, claim)
            for link in one.links.values():
                self._link(link, claims=link.source in one.claims)
        written: str
        if self._as_json:
            written = self._cas.to_json()
            return (json.dumps(json.loads(written), ensure_ascii=False, indent=1) + "\n").encode()
        written = self._cas.to_xmi(pretty_print=True)
        return written.encode()

    def _lose(self, kind: str, words: str) -> None:
        self._writing.leave_out(Lost(kind, self._document.id, words))

    def _add(self, type_name: str, start: int, end: int, **features: Any) -> Any:
        made = self._types.get_type(type_name)(begin=start, end=end, **features)
        self._cas.add(made)
        return made

    def _about(self) -> None:
        document = self._document
        title = self._words(document.metadata.title, "title") or None
        self._add(METADATA, 0, len(document.text), documentId=document.id, documentTitle=title)
        tokens = kept_tokens(document)
        if tokens is None:
            return
        start = 0
        for count in tokens.sentences:
            self._add(SENTENCE, tokens.spans[start].start, tokens.spans[count - 1].end)
            start = count
        for span in tokens.spans:
            self._add(TOKEN, span.start, span.end)

    def _words(self, words: str, what: str) -> str:
        if self._as_json or not _NO_XML.search(words):
            return words
        self._lose("words that XML cannot hold", f"{what}: {words}")
        return ""

    def _spans(self, record: Mention | Claim, layer: str, label: str, feature: str) -> Any:
        said = self._said(record, layer, label, feature)
        several = len(record.spans) > 1
        if several and layer not in OURS:
            self._lose("gap in a mention of another tool's layer", f"{label}: {self._document.quote(record.spans)}")
        for number, span in enumerate(record.spans, 1):
            more = {"id": record.id, **({"part": number} if several else {})} if layer in OURS else {}
            made = self._add(layer, span.start, span.end, **said, **more)
            self._made.setdefault(record.id, made)
        return self._made[record.id]

    def _said(self, record: Mention | Claim | Link, layer_name: str, label: str, feature: str) -> dict[str, Any]:
        layer = self._layers[layer_name]
        said: dict[str, Any] = {}
        if feature:
            said[feature] = self._words(label, "label")
        if record.note:
            if layer_name in OURS:
                said["note"] = self._words(record.note, "note") or None
            else:
                self._lose("note in another tool's layer", record.note)
        for name, value in record.attributes.items():
            as_words = _range(layer.values[name]) == "uima.cas.String"
            if as_words and not isinstance(value, str):
                self._lose("kind of a value, which is words elsewhere", f"{name} = {value}")
            said[layer.names[name]] = self._words(str(value), name) if as_words else value
        return said

    def _fill(self, owner: Any, feature: str, slot: str, claim: Claim) -> None:
        kind, array = self._types.get_type(slot), self._types.get_type(ARRAY)
        filled = [
            kind(role=self._words(role, "argument"), target=self._made[one])
            for role, ids in claim.arguments.items()
            for one in ids
        ]
        owner[feature] = array(elements=filled)

    def _link(self, link: Link, *, claims: bool) -> None:
        source, target = self._made.get(link.source), self._made.get(link.target.id)
        if source is None or target is None or link.target.document != self._document.id:
            self._lose("link of a document", link.type)
        elif is_chain(link):
            source["next"] = target
        else:
            layer = relation_for(link, claims=claims)
            feature = label_feature(link) if layer not in OURS else "label"
            said = self._said(link, layer, link.type, feature)
            said |= {"id": link.id} if layer in OURS else {}
            self._add(layer, target.begin, target.end, **{GOVERNOR: source, DEPENDENT: target}, **said)


def _origin(record: Mention | Claim | Link) -> Mapping[str, Any]:
    """What the record's extra keys say of the layer that it came from."""
    said = record.extra.get(KEY)
    return said if isinstance(said, Mapping) else {}


def layer_for(mention: Mention, own: str) -> str:
    """The span layer that a mention goes to: the one that it came from, else ours."""
    layer = _origin(mention).get("layer")
    return layer if isinstance(layer, str) and is_type_name(layer) and layer not in OURS else own


def label_feature(record: Mention | Link) -> str:
    """The feature that the label goes to; empty where the layer's name is the label."""
    if "layer" not in _origin(record):
        return "label"
    said = _origin(record).get("label")
    return said if isinstance(said, str) and is_feature_name(said) else ""


def relation_for(link: Link, *, claims: bool) -> str:
    """The layer that a link goes to."""
    layer = _origin(link).get("layer")
    if isinstance(layer, str) and is_type_name(layer) and layer not in OURS:
        return layer
    return CLAIM_LINK if claims else MENTION_LINK


def is_chain(link: Link) -> bool:
    """Whether a link is the step of a chain of another tool's layer."""
    return _origin(link).get("label") == "next"


def slots_of(claim: Claim, owner: Mention | None) -> tuple[str, str] | None:
    """The feature and the type of the slots of another tool's layer that a claim goes to; None: to our layer."""
    said = _origin(claim)
    feature, slot = said.get("feature"), said.get("link")
    if owner is None or not (isinstance(feature, str) and isinstance(slot, str)):
        return None
    return (feature, slot) if is_feature_name(feature) and is_type_name(slot) else None

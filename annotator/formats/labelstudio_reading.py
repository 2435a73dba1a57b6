"""Reads Label Studio's JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.core.model import AnnotationSet, AttributeValue, Link, Mention, Record, Span, Target
from annotator.core.schema import LinkType
from annotator.formats.about import about_in, document_name
from annotator.formats.base import Item, Reading, Source, SourceFile, make_document, make_set
from annotator.formats.json_array import json_elements
from annotator.formats.json_input import Fields, json_objects
from annotator.formats.offsets import OffsetMap, Place, unit_of

SUFFIXES = (".json", ".jsonl")
RELATION = "relation"
"""The type of a relation that has no label."""
KEY = "label-studio"
"""The extra key of a record under which stands what has no place in the model."""
USER = re.compile(r"user-([0-9]{1,9})")
"""Names of annotators of whom a source has only the number."""
_TYPES = ("labels", "hypertextlabels", "paragraphlabels")
_VALUES = ("choices", "taxonomy", "text", "rating", "number", "datetime")


def read(source: Source, reading: Reading) -> Iterator[Item]:
    """The tasks of each file, each a document with what every annotator said of it."""
    for file in source.files(*SUFFIXES):
        unsaid: Counter[str] = Counter()
        key = reading.options.get("text", "")
        unit = unit_of(file.name, _places(file, key), reading.say, reading.options.get("unit", ""), same=_same_words)
        for task in _tasks(file):
            text = _text(task, key)
            yield _Task(task, text, OffsetMap(text[1], unit), reading, unsaid).item()
        for words, number in unsaid.items():
            reading.say(f"{file.name}: {number} {words}.")


def _tasks(file: SourceFile) -> Iterator[Fields]:
    if file.name.endswith(".jsonl"):
        return json_objects(file)
    return json_elements(file, "The task")


def _text(task: Fields, key: str) -> tuple[str, str]:
    """Under which key of its data the text of a task is, and the text."""
    data = task.child("data")
    texts = [name for name, value in data.data.items() if isinstance(value, str)]
    name = key or ("text" if "text" in texts else texts[0] if len(texts) == 1 else "")
    if name not in texts:
        has = ", ".join(texts[:10]) or "none"
        raise task.error(f"Which of its data is the text? Tell with -o text=KEY; there are texts under: {has[:200]}.")
    return name, data.text(name)


def _annotations(task: Fields) -> Iterator[Fields]:
    key = "annotations" if "annotations" in task else "completions"
    return (one for one in task.objects(key, "An annotation") if one.data.get("was_cancelled") is not True)


def _is_region(result: Fields) -> bool:
    value = result.data.get("value")
    return result.data.get("type") in _TYPES and isinstance(value, Mapping) and isinstance(value.get("start"), int)


def _places(file: SourceFile, key: str) -> Iterator[tuple[str, Iterator[Place]]]:
    for task in _tasks(file):
        regions = (
            _place(result.child("value"))
            for one in _annotations(task)
            for result in one.objects("result", "A result")
            if _is_region(result)
        )
        yield _text(task, key)[1], regions


def _place(value: Fields) -> Place:
    said = value.data.get("text")
    pieces = ((value.number("start"), value.number("end")),)
    return Place(pieces, said if isinstance(said, str) else None, value.line)


def _same_words(there: str, said: str) -> bool:
    """Old versions write a line end in a region's words as a backslash and an n."""
    return there == said or there.replace("\n", "\\n") == said


@dataclass(slots=True)
class _Said:
    """What one annotator says: regions by their ids in the file, and what follows from them."""

    regions: dict[str, list[Mention]] = field(default_factory=dict)
    attributes: dict[str, dict[str, AttributeValue]] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    document: dict[str, AttributeValue] = field(default_factory=dict)


class _Task:
    def __init__(
        self, task: Fields, text: tuple[str, str], offsets: OffsetMap, reading: Reading, unsaid: Counter[str]
    ) -> None:
        self._task, self._reading, self._offsets, self._unsaid = task, reading, offsets, unsaid
        self._key, self._text = text
        data = task.child("data")
        self._id = document_name(data if "document" in data else task)
        about = {name: value for name, value in data.data.items() if name != self._key}
        self._document = make_document(self._id, self._text, task.name, about_in(about))

    def item(self) -> Item:
        sets: dict[str, list[Fields]] = {}
        for one in _annotations(self._task):
            sets.setdefault(_annotator(one), []).append(one)
        cancelled = len(self._task.values("annotations")) - sum(map(len, sets.values()))
        self._say("annotations were cancelled and are left out", max(0, cancelled))
        self._say("predictions are no annotations, and left out", len(self._task.values("predictions")))
        return Item(self._document, tuple(self._set(name, ones) for name, ones in sets.items()))

    def _say(self, words: str, number: int = 1) -> None:
        if number:
            self._unsaid[words] += number

    def _set(self, annotator: str, annotations: list[Fields]) -> AnnotationSet:
        records: list[Record] = []
        attributes: dict[str, AttributeValue] = {}
        for one in annotations:
            said = _Said()
            for result in one.objects("result", "A result"):
                if _is_region(result):
                    self._region(result, said)
            for result in one.objects("result", "A result"):
                if result.data.get("type") == "relation":
                    self._relation(result, said)
                elif not _is_region(result):
                    self._value(result, said)
            for key, mentions in said.regions.items():
                more = said.attributes.get(key, {})
                records += [
                    replace(mention, attributes={**mention.attributes, **more}) if more else mention
                    for mention in mentions
                ]
            records += said.records
            attributes |= said.document | dict(one.attributes("attributes"))
        return make_set(self._document, records, annotator, attributes)

    def _region(self, result: Fields, said: _Said) -> None:
        value = result.child("value")
        start, end = self._offsets.code_point(value.number("start")), self._offsets.code_point(value.number("end"))
        if start is None or end is None or start >= end:
            raise result.error("The offsets of a region are not in the text.")
        key = str(result.data.get("id", f"#{len(said.regions)}"))
        if key in said.regions:
            raise result.error(f"The id {key[:40]!r} is that of two regions.")
        labels = value.values(str(result.data["type"]) if result.data["type"] in value else "labels")
        if not labels:
            self._say("regions have no label, and are left out")
        meta = result.child("meta")
        note = "\n".join(part for part in meta.values("text") if isinstance(part, str))
        attributes = meta.attributes("attributes")
        said.regions[key] = []
        for label in labels:
            if not isinstance(label, str):
                raise result.error(f"A label is a text, not {str(label)[:40]}.")
            mention = Mention(
                self._reading.new_id("mention"), label, (Span(start, end),), note=note, attributes=attributes
            )
            said.regions[key].append(mention)

    def _relation(self, result: Fields, said: _Said) -> None:
        ends = [str(result.data.get(key, "")) for key in ("from_id", "to_id")]
        for end in ends:
            if end not in said.regions:
                raise result.error(f"A relation names the region {end[:40]!r}, which is not there.")
        if result.data.get("direction") == "left":
            ends.reverse()
        source, target = (said.regions[end] for end in ends)
        if not source or not target:
            self._say("relations have an end without a label, and are left out")
            return
        meta = result.child("meta")
        note = "\n".join(part for part in meta.values("text") if isinstance(part, str))
        extra = {KEY: {"direction": "bi"}} if result.data.get("direction") == "bi" else {}
        for kind in result.values("labels") or [RELATION]:
            if not isinstance(kind, str):
                raise result.error(f"A label is a text, not {str(kind)[:40]}.")
            if kind not in self._reading.schema.link_types and kind not in self._reading.parts.link_types:
                self._reading.parts.link_types[kind] = LinkType(kind)
            said.records.append(
                Link(
                    self._reading.new_id("link"),
                    kind,
                    source[0].id,
                    Target(self._id, target[0].id),
                    note=note,
                    attributes=meta.attributes("attributes"),
                    extra=extra,
                )
            )

    def _value(self, result: Fields, said: _Said) -> None:
        """A choice, rating or text, of a region or of the whole document, as its attribute."""
        value = result.data.get("value")
        given = next((value[key] for key in _VALUES if key in value), None) if isinstance(value, Mapping) else None
        name, simple = result.data.get("from_name"), _simple(given)
        if not isinstance(name, str) or simple is None:
            self._say(f"results of the type {str(result.data.get('type'))[:40]!r} have no place here, and are left out")
            return
        key = str(result.data.get("id", ""))
        is_region = key in said.regions
        (said.attributes.setdefault(key, {}) if is_region else said.document)[name] = simple


def _simple(value: Any) -> AttributeValue | None:
    if isinstance(value, list):
        flat = [one for part in value for one in (part if isinstance(part, list) else [part])]
        if not flat or not all(isinstance(one, str) for one in flat):
            return None
        return ", ".join(flat)
    return value if isinstance(value, str | int | float) else None


def _annotator(annotation: Fields) -> str:
    """Whose an annotation is; empty where it is not told."""
    name = annotation.data.get("annotator")
    if isinstance(name, str) and name:
        return name
    by = annotation.data.get("completed_by")
    if isinstance(by, Mapping):
        email = by.get("email")
        by = email if isinstance(email, str) and email else by.get("id")
    if isinstance(by, str):
        return by
    return f"user-{by}" if isinstance(by, int) and not isinstance(by, bool) else ""

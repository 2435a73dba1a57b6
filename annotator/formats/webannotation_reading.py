"""Reads W3C Web Annotations."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from annotator.core.model import Attributes, AttributeValue, Link, Mention, Record, Span, Target
from annotator.core.schema import LinkType
from annotator.formats.about import about_in
from annotator.formats.base import Item, Reading, Source, SourceFile, Unit, make_document, make_set, text_of
from annotator.formats.json_input import Fields, json_value
from annotator.formats.lines import stem_of
from annotator.formats.offsets import OffsetMap, Place, unit_of

SUFFIXES = (".jsonld", ".json")
URN = "urn:annotator:"
"""Begins the names of our own annotations and documents."""
ABOUT = "about"
"""The key of a page under which stands what is known of its text."""
UNTAGGED = "annotation"
"""The label of an annotation that has no tag."""


def read(source: Source, reading: Reading) -> Iterator[Item]:
    """The text of each page, with what its annotations say."""
    wanted = {iri for page in _pages(source, reading) for one in page.annotations for iri in _ends(one)}
    known: dict[str, Target] = {}
    if wanted:
        for page in _pages(source, reading):
            for one in page.annotations:
                name = one.data.get("id")
                if isinstance(name, str) and name in wanted and not _is_link(one):
                    if name in known:
                        raise one.error(f"The id {name[:60]!r} is that of two annotations.")
                    text = page.text_for(_targets(one)[0])
                    known[name] = Target(stem_of(text.name), reading.new_id("mention"))
    for page in _pages(source, reading):
        yield from page.items(known)


def _pages(source: Source, reading: Reading) -> Iterator[_Page]:
    for file in source.files(*SUFFIXES):
        yield _Page(file, source, reading)


def _is_link(annotation: Fields) -> bool:
    said = annotation.data.get("motivation")
    return "linking" in said if isinstance(said, list) else said == "linking"


def _ends(annotation: Fields) -> Iterator[str]:
    """The annotations or documents that a link joins."""
    if _is_link(annotation):
        for value in _listed(annotation.data.get("target")):
            if isinstance(value, str):
                yield value
        yield from _linked(annotation)


def _linked(annotation: Fields) -> Iterator[str]:
    """What the body of a link leads to."""
    for value in _listed(annotation.data.get("body")):
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping) and isinstance(value.get("source"), str):
            yield value["source"]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


class _Selected(NamedTuple):
    """One piece of a target: by position, by quote, or by both."""

    position: tuple[int, int] | None
    exact: str | None
    prefix: str
    suffix: str
    fields: Fields


def _targets(annotation: Fields) -> list[Fields]:
    """The targets, each of which the body is of; a name alone is a whole source."""
    found = []
    for value in _listed(annotation.data.get("target")):
        data = {"source": value} if isinstance(value, str) else value
        found.append(Fields.of(data, annotation.name, annotation.line, "A target"))
    if not found:
        raise annotation.error("An annotation has no target.")
    return found


def _pieces(target: Fields) -> list[Fields]:
    if target.data.get("type") in ("Composite", "List"):
        return list(target.objects("items", "A target"))
    return [target]


def _selected(piece: Fields) -> _Selected | None:
    """What the selectors of a piece say; None where they are of kinds that are not known here, or none."""
    position, exact, prefix, suffix = None, None, "", ""
    for value in _listed(piece.data.get("selector")):
        selector = Fields.of(value, piece.name, piece.line, "A selector")
        match selector.data.get("type"):
            case "TextPositionSelector":
                position = selector.number("start"), selector.number("end")
            case "TextQuoteSelector":
                exact = selector.text("exact")
                prefix, suffix = selector.text("prefix", ""), selector.text("suffix", "")
    return _Selected(position, exact, prefix, suffix, piece) if position or exact else None


@dataclass(slots=True)
class _Body:
    """What the body of an annotation says."""

    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    attributes: dict[str, AttributeValue] = field(default_factory=dict)


def _body(annotation: Fields) -> _Body:
    body = _Body()
    for value in _listed(annotation.data.get("body")):
        if not isinstance(value, Mapping) or not isinstance(value.get("value"), str):
            continue
        purpose = value.get("purpose") or annotation.data.get("motivation")
        if value.get("format") == "application/json" and purpose == "describing":
            body.attributes.update(_attributes(annotation, value["value"]))
        elif purpose in ("tagging", "classifying", "identifying"):
            body.tags.append(value["value"])
        else:
            body.notes.append(value["value"])
    return body


def _attributes(annotation: Fields, text: str) -> Attributes:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise annotation.error("What describes it as JSON is no sound JSON.") from error
    return Fields({"attributes": value}, annotation.name, annotation.line, "An annotation").attributes("attributes")


class _Page:
    """One file of annotations."""

    def __init__(self, file: SourceFile, source: Source, reading: Reading) -> None:
        self._file, self._source, self._reading = file, source, reading
        value = json_value(file)
        self._data = value if isinstance(value, Mapping) else {}
        self.annotations = list(_numbered(file, value))
        self._texts: dict[str, SourceFile] = {}
        self._contents: dict[str, str] = {}

    def text_for(self, target: Fields) -> SourceFile:
        """The file of the text that a target is on; FormatError where it is not among the files."""
        pieces = _pieces(target)
        said = pieces[0].data.get("source") if pieces else ""
        iri = said if isinstance(said, str) else str(said.get("id", "")) if isinstance(said, Mapping) else ""
        if iri not in self._texts:
            found = next((file for name in self._names(iri) if (file := self._source.file(name)) is not None), None)
            if found is None:
                raise target.error(
                    f"The text that it is on, {iri[:80]!r}, is not among the files, nor is {self._beside()}."
                )
            self._texts[iri] = found
        return self._texts[iri]

    def _beside(self) -> str:
        return f"{stem_of(self._file.name)}.txt"

    def _names(self, iri: str) -> Iterator[str]:
        """Where the text may be: where the name of the source leads, beside the file, or under the file's own name."""
        folder = self._file.name.rpartition("/")[0]
        try:
            path = unquote(urlsplit(iri).path)
        except ValueError:
            path = ""
        for name in (
            posixpath.normpath(posixpath.join(folder, path)),
            posixpath.join(folder, posixpath.basename(path)),
        ):
            if path and name.endswith(".txt"):
                yield name
        yield self._beside()

    def content(self, file: SourceFile) -> str:
        if file.name not in self._contents:
            self._contents[file.name] = text_of(file)
        return self._contents[file.name]

    def items(self, known: Mapping[str, Target]) -> Iterator[Item]:
        """Its documents, each with a set for each of those who annotated it."""
        on: dict[str, list[Fields]] = {}
        texts: dict[str, SourceFile] = {}
        for one in self.annotations:
            if _is_link(one):
                source = self._end(one, known, _targets(one)[0].data.get("source"))
                on.setdefault(source.document, []).append(one)
                continue
            file = self.text_for(_targets(one)[0])
            texts[stem_of(file.name)] = file
            on.setdefault(stem_of(file.name), []).append(one)
        alone = self._source.file(self._beside())
        if not on and alone is not None:
            texts[stem_of(alone.name)] = alone
        unit = self._unit()
        for document_id in {**texts, **on}:
            yield self._item(document_id, texts.get(document_id), on.get(document_id, []), unit, known)

    def _unit(self) -> Unit:
        told = self._reading.options.get("unit", "")
        return unit_of(self._file.name, self._places(), self._reading.say, told)

    def _places(self) -> Iterator[tuple[str, Iterator[Place]]]:
        for one in self.annotations:
            if _is_link(one):
                continue
            for target in _targets(one):
                found = [chosen for piece in _pieces(target) if (chosen := _selected(piece)) is not None]
                places = [Place((chosen.position,), chosen.exact, one.line) for chosen in found if chosen.position]
                if places:
                    yield self.content(self.text_for(target)), iter(places)

    def _item(
        self,
        document_id: str,
        file: SourceFile | None,
        annotations: Sequence[Fields],
        unit: Unit,
        known: Mapping[str, Target],
    ) -> Item:
        if file is None:
            file = self._source.file(f"{document_id}.txt")
            if file is None:
                raise annotations[0].error(f"The text of {document_id[:80]!r} is not among the files.")
        text = self.content(file)
        about = self._data.get(ABOUT)
        metadata = about_in(about if isinstance(about, Mapping) else {})
        document = make_document(document_id, text, file.name, metadata)
        offsets = OffsetMap(text, unit)
        records: dict[str, list[Record]] = {}
        said: dict[str, dict[str, AttributeValue]] = {}
        for one in annotations:
            who = _creator(one)
            records.setdefault(who, [])
            if _is_link(one):
                records[who].append(self._link(one, known))
                continue
            mentions = list(self._mentions(one, text, offsets, known))
            if not mentions:
                said.setdefault(who, {}).update(_body(one).attributes)
            records[who] += mentions
        sets = (make_set(document, found, who, said.get(who, {})) for who, found in records.items())
        return Item(document, tuple(sets))

    def _mentions(
        self, annotation: Fields, text: str, offsets: OffsetMap, known: Mapping[str, Target]
    ) -> Iterator[Mention]:
        body = _body(annotation)
        for place, target in enumerate(_targets(annotation)):
            pieces = [_selected(piece) for piece in _pieces(target)]
            chosen = [piece for piece in pieces if piece is not None]
            if not chosen or len(chosen) != len(pieces):
                if not body.attributes:
                    words = "Annotations that select nothing by position or quote have no place here, and are left out."
                    self._reading.say(f"{self._file.name}: {words}")
                continue
            spans = tuple(sorted(_span(piece, text, offsets) for piece in chosen))
            for number, label in enumerate(body.tags or [UNTAGGED]):
                end = known.get(str(annotation.data.get("id"))) if place == number == 0 else None
                yield Mention(
                    end.id if end is not None else self._reading.new_id("mention"),
                    label,
                    spans,
                    note="\n".join(body.notes),
                    attributes=body.attributes,
                )

    def _end(self, annotation: Fields, known: Mapping[str, Target], iri: object) -> Target:
        if not isinstance(iri, str) or iri not in known:
            raise annotation.error(f"It links {str(iri)[:80]!r}, which is no annotation here.")
        return known[iri]

    def _link(self, annotation: Fields, known: Mapping[str, Target]) -> Link:
        body = _body(annotation)
        source = self._end(annotation, known, _targets(annotation)[0].data.get("source"))
        linked = list(_linked(annotation))
        if len(linked) != 1:
            raise annotation.error("A link leads to one annotation.")
        kind = body.tags[0] if body.tags else "linking"
        if kind not in self._reading.schema.link_types and kind not in self._reading.parts.link_types:
            self._reading.parts.link_types[kind] = LinkType(kind)
        return Link(
            self._reading.new_id("link"),
            kind,
            source.id,
            self._end(annotation, known, linked[0]),
            note="\n".join(body.notes),
            attributes=body.attributes,
        )


def _span(chosen: _Selected, text: str, offsets: OffsetMap) -> Span:
    """Where a piece is; FormatError where its words are not there, or more than once."""
    if chosen.position is not None:
        start, end = (offsets.code_point(offset) for offset in chosen.position)
        if start is None or end is None or start >= end:
            raise chosen.fields.error(f"The offsets {chosen.position} are not in the text.")
        return Span(start, end)
    words = chosen.prefix + (chosen.exact or "") + chosen.suffix
    first = text.find(words)
    if first < 0 or text.find(words, first + 1) >= 0:
        many = "is not" if first < 0 else "is more than once"
        raise chosen.fields.error(f"What it quotes, {words[:60]!r}, {many} in the text.")
    start = first + len(chosen.prefix)
    return Span(start, start + len(chosen.exact or ""))


def _creator(annotation: Fields) -> str:
    """Who made an annotation; empty where it is not told."""
    for value in _listed(annotation.data.get("creator")):
        data = value if isinstance(value, Mapping) else {"id": value}
        for key in ("name", "nickname", "email", "id"):
            if isinstance(name := data.get(key), str) and name:
                return name
    return ""


def _numbered(file: SourceFile, value: Any) -> Iterator[Fields]:
    """The annotations of a file: of a page, a collection, a list, or the one that it is; with the line of their ids."""
    data = file.read()
    reached, line = 0, 1
    for one in _annotations(value):
        name = one.get("id") if isinstance(one, Mapping) else None
        place = data.find(json.dumps(name, ensure_ascii=False).encode("utf-8", "replace"), reached) if name else -1
        if place >= 0:
            line += data.count(b"\n", reached, place)
            reached = place
        yield Fields.of(one, file.name, line if place >= 0 else None, "An annotation")


def _annotations(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping):
        for inner in (value.get("items"), value.get("@graph")):
            if isinstance(inner, list) and value.get("type") != "Annotation":
                return inner
        if value.get("type") in ("AnnotationCollection", ["BasicContainer", "AnnotationCollection"]):
            return _annotations(value.get("first"))
    return [value]

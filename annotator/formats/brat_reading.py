"""Reads brat standoff."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, NamedTuple

from annotator.core.model import AttributeValue, Claim, Document, Link, Mention, Record, Span, Spans, Target
from annotator.core.schema import AttributeType, LinkType
from annotator.formats.base import FormatError, Item, Reading, Source, SourceFile, make_document, make_set, text_of
from annotator.formats.brat_conf import CONF, read_conf
from annotator.formats.offsets import OffsetMap, Place, unit_of

TRIGGER = "trigger"
"""The slot of a claim that its trigger fills."""
EVIDENCE = "Evidence"
"""The type of a note on a text-bound annotation that is only the evidence of a claim, and no mention."""
NOTE = "AnnotatorNotes"
KEY = "brat"
"""The extra key of a record under which stands what has no place in the model."""

ANNOTATIONS = (".ann", ".a1", ".a2")
_TEXT_BOUND = re.compile(r"(\S+) (\d{1,15} \d{1,15}(?:;\d{1,15} \d{1,15})*)")
_PLAIN = re.compile(r"((T\d+)\t([^ \t\r\n]+) (\d{1,15}) (\d{1,15})\t([^\t\r\n]+)\n)")
_NUMBERED = re.compile(r"(.*?)(\d*)")


def read(source: Source, reading: Reading) -> Iterator[Item]:
    """Each text with its annotations; a text without any is a document too."""
    for conf in source.files(CONF):
        if conf.name.rpartition("/")[2] == CONF:
            read_conf(conf, reading.parts)
    texts = {file.name for file in source.files(".txt")}
    for file in source.files(*ANNOTATIONS):
        if f"{_stem(file.name)}.txt" not in texts:
            raise FormatError(file.name, None, f'The text it is about, "{_stem(file.name)}.txt", is not beside it.')
    for text in source.files(".txt"):
        stem = _stem(text.name)
        document = make_document(stem, text_of(text), text.name)
        beside = [found for suffix in ANNOTATIONS if (found := source.file(stem + suffix)) is not None]
        records = _plain_mentions(document, beside, reading)
        if records is None:
            records = _Records(document, [line for one in beside for line in _lines(one)], reading).all()
        yield Item(document, (make_set(document, records),) if beside else ())


def _plain_mentions(document: Document, beside: Sequence[SourceFile], reading: Reading) -> list[Record] | None:
    """The mentions of a file that has nothing else, each of one piece with its words where it says, in code points.

    None for every other file, which is read line by line: that takes twice as long, and finds what is wrong.
    """
    if len(beside) != 1 or reading.options:
        return None
    written, text = text_of(beside[0]), document.text
    found = _PLAIN.findall(written)
    if sum([len(line[0]) for line in found]) != len(written) or len({line[1] for line in found}) != len(found):
        return None
    records: list[Record] = []
    new_id = reading.new_id
    for _, _, label, first, last, words in found:
        start, end = int(first), int(last)
        if text[start:end] != words:
            return None
        records.append(Mention(new_id("mention"), label, (Span(start, end),)))
    return records


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


class _Line(NamedTuple):
    """A line: its id, what stands in its second and third column, and where it is."""

    id: str
    data: str
    text: str | None
    file: str
    number: int

    def error(self, sentence: str) -> FormatError:
        return FormatError(self.file, self.number, sentence)


def _lines(file: SourceFile) -> Iterator[_Line]:
    for number, line in enumerate(text_of(file).split("\n"), 1):
        if not line.strip():
            continue
        name, tab, rest = line.removesuffix("\r").partition("\t")
        if not tab:
            raise FormatError(file.name, number, f"There is no tab after {name[:40]!r}; the line may be cut short.")
        data, tab, text = rest.partition("\t")
        yield _Line(name, data, text if tab else None, file.name, number)


class _Event(NamedTuple):
    line: _Line
    type: str
    trigger: str
    arguments: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Notes:
    """What other lines say of a record."""

    attributes: dict[str, AttributeValue] = field(default_factory=dict)
    note: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


class _Records:
    """The records of one document, from its lines."""

    def __init__(self, document: Document, lines: Sequence[_Line], reading: Reading) -> None:
        self._document, self._reading = document, reading
        self._by_id: dict[str, _Line] = {}
        self._kinds: dict[str, list[_Line]] = {kind: [] for kind in "TREAMN#*"}
        for line in lines:
            kind = line.id[:1]
            if kind not in self._kinds:
                raise line.error(f"{line.id[:40]!r} is no id of brat's: T, R, E, A, M, N, # or * begin one.")
            if kind != "*":
                if line.id in self._by_id:
                    raise line.error(f'The id "{line.id}" is also that of line {self._by_id[line.id].number}.')
                self._by_id[line.id] = line
            self._kinds[kind].append(line)
        self._said: dict[str, _Notes] = {}
        self._ids: dict[str, str] = {}
        self._evidence: set[str] = set()

    def all(self) -> list[Record]:
        """All of them; FormatError."""
        spans = self._all_spans()
        events = {line.id: _event(line) for line in self._kinds["E"]}
        for event in events.values():
            for name in (event.trigger, *(filler for _, filler in event.arguments)):
                self._require(name, event.line, "TE")
            if event.trigger[:1] != "T":
                raise event.line.error(f"The trigger of an event is a text-bound annotation, not {event.trigger!r}.")
        _refuse_circles(events)
        for kind in "TER":
            name = {"T": "mention", "E": "claim", "R": "link"}[kind]
            self._ids.update({line.id: self._reading.new_id(name) for line in self._kinds[kind]})  # type: ignore[arg-type]
        self._read_notes(events)
        records: list[Record] = [
            self._finished(Mention(self._ids[name], self._label(name), where), name)
            for name, where in spans.items()
            if name not in self._evidence
        ]
        records += [self._finished(self._claim(event, events, spans), name) for name, event in events.items()]
        records += [self._finished(self._relation(line, events), line.id) for line in self._kinds["R"]]
        for line in self._kinds["*"]:
            records += self._equivalence(line)
        return records

    def _require(self, name: str, line: _Line, kinds: str) -> None:
        if name not in self._by_id or name[0] not in kinds:
            raise line.error(f"It names {name[:40]!r}, which is not in the file.")

    def _label(self, name: str) -> str:
        return self._by_id[name].data.split(" ", 1)[0]

    def _all_spans(self) -> dict[str, Spans]:
        """Where the text-bound annotations are, in code points, whatever the file counts."""
        places = {line.id: _place(line) for line in self._kinds["T"]}
        text = self._document.text
        told = self._reading.options.get("offsets", "")
        offsets = OffsetMap(text, "code-points")
        if told not in ("", "code-points") or not all(_stands_there(text, place) for place in places.values()):
            name = self._kinds["T"][0].file if places else self._document.id
            unit = unit_of(name, [(text, places.values())], self._reading.say, told, same=_same)
            offsets = OffsetMap(text, unit)
        return {name: self._spans(self._by_id[name], place, offsets) for name, place in places.items()}

    def _spans(self, line: _Line, place: Place, offsets: OffsetMap) -> Spans:
        spans = []
        for piece in place.pieces:
            start, end = offsets.code_point(piece[0]), offsets.code_point(piece[1])
            if start is None or end is None or start >= end:
                raise line.error(f"The offsets {piece[0]} to {piece[1]} are not in the text.")
            spans.append(Span(start, end))
        spans.sort()
        if len(spans) > 1 and any(later.start < earlier.end for earlier, later in pairwise(spans)):
            raise line.error("Its pieces overlap.")
        return tuple(spans)

    def _read_notes(self, events: Mapping[str, _Event]) -> None:
        """Attributes, normalisations and notes, under the id of what they are on."""
        for line in (*self._kinds["A"], *self._kinds["M"]):
            self._attribute(line)
        for line in self._kinds["N"]:
            parts = line.data.split()
            if len(parts) != 3:
                raise line.error("A normalisation has a type, the id of what it is of, and a reference.")
            self._require(parts[1], line, "TER")
            self._on(parts[1]).extra.setdefault("normalizations", []).append([parts[0], parts[2], line.text or ""])
        only_triggers = self._only_triggers(events)
        for line in self._kinds["#"]:
            self._note(line, only_triggers)

    def _only_triggers(self, events: Mapping[str, _Event]) -> set[str]:
        """The text-bound annotations that nothing names but one event, as its trigger, and notes."""
        named = {name for kind in "R*AMN" for line in self._kinds[kind] for name in re.split(r"[\s:]", line.data)}
        fillers = {filler for event in events.values() for _, filler in event.arguments}
        named |= fillers | {events[name].trigger for name in fillers if name in events}
        triggers = [event.trigger for event in events.values()]
        return {name for name in triggers if name not in named and triggers.count(name) == 1}

    def _on(self, name: str) -> _Notes:
        return self._said.setdefault(name, _Notes())

    def _attribute(self, line: _Line) -> None:
        parts = line.data.split(None, 2)
        if len(parts) < 2:
            raise line.error("An attribute has a type and the id of what it is of.")
        self._require(parts[1], line, "TER")
        said = self._on(parts[1])
        value: AttributeValue = True
        if len(parts) == 3:
            value = self._value(parts[0], parts[2], parts[1])
        if said.attributes.setdefault(parts[0], value) != value:
            raise line.error(f'"{parts[1]}" has the attribute "{parts[0]}" twice, with different values.')
        if line.id[0] == "M":
            said.extra.setdefault("modifications", []).append(parts[0])

    def _value(self, name: str, written: str, owner: str) -> AttributeValue:
        """A value as the schema has it: brat knows only words."""
        match self._attribute_type(name, owner):
            case "flag" if written in ("true", "false"):
                return written == "true"
            case "number":
                for kind in (int, float):
                    try:
                        return kind(written)
                    except ValueError:
                        continue
        return written

    def _attribute_type(self, name: str, owner: str) -> AttributeType | None:
        schema, named = self._reading.schema, self._by_id[owner].data.split(" ", 1)[0]
        match owner[0]:
            case "T":
                return schema.attributes_of(named).get(name)
            case "E":
                kind = schema.claim_types.get(named.rpartition(":")[0])
                return kind.attributes.get(name) if kind is not None else None
        link_type = schema.link_types.get(named)
        return link_type.attributes.get(name) if link_type is not None else None

    def _note(self, line: _Line, only_triggers: set[str]) -> None:
        parts = line.data.split()
        if len(parts) != 2:
            raise line.error("A note has a type and the id of what it is on.")
        kind, name = parts
        if name in self._by_id and name[0] in "AMN#":
            self._reading.say(f"{line.file}: Notes on attributes, normalisations and notes have no place here.")
            return
        self._require(name, line, "TER")
        said, text = self._on(name), line.text or ""
        if kind == EVIDENCE and name in only_triggers:
            self._evidence.add(name)
        elif kind == NOTE and not said.note and text:
            said.note = text
        else:
            said.extra.setdefault("notes", []).append([kind, text])

    def _finished(self, record: Any, name: str) -> Record:
        """The record with all that other lines say of it."""
        said = self._said.get(name)
        if said is None:
            finished: Record = record
            return finished
        extra = {**record.extra.get(KEY, {}), **said.extra}
        return replace(  # type: ignore[no-any-return]
            record, attributes=said.attributes, note=said.note, extra={KEY: extra} if extra else record.extra
        )

    def _claim(self, event: _Event, events: Mapping[str, _Event], spans: Mapping[str, Spans]) -> Claim:
        slots: dict[str, list[str]] = {}
        meant: dict[str, list[str]] = {}
        if event.trigger not in self._evidence:
            slots[TRIGGER] = [self._ids[event.trigger]]
        for role, filler in event.arguments:
            other = events.get(filler)
            slots.setdefault(role, []).append(self._ids[other.trigger if other is not None else filler])
            meant.setdefault(role, []).append(self._ids[filler] if other is not None else "")
        meant = {role: ids for role, ids in meant.items() if any(ids)}
        return Claim(
            self._ids[event.line.id],
            event.type,
            spans[event.trigger],
            {role: tuple(ids) for role, ids in slots.items()},
            extra={KEY: {"events": meant}} if meant else {},
        )

    def _relation(self, line: _Line, events: Mapping[str, _Event]) -> Link:
        kind, *ends = line.data.split()
        pairs = [end.partition(":") for end in ends]
        if len(pairs) != 2 or not all(name and colon and filler for name, colon, filler in pairs):
            raise line.error("A relation has a type and two arguments, such as Arg1:T1 Arg2:T2.")
        fillers = [filler for _, _, filler in pairs]
        for filler in fillers:
            self._require(filler, line, "TE")
        extra: dict[str, Any] = {}
        if (names := [name for name, _, _ in pairs]) != ["Arg1", "Arg2"]:
            extra["arguments"] = names
        link_type = self._link_type(kind)
        both = all(filler[0] == "E" for filler in fillers)
        joins = link_type.joins if link_type is not None else "claims" if both else "mentions"
        if joins == "mentions" and any(filler[0] == "E" for filler in fillers):
            extra["events"] = [self._ids[filler] if filler[0] == "E" else "" for filler in fillers]
            fillers = [events[filler].trigger if filler in events else filler for filler in fillers]
        if link_type is not None and link_type.joins == "mentions" and link_type.ties:
            extra["relation"] = True
        source, target = (self._ids[filler] for filler in fillers)
        if link_type is None:
            self._reading.parts.link_types[kind] = LinkType(kind, joins=joins)
        end = Target(self._document.id, target)
        return Link(self._ids[line.id], kind, source, end, extra={KEY: extra} if extra else {})

    def _link_type(self, name: str) -> LinkType | None:
        return self._reading.schema.link_types.get(name) or self._reading.parts.link_types.get(name)

    def _equivalence(self, line: _Line) -> Iterator[Link]:
        kind, *names = line.data.split()
        if len(names) < 2:
            raise line.error("An equivalence names at least two annotations.")
        for name in names:
            self._require(name, line, "T")
            if name in self._evidence:
                raise line.error(f"{name!r} is only the evidence of a claim.")
        known = self._link_type(kind)
        if known is None or not known.ties:
            self._reading.parts.link_types[kind] = LinkType(kind, symmetric=True, transitive=True)
        for ours, theirs in pairwise(names):
            end = Target(self._document.id, self._ids[theirs])
            yield Link(self._reading.new_id("link"), kind, self._ids[ours], end)


def _place(line: _Line) -> Place:
    found = _TEXT_BOUND.fullmatch(line.data)
    if found is None or line.text is None:
        raise line.error("A text-bound annotation is an id, a type with offsets, and the text, with tabs between.")
    ends = [piece.split() for piece in found[2].split(";")]
    return Place(tuple((int(start), int(end)) for start, end in ends), line.text, line.number)


def _stands_there(text: str, place: Place) -> bool:
    """Whether the words are where they are said to be, counted in code points."""
    there = " ".join([text[start:end] for start, end in place.pieces])
    return place.pieces[-1][1] <= len(text) and _same(there, place.quote or "")


def _same(there: str, said: str) -> bool:
    """Whether words of a text are those of a line, which has spaces for line ends."""
    return there == said or there.replace("\n", " ") == said


def _event(line: _Line) -> _Event:
    first, *rest = line.data.split()
    kind, colon, trigger = first.rpartition(":")
    pairs = [argument.rpartition(":") for argument in rest]
    if not (kind and colon and trigger) or not all(role and colon and filler for role, colon, filler in pairs):
        raise line.error("An event has a type with its trigger, and arguments, such as Binding:T1 Theme:T2.")
    return _Event(line, kind, trigger, tuple(_gathered([(role, filler) for role, _, filler in pairs])))


def _gathered(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Arguments with the roles of one kind under one name: brat numbers them, Theme, Theme2, Theme3."""
    roles = {role for role, _ in pairs}
    for role, filler in pairs:
        base, number = _NUMBERED.fullmatch(role).groups()  # type: ignore[union-attr]  # it matches anything
        place = int(number) if number and number[0] != "0" and len(number) < 4 else 0
        is_further = place >= 2 and {base, *(f"{base}{one}" for one in range(2, place))} <= roles
        yield (base if base and is_further else role), filler


def _refuse_circles(events: Mapping[str, _Event]) -> None:
    """FormatError where an event is, through others, an argument of itself."""
    done: set[str] = set()
    for start in events:
        way: dict[str, Iterator[str]] = {}
        waiting: list[str] = [start]
        while waiting:
            name = waiting[-1]
            if name in done or name not in events:
                waiting.pop()
                continue
            fillers = way.setdefault(name, iter([filler for _, filler in events[name].arguments]))
            following = next(fillers, None)
            if following is None:
                done.add(name)
                waiting.pop()
            elif following in way and following not in done:
                raise events[following].line.error("The event is, through others, an argument of itself.")
            else:
                waiting.append(following)

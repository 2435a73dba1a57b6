"""The fields of a record as values: what they hold, and the record with one of them changed. No widget here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, NamedTuple, TypeAlias

from rich.cells import cell_len

from annotator.core.catalogue import Entry
from annotator.core.comparison import value_of_mention, value_refusal
from annotator.core.display import one_line
from annotator.core.model import AttributeValue, Claim, Link, Mention, Record, Target
from annotator.core.schema import VALUE, AttributeType, Schema
from annotator.core.sentences import Part, Parts, short_name, words_of
from annotator.tui.widgets.rows import Line

FieldKind: TypeAlias = Literal["choice", "flag", "text", "number", "mention", "add", "save", "leave"]
Source: TypeAlias = Literal["type", "attribute", "note", "slot", "direction", ""]
"""What of the record a field is about."""

UNSET = "not set"
NOTHING_HERE = "—"
YES, NO = "yes", "no"


class Field(NamedTuple):
    """One row of the dialog. ``name`` is that of the attribute or slot, ``value`` its text, empty where unset.

    ``values`` are those to choose from; ``mention`` is the id of the mention in a slot, ``read`` the value that its
    words give, shown where the user has put no other; ``ends`` are the
    source and target of a link, by the value that says which way it goes.
    """

    kind: FieldKind
    source: Source
    name: str
    title: str
    value: str = ""
    values: tuple[str, ...] = ()
    hues: Mapping[str, str] | None = None
    mention: str = ""
    read: str = ""
    ends: Mapping[str, tuple[str, Target]] | None = None

    def part(self, value: str) -> Part:
        """One of the values as it is shown, a label in its hue."""
        return Part(one_line(value), (self.hues or {}).get(value, ""))


def fields_of(record: Record, schema: Schema, entry: Entry, before: Record) -> tuple[Field, ...]:
    """The fields of a record, in the order of the dialog; ``before`` is the record as it is stored."""
    return (
        _type_field(record, schema),
        *(_slot_fields(record, schema, entry) if isinstance(record, Claim) else ()),
        *_direction_field(record, schema, entry, before),
        *_attribute_fields(record, schema, entry),
        Field("text", "note", "note", "note", record.note),
        Field("save", "", "save", "save"),
        Field("leave", "", "leave", "leave"),
    )


def filled(record: Record, field: Field, value: AttributeValue | None, schema: Schema) -> Record:
    """The record with the field's value; None clears it."""
    match field.source:
        case "type":
            return _retyped(record, str(value), schema)
        case "note":
            return replace(record, note="" if value is None else str(value))
        case "attribute":
            attributes = {name: known for name, known in record.attributes.items() if name != field.name}
            if value is not None:
                attributes = {**dict(record.attributes), field.name: value}
            return replace(record, attributes=attributes)
        case "direction" if isinstance(record, Link) and field.ends is not None:
            source, target = field.ends[str(value)]
            return replace(record, source=source, target=target)
        case "slot" if isinstance(record, Claim):
            return _with_mention(record, field, None if value is None else str(value))
        case _:
            return record


def cleared(record: Record, field: Field) -> Record:
    """The record with nothing in that field, where a field may be empty."""
    if field.source in ("attribute", "note") or field.kind == "mention":
        return filled(record, field, None, Schema())
    return record


def stepped(record: Record, field: Field, step: int, schema: Schema) -> Record:
    """The record with the next or previous of the values that the field has; the record itself where it has none."""
    if not field.values:
        return record
    here = field.values.index(field.value) if field.value in field.values else 0
    value = field.values[(here + step) % len(field.values)]
    return filled(record, field, parsed(field, value), schema)


def parsed(field: Field, text: str) -> AttributeValue | None:
    """What a text means as the field's value; None where it means none."""
    if field.source == "attribute" and (text == UNSET or not text.strip()):
        return None
    if field.kind == "flag":
        return text == YES
    return _number(text) if field.kind == "number" else text


def refusal_of(record: Record, field: Field, schema: Schema, text: str) -> str:
    """Why a text cannot be entered in a field, or nothing: an empty one clears the field."""
    if field.kind == "number":
        return number_refusal(text)
    if field.source == "attribute" and field.name == VALUE and isinstance(record, Mention) and text.strip():
        return value_refusal(text, schema.compared_as(record.label))
    return ""


def number_refusal(text: str) -> str:
    """Why a text is not a number, or nothing: an empty one clears the field."""
    if not text.strip() or _number(text) is not None:
        return ""
    return f'"{text.strip()}" is not a number; write it in digits, such as 200 or 14.3.'


def field_line(field: Field, names: int, width: int) -> Line:
    """The field as a line: its title in a column of ``names`` cells, then its value, or all of them where they fit."""
    title = one_line(field.title)
    head = Part(title + " " * (names - cell_len(title) + 3), "dim")
    match field.kind:
        case "save" | "leave":
            return Line(
                (Part(title, "strong" if field.kind == "save" else "dim"), Part(_KEYS[field.kind], "dim")), indent=1
            )
        case "add":
            return Line((head, Part("+ add", "link")), indent=1)
        case "choice" | "flag":
            every = _all_values(field)
            if names + 4 + sum(cell_len(part.text) for part in every) <= width:
                return Line((head, *every), indent=1)
    unset = f"{field.read}  as read" if field.read else NOTHING_HERE
    value = field.part(field.value) if field.value else Part(one_line(unset), "dim")
    return Line((head, value), indent=1)


_KEYS = {"save": "   ctrl+s", "leave": "   esc"}


def _all_values(field: Field) -> Parts:
    """Each value with a filled circle before the one that holds, so that it shows without colour."""
    parts: list[Part] = []
    for value in field.values:
        chosen = value == (field.value or UNSET)
        parts.append(Part("● " if chosen else "○ ", field.part(value).style if chosen else "dim"))
        parts.append(Part(one_line(value), "strong" if chosen else "dim"))
        parts.append(Part("   "))
    return tuple(parts)


def _type_field(record: Record, schema: Schema) -> Field:
    match record:
        case Mention(label=label):
            hues = {name: schema.colour_of(name) for name in schema.labels}
            return Field("choice", "type", "label", "label", label, tuple(schema.labels), hues)
        case Claim(type=name):
            return Field("choice", "type", "type", "type", name, tuple(schema.claim_types))
        case Link(type=name):
            known = schema.link_types.get(name)
            fitting = (
                other.name for other in schema.link_types.values() if known is None or other.joins == known.joins
            )
            return Field("choice", "type", "type", "type", name, tuple(fitting))


def _direction_field(record: Record, schema: Schema, entry: Entry, before: Record) -> Iterator[Field]:
    """Which way a directed link goes. Turned round it starts at the other end, in that end's document."""
    if not isinstance(record, Link) or not isinstance(before, Link):
        return
    link_type = schema.link_types.get(record.type)
    if link_type is None or link_type.symmetric:
        return
    home = entry.document.id
    if before.target.document == home:
        here, there = (_end_words(entry, one) for one in (before.source, before.target.id))
    else:
        here, there = "here", short_name(before.target.document)
    forth, back = f"{here} → {there}", f"{there} → {here} "
    ends = {forth: (before.source, before.target), back: (before.target.id, Target(home, before.source))}
    value = forth if (record.source, record.target) == ends[forth] else back
    yield Field("choice", "direction", "direction", "direction", value, tuple(ends), ends=ends)


def _end_words(entry: Entry, record_id: str) -> str:
    record = entry.annotations.record(record_id)
    return f"“{words_of(entry.document, record.spans, 20)}”" if isinstance(record, Mention | Claim) else "missing"


def _attributes(record: Record, schema: Schema) -> Mapping[str, AttributeType]:
    """The attributes that the schema has for such a record."""
    if isinstance(record, Mention):
        return schema.attributes_of(record.label)
    kind_entry = (
        schema.claim_types.get(record.type) if isinstance(record, Claim) else schema.link_types.get(record.type)
    )
    return kind_entry.attributes if kind_entry is not None else {}


def _attribute_fields(record: Record, schema: Schema, entry: Entry) -> Iterator[Field]:
    known = _attributes(record, schema)
    for name, kind in known.items():
        value = record.attributes.get(name)
        if kind == "flag":
            said = "" if value is None else YES if value is True else NO if value is False else str(value)
            yield Field("flag", "attribute", name, name, said, (UNSET, YES, NO))
        elif isinstance(kind, tuple):
            yield Field("choice", "attribute", name, name, _text(value), (UNSET, *kind))
        else:
            read = _read(record, schema, entry) if name == VALUE else ""
            yield Field(kind, "attribute", name, name, _text(value), read=read)
    for name, value in record.attributes.items():
        if name not in known:
            yield Field("text", "attribute", name, name, _text(value))


def _read(record: Record, schema: Schema, entry: Entry) -> str:
    """The value that the words of an amount or date give; empty where they give none."""
    if not isinstance(record, Mention):
        return ""
    bare = replace(record, attributes={})
    value = value_of_mention(schema, entry.document, bare).read
    return "" if value is None else str(value)


def _slot_fields(claim: Claim, schema: Schema, entry: Entry) -> Iterator[Field]:
    claim_type = schema.claim_types.get(claim.type)
    known = claim_type.arguments if claim_type is not None else {}
    for name in dict.fromkeys((*known, *claim.arguments)):
        mention_ids = claim.arguments.get(name, ())
        for mention_id in mention_ids:
            mention = entry.annotations.mentions.get(mention_id)
            words = words_of(entry.document, mention.spans) if mention is not None else "missing"
            yield Field("mention", "slot", name, name, words, mention=mention_id)
        if not mention_ids or (name in known and known[name].count in ("+", "*")):
            yield Field("add", "slot", name, name)


def _retyped(record: Record, name: str, schema: Schema) -> Record:
    """The record as another label or type, with the attributes and slots that it has too."""
    match record:
        case Mention():
            changed: Record = replace(record, label=name)
        case Claim():
            claim_type = schema.claim_types.get(name)
            slots = claim_type.arguments if claim_type is not None else {}
            kept = {slot: ids for slot, ids in record.arguments.items() if slot in slots}
            changed = replace(record, type=name, arguments=kept)
        case Link():
            changed = replace(record, type=name)
    allowed = _attributes(changed, schema)
    return replace(changed, attributes={key: value for key, value in record.attributes.items() if key in allowed})


def _with_mention(claim: Claim, field: Field, mention_id: str | None) -> Claim:
    """The claim with another mention in the place of the field's, or with one more; None takes it out."""
    ids = list(claim.arguments.get(field.name, ()))
    place = ids.index(field.mention) if field.mention in ids else len(ids)
    ids[place : place + 1] = [mention_id] if mention_id is not None else []
    arguments = {**claim.arguments, field.name: tuple(dict.fromkeys(ids))}
    return replace(claim, arguments={name: filling for name, filling in arguments.items() if filling})


def _text(value: AttributeValue | None) -> str:
    return "" if value is None else str(value)


def _number(text: str) -> int | float | None:
    for kind in (int, float):
        try:
            number = kind(text.strip())
        except ValueError:
            continue
        return number if abs(number) < float("inf") else None
    return None

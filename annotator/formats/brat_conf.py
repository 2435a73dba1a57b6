"""``annotation.conf``: what brat says of labels, relations, events and attributes, from and to a schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from annotator.core.schema import (
    BUILT_IN_LINK_TYPES,
    Argument,
    AttributeType,
    ClaimType,
    Count,
    Label,
    LinkType,
    Schema,
)
from annotator.formats.base import FormatError, SchemaParts, SourceFile, text_of

CONF = "annotation.conf"
TRIGGER = "trigger"
_SECTIONS = ("entities", "spans", "relations", "events", "attributes")
_ROLE = re.compile(r"(.+?)([?*+]|\{[^}]*\})?")
_COUNTS: Mapping[str, Count] = {"": "1", "?": "?", "*": "*", "+": "+"}
_SIGNS: Mapping[Count, str] = {count: sign for sign, count in _COUNTS.items()}
_REL_TYPE = "<REL-TYPE>"


class _Definition(NamedTuple):
    name: str
    arguments: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Each with its name, the sign that says how many, and what it takes."""


def read_conf(file: SourceFile, parts: SchemaParts) -> None:
    """Adds to ``parts`` what the file says; FormatError. What is only for brat's own screens is passed over."""
    sections = _sections(file)
    entities = [*_names(sections["entities"]), *_names(sections["spans"])]
    events = [one for one in map(_definition, sections["events"]) if one is not None]
    names = {"<ENTITY>": entities, "<EVENT>": [one.name for one in events]}
    names["<ANY>"] = [*entities, *names["<EVENT>"]]
    for name in names["<ANY>"]:
        parts.labels.setdefault(name, Label(name))
    for event in events:
        slots = {
            role: Argument(tuple(_resolved(takes, names)), _count(sign))
            for role, sign, takes in event.arguments
            if not role.startswith("<")
        }
        trigger = {TRIGGER: Argument((event.name,))}
        parts.claim_types.setdefault(event.name, ClaimType(event.name, {**trigger, **slots}))
    for relation in filter(None, map(_definition, sections["relations"])):
        if not (relation.name.startswith("<") or relation.name == "ENTITY-NESTING"):
            parts.link_types.setdefault(relation.name, _link_type(relation, set(names["<EVENT>"])))
    for attribute in filter(None, map(_definition, sections["attributes"])):
        if not attribute.name.startswith("<"):
            _put_attribute(attribute, names, parts)


def _sections(file: SourceFile) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {section: [] for section in _SECTIONS}
    current: list[str] | None = None
    macros: dict[str, str] = {}
    for number, line in enumerate(text_of(file).split("\n"), 1):
        bare = line.strip()
        if not bare or bare.startswith("#") or set(bare) == {"-"}:
            continue
        if header := re.fullmatch(r"\[(.+)\]", bare):
            current = found.get(header[1], [])
        elif macro := re.fullmatch(r"(<[^>]+>)\s*=\s*(\S.*)", bare):
            macros[macro[1]] = macro[2]
        elif current is None:
            raise FormatError(file.name, number, "There is no section such as [entities] above this line.")
        else:
            for name, meaning in macros.items():
                bare = bare.replace(name, meaning)
            current.append(bare)
    return found


def _names(lines: list[str]) -> Iterator[str]:
    return (line.split()[0] for line in lines if line[:1] not in "!<")


def _definition(line: str) -> _Definition | None:
    """A name and what follows it; None for a heading of brat's own screens."""
    if line.startswith("!"):
        return None
    name, *rest = re.split(r"\s+", line, maxsplit=1)
    arguments = []
    for argument in (rest[0] if rest else "").split(","):
        role, colon, takes = argument.strip().partition(":")
        if colon and (found := _ROLE.fullmatch(role.strip())):
            arguments.append((found[1], found[2] or "", tuple(one.strip() for one in takes.split("|"))))
    return _Definition(name, tuple(arguments))


def _count(sign: str) -> Count:
    if sign.startswith("{"):
        least, _, most = sign.strip("{}").partition("-")
        return "?" if (least, most) == ("0", "1") else "*" if least == "0" else "1" if sign == "{1}" else "+"
    return _COUNTS[sign]


def _resolved(takes: tuple[str, ...], names: Mapping[str, list[str]]) -> Iterator[str]:
    found = dict.fromkeys(name for one in takes for name in names.get(one, [one]))
    return (name for name in found if name in names["<ANY>"])


def _link_type(relation: _Definition, events: set[str]) -> LinkType:
    said = {role: takes for role, _, takes in relation.arguments}
    kind = said.get(_REL_TYPE, ("",))[0].split("-")
    ends = [set(takes) for role, takes in said.items() if not role.startswith("<")]
    between_events = bool(ends) and all(end <= events | {"<EVENT>"} for end in ends)
    return LinkType(
        relation.name,
        joins="claims" if between_events else "mentions",
        symmetric="symmetric" in kind,
        transitive="transitive" in kind,
    )


def _put_attribute(attribute: _Definition, names: Mapping[str, list[str]], parts: SchemaParts) -> None:
    said = {role: takes for role, _, takes in attribute.arguments}
    kind: AttributeType = said.get("Value", ()) or "flag"
    owners = said.get("Arg", ("<ANY>",))
    events = set(names["<EVENT>"])
    for name in dict.fromkeys(name for one in owners for name in names.get(one, [one])):
        if name in events and name in parts.claim_types:
            claim_type = parts.claim_types[name]
            known = {**claim_type.attributes, attribute.name: kind}
            parts.claim_types[name] = claim_type._replace(attributes=known)
        elif name in parts.labels:
            label = parts.labels[name]
            parts.labels[name] = label._replace(attributes={**label.attributes, attribute.name: kind})
    if "<RELATION>" in owners:
        for name, link_type in list(parts.link_types.items()):
            known = {**link_type.attributes, attribute.name: kind}
            parts.link_types[name] = link_type._replace(attributes=known)


def conf_text(schema: Schema) -> str:
    """``annotation.conf`` for a schema."""
    triggers = set(schema.claim_types)
    entities = [word(name) for name in schema.labels if name not in triggers]
    events = [_event_line(kind) for kind in schema.claim_types.values()]
    built_in = {kind.name for kind in BUILT_IN_LINK_TYPES}
    relations = [
        _relation_line(kind, schema)
        for kind in schema.link_types.values()
        if kind.joins != "documents" and kind.name not in built_in
    ]
    sections = {"entities": entities, "relations": relations, "events": events, "attributes": _attribute_lines(schema)}
    return "\n".join(f"[{section}]\n\n" + "".join(f"{line}\n" for line in lines) for section, lines in sections.items())


def word(name: str) -> str:
    """A name as brat can have it: without white space."""
    return "_".join(name.split())


def _event_line(kind: ClaimType) -> str:
    roles = [
        f"{word(slot)}{_SIGNS[argument.count]}:{'|'.join(map(word, argument.labels)) or '<ANY>'}"
        for slot, argument in kind.arguments.items()
        if not (slot == TRIGGER and argument.labels == (kind.name,))
    ]
    return f"{word(kind.name)}\t{', '.join(roles)}".rstrip()


def _relation_line(kind: LinkType, schema: Schema) -> str:
    takes = "<EVENT>" if kind.joins == "claims" and schema.claim_types else "<ANY>"
    how = "-".join(name for name, is_so in (("symmetric", kind.symmetric), ("transitive", kind.transitive)) if is_so)
    return f"{word(kind.name)}\tArg1:{takes}, Arg2:{takes}" + (f", {_REL_TYPE}:{how}" if how else "")


def _attribute_lines(schema: Schema) -> Iterator[str]:
    """One line an attribute and kind, with all that have it."""
    owners: dict[tuple[str, AttributeType], list[str]] = {}
    named = [(label.name, label.attributes) for label in schema.labels.values()]
    named += [(claim_type.name, claim_type.attributes) for claim_type in schema.claim_types.values()]
    for owner, attributes in named:
        for name, kind in attributes.items():
            owners.setdefault((name, kind), []).append(word(owner))
    for link_type in schema.link_types.values():
        for name, kind in link_type.attributes.items():
            have = owners.setdefault((name, kind), [])
            have += ["<RELATION>"] if "<RELATION>" not in have else []
    for (name, kind), names in owners.items():
        values = f", Value:{'|'.join(map(word, kind))}" if isinstance(kind, tuple) else ""
        yield f"{word(name)}\tArg:{'|'.join(dict.fromkeys(names))}{values}"

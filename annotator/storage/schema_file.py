"""``annotator.toml``: the schema and settings of a project, read strictly and written for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from annotator.core.errors import SchemaError
from annotator.core.model import NOTHING
from annotator.core.schema import (
    Argument,
    AttributeType,
    ClaimType,
    CompareAs,
    Count,
    Joins,
    Label,
    LinkType,
    SaveAs,
    Schema,
    make_schema,
)
from annotator.storage.assignment_file import Elsewhere, nowhere, read_assignment
from annotator.storage.codec import FORMAT, newer_format
from annotator.storage.fields import Complaints, Fields
from annotator.storage.lines import Place, line_of
from annotator.storage.problems import file_error, shown
from annotator.storage.syntax import complaints_error, parse, place_lines
from annotator.storage.toml_text import toml_block

MOST_ENTRIES = 1000
"""Labels, claim types or link types of a schema: nobody could choose from more."""

_TOP = (
    "format",
    "name",
    "save-as",
    "curator",
    "labels",
    "claim-types",
    "link-types",
    "document-attributes",
    "assignment",
)
_LABEL = ("name", "key", "colour", "description", "attributes", "compare-as")
_CLAIM_TYPE = ("name", "arguments", "same", "differ", "reads", "description", "attributes")
_LINK_TYPE = ("name", "key", "joins", "symmetric", "transitive", "description", "attributes")
_ARGUMENT = ("labels", "count")
_ATTRIBUTE = ("name", "values")
_OPEN_KINDS: tuple[Literal["text", "number", "flag"], ...] = ("text", "number", "flag")


def read_schema(
    data: bytes, path: Path, taken_keys: Mapping[str, str] = NOTHING, elsewhere: Elsewhere = nowhere
) -> Schema:
    """The schema of a project; FileError, with lines, where it is not sound.

    Unknown keys are refused: a slip in a hand-written file must not pass for a setting.
    ``taken_keys`` are the keys that actions of the program have, each with the action's words. ``elsewhere`` reads the
    file that the schema names for the assignment of documents.
    """
    table = parse(data, "toml", path)
    complaints = Complaints()
    fields = Fields(table, (), "The schema", complaints)
    version = fields.take("format")
    if type(version) is int and version > FORMAT:
        raise file_error(path, newer_format(version), line_of(("format",), place_lines(data, "toml")))
    if version != FORMAT:
        fields.complain("format", f"needs format = {FORMAT}, the version of the file format.")
    for section in ("labels", "claim-types", "link-types", "document-attributes"):
        if isinstance(entries := table.get(section), list) and len(entries) > MOST_ENTRIES:
            raise file_error(path, f"It has {len(entries):,} {section}; at most {MOST_ENTRIES:,} are read.")
    parts: dict[str, Any] = {
        "name": fields.text_or("name", ""),
        "save_as": fields.choice_or("save-as", get_args(SaveAs), "toml"),
        "curator": fields.text_or("curator", "gold"),
        "labels": [_label(*entry, complaints) for entry in fields.tables("labels")],
        "claim_types": [_claim_type(*entry, complaints) for entry in fields.tables("claim-types")],
        "link_types": [_link_type(*entry, complaints) for entry in fields.tables("link-types")],
        "document_attributes": _document_attributes(fields, complaints),
        "assignment": read_assignment(fields, elsewhere),
    }
    fields.refuse_rest(_TOP)
    if complaints:
        raise complaints_error(complaints, data, "toml", path)
    try:
        return make_schema(**parts, taken_keys=taken_keys)
    except SchemaError as error:
        raise file_error(path, str(error), _line_of_fault(parts, taken_keys, data)) from error


def _label(place: Place, table: Mapping[str, Any], complaints: Complaints) -> Label:
    fields = Fields(table, place, f"The label {shown(table.get('name', 'without a name'))}", complaints)
    label = Label(
        fields.text("name"),
        fields.text_or("key", ""),
        fields.text_or("colour", ""),
        fields.text_or("description", ""),
        _attributes(fields),
        fields.choice_or("compare-as", get_args(CompareAs), None),
    )
    fields.refuse_rest(_LABEL)
    return label


def _claim_type(place: Place, table: Mapping[str, Any], complaints: Complaints) -> ClaimType:
    fields = Fields(table, place, f"The claim type {shown(table.get('name', 'without a name'))}", complaints)
    claim_type = ClaimType(
        fields.text("name"),
        _arguments(fields),
        fields.texts("same"),
        fields.texts("differ"),
        fields.text_or("reads", ""),
        fields.text_or("description", ""),
        _attributes(fields),
    )
    fields.refuse_rest(_CLAIM_TYPE)
    return claim_type


def _link_type(place: Place, table: Mapping[str, Any], complaints: Complaints) -> LinkType:
    fields = Fields(table, place, f"The link type {shown(table.get('name', 'without a name'))}", complaints)
    link_type = LinkType(
        fields.text("name"),
        fields.text_or("key", ""),
        fields.choice_or("joins", get_args(Joins), "mentions"),
        fields.flag_or("symmetric", False),
        fields.flag_or("transitive", False),
        fields.text_or("description", ""),
        _attributes(fields),
    )
    fields.refuse_rest(_LINK_TYPE)
    return link_type


def _arguments(fields: Fields) -> dict[str, Argument]:
    arguments = {}
    for name, table in fields.table("arguments").items():
        if not isinstance(table, Mapping):
            fields.complain(
                "arguments", f"has {shown(table)} as the argument {shown(name)}; write {name} = {{ labels = […] }}."
            )
            continue
        place = (*fields.place, "arguments", name)
        inner = Fields(table, place, f"The argument {shown(name)}", fields.complaints)
        arguments[name] = Argument(inner.texts("labels"), inner.choice_or("count", get_args(Count), "1"))
        inner.refuse_rest(_ARGUMENT)
    return arguments


def _attributes(fields: Fields) -> Mapping[str, AttributeType]:
    found = {name: _attribute_type(fields, name, value) for name, value in fields.table("attributes").items()}
    return found or NOTHING


def _attribute_type(fields: Fields, name: str, value: Any) -> AttributeType:
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    for kind in _OPEN_KINDS:
        if value == kind:
            return kind
    fields.complain(
        "attributes",
        f'has the attribute {shown(name)}, which is neither a list of texts nor "text", "number" or "flag".',
    )
    return "text"


def _document_attributes(fields: Fields, complaints: Complaints) -> Mapping[str, AttributeType]:
    found: dict[str, AttributeType] = {}
    for place, table in fields.tables("document-attributes"):
        inner = Fields(table, place, f"The document attribute {shown(table.get('name', 'without a name'))}", complaints)
        name = inner.text("name")
        if name in found:
            inner.complain("name", "is there twice; keep one of them.")
        found[name] = _attribute_type(inner, "values", inner.take("values"))
        inner.refuse_rest(_ATTRIBUTE)
    return found


def _line_of_fault(parts: Mapping[str, Any], taken_keys: Mapping[str, str], data: bytes) -> int:
    """The line of the first entry without which the entries before it are sound."""
    lines = place_lines(data, "toml")
    sections = {"labels": "labels", "link_types": "link-types", "claim_types": "claim-types"}
    empty: dict[str, Any] = {**parts, **{section: [] for section in sections}}
    for section, header in sections.items():
        for number, entry in enumerate(parts[section]):
            empty[section] = [*empty[section], entry]
            try:
                make_schema(**empty, taken_keys=taken_keys)
            except SchemaError:
                return line_of((header, number), lines)
    return 1


def schema_text(schema: Schema) -> str:
    """``annotator.toml`` for a schema, with comments that explain each section to the person who edits it."""
    settings = {"format": FORMAT, "name": schema.name, "save-as": schema.save_as, "curator": schema.curator}
    blocks = [_HEAD + toml_block(settings) + "\n" + _LABELS]
    blocks += ["[[labels]]\n" + toml_block(entry_table(label)) for label in schema.labels.values()]
    blocks.append(_CLAIM_TYPES)
    blocks += ["[[claim-types]]\n" + toml_block(entry_table(entry)) for entry in schema.claim_types.values()]
    blocks.append(_LINK_TYPES)
    blocks += ["[[link-types]]\n" + toml_block(entry_table(entry)) for entry in schema.link_types.values()]
    blocks += [
        "[[document-attributes]]\n" + toml_block({"name": name, "values": kind})
        for name, kind in schema.document_attributes.items()
    ]
    return "\n".join(blocks)


def entry_table(entry: Label | ClaimType | LinkType) -> dict[str, Any]:
    """An entry with the keys of the file; those that say nothing are left out."""
    values = entry._asdict()
    table = {name.replace("_", "-"): value for name, value in values.items() if value and name != "extra"}
    match entry:
        case ClaimType() if entry.arguments:
            table["arguments"] = {name: argument_table(argument) for name, argument in entry.arguments.items()}
        case LinkType():
            table = {"name": entry.name, "joins": entry.joins, **table}
    return table


def argument_table(argument: Argument) -> dict[str, Any]:
    """An argument with the keys of the file."""
    return {"labels": argument.labels, **({"count": argument.count} if argument.count != "1" else {})}


_HEAD = """\
# The schema of this project: what is marked, claimed and linked. Edit it freely; "annotator check" tells
# what no longer fits. save-as: "toml" or "json", the format of the annotations; curator: who settles them.

"""

_LABELS = """\
# Labels: kinds of mention. key: the one key that sets it; colour: "label-1" to "label-12" of the theme.
# attributes, where wanted: { certainty = ["sure", "unsure"], page = "number" }; "text" and "flag" too.
# compare-as: how two are told apart, where the name does not tell: names, roles, amounts, dates or words.
"""

_CLAIM_TYPES = """\
# Claim types: what a document can assert. Two claims can be compared when their "same" arguments mean the
# same, and are in conflict when their "differ" arguments do not. reads: the sentence shown for a claim.
# An argument takes one mention; count = "?" makes that at most one, "+" at least one, "*" any number.
"""

_LINK_TYPES = """\
# Link types: ties between two mentions, claims or documents, in one document or across.
# symmetric: it means the same both ways; transitive: what holds for a-b and b-c holds for a-c.
"""

"""Adding to ``annotator.toml`` what records from elsewhere need; all that people wrote in it stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, InlineTable, Table

from annotator.core.growth import Growth
from annotator.core.schema import BUILT_IN_LINK_TYPES, AttributeType, Schema
from annotator.storage.problems import file_error
from annotator.storage.schema_file import argument_table, entry_table, read_schema


def grown_schema(data: bytes, path: Path, growth: Growth) -> tuple[bytes, Schema]:
    """The file with what ``growth`` adds, comments and order kept, and the schema that it then says. FileError."""
    try:
        whole = tomlkit.parse(data.decode("utf-8"))
    except (TOMLKitError, ValueError) as error:
        raise file_error(path, "It cannot be added to; add the labels and types yourself, and import again.") from error
    _add(whole, "labels", map(entry_table, growth.labels))
    _add(whole, "claim-types", map(entry_table, growth.claim_types))
    _add(whole, "link-types", map(entry_table, growth.link_types))
    for section, added in (
        ("labels", growth.label_attributes),
        ("claim-types", growth.claim_attributes),
        ("link-types", growth.link_attributes),
    ):
        for name, attributes in added.items():
            _put_all(
                _entry(whole, section, name), "attributes", {key: _plain(kind) for key, kind in attributes.items()}
            )
    for name, arguments in growth.arguments.items():
        tables = {slot: argument_table(argument) for slot, argument in arguments.items()}
        _put_all(_entry(whole, "claim-types", name), "arguments", tables)
    _put_document_attributes(whole, growth.document_attributes)
    grown = tomlkit.dumps(whole).encode("utf-8")
    return grown, read_schema(grown, path)


def _add(whole: tomlkit.TOMLDocument, section: str, tables: Iterable[Mapping[str, Any]]) -> None:
    entries = list(tables)
    if not entries:
        return
    if section not in whole:
        whole.append(section, tomlkit.aot())
    there = whole[section]
    for entry in entries:
        if isinstance(there, AoT):
            there.append(_block(entry))
        else:
            there.append(_inline(entry))


def _entry(whole: tomlkit.TOMLDocument, section: str, name: str) -> Table | InlineTable:
    if section in whole:
        for entry in whole[section]:
            if entry["name"] == name:
                found: Table | InlineTable = entry
                return found
    built_in = next(entry for entry in BUILT_IN_LINK_TYPES if entry.name == name)
    _add(whole, section, [entry_table(built_in)])
    return _entry(whole, section, name)


def _put_all(entry: Table | InlineTable, key: str, values: Mapping[str, Any]) -> None:
    if key not in entry:
        entry[key] = tomlkit.inline_table()
    table = entry[key]
    for name, value in values.items():
        table[name] = _inline(value) if isinstance(value, Mapping) else value


def _put_document_attributes(whole: tomlkit.TOMLDocument, attributes: Mapping[str, AttributeType]) -> None:
    fresh = dict(attributes)
    for entry in whole.get("document-attributes", ()):
        if entry["name"] in fresh:
            entry["values"] = _plain(fresh.pop(entry["name"]))
    _add(whole, "document-attributes", ({"name": name, "values": _plain(kind)} for name, kind in fresh.items()))


def _plain(kind: AttributeType) -> str | list[str]:
    return kind if isinstance(kind, str) else list(kind)


def _block(entry: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in entry.items():
        table[key] = _inline(value) if isinstance(value, Mapping) else _listed(value)
    return table


def _inline(entry: Mapping[str, Any]) -> InlineTable:
    table = tomlkit.inline_table()
    for key, value in entry.items():
        table[key] = _inline(value) if isinstance(value, Mapping) else _listed(value)
    return table


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value

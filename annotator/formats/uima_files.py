"""The files of UIMA's formats: which there are, and a CAS from each, once it is known to be safe to read."""

from __future__ import annotations

import json
import re
import warnings
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

import cassis
from cassis.typesystem import TypeNotFoundError
from lxml import etree

from annotator.formats.base import FormatError, Source, SourceFile
from annotator.formats.uima_types import is_feature_name, is_type_name
from annotator.formats.xml_input import Element, parse_xml

SUFFIXES = (".xmi", ".json", ".zip")
TYPE_SYSTEM = "TypeSystem.xml"
MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes that a member of an archive may have."""

_PROJECT = re.compile(r"(?:.*/)?(annotation|curation)/(.+)/([^/]+)\.[^./]+")
_CURATED, _INITIAL = "CURATION_USER", "INITIAL_CAS"
_XMI_ID = "xmi:id"


class CasFile(NamedTuple):
    """A file with a CAS, and the type system beside it; ``annotator`` is empty where the path does not say.

    In the folders of an exported INCEpTION project, ``annotation/<document>/<annotator>.xmi``, it does.
    """

    document: str
    annotator: str
    file: SourceFile
    types: SourceFile | None


class _Member:
    """A file of an archive."""

    def __init__(self, name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self.name, self._archive, self._info = name, archive, info

    @property
    def size(self) -> int:
        return self._info.file_size

    def read(self) -> bytes:
        if self.size > MOST_UNPACKED:
            raise FormatError(self.name, None, f"It is larger than {MOST_UNPACKED >> 20} MiB, the most that is read.")
        try:
            with self._archive.open(self._info) as file:
                data = file.read(self.size + 1)
        except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
            raise FormatError(self.name, None, "The archive is damaged or encrypted there.") from error
        if len(data) > self.size:
            raise FormatError(self.name, None, "The archive is damaged: there is more in it than it says.")
        return data

    def lines(self) -> Iterator[bytes]:
        return iter(BytesIO(self.read()))


def cas_files(source: Source, curator: str) -> Iterator[CasFile]:
    """All files with a CAS, also those in archives."""
    for file in source.files(*SUFFIXES):
        if file.name.endswith(".zip"):
            yield from _in_archive(file, curator)
        elif file.name.endswith(".json"):
            yield from _named(file, None, file.name, curator)
        else:
            yield from _named(file, _beside(source, file.name), file.name, curator)


def _beside(source: Source, name: str) -> SourceFile | None:
    folder = name
    while folder:
        folder = folder.rpartition("/")[0]
        if (found := source.file(f"{folder}/{TYPE_SYSTEM}" if folder else TYPE_SYSTEM)) is not None:
            return found
    return None


def _in_archive(file: SourceFile, curator: str) -> Iterator[CasFile]:
    try:
        archive = zipfile.ZipFile(BytesIO(file.read()))
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise FormatError(file.name, None, "It is no sound zip archive; it may be cut short.") from error
    members = [_Member(f"{file.name}/{info.filename}", archive, info) for info in archive.infolist()]
    types = next((one for one in members if one.name.endswith(f"/{TYPE_SYSTEM}")), None)
    found = [one for one in members if one.name.endswith((".xmi", ".json"))]
    if not found:
        raise FormatError(file.name, None, "There is no .xmi and no .json file in it.")
    for one in found:
        name = file.name if len(found) == 1 else f"{file.name.removesuffix('.zip')}/{one.name.rpartition('/')[2]}"
        yield from _named(one, types, name, curator)


def _named(file: SourceFile, types: SourceFile | None, name: str, curator: str) -> Iterator[CasFile]:
    stem = name.rpartition(".")[0]
    said = _PROJECT.fullmatch(name)
    if said is None:
        yield CasFile(stem, "", file, types)
    elif said[3] != _INITIAL:
        document = re.sub(r"\.[A-Za-z]{1,5}$", "", said[2])
        yield CasFile(document, curator if said[3] == _CURATED else said[3], file, types)


class Loaded(NamedTuple):
    """A CAS, and in which line of its file each of its structures stands, where that is known."""

    cas: Any
    lines: dict[int, int]


def load(found: CasFile) -> Loaded:
    """The CAS of a file; FormatError, with the line where it is known, for one that is not sound."""
    file, lines, tree = found.file, dict[int, int](), Element("", 0, {})
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            if file.name.endswith(".json"):
                cas = cassis.load_cas_from_json(_safe_json(file))
            else:
                tree = parse_xml(file)
                lines = _lines(tree, file.name)
                cas = cassis.load_cas_from_xmi(BytesIO(file.read()), typesystem=_type_system(found))
        except FormatError:
            raise
        except TypeNotFoundError as error:
            sentence = f"Its type system does not have {str(error)[:200]!r}."
            raise FormatError(file.name, None, sentence) from error
        except KeyError as error:
            missing = str(error.args[0])
            sentence = f"Something in it refers to {missing[:40]!r}, which is not there."
            raise FormatError(file.name, _line_with(tree, missing), sentence) from error
        except (ValueError, TypeError, AttributeError, RuntimeError, IndexError, etree.LxmlError) as error:
            words = " ".join(str(error).split())[:200]
            raise FormatError(file.name, None, f"It is no sound CAS: {words}.") from error
    for warning in warned:
        offset = re.search(r"external offset \[(-?\d+)\]", str(warning.message))
        if offset is not None:
            sentence = f"The offset {offset[1]} is outside of the text, or within a character."
            raise FormatError(file.name, _line_with(tree, offset[1], "begin", "end"), sentence)
    return Loaded(cas, lines)


def _line_with(tree: Element, value: str, *names: str) -> int | None:
    """The first line in which an attribute (of these names) has a value, alone or among others."""
    for element in tree.children:
        for name, said in element.attributes.items():
            if (not names or name in names) and value in said.split():
                return element.line
    return None


def _safe_json(file: SourceFile) -> str:
    """The text of a CAS in JSON; FormatError where it is none, or names something twice."""
    try:
        text = file.read().decode("utf-8")
        data = json.loads(text)
    except UnicodeDecodeError as error:
        raise FormatError(file.name, None, "It is not UTF-8; convert the file.") from error
    except json.JSONDecodeError as error:
        raise FormatError(file.name, error.lineno, f"It is no sound JSON: {error.msg}.") from error
    except (RecursionError, ValueError) as error:
        raise FormatError(file.name, None, "It is nested too deep, or has too long a number, to be read.") from error
    wanted: dict[str, tuple[type, ...]] = {"%TYPES": (dict,), "%FEATURE_STRUCTURES": (list, dict), "%VIEWS": (dict,)}
    if not isinstance(data, dict) or not all(isinstance(data.get(key), kind) for key, kind in wanted.items()):
        raise FormatError(file.name, None, f"It is no CAS: {', '.join(wanted)} are not all there.")
    _check_json_names(data["%TYPES"], file.name)
    structures = data["%FEATURE_STRUCTURES"]
    if isinstance(structures, list):
        seen: set[object] = set()
        for one in structures:
            name = one.get("%ID") if isinstance(one, dict) else None
            if not isinstance(name, int) or name in seen:
                raise FormatError(file.name, None, f"The id {str(name)[:20]!r} is there twice, or is none.")
            seen.add(name)
        _refuse_dangling(structures, seen, file.name)
    return text


def _check_json_names(types: dict[str, Any], name: str) -> None:
    """FormatError for a name in the type system that would be no name in a program."""
    for type_name, features in types.items():
        if not is_type_name(type_name) or not isinstance(features, dict):
            raise FormatError(name, None, f"{type_name[:60]!r} is no name of a type that can be read.")
        for feature, said in features.items():
            if not feature.startswith("%") and not (is_feature_name(feature) and isinstance(said, dict)):
                raise FormatError(name, None, f"{feature[:60]!r} is no name of a feature that can be read.")


def _check_names(element: Element, name: str) -> None:
    """The same for a type system in XML."""
    for child in element.children:
        kind, said = child.name.rpartition(":")[2], child.text.strip()
        owner = element.name.rpartition(":")[2]
        if kind == "name" and owner == "typeDescription" and not is_type_name(said):
            raise FormatError(name, child.line, f"{said[:60]!r} is no name of a type that can be read.")
        if kind == "name" and owner == "featureDescription" and not is_feature_name(said):
            raise FormatError(name, child.line, f"{said[:60]!r} is no name of a feature that can be read.")
        _check_names(child, name)


def _refuse_dangling(structures: list[dict[str, Any]], known: set[object], name: str) -> None:
    for one in structures:
        references = [value for key, value in one.items() if key.startswith("@")]
        if one.get("%TYPE") == "uima.cas.FSArray" and isinstance(one.get("%ELEMENTS"), list):
            references += one["%ELEMENTS"]
        for value in references:
            if value is not None and (not isinstance(value, int) or value not in known):
                sentence = f"The structure {one['%ID']} refers to {str(value)[:20]}, which is not there."
                raise FormatError(name, None, sentence)


def _lines(tree: Element, name: str) -> dict[int, int]:
    lines: dict[int, int] = {}
    for element in tree.children:
        said = element.attributes.get(_XMI_ID, "")
        if not (said.isascii() and said.isdigit() and len(said) < 12):
            continue
        if int(said) in lines:
            raise FormatError(name, element.line, f"The id {said} is also that of line {lines[int(said)]}.")
        lines[int(said)] = element.line
    return lines


_TYPES: dict[str, tuple[bytes, Any]] = {}


def _type_system(found: CasFile) -> Any:
    """The type system beside a file. Of several files in a folder it is the same, and is kept for the next."""
    if found.types is None:
        raise FormatError(found.file.name, None, f"There is no {TYPE_SYSTEM} beside it, which says what is in it.")
    _check_names(parse_xml(found.types), found.types.name)
    data = found.types.read()
    kept = _TYPES.get("last")
    if kept is None or kept[0] != data:
        try:
            kept = data, cassis.load_typesystem(BytesIO(data))
        except (ValueError, TypeError, AttributeError, KeyError, RuntimeError, etree.LxmlError) as error:
            words = " ".join(str(error).split())[:200]
            raise FormatError(found.types.name, None, f"It is no sound type system: {words}.") from error
        _TYPES["last"] = kept
    return kept[1]

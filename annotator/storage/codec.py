"""Annotation sets as bytes and back, in TOML and in JSON with the same keys; reading checks everything.

Records stand in a stable order (by first start, then id; links where their source stands), one in each
block or line, so that the work of two people merges. Saving what was read gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from annotator.core.model import (
    AnnotationSet,
    Aside,
    Claim,
    Document,
    Kind,
    Link,
    Mention,
    Record,
    Status,
    aside_order,
    reading_order,
)
from annotator.core.records import Records
from annotator.core.remarks import Remark, remark_kind, remark_order
from annotator.core.schema import SaveAs
from annotator.storage.fields import Complaints, Fields
from annotator.storage.lines import Place, line_of
from annotator.storage.plain_values import json_line
from annotator.storage.problems import file_error, shown
from annotator.storage.quick_toml import Unsound, read_quickly
from annotator.storage.record_data import aside_data, json_aside, json_record, read_aside, read_record, record_data
from annotator.storage.remark_data import REMARK_SECTIONS, json_remark, read_remark, remark_data
from annotator.storage.syntax import TOO_MUCH, complaints_error, parse, place_lines
from annotator.storage.toml_text import toml_block
from annotator.storage.weighing import BOUNDLESS, count_records, is_too_much, most_records

FORMAT = 1
"""The version of the file format that this program writes, and the highest that it reads."""

SECTIONS: dict[str, Kind] = {"mentions": "mention", "claims": "claim", "links": "link"}

ASIDE = "aside"
"""The section of what is kept and does not count; it comes last."""

Table: TypeAlias = Mapping[str, Any]


def encode_set(annotations: AnnotationSet, document: Document, save_as: SaveAs) -> bytes:
    """The file of an annotation set; ``document`` is the one that it is about, and gives the quotes."""
    header: dict[str, Any] = {
        "format": FORMAT,
        "document": annotations.document,
        "annotator": annotations.annotator,
        "text-sha256": annotations.text_sha256,
        "status": str(annotations.status),
    }
    if annotations.attributes:
        header["attributes"] = annotations.attributes
    header.update(annotations.extra)
    encode = _toml_text if save_as == "toml" else _json_text
    return encode(header, annotations, document).encode("utf-8")


class _Sorted(NamedTuple):
    """What a set has, in the order of its file: what belongs to one section, by its name."""

    records: dict[str, Sequence[Record]]
    remarks: dict[str, Sequence[Remark]]
    aside: Sequence[Aside]


def _sorted(annotations: AnnotationSet) -> _Sorted:
    mentions = sorted(annotations.mentions.values(), key=reading_order)
    claims = sorted(annotations.claims.values(), key=reading_order)
    links = sorted(annotations.links.values(), key=lambda link: _link_order(link, annotations))
    records: dict[str, Sequence[Record]] = {"mentions": mentions, "claims": claims, "links": links}
    said = sorted(annotations.remarks.values(), key=remark_order)
    remarks: dict[str, Sequence[Remark]] = {
        name: [remark for remark in said if remark_kind(remark) == kind] for name, kind in REMARK_SECTIONS.items()
    }
    return _Sorted(records, remarks, sorted(annotations.aside.values(), key=aside_order))


def _link_order(link: Link, annotations: AnnotationSet) -> tuple[int, str]:
    source = annotations.mentions.get(link.source) or annotations.claims.get(link.source)
    return source.start if source is not None else -1, link.id


def _toml_text(header: Table, annotations: AnnotationSet, document: Document) -> str:
    blocks, has = [toml_block(header)], _sorted(annotations)
    for name, records in has.records.items():
        blocks += [f"\n[[{name}]]\n{toml_block(record_data(record, document))}" for record in records]
    for name, remarks in has.remarks.items():
        blocks += [f"\n[[{name}]]\n{toml_block(remark_data(remark))}" for remark in remarks]
    blocks += [f"\n[[{ASIDE}]]\n{toml_block(aside_data(one))}" for one in has.aside]
    return "".join(blocks)


def _json_text(header: Table, annotations: AnnotationSet, document: Document) -> str:
    entries, has = [f"{json_line(key)}: {json_line(value)}" for key, value in header.items()], _sorted(annotations)
    rows: dict[str, Iterator[dict[str, Any]]] = {
        **{name: (json_record(record, document) for record in records) for name, records in has.records.items()},
        **{name: map(json_remark, remarks) for name, remarks in has.remarks.items()},
        ASIDE: map(json_aside, has.aside),
    }
    for name, tables in rows.items():
        if lines := ",\n".join(map(json_line, tables)):
            entries.append(f"{json_line(name)}: [\n{lines}\n]")
    return "{\n" + ",\n".join(entries) + "\n}\n"


def decode_set(data: bytes, save_as: SaveAs, document: Document, annotator: str, path: Path) -> AnnotationSet:
    """The annotation set of ``annotator`` on ``document`` that a file holds.

    FileError with all that is wrong, each with its line; ``path`` is how it names the file. Of a large file that may be
    the first that is wrong, and one of more records than a document of that length can have is refused.
    """
    try:
        if save_as == "json":
            return decode_thoroughly(data, save_as, document, annotator, path)
        return _decode_toml(data, document, annotator, path)
    except MemoryError as error:
        raise file_error(path, "There is not enough memory to read it.") from error


def _decode_toml(data: bytes, document: Document, annotator: str, path: Path) -> AnnotationSet:
    quick = _decode_quickly(data, document, annotator)
    if isinstance(quick, AnnotationSet):
        return quick
    if quick is None:
        return decode_thoroughly(data, "toml", document, annotator, path)
    text = data.decode("utf-8")
    if quick.is_too_much:
        raise file_error(path, TOO_MUCH, text.count("\n", 0, quick.start) + (2 if quick.start else 1))
    # Where each record is sound, so many can be parsed.
    if quick.start < quick.end and is_too_much(text, "toml"):
        if (quick.start, quick.end) != (0, len(text)):
            decode_thoroughly(_alone(text, quick).encode(), "toml", document, annotator, path)
        raise file_error(path, TOO_MUCH)
    return decode_thoroughly(data, "toml", document, annotator, path, patience=BOUNDLESS)


def _alone(text: str, part: Unsound) -> str:
    """A file's header and one part of it, in its lines, with nothing in all others."""
    header = text[: text.find("\n[[") + 1]
    if part.start == 0:
        return text[: part.end]
    blank = "\n" * text.count("\n", len(header), part.start + 1)
    return f"{header}{blank}{text[part.start + 1 : part.end]}"


def text_named(data: bytes) -> str:
    """The sha256 of the text that a file says it is of; empty where it says none that is one."""
    found = _TEXT.search(data, 0, _HEADER)
    return found[1].decode() if found is not None else ""


_TEXT = re.compile(rb'(?m)^"?text-sha256"?(?: =|:) "([0-9a-f]{64})"')
_HEADER = 1 << 16
"""Bytes at the beginning of a file in which its header is."""


def _decode_quickly(data: bytes, document: Document, annotator: str) -> AnnotationSet | Unsound | None:
    """The set of a file that is sound and laid out as this program does; else what is not, None where it is no text."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    found = read_quickly(text, document)
    if isinstance(found, Unsound):
        return found
    header = Unsound(0, text.find("\n[[") + 1)
    table, records, remarks, aside = found
    complaints = Complaints()
    fields = Fields(table, (), "The file", complaints)
    if type(version := fields.take("format")) is not int or version != FORMAT:
        return header
    _check_header(fields, document, annotator)
    annotations = _set_of(fields, records, remarks, aside, document, annotator)
    if complaints:
        return header
    return Unsound(len(text), len(text)) if any(dangling_references(annotations)) else annotations


def decode_thoroughly(
    data: bytes,
    save_as: SaveAs,
    document: Document,
    annotator: str,
    path: Path,
    quotes: dict[str, str] | None = None,
    patience: float | None = None,
) -> AnnotationSet:
    """The same by the parser alone, record by record, keeping count of all that is wrong.

    What would take the parser longer than ``patience``, in seconds, is refused before; without one, than PATIENCE.
    With ``quotes`` the file is of another text, which is not at hand: nothing is compared with a text, and ``quotes``
    takes the records' words by id.
    """
    table = parse(data, save_as, path, patience)
    known = document if quotes is None else None
    if quotes is not None:
        document = replace(document, sha256=text_named(data))
    complaints = Complaints()
    fields = Fields(table, (), "The file", complaints)
    _check_format(fields, data, save_as, path)
    _check_header(fields, document, annotator)
    if complaints:
        raise complaints_error(complaints, data, save_as, path)
    count = count_records(table, (*SECTIONS, *REMARK_SECTIONS, ASIDE))
    if known is not None and count > most_records(known):
        raise file_error(path, _too_many(count, known))
    found: dict[str, Record] = {}
    places: dict[str, Place] = {}
    for section, kind in SECTIONS.items():
        for place, record_table in fields.tables(section):
            record = read_record(kind, record_table, place, known, complaints)
            quote = record_table.get("quote")
            if quotes is not None and record is not None and isinstance(quote, str):
                quotes[record.id] = quote
            if record is not None and record.id in found:
                complaints.add((*place, "id"), twice(record.id))
            elif record is not None:
                found[record.id] = record
                places[record.id] = place
    remarks = _read_remarks(fields, found, complaints)
    aside = _read_asides(fields, found, complaints)
    annotations = _set_of(fields, found, remarks, aside, document, annotator)
    if not complaints:
        for record_id, key, sentence in dangling_references(annotations):
            complaints.add((*places[record_id], key), sentence)
    if complaints:
        raise complaints_error(complaints, data, save_as, path)
    return annotations


def _too_many(count: int, document: Document) -> str:
    return (
        f"It has {count:,} records and spans, and no more than {most_records(document):,} are read on a text of "
        f"{len(document.text):,} characters; take an older version of it."
    )


def twice(record_id: str) -> str:
    """The sentence for an id that two records have."""
    return f"The id {record_id} is there twice; give one of the records another."


def _read_remarks(fields: Fields, found: Mapping[str, Record], complaints: Complaints) -> dict[str, Remark]:
    """Comments and decisions, by id."""
    said: dict[str, Remark] = {}
    for section, kind in REMARK_SECTIONS.items():
        for place, table in fields.tables(section):
            remark = read_remark(kind, table, place, complaints)
            if remark is None:
                continue
            if remark.id in said or remark.id in found:
                complaints.add((*place, "id"), twice(remark.id))
            said[remark.id] = remark
    return said


def _read_asides(fields: Fields, found: Mapping[str, Record], complaints: Complaints) -> dict[str, Aside]:
    """What is kept aside, by its key."""
    kept: dict[str, Aside] = {}
    for place, table in fields.tables(ASIDE):
        aside = read_aside(table, place, complaints)
        if aside is None:
            continue
        if aside.key in kept or (aside.why == "unanchored" and aside.id in found):
            complaints.add((*place, "id"), twice(aside.id))
        kept[aside.key] = aside
    return kept


def _set_of(
    fields: Fields,
    found: Mapping[str, Record],
    remarks: Mapping[str, Remark],
    aside: Mapping[str, Aside],
    document: Document,
    annotator: str,
) -> AnnotationSet:
    """The set of a file's records and remarks, and of what is left of its header."""
    return AnnotationSet(
        document.id,
        annotator,
        document.sha256,
        fields.choice_or("status", tuple(Status), Status.TODO),
        Records((key, record) for key, record in found.items() if isinstance(record, Mention)),
        Records((key, record) for key, record in found.items() if isinstance(record, Claim)),
        Records((key, record) for key, record in found.items() if isinstance(record, Link)),
        fields.attributes("attributes"),
        fields.rest(),
        Records(aside.items()),
        Records(remarks.items()),
    )


def _check_format(fields: Fields, data: bytes, save_as: SaveAs, path: Path) -> None:
    version = fields.take("format")
    if type(version) is int and version == FORMAT:
        return
    line = line_of(("format",), place_lines(data, save_as))
    if type(version) is int and version > FORMAT:
        raise file_error(path, newer_format(version), line)
    if version is None:
        raise file_error(path, f'The file has no "format"; annotation sets begin with format = {FORMAT}.', line)
    raise file_error(path, f'The file has {shown(version)} as "format"; this annotator reads {FORMAT}.', line)


def newer_format(version: int) -> str:
    """The sentence for a file of a later format."""
    return f"It was written by a newer annotator (format {version}; this one reads {FORMAT}); update annotator."


def _check_header(fields: Fields, document: Document, annotator: str) -> None:
    named = fields.text("document")
    if named and named != document.id:
        fields.complain(
            "document", f"is about the document {shown(named)}, but stands where that of {shown(document.id)} is."
        )
    author = fields.text("annotator")
    if author and author != annotator:
        fields.complain(
            "annotator", f"is by the annotator {shown(author)}, but stands in the folder of {shown(annotator)}."
        )
    sha256 = fields.text("text-sha256")
    if sha256 and sha256 != document.sha256:
        fields.complain(
            "text-sha256",
            f"was made for another text: that of {shown(document.id)} has changed since it was annotated; "
            "take the text back, or annotate it anew.",
        )


def dangling_references(annotations: AnnotationSet) -> Iterator[tuple[str, str, str]]:
    """What a set's claims and links name and the set does not have: the record's id, the key, a sentence."""
    for claim in annotations.claims.values():
        for name, mention_ids in claim.arguments.items():
            for mention_id in mention_ids:
                known = annotations.mentions.get(mention_id) or annotations.unanchored(mention_id)
                if not isinstance(known, Mention):
                    sentence = (
                        f"The claim {claim.id} has {shown(mention_id)} as its argument {shown(name)}, "
                        "but there is no mention of that id in the file."
                    )
                    yield claim.id, "arguments", sentence
    for link in annotations.links.values():
        if link.source and annotations.known(link.source) is None:
            yield link.id, "source", f"The link {link.id} starts at {shown(link.source)}, which is not in the file."
        here = link.target.document == annotations.document
        if here and link.target.id and annotations.known(link.target.id) is None:
            yield link.id, "target", f"The link {link.id} leads to {shown(link.target.id)}, which is not in the file."


def record_lines(data: bytes, save_as: SaveAs, path: Path) -> dict[str, int]:
    """At which line each record of a readable file begins, by id: for problems found after reading."""
    table, lines = parse(data, save_as, path, BOUNDLESS), place_lines(data, save_as)
    return {
        record["id"]: line_of((section, number), lines)
        for section in (ASIDE, *SECTIONS, *REMARK_SECTIONS)
        for number, record in enumerate(table.get(section, ()))
    }

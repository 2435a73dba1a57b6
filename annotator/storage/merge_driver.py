"""Merging the files of two branches, as git asks for it: annotation sets by record, histories by edit.

Neither the text nor the project is needed: git merges one file at a time, and in a place of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from annotator.core.display import one_line, shortened
from annotator.core.errors import AnnotatorError
from annotator.core.merging import merge
from annotator.core.model import QUOTE_GAP, AnnotationSet, Aside, Document, aside_key
from annotator.core.schema import SaveAs
from annotator.storage import atomic
from annotator.storage.codec import FORMAT, decode_set, encode_set, newer_format
from annotator.storage.history import History, Line, parse_history
from annotator.storage.paths import MOST_ANNOTATIONS, MOST_HISTORY, read_file
from annotator.storage.problems import file_error, reason
from annotator.storage.syntax import parse
from annotator.storage.weighing import MERGING

LONGEST_TEXT = 64 * 1024 * 1024
"""Code points up to which offsets are believed; no document is longer."""


class Side(NamedTuple):
    """One version of a file: the name that messages give it, and its bytes."""

    name: Path
    data: bytes


def merge_files(base: Path, ours: Path, theirs: Path, name: str = "") -> list[str]:
    """Writes what ``ours`` and ``theirs`` are together, which both come from ``base``, to ``ours``.

    ``name`` is the file's own name, where these are copies under other ones. A sentence for each record of which both
    versions are kept. FileError, and ``ours`` as it was, where a file cannot be read or they cannot be merged.
    """
    known = Path(name or ours)
    most = MOST_HISTORY if known.suffix == ".jsonl" else MOST_ANNOTATIONS
    sides = [_read(path, known, words, most) for path, words in ((base, "base"), (ours, "ours"), (theirs, "theirs"))]
    match known.suffix:
        case ".toml":
            data, said = _merged_sets(sides, "toml", known)
        case ".json":
            data, said = _merged_sets(sides, "json", known)
        case ".jsonl":
            data, said = _merged_histories(sides), []
        case _:
            raise file_error(known, "Only annotation sets (.toml, .json) and histories (.jsonl) can be merged here.")
    try:
        atomic.write_bytes(ours, data)
    except OSError as error:
        raise file_error(ours, f"It cannot be written: {reason(error)}.") from error
    return said


def _read(path: Path, known: Path, words: str, most: int) -> Side:
    name = known.with_name(f"{known.name} ({words})")
    try:
        return Side(name, read_file(path, most))
    except OSError as error:
        raise file_error(path, f"It cannot be read: {reason(error)}.") from error
    except ValueError as error:
        raise file_error(path, str(error)) from error


# Annotation sets.


def _merged_sets(sides: Sequence[Side], save_as: SaveAs, known: Path) -> tuple[bytes, list[str]]:
    tables = [parse(side.data, save_as, side.name, MERGING) if side.data.strip() else {} for side in sides]
    for side, table in zip(sides, tables, strict=True):
        if isinstance(version := table.get("format"), int) and version > FORMAT:
            raise file_error(side.name, newer_format(version))
    header = [[str(table.get(key, "")) for key in ("document", "annotator", "text-sha256")] for table in tables]
    if header[1][:2] != header[2][:2]:
        raise file_error(known, "The two sides are about different documents or by different annotators.")
    if header[1][2] != header[2][2]:
        raise file_error(
            known,
            "The two sides are about different versions of the text, so that their places cannot be compared; take one "
            "side, and open the document with it.",
        )
    document = Document(header[1][0], _text_of(tables), header[1][2])
    found = [_decoded(side, table, save_as, document, header[1][1]) for side, table in zip(sides, tables, strict=True)]
    base, ours, theirs = found
    if base.text_sha256 != ours.text_sha256:  # both have gone along with the text: nothing is known of what they were
        base = AnnotationSet(ours.document, ours.annotator, ours.text_sha256)
    try:
        merged = merge(base, ours, theirs, document.quote)
    except AnnotatorError as error:
        raise file_error(known, str(error)) from error
    said = [_said(merged.annotations.aside.get(aside_key("collides", one)), one, known) for one in merged.collisions]
    return encode_set(merged.annotations, document, save_as), said


def _decoded(side: Side, table: dict[str, Any], save_as: SaveAs, document: Document, annotator: str) -> AnnotationSet:
    sha256 = str(table.get("text-sha256", document.sha256))
    if not table:
        return AnnotationSet(document.id, annotator, document.sha256)
    of = Document(document.id, document.text if sha256 == document.sha256 else _text_of([table]), sha256)
    return decode_set(side.data, save_as, of, annotator, side.name)


def _said(aside: Aside | None, record_id: str, known: Path) -> str:
    quote = f', "{shortened(one_line(aside.quote), 40)}",' if aside is not None and aside.quote else ""
    how = (
        "was removed there and changed here" if aside is not None and aside.record is None else "differs on both sides"
    )
    return (
        f"{one_line(known.as_posix())}: {record_id}{quote} {how}; both versions are kept in the file, to choose from."
    )


def _text_of(tables: Sequence[dict[str, Any]]) -> str:
    """As much of the document's text as the records quote, at its places; what nobody quotes is blank."""
    pieces: list[tuple[int, str]] = []
    for table in tables:
        for section in ("mentions", "claims"):
            for record in _dicts(table.get(section)):
                pieces += _pieces(record)
    text = [" "] * max((start + len(words) for start, words in pieces), default=0)
    for start, words in pieces:
        text[start : start + len(words)] = words
    return "".join(text)


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _pieces(record: dict[str, Any]) -> list[tuple[int, str]]:
    """A record's words with their places; what is wrong with them is found by who reads the file."""
    quote, at, pieces = record.get("quote"), 0, []
    spans = record.get("spans")
    if not isinstance(quote, str) or not isinstance(spans, list):
        return []
    for span in spans:
        match span:
            case [int(start), int(end)] if 0 <= start < end <= LONGEST_TEXT:
                pieces.append((start, quote[at : at + end - start]))
                at += end - start + len(QUOTE_GAP)
    return pieces


# Histories.


def _merged_histories(sides: Sequence[Side]) -> bytes:
    """The lines that both have, then theirs, then ours, numbered on.

    What either side's annotation file did not have yet stays at the end, after a mark: it is brought in when the
    document is opened.
    """
    _, ours, theirs = (_sound(side) for side in sides)
    if ours.lines and theirs.lines and ours.lines[0] != theirs.lines[0] and _is_folded(ours, theirs):
        raise file_error(
            sides[1].name,
            "Old edits were folded away on one side, so that the histories have no common beginning; take one of them.",
        )
    common = 0
    for one, other in zip(ours.lines, theirs.lines, strict=False):
        if one != other:
            break
        common += 1
    rests = [theirs.lines[common:], ours.lines[common:]]
    out = list(ours.lines[:common])
    numbers: list[dict[int, int]] = [{}, {}]
    for rest, renumbered in zip(rests, numbers, strict=True):
        _append(out, rest[: _in_the_file(rest)], renumbered)
    if out and any(_in_the_file(rest) for rest in rests):
        out.append(Line(out[-1].seq, out[-1].time, ""))
    for rest, renumbered in zip(rests, numbers, strict=True):
        _append(out, rest[_in_the_file(rest) :], renumbered)
    return b"".join(line.encoded() for line in out)


def _sound(side: Side) -> History:
    """The history of a side; FileError where a line is damaged."""
    history = parse_history(side.data, side.name)
    if history.problems:
        raise file_error(side.name, "A line is damaged, so the histories are not merged.", len(history.lines) + 1)
    return history


def _is_folded(*histories: History) -> bool:
    return any(history.lines[0].role == "folds" for history in histories)


def _in_the_file(lines: Sequence[Line]) -> int:
    """How many of the lines are known to be in the annotation file of their side: those up to the last mark."""
    return max((place + 1 for place, line in enumerate(lines) if not line.edit_json), default=0)


def _append(out: list[Line], lines: Sequence[Line], numbers: dict[int, int]) -> None:
    """Puts edits at the end, numbered on; ``numbers`` are the new ones by the old, for what names an earlier edit."""
    for line in lines:
        if line.edit_json:
            seq = out[-1].seq + 1 if out else 1
            numbers[line.seq] = seq
            out.append(line._replace(seq=seq, of=numbers.get(line.of, line.of)))

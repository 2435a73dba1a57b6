"""Reading the files that this program has written itself: 100,000 mentions in 1.2 seconds, keys handled in between.

A block that stands exactly as ``encode_set`` puts a plain mention is taken by two expressions, its quote compared with
what would be written for it; any other block goes through the TOML parser by itself and is checked as always. Whatever
is wrong or out of place, here nothing is said about it: the answer is where it is. The file is then read the long way,
which finds the words and the line; of a large file only that part. All of it would take 4.9 seconds for as many
mentions, and for 3 of them the compiled parser lets no other thread run.

Cutting a file before each line that begins with "[[" is safe: where that is inside of a text or an array, the part
before it does not end and is refused by the parser.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from sys import intern
from typing import Any, NamedTuple, TypeAlias

from annotator.core.model import Aside, Document, Kind, Link, Mention, Record, Span
from annotator.core.remarks import Comment, Decision, Remark
from annotator.storage.fields import Complaints
from annotator.storage.record_data import read_aside, read_record
from annotator.storage.remark_data import REMARK_SECTIONS, read_remark
from annotator.storage.syntax import toml_table
from annotator.storage.toml_text import PIECE, toml_string
from annotator.storage.weighing import TooMuchError, is_too_much, most_records

Found: TypeAlias = tuple[dict[str, Any], dict[str, Record], dict[str, Remark], dict[str, Aside]]
"""The table above the first record, the records and the remarks by id, each kind in the order of the file, and what is
kept aside."""


class Unsound(NamedTuple):
    """The part of a file that cannot be read quickly, as offsets: what is above the first record, or one record.

    ``start`` is ``end`` where each part can and they do not fit together; ``is_too_much`` where a part is not to be
    parsed at all.
    """

    start: int
    end: int
    is_too_much: bool = False


LONGEST_HEADER = 1 << 20
"""Characters above the first record up to which a file is read quickly."""

_NUMBER = "(0|[1-9][0-9]{0,9})"
_PLAIN = r'([^"\\\x00-\x1f\x7f]+)'
_HEAD = re.compile(
    r'\n\[\[mentions\]\]\nid = "([A-Za-z0-9][A-Za-z0-9_.:-]{0,99})"\n'
    rf'label = "{_PLAIN}"\nspans = \[\[{_NUMBER}, {_NUMBER}\]\]\nquote = '
)
_TAIL = re.compile(
    rf'\norigin = "{_PLAIN}"\n'
    r"(?:created = ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n)?(?=\n\[\[|\Z)"
)
_SECTION = re.compile(r"\n\[\[(mentions|claims|links|comments|decisions|aside)\]\]\n")
_KINDS: dict[str, Kind] = {"mentions": "mention", "claims": "claim", "links": "link"}


def read_quickly(text: str, document: Document) -> Found | Unsound:
    """What an annotation file says about ``document``, or where it has to be read the long way."""
    start = text.find("\n[[")
    if start < 0:
        return Unsound(0, len(text))
    if start > LONGEST_HEADER:
        return Unsound(0, start + 1)
    try:
        header = _table(text[: start + 1])
    except (ValueError, RecursionError) as error:
        return Unsound(0, start + 1, isinstance(error, TooMuchError))
    if any(section in header for section in (*_KINDS, *REMARK_SECTIONS, "aside")):
        return Unsound(0, start + 1)
    found: dict[str, Record] = {}
    remarks: dict[str, Remark] = {}
    aside: dict[str, Aside] = {}
    count = spans = 0
    most = most_records(document)
    for record in _records(text, start, document):
        match record:
            case Unsound():
                return record
            case Aside():
                aside[record.key] = record
            case Comment() | Decision():
                remarks[record.id] = record
            case Link():
                found[record.id] = record
            case _:
                found[record.id] = record
                spans += len(record.spans)
        count += 1
        if count + spans > most:
            return Unsound(0, len(text))
    is_sound = len(found.keys() | remarks.keys()) + len(aside) == count
    is_apart = not any(one.why == "unanchored" and one.id in found for one in aside.values())
    return (header, found, remarks, aside) if is_sound and is_apart else Unsound(len(text), len(text))


def _records(text: str, position: int, document: Document) -> Iterator[Record | Remark | Aside | Unsound]:
    """The records from the line end before the first on, up to one that is not sound."""
    moments = _Moments()
    while position < len(text):
        try:
            plain = _plain(text, position, document.text, moments)
            if plain is not None:
                mention, position = plain
                yield mention
                continue
            end = _end(text, position)
            yield _parsed(text, position, end, document)
            position = end
        except (ValueError, RecursionError) as error:
            yield Unsound(position, _end(text, position), isinstance(error, TooMuchError))
            return


def _end(text: str, position: int) -> int:
    """Where the record that begins at ``position`` ends."""
    end = text.find("\n[[", position + 1)
    return len(text) if end < 0 else end


def _plain(text: str, position: int, words: str, moments: Mapping[str, dt.datetime]) -> tuple[Mention, int] | None:
    """The mention at ``position`` and where it ends; None where what is there is no plain one."""
    head = _HEAD.match(text, position)
    if head is None:
        return None
    record_id, label, first, last = head.groups()
    start, end = int(first), int(last)
    after = _after_quote(text, head.end(), words, start, end) if start < end <= len(words) else 0
    tail = _TAIL.match(text, after) if after else None
    if tail is None:
        return None
    origin, created = tail.groups()
    moment = moments[created] if created else None
    return Mention(record_id, intern(label), (Span(start, end),), intern(origin), moment), tail.end()


def _after_quote(text: str, position: int, words: str, start: int, end: int) -> int:
    """Where the quote of ``words[start:end]`` that stands at ``position`` ends; 0 where there is another one.

    It is compared piece by piece: one over the whole document would be copied three times, at 10 MB each.
    """
    if end - start <= PIECE:
        quote = toml_string(words[start:end])
        return position + len(quote) if text.startswith(quote, position) else 0
    position += 1
    for piece in range(start, end, PIECE):
        quote = toml_string(words[piece : min(piece + PIECE, end)])[1:-1]
        if not text.startswith(quote, position):
            return 0
        position += len(quote)
    return position + 1 if text.startswith('"', position) else 0


def _parsed(text: str, start: int, end: int, document: Document) -> Record | Remark | Aside:
    """The record of one block, by the parser and with all checks; ValueError where it is not sound."""
    section = _SECTION.match(text, start)
    if section is None:
        raise ValueError
    table = _table(text[start:end])
    name = section[1]
    if table.keys() != {name}:
        raise ValueError
    (fields,) = table[name]
    complaints = Complaints()
    record: Record | Remark | Aside | None
    if name == "aside":
        record = read_aside(fields, (name, 0), complaints)
    elif name in REMARK_SECTIONS:
        record = read_remark(REMARK_SECTIONS[name], fields, (name, 0), complaints)
    else:
        record = read_record(_KINDS[name], fields, (name, 0), document, complaints)
    if record is None:
        raise ValueError
    return record


def _table(part: str) -> dict[str, Any]:
    """The table of one part of a file; ValueError where it is none, TooMuchError where that is not to be asked."""
    if is_too_much(part, "toml"):
        raise TooMuchError
    return toml_table(part)


class _Moments(dict[str, dt.datetime]):
    """Times by how they are written: thousands of mentions share one."""

    def __missing__(self, written: str) -> dt.datetime:
        moment = self[written] = dt.datetime.fromisoformat(written)
        return moment

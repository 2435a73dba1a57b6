"""Reading the files that this program has written itself: 100,000 mentions in 1.2 seconds, keys handled in between.

A block that stands exactly as ``encode_set`` puts a plain mention is taken by two expressions, its quote compared with
what would be written for it; any other block goes through the TOML parser by itself and is checked as always. Whatever
is wrong or out of place, here nothing is said about it: the answer is None, and the whole file is read the long way,
which finds the words and the line. That takes 4.9 seconds for as many, and for 3 of them the compiled parser lets no
other thread run.

Cutting a file before each line that begins with "[[" is safe: where that is inside of a text or an array, the part
before it does not end and is refused by the parser.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from sys import intern
from typing import Any, TypeAlias

from annotator.core.model import Aside, Document, Kind, Mention, Record, Span
from annotator.core.remarks import Comment, Decision, Remark
from annotator.storage.fields import Complaints
from annotator.storage.record_data import read_aside, read_record
from annotator.storage.remark_data import REMARK_SECTIONS, read_remark
from annotator.storage.syntax import toml_table
from annotator.storage.toml_text import PIECE, toml_string

Found: TypeAlias = tuple[dict[str, Any], dict[str, Record], dict[str, Remark], dict[str, Aside]]
"""The table above the first record, the records and the remarks by id, each kind in the order of the file, and what is
kept aside."""

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


def read_quickly(text: str, document: Document) -> Found | None:
    """What an annotation file says about ``document``; None where it has to be read the long way."""
    start = text.find("\n[[")
    if start < 0:
        return None
    try:
        header = toml_table(text[: start + 1])
        if any(section in header for section in (*_KINDS, *REMARK_SECTIONS, "aside")):
            return None
        found: dict[str, Record] = {}
        remarks: dict[str, Remark] = {}
        aside: dict[str, Aside] = {}
        count = 0
        for record in _records(text, start, document):
            match record:
                case Aside():
                    aside[record.key] = record
                case Comment() | Decision():
                    remarks[record.id] = record
                case _:
                    found[record.id] = record
            count += 1
    except (ValueError, RecursionError):
        return None
    is_sound = len(found.keys() | remarks.keys()) + len(aside) == count
    is_apart = not any(one.why == "unanchored" and one.id in found for one in aside.values())
    return (header, found, remarks, aside) if is_sound and is_apart else None


def _records(text: str, position: int, document: Document) -> Iterator[Record | Remark | Aside]:
    """The records from the line end before the first on; ValueError where one is not sound."""
    words, length, moments = document.text, len(document.text), _Moments()
    while position < len(text):
        head = _HEAD.match(text, position)
        if head is not None:
            record_id, label, first, last = head.groups()
            start, end = int(first), int(last)
            if start < end <= length:
                after = _after_quote(text, head.end(), words, start, end)
                tail = _TAIL.match(text, after) if after else None
                if tail is not None:
                    origin, created = tail.groups()
                    moment = moments[created] if created else None
                    yield Mention(record_id, intern(label), (Span(start, end),), intern(origin), moment)
                    position = tail.end()
                    continue
        end = text.find("\n[[", position + 1)
        end = len(text) if end < 0 else end
        yield _parsed(text, position, end, document)
        position = end


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
    table = toml_table(text[start:end])
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


class _Moments(dict[str, dt.datetime]):
    """Times by how they are written: thousands of mentions share one."""

    def __missing__(self, written: str) -> dt.datetime:
        moment = self[written] = dt.datetime.fromisoformat(written)
        return moment

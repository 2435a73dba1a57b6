"""The history of one annotator on one document: an append-only file of checksummed lines.

Each line is a JSON object whose keys stand in one order, so that a long history is gone through without
decoding it::

    {"format": 1, "seq": 7, "time": "…", "follows": "<sha256>", "text": "<sha256>", "undoes": 5, "edit": {…},
     "crc": "89abcdef"}

``seq`` counts the edits from 1. ``follows`` is the sha256 of the annotation file (the snapshot) that was there
when the line was written, empty for none: the edit is not yet in it. ``text`` is the sha256 of the document's text
that the offsets are of once the edit is done; a line without it is of the same text as what it follows.
``undoes``, ``redoes`` and ``recovers`` name an earlier edit: the one that this one takes back or does again, or the
first that it brings into a file which another program has changed. A line without an edit says that the snapshot
``follows`` holds all that came before; one that ``folds`` so many edits stands, in the first line, for those that were
folded away, and its ``seq`` is that of the last of them. ``crc`` is the CRC-32 of the line's bytes before that key.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias, cast

from annotator.core.edits import Edit
from annotator.core.errors import AnnotatorError
from annotator.storage.codec import FORMAT, newer_format
from annotator.storage.edit_data import read_edit
from annotator.storage.paths import MOST_HISTORY, Paths
from annotator.storage.problems import Problem, file_error

Role: TypeAlias = Literal["", "undoes", "redoes", "recovers", "folds"]

_HEAD = re.compile(
    rb'\{"format": (\d{1,9}), "seq": (\d{1,18}), "time": "([^"]*)", "follows": "([0-9a-f]*)"'
    rb'(?:, "text": "([0-9a-f]*)")?'
    rb'(?:, "(undoes|redoes|recovers|folds)": (\d{1,18}))?(, "edit": )?'
)
_LONGEST_MARK = 400
_PART = 1 << 16
_TAIL = re.compile(rb', "crc": "([0-9a-f]{8})"\}')
_TAIL_LENGTH = len(b', "crc": "00000000"}')


class Line(NamedTuple):
    """One line of a history; without ``edit_json`` it marks a snapshot.

    ``time`` is in UTC, as ISO 8601 text; ``of`` is the edit that ``role`` names, else 0; ``text`` is the hash of the
    text that the offsets are of, empty where the line does not say.
    """

    seq: int
    time: str
    follows: str
    edit_json: bytes = b""
    role: Role = ""
    of: int = 0
    text: str = ""

    def edit(self) -> Edit:
        """The edit, decoded; AnnotatorError where the line holds none."""
        return read_edit(self.edit_json)

    def encoded(self) -> bytes:
        """The line's bytes, with checksum and line end."""
        head = f'{{"format": {FORMAT}, "seq": {self.seq}, "time": "{self.time}", "follows": "{self.follows}"'
        text = f', "text": "{self.text}"' if self.text else ""
        role = f', "{self.role}": {self.of}' if self.role else ""
        body = (head + text + role).encode() + (b', "edit": ' + self.edit_json if self.edit_json else b"")
        return body + f', "crc": "{zlib.crc32(body):08x}"}}\n'.encode()


class History(NamedTuple):
    """The sound lines of a history file, their length in bytes, and the bytes from the first damaged line on.

    ``path`` is relative to the project, as messages name it.
    """

    path: Path
    lines: tuple[Line, ...] = ()
    length: int = 0
    damaged: bytes = b""

    @property
    def last_seq(self) -> int:
        """The number of the last edit; 0 where there is none."""
        return self.lines[-1].seq if self.lines else 0

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the file: nothing, or the first damaged line."""
        if not self.damaged:
            return []
        return [_damage(self.path, len(self.lines) + 1)]

    def edit(self, place: int) -> Edit:
        """The edit of ``lines[place]``, decoded; FileError, with the line's number, where it holds none."""
        try:
            return self.lines[place].edit()
        except AnnotatorError as error:
            raise file_error(self.path, str(error), place + 1) from error


def read_history(paths: Paths, annotator: str, document_id: str) -> History:
    """The history of one annotator on one document, up to the first damaged line.

    FileError where the file cannot be read or a newer annotator has written it.
    """
    path = paths.history(annotator, document_id)
    return parse_history(paths.read_if_there(path, MOST_HISTORY) or b"", paths.relative(path))


def parse_history(data: bytes, name: Path) -> History:
    """The history that a file's bytes hold; ``name`` is how messages name it. FileError as ``read_history``."""
    lines: list[Line] = []
    position = seq = 0
    while (end := data.find(b"\n", position)) >= 0:
        line = _read_line(data[position:end], name, len(lines) + 1)
        if line is None or not _continues(line, seq, len(lines)):
            break
        lines.append(line)
        position, seq = end + 1, line.seq
    return History(name, tuple(lines), position, data[position:])


def iterate_lines(paths: Paths, annotator: str, document_id: str) -> Iterator[Line | Problem]:
    """The same lines one after the other, and a Problem in the place of the first damaged one; FileError.

    Only a part of the file is in memory at a time, and none is kept open: many histories may be read side by side.
    """
    path = paths.history(annotator, document_id)
    if not os.path.lexists(path):
        return
    name = paths.relative(path)
    rest = b""
    position = seq = count = 0
    while part := paths.read(path, MOST_HISTORY, position, _PART):
        position += len(part)
        *whole, rest = (rest + part).split(b"\n")
        for data in whole:
            line = _read_line(data, name, count + 1)
            if line is None or not _continues(line, seq, count):
                yield _damage(name, count + 1)
                return
            yield line
            seq = line.seq
            count += 1
    if rest:
        yield _damage(name, count + 1)


def _continues(line: Line, seq: int, before: int) -> bool:
    """Whether a line can stand after one of the number ``seq``, with ``before`` lines before it."""
    if line.role == "folds":
        return not before and not line.edit_json
    return line.seq == seq + bool(line.edit_json)


def _damage(path: Path, number: int) -> Problem:
    sentence = (
        "The line is damaged; what is before it is used, and it is kept aside, with all after it, "
        "when the document is next annotated."
    )
    return Problem(path, number, sentence)


def ends_with_mark(paths: Paths, annotator: str, document_id: str, sha256: str) -> bool:
    """Whether nothing follows the snapshot ``sha256``: there is no history, or it ends with that snapshot's mark."""
    path = paths.history(annotator, document_id)
    if not os.path.lexists(path):
        return True
    lines = paths.read(path, MOST_HISTORY, start=-_LONGEST_MARK).split(b"\n")
    line = _read_line(lines[-2], paths.relative(path), 1) if len(lines) > 1 and not lines[-1] else None
    return line is not None and not line.edit_json and line.follows == sha256


def _read_line(data: bytes, path: Path, number: int) -> Line | None:
    """The line, or None where it is damaged."""
    body = data[:-_TAIL_LENGTH]
    head, tail = _HEAD.match(body), _TAIL.fullmatch(data[-_TAIL_LENGTH:])
    if head is None or tail is None or int(tail[1], 16) != zlib.crc32(body):
        return None
    if int(head[1]) > FORMAT:
        raise file_error(path, newer_format(int(head[1])), number)
    role = cast("Role", (head[6] or b"").decode())
    text = (head[5] or b"").decode()
    return Line(int(head[2]), head[3].decode(), head[4].decode(), body[head.end() :], role, int(head[7] or 0), text)

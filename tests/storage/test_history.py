"""The history keeps what was appended, and tells sound lines from damaged ones."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.edits import AttributesChange, Change, Edit, RecordChange, StatusChange, added
from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet, Document, Record, Status
from annotator.storage import atomic
from annotator.storage.appender import Appender, WrittenByAnotherError
from annotator.storage.edit_data import edit_json, read_edit
from annotator.storage.history import History, Line, Role, _read_line, read_history
from annotator.storage.paths import Paths
from annotator.storage.problems import FileError
from annotator.storage.toml_text import toml_datetime
from tests.examples import AMOUNT, NOW, PERSON, ROLE
from tests.storage.strategies import annotated, attributes, moments, words

WHEN = toml_datetime(NOW)
EDITS = [added("label person", [PERSON]), added("label role", [ROLE]), added("label amount", [AMOUNT])]
LINES = [Line(number, WHEN, "ab" * 32, edit_json(edit)) for number, edit in enumerate(EDITS, 1)]


def records(annotations: AnnotationSet) -> list[Record]:
    return [*annotations.mentions.values(), *annotations.claims.values(), *annotations.links.values()]


@given(annotated(), words, attributes, st.sampled_from(Status))
@settings(deadline=None)
def test_every_edit_comes_back_as_it_was(
    pair: tuple[Document, AnnotationSet], action: str, after: dict[str, str], status: Status
) -> None:
    changes: list[Change] = [RecordChange(None, record) for record in records(pair[1])]
    changes += [RecordChange(record, None) for record in records(pair[1])]
    changes += [StatusChange(Status.TODO, status), AttributesChange({}, after)]
    edit = Edit(action, tuple(changes))
    assert read_edit(edit_json(edit)) == edit
    assert b"\n" not in edit_json(edit)


ROLES: list[Role] = ["undoes", "redoes", "recovers"]


@given(
    st.integers(1, 10**9),
    moments.map(toml_datetime),
    st.sampled_from(ROLES),
    st.integers(1, 10**9),
    st.sampled_from([b"", b"{}"]),
    st.sampled_from(["", "3e" * 32]),
)
def test_every_line_comes_back_as_it_was(seq: int, time: str, role: Role, of: int, edit: bytes, text: str) -> None:
    for line in (Line(seq, time, "0f" * 32, edit, role, of, text), Line(seq, time, "", edit, text=text)):
        assert line.encoded().count(b"\n") == 1
        assert _read_line(line.encoded()[:-1], Path("x"), 1) == line


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path)


def read(paths: Paths) -> History:
    return read_history(paths, "ann-1", "layoffs")


def append(paths: Paths, *lines: Line) -> Path:
    appender = Appender(paths, read(paths))
    with appender.alone():
        for line in lines:
            appender.append([line])
    appender.close()
    return paths.history("ann-1", "layoffs")


def test_lines_come_back_in_their_order(paths: Paths) -> None:
    mark = Line(3, WHEN, "cd" * 32)
    undo = Line(4, WHEN, "cd" * 32, edit_json(EDITS[2].inverse()), "undoes", 3)
    append(paths, *LINES)
    append(paths, mark, undo)
    history = read(paths)
    assert history.lines == (*LINES, mark, undo)
    assert history.lines[-1].edit() == EDITS[2].inverse()
    assert history.last_seq == 4
    assert history.problems == []


def test_a_line_reads_as_the_manual_shows_it() -> None:
    line = Line(2, WHEN, "", edit_json(Edit("done", (StatusChange(Status.TODO, Status.DONE),))), "redoes", 1, "3e")
    assert line.encoded() == (
        b'{"format": 1, "seq": 2, "time": "2026-11-21T19:00:00Z", "follows": "", "text": "3e", "redoes": 1, "edit": '
        b'{"action": "done", "changes": [{"kind": "status", "before": "todo", "after": "done"}]}, "crc": "edc33b46"}\n'
    )


def test_damage_at_any_byte_cuts_the_history_there_and_nowhere_else(paths: Paths) -> None:
    path = append(paths, *LINES)
    data = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(data) if byte == ord("\n")]
    for position in range(len(data)):
        damaged = data[:position] + bytes([data[position] ^ 0x20]) + data[position + 1 :]
        path.write_bytes(damaged)
        history = read(paths)
        sound = sum(end <= position for end in ends)
        assert history.lines == tuple(LINES[:sound])
        assert damaged == data[: history.length] + history.damaged
        assert [problem.line for problem in history.problems] == [sound + 1]
        assert path.read_bytes() == damaged


def test_a_history_cut_off_at_any_byte_keeps_its_whole_lines(paths: Paths) -> None:
    path = append(paths, *LINES)
    data = path.read_bytes()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        history = read(paths)
        assert history.lines == tuple(LINES[: data[:length].count(b"\n")])
        assert history.length + len(history.damaged) == length


@pytest.mark.parametrize("order", [(1, 0), (0, 0), (0, 2)])
def test_lines_that_are_missing_or_out_of_order_are_damage(order: tuple[int, ...], paths: Paths) -> None:
    path = paths.history("ann-1", "layoffs")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(LINES[number].encoded() for number in order))
    assert len(read(paths).lines) == (order[0] == 0)


def test_a_damaged_tail_is_kept_aside_byte_for_byte_before_the_next_line(paths: Paths) -> None:
    path = append(paths, LINES[0])
    sound = path.read_bytes()
    for number, tail in enumerate((b"{torn", b"\x00\xff\n\n"), 1):
        path.write_bytes(path.read_bytes() + tail)
        append(paths, LINES[number])
        assert path.with_name(f"layoffs.jsonl.damaged-{number}").read_bytes() == tail
    assert path.read_bytes() == sound + LINES[1].encoded() + LINES[2].encoded()


def test_opening_a_damaged_history_changes_nothing(paths: Paths) -> None:
    path = append(paths, LINES[0])
    path.write_bytes(path.read_bytes() + b"{torn")
    before = path.read_bytes()
    Appender(paths, read(paths)).close()
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_history_of_a_newer_annotator_is_refused_and_not_taken_for_damage(paths: Paths) -> None:
    path = paths.history("ann-1", "layoffs")
    path.parent.mkdir(parents=True)
    body = LINES[0].encoded().replace(b'"format": 1', b'"format": 2')[: -len(b', "crc": "00000000"}\n')]
    path.write_bytes(body + f', "crc": "{zlib.crc32(body):08x}"}}\n'.encode())
    with pytest.raises(FileError, match=r"layoffs.jsonl:1: It was written by a newer annotator \(format 2"):
        read(paths)


def test_an_edit_that_is_none_is_told_in_a_sentence() -> None:
    song = b'{"action": "x", "changes": [{"kind": "song"}]}'
    for data in (b"{}", b"[]", b"1", b"\xff", song, b'{"action": 1, "changes": 1}'):
        with pytest.raises(AnnotatorError, match="The history has an edit that cannot be read"):
            read_edit(data)


def test_each_append_is_flushed_before_it_returns(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    append(paths, LINES[0])
    flushed: list[int] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        fsync(descriptor)
        flushed.append(os.fstat(descriptor).st_size)

    monkeypatch.setattr(os, "fsync", note)
    path = append(paths, LINES[1])
    assert flushed[-1] == path.stat().st_size


def test_after_a_failed_flush_the_file_is_written_anew_and_no_line_is_lost_or_doubled(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = append(paths, LINES[0])
    appender = Appender(paths, read(paths))
    with appender.alone():
        appender.append([LINES[1]])
    before = path.stat().st_ino
    fsync = os.fsync

    def fail(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with (
        pytest.raises(FileError, match=r"history/ann-1/layoffs.jsonl: It cannot be written: input/output error"),
        appender.alone(),
    ):
        appender.append([LINES[2]])
    monkeypatch.setattr(os, "fsync", fsync)
    with appender.alone():
        appender.append([LINES[2]])
    appender.close()
    assert read(paths).lines == tuple(LINES)
    assert path.stat().st_ino != before


def test_a_history_that_another_program_has_written_to_is_left_alone(paths: Paths) -> None:
    path = append(paths, LINES[0])
    first, second = Appender(paths, read(paths)), Appender(paths, read(paths))
    with first.alone():
        first.append([LINES[1]])
    with pytest.raises(WrittenByAnotherError), second.alone():
        second.append([LINES[1]])
    assert read(paths).lines == tuple(LINES[:2])
    assert path.read_bytes() == b"".join(line.encoded() for line in LINES[:2])


def test_a_history_is_not_written_through_a_link(paths: Paths, tmp_path: Path) -> None:
    atomic.make_folder(paths.histories / "ann-1")
    paths.history("ann-1", "layoffs").symlink_to("/dev/full")
    with pytest.raises(FileError, match="leads out of the project"):
        read(paths)

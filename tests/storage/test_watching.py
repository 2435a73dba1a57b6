"""The system tells when a file may have been written, also where its folder comes and goes."""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import watchdog.observers.api

from annotator.storage import watching
from annotator.storage.watching import Watch

PATIENCE = 30.0


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """A watch that looks soon."""
    monkeypatch.setattr(watching, "QUIET", 0.02)
    found = Watch()
    yield found
    found.end()


class Told:
    """Counts what it is told, and waits for it."""

    def __init__(self) -> None:
        self._told = threading.Event()

    def __call__(self) -> None:
        self._told.set()

    def now(self) -> bool:
        """Waits until it has been told since it was asked last."""
        heard = self._told.wait(PATIENCE)
        self._told.clear()
        return heard

    def rests(self) -> None:
        """Waits until nothing more comes of what was done so far: a change may be told twice, the second time late."""
        until = time.monotonic() + PATIENCE
        while self._told.wait(0.3) and time.monotonic() < until:
            self._told.clear()

    def never(self) -> bool:
        """Whether it is not told for a while."""
        return not self._told.wait(0.3)


def test_a_file_that_is_written_replaced_or_removed_is_told(watch: Watch, tmp_path: Path) -> None:
    file, told = tmp_path / "a.toml", Told()
    file.write_bytes(b"1")
    watch.follow([file], told)
    file.write_bytes(b"2")
    assert told.now()
    (tmp_path / "b").write_bytes(b"3")
    (tmp_path / "b").replace(file)
    assert told.now()
    file.unlink()
    assert told.now()


def test_a_file_that_is_read_is_not(watch: Watch, tmp_path: Path) -> None:
    file, told = tmp_path / "a.toml", Told()
    file.write_bytes(b"1")
    watch.follow([file], told)
    file.read_bytes()
    assert told.never()
    file.write_bytes(b"2")
    assert told.now()


def test_other_files_and_reading_are_not_told(watch: Watch, tmp_path: Path) -> None:
    file, told = tmp_path / "a.toml", Told()
    file.write_bytes(b"1")
    watch.follow([file], told)
    file.read_bytes()
    (tmp_path / "other.toml").write_bytes(b"2")
    assert told.never()


def test_a_folder_may_be_made_removed_and_made_again(watch: Watch, tmp_path: Path) -> None:
    file, told = tmp_path / "annotations" / "ann-1" / "a.toml", Told()
    watch.follow([file], told)
    for number in range(3):
        file.parent.mkdir(parents=True)
        assert told.now()
        file.write_bytes(b"%d" % number)
        assert told.now()
        shutil.rmtree(tmp_path / "annotations")
        assert told.now()


def test_who_follows_other_files_is_no_longer_told_of_the_first(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    first, second = Told(), Told()
    watch.follow([tmp_path / "one" / "a"], first)
    watch.follow([tmp_path / "two" / "a"], second)
    (tmp_path / "one" / "a").write_bytes(b"1")
    assert first.never()
    (tmp_path / "two" / "a").write_bytes(b"1")
    assert second.now()


def test_a_system_that_cannot_tell_is_said(watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(watchdog.observers.api.BaseObserver, "schedule", refuse)
    watch.follow([tmp_path / "a"], Told())
    assert "cannot tell when other programs change the files here (no space left on device)" in watch.trouble


def test_a_watch_that_has_ended_follows_nothing(watch: Watch, tmp_path: Path) -> None:
    told = Told()
    watch.follow([tmp_path / "a"], told)
    watch.end()
    watch.follow([tmp_path / "a"], told)
    (tmp_path / "a").write_bytes(b"1")
    assert told.never()


def test_all_other_files_below_folders_are_told_apart_from_those_followed(watch: Watch, tmp_path: Path) -> None:
    file, mine, others = tmp_path / "annotations" / "ann-1" / "a.toml", Told(), Told()
    watch.follow([file], mine)
    watch.follow_below([tmp_path / "annotations" / "ann-1"], others)
    file.parent.mkdir(parents=True)
    assert mine.now()
    assert others.now()
    (file.parent / "more").mkdir()
    assert others.now()
    assert mine.now()
    mine.rests()
    others.rests()
    (file.parent / "more" / "b.toml").write_bytes(b"1")
    assert others.now()
    assert mine.never()
    file.write_bytes(b"1")
    assert mine.now()
    others.rests()
    (file.parent / ".b.toml.0123.tmp").write_bytes(b"1")
    assert others.never()


def test_a_project_that_is_opened_through_a_link_is_followed(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    mine, others = Told(), Told()
    watch.follow([tmp_path / "link" / "a"], mine)
    watch.follow_below([tmp_path / "link"], others)
    (tmp_path / "folder" / "a").write_bytes(b"1")
    assert mine.now()
    assert others.never()

"""A disk that refuses one call while a history is mended does not keep the next try from saving."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from tests.crashes.scripts import new_project, reopened, take


@pytest.mark.parametrize("failing", range(1, 7))
def test_a_torn_history_is_mended_though_any_one_file_could_not_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    new_project(tmp_path / "project")
    session = reopened(tmp_path / "project")
    take(session, "label")
    session.close()
    (history,) = (tmp_path / "project" / "history").rglob("*.jsonl")
    torn = b'{"format": 1, "seq": 99'
    history.write_bytes(history.read_bytes() + torn)
    session = reopened(tmp_path / "project")
    real, made = os.open, 0

    def open_or_fail(path: Any, flags: int, *arguments: Any, **named: Any) -> int:
        nonlocal made
        made += bool(flags & os.O_CREAT)
        if flags & os.O_CREAT and made == failing:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, flags, *arguments, **named)

    monkeypatch.setattr(os, "open", open_or_fail)
    take(session, "label")
    session.flush()
    session.retry()
    session.flush()
    assert (session.state, session.failure) == ("saved", "")
    session.close()
    assert len(reopened(tmp_path / "project").annotations.mentions) == 2
    assert torn in [path.read_bytes() for path in history.parent.glob("*.damaged-*")]

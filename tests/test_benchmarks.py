"""The benchmark program runs, start to table; what it measures is nobody's promise here."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from rich.console import Console

from tests.benchmarks import driver, saving
from tests.benchmarks.__main__ import SECTIONS, run
from tests.benchmarks.lab import Plan
from tests.benchmarks.texts import Size

SMALL = Plan(
    rounds=1,
    starts=1,
    sizes=(Size("8 KB / 10", 8_000, 10),),
    rows=(120, 160),
    peers=False,
    related=20,
    edits=20,
    mentions=2000,
    words=4_000,
    seconds=0.2,
)


@pytest.mark.skipif(sys.platform != "linux", reason="it measures what only Linux tells of a process, and says so")
def test_the_benchmark_program_measures_every_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "FORMATS", ("toml",))
    monkeypatch.setattr(saving, "WATCHED", 2.5)
    monkeypatch.setattr(driver, "REST", 0.1)
    console = Console(width=130, file=io.StringIO())
    rows = run(SMALL, list(SECTIONS), console, tmp_path)
    keys = {row.what for row in rows if row.group == "8 KB / 10"}
    assert {"caret by word", "label", "undo", "go to the middle"} <= keys
    assert all(row.p50 for row in rows if row.group in ("8 KB / 10", "floor") and row.p50 is not None)
    stayed = [row for row in rows if "the same word" in row.what]
    assert len(stayed) == 2
    assert all(verdict.met for row in stayed for verdict in row.verdicts)
    assert isinstance(console.file, io.StringIO)
    assert "targets met" in console.file.getvalue()

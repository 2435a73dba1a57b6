"""A shell, a project to use it on, and an application that only seems to open."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from annotator.cli import opening
from tests.cli.shell import Shell


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Shell(capsys)


@pytest.fixture
def demo(shell: Shell) -> Path:
    """A copy of the sample project, in the shell's folder, with what one annotator made of it."""
    assert shell("demo", "--no-open", "--into", "demo").status == 0
    for other in ("ann-2", "gold"):
        shutil.rmtree(Path("demo") / "annotations" / other)
    return Path("demo")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str | None]]:
    """The annotators and documents with which the application was opened; it only seems to open."""
    seen: list[tuple[str, str | None]] = []
    application = SimpleNamespace(run=lambda project, name, document: seen.append((name, document)))
    monkeypatch.setitem(sys.modules, "annotator.tui.app", application)
    monkeypatch.setattr(opening, "on_terminal", lambda: True)
    return seen

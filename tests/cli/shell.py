"""Runs commands as a shell would, in this process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import main

CORPORA = Path(__file__).parents[2] / "corpora"


class Outcome:
    """What a command did: its exit status and the lines that it printed."""

    def __init__(self, status: int, printed: tuple[str, str]) -> None:
        self.status = status
        self.out, self.err = printed

    def refuses(self, *words: str, status: int = 1) -> None:
        """Asserts a refusal in one line that has all of ``words``, and nothing else printed."""
        assert self.status == status
        assert self.out == ""
        assert self.err.count("\n") == 1
        assert self.err.startswith("annotator: ")
        for word in words:
            assert word in self.err


class Shell:
    """Runs commands in a folder of their own."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Outcome:
        self._capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return Outcome(status, self._capsys.readouterr())

    def json(self, *arguments: str | Path) -> Any:
        """What the command prints with --json."""
        return json.loads(self(*arguments, "--json").out)

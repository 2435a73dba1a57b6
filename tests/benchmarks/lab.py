"""How much is measured, where, and how the programs under measurement are started."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.driver import Program
from tests.benchmarks.texts import SIZES, Size

HERE = Path(__file__).parents[2]
FLOOR = [sys.executable, "-m", "tests.benchmarks.floor"]
FLOOR_WORDS, OUR_WORDS = b"sleeps", b"help"
"""What stands on the first full screen of the floor, and on ours."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How often and how much. ``sizes`` begins with the smallest: the others are held against it."""

    rounds: int = 50
    starts: int = 15
    sizes: tuple[Size, ...] = SIZES
    rows: tuple[int, int] = (100, 100_000)
    """The lengths of the lists that are compared."""
    peers: bool = True
    """Whether other programs are measured too: SLATE, vim and less, and those that datasets are for."""
    mentions: int = 1_000_000
    """How many are exported."""
    related: int = 10_000
    """How many documents are related by entities and conflicts."""
    edits: int = 10_000
    """The length of the history that a document is opened with."""
    words: int = 100_000
    """The length of the text in which caret and first line have to stay."""
    seconds: float = 10
    """How long it is watched doing nothing."""


QUICK = Plan(rounds=10, starts=5, seconds=4)


@dataclass(frozen=True, slots=True)
class Lab:
    """The plan and two folders: one of this run, and one that is kept, for what takes long to make."""

    plan: Plan
    folder: Path
    kept: Path

    @property
    def env(self) -> dict[str, str]:
        """No settings of the user's, and bytecode kept, as installed programs have."""
        return {
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "PYTHONDONTWRITEBYTECODE": "",
        }

    def program(self, command: list[str], cwd: Path = HERE) -> Program:
        """Starts a program on a terminal of 120 by 40."""
        return Program(command, cwd, self.env)

    @contextmanager
    def running(self, command: list[str], words: bytes, cwd: Path = HERE) -> Iterator[Program]:
        """A program whose first screen, with ``words`` on it, has come; ended whatever happens."""
        program = self.program(command, cwd)
        try:
            program.first_screen(words)
            yield program
        finally:
            program.close()


def ours(root: Path) -> list[str]:
    """The application on a project."""
    return [sys.executable, "-m", "annotator", "open", str(root), "--as", "ann-1"]

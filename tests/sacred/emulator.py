"""The program in a pseudo-terminal, with the cells that an emulator shows and how they look."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyte
from wcwidth import wcwidth

from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]

Cell = tuple[int, int]
"""Row and column, from 0."""


class OldScreen(pyte.Screen):
    """A terminal that knows nothing of sequences: each code point takes the cells that it takes alone.

    A family of four takes eight cells here and a flag four, as on terminals that join nothing. Code points
    of no width that do not combine (joiners, selectors, vowel signs) are left out: pyte would stop at them,
    which no terminal does.
    """

    def draw(self, data: str) -> None:
        """Puts text at the cursor."""
        super().draw("".join(one for one in data if wcwidth(one) > 0 or unicodedata.combining(one)))


class CellTerminal(Terminal):
    """The program on a document of a project, once it is on the screen."""

    def __init__(self, folder: Path, document: str, *, columns: int = 120, rows: int = 40) -> None:
        arguments = ["open", str(folder), "--as", "ann-1", "--document", document]
        super().__init__(arguments, columns=columns, rows=rows, cwd=folder, env={"PYTHONPATH": str(ROOT)})
        self._screen = OldScreen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.wait_for(f"› {document}")
        self.wait_for("saved")
        self.settle()

    def cells(self, looks: Callable[[Any], bool]) -> set[Cell]:
        """The cells that look like that."""
        rows, columns = self._screen.lines, self._screen.columns
        return {(row, column) for row in range(rows) for column in range(columns) if looks(self.cell(row, column))}

    def place_of(self, words: str) -> Cell:
        """Where words stand first."""
        row = next(number for number, line in enumerate(self.lines) if words in line)
        return row, self.lines[row].index(words)

"""What a key costs on a real terminal, in bytes and frames, and that nothing is missing for it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.texts import Size, make_project
from tests.terminal import Terminal

ROOT = Path(__file__).parents[1]
FRAME = b"\x1b[?2026h"

MOST_BYTES = 900
"""Of any key that moves the caret or extends the selection while nothing scrolls, with the panel live."""


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """The program on a page full of mentions, the panel beside it."""
    folder = make_project(tmp_path, Size("a page", 10_000, 150))
    arguments = ["open", str(folder), "--as", "ann-1"]
    opened = Terminal(arguments, columns=120, rows=40, cwd=folder, env={"PYTHONPATH": str(ROOT)})
    try:
        opened.wait_for("150 mentions")
        opened.settle(0.5)
        yield opened
    finally:
        opened.close()


def sent(terminal: Terminal, key: str) -> bytes:
    """What the program sends for a key."""
    before = len(terminal.raw)
    terminal.send(key)
    return terminal.raw[before:]


def looks(terminal: Terminal) -> list[list[object]]:
    """All cells with their styles."""
    screen = terminal._screen
    return [[screen.buffer[row][column] for column in range(screen.columns)] for row in range(screen.lines)]


@pytest.mark.parametrize("key", ["right", "down", "shift+right", "alt+right"])
def test_a_key_costs_one_frame_of_few_bytes(terminal: Terminal, key: str) -> None:
    costs = [sent(terminal, key) for _ in range(12)]
    assert [cost.count(FRAME) for cost in costs] == [1] * len(costs)
    assert max(len(cost) for cost in costs) <= MOST_BYTES


def test_edits_send_the_rows_that_move_and_nothing_beside(terminal: Terminal) -> None:
    cells = 120 * 40
    for key in ("p", "r", "delete", "ctrl+z"):
        assert 0 < len(sent(terminal, key)) < cells


def test_after_any_keys_the_terminal_shows_what_painting_everything_anew_gives(terminal: Terminal) -> None:
    chance = random.Random(7)
    keys = [
        "right",
        "down",
        "up",
        "shift+right",
        "end",
        "home",
        "pagedown",
        "p",
        "r",
        "delete",
        "ctrl+z",
        "escape",
        "]",
        "space",
    ]
    for _ in range(6):
        terminal.send(*chance.choices(keys, k=8))
        terminal.wait_for("saved")
        terminal.send("escape", "left")
        terminal.settle(0.3)
        seen = looks(terminal)
        terminal.send("f1")
        terminal.wait_for("TITLE")
        terminal.send("f2")
        terminal.wait_for("mentions")
        terminal.settle(0.3)
        assert seen == looks(terminal)


def test_another_size_of_the_window_paints_the_screen_once(terminal: Terminal) -> None:
    cells = 100 * 30
    before = len(terminal.raw)
    terminal.resize(100, 30)
    everything = len(terminal.raw) - before
    assert cells / 4 < everything < 4 * cells
    seen = terminal.text
    terminal.send("f1")
    terminal.wait_for("TITLE")
    terminal.send("f2")
    terminal.settle(0.3)
    assert terminal.text == seen

"""A window that is resized, and one that nobody touches."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack

from annotator.tui.themes import DARK
from tests.benchmarks.driver import Redraw
from tests.benchmarks.figures import Row, Verdict, against, of_redraws
from tests.benchmarks.keys import HOME, PAGE_DOWN
from tests.benchmarks.lab import FLOOR, FLOOR_WORDS, OUR_WORDS, Lab, ours
from tests.benchmarks.texts import make_project, write_project
from tests.terminal import Terminal

WIDTHS = (110, 130, 100, 120)
_WORD = re.compile(r"\bw\d{6}\b")


def measure_resting(lab: Lab) -> Iterator[Row]:
    """Resizing beside the floor; whether caret and first line stay; and what idling costs at each size."""
    sizes = lab.plan.sizes
    with ExitStack() as stack:
        floor = stack.enter_context(lab.running(FLOOR, FLOOR_WORDS))
        programs = {
            size.name: stack.enter_context(lab.running(ours(make_project(lab.folder, size)), OUR_WORDS))
            for size in sizes
        }
        for program in (floor, *programs.values()):
            program.rest()
            program.press(HOME + PAGE_DOWN)
        floor_took: list[Redraw] = []
        took: dict[str, list[Redraw]] = {name: [] for name in programs}
        for turn in range(max(4, lab.plan.rounds // 3)):
            columns = WIDTHS[turn % len(WIDTHS)]
            floor_took.append(floor.resize(columns, 40))
            for name, program in programs.items():
                took[name].append(program.resize(columns, 40))
        first = sizes[0].name
        yield of_redraws("resize, first repaint", "floor", floor_took)
        for name, redraws in took.items():
            verdicts = against(redraws, floor_took, 2.5, "floor")
            if name != first:
                verdicts += against(redraws, took[first], 1.15, first)
            yield of_redraws("resize, first repaint", name, redraws, *verdicts)
        yield from _staying(lab)
        for program in programs.values():
            program.rest()
        watched = {"floor": floor, **programs}
        before = {name: (program.cpu_ms(), program.wakes()) for name, program in watched.items()}
        time.sleep(lab.plan.seconds)
        after = {name: (program.cpu_ms(), program.wakes()) for name, program in watched.items()}
        # The framework's own thread looks for input ten times a second; what counts is what we add.
        its_own = (after["floor"][1] - before["floor"][1]) / lab.plan.seconds
        for name in programs:
            share = (after[name][0] - before[name][0]) / lab.plan.seconds / 10
            woken = (after[name][1] - before[name][1]) / lab.plan.seconds - its_own
            verdicts = (Verdict(share, 0.2, "% CPU"), Verdict(woken, 0.5, "wakes a second more than floor"))
            yield Row("idle", name, verdicts=verdicts)


def _staying(lab: Lab) -> Iterator[Row]:
    """How often the word of the caret, or that at the head of the first line, was another after a resize."""
    words = [f"w{number:06}" for number in range(lab.plan.words)]
    text = "\n\n".join(" ".join(words[start : start + 80]) for start in range(0, len(words), 80))
    root = write_project(lab.folder / "numbered", text, ())
    terminal = Terminal(["open", str(root), "--as", "ann-1"], columns=120, rows=40, cwd=lab.folder, env=lab.env)
    moved = {"caret": 0, "first line": 0}
    try:
        terminal.wait_for("saved")
        terminal.send("/", words[len(words) // 2], "enter", "escape", "pagedown", "down", "down")
        caret, head = _caret_word(terminal), _heads(terminal)[0]
        for columns in WIDTHS:
            terminal.resize(columns, 40)
            moved["caret"] += _caret_word(terminal) != caret
            moved["first line"] += head not in _WORD.findall(terminal.lines[_first_line(terminal)])
    finally:
        terminal.close()
    for name, times in moved.items():
        yield Row("resize, first repaint", f"{name}: the same word", verdicts=(Verdict(times, 0, "times moved"),))


def _first_line(terminal: Terminal) -> int:
    return next(number for number, line in enumerate(terminal.lines) if _WORD.search(line))


def _heads(terminal: Terminal) -> list[str]:
    return _WORD.findall(terminal.lines[_first_line(terminal)])


def _caret_word(terminal: Terminal) -> str:
    """The word under the cells that have the caret's colour."""
    colour = DARK.variables["caret"].removeprefix("#")
    for row, line in enumerate(terminal.lines):
        for word in _WORD.finditer(line):
            if any(terminal.cell(row, column).bg == colour for column in range(*word.span())):
                return word[0]
    return ""

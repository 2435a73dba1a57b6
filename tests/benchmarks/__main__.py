"""Measures the installed application beside a floor: ``python -m tests.benchmarks [--start] [--quick] [SIZE…]``.

Prints medians, 95th percentiles, ratios to the floor in the same run, bytes and processor time per key,
resident memory, and the time to the first full screen. Linux only: it reads /proc.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.driver import Program, Redraw
from tests.benchmarks.texts import SIZES, Size, make_project

UP, DOWN, RIGHT, SHIFT_RIGHT = b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[1;2C"
PAGE_DOWN, PAGE_UP, HOME, END = b"\x1b[6~", b"\x1b[5~", b"\x1b[1;5H", b"\x1b[1;5F"
WHEEL_DOWN, WHEEL_UP = b"\x1b[<65;30;15M", b"\x1b[<64;30;15M"


@dataclass
class Act:
    """Something that is timed: ``before`` is sent and not timed, then ``keys`` are."""

    name: str
    keys: tuple[bytes, ...]
    before: bytes = b""
    redraws: list[Redraw] = field(default_factory=list)

    def once(self, program: Program, round_number: int) -> None:
        """Does it once on a program."""
        if self.before:
            program.press(self.before)
        self.redraws.append(program.press(self.keys[round_number % len(self.keys)]))


def acts() -> list[Act]:
    """What is timed in the application, in this order, in each round."""
    drag_on = [b"\x1b[<0;20;12M", b"\x1b[<32;24;12M", b"\x1b[<32;28;12M"]
    return [
        Act("caret by word", (RIGHT,)),
        Act("caret by line", (DOWN, UP)),
        Act("extend selection", (SHIFT_RIGHT,)),
        Act("mouse drag, one step", (drag_on[2], drag_on[1]), before=drag_on[0]),
        Act("label", (b"p",), before=b"\x1b[<0;28;12m" + RIGHT),
        Act("relabel", (b"r",)),
        Act("delete", (b"\x1b[3~",)),
        Act("undo", (b"\x1a",)),
        Act("page", (PAGE_DOWN, PAGE_UP)),
        Act("wheel", (WHEEL_DOWN, WHEEL_UP)),
        Act("to the end and back", (END, HOME)),
    ]


@contextmanager
def running(program: Program) -> Iterator[Program]:
    """A program that is ended whatever happens."""
    try:
        yield program
    finally:
        program.close()


def quantile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def start_times(command: list[str], words: bytes, cwd: Path, env: dict[str, str], count: int) -> list[float]:
    """Milliseconds to the first full screen, each from a fresh start."""
    times = []
    for _ in range(count):
        with running(Program(command, cwd, env)) as program:
            times.append(program.first_screen(words))
    return times


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of what is measured: no settings of the user's, and bytecode kept, as installed programs have."""
    return {
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_STATE_HOME": str(folder / "state"),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }


def command(root: Path) -> list[str]:
    """The application on a project."""
    return [sys.executable, "-m", "annotator", "open", str(root), "--as", "ann-1"]


FLOOR = [sys.executable, "-m", "tests.benchmarks.floor"]


def measure_starts(sizes: list[Size], folder: Path, rounds: int, console: Console) -> None:
    """The starts of the floor and of the application at each size, in turns, and what memory each settles at."""
    env, here = surroundings(folder), Path.cwd()
    programs = {"floor": (FLOOR, b"sleeps")}
    programs |= {size.name: (command(make_project(folder, size)), b"help") for size in sizes}
    times: dict[str, list[float]] = {name: [] for name in programs}
    cpu: dict[str, list[float]] = {name: [] for name in programs}
    memory: dict[str, float] = {}
    for turn in range(rounds + 1):
        for name, (line, words) in programs.items():
            with running(Program(line, here, env)) as program:
                took = program.first_screen(words)
                if turn == 0:  # it compiles
                    continue
                times[name].append(took)
                cpu[name].append(program.cpu_ms())
                if turn == rounds:
                    wait_until_read(program)
                    memory[name] = program.memory_mb()
    table = Table(title=f"start  ({rounds} rounds, load {os.getloadavg()[0]:.1f})", title_justify="left")
    for name in ("", "p50 ms", "to floor", "least ms", "to floor", "cpu ms", "to floor", "MB", "over floor"):
        table.add_column(name, justify="left" if not name else "right")
    for name in programs:
        row = [name]
        for values, of in ((times, statistics.median), (times, min), (cpu, statistics.median)):
            row += [f"{of(values[name]):.0f}", f"{of(values[name]) / of(values['floor']):.2f}"]
        table.add_row(*row, f"{memory[name]:.0f}", f"{memory[name] - memory['floor']:.0f}")
    console.print(table)


def measure(size: Size, folder: Path, rounds: int, console: Console) -> None:
    """One size: application and floor in turns, key by key."""
    env, here = surroundings(folder), Path.cwd()
    ours, floor_command = command(make_project(folder, size)), FLOOR
    starts = 3 if rounds < 30 else 7
    start_times(ours, b"help", here, env, 1)
    start_times(floor_command, b"sleeps", here, env, 1)
    our_starts, floor_starts = [], []
    for _ in range(starts):
        our_starts += start_times(ours, b"help", here, env, 1)
        floor_starts += start_times(floor_command, b"sleeps", here, env, 1)

    timed = acts()
    floor_redraws: list[Redraw] = []
    with running(Program(ours, here, env)) as application, running(Program(floor_command, here, env)) as floor:
        application.first_screen(b"help")
        floor.first_screen(b"sleeps")
        wait_until_read(application)
        application.press(PAGE_DOWN)
        for number in range(rounds):
            for act in timed:
                act.once(application, number)
                floor_redraws.append(floor.press(DOWN))
        idle = application.cpu_ms()
        time.sleep(2)
        idle_share = (application.cpu_ms() - idle) / 2000 * 100
        resizes = [(application.resize(columns, 40), floor.resize(columns, 40)) for columns in (110, 130, 100, 120)]
        memory, floor_memory = application.memory_mb(), floor.memory_mb()

    floor_key = statistics.median(redraw.ms for redraw in floor_redraws)
    table = Table(title=f"{size.name}  ({rounds} rounds, load {os.getloadavg()[0]:.1f})", title_justify="left")
    for name in ("", "p50 ms", "p95 ms", "to floor", "to caret", "cpu ms", "bytes"):
        table.add_column(name, justify="left" if not name else "right")
    caret = statistics.median(redraw.ms for redraw in timed[1].redraws)
    for act in timed:
        times = [redraw.ms for redraw in act.redraws]
        median = statistics.median(times)
        table.add_row(
            act.name,
            f"{median:.1f}",
            f"{quantile(times, 0.95):.1f}",
            f"{median / floor_key:.2f}",
            f"{median / caret:.2f}",
            f"{statistics.median(redraw.cpu_ms for redraw in act.redraws):.1f}",
            f"{statistics.median(redraw.sent for redraw in act.redraws):.0f}",
        )
    floor_times = [redraw.ms for redraw in floor_redraws]
    floor_cpu = statistics.median(redraw.cpu_ms for redraw in floor_redraws)
    table.add_row(
        "floor: a key", f"{floor_key:.1f}", f"{quantile(floor_times, 0.95):.1f}", "1.00", "", f"{floor_cpu:.1f}"
    )
    ours_resize = statistics.median(ours.ms for ours, _ in resizes)
    floor_resize = statistics.median(theirs.ms for _, theirs in resizes)
    table.add_row("resize", f"{ours_resize:.1f}", "", f"{ours_resize / floor_resize:.2f}")
    start, floor_start = statistics.median(our_starts), statistics.median(floor_starts)
    table.add_row("start", f"{start:.0f}", "", f"{start / floor_start:.2f}")
    console.print(table)
    console.print(
        f"memory {memory:.0f} MB, floor {floor_memory:.0f} MB, over it {memory - floor_memory:.0f} MB; "
        f"idle {idle_share:.2f} % CPU\n"
    )


def wait_until_read(program: Program) -> None:
    """Waits until the processor rests: all that is read behind the first screen has been read."""
    while True:
        before = program.cpu_ms()
        program.settle(0.5)
        if program.cpu_ms() - before < 5:
            return


def main() -> None:
    """Reads the arguments and measures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("sizes", nargs="*", help="parts of the names of the sizes to measure (default: all)")
    parser.add_argument("--start", action="store_true", help="only starts and memory")
    parser.add_argument("--quick", action="store_true", help="ten rounds instead of fifty")
    chosen = parser.parse_args()
    console = Console(width=110)
    folder = Path(tempfile.mkdtemp(prefix="annotator-benchmarks-"))
    try:
        sizes = [size for size in SIZES if not chosen.sizes or any(part in size.name for part in chosen.sizes)]
        if chosen.start:
            measure_starts(sizes, folder, 5 if chosen.quick else 15, console)
        else:
            for size in sizes:
                measure(size, folder, 10 if chosen.quick else 50, console)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

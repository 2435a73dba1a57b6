"""From the command to the first full screen, and the memory that each size settles at."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.figures import Row, Verdict, against_times, median, of_times
from tests.benchmarks.lab import FLOOR, FLOOR_WORDS, OUR_WORDS, Lab, ours
from tests.benchmarks.texts import make_project

GROUP = "start to first full screen"
MOST_MB = {"10 MB / 100": 20, "10 MB / 100,000": 70}
"""Megabytes over the floor that a size may take."""


def measure_starts(lab: Lab) -> Iterator[Row]:
    """The floor and each size, started in turns; the first turn compiles and is not counted."""
    programs = {"floor": (FLOOR, FLOOR_WORDS)}
    programs |= {size.name: (ours(make_project(lab.folder, size)), OUR_WORDS) for size in lab.plan.sizes}
    times: dict[str, list[float]] = {name: [] for name in programs}
    cpu: dict[str, list[float]] = {name: [] for name in programs}
    memory: dict[str, float] = {}
    for turn in range(lab.plan.starts + 1):
        for name, (command, words) in programs.items():
            program = lab.program(command)
            try:
                took = program.first_screen(words)
                if turn:
                    times[name].append(took)
                    cpu[name].append(program.cpu_ms())
                if turn == lab.plan.starts:
                    program.rest()
                    memory[name] = program.memory_mb()
            finally:
                program.close()
    smallest = lab.plan.sizes[0].name
    for name, taken in times.items():
        verdicts: tuple[Verdict, ...] = ()
        if name == smallest:
            verdicts = against_times(taken, times["floor"], 1.4, "floor")
            verdicts += against_times(cpu[name], cpu["floor"], 1.4, "floor, cpu")
        elif name != "floor":
            verdicts = against_times(taken, times[smallest], 2, smallest)
        row = of_times(GROUP, name, taken, *verdicts)
        yield Row(row.group, row.what, row.p50, row.p95, median(cpu[name]), None, row.verdicts)
    for name, megabytes in memory.items():
        over = megabytes - memory["floor"]
        limit = (Verdict(over, MOST_MB[name], "MB over floor"),) if name in MOST_MB else ()
        yield Row("memory when all is read", name, verdicts=limit, said=f"{megabytes:.0f} MB, {over:.0f} over floor")

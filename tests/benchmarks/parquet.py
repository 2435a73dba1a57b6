"""A million mentions as Parquet, in a process of its own: how long it takes, and how memory grows with them."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Row, Verdict, of_times
from tests.benchmarks.lab import Lab

IN_DOCUMENT = 20
LIMIT = 10_000
"""Milliseconds for all of them."""
GROWTH = 1.1
"""How much more memory all may take than half of them."""


def measure_parquet(lab: Lab) -> Iterator[Row]:
    """Writes half of the mentions, and all of them."""
    mentions = lab.plan.mentions
    group = f"Parquet, {mentions:,} mentions"
    half = _run(lab.folder, mentions // 2)
    wall, cpu, memory = _run(lab.folder, mentions)
    yield Row(group, "written", wall, wall, cpu, verdicts=(Verdict(wall, LIMIT, "ms", by_cpu=None),))
    yield of_times(group, "of that, on the processor", [cpu])
    yield Row(
        group,
        "memory, by that of half of them",
        verdicts=(Verdict(memory / half[2], GROWTH, "×"),),
        said=f"{memory:.0f} MB",
    )


def _run(folder: Path, mentions: int) -> tuple[float, float, float]:
    """Milliseconds, milliseconds of the processor, and megabytes."""
    command = [sys.executable, "-m", "tests.benchmarks.parquet", str(mentions), str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    wall, cpu, memory = map(float, done.stdout.split())
    return wall, cpu, memory


def _write(mentions: int, folder: Path) -> tuple[float, float, float]:
    from annotator.core.model import Mention, spans_of
    from annotator.exchange.outputs import Target as Out
    from annotator.formats import parquet
    from annotator.formats.base import Dataset, Item, make_document, make_set
    from tests.formats.in_memory import SCHEMA, Ears, Numbers

    sentence = "In a memo, interim CEO Jason Droege wrote that around 200 people were laid off. "
    text = sentence * IN_DOCUMENT

    def make(number: int) -> Item:
        document = make_document(f"d-{number:04}", text, "d")
        starts = [place * len(sentence) for place in range(IN_DOCUMENT)]
        records = [Mention(f"m-{number:04}-{at}", "person", spans_of((at + 23, at + 35))) for at in starts]
        return Item(document, (make_set(document, records, "ann-1"),))

    made = [make(number) for number in range(1000)]

    def items(split: str = "") -> Iterator[Item]:
        return (made[number % len(made)] for number in range(mentions // IN_DOCUMENT))

    entities = Numbers(made, SCHEMA)
    dataset = Dataset("benchmark", SCHEMA, items, lambda: entities)
    began, began_cpu = time.perf_counter(), time.process_time()
    with Out(folder / f"parquet-{mentions}") as out:
        parquet.write(dataset, out, Ears().writing())
    taken = time.perf_counter() - began, time.process_time() - began_cpu
    return taken[0] * 1000, taken[1] * 1000, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(*_write(int(sys.argv[1]), Path(sys.argv[2])))

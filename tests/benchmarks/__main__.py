"""Measures the application beside a floor and its peers: ``python -m tests.benchmarks [--quick] [--only SECTION]``.

It drives them through pseudo-terminals, in turns, and prints one table of medians, 95th percentiles, processor time
and bytes, each with what it is held against. Linux only: it reads /proc. It asserts nothing.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from tests.benchmarks.agreement import measure_agreement
from tests.benchmarks.clients import measure_clients
from tests.benchmarks.exchange import measure_exchange
from tests.benchmarks.figures import Row
from tests.benchmarks.keys import measure_keys
from tests.benchmarks.lab import QUICK, Lab, Plan
from tests.benchmarks.lists import measure_lists
from tests.benchmarks.relations import measure_relations
from tests.benchmarks.resting import measure_resting
from tests.benchmarks.reviewing import measure_reviewing
from tests.benchmarks.saving import measure_saving
from tests.benchmarks.starts import measure_starts
from tests.benchmarks.table import load, machine, print_table

SECTIONS: dict[str, Callable[[Lab], Iterator[Row]]] = {
    "keys": measure_keys,
    "start": measure_starts,
    "rest": measure_resting,
    "lists": measure_lists,
    "saving": measure_saving,
    "relations": measure_relations,
    "review": measure_reviewing,
    "exchange": measure_exchange,
    "clients": measure_clients,
    "agreement": measure_agreement,
}


def run(plan: Plan, names: list[str], console: Console, kept: Path) -> list[Row]:
    """Measures those sections and prints the table; the rows."""
    said = Console(stderr=True)
    console.print(machine())
    folder = Path(tempfile.mkdtemp(prefix="annotator-benchmarks-"))
    lab = Lab(plan, folder, kept)
    kept.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    try:
        for name in names:
            began = time.perf_counter()
            rows += SECTIONS[name](lab)
            said.print(f"{name}: {time.perf_counter() - began:.0f} s, {load()}")
    finally:
        shutil.rmtree(folder)
        print_table(console, rows)  # also what was measured until a section failed
    return rows


def main() -> None:
    """Reads the arguments and measures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a first look, in minutes")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="only this section; may be repeated")
    parser.add_argument("--size", action="append", help="only sizes with these words in their names, and the smallest")
    parser.add_argument("--rounds", type=int, help="how many rounds")
    parser.add_argument("--no-peers", action="store_true", help="without SLATE, vim and less")
    chosen = parser.parse_args()
    plan = QUICK if chosen.quick else Plan()
    if chosen.rounds:
        plan = replace(plan, rounds=chosen.rounds)
    if chosen.no_peers:
        plan = replace(plan, peers=False)
    if chosen.size:
        first, *others = plan.sizes
        wanted = (size for size in others if any(words in size.name for words in chosen.size))
        plan = replace(plan, sizes=(first, *wanted))
    kept = Path(tempfile.gettempdir()) / "annotator-benchmarks-kept"
    run(plan, chosen.only or list(SECTIONS), Console(width=118), kept)


if __name__ == "__main__":
    main()

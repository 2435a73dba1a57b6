"""Runs the suites at length: ``python -m tests.crashes [--kills 1000] [--cuts 200] [--seed N] [SUITE…]``.

All calls of all works, all states of all power cuts, all bytes and bits, and as many kills and cuts as are asked for.
Two processes work at a time; the exit status is 1 where anything was lost or corrupt.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from typing import TypeAlias, get_args

from tests.crashes.crowd import checkout, crowd
from tests.crashes.cuts import modelled_cuts
from tests.crashes.damage import FileKind, damage
from tests.crashes.judging import Tally
from tests.crashes.kills import kill_the_application
from tests.crashes.power import cut_power
from tests.crashes.power import why_not as why_no_power
from tests.crashes.stores import SLOW
from tests.crashes.sweeps import sweep
from tests.crashes.tracing import why_not
from tests.crashes.works import WORKS

Suite: TypeAlias = Callable[[], Tally]
PART = 25
"""Kills and cuts that are made with one seed."""

SUITES = ("calls", "states", "damage", "crowd", "kills", "power")


def suites(wanted: list[str], kills: int, cuts: int, seed: int) -> Iterator[Suite]:
    """What is to be run, in parts."""
    untraced, unmounted = why_not(), why_no_power() if "power" in wanted else ""
    for name, why in (("calls", untraced), ("states", untraced), ("power", unmounted)):
        if name in wanted and why:
            print(f"NOT TESTED HERE: {name}: {why}", flush=True)
            wanted.remove(name)
    for work in WORKS:
        if "calls" in wanted:
            yield partial(sweep, [work])
        if "states" in wanted:
            yield partial(modelled_cuts, [work], seed=seed)
    if "damage" in wanted:
        for kind in get_args(FileKind):
            yield partial(damage, kind, 1.0, seed)
            yield partial(damage, kind, 1.0, seed, crashed=True)
    if "crowd" in wanted:
        yield checkout
        yield partial(crowd, seed=seed)
        yield partial(crowd, locks=False, seed=seed)
    for start in range(0, kills if "kills" in wanted else 0, PART):
        slow = SLOW if start // PART % 4 == 0 else ""
        yield partial(kill_the_application, min(PART, kills - start), slow, seed + start)
    for start in range(0, cuts if "power" in wanted else 0, PART):
        yield partial(cut_power, min(PART, cuts - start), "", seed + start)


def main() -> int:
    """Runs and counts."""
    parser = argparse.ArgumentParser(prog="python -m tests.crashes", description="Runs the crash suites at length.")
    parser.add_argument("suite", nargs="*", metavar="SUITE", help=f"{', '.join(SUITES)}; all where none is named")
    parser.add_argument("--kills", type=int, default=1000, help="of the application in a terminal (default: 1000)")
    parser.add_argument("--cuts", type=int, default=200, help="of the power of a real file system (default: 200)")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000, help="of all that is drawn at random")
    parser.add_argument("--processes", type=int, default=2, help="that work at a time (default: 2)")
    options = parser.parse_args()
    if unknown := set(options.suite) - set(SUITES):
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    began, total = time.monotonic(), Tally(f"all, seed {options.seed}")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(options.processes, mp_context=context, max_tasks_per_child=1) as pool:
        parts = suites(options.suite or list(SUITES), options.kills, options.cuts, options.seed)
        for done in as_completed([pool.submit(part) for part in parts]):
            print(done.result(), flush=True)
            total.add(done.result())
    print(f"\n{total}\n{time.monotonic() - began:.0f} seconds")
    return int(bool(total.faults))


if __name__ == "__main__":
    sys.exit(main())

"""Suite: kill -9 at every call that changes a file, and every such call failing, once and from then on."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.crashes.judging import Fault, Tally
from tests.crashes.stores import planted
from tests.crashes.tracing import REFUSED, Point, Run, Trace, enumerated, run_work, workshop
from tests.crashes.works import WORKS, Work

ERRORS = ("EIO", "ENOSPC", "EACCES", "EROFS")
Injection = tuple[Point, str]

ATTEMPTS = 5


def sweep(names: Sequence[str], store: str = "", share: float = 1.0, seed: int = 0, *, errors: bool = True) -> Tally:
    """Breaks each of these works at each point, by kill, and by each error for a share of the points, drawn by seed.

    Of a planted store, the first fault is enough.
    """
    tally = Tally(f"calls of {', '.join(names)}" + (f" by the store “{store}”" if store else ""))
    chance = random.Random(seed)
    with workshop() as shop, planted(store):
        for name in names:
            _sweep(WORKS[name], shop / name, tally, share if errors else 0.0, chance, until_found=bool(store))
    return tally


def _sweep(work: Work, shop: Path, tally: Tally, share: float, chance: random.Random, *, until_found: bool) -> None:
    model = shop / "model"
    work.prepare(model)
    for name in ("whole", "again"):
        shutil.copytree(model, shop / name)
    trace = enumerated(work, shop / "whole", shop / "again")
    tally.judge(f"{work.name}, unbroken", _unbroken(work, shop / "whole", trace))
    tally.count("works")
    tally.count("calls", len(trace.points))
    if trace.hidden:
        tally.count("calls out of reach", len(trace.hidden))
    for point, injection in _injections(trace.points, share, chance):
        if until_found and tally.faults:
            return
        where = f"{work.name}, {injection} at {point}"
        for attempt in range(ATTEMPTS):
            folder = shop / f"run-{attempt}"
            shutil.copytree(model, folder)
            run = run_work(work, folder, f"{point.name}:{injection}", lanes=point.lanes)
            if _happened(run, injection):
                break
            shutil.rmtree(folder)
        else:
            tally.count("not reached")  # threads took another turn
            continue
        tally.count("kills" if injection.startswith("signal") else "failed calls")
        tally.judge(where, [*work.judge(folder, run.acknowledged), *_endured(run, point, injection, trace)])
        shutil.rmtree(folder)


def _endured(run: Run, point: Point, injection: str, trace: Trace) -> Iterator[Fault]:
    """What is wrong with a run in which calls failed: it goes on, and mends what has failed but once."""
    if injection.startswith("signal"):
        return
    if run.status not in (0, REFUSED):
        yield Fault("corrupt", f"the process ended with status {run.status}")
    is_said = run.status == REFUSED or point.name == "flock"  # which says that another session has the lock
    if not is_said and not injection.endswith("+") and run.acknowledged < trace.run.acknowledged:
        yield Fault("lost", f"only {run.acknowledged} steps were saved, though a single call has failed")


def _unbroken(work: Work, folder: Path, trace: Trace) -> Iterator[Fault]:
    if trace.run.status:
        yield Fault("corrupt", f"the process ended with status {trace.run.status}")
    if not trace.points:
        yield Fault("corrupt", "nothing is written")
    yield from work.judge(folder, trace.run.acknowledged)


def _injections(points: Sequence[Point], share: float, chance: random.Random) -> Iterator[Injection]:
    for point in points:
        yield point, f"signal=SIGKILL:when={point.number}"
        for error in ERRORS:
            for when in (f"{point.number}", f"{point.number}+"):
                if chance.random() < share:
                    yield point, f"error={error}:when={when}"


def _happened(run: Run, injection: str) -> bool:
    if injection.startswith("signal"):
        return run.status == -9
    return any(call.injected for call in run.calls)

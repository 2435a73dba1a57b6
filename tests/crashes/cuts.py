"""Suite: every state in which a power cut may leave the files, by the model of ``disk``."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.crashes.disk import Disk, lay_out
from tests.crashes.judging import Tally
from tests.crashes.stores import planted
from tests.crashes.tracing import run_work, workshop
from tests.crashes.works import WORKS, Work


def modelled_cuts(names: Sequence[str], store: str = "", share: float = 1.0, seed: int = 0) -> Tally:
    """Judges each of these works in a share of all states, drawn by seed; of a planted store until a fault is found."""
    tally = Tally(f"power cuts, modelled, of {', '.join(names)}" + (f" by the store “{store}”" if store else ""))
    with workshop() as shop, planted(store):
        for name in names:
            _cut(WORKS[name], shop / name, tally, share, seed, until_found=bool(store))
    return tally


def _cut(work: Work, shop: Path, tally: Tally, share: float, seed: int, *, until_found: bool) -> None:
    before, folder = shop / "before", shop / "run"
    work.prepare(before)
    shutil.copytree(before, folder)
    run = run_work(work, folder, whole=True)
    disk = Disk.of(folder, before, run.calls)
    chance = random.Random(seed)
    tally.count("works")
    tally.count("moments", len(disk.events) + 1)
    for number, (state, acknowledged) in enumerate(disk.states(seed).items()):
        if until_found and tally.faults:
            return
        if chance.random() >= share:
            continue
        place = shop / "state"
        lay_out(state, place)
        tally.count("states")
        tally.judge(f"{work.name}, state {number}", work.judge(place, acknowledged))
        shutil.rmtree(place)

"""The programs that datasets are exported for, each set on one: how long it takes, or what is missing to run it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.benchmarks.figures import Row, of_times
from tests.benchmarks.lab import Lab
from tests.clients import checks


def measure_clients(lab: Lab) -> Iterator[Row]:
    """Each client, on the two documents that the tests export."""
    for client, make in _folders().items() if lab.plan.peers else ():
        group = f"client: {client}"
        if lacking := checks.missing(client):
            yield Row(group, "not run", said=f"{lacking} is not installed")
            continue
        folder = make(lab.folder / client)
        began = time.perf_counter()
        try:
            checks.run(client, folder, lab.folder / f"{client}-scratch")
        except AssertionError as error:
            yield Row(group, "failed", said=str(error).strip().splitlines()[-1])
            continue
        yield of_times(group, "started, and done", [(time.perf_counter() - began) * 1000])


def _folders() -> Mapping[str, Callable[[Path], Path]]:
    """What each client is set on."""
    from tests.formats.examples import on_disk
    from tests.formats.test_docbin import written as docbin
    from tests.formats.test_parquet import written as parquet

    splits = {"news/memo": "train", "news/denial": "dev"}
    return {
        "hub": lambda folder: on_disk(parquet(splits=splits), folder),
        "croissant": lambda folder: on_disk(parquet(splits=splits), folder),
        "train": lambda folder: on_disk(docbin(splits=splits), folder),
    }

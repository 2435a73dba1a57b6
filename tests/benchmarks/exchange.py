"""Datasets in and out: how fast they are written and read, beside the fastest that does the same."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.figures import Row
from tests.benchmarks.lab import Lab
from tests.benchmarks.parquet import measure_parquet
from tests.benchmarks.streams import measure_streams


def measure_exchange(lab: Lab) -> Iterator[Row]:
    """Each format that a target is set for."""
    yield from measure_streams(lab)
    yield from measure_parquet(lab)

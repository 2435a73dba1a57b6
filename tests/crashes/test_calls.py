"""No call of the system, ended in or failing, loses what was acknowledged or leaves a file that says half of it."""

from __future__ import annotations

import os

import pytest

from tests.crashes.running import alone, require
from tests.crashes.sweeps import sweep
from tests.crashes.tracing import why_not
from tests.crashes.works import WORKS

SEED = int(os.environ.get("CRASHES_SEED", "20261122"))
SHARE = 0.15
"""Of all failing calls; the kills are all made. ``python -m tests.crashes`` makes all of both."""

MOST_OUT_OF_REACH = 3
"""Calls of one work that another thread hides from strace's count, see ``tracing``; the modelled cuts have them all."""


@pytest.mark.parametrize("name", WORKS)
def test_kill_at_every_call_and_errors_at_many_lose_nothing(name: str) -> None:
    require(why_not())
    tally = alone(sweep, [name], share=SHARE, seed=SEED)
    assert tally.faults == [], str(tally)
    assert tally.counts["kills"] == tally.counts["calls"]
    assert tally.counts.get("calls out of reach", 0) <= MOST_OUT_OF_REACH, str(tally)


@pytest.mark.parametrize("store", ["naive", "in place", "hasty"])
def test_the_same_kills_find_the_fault_of_a_planted_store(store: str) -> None:
    require(why_not())
    tally = alone(sweep, ["first edits"], store, errors=False)
    assert tally.lost + tally.corrupt > 0, str(tally)

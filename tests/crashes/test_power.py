"""What was acknowledged is on the disk of a file system that was shut down in the middle of work."""

from __future__ import annotations

import pytest

from tests.crashes.power import cut_power, why_not
from tests.crashes.running import alone, require
from tests.crashes.test_calls import SEED


def test_nothing_is_lost_by_25_power_cuts() -> None:
    require(why_not(), always=False)
    tally = alone(cut_power, 25, seed=SEED)
    assert tally.faults == [], str(tally)
    assert tally.counts["acknowledged steps"] > 25, str(tally)


@pytest.mark.parametrize("store", ["naive", "no fsync before saved"])
def test_the_same_power_cuts_find_the_fault_of_a_planted_store(store: str) -> None:
    require(why_not(), always=False)
    tally = alone(cut_power, 25, store, SEED)
    assert tally.lost > 0, str(tally)

"""Damage to a file, at any byte, is told, kept aside and costs nothing that is whole."""

from __future__ import annotations

import pytest

from tests.crashes.damage import FileKind, damage
from tests.crashes.stores import PLANTED_READERS
from tests.crashes.test_calls import SEED

SHARE = 0.06
"""Of all cuts, and of all bits. ``python -m tests.crashes`` makes them all."""


@pytest.mark.parametrize("crashed", [False, True], ids=["closed", "left by a crash"])
@pytest.mark.parametrize("kind", ["history", "toml", "json"])
def test_damage_loses_nothing_that_is_whole_and_hides_nothing(kind: FileKind, crashed: bool) -> None:
    tally = damage(kind, SHARE, SEED, crashed=crashed)
    print(tally)
    assert tally.faults == [], str(tally)
    assert min(tally.counts["cuts"], tally.counts["turns"]) > 10


@pytest.mark.parametrize("store", PLANTED_READERS)
def test_the_same_damage_finds_the_fault_of_a_planted_store(store: str) -> None:
    tally = damage("history", 0.3, SEED, store=store)
    assert tally.lost + tally.corrupt > 0, str(tally)

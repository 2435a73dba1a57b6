"""Several programs at one document lose nothing of each other, and both versions are kept."""

from __future__ import annotations

import shutil

import pytest

from tests.crashes.crowd import checkout, crowd
from tests.crashes.running import require
from tests.crashes.test_calls import SEED


@pytest.mark.parametrize("locks", [True, False], ids=["taking turns", "without locks"])
def test_four_processes_of_a_hundred_edits_each_lose_none(locks: bool) -> None:
    tally = crowd(locks=locks, seed=SEED)
    print(tally)
    assert tally.faults == [], str(tally)
    assert tally.counts["acknowledged edits"] == 400, str(tally)


def test_a_git_checkout_under_an_open_session_loses_neither_version() -> None:
    require("" if shutil.which("git") else "git is not installed", always=False)
    tally = checkout()
    assert tally.faults == [], str(tally)


def test_the_same_crowd_and_checkout_find_the_fault_of_a_naive_store() -> None:
    together, under_an_open_session = crowd(2, 40, locks=False, store="naive"), checkout(20, "naive")
    assert together.lost > 0, str(together)
    assert under_an_open_session.lost > 0, str(under_an_open_session)

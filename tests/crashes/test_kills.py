"""What the application's screen calls saved is there after kill -9, whenever that comes."""

from __future__ import annotations

import pytest

from tests.crashes.kills import kill_the_application
from tests.crashes.stores import SLOW
from tests.crashes.test_calls import SEED


@pytest.mark.parametrize("part", range(5))
def test_what_the_screen_calls_saved_is_there_after_kill_9(part: int) -> None:
    tally = kill_the_application(12, SLOW if part == 0 else "", SEED + part)
    print(tally)
    assert tally.faults == [], str(tally)
    assert tally.counts["called saved"] > 0, "however often it was killed, nothing was ever called saved"


def test_the_same_kills_find_a_store_that_says_saved_too_early() -> None:
    tally = kill_the_application(4, "hasty", SEED)
    assert tally.lost > 0, str(tally)

"""What the application's screen calls saved is there after kill -9, whenever that comes."""

from __future__ import annotations

import pytest

from tests.crashes.kills import kill_the_application
from tests.crashes.stores import SLOW
from tests.crashes.test_calls import SEED

ROUNDS = 3
"""How often twelve kills are tried until the screen has called anything saved.

On a slow disk and a busy machine the kill may come first each time: twelve
kills then say nothing, and further ones are made instead of calling it a loss.
"""


@pytest.mark.parametrize("part", range(5))
def test_what_the_screen_calls_saved_is_there_after_kill_9(part: int) -> None:
    called_saved = 0
    for turn in range(ROUNDS if part == 0 else 1):
        store = SLOW if part == 0 else ""
        tally = kill_the_application(12, store, SEED + part + 100 * turn)
        print(tally)
        assert tally.faults == [], str(tally)
        called_saved += tally.counts["called saved"]
        if called_saved:
            return
    pytest.fail("however often it was killed, nothing was ever called saved")


def test_the_same_kills_find_a_store_that_says_saved_too_early() -> None:
    tally = kill_the_application(4, "hasty", SEED)
    assert tally.lost > 0, str(tally)

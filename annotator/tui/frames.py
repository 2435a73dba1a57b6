"""One frame for one key.

Each widget tells the screen by a message of its own that it wants painting, and the screen paints when the
first has arrived. What the others want then waits for the next frame, up to 17 ms later. Painting is held
here until all that a key touched has been told.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

from textual.screen import Screen

HOPS = 4
"""Turns of the event loop that a wish to be painted takes to the screen: prompt, idle, update, one to spare."""


class OneFrame:
    """Holds a screen's painting from the first change that a key brings about until all are known."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self._held = ExitStack()
        self._holding = False

    def hold(self) -> None:
        """Holds painting for a few turns of the event loop; while it is held already, does nothing."""
        if not self._holding:
            self._holding = True
            self._held.enter_context(self._screen.app.batch_update())
            self._wait(HOPS)

    def _wait(self, hops: int) -> None:
        loop = asyncio.get_running_loop()
        if hops:
            loop.call_soon(self._wait, hops - 1)
        else:
            self._holding = False
            self._held.close()
            self._screen.check_idle()

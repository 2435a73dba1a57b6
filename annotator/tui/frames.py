"""One frame for one key, at once.

The framework paints by a way through several queues: a widget that wants painting prompts itself, tells the
screen when it is idle, and the screen wakes a timer when it is idle in its turn. That takes a millisecond or
two, and what is told last is painted 17 ms later. Here all that a key touched is painted together, as soon
as the key's own step of the event loop is done.
"""

from __future__ import annotations

import asyncio

from textual.screen import Screen

from annotator.tui.compositor import LineCompositor

PERIOD = 1 / 60
"""Seconds between two frames. What comes faster than that is left to the framework, which gathers it."""


class FramedScreen(Screen[None]):
    """A screen that is painted once for all that happens in one step of the event loop."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor: LineCompositor = LineCompositor()
        self._frame_coming = False
        self._last_frame = 0.0

    def paint_soon(self) -> None:
        """Has the screen painted when this step of the event loop is done, however often it is asked for in it."""
        if not self._frame_coming:
            self._frame_coming = True
            asyncio.get_running_loop().call_soon(self._paint_frame)

    def before_frame(self) -> None:
        """Brings up to date what depends on all that has happened; called once before each frame."""

    def on_mount(self) -> None:
        """Heeds that the program was stopped and goes on: the shell has had the terminal in between."""
        self.app.app_resume_signal.subscribe(self, lambda _app: self._compositor.terminal.forget(), immediate=True)

    def on_screen_suspend(self) -> None:
        """Another screen is drawn over this one."""
        self._compositor.terminal.forget()

    def _paint_frame(self) -> None:
        self._frame_coming = False
        if not self.is_attached:  # the application is ending
            return
        self.before_frame()
        now = asyncio.get_running_loop().time()
        if now - self._last_frame < PERIOD or not self.is_current or self.app._batch_count:
            return
        wanting = {widget for widget in self._compositor.visible_widgets if widget._repaint_regions}
        if not wanting or self._layout_required or any(widget._layout_required for widget in wanting):
            return
        self._last_frame = now
        for widget in wanting:
            widget._repaint_required = False  # The framework would ask for a second frame, in which nothing is new.
        self._compositor.update_widgets(wanting)
        self._compositor_refresh()

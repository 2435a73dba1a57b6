"""One frame for one key, at once.

The framework paints by a way through several queues: a widget that wants painting prompts itself, tells the
screen when it is idle, and the screen wakes a timer when it is idle in its turn. That takes a millisecond or
two, and what is told last is painted 17 ms later. Here all that a key touched is painted together, as soon
as the key's own step of the event loop is done.
"""

from __future__ import annotations

import asyncio

from textual.screen import Screen
from textual.widget import Widget

from annotator.tui.compositor import LineCompositor

PERIOD = 1 / 60
"""Seconds between two frames. What comes faster than that is left to the framework, which gathers it."""


class FramedScreen(Screen[None]):
    """A screen that is painted once for all that happens in one step of the event loop."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor: LineCompositor = LineCompositor()
        self._frame_coming = False
        self._waiting: asyncio.TimerHandle | None = None
        self._claimed: set[Widget] = set()
        self._last_frame = 0.0

    def paint_soon(self) -> None:
        """Has the screen painted when this step of the event loop is done, however often it is asked for in it."""
        if not self._frame_coming:
            self._frame_coming = True
            asyncio.get_running_loop().call_soon(self._paint_frame)

    def patience(self) -> float:
        """Seconds that a frame may wait for something which will ask for it again, so that both are painted at once."""
        return 0.0

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
        patience = self.patience()
        if not patience or not (wanting := self._paintable()):
            self._paint_now()
            return
        self._claim(wanting)
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().call_later(patience, self._paint_now)

    def _paint_now(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        if not self.is_attached:
            return
        self._frame_coming = True  # what is brought up to date now is in this frame, and asks for no other
        self.before_frame()
        self._frame_coming = False
        wanting = self._paintable()
        if wanting:
            self._last_frame = asyncio.get_running_loop().time()
            self._claim(wanting)
            self._claimed.clear()
            self._compositor.update_widgets(wanting)
            self._compositor_refresh()

    def _paintable(self) -> set[Widget]:
        """The widgets that want painting; none where the framework is to paint them."""
        wanting = {widget for widget in self._compositor.visible_widgets if widget._repaint_regions}
        gathered = asyncio.get_running_loop().time() - self._last_frame < PERIOD
        laid_out = self._layout_required or any(widget._layout_required for widget in wanting)
        if not (gathered or laid_out or not self.is_current or self.app._batch_count):
            return wanting
        for widget in self._claimed | wanting:
            widget._repaint_required = True
            widget.check_idle()
        self._claimed.clear()
        return set()

    def _claim(self, widgets: set[Widget]) -> None:
        """Keeps the framework from asking for a frame of its own, in which nothing would be new."""
        self._claimed |= widgets
        for widget in widgets:
            widget._repaint_required = False

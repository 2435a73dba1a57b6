"""Taking turns with other sessions: the right to annotate the open document, or to wait until another has left it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from annotator.core.errors import AnnotatorError
from annotator.storage.session import Session

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen

GROUP = "turns"
Show: TypeAlias = Callable[[Session, str, int | None], None]
"""Shows a session, with the caret on a record or at an offset."""


class TakingTurns:
    """Claims each document once it is on the screen. Where another session has it, the screen says who, and waits."""

    def __init__(self, screen: AnnotateScreen, show: Show) -> None:
        self._screen = screen
        self._workspace = screen.workspace
        self._show = show

    def claim(self, session: Session) -> None:
        """Takes the right to annotate, off the screen's thread: nothing waits for it but the first edit."""
        if not session.read_only:
            self._screen.run_worker(self._claim(session), group=GROUP, exclusive=True, description="claim the document")

    async def _claim(self, session: Session) -> None:
        why = await asyncio.to_thread(session.claim)
        if not self._workspace.is_open(session):
            return
        if why:
            self.wait(session)
        elif session.lock_trouble:
            self._screen.say(session.lock_trouble, "warning")

    def wait(self, session: Session) -> None:
        """Says who is annotating the document, and takes over when it is free."""
        self._screen.speaking.show_top()
        self._screen.say(session.read_only, "warning")
        # call_later may be called in any thread, and does not wait.
        session.when_free(partial(self._screen.call_later, self._free, session))

    def _free(self, session: Session) -> None:
        if self._workspace.is_open(session):
            self._screen.run_worker(
                self._take_over(session), group=GROUP, exclusive=True, description="take the document over"
            )

    async def _take_over(self, session: Session) -> None:
        lock = session.hand_over()
        try:
            fresh = await asyncio.to_thread(self._workspace.load, session.document.id, None, lock)
        except AnnotatorError as error:
            lock.release()
            self._screen.say(str(error), "error")
            return
        if not self._workspace.is_open(session):
            fresh.close()
            return
        self._show(fresh, "", self._screen.page.caret)
        if not fresh.read_only:
            self._screen.say("The other session has left this document: it is shown as it was left, and is yours now.")

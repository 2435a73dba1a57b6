"""Leaving the application: at once where all is saved, else after the one question."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.errors import AnnotatorError
from annotator.storage.session import Session

if TYPE_CHECKING:
    from annotator.tui.app import AnnotatorApp
    from annotator.tui.screens.unsaved import Unsaved


class Quitting:
    """Asks what shall become of edits that cannot be saved, and knows what was answered."""

    def __init__(self, app: AnnotatorApp) -> None:
        self._app = app
        self._under_way = False
        self._question: Unsaved | None = None
        self.may_lose = False
        self.rescued_to: Path | None = None

    def ask_to_quit(self) -> None:
        """Saves everything and quits; asks where that fails.

        Asked again while a disk does not answer, it quits; while the question is there, it tries again.
        """
        if self._question is not None and self._app.screen is self._question:
            self._question.try_again()
        elif self._under_way and not self._app.screen.is_modal:
            self._app.exit()
        elif not self._under_way:
            self._under_way = True
            self._app.run_worker(self._quit(), group="quit", exclusive=True, description="quit")

    async def _quit(self) -> None:
        try:
            while unsaved := await asyncio.to_thread(self._save_all):
                if not await self._is_settled(unsaved):
                    return
            self._app.exit()
        finally:
            self._under_way = False

    def _save_all(self) -> list[Session]:
        return [unsaved for workspace in self._app.workspaces for unsaved in workspace.save_all()]

    async def _is_settled(self, unsaved: Sequence[Session]) -> bool:
        """Asks; whether to try again, which ends in quitting where nothing is left to save."""
        from annotator.tui.screens.unsaved import Unsaved

        self._question = Unsaved(unsaved)
        match await self._app.push_screen_wait(self._question):
            case "again":
                return True
            case "elsewhere":
                await self._rescue(unsaved)
            case "lose":
                self.may_lose = True
                self._app.exit()
            case _:
                pass
        return False

    async def _rescue(self, unsaved: Sequence[Session]) -> None:
        """Asks for a folder, writes there and quits; where that fails too, says so and asks again."""
        from annotator.storage.rescue import rescue, usual_place
        from annotator.tui.screens.prompts import Prompt

        place, hint = str(usual_place()), ""
        while True:
            answer = await self._app.push_screen_wait(Prompt("Save the annotations in which folder?", place, hint=hint))
            if answer is None:
                return
            try:
                self.rescued_to = await asyncio.to_thread(rescue, unsaved, Path(answer), dt.datetime.now(dt.UTC))
            except AnnotatorError as error:
                place, hint = answer, str(error)
            else:
                self._app.exit()
                return

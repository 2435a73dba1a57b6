"""What all dialogs are: screens over another one that give one answer."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType]):
    """A screen that is left with an answer, once."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leaves with an answer. Keys that come after that, typed ahead, are for nobody: the screen below stays."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

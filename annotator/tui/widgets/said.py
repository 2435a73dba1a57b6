"""A sentence that is too long for the key line, over the page just above it."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from annotator.core.display import display_safe

TONES = ("plain", "good", "warning", "error")


class Said(Static):
    """Hidden while there is nothing to say; lies over the page, which does not move for it."""

    ALLOW_SELECT = False

    def say(self, sentence: str, tone: str) -> None:
        """Shows a sentence in a tone: "plain", "good", "warning" or "error"; an empty one hides it."""
        if not sentence:
            if self.display:
                self.display = False
            return
        for name in TONES:
            self.set_class(name == tone, f"-{name}")
        self.update(Content(display_safe(sentence)))
        self.display = True

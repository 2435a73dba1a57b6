"""What the annotate screen says: the top line, the key line, and sentences to the user."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.screen import Screen

from annotator.storage.writer import State
from annotator.tui.doing.desk import Tone
from annotator.tui.keyline import Now, key_items
from annotator.tui.topline import top_items
from annotator.tui.widgets.lines import SENTENCE, Item, PriorityLine
from annotator.tui.widgets.said import Said
from annotator.tui.workspace import Workspace

MARGINS = 2
"""Cells of the key line that are no item's."""


class Speaking:
    """The lines of a screen. ``now`` tells what is under the caret, ``keys`` are the user's own by action."""

    def __init__(
        self, screen: Screen[None], workspace: Workspace, now: Callable[[], Now], keys: Mapping[str, str]
    ) -> None:
        self._screen = screen
        self._workspace = workspace
        self._now = now
        self._keys = keys
        self._said: tuple[str, Tone] | None = None
        self._due = False
        self._offers: dict[Now, list[Item]] = {}

    @property
    def sentence(self) -> str:
        """What is being said, or empty."""
        return self._said[0] if self._said is not None else ""

    def say(self, sentence: str, tone: Tone) -> None:
        """Shows a sentence at the head of the key line, or above it where it is long; an empty one says nothing."""
        self._said = (sentence, tone) if sentence else None
        self.show_keys()

    def saving(self, document_id: str, state: State, failure: str) -> bool:
        """Shows how the saving of a document goes: a failure is said in words, and that it is over.

        Whether there was anything to say.
        """
        if state == "saving":
            return False
        failing = self._workspace.failing
        before = failing.pop(document_id, "")
        if failure:
            failing[document_id] = failure
            self.say(f"Not saved: {failure} Your edits are kept here; ctrl+s tries again.", "error")
        elif before and not failing:
            self.say("Everything is saved again.", "good")
        if not (before or failure):
            return False
        self.show_top()
        return True

    def show(self) -> None:
        """Shows both lines as things are now."""
        self.show_top()
        self.show_keys()

    def show_top(self) -> None:
        """Shows the top line."""
        self._screen.query_one("#top", PriorityLine).show(top_items(self._workspace))

    def show_keys(self) -> None:
        """Has the key line shown, once, when all that a key brings about is done."""
        if not self._due:
            self._due = True
            self._screen.call_next(self._paint_keys)

    def _paint_keys(self) -> None:
        self._due = False
        sentence, tone = self._said or ("", "plain")
        said = Item(((sentence, tone),), SENTENCE)
        fits = said.width <= self._screen.size.width - MARGINS
        self._screen.query_one(Said).say("" if fits else sentence, tone)
        now = self._now() if self._workspace.has_document else Now(read_only=True, nothing=True)
        keys = self._offered(now)
        self._screen.query_one("#keys", PriorityLine).show([said, *keys] if sentence and fits else keys)

    def _offered(self, now: Now) -> list[Item]:
        if now not in self._offers:
            self._offers[now] = key_items(self._workspace.schema, now, self._keys)
        return self._offers[now]

"""What the annotate screen says: the top line, the key line, and sentences to the user."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from annotator.storage.writer import State
from annotator.tui.doing.desk import Tone
from annotator.tui.keyline import Now, key_items
from annotator.tui.topline import top_items
from annotator.tui.widgets.lines import SENTENCE, Item, PriorityLine
from annotator.tui.widgets.said import Said
from annotator.tui.workspace import Workspace

MARGINS = 2
"""Cells of the key line that are no item's."""

AT_ONCE = 0.003
"""Seconds that the frame of an edit waits for the disk: what is saved by then is shown, and called saved, at once."""

SOON = 0.2
"""Seconds that the top line goes on to show what was saved last; if the next edit takes longer, that is said."""

NOTHING_HERE = Now(read_only=True, nothing=True)


class Speaking:
    """The lines of a screen (the top one, the key line, the one above it for long sentences), once a frame.

    ``now`` tells what is under the caret, ``keys`` are the user's own by action, ``soon`` asks for a frame.
    """

    def __init__(
        self,
        lines: tuple[PriorityLine, PriorityLine, Said],
        workspace: Workspace,
        now: Callable[[], Now],
        keys: Mapping[str, str],
        soon: Callable[[], None],
    ) -> None:
        self._top_line, self._key_line, self._sentence_line = lines
        self._workspace = workspace
        self._now = now
        self._keys = keys
        self._soon = soon
        self._said: tuple[str, Tone] | None = None
        self._top_due = False
        self._offers_keys = True
        self._until: asyncio.TimerHandle | None = None
        self._offers: dict[Now, tuple[Item, ...]] = {}

    @property
    def sentence(self) -> str:
        """What is being said, or empty."""
        return self._said[0] if self._said is not None else ""

    def say(self, sentence: str, tone: Tone) -> None:
        """Shows a sentence at the head of the key line, or above it where it is long; an empty one says nothing."""
        self._said = (sentence, tone) if sentence else None
        self._soon()

    def saving(self, document_id: str, state: State, failure: str) -> bool:
        """Shows how the saving of a document goes: a failure is said in words, and that it is over.

        Whether there was anything to say.
        """
        if state == "saving":
            return False
        if self._top_due or self._until is not None:
            self.show_top()
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

    def show_top(self) -> None:
        """Has the top line shown as things are now; the key line is looked at in every frame."""
        self._top_due = True
        self._soon()

    def patience(self) -> float:
        """Seconds that the next frame may wait for what it says of an edit to be on disk; 0 once one has waited."""
        if not self._top_due or self._until is not None or not self._workspace.is_saving:
            return 0.0
        once_saved = tuple(top_items(self._workspace, saving=False))
        return AT_ONCE if once_saved != self._top_line.items else 0.0

    def offer_keys(self, offered: bool) -> None:
        """Whether the key line offers anything: a dialog has keys of its own, and says them itself."""
        self._offers_keys = offered
        self._soon()

    def paint(self) -> None:
        """Brings both lines up to date."""
        if self._top_due and not self._waits_for_disk():
            self._top_due = False
            self._top_line.show(top_items(self._workspace, saving=self._workspace.is_saving))
        keys = self._offered(self._now() if self._workspace.has_document else NOTHING_HERE) if self._offers_keys else ()
        if self._said is None:
            self._sentence_line.say("", "plain")
            self._key_line.show(keys)
            return
        said = Item((self._said,), SENTENCE)
        fits = said.width <= self._key_line.screen.size.width - MARGINS
        self._sentence_line.say("" if fits else self._said[0], self._said[1])
        self._key_line.show((said, *keys) if fits else keys)

    def _waits_for_disk(self) -> bool:
        """Whether the top line stays as it is, for a moment: what it says is said of edits that are on disk."""
        if not self._workspace.is_saving:
            if self._until is not None:
                self._until.cancel()
                self._until = None
            return False
        loop = asyncio.get_running_loop()
        if self._until is None:
            self._until = loop.call_later(SOON, self.show_top)
        return loop.time() < self._until.when()

    def _offered(self, now: Now) -> tuple[Item, ...]:
        if now not in self._offers:
            self._offers[now] = tuple(key_items(self._workspace.schema, now, self._keys))
        return self._offers[now]

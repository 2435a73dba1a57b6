"""Finding words in the text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from annotator.core.display import one_line, shortened
from annotator.core.errors import AnnotatorError
from annotator.core.model import Span
from annotator.tui.doing.desk import Actions, Desk

MOST_MATCHES = 100_000
"""Places that are marked at most; a single letter in a long text has more than anyone steps through."""


class Finding:
    """What was looked for, and where it stands. Lower case finds both cases, a capital only itself."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.words = ""
        self._matches: list[Span] = []
        self.actions: Actions = {"find.next": self.next, "find.previous": self.previous}

    def look_for(self, words: str) -> None:
        """Marks all places where ``words`` stand and selects the first at or after the caret."""
        self.words = words
        text = self.desk.workspace.document.text
        flags = re.IGNORECASE if words == words.lower() else re.NOFLAG
        self._matches = []
        if words:
            for match in re.finditer(re.escape(words), text, flags):
                if match.end() > match.start():
                    self._matches.append(Span(match.start(), match.end()))
                if len(self._matches) >= MOST_MATCHES:
                    break
        self.desk.page.set_matches(self._matches)
        if words and not self._matches:
            raise AnnotatorError(f"“{shortened(one_line(words), 40)}” is not in this document.")
        if self._matches:
            starts = [span.start for span in self._matches]
            self._go(bisect_left(starts, self._here()) % len(starts))

    def forget(self) -> None:
        """Takes the marks of the last search away."""
        self.words = ""
        self._matches = []
        self.desk.page.set_matches([])

    def next(self) -> None:
        """Goes to the next place found, after the last to the first."""
        starts = self._starts()
        self._go(bisect_right(starts, self._here()) % len(starts))

    def previous(self) -> None:
        """Goes to the place found before, before the first to the last."""
        starts = self._starts()
        self._go((bisect_left(starts, self._here()) - 1) % len(starts))

    def _starts(self) -> list[int]:
        if not self._matches:
            raise AnnotatorError("Nothing was looked for yet; press / and type it.")
        return [span.start for span in self._matches]

    def _here(self) -> int:
        selection = self.desk.page.selection
        return selection.start if selection is not None else self.desk.page.caret

    def _go(self, place: int) -> None:
        self.desk.page.select(self._matches[place], centre=True)
        many = "+" if len(self._matches) >= MOST_MATCHES else ""
        self.desk.say(
            f"“{shortened(one_line(self.words), 40)}”  {place + 1} of {len(self._matches)}{many}   n next   N previous"
        )

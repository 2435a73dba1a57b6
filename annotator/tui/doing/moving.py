"""Moving the caret and selecting: each action is a method of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.core.errors import AnnotatorError
from annotator.tui.doing.desk import Actions, Desk
from annotator.tui.widgets.article.movement import Direction
from annotator.tui.widgets.article.view import ArticleView

if TYPE_CHECKING:
    from annotator.core.suggestions import Candidate

Movement = Callable[[ArticleView, bool], None]
"""Moves the caret of a page, or with True extends its selection."""

MOVEMENTS: dict[str, Movement] = {
    "next-word": lambda page, extend: page.move_by("word", 1, extend=extend),
    "previous-word": lambda page, extend: page.move_by("word", -1, extend=extend),
    "next-character": lambda page, extend: page.move_by("grapheme", 1, extend=extend),
    "previous-character": lambda page, extend: page.move_by("grapheme", -1, extend=extend),
    "next-sentence": lambda page, extend: page.move_by("sentence", 1, extend=extend),
    "previous-sentence": lambda page, extend: page.move_by("sentence", -1, extend=extend),
    "next-paragraph": lambda page, extend: page.move_by("paragraph", 1, extend=extend),
    "previous-paragraph": lambda page, extend: page.move_by("paragraph", -1, extend=extend),
    "line-up": lambda page, extend: page.move_lines(-1, extend=extend),
    "line-down": lambda page, extend: page.move_lines(1, extend=extend),
    "page-up": lambda page, extend: page.move_page(-1, extend=extend),
    "page-down": lambda page, extend: page.move_page(1, extend=extend),
    "line-start": lambda page, extend: page.move_to_edge("line", -1, extend=extend),
    "line-end": lambda page, extend: page.move_to_edge("line", 1, extend=extend),
    "document-start": lambda page, extend: page.move_to_edge("document", -1, extend=extend),
    "document-end": lambda page, extend: page.move_to_edge("document", 1, extend=extend),
}
"""By the part of the action's id after "move." or "extend."."""


class Moving:
    """Caret, selection, candidates and jumps on the page. ``candidate`` is the suggestion selected last."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.candidate: Candidate | None = None
        self.actions: Actions = {
            **{f"move.{name}": self._moving(movement, extend=False) for name, movement in MOVEMENTS.items()},
            **{f"extend.{name}": self._moving(movement, extend=True) for name, movement in MOVEMENTS.items()},
            "grow": self.grow,
            "shrink": self.shrink,
            "hints": self.show_hints,
            "mention.next": lambda: self.go_to_mention(1),
            "mention.previous": lambda: self.go_to_mention(-1),
            "candidate.next": lambda: self.select_candidate(1),
            "candidate.previous": lambda: self.select_candidate(-1),
        }

    def _moving(self, movement: Movement, *, extend: bool) -> Callable[[], None]:
        return lambda: movement(self.desk.page, extend)

    def go_to_mention(self, direction: Direction) -> None:
        """Goes to the next (1) or previous (-1) mention."""
        self.desk.workspace.require_session()
        if self.desk.page.move_to_mark(direction) is None:
            where = "after" if direction > 0 else "before"
            raise AnnotatorError(f"There is no mention {where} this place.")

    def select_candidate(self, direction: Direction) -> None:
        """Selects the next (1) or previous (-1) name or amount that is not labelled yet."""
        self.candidate = self.desk.page.select_candidate(direction)
        if self.candidate is None:
            where = "after" if direction > 0 else "before"
            raise AnnotatorError(f"No further name or amount {where} this place looks unlabelled.")

    def grow(self) -> None:
        """Selects the next larger stretch."""
        self.desk.page.grow_selection()

    def shrink(self) -> None:
        """Takes the last growing back."""
        self.desk.page.shrink_selection()

    def show_hints(self) -> None:
        """Draws a letter over each mention and word on screen."""
        self.desk.page.show_hints()
        self.desk.say("Type a letter to go there; any other key leaves.")

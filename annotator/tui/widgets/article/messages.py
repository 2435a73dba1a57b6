"""What the article view tells the screen."""

from __future__ import annotations

from typing import NamedTuple

from textual.message import Message

from annotator.core.model import Span
from annotator.tui.widgets.article.marks import Mark


class CaretMoved(NamedTuple):
    """The caret or the selection is another; ``marks`` are those on the caret, innermost first.

    No message: it is told to the view's ``follower`` at once, so that what follows is painted in the same frame.
    """

    offset: int
    selection: Span | None
    marks: tuple[Mark, ...]


class MarkClicked(Message):
    """A mark was chosen with the mouse in the gutter."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class LayoutBegun(Message):
    """The text has a width and its first lines: it is being painted, and what can wait until it is there may begin."""


class LayoutSettled(Message):
    """The whole text is wrapped: line numbers and the scrollbar are exact from here on."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.lines = lines

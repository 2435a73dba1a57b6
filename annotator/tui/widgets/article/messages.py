"""What the article view tells the screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from annotator.core.model import Span
from annotator.tui.widgets.article.marks import Mark


@dataclass
class CaretMoved(Message):
    """The caret or the selection is another; ``marks`` are those on the caret, innermost first."""

    offset: int
    selection: Span | None
    marks: tuple[Mark, ...]

    def can_replace(self, message: Message) -> bool:
        """Only the latest place matters to who follows the caret."""
        return isinstance(message, CaretMoved)


@dataclass
class MarkClicked(Message):
    """A mark was chosen with the mouse in the gutter."""

    key: str


@dataclass
class LayoutBegun(Message):
    """The text has a width and its first lines: it is being painted, and what can wait until it is there may begin."""


@dataclass
class LayoutSettled(Message):
    """The whole text is wrapped: line numbers and the scrollbar are exact from here on."""

    lines: int

"""What the article view tells the screen."""

from __future__ import annotations

from textual.message import Message

from annotator.core.model import Span
from annotator.tui.widgets.article.marks import Mark


class CaretMoved(Message):
    """The caret or the selection is another; ``marks`` are those on the caret, innermost first."""

    def __init__(self, offset: int, selection: Span | None, marks: tuple[Mark, ...]) -> None:
        super().__init__()
        self.offset = offset
        self.selection = selection
        self.marks = marks

    def can_replace(self, message: Message) -> bool:
        """Only the latest place matters to who follows the caret."""
        return isinstance(message, CaretMoved)


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

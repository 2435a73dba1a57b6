"""The line in which one types what to find."""

from __future__ import annotations

from textual import on
from textual.message import Message
from textual.widgets import Input


class FindBar(Input):
    """Takes the key line's place while it has the focus."""

    BINDINGS = [("escape", "leave", "leave")]

    class Wanted(Message):
        """Enter was pressed: ``words`` are to be found."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Left(Message):
        """Escape was pressed, or the focus went elsewhere."""

        def __init__(self, bar: FindBar) -> None:
            super().__init__()
            self.bar = bar

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # the framework names it so
        super().__init__(
            placeholder="find words   ⏎ finds   esc leaves   lower case finds capitals too", id=id, compact=True
        )

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Wanted(event.value))

    def action_leave(self) -> None:
        """Leaves without finding anything."""
        self.post_message(self.Left(self))

    def on_blur(self) -> None:
        """The focus went elsewhere, by a click say."""
        self.post_message(self.Left(self))

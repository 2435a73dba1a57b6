"""The smallest Textual application that does what any text view must: repaint two lines at a key."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

PLAIN, LIT = Style.parse("#dddddd on #111111"), Style.parse("#111111 on #dddddd")


class Lines(Widget, can_focus=True):
    """Lines of text, one of them lit; any arrow lights the next."""

    ALLOW_SELECT = False
    lit = 0

    def render_line(self, y: int) -> Strip:
        """One line."""
        text = f"{y:>6}  the quick brown fox jumps over the lazy dog and sleeps".ljust(self.size.width)
        return Strip([Segment(text[: self.size.width], LIT if y == self.lit else PLAIN)])

    def on_key(self, event: events.Key) -> None:
        """Lights the next line; q leaves."""
        if event.key == "ctrl+q":
            self.app.exit()
        before, self.lit = self.lit, (self.lit + (-1 if event.key == "up" else 1)) % max(1, self.size.height)
        self.refresh(Region(0, before, self.size.width, 1), Region(0, self.lit, self.size.width, 1))


class Floor(App[None]):
    """Only the lines."""

    def compose(self) -> ComposeResult:
        """One widget."""
        yield Lines()

    def on_mount(self) -> None:
        """Keys go to the lines."""
        self.query_one(Lines).focus()


if __name__ == "__main__":
    Floor().run()

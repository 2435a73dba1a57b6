"""Small questions: a line of text, yes or no."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from annotator.core.display import display_safe, one_line
from annotator.tui.screens.dialog import Dialog

Check = Callable[[str], str]
"""The sentence that says why a text will not do, or nothing where it will."""


def _shared(first: str, second: str) -> int:
    """How many code points two texts begin with alike."""
    pairs = zip(first, second, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))


def anything(_text: str) -> str:
    """Refuses nothing."""
    return ""


class Prompt(Dialog[str | None]):
    """Asks for a line of text; gives it, or None where the user leaves.

    ``check`` is asked at each letter, and its refusal shown; enter takes only what is not refused.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave", show=False)]

    def __init__(self, title: str, value: str = "", *, hint: str = "", check: Check = anything) -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._shown = display_safe(value)
        self._hint = hint
        self._check = check

    def compose(self) -> ComposeResult:
        """Title, input, and a line for the hint or the refusal."""
        with Vertical(classes="prompt"):
            yield Static(Content(one_line(self._title)), classes="prompt-title")
            yield Input(self._shown, id="prompt-input", compact=True, select_on_focus=False)
            yield Static(id="prompt-said", classes="prompt-hint", markup=False)

    def on_mount(self) -> None:
        """Says what is wrong with the first value, if anything."""
        self.query_one(Input).focus()
        self._say(self._check(self._value))

    def action_leave(self) -> None:
        """Gives nothing."""
        self.dismiss(None)

    @on(Input.Changed, "#prompt-input")
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._say(self._check(self._meant(event.value)))

    @on(Input.Submitted, "#prompt-input")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = self._meant(event.value)
        if not self._check(text) and self.is_current:  # a second enter comes when the first has been taken
            self.dismiss(text)

    def _meant(self, shown: str) -> str:
        """The text behind what is shown: what stands before and after an edit keeps what cannot be shown."""
        before = _shared(self._shown, shown)
        after = _shared(self._shown[before:][::-1], shown[before:][::-1])
        return self._value[:before] + shown[before : len(shown) - after] + self._value[len(self._value) - after :]

    def _say(self, refusal: str) -> None:
        said = self.query_one("#prompt-said", Static)
        said.set_class(bool(refusal), "refused")
        said.update(Content(display_safe(refusal or self._hint or "⏎ takes · esc leaves")))

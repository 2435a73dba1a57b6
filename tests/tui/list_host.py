"""A small application to try one widget or dialog in, with the application's own themes and styles."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widget import Widget

from annotator.tui.themes import DARK, THEMES

STYLES = Path(__file__).parents[2] / "styles"
SHEETS = ("rows", "panel", "picker", "edit_record", "prompts")


class Host(App[None]):
    """Shows the widgets it is given, and keeps the messages that reach it."""

    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = [STYLES / f"{name}.tcss" for name in SHEETS]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *children: Widget, theme: str = DARK.name) -> None:
        super().__init__()
        self._shown = children
        self._wanted_theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The variables that the styles name, before the theme is known."""
        return dict(DARK.variables)

    def compose(self) -> ComposeResult:
        """The widgets under test."""
        yield from self._shown

    def on_mount(self) -> None:
        """Puts on the theme that was asked for."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._wanted_theme

"""The quick scrollbar: cell by cell what the framework paints."""

from __future__ import annotations

import pytest
from rich.style import Style as RichStyle
from textual.app import App
from textual.scrollbar import ScrollBarRender
from textual.style import Style
from textual.visual import RenderOptions, RichVisual, Visual
from textual.widget import Widget

from annotator.tui.widgets.scrollbar import QuickBar

GROUND = Style.parse("#ffffff on #16171c")
LOOK = RichStyle.parse("#2b303b on #1c1f26")


@pytest.mark.parametrize("vertical", [True, False], ids=["vertical", "horizontal"])
@pytest.mark.parametrize(
    ("virtual", "window", "position"),
    [(370, 37, 0), (370, 37, 1), (370, 37, 150.5), (370, 37, 333), (100_000, 37, 50_000), (38, 37, 1), (20, 0, 0)],
)
async def test_a_quick_bar_is_that_of_the_framework(virtual: int, window: int, position: float, vertical: bool) -> None:
    app: App[None] = App()
    async with app.run_test():
        width, height = (1, 37) if vertical else (37, 1)
        widget = Widget()
        await app.mount(widget)

        def lines(visual: Visual) -> list[list[tuple[str, object]]]:
            options = RenderOptions(lambda style: style, widget.styles)  # type: ignore[arg-type,return-value]
            strips = visual.render_strips(width, height, GROUND, options)
            return [[(text, style) for text, style, _ in strip] for strip in strips]

        arguments = (virtual, window, position, 1, vertical, LOOK)
        assert lines(QuickBar(*arguments)) == lines(RichVisual(widget, ScrollBarRender(*arguments)))

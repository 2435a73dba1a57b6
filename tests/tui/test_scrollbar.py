"""The quick scrollbar: cell by cell what the framework paints."""

from __future__ import annotations

import pytest
from rich.style import Style as RichStyle
from textual.app import App
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.style import Style
from textual.visual import RenderOptions, RichVisual, Visual
from textual.widget import Widget

from annotator.tui.widgets.scrollbar import QuickBar, bar_lines, tell_height

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


async def test_a_bar_is_painted_anew_just_where_it_looks_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    app: App[None] = App()
    async with app.run_test(size=(20, 37)):
        bar = ScrollBar(vertical=True)
        bar.styles.width, bar.styles.height = 1, 37
        bar.window_size = 37
        await app.mount(bar)
        painted: set[int] = set()
        monkeypatch.setattr(bar, "refresh", lambda *regions: painted.update(*(one.line_range for one in regions)))
        quiet = 0
        for lines in (*range(30, 100), 1_000, 1_001, 100_000, 100_001, 37, 20, 60):
            for position in (0, 5):
                bar.set_reactive(ScrollBar.position, position)
                before = looks(bar)
                painted.clear()
                tell_height(bar, lines)
                differ = {row for row, (old, new) in enumerate(zip(before, looks(bar), strict=True)) if old != new}
                assert differ <= painted
                quiet += not painted
        assert quiet > 70


def looks(bar: ScrollBar) -> list[object]:
    """What is seen of a bar, line by line."""
    return [list(strip) for strip in bar_lines(bar, Region(0, 0, 1, 37))]

"""Both themes can be read: contrast by WCAG 2.2 (1.4.3), worked out for every hue on both grounds."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from annotator.core.schema import COLOURS
from annotator.tui.themes import HEATS, THEMES

ENOUGH = 4.5


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, from 1 to 21."""

    def luminance(colour: Color) -> float:
        channels = [value / 255 for value in colour.rgb]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", COLOURS)
def test_each_hue_can_be_read_on_page_and_panel_and_under_text(theme: Theme, name: str) -> None:
    hue = Color.parse(theme.variables[name])
    page, panel = Color.parse(str(theme.background)), Color.parse(str(theme.panel))
    foreground = Color.parse(str(theme.foreground))
    assert contrast(hue, page) >= ENOUGH
    assert contrast(hue, panel) >= ENOUGH
    assert contrast(foreground, page.blend(hue, 0.22)) >= ENOUGH
    assert contrast(Color.parse(theme.variables["text-strong"]), page.blend(hue, 0.38)) >= ENOUGH


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", ["text-dim", "text-strong"])
def test_dim_and_strong_text_can_be_read_on_every_ground(theme: Theme, name: str) -> None:
    for ground in (str(theme.background), str(theme.panel), theme.variables["lit"]):
        assert contrast(Color.parse(theme.variables[name]), Color.parse(ground)) >= (
            3.0 if name == "text-dim" else ENOUGH
        )


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_no_two_hues_of_the_default_labels_are_alike(theme: Theme) -> None:
    hues = [Color.parse(theme.variables[name]) for name in COLOURS[:4]]
    for place, one in enumerate(hues):
        for other in hues[place + 1 :]:
            assert sum(abs(a - b) for a, b in zip(one.rgb, other.rgb, strict=True)) > 90


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", HEATS)
def test_figures_can_be_read_on_every_heat(theme: Theme, name: str) -> None:
    assert contrast(Color.parse(str(theme.foreground)), Color.parse(theme.variables[name])) >= ENOUGH

"""The painter's palette, read from the component classes of the style sheet and the theme's hues."""

from __future__ import annotations

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

from annotator.tui.hues import hues
from annotator.tui.widgets.article.painter import Palette

OVERLAYS = ("match", "selection", "caret", "hint")
COMPONENTS = {
    "article--title",
    "article--dim",
    "article--mention",
    "article--mention-active",
    *(f"article--{name}" for name in OVERLAYS),
}


def palette_of(widget: Widget) -> Palette:
    """The styles of ``widget``'s components on its own ground, for the theme of the moment."""
    ground, ink = widget.background_colors[1], widget.styles.color
    inks = [ink, *hues(widget)]
    mention = widget.get_component_styles("article--mention")
    active = widget.get_component_styles("article--mention-active")
    return Palette(
        ground=Style(color=(ground + ink).rich_color, bgcolor=ground.rich_color),
        title=component_style(widget, "title"),
        dim=component_style(widget, "dim"),
        mention=mention.text_style,
        active=component_style(widget, "mention-active"),
        tints=[_tint(ground, hue, mention.opacity) for hue in inks],
        strong_tints=[_tint(ground, hue, active.opacity) for hue in inks],
        letters=[Style(color=hue.rich_color, bgcolor=ground.rich_color) for hue in inks],
        overlays={name: component_style(widget, name) for name in OVERLAYS},
    )


def component_style(widget: Widget, name: str) -> Style:
    """What a component class itself says, its colours laid over the widget's ground; no more than it says."""
    styles, ground = widget.get_component_styles(f"article--{name}"), widget.background_colors[1]
    colour = (ground + styles.color).rich_color if styles.has_rule("color") else None
    background = (ground + styles.background).rich_color if styles.has_rule("background") else None
    return Style(color=colour, bgcolor=background) + styles.text_style


def _tint(ground: Color, hue: Color, strength: float) -> Style:
    return Style(bgcolor=ground.blend(hue, strength, alpha=1.0).rich_color)

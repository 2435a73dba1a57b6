"""The hues of labels, as the theme of the moment has them.

They are read from the theme's variables and are no component classes: the framework works out the style of every
component of every widget twice at a start, and again when the focus moves. Twelve hues in four widgets were two
thirds of all that it styled.
"""

from __future__ import annotations

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

from annotator.core.schema import COLOURS


def hue(widget: Widget, name: str) -> Color:
    """The colour of a theme's variable such as "label-1", for the theme that ``widget`` is shown in."""
    return Color.parse(widget.app.theme_variables[name])


def hues(widget: Widget) -> list[Color]:
    """The colours of "label-1" to "label-12", in this order."""
    return [hue(widget, name) for name in COLOURS]


def ink(widget: Widget, name: str) -> Style:
    """A style whose letters have that hue."""
    return Style(color=hue(widget, name).rich_color)


def ground(widget: Widget, name: str) -> Style:
    """A style whose ground has that hue."""
    return Style(bgcolor=hue(widget, name).rich_color)

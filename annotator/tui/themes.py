"""The two themes: two grounds a shade apart, one accent, and twelve label hues.

The first four hues are safe for colour-blind eyes (after Okabe and Ito), darkened for the light ground; each
has a contrast of at least 4.5:1 on the page (WCAG 2.2, 1.4.3), which a test works out.
"""

from __future__ import annotations

from textual.theme import Theme

DARK_LABELS = (
    "#56b4e9",
    "#cc9df0",
    "#e6c04a",
    "#4fc79a",
    "#f2916d",
    "#7fd4dd",
    "#f08cb8",
    "#b7d06a",
    "#9fb0ff",
    "#d9b38c",
    "#8fd694",
    "#c2b8c8",
)
LIGHT_LABELS = (
    "#1b6ea8",
    "#8a4fbf",
    "#886600",
    "#0b7a55",
    "#b0492a",
    "#0e7480",
    "#b03a72",
    "#5f7413",
    "#4a57c9",
    "#85603a",
    "#2a7332",
    "#6d6375",
)


def _labels(hues: tuple[str, ...]) -> dict[str, str]:
    return {f"label-{number}": hue for number, hue in enumerate(hues, 1)}


HEATS = ("heat-1", "heat-2", "heat-3", "heat-4")
"""Grounds of the cells of a heat map, from faint to strong: the theme's warning over its page."""


def _heats(*grounds: str) -> dict[str, str]:
    return dict(zip(HEATS, grounds, strict=True))


DARK = Theme(
    name="annotator-dark",
    dark=True,
    primary="#7aa2f7",
    secondary="#7aa2f7",
    accent="#7aa2f7",
    warning="#ff9e4f",
    error="#ff7a85",
    success="#4fc79a",
    foreground="#d9dce3",
    background="#16171c",
    surface="#1c1f26",
    panel="#1c1f26",
    boost="#262a33",
    variables={
        **_labels(DARK_LABELS),
        **_heats("#362923", "#523a29", "#6e4a2f", "#825533"),
        "text-strong": "#ffffff",
        "text-dim": "#858a96",
        "lit": "#2c3347",
        "selected": "#34508c",
        "match": "#57501f",
        "caret": "#f3f4f8",
        "caret-text": "#16171c",
        "border": "#262a33",
        "input-cursor-background": "#f3f4f8",
        "input-cursor-foreground": "#16171c",
        "input-selection-background": "#34508c",
        "scrollbar": "#2b303b",
        "scrollbar-hover": "#3a4150",
        "scrollbar-active": "#4a5366",
        "scrollbar-background": "#16171c",
        "scrollbar-background-hover": "#16171c",
        "scrollbar-background-active": "#16171c",
        "scrollbar-corner-color": "#16171c",
    },
)

LIGHT = Theme(
    name="annotator-light",
    dark=False,
    primary="#2458c9",
    secondary="#2458c9",
    accent="#2458c9",
    warning="#b34b00",
    error="#b3261e",
    success="#0b7a55",
    foreground="#24262b",
    background="#fcfbf8",
    surface="#f1f0ec",
    panel="#f1f0ec",
    boost="#e6e4de",
    variables={
        **_labels(LIGHT_LABELS),
        **_heats("#f3e5da", "#ead0bc", "#e1bb9e", "#d8a680"),
        "text-strong": "#000000",
        "text-dim": "#6b6e75",
        "lit": "#d2d9ea",
        "selected": "#b7cdf8",
        "match": "#f3e3a1",
        "caret": "#24262b",
        "caret-text": "#fcfbf8",
        "border": "#e0ded8",
        "input-cursor-background": "#24262b",
        "input-cursor-foreground": "#fcfbf8",
        "input-selection-background": "#b7cdf8",
        "scrollbar": "#d8d6d0",
        "scrollbar-hover": "#c4c1b9",
        "scrollbar-active": "#a9a69d",
        "scrollbar-background": "#fcfbf8",
        "scrollbar-background-hover": "#fcfbf8",
        "scrollbar-background-active": "#fcfbf8",
        "scrollbar-corner-color": "#fcfbf8",
    },
)

THEMES = (DARK, LIGHT)

"""The backstop between the application and the terminal: no control character leaves in any line.

Widgets pass what they show through ``display_safe``; this filter sees every painted line after that, so
that one widget that forgets cannot harm the terminal.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from annotator.core.display import display_safe


class DisplayGuard(LineFilter):
    """Puts every character that a terminal would act on in a visible one, cell for cell."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments where all are safe; else safe ones in their places."""
        if all(_is_safe(segment.text) for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(display_safe(segment.text), segment.style) for segment in segments
        ]


def _is_safe(text: str) -> bool:
    return (text.isascii() and text.isprintable()) or display_safe(text) is text

"""The backstop: whatever a widget paints, no control character leaves in a line."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color

from annotator.tui.guard import DisplayGuard

GROUND = Color.parse("#000000")


def test_a_line_with_escape_sequences_comes_out_harmless_and_as_long() -> None:
    line = [Segment("safe "), Segment("\x1b[2J\x9b2J\u202e")]
    guarded = DisplayGuard().apply(line, GROUND)
    assert "".join(segment.text for segment in guarded) == "safe ␛[2J\ufffd2J\ufffd"


def test_a_safe_line_is_passed_on_as_it_is() -> None:
    line = [Segment("日本語 "), Segment("plain")]
    assert DisplayGuard().apply(line, GROUND) is line

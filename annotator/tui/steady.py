"""Keeps what stands after an emoji in its column, whatever width the terminal gives the emoji.

Terminals do not agree on sequences: a family joined by zero-width joiners takes two cells on one and eight
on another, a heart with a variation selector one or two, a flag two or four. The compositor counts by
rich's tables and writes a line from left to right, so one such sequence would shift all that follows, the
panel too. Here each is written between a saved and a restored cursor, on cells that are blank in its own
style, and the cursor is then put where the tables say. A terminal that draws more cells has the surplus
overwritten by what follows; one that draws fewer leaves a blank.

Letters are left to the terminal, also where it gives a cell to a vowel sign that the tables give none: what
follows would cut words short that can be read now.
"""

from __future__ import annotations

import re

from rich.cells import cell_len
from textual.driver import Driver

from annotator.core.patterns import late

_MODIFIERS = "\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_FLAGS = "\U0001f1e6-\U0001f1ff"
_EMOJI = "#*0-9\xa9\xae\u203c-\u3299\U0001f000-\U0001faff"

_SIGN = re.compile(f"[\u200d{_MODIFIERS}{_FLAGS}]")
"""No sequence is without one of these; most frames are, and are passed on after one search."""

_SEQUENCE = late(f"[{_FLAGS}]{{1,2}}|[{_EMOJI}](?:[{_MODIFIERS}]|\u200d[{_EMOJI}]?)+")

_SAVE, _RESTORE = "\x1b7", "\x1b8"
"""DECSC and DECRC. Each is used once for the other: some terminals keep one saved cursor, some a stack of them."""

FRAME_START, FRAME_END = "\x1b[?2026h", "\x1b[?2026l"
"""Synchronised output: what stands between them is shown together (DEC private mode 2026)."""


def steadied(data: str) -> str:
    """``data`` for the terminal, with the cursor put right after each sequence of uncertain width."""
    if data.isascii() or _SIGN.search(data) is None:
        return data
    return _SEQUENCE.sub(_anchored, data)


def _anchored(sequence: re.Match[str]) -> str:
    width = cell_len(sequence[0])
    return f"{_SAVE}{' ' * width}{_RESTORE}{_SAVE}{sequence[0]}{_RESTORE}\x1b[{width}C"


def steady(driver: type[Driver]) -> type[Driver]:
    """A driver like ``driver`` whose output is ``steadied``, and whose frames are handed over whole.

    The framework writes the start of a frame, the frame and its end one by one. Each would wake the thread that
    writes to the terminal, which the event loop then has to wait for.
    """

    class SteadyDriver(driver):  # type: ignore[misc,valid-type]  # a base class that is a value
        _frame: list[str] | None = None

        def write(self, data: str) -> None:
            """Writes to the terminal; what belongs to a frame when that is complete."""
            if data == FRAME_START:
                self._frame = []
            if self._frame is None:
                super().write(steadied(data))
                return
            self._frame.append(steadied(data))
            if data == FRAME_END:
                frame, self._frame = "".join(self._frame), None
                super().write(frame)

    return SteadyDriver

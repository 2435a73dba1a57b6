"""Takes the bytes that a program sends to a terminal apart, and says which of them it should not send."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

_BIDI = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
_HIDDEN = frozenset("\u200b\u200e\u200f\u061c\u2060\u180e\ufeff\xad\ufff9\ufffa\ufffb")

_SEQUENCE = re.compile(
    r"\x1b\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]"  # CSI
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC, DCS, SOS, PM, APC with their ends
    r"|\x1b[\x20-\x2f]*[\x30-\x7e]?"
)
_PIECE = re.compile(f"{_SEQUENCE.pattern}|[^\\x1b]+")

FRAMEWORK = re.compile(
    r"\x1b\[(?:"
    r"[\d;]*m"  # colours
    r"|\d+;\d+H"  # cursor to a place
    r"|\d+C"  # cursor on, after an emoji
    r"|\?(?:1000|1003|1004|1006|1015|1049|2004|2026|25|7)[hl]"  # mouse, focus, screen, paste, frames, cursor, wrap
    r"|\?20(?:26|48)\$p"  # can the terminal show whole frames, and tell of its size?
    r"|[<>]\d*u"  # the kitty keyboard protocol, on and off
    r")|\x1b[78]"  # the cursor saved and restored around an emoji
    r"|\x1b\]22;(?:default|text|pointer)\x07"  # the pointer's shape
)
"""All that Textual and the emoji's columns need: no title, link, clipboard, DCS, APC, PM, SOS or reset is among it."""

COMMAND = re.compile(r"\x1b\[(?:[\d;]*m|\?25[hl]|2K|1A)")
"""All that a command may send to a terminal: colours, and what draws a bar of progress."""

NOTHING = re.compile(r"(?!)")
"""What a command may send into a pipe."""


def pieces(data: bytes) -> Iterator[str]:
    """The control sequences of a stream, which must be UTF-8, and what stands between them."""
    for found in _PIECE.finditer(data.decode("utf-8")):
        yield found[0]


def is_harmful(character: str) -> bool:
    """Whether a terminal acts on a character, or shows others in another order for it, or nothing at all.

    Told by Unicode's own tables, and not by the guard that is tested.
    """
    by_kind = unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs")
    return by_kind or unicodedata.bidirectional(character) in _BIDI or character in _HIDDEN


def forbidden(data: bytes, allowed: re.Pattern[str], controls: str = "\r\n") -> Counter[str]:
    """What of a stream is neither an allowed sequence, nor an allowed control, nor a harmless character."""
    found: Counter[str] = Counter()
    for piece in pieces(data):
        if piece[0] == "\x1b":
            found.update([] if allowed.fullmatch(piece) else [piece])
        else:
            found.update(one for one in set(piece) - set(controls) if is_harmful(one))
    return found

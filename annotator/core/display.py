"""The display guard: text as it may reach a terminal.

Terminals act on control characters, and reorder text at bidi controls, wherever they come from. Every
string from a file goes through ``display_safe`` before it is shown. One character stands for one, so
offsets on screen are offsets in the text; what is stored never changes.
"""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

_PICTURES = {chr(code): chr(0x2400 + code) for code in range(0x20)} | {"\x7f": "\u2421"}
_C1 = "\x80-\x9f"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_SEPARATORS = "\u2028\u2029"
_INVISIBLE = "\xad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
_SURROGATES = "\ud800-\udfff"
UNSAFE = f"\x00-\x1f\x7f{_C1}{_BIDI}{_SEPARATORS}{_INVISIBLE}{_SURROGATES}"
"""Inside of a regular expression's class: the characters that ``display_safe`` replaces."""
_UNSAFE = re.compile(f"[{UNSAFE}]")


def display_safe(text: str) -> str:
    """``text`` with every character that a terminal would act on, or not show, put in a visible one.

    The result has the same length in code points. Zero-width joiners and variation selectors stay:
    emoji and scripts need them. A newline becomes a picture of one, so the result is one line.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(_visible, text)


def _visible(unsafe: re.Match[str]) -> str:
    return _PICTURES.get(unsafe[0], REPLACEMENT)


def one_line(text: str) -> str:
    """``text`` in one line for a list or message: runs of white space become one space, the rest is safe."""
    return display_safe(" ".join(text.split()))


def shortened(text: str, length: int) -> str:
    """At most ``length`` code points of ``text``, the last of them "…" where something was cut."""
    return text if len(text) <= length else text[: max(0, length - 1)].rstrip() + "…"

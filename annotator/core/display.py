"""The display guard: text as it may reach a terminal.

Terminals act on control characters, and reorder text at bidi controls, wherever they come from. Every
string from a file goes through ``display_safe`` before it is shown. One character stands for one, so
offsets on screen are offsets in the text; what is stored never changes.
"""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

_CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_C1 = range(0x80, 0xA0)
_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SEPARATORS = (0x2028, 0x2029)
_INVISIBLE = (0x00AD, 0x180E, 0x200B, *range(0x2060, 0x2066), *range(0x206A, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC))
_SURROGATES = range(0xD800, 0xE000)
_REPLACED = (*_C1, *_BIDI, *_SEPARATORS, *_INVISIBLE, *_SURROGATES)

_TABLE: dict[int, int] = _CONTROL_PICTURES | dict.fromkeys(_REPLACED, ord(REPLACEMENT))
_UNSAFE = re.compile("[" + "".join(re.escape(chr(code)) for code in _TABLE) + "]")


def display_safe(text: str) -> str:
    """``text`` with every character that a terminal would act on, or not show, put in a visible one.

    The result has the same length in code points. Zero-width joiners and variation selectors stay:
    emoji and scripts need them. A newline becomes a picture of one, so the result is one line.
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_TABLE) if _UNSAFE.search(text) else text


def one_line(text: str) -> str:
    """``text`` in one line for a list or message: runs of white space become one space, the rest is safe."""
    return display_safe(" ".join(text.split()))


def shortened(text: str, length: int) -> str:
    """At most ``length`` code points of ``text``, the last of them "…" where something was cut."""
    return text if len(text) <= length else text[: max(0, length - 1)].rstrip() + "…"

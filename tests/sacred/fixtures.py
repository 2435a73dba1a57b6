"""Texts that programs like to change: each is to come back byte for byte, with every offset where it was."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeVar

from icu4py.breakers import CharacterBreaker

from annotator.core.model import Span

T = TypeVar("T")

_ACCENTED = "Crème brûlée, Ångström, Việt Nam"
_WORD = "Wörterbuch"

LINE_ENDS: Mapping[str, str] = {
    "CRLF": "First line.\r\n\r\nThird line.\r\n",
    "lone CR": "First line.\rSecond line.\r\rFourth.",
    "mixed line ends": "One\r\nTwo\nThree\rFour\n\rFive\r\n",
    "form feed and vertical tab": "Page one\fPage two\vcolumn",
    "next line": "before\u0085after\u0085",
    "line and paragraph separators": "verse\u2028verse\u2029stanza",
}

CLUSTERS: Mapping[str, str] = {
    "NFC": unicodedata.normalize("NFC", _ACCENTED),
    "NFD": unicodedata.normalize("NFD", _ACCENTED),
    "ZWJ families": "The 👩‍👩‍👧‍👦 family and 👨🏽‍⚕️ the doctor 🏳️‍🌈.",
    "flags": "🇵🇱🇩🇪 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿, and a lone 🇵.",
    "skin tones": "👍🏽👍👍🏿 up",
    "variation selectors": "❤️ ❤︎ 1️⃣ ☺︎ ok",
    "a thousand marks": "z" + "\u0301" * 1000 + " end",
    "Hangul Jamo": "한국 각 말",
    "Devanagari": "क्षत्रिय नमस्ते स्त्री हिन्दी",
    "right to left": "He said שלום עולם and مرحبا بالعالم twice",
    "tabs": "a\tb\t\tc\n\tindented",
    "astral letters": "𝒜𝓁𝑔𝑒𝒷𝓇𝒶 and 𠮷野家 𐍈",
    "private use": "a \ue000\uf8ff b \U000f0000 c",
    "wide": "日本語の文章、カタカナ。ｶﾞ",
}

WHOLE: Mapping[str, str] = {
    "byte order mark": "\ufeffThe mark is the first code point.\n",
    "white space at the ends": " \t\n  words  \n\n \u3000",
    "one code point": "x",
    "one astral code point": "𝒜",
    "one mark": "\u0301",
    "nothing": "",
}

GROUPS: Mapping[str, Mapping[str, str]] = {"line ends": LINE_ENDS, "clusters": CLUSTERS, "whole texts": WHOLE}

SHORT: Mapping[str, str] = {**LINE_ENDS, **CLUSTERS, **WHOLE}
"""Those that are walked through whole."""

LONG: Mapping[str, str] = {"one word of a megabyte": _WORD * (1_000_000 // len(_WORD))}

ALL: Mapping[str, str] = {**SHORT, **LONG}


@cache
def graphemes(text: str) -> Sequence[Span]:
    """The grapheme clusters of a whole text, by ICU on all of it at once."""
    found: list[Span] = []
    start = 0
    for cluster in CharacterBreaker(text, "en"):
        found.append(Span(start, start + len(cluster)))
        start += len(cluster)
    return found


def sampled(spans: Sequence[T], most: int = 40) -> Sequence[T]:
    """At most ``most`` of the spans, evenly, with the first and the last of them."""
    if len(spans) <= most:
        return spans
    return [spans[place * (len(spans) - 1) // (most - 1)] for place in range(most)]

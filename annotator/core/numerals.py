"""Numbers as articles write them: digits with their separators and scales, and words.

Only English number words are read; digits, signs and currency codes work in any language, and after digits the scales
of some others: "1,5 Mrd", "12 lakh", "3億5000万".
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass


def word_set(words: str) -> frozenset[str]:
    """The words of a list that is written as one line."""
    return frozenset(words.split())


def _numbered(words: str, first: int, step: int) -> dict[str, int]:
    return {word: step * number for number, word in enumerate(words.split(), start=first)}


_ONES = _numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
    0,
    1,
)
_TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 2, 10)
SCALES = {
    "hundred": 100.0,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "mio": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "dozen": 12.0,
}
_OTHER_SCALES = {
    **dict.fromkeys(word_set("lakh lakhs"), 1e5),
    **dict.fromkeys(word_set("crore crores"), 1e7),
    **dict.fromkeys(word_set("millionen millions millones milhões milioni miljoen"), 1e6),
    **dict.fromkeys(word_set("milliarde milliarden milliard milliards miljard miliardi mrd mld"), 1e9),
}
EASTERN = {"百": 100.0, "千": 1e3, "万": 1e4, "萬": 1e4, "億": 1e8, "亿": 1e8, "兆": 1e12}
"""Scales that may stand one after the other, and be added up: 5千万 is fifty million, 3億5000万 350 million."""

_AFTER_DIGITS = {**SCALES, **_OTHER_SCALES, **EASTERN}
_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    "fifth": 5,
    "fifths": 5,
    "sixth": 6,
    "sixths": 6,
    "eighth": 8,
    "eighths": 8,
    "tenth": 10,
    "tenths": 10,
}
_DIGITS = re.compile(r"\d[\d.,'’\u00a0\u202f]*")
_GROUPED = re.compile(r"\d{1,3}(?:([.,'’\u00a0\u202f])\d{3})(?:\1\d{3})*")


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was read: ``half`` is half a unit of the last place it gives, 0 where it is taken as exact.

    ``fraction`` says that it is part of a whole ("a third"); ``scaled`` is the factor of its scale word, else 1.
    ``words`` is how many words were read.
    """

    value: float
    half: float = 0.0
    fraction: bool = False
    scaled: float = 1.0
    words: int = 1


def read_number(words: list[str]) -> Number | None:
    """The number that ``words`` (lower case) begin with, or None."""
    if not words:
        return None
    return _in_digits(words) if words[0][0].isdigit() else _in_words(words)


def digits(word: str) -> tuple[float, float] | None:
    """A number in digits and half a unit of its last decimal place: "1,200.50", "1.200,50", "14.3"; None if none."""
    bare = word.rstrip(".,'’\u00a0\u202f")
    if not _DIGITS.fullmatch(bare):
        return None
    whole, decimals = _halves(bare)
    value = float(f"{whole}.{decimals or 0}")
    return (value, 0.5 * 10.0 ** -len(decimals)) if math.isfinite(value) else None


def _halves(bare: str) -> tuple[str, str]:
    """What stands before and after the decimal sign. A single group of three digits is one of thousands."""
    last = max(bare.rfind("."), bare.rfind(","))
    only = re.sub(r"\D", "", bare)
    if last < 0 or _GROUPED.fullmatch(bare):
        return only, ""
    after = bare[last + 1 :]
    if not after.isdigit() or bare.count(bare[last]) > 1:
        return only, ""
    return re.sub(r"\D", "", bare[:last]), after


def _in_digits(words: list[str]) -> Number | None:
    read = digits(words[0])
    if read is None:
        return None
    value, half = read
    scale, place = 1.0, 1
    while place < len(words) and words[place] in _AFTER_DIGITS:
        scale *= _AFTER_DIGITS[words[place]]
        place += 1
    if place == 1:
        return Number(value, half if half < 0.5 else 0.0)
    rest = _in_digits(words[place:]) if words[place - 1] in EASTERN and words[place : place + 1] else None
    if rest is not None and rest.value < scale:
        return Number(value * scale + rest.value, rest.half, scaled=scale, words=place + rest.words)
    return Number(value * scale, half * scale, scaled=scale, words=place)


def _in_words(words: list[str]) -> Number | None:
    """Number words as English builds them: "two hundred and fifty thousand", "two and a half million", "a third"."""
    total, current, place, scaled = 0.0, 0.0, 0, 1.0
    seen = False
    for place, word in enumerate([*words, ""]):
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in _PARTS:
            return _part(current if seen else 1.0, word, words, place)
        if word in _ONES:
            current += _ONES[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word in ("a", "an") and not seen and (following in SCALES or following in _PARTS):
            continue
        elif word == "and" and seen and following in ("a", "one") and words[place + 2 : place + 3] == ["half"]:
            return _and_a_half(total + current, words, place + 3)
        elif word == "and" and seen and (following in _ONES or following in _TENS):
            continue
        elif word in SCALES and len(word) > 1:
            total, current, scaled = _scaled(total, current, word)
        else:
            break
        seen = True
    return Number(total + current, scaled=scaled, words=place) if seen else None


def _scaled(total: float, current: float, word: str) -> tuple[float, float, float]:
    scale = SCALES[word]
    if word in ("hundred", "dozen"):
        return total, (current or 1.0) * scale, scale
    return total + (current or 1.0) * scale, 0.0, scale


def _part(count: float, word: str, words: list[str], place: int) -> Number | None:
    whole = words[place + 1] if place + 1 < len(words) else ""
    if whole == "a" and words[place + 2 : place + 3] and words[place + 2] in SCALES:
        scale = SCALES[words[place + 2]]
        return Number(count * scale / _PARTS[word], scaled=scale, words=place + 3)
    return Number((count or 1.0) / _PARTS[word], fraction=True, words=place + 1)


def _and_a_half(value: float, words: list[str], place: int) -> Number:
    scale = SCALES.get(words[place], 1.0) if place < len(words) else 1.0
    return Number((value + 0.5) * scale, scaled=scale, words=place + (scale != 1.0))

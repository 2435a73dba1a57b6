"""Amounts by value: "$14.3 billion" and "14.3bn US dollars" are the same, "around 200" holds 190, "14%" is a ratio.

Read by rules. Of the libraries that were tried, quantulum3 takes "14.3bn" for bit newton and half a second to import,
price-parser reads no words, scales or ratios, and text2num no currencies, bounds or ranges.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from annotator.core.numerals import EASTERN, Number, read_number, word_set

Measure: TypeAlias = Literal["count", "money", "ratio"]
Comparison: TypeAlias = Literal["same", "overlaps", "differs", "unknown"]
"""How two values stand to each other; "unknown" where they cannot be compared, and so do not disagree."""

APPROXIMATE = 0.1
"""How far from the figure an approximate amount reaches, as a part of it: "around 200" holds 180 to 220."""

LONGEST = 200
"""How many code points of a mention are looked at: an amount is short, and a mention may be a whole text."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity from ``low`` to ``high`` (both included; equal for a single figure, infinite for "more than").

    ``unit`` is a currency code, or what is counted, in the singular; empty where that is not said. ``per`` is the time
    or thing that it is for ("year"). Ratios lie between 0 and 1 for parts of a whole; 14 % is 0.14. ``slack`` is how
    far the figure may lie from what is meant, because of an "around" or of rounding.
    """

    measure: Measure
    low: float
    high: float
    unit: str = ""
    per: str = ""
    approximate: bool = False
    slack: float = 0.0

    def __str__(self) -> str:
        """In few characters: "≈ 200 people", "USD 14.3 bn a year", "14 %"."""
        low, high = (_short(self.low, self.measure), _short(self.high, self.measure))
        figure = low if self.low == self.high else f"{low}–{high}"
        if math.isinf(self.high):
            figure = f"≥ {low}"
        elif self.low == 0 < self.high:
            figure = f"≤ {high}"
        money = self.measure == "money"
        words = [self.unit.upper() if money else "", figure, "" if money else self.unit]
        words += [f"a {self.per}"] if self.per else []
        return ("≈ " if self.approximate else "") + " ".join(word for word in words if word)


_CURRENCIES = {
    "$": "usd",
    "us$": "usd",
    "usd": "usd",
    "dollar": "usd",
    "a$": "aud",
    "aud": "aud",
    "c$": "cad",
    "cad": "cad",
    "€": "eur",
    "eur": "eur",
    "euro": "eur",
    "£": "gbp",
    "gbp": "gbp",
    "pound": "gbp",
    "¥": "jpy",
    "jpy": "jpy",
    "yen": "jpy",
    "chf": "chf",
    "franc": "chf",
    "cny": "cny",
    "yuan": "cny",
    "₹": "inr",
    "inr": "inr",
    "rupee": "inr",
    "rs": "inr",
    "円": "jpy",
    "元": "cny",
    "원": "krw",
    "₩": "krw",
    "₽": "rub",
    "₺": "try",
    "₴": "uah",
    "₪": "ils",
    "฿": "thb",
    "₱": "php",
    "₦": "ngn",
    "nz$": "nzd",
    "hk$": "hkd",
    "s$": "sgd",
    "r$": "brl",
    **{
        code: code
        for code in ("sek", "nok", "dkk", "pln", "czk", "huf", "brl", "mxn", "sgd", "hkd", "nzd", "zar", "krw")
    },
}
_PEOPLE = word_set("people person employee worker staff staffer job position post colleague member 人 名 명")
_PERCENT = frozenset(("%", "percent", "pct", "％"))
_NEAR = word_set("about around roughly approximately nearly almost some circa ca approx estimated ~ ≈ c")
_ABOVE = frozenset(("more than", "over", "at least", "above", "upwards of", "no fewer than", "no less than", ">", "≥"))
_BELOW = frozenset(("less than", "under", "up to", "at most", "fewer than", "below", "as many as", "as much as", "<"))
_BELOW_TOO = frozenset(("no more than", "≤"))
_VAGUE = {"few": (2.0, 5.0), "several": (3.0, 9.0), "couple": (2.0, 3.0), "many": (2.0, 9.0)}
_PLURAL_SCALES = {"dozens": 12.0, "tens": 10.0, "hundreds": 100.0, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
_PER = word_set("year month week day hour quarter head share person")
_STOP = word_set("of in at by from to for with on a an the per each every that which who and or who its their")
_TOKEN = re.compile(
    r"(?:us|a|c|nz|hk|s|r)\$|[$€£¥₹₩₽₺₴₪฿₱₦%％~≈<>≥≤]|\d[\d.,'’\u00a0\u202f]*|[^\W\d_]+(?:[-'’][^\W\d_]+)*|[-–—]",
)
_VULGAR = {"½": "half", "⅓": "a third", "⅔": "two thirds", "¼": "a quarter", "¾": "three quarters", "⅕": "a fifth"}
_VULGAR_SIGN = re.compile(rf"(\d+)?\s?([{''.join(_VULGAR)}])")
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)")
_ARABIC = str.maketrans({"٬": "’", "٫": "."})
"""The Arabic signs for thousands and for decimals."""

_FRACTION = re.compile(r"(?<![\d.,/])(\d{1,2})/(\d{1,2})(?![\d/])")
_BARE_DECIMAL = re.compile(r"(?<![\w.])\.(?=\d)")
_POWER = re.compile(r"(?<![\w.])\d(?:\.\d+)?e\+?(?:\d|1[0-4])(?!\w)")
_EASTERN = re.compile(rf"[{''.join(EASTERN)}円元원]")
_NOBODY = re.compile(r"\bno one\b")
_SIGN = re.compile(r"(?:^\s*|(?<=[a-z]\s))([$€£¥₹]?)[-–−](?=[$€£¥₹]?\.?\d)")
_GLUED = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=\w)-(?=[^\W\d_])")


@lru_cache(maxsize=65_536)
def read_amount(words: str) -> Amount | None:
    """The amount that ``words`` give, or None where they give none."""
    tokens = _tokens(words[:LONGEST])
    return next((amount for start in range(len(tokens)) if (amount := _read_at(tokens[start:])) is not None), None)


def _read_at(tokens: list[str]) -> Amount | None:
    approximate, bound, tokens = _opening(tokens)
    is_negative, tokens = _minus_before(tokens)
    currency, tokens = _currency_before(tokens)
    first = _figure(tokens)
    if first is None:
        return None
    low, high, number, rest = first
    second, rest = _second(rest, number)
    if second is not None:
        high = second
        low = _same_scale(low, number, second)
    approximate = approximate or rest[:2] == ["or", "so"] or low != high != second
    measure, unit, rest = _unit(currency, rest, number)
    if measure == "ratio" and not number.fraction and unit == "":
        low, high = low / 100, high / 100
    low, high = (-high, -low) if is_negative else _bounded(low, high, bound)
    rounding = number.half if second is None else 0.0
    rounding = rounding / 100 if measure == "ratio" and not number.fraction else rounding
    return Amount(measure, low, high, unit, _per(rest), approximate, _slack(low, high, rounding, approximate))


def compare_amounts(ours: Amount, theirs: Amount) -> Comparison:
    """Whether two amounts can both be true of one thing. Approximate and rounded ones overlap what lies near."""
    if ours.measure != theirs.measure or not _alike(ours.unit, theirs.unit):
        return "unknown"
    if (ours.low, ours.high, ours.per) == (theirs.low, theirs.high, theirs.per):
        return "same"
    if ours.low - ours.slack <= theirs.high + theirs.slack and theirs.low - theirs.slack <= ours.high + ours.slack:
        return "overlaps"
    return "differs" if ours.per == theirs.per else "unknown"


def _alike(ours: str, theirs: str) -> bool:
    return ours == theirs or not ours or not theirs or (ours in _PEOPLE and theirs in _PEOPLE)


def _tokens(words: str) -> list[str]:
    words = words.translate(_ARABIC)
    grouped = _SPACED.sub(lambda found: re.sub(r"\s", "’", found[0]), words)
    plain = unicodedata.normalize("NFKC", _VULGAR_SIGN.sub(_spelled_out, grouped)).casefold()
    plain = _SIGN.sub(r"minus \1", _NOBODY.sub(" ", plain.replace("per cent", "percent")))
    plain = _POWER.sub(lambda found: f"{float(found[0]):.0f}", _BARE_DECIMAL.sub("0.", plain))
    plain = _EASTERN.sub(r" \g<0> ", _FRACTION.sub(_part_of, plain))
    return _TOKEN.findall(_GLUED.sub(" ", plain))


def _spelled_out(found: re.Match[str]) -> str:
    """ "1½" as 1.5, and a fraction that stands alone in words: it is a part of a whole."""
    return f"{int(found[1]) + unicodedata.numeric(found[2]):.4g}" if found[1] else f" {_VULGAR[found[2]]}"


def _part_of(found: re.Match[str]) -> str:
    """ "1/3" as one in three; what is no part of a whole, such as 24/7, stays as it is."""
    return f"{found[1]} in {found[2]}" if 0 < int(found[1]) < int(found[2]) else found[0]


def _opening(tokens: list[str]) -> tuple[bool, Literal["", "above", "below"], list[str]]:
    """Takes off what stands before the figure: whether it says "about", and which way it is open."""
    approximate = False
    bound: Literal["", "above", "below"] = ""
    while tokens:
        phrase = next((size for size in (3, 2, 1) if _bound_of(" ".join(tokens[:size]))), 0)
        if phrase:
            bound = _bound_of(" ".join(tokens[:phrase])) or bound
            tokens = tokens[phrase:]
        elif tokens[:2] == ["close", "to"]:
            approximate, tokens = True, tokens[2:]
        elif tokens[0] in _NEAR:
            approximate, tokens = True, tokens[1:]
        elif tokens[0] in ("the", "an", "a", "between", "from", "only", "just") and _begins_later(tokens[1:]):
            tokens = tokens[1:]
        else:
            break
    return approximate, bound, tokens


def _begins_later(tokens: list[str]) -> bool:
    """Whether an article or "between" before these words is to be passed over: a number does not begin with it."""
    if not tokens:
        return False
    return tokens[0] in _NEAR or tokens[0][0].isdigit() or tokens[0] in _CURRENCIES or read_number(tokens) is not None


def _bound_of(phrase: str) -> Literal["", "above", "below"]:
    if phrase in _ABOVE:
        return "above"
    return "below" if phrase in _BELOW or phrase in _BELOW_TOO else ""


def _minus_before(tokens: list[str]) -> tuple[bool, list[str]]:
    """Whether a minus stands before the figure, which is then taken off."""
    if len(tokens) > 1 and tokens[0] == "minus" and (tokens[1][0].isdigit() or tokens[1] in _CURRENCIES):
        return True, tokens[1:]
    return False, tokens


def _currency_before(tokens: list[str]) -> tuple[str, list[str]]:
    if tokens and tokens[0] in _CURRENCIES:
        return _CURRENCIES[tokens[0]], tokens[1:]
    return "", tokens


def _figure(tokens: list[str]) -> tuple[float, float, Number, list[str]] | None:
    """The figure at the start, as low and high, the number as read, and what follows."""
    vague = tokens[1:] if tokens[:1] == ["a"] else tokens
    if len(vague) > 1 and vague[0] in _VAGUE:
        rest = vague[2:] if vague[1] == "of" else vague[1:]
        scale = read_number(rest)
        factor, used = (scale.value, scale.words) if scale is not None and scale.scaled != 1.0 else (1.0, 0)
        low, high = _VAGUE[vague[0]]
        return low * factor, high * factor, Number(low * factor, scaled=factor), rest[used:]
    if tokens and tokens[0] in _PLURAL_SCALES:
        scale_of, rest = _PLURAL_SCALES[tokens[0]], tokens[1:]
        if rest[:1] == ["of"] and rest[1:2] and rest[1] in _PLURAL_SCALES:
            scale_of, rest = scale_of * _PLURAL_SCALES[rest[1]], rest[2:]
        rest = rest[1:] if rest[:1] == ["of"] else rest
        return 2 * scale_of, 10 * scale_of, Number(2 * scale_of, scaled=scale_of), rest
    number = read_number(tokens)
    if number is None:
        return None
    rest = tokens[number.words :]
    out_of = (
        read_number(rest[1:]) if rest[:1] == ["in"] else read_number(rest[2:]) if rest[:2] == ["out", "of"] else None
    )
    if out_of is not None and 0 < number.value <= out_of.value and number.scaled == out_of.scaled == 1.0:
        part = Number(number.value / out_of.value, fraction=True)
        return part.value, part.value, part, rest[out_of.words + (1 if rest[0] == "in" else 2) :]
    return number.value, number.value, number, rest


def _second(rest: list[str], first: Number) -> tuple[float | None, list[str]]:
    """The upper end of a range, where one follows."""
    percent = rest[1:] if rest[:1] and rest[0] in _PERCENT else rest
    if len(percent) < 2 or percent[0] not in ("-", "–", "—", "to", "and"):
        return None, rest
    _, after = _currency_before(percent[1:])
    number = read_number(after)
    if number is None or number.fraction != first.fraction:
        return None, rest
    return number.value, after[number.words :]


def _same_scale(low: float, first: Number, high: float) -> float:
    """In "2–3 million" the scale belongs to both."""
    if first.scaled != 1.0 or low >= high:
        return low
    for scale in (1e12, 1e9, 1e6, 1e3):
        if high >= scale and low * scale <= high and high / low >= scale:
            return low * scale
    return low


def _unit(currency: str, rest: list[str], number: Number) -> tuple[Measure, str, list[str]]:
    if rest and rest[0] in _PERCENT:
        return "ratio", "", rest[1:]
    if rest[:2] in (["percentage", "points"], ["percentage", "point"]):
        return "count", "percentage point", rest[2:]
    if currency:
        return "money", currency, rest
    if rest and (named := _currency_named(rest)):
        return "money", named, rest[2:] if _CURRENCIES.get(_singular(rest[0])) is None else rest[1:]
    if number.fraction:
        return "ratio", "", rest
    noun, after = _noun(rest)
    return "count", noun, after


def _currency_named(rest: list[str]) -> str:
    """The code of a currency that follows in words or as a sign: "US dollars", "euros", "€"."""
    first = _CURRENCIES.get(_singular(rest[0]), "")
    if first or len(rest) < 2:
        return first
    national = {
        "us": "usd",
        "american": "usd",
        "australian": "aud",
        "canadian": "cad",
        "swiss": "chf",
        "british": "gbp",
    }
    return national.get(rest[0], "") if _singular(rest[1]) in _CURRENCIES else ""


def _noun(rest: list[str]) -> tuple[str, list[str]]:
    """What is counted: the last word before a preposition, in the singular; empty where nothing follows."""
    begin = 1 if rest[:1] == ["of"] else 0
    end = begin
    while end < len(rest) and rest[end] not in _STOP and rest[end][0].isalpha():
        end += 1
    return (_singular(rest[end - 1]) if end > begin else ""), rest[end:]


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _per(rest: list[str]) -> str:
    for place, word in enumerate(rest[:-1]):
        if word in ("a", "per", "each", "every", "an") and _singular(rest[place + 1]) in _PER:
            return _singular(rest[place + 1])
    return {"annually": "year", "yearly": "year", "monthly": "month", "daily": "day"}.get(rest[-1] if rest else "", "")


def _bounded(low: float, high: float, bound: Literal["", "above", "below"]) -> tuple[float, float]:
    if bound == "above":
        return low, math.inf
    return (0.0, high) if bound == "below" else (low, high)


def _slack(low: float, high: float, rounding: float, approximate: bool) -> float:
    figure = high if math.isfinite(high) else low
    return max(rounding, APPROXIMATE * abs(figure) if approximate else 0.0)


def _short(value: float, measure: Measure) -> str:
    if value < 0:
        return f"−{_short(-value, measure)}"
    if measure == "ratio":
        return f"{value * 100:.4g} %"
    for scale, name in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")):
        if value >= scale and math.isfinite(value):
            return f"{value / scale:.6g} {name}"
    return f"{value:,.6g}" if value < 1e6 else "∞"

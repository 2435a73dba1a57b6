"""Names and amounts that a text offers to be marked, found by rules.

Pure and lazy: candidates are worked out in windows of a few thousand code points, as far as they are
asked for. Windows lie at fixed places of the text, so that the next candidate of one is the previous
of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from annotator.core.model import Span

WINDOW = 2048
"""Code points that are looked at together."""

REACH = 16
"""How many windows are searched before there is no next candidate."""


class Candidate(NamedTuple):
    """A span that may be worth marking; ``rule`` says what found it."""

    span: Span
    label_hint: Literal["person", "amount"]
    rule: str


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NUMBER = r"\d+(?:[.,\u00a0\u202f]\d+)*"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen|bn|mn|tn|m|k)"
_CURRENCY = r"(?:US\$|A\$|C\$|[$€£¥₹₩₽]|(?:USD|EUR|GBP|JPY|CHF|CNY)\s)"
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_UNITS = r"(?:two|three|four|five|six|seven|eight|nine)"
_SPELLED = (
    rf"(?:{_TENS}(?:[-\s](?:one|{_UNITS}))?|{_UNITS}|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:a|one)(?=\s(?:hundred|thousand|million|billion|trillion|dozen)))"
)
_APPROXIMATE = (
    r"(?:about|around|roughly|approximately|nearly|almost|some|over|under|up\sto|at\sleast|at\smost"
    r"|more\sthan|less\sthan|fewer\sthan|close\sto|as\smany\sas|as\smuch\sas)"
)
_FRACTION = (
    r"(?:half|a\sthird|a\squarter|one[-\s](?:third|quarter|fifth|half)|two[-\s](?:thirds|fifths)|three[-\s]quarters"
    r"|(?:several|a\sfew|many)\s(?:dozen|hundred|thousand|million|billion)|(?:dozens|hundreds|thousands|millions|billions))"
)
_UNIT = (
    r"(?:percentage\spoints?|percent|per\scent|per\smille|dollars|euros|pounds|yen|francs|people|employees|workers"
    r"|staff|jobs|shares|km|kg|tonnes|miles|metres|years|months|weeks|days|hours)"
)
_RATE = r"(?:\s(?:a|per|each)\s(?:year|month|week|day|hour|quarter|head|share))"

_AMOUNT = re.compile(
    rf"(?=[\da-zA-Z$€£¥₹₩₽])(?<![\w.,])(?P<approximate>{_APPROXIMATE}\s)?(?:"
    rf"(?P<fraction>{_FRACTION}\b)"
    rf"|(?P<currency>{_CURRENCY}\s?)?(?P<number>{_NUMBER})(?P<range>\s?[-–]\s?{_NUMBER})?"
    rf"(?P<scale>[-\s]?{_SCALE}(?!\w))?(?P<unit>\s?[%‰€£]|\s{_UNIT}\b)?"
    rf"|(?P<spelled>{_SPELLED}(?:[-\s]{_SCALE})*(?!\w))(?P<unit2>\s{_UNIT}\b)?"
    rf"){_RATE}?(?![\d\w])",
    re.IGNORECASE,
)
_DIGITS_IN_SCRIPT = re.compile(rf"(?<![\d.,])[$€£¥]?{_NUMBER}(?:[万亿億兆千百])?(?:人|名|円|元|日|％|%)")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:\s?[-–]\s?(?:\d\d|\d{4}))?")
_MONTHS = _words(
    "January February March April May June July August September October November December "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)
_MONTH_BEFORE = re.compile(rf"\b(?:{'|'.join(sorted(_MONTHS))})\.?\s$")
_LIST_NUMBER = re.compile(r"[.)]\s")
_MONTH_AFTER = re.compile(rf"\s(?:{'|'.join(sorted(_MONTHS))})\b")

_TOKEN = re.compile(r"[^\W\d_](?:[\w&]|[.'’‑-](?=\w))*|\d+(?:[.,]\d+)*")
_PARTICLES = _words("de del della der den di du da dos la le van von zu bin ibn al el of the and & y e")
_AND = frozenset(("and", "y", "e"))
_NOT_NAMES = _words(
    "ceo cfo coo cto cmo "
    "a about above across after again against all along already also although among an and another any anyone are "
    "around as asked at back be because been before behind being below besides between beyond both but by can could "
    "despite did do does during each earlier either even ever every few finally first for former from further had "
    "has have having he hence her here his how however i if in indeed inside instead into is it its just last later "
    "least less like many may maybe meanwhile more moreover most much must my near nearly neither never nevertheless "
    "next no nor not nothing now of off often on once one only onto or other others our out outside over own people "
    "perhaps quite rather roughly said same second several she should since so some someone sometimes soon still such "
    "than that the their them then there therefore these they this those though three through throughout thus to "
    "today together tomorrow too two under unless unlike until up upon us very was we well were what when where "
    "whereas whether which while who whom whose why will with within without would yes yesterday yet you your"
)
_CALENDAR = _MONTHS | _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday Spring Summer Autumn Winter")
_SENTENCE_OPENS_AFTER = frozenset(".!?…:\n\r\u2028\u2029\v\f•–—-")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)


def candidates_in(text: str, start: int, end: int) -> list[Candidate]:
    """The names and amounts in ``[start, end)``, in reading order, none overlapping another."""
    amounts = list(_amounts(text, start, end))
    taken = [candidate.span for candidate in amounts]
    names = [name for name in _names(text, start, end) if not any(name.span.overlaps(span) for span in taken)]
    return sorted((*amounts, *names), key=lambda candidate: candidate.span)


def candidates_after(text: str, position: int) -> Iterator[Candidate]:
    """The candidates that start after ``position``, in reading order, within ``REACH`` windows."""
    # A window may end after its multiple, so the one before the position's own can still hold what follows it.
    number = max(0, max(0, position) // WINDOW - 1)
    for window in range(number, min(number + REACH, len(text) // WINDOW + 1)):
        for candidate in _candidates_of_window(text, window):
            if candidate.span.start > position:
                yield candidate


def candidates_before(text: str, position: int) -> Iterator[Candidate]:
    """The candidates that start before ``position``, the nearest first, within ``REACH`` windows."""
    number = min(max(0, position), len(text)) // WINDOW + 1
    for window in range(number, max(-1, number - REACH), -1):
        for candidate in reversed(_candidates_of_window(text, window)):
            if candidate.span.start < position:
                yield candidate


def _candidates_of_window(text: str, number: int) -> list[Candidate]:
    return candidates_in(text, _window_edge(text, number), _window_edge(text, number + 1))


def _window_edge(text: str, number: int) -> int:
    """The start of a window: at its multiple of WINDOW, or after the next line end or full stop near it."""
    edge = number * WINDOW
    if edge <= 0 or edge >= len(text):
        return max(0, min(edge, len(text)))
    near = min(len(text), edge + WINDOW // 2)
    for mark in ("\n", ". ", " "):
        found = text.find(mark, edge, near)
        if found >= 0:
            return found + len(mark)
    return edge


def _amounts(text: str, start: int, end: int) -> Iterator[Candidate]:
    for match in _AMOUNT.finditer(text, start, end):
        rule = _amount_rule(text, match)
        if rule:
            yield Candidate(Span(match.start(), match.end()), "amount", rule)
    for match in _DIGITS_IN_SCRIPT.finditer(text, start, end):
        if not _AMOUNT.fullmatch(text, match.start(), match.end()):
            yield Candidate(Span(match.start(), match.end()), "amount", "number")


def _amount_rule(text: str, match: re.Match[str]) -> str:
    """What makes the match an amount; empty for years, days of a month and bare "two"."""
    if match["fraction"]:
        return "fraction" if match["approximate"] or match["fraction"].lower() != "half" else ""
    if match["spelled"]:
        return "spelled-number"
    if match["currency"] or (match["unit"] and match["unit"].strip() in "€£"):
        return "currency"
    if match["unit"]:
        return "percentage" if match["unit"].strip()[0] in "%‰" else "quantity"
    if match["scale"]:
        return "quantity"
    before = text[max(0, match.start("number") - 12) : match.start("number")]
    if _MONTH_BEFORE.search(before) or _MONTH_AFTER.match(text, match.end("number")):
        return ""
    if _LIST_NUMBER.match(text, match.end("number")) and before.endswith(("\n", "\r")):
        return ""
    if _YEAR.fullmatch(match["number"] + (match["range"] or "")):
        return ""
    return "number"


def _names(text: str, start: int, end: int) -> Iterator[Candidate]:
    """Runs of capitalised words, tied by particles ("Bank of England", "Ursula von der Leyen")."""
    run: list[re.Match[str]] = []
    held: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text, start, end):
        previous = (held or run)[-1] if run else None
        adjacent = previous is not None and text[previous.end() : token.start()] in (" ", "\u00a0", " & ", ". ")
        if adjacent and previous is not None and text[previous.end()] == "." and previous.end() - previous.start() > 1:
            adjacent = previous[0] in ("Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Jr", "Sr")
        if run and (not adjacent or _POSSESSIVE.search((previous or token)[0])):
            yield from _name_of(text, run)
            run, held = [], []
        if _capitalised(token[0]):
            if any(particle[0].lower() in _AND for particle in held):
                yield from _name_of(text, run)
                run, held = [], []
            run += [*held, token]
            held = []
        elif run and token[0].lower() in _PARTICLES and not token[0][0].isdigit():
            held.append(token)
        elif run and token[0][0].isdigit() and not held and len(token[0]) <= 2:
            run.append(token)
        else:
            yield from _name_of(text, run)
            run, held = [], []
    yield from _name_of(text, run)


def _capitalised(word: str) -> bool:
    return word[0].isupper() or word[0].istitle()


def _name_of(text: str, run: list[re.Match[str]]) -> Iterator[Candidate]:
    words = list(run)
    while words and (_plain_word(words[0]) in _NOT_NAMES or words[0][0] in _CALENDAR):
        words = words[1:]
    while words and (words[-1][0] in _CALENDAR or words[-1][0].lower() in _PARTICLES):
        words = words[:-1]
    if not words or words[0][0][0].isdigit():
        return
    if len(words) == 1 and _opens_sentence(text, words[0].start()) and _common(text, words[0]):
        return
    possessive = _POSSESSIVE.search(words[-1][0])
    end = words[-1].end() - (len(possessive[0]) if possessive else 0)
    yield Candidate(Span(words[0].start(), end), "person", "name")


def _plain_word(word: re.Match[str]) -> str:
    """The word in lower case without what an apostrophe adds: "we" of "We're"."""
    return word[0].lower().replace("’", "'").partition("'")[0]


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 8) : start].rstrip(" \t\"'“‘«(")
    return start == 0 or not before or before[-1] in _SENTENCE_OPENS_AFTER


def _common(text: str, word: re.Match[str]) -> bool:
    """Whether the one word that opens a sentence is an ordinary one: by its ending, or uncapitalised near it."""
    plain = _plain_word(word)
    if plain == "according" or (len(plain) > 5 and plain.endswith(("ing", "ed", "ly"))):
        return True
    near = text[max(0, word.start() - WINDOW) : word.end() + WINDOW]
    return re.search(rf"\b{re.escape(plain)}\b", near) is not None

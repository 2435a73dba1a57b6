"""Dates as articles give them, each as the first and last day it may mean.

Read by rules: dateparser takes "in 2025" for a day of it, a quarter of a second to import and milliseconds a date;
dateutil fills what is not said from today. What is told from a day unknown ("last month", "Wednesday") is not read.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from annotator.core.amounts import LONGEST, Comparison

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12]\d{3})"
_ISO = re.compile(rf"{_YEAR}[-/.](?P<month>\d{{1,2}})(?:[-/.](?P<day>\d{{1,2}}))?(?!\d)")
_DAY_FIRST = re.compile(rf"(?<!\d){_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?(?!\w)")
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+{_DAY}(?!\d)(?:,?\s+{_YEAR})?(?!\w)")
_DAYS = rf"(?P<from>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*[-–—]\s*|\s+(?:to|until|and|through)\s+){_DAY}"
_DAYS_FIRST = re.compile(rf"(?<![\d-]){_DAYS}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?(?!\w)")
_DAYS_AFTER = re.compile(rf"\b{_MONTH}\s+{_DAYS}(?!\d)(?:,?\s+{_YEAR})?(?!\w)")
_MONTH_ONLY = re.compile(rf"(?:(?P<part>early|mid|late)[-\s])?\b{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})?(?!\w)")
_QUARTER = re.compile(rf"(?:q(?P<quarter>[1-4])|(?P<named>first|second|third|fourth)\s+quarter(?:\s+of)?)[\s-]+{_YEAR}")
_YEAR_ONLY = re.compile(rf"(?<![\d.,]){_YEAR}(?![\d.,]\d|\d)")
_DECADE = re.compile(r"(?<!\d)(?P<decade>[12]\d\d0)['’]?s\b")
_YEARS = re.compile(rf"(?<!\d){_YEAR}[-–/](?P<to>\d\d)(?![\d/.-])")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2([12]\d{3})(?!\d)")
_RANGE = re.compile(r"\s+(?:to|until|and|through)\s+|\s*[–—]\s*|\s+-\s+|(?<=\b\d{4})-(?=\d{4}\b)")
_NAMED = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}


@dataclass(frozen=True, slots=True)
class Dates:
    """From the first to the last day that is meant, both included; the same for a single day."""

    first: dt.date
    last: dt.date

    def __str__(self) -> str:
        """As short as it can be said: 2025-07-16, 2025-07, 2025, else both days."""
        if self.first == self.last:
            return self.first.isoformat()
        for form in ("%Y", "%Y-%m"):
            text = self.first.strftime(form)
            if read_dates(text) == self:
                return text
        return f"{self.first.isoformat()} – {self.last.isoformat()}"


@lru_cache(maxsize=65_536)
def read_dates(words: str, written: dt.date | None = None) -> Dates | None:
    """The days that ``words`` give, or None. A missing year is that of ``written``, the article's own date."""
    text = words[:LONGEST].casefold()
    for pattern in (_DAYS_FIRST, _DAYS_AFTER):
        days = pattern.search(text)
        last = _dates(days, written) if days is not None else None
        if days is not None and last is not None and 1 <= int(days["from"]) <= last.first.day:
            return Dates(last.first.replace(day=int(days["from"])), last.last)
    whole = _read(text, written)
    parts = [part for part in _RANGE.split(text) if part]
    if len(parts) != 2:
        return whole
    last = _read(parts[1], written)
    first = _read(parts[0], last.last if last is not None else written)
    if first is None or last is None or first.first > last.last:
        return whole
    return Dates(first.first, last.last)


def compare_dates(ours: Dates, theirs: Dates) -> Comparison:
    """ "overlaps" where both may mean a day in common, as a month and a day of it."""
    if ours == theirs:
        return "same"
    return "overlaps" if ours.first <= theirs.last and theirs.first <= ours.last else "differs"


def _read(text: str, written: dt.date | None) -> Dates | None:
    numeric = _NUMERIC.search(text)
    if numeric is not None:
        return _in_figures(int(numeric[1]), int(numeric[3]), int(numeric[4]))
    for pattern in (_ISO, _DAY_FIRST, _MONTH_FIRST, _QUARTER, _MONTH_ONLY, _DECADE, _YEARS, _YEAR_ONLY):
        found = pattern.search(text)
        if found is not None and (dates := _dates(found, written)) is not None:
            return dates
    return None


def _in_figures(first: int, second: int, year: int) -> Dates | None:
    """16/07/2025 and 07/16/2025; what may be either, such as 03/05/2025, is only known to be from one to the other."""
    days = [(month, day) for day, month in ((first, second), (second, first)) if 1 <= month <= 12]
    read = [
        _days(year, month, month, day, day) for month, day in days if 1 <= day <= calendar.monthrange(year, month)[1]
    ]
    if not read:
        return None
    return Dates(min(one.first for one in read), max(one.last for one in read))


def _dates(found: re.Match[str], written: dt.date | None) -> Dates | None:
    said = found.groupdict()
    if said.get("decade"):
        start = int(said["decade"])
        return Dates(dt.date(start, 1, 1), dt.date(start + 9, 12, 31))
    year = int(said["year"]) if said.get("year") else written.year if written is not None else 0
    if not year:
        return None
    if said.get("quarter") or said.get("named"):
        quarter = int(said["quarter"]) if said.get("quarter") else _NAMED[said["named"]]
        return _days(year, 3 * quarter - 2, 3 * quarter)
    if said.get("to"):
        until = year - year % 100 + int(said["to"])
        return Dates(dt.date(year, 1, 1), dt.date(until, 12, 31)) if until > year else None
    name = said.get("month")
    if not name:
        return _days(year, 1, 12)
    month = int(name) if name.isdigit() else _MONTHS[name]
    if not 1 <= month <= 12:
        return None
    if said.get("day"):
        day = int(said["day"])
        return _days(year, month, month, day, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None
    early, late = _PARTS.get(said.get("part") or "", (1, 31))
    return _days(year, month, month, early, late)


def _days(year: int, first_month: int, last_month: int, first_day: int = 1, last_day: int = 31) -> Dates:
    last = min(last_day, calendar.monthrange(year, last_month)[1])
    return Dates(dt.date(year, first_month, first_day), dt.date(year, last_month, last))

"""The values that measures of agreement have: scores, coefficients, their means; undefined with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, each from 0 to 1; None, with the ``reason``, where it has no value."""

    precision: float | None
    recall: float | None
    f1: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient of agreement, 1 for perfect and 0 for chance; None, with the ``reason``, where it has no value."""

    value: float | None
    reason: str = ""


class Tally(NamedTuple):
    """How many records both have, and how many each; adds up over documents."""

    both: int = 0
    ours: int = 0
    theirs: int = 0

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(self.both + other.both, self.ours + other.ours, self.theirs + other.theirs)

    def score(self, nothing: str) -> Score:
        """Ours against theirs as the reference; undefined, because of ``nothing``, where neither has anything."""
        return score((self.both, self.ours), (self.both, self.theirs), nothing)


def score(precision: tuple[float, float], recall: tuple[float, float], nothing: str) -> Score:
    """From numerators and denominators; where neither side has anything it is undefined because of ``nothing``.

    Where one side alone has nothing, what it is counted against is undefined and F1 is 0: all of the other's is missed.
    F1 is the harmonic mean of both: van Rijsbergen, "Information Retrieval", 1979, chapter 7; over mentions it is what
    chance-corrected agreement tends to as all else is unmarked (Hripcsak and Rothschild, "Agreement, the F-measure, and
    reliability in information retrieval", JAMIA 12, 2005).
    """
    if not precision[1] and not recall[1]:
        return Score(None, None, None, nothing)
    ratio = [part / whole if whole else None for part, whole in (precision, recall)]
    known = [value for value in ratio if value is not None]
    total = sum(known)
    f1 = 2 * known[0] * known[1] / total if len(known) == 2 and total else 0.0
    return Score(ratio[0], ratio[1], f1)


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of those that have a value; None where none has."""
    known = [value for value in values if value is not None]
    return fsum(known) / len(known) if known else None


def mean_score(scores: Sequence[Score], nothing: str) -> Score:
    """Means of precision, recall and F1, each over those that have a value; else undefined for the first's reason."""
    if len(scores) == 1:
        return scores[0]
    f1 = mean(one.f1 for one in scores)
    why = "" if f1 is not None else _reason((one.reason for one in scores), nothing)
    return Score(mean(one.precision for one in scores), mean(one.recall for one in scores), f1, why)


def mean_coefficient(coefficients: Sequence[Coefficient], nothing: str) -> Coefficient:
    """The mean of those that have a value; else undefined for the first's reason."""
    if len(coefficients) == 1:
        return coefficients[0]
    value = mean(one.value for one in coefficients)
    return Coefficient(value, "" if value is not None else _reason((one.reason for one in coefficients), nothing))


def _reason(reasons: Iterable[str], nothing: str) -> str:
    return next(filter(None, reasons), nothing)

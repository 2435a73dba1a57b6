"""What is measured and what it is held against: values that the sections make and the table prints."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tests.benchmarks.driver import Redraw


@dataclass(frozen=True, slots=True)
class Verdict:
    """A measured number beside its target; ``unit`` says of what: "× floor", "ms", "bytes".

    ``by_cpu`` is the same ratio of processor times, which a busy machine spoils less; the target is not for it.
    """

    measured: float
    target: float
    unit: str
    by_cpu: float | None = None

    @property
    def met(self) -> bool:
        """Whether the target holds."""
        return self.measured <= self.target


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: of what group, what was done, the figures, the verdicts. Times are milliseconds."""

    group: str
    what: str
    p50: float | None = None
    p95: float | None = None
    cpu: float | None = None
    sent: float | None = None
    verdicts: tuple[Verdict, ...] = ()
    said: str = ""
    """What there is to say in place of figures."""


def median(values: Iterable[float]) -> float:
    """The median, 0 of nothing."""
    return statistics.median(found) if (found := list(values)) else 0.0


def quantile(values: Iterable[float], share: float) -> float:
    """The value below which that share of the values lies, 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def of_redraws(group: str, what: str, redraws: list[Redraw], *verdicts: Verdict) -> Row:
    """The row of one key."""
    times = [redraw.ms for redraw in redraws]
    cpu, sent = median(redraw.cpu_ms for redraw in redraws), median(redraw.sent for redraw in redraws)
    return Row(group, what, median(times), quantile(times, 0.95), cpu, sent, verdicts)


def of_times(group: str, what: str, times: list[float], *verdicts: Verdict) -> Row:
    """The row of something of which only the time was taken."""
    return Row(group, what, median(times), quantile(times, 0.95), verdicts=verdicts)


def p50(redraws: list[Redraw]) -> float:
    """The median time of one key."""
    return median(redraw.ms for redraw in redraws)


def against(ours: list[Redraw], theirs: list[Redraw], target: float, whose: str) -> tuple[Verdict, ...]:
    """The ratio of two keys' median times as a verdict; none where one of them was not measured."""
    found = against_times([one.ms for one in ours], [one.ms for one in theirs], target, whose)
    cpu, their_cpu = median(one.cpu_ms for one in ours), median(one.cpu_ms for one in theirs)
    return tuple(replace(one, by_cpu=cpu / their_cpu) for one in found) if their_cpu else found


def against_times(ours: list[float], theirs: list[float], target: float, whose: str) -> tuple[Verdict, ...]:
    """The ratio of two medians as a verdict; none where one of them is not there."""
    here, there = median(ours), median(theirs)
    return (Verdict(here / there, target, f"× {whose}"),) if here and there else ()

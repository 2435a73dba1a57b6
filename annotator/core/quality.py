"""An annotator's work over time: how fast, how much of it the curator corrected, and whether its labels drift."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log2
from typing import NamedTuple

PAUSE = 300.0
"""Seconds without an edit after which an annotator was somewhere else."""

SLICES = 5
"""Into how many parts of about as many mentions an annotator's work is divided."""


class Work(NamedTuple):
    """What one annotator did on one document.

    ``began`` is when, as ISO 8601 text, empty where nothing tells; ``seconds`` are those spent annotating, ``records``
    what there is of it now, and ``made`` those of them that were not brought in. Of ``checked`` records a curator has
    ``corrected`` some. ``labels`` counts mentions, and ``others`` those of the other annotators on the document.
    """

    document: str
    began: str
    seconds: float
    records: int
    made: int
    checked: int
    corrected: int
    labels: Mapping[str, int]
    others: Mapping[str, int]


class Stretch(NamedTuple):
    """One part of an annotator's work, or all of it; a figure without a value is None.

    ``per_hour`` are records an hour of annotating; ``corrected`` is the share of ``checked`` records that the curator
    changed or rejected; ``drift`` is how far the labels are from the others' on the same documents, 0 to 1.
    """

    began: str
    documents: int
    records: int
    per_hour: float | None
    checked: int
    corrected: float | None
    drift: float | None


class Quality(NamedTuple):
    """One annotator's work: all of it, and its parts in the order of time."""

    annotator: str
    whole: Stretch
    parts: tuple[Stretch, ...]


def quality(annotator: str, works: Iterable[Work]) -> Quality:
    """An annotator's quality over time, from the work on each document."""
    ordered = sorted(works, key=lambda one: (one.began, one.document))
    return Quality(annotator, _stretch(ordered), tuple(map(_stretch, _slices(ordered))))


def active_seconds(moments: Iterable[tuple[float, str]]) -> dict[str, float]:
    """For each document the seconds spent annotating it, from the moments of one annotator's edits in all documents.

    Counted is the time from one edit to the next, on the document of the latter, where it is at most ``PAUSE``: longer
    ones are pauses, and are cut.
    """
    found: dict[str, float] = {}
    before: float | None = None
    for moment, document in sorted(moments):
        lasted = 0.0 if before is None or moment - before > PAUSE else moment - before
        found[document] = found.get(document, 0.0) + lasted
        before = moment
    return found


def divergence(ours: Mapping[str, int], theirs: Mapping[str, int]) -> float | None:
    """The Jensen–Shannon divergence of two distributions in bits, 0 where they are equal and 1 where they have nothing
    in common; None where one side has nothing (Lin, "Divergence measures based on the Shannon entropy", IEEE
    Transactions on Information Theory 37, 1991).
    """
    left, right = sum(ours.values()), sum(theirs.values())
    if not left or not right:
        return None
    found = 0.0
    for name in ours.keys() | theirs.keys():
        p, q = ours.get(name, 0) / left, theirs.get(name, 0) / right
        middle = (p + q) / 2
        found += sum(share * log2(share / middle) / 2 for share in (p, q) if share)
    return min(1.0, max(0.0, found))


def _slices(works: Sequence[Work]) -> list[list[Work]]:
    """The documents in order, divided where each has about a fifth of the mentions; a document is never divided."""
    total = sum(one.records for one in works)
    slices: list[list[Work]] = [[] for _ in range(SLICES)]
    done = 0
    for one in works:
        middle = done + one.records / 2
        slices[min(SLICES - 1, int(SLICES * middle / total)) if total else 0].append(one)
        done += one.records
    return [part for part in slices if part]


def _stretch(works: Sequence[Work]) -> Stretch:
    labels: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for one in works:
        if one.labels and one.others:  # where the others have nothing there is nothing to drift from
            labels.update(one.labels)
            others.update(one.others)
    timed = [one for one in works if one.seconds]
    seconds, checked = sum(one.seconds for one in timed), sum(one.checked for one in works)
    return Stretch(
        works[0].began if works else "",
        len(works),
        sum(one.records for one in works),
        3600 * sum(one.made for one in timed) / seconds if seconds else None,
        checked,
        sum(one.corrected for one in works) / checked if checked else None,
        divergence(labels, others),
    )

"""What was said of one thing over time: comparable claims in the order of their documents' dates."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from annotator.core.catalogue import Catalogue
from annotator.core.conflicts import Grade
from annotator.core.model import Claim, Target
from annotator.core.ranking import claim_words


class Moment(NamedTuple):
    """One claim on a timeline. ``date`` is that of its document, None where it has none.

    ``grade`` says how certain it is that the claim speaks of the same; None for the claim that was asked about.
    ``disagrees`` is whether the two cannot both be true.
    """

    date: dt.date | None
    claim: Target
    words: str
    grade: Grade | None
    disagrees: bool


def timeline(catalogue: Catalogue, claim: Target) -> list[Moment]:
    """All claims comparable to one, it included: by date, those without a date last; empty where it is not known."""
    conflicts = catalogue.find_conflicts()
    against = {target for conflict in conflicts.of(claim) for target in conflict.pair}
    graded: list[tuple[Target, Grade | None]] = [(claim, None), *conflicts.comparable(claim)]
    moments: list[tuple[tuple[bool, dt.date, str, int], Moment]] = []
    for target, grade in graded:
        entry, record = catalogue.entry(target.document), catalogue.record(target)
        if entry is None or not isinstance(record, Claim):
            continue
        date = entry.document.metadata.date
        words = claim_words(entry.document, entry.annotations, record)
        moment = Moment(date, target, words, grade, grade is not None and target in against)
        moments.append(((date is None, date or dt.date.min, target.document, record.start), moment))
    return [moment for _, moment in sorted(moments)]

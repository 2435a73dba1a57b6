"""Two documents beside each other: what in one is tied to what in the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from annotator.core.catalogue import Catalogue
from annotator.core.model import Claim, Mention, Spans, Target


class Tie(NamedTuple):
    """A tie between a record of one document and one of another, seen from the first.

    ``type`` is the link's; for mentions of one entity that others tie together, the type of those links. ``spans`` are
    those of ``ours``.
    """

    type: str
    ours: Target
    theirs: Target
    spans: Spans


def ties_between(catalogue: Catalogue, here: str, there: str) -> list[Tie]:
    """All ties between two documents, in the reading order of the first, each once."""
    entry = catalogue.entry(here)
    if entry is None:
        return []
    found: list[Tie] = []
    annotations = entry.annotations
    for mention in annotations.mentions.values():
        found += _ties_of(catalogue, Target(here, mention.id), mention.spans, there)
    for claim in annotations.claims.values():
        found += _ties_of(catalogue, Target(here, claim.id), claim.spans, there)
    return sorted(dict.fromkeys(found), key=lambda tie: (tie.spans[0].start, tie.ours.id, tie.type, tie.theirs))


def ties_by_document(catalogue: Catalogue, here: str) -> Counter[str]:
    """How many mentions and claims of a document are tied to each other document."""
    entry, found = catalogue.entry(here), Counter[str]()
    if entry is None:
        return found
    for record_id in (*entry.annotations.mentions, *entry.annotations.claims):
        ours = Target(here, record_id)
        ends = {far.target.document for far in catalogue.far_ends(ours) if not catalogue.is_cut(ours, far)}
        found.update((ends | {member.document for member in catalogue.cluster(ours)}) - {here})
    return found


def counterparts(catalogue: Catalogue, here: str, records: Iterable[str], there: str) -> list[Tie]:
    """The ties of some records of one document to records of another, in the order of those records."""
    entry = catalogue.entry(here)
    found: list[Tie] = []
    for record_id in records:
        record = entry.annotations.record(record_id) if entry is not None else None
        if isinstance(record, Mention | Claim):
            found += _ties_of(catalogue, Target(here, record.id), record.spans, there)
    return list(dict.fromkeys(found))


def _ties_of(catalogue: Catalogue, ours: Target, spans: Spans, there: str) -> list[Tie]:
    direct = [
        Tie(far.link.type, ours, far.target, spans)
        for far in catalogue.far_ends(ours)
        if far.target.document == there and far.target.id and not catalogue.is_cut(ours, far)
    ]
    known = {tie.theirs for tie in direct}
    through = sorted(
        target for target in catalogue.cluster(ours) - known if target.document == there and target != ours
    )
    return direct + [Tie(catalogue.schema.tying, ours, target, spans) for target in through]

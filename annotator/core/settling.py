"""What has been decided about conflicts: links between the two claims, and conflicts that only a link tells."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.catalogue import CONTRADICTS, Catalogue
from annotator.core.conflicts import Conflict
from annotator.core.model import Claim, Target
from annotator.core.schema import NOT_COMPARABLE

SUPERSEDES = "supersedes"
SETTLING = (CONTRADICTS, SUPERSEDES, NOT_COMPARABLE)
"""The link types that settle a conflict; joining what differs as the same takes it away altogether."""


def settlements(catalogue: Catalogue, conflict: Conflict) -> list[str]:
    """The link types by which the two claims are settled, each once; several where deciders disagree."""
    found = {far.link.type for far in catalogue.far_ends(conflict.ours) if far.target == conflict.theirs}
    return [name for name in SETTLING if name in found]


def all_conflicts(catalogue: Catalogue) -> list[Conflict]:
    """The conflicts that values and entities show, and those that only a ``contradicts`` link tells, certain first."""
    shown = list(catalogue.find_conflicts())
    pairs = {conflict.pair for conflict in shown}
    told = [conflict for conflict in _told_by_links(catalogue) if conflict.pair not in pairs]
    certain = [conflict for conflict in shown if conflict.grade == "certain"]
    return [*certain, *dict.fromkeys(told), *(conflict for conflict in shown if conflict.grade == "possible")]


def _told_by_links(catalogue: Catalogue) -> Iterator[Conflict]:
    for entry in catalogue:
        for link in entry.annotations.links.values():
            if link.type != CONTRADICTS:
                continue
            ours, theirs = sorted((Target(entry.document.id, link.source), link.target))
            claim = catalogue.record(ours)
            if isinstance(claim, Claim) and isinstance(catalogue.record(theirs), Claim):
                claim_type = catalogue.schema.claim_types.get(claim.type)
                yield Conflict(ours, theirs, claim.type, "certain", claim_type.differ if claim_type else ())

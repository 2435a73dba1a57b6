"""The words of what two documents say that stand beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.catalogue import Catalogue
from annotator.core.display import one_line
from annotator.core.facing import Tie
from annotator.core.model import Claim, Mention, Target
from annotator.core.sentences import Part, Parts, claim_parts, link_mark, short_name, words_of

if TYPE_CHECKING:
    from annotator.core.conflicts import Conflict


def claim_line(catalogue: Catalogue, target: Target) -> Parts:
    """What a claim says, after the name and date of its document."""
    entry, claim = catalogue.entry(target.document), catalogue.record(target)
    name = Part(short_name(target.document), "link")
    if entry is None or not isinstance(claim, Claim):
        return (name, Part("  not here (pulled or read later)", "dim"))
    date = entry.document.metadata.date
    said = claim_parts(entry, claim, catalogue.schema)
    return (name, Part(f"  {date.isoformat()}   " if date is not None else "   ", "dim"), *said)


def tie_line(catalogue: Catalogue, tie: Tie) -> Parts:
    """Both ends of a tie: our words, the sign of the link, their words."""
    mark = link_mark(catalogue.schema, tie.type)
    style = "warning" if mark == "⚡" else "dim"
    return (*_end(catalogue, tie.ours), Part(f"  {mark}  ", style), *_end(catalogue, tie.theirs))


def conflict_words(conflict: Conflict) -> str:
    """What a conflict is about: "position · certain"."""
    return f"{one_line(conflict.type)} · {conflict.grade}"


def _end(catalogue: Catalogue, target: Target) -> Parts:
    entry, record = catalogue.entry(target.document), catalogue.record(target)
    match record:
        case Claim() if entry is not None:
            return claim_parts(entry, record, catalogue.schema)
        case Mention() if entry is not None:
            hue = catalogue.schema.colour_of(record.label)
            return (Part(words_of(entry.document, record.spans, 40), hue),)
        case _:
            return (Part("pending", "dim"),)

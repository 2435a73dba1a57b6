"""The mentions that may fill a claim's slot, as options to pick from."""

from __future__ import annotations

from heapq import nsmallest

from annotator.core.catalogue import Entry
from annotator.core.model import Claim, Mention
from annotator.core.schema import Schema
from annotator.core.sentences import Part, in_context, words_of
from annotator.tui.screens.picker import Option

NEAREST = 2_000
"""How many mentions are offered at most: a slot is filled from near the claim."""


def slot_options(schema: Schema, entry: Entry, claim: Claim, slot: str) -> list[Option]:
    """The mentions of this document with a label that the slot takes, the nearest to the claim first."""
    claim_type = schema.claim_types.get(claim.type)
    argument = claim_type.arguments.get(slot) if claim_type is not None else None
    labels = argument.labels if argument is not None else ()
    there = claim.arguments.get(slot, ())
    fitting = (
        mention
        for mention in entry.annotations.mentions.values()
        if (not labels or mention.label in labels) and mention.id not in there
    )
    nearest = nsmallest(NEAREST, fitting, key=lambda mention: (_distance(claim, mention), mention.start, mention.id))
    return [_option(schema, entry, mention) for mention in nearest]


def _distance(claim: Claim, mention: Mention) -> int:
    """Code points between the evidence and the mention: 0 where they overlap."""
    return max(0, claim.start - mention.end, mention.start - claim.end)


def _option(schema: Schema, entry: Entry, mention: Mention) -> Option:
    letter = Part(schema.letter_of(mention.label), schema.colour_of(mention.label))
    words = Part(words_of(entry.document, mention.spans))
    return Option(
        mention.id, (letter, Part(" "), words), in_context(entry.document, mention.spans, 30), words=mention.label
    )

"""Claims that build themselves: which claim types the mentions of a stretch of text fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product
from typing import NamedTuple

from annotator.core.model import AnnotationSet, Claim, Mention, Span, envelope, reading_order
from annotator.core.schema import ClaimType, Schema

MOST_DRAFTS = 60
"""How many ways of filling one claim type's slots are offered; nobody reads more."""


class Draft(NamedTuple):
    """A claim that could be made: its type and the mentions in its slots.

    ``missing`` counts the slots that the schema wants filled and that nothing here fills; ``apart`` is how
    many code points stand between the mentions: what stands together belongs together.
    """

    type: str
    arguments: Mapping[str, tuple[str, ...]]
    missing: int
    filled: int
    apart: int


def mentions_within(annotations: AnnotationSet, candidates: Iterable[str], span: Span) -> list[Mention]:
    """Of the mentions of those ids, the ones that lie wholly within ``span``, in reading order."""
    found = [annotations.mentions[mention_id] for mention_id in candidates if mention_id in annotations.mentions]
    return sorted((mention for mention in found if span.contains(envelope(mention.spans))), key=reading_order)


def drafts(mentions: list[Mention], schema: Schema) -> list[Draft]:
    """The claims that these mentions could make, the best first; empty where none fills any slot.

    Better is: fewer slots missing, more slots filled, mentions nearer to each other, the schema's order.
    """
    found: list[Draft] = []
    for claim_type in schema.claim_types.values():
        found += islice(_drafts_of(claim_type, mentions), MOST_DRAFTS)
    whole = [draft for draft in found if draft.filled and not draft.missing]
    offered = whole or [draft for draft in found if draft.filled]
    return sorted(offered, key=lambda draft: (draft.missing, -draft.filled, draft.apart))


def likeliest(found: Iterable[Draft], known: Iterable[Claim]) -> list[Draft]:
    """Of drafts in their order, those that are as good as the first; none that a known claim says already.

    As good are those that fill as many slots and leave as few empty.
    """
    said = [(claim.type, dict(claim.arguments)) for claim in known]
    fresh = [draft for draft in found if (draft.type, dict(draft.arguments)) not in said]
    return [one for one in fresh if (one.missing, one.filled) == (fresh[0].missing, fresh[0].filled)]


def _drafts_of(claim_type: ClaimType, mentions: list[Mention]) -> Iterator[Draft]:
    by_id = {mention.id: mention for mention in mentions}
    names: list[str] = []
    choices: list[list[tuple[str, ...]]] = []
    missing = 0
    for name, argument in claim_type.arguments.items():
        fitting = [mention.id for mention in mentions if not argument.labels or mention.label in argument.labels]
        if not fitting:
            missing += argument.count in ("1", "+")
            continue
        names.append(name)
        choices.append([(one,) for one in fitting] if argument.count in ("1", "?") else [tuple(fitting)])
    for chosen in product(*choices):
        used = [by_id[mention_id] for ids in chosen for mention_id in ids]
        if not used or len({mention.id for mention in used}) < len(used):
            continue
        spans = [span for mention in used for span in mention.spans]
        apart = len(envelope(spans)) - sum(len(span) for span in spans)
        yield Draft(claim_type.name, dict(zip(names, chosen, strict=True)), missing, len(names), apart)


def claims_at(annotations: AnnotationSet, offset: int, under_caret: Iterable[str] = ()) -> list[Claim]:
    """The claims at a place: first those that argue with a mention under the caret, then those whose evidence holds it.

    Within each the shortest evidence comes first.
    """
    under = set(under_caret)
    ranked: list[tuple[bool, int, str, Claim]] = []
    for claim in annotations.claims.values():
        argues = any(not under.isdisjoint(ids) for ids in claim.arguments.values())
        holds = any(span.start <= offset < span.end for span in claim.spans)
        if argues or holds:
            ranked.append((not argues, len(envelope(claim.spans)), claim.id, claim))
    return [claim for *_, claim in sorted(ranked, key=lambda item: item[:3])]

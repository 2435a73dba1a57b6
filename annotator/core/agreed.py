"""What several annotators say alike of one document: the records that enough of them have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from annotator.core.model import AnnotationSet, Claim, Link, Mention, Target
from annotator.core.records import Records

R = TypeVar("R", Mention, Claim, Link)

AGREED_BY = "agreed-by"
"""The key under which a record says who has it."""


class Agreement(NamedTuple):
    """Mentions and claims that enough annotators have, each as the first of them has it; ``ids`` gives for the id of
    each of the others' that of the one which stands for it."""

    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    ids: Mapping[str, str]


def agreement(sets: Sequence[AnnotationSet], least: int) -> Agreement:
    """What at least ``least`` of the annotators have: mentions of the same label and spans, and claims of the same type
    whose arguments are the same agreed mentions, wherever their evidence is."""
    ids: dict[str, str] = {}

    def claim_key(claim: Claim) -> Hashable:
        slots = ((slot, frozenset(ids.get(one, "") for one in names)) for slot, names in claim.arguments.items())
        key = frozenset((slot, names) for slot, names in slots if names)
        return (claim.type, key) if all("" not in names for _, names in key) else None

    mentions = _shared(
        [(one.annotator, one.mentions.values()) for one in sets], lambda one: (one.label, one.spans), least, ids
    )
    claims = _shared([(one.annotator, one.claims.values()) for one in sets], claim_key, least, ids)
    filled = [
        replace(claim, arguments={slot: tuple(ids[one] for one in names) for slot, names in claim.arguments.items()})
        for claim in claims
    ]
    return Agreement(tuple(mentions), tuple(filled), ids)


def agreed_set(
    sets: Sequence[AnnotationSet], least: int, annotator: str, far: Callable[[Target], Target | None]
) -> AnnotationSet:
    """The set of what at least ``least`` annotators agree on, of at least one set.

    ``far`` gives for the end of a link in another document the agreed record there, None where there is none.
    """
    found = agreement(sets, least)

    def end(document: str, link_end: Target) -> Target | None:
        if link_end.document != document:
            return far(link_end)
        if not link_end.id:
            return link_end
        return Target(document, found.ids[link_end.id]) if link_end.id in found.ids else None

    def link_key(link: Link) -> Hashable:
        ends = (end(sets[0].document, Target(sets[0].document, link.source)), end(sets[0].document, link.target))
        return (link.type, ends) if None not in ends else None

    links = _shared([(one.annotator, one.links.values()) for one in sets], link_key, least, {})
    kept = []
    for link in links:
        target = end(sets[0].document, link.target)
        if target is not None:
            kept.append(replace(link, source=found.ids.get(link.source, link.source), target=target))
    first = sets[0]
    return AnnotationSet(
        first.document,
        annotator,
        first.text_sha256,
        mentions=Records((one.id, one) for one in found.mentions),
        claims=Records((one.id, one) for one in found.claims),
        links=Records((one.id, one) for one in kept),
    )


def _shared(
    voices: Iterable[tuple[str, Iterable[R]]], key: Callable[[R], Hashable], least: int, ids: dict[str, str]
) -> list[R]:
    """One record of each key that enough voices have, with the names of those; ``ids`` takes which stands for which."""
    found: dict[Hashable, dict[str, R]] = defaultdict(dict)
    for name, records in voices:
        for record in records:
            if (place := key(record)) is not None:
                found[place].setdefault(name, record)
    shared: list[R] = []
    for by in found.values():
        if len(by) >= least:
            first = next(iter(by.values()))
            ids.update({record.id: first.id for record in by.values()})
            shared.append(replace(first, extra={**first.extra, AGREED_BY: list(by)}))
    return shared

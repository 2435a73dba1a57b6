"""What a link may go to, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from annotator.core.catalogue import Catalogue, Entry
from annotator.core.model import AnnotationSet, Claim, Document, Mention, Spans, Target
from annotator.core.schema import LinkType

_WORD = re.compile(r"\w+")
_SMALL_WORDS = frozenset(("a", "an", "the", "of", "and", "its", "his", "her", "their", "around", "about", "some"))

SAME_WORDS = 4.0
SHARED_WORDS = 3.0
SAME_KIND = 2.0
OTHER_DOCUMENT = 0.5


class Candidate(NamedTuple):
    """A possible far end of a link. ``kind`` is its label or claim type, ``score`` is higher for likelier."""

    target: Target
    kind: str
    words: str
    spans: Spans
    score: float


def link_candidates(catalogue: Catalogue, here: Target, link_type: LinkType) -> list[Candidate]:
    """All that a link of that type from ``here`` may go to, in all documents, best first.

    What the link type's cluster holds already, and ``here`` itself, are left out.
    """
    taken = {far.target for far in catalogue.far_ends(here) if far.link.type == link_type.name} | {here}
    if link_type.ties:
        taken |= catalogue.cluster(here)
    match link_type.joins:
        case "mentions":
            found = _mentions(catalogue, here)
        case "claims":
            found = _claims(catalogue, here, apart=link_type.name == "contradicts")
        case "documents":
            found = _documents(catalogue)
    free = (candidate for candidate in found if candidate.target not in taken)
    return sorted(free, key=lambda one: (-one.score, one.target.document, one.spans, one.target.id))


def content_words(text: str) -> frozenset[str]:
    """The words of a quote that count when two are compared: lower case, without small words."""
    words = frozenset(_WORD.findall(text.casefold()))
    return words - _SMALL_WORDS or words


def likeness(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """How much two sets of words share: 1 for the same, 0 for nothing.

    The overlap coefficient (shared over the smaller set), damped by the Jaccard index, so that a surname
    alone comes close to the full name.
    """
    shared = len(ours & theirs)
    if not shared:
        return 0.0
    return 0.7 * shared / min(len(ours), len(theirs)) + 0.3 * shared / len(ours | theirs)


def _mentions(catalogue: Catalogue, here: Target) -> Iterator[Candidate]:
    source = catalogue.record(here)
    if not isinstance(source, Mention):
        return
    ours = content_words(catalogue.words(here) or "")
    for entry in catalogue:
        elsewhere = OTHER_DOCUMENT if entry.document.id != here.document else 0.0
        for mention in entry.annotations.mentions.values():
            words = entry.document.quote(mention.spans)
            alike = likeness(ours, content_words(words))
            score = SHARED_WORDS * alike + (SAME_WORDS if alike == 1.0 else 0.0)
            score += (SAME_KIND if mention.label == source.label else 0.0) + elsewhere
            yield Candidate(Target(entry.document.id, mention.id), mention.label, words, mention.spans, score)


def _claims(catalogue: Catalogue, here: Target, *, apart: bool) -> Iterator[Candidate]:
    """Claims that say the same of the same; ``apart``: that say something else of the same."""
    source = catalogue.record(here)
    home = catalogue.entry(here.document)
    if not isinstance(source, Claim) or home is None:
        return
    ours = _slot_words(home, source)
    claim_type = catalogue.schema.claim_types.get(source.type)
    differing = frozenset(claim_type.differ) if claim_type is not None and apart else frozenset[str]()
    for entry in catalogue:
        elsewhere = OTHER_DOCUMENT if entry.document.id != here.document else 0.0
        for claim in entry.annotations.claims.values():
            theirs = _slot_words(entry, claim)
            alike = sum(
                likeness(ours[name], theirs[name]) * (-1 if name in differing else 1)
                for name in ours.keys() & theirs.keys()
            )
            score = SHARED_WORDS * alike + (SAME_KIND if claim.type == source.type else 0.0) + elsewhere
            words = claim_words(entry.document, entry.annotations, claim)
            yield Candidate(Target(entry.document.id, claim.id), claim.type, words, claim.spans, score)


def _documents(catalogue: Catalogue) -> Iterator[Candidate]:
    for entry in catalogue:
        yield Candidate(Target(entry.document.id), "document", entry.document.title, (), 0.0)


def _slot_words(entry: Entry, claim: Claim) -> dict[str, frozenset[str]]:
    return {
        name: content_words(" ".join(_argument_words(entry.document, entry.annotations, mention_ids)))
        for name, mention_ids in claim.arguments.items()
    }


def claim_words(document: Document, annotations: AnnotationSet, claim: Claim) -> str:
    """A claim in short: the words of its arguments, or where it has none its evidence."""
    said = [
        words
        for mention_ids in claim.arguments.values()
        for words in _argument_words(document, annotations, mention_ids)
    ]
    return " · ".join(said) or document.quote(claim.spans)


def _argument_words(document: Document, annotations: AnnotationSet, mention_ids: tuple[str, ...]) -> list[str]:
    mentions = (annotations.mentions.get(mention_id) for mention_id in mention_ids)
    return [document.quote(mention.spans) for mention in mentions if mention is not None]

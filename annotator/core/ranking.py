"""What a link may go to, the likeliest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from heapq import nlargest
from typing import NamedTuple

from annotator.core.catalogue import Catalogue, Entry
from annotator.core.comparison import compare_values, value_of_mention
from annotator.core.model import AnnotationSet, Claim, Document, Mention, Spans, Target
from annotator.core.schema import LinkType
from annotator.core.wordindex import content_words

SAME_WORDS = 4.0
SHARED_WORDS = 3.0
SAME_VALUE = 3.0
SAME_KIND = 2.0
SAME_CONTEXT = 1.5
OTHER_DOCUMENT = 0.5

MOST_MENTIONS = 3_000
"""How many mentions are compared with the one that is to be linked: in the likeliest documents, whole ones."""

MOST_TIES = 10
"""So many links to a document, or more, count as much as half of being of one topic."""

MOST_DOCUMENTS = 200
REACH = 120
"""How many code points to each side of a mention are its context."""

IN_CONTEXT = 100
"""How many of the best are told apart by their context."""


class Candidate(NamedTuple):
    """A possible far end of a link. ``kind`` is its label or claim type, ``score`` is higher for likelier."""

    target: Target
    kind: str
    words: str
    spans: Spans
    score: float


def link_candidates(catalogue: Catalogue, here: Target, link_type: LinkType, typed: str = "") -> list[Candidate]:
    """What a link of that type from ``here`` may go to, in all documents, best first.

    What the link type's cluster holds already, and ``here`` itself, are left out. Of very many mentions those in the
    likeliest documents are listed; ``typed`` words say which are likely too.
    """
    taken = {far.target for far in catalogue.far_ends(here) if far.link.type == link_type.name} | {here}
    if link_type.ties:
        taken |= catalogue.cluster(here)
    match link_type.joins:
        case "mentions":
            found: Iterable[Candidate] = _mentions(catalogue, here, typed)
        case "claims":
            found = _claims(catalogue, here, typed, apart=link_type.name == "contradicts")
        case "documents":
            found = _documents(catalogue, here.document)
    free = (candidate for candidate in found if candidate.target not in taken)
    return sorted(free, key=lambda one: (-one.score, one.target.document, _start(one), one.target.id))


def _start(candidate: Candidate) -> int:
    return candidate.spans[0].start if candidate.spans else 0


def likeness(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """How much two sets of words share: 1 for the same, 0 for nothing.

    The overlap coefficient (shared over the smaller set), damped by the Jaccard index, so that a surname
    alone comes close to the full name.
    """
    shared = len(ours & theirs)
    if not shared:
        return 0.0
    return 0.7 * shared / min(len(ours), len(theirs)) + 0.3 * shared / len(ours | theirs)


def _mentions(catalogue: Catalogue, here: Target, typed: str) -> list[Candidate]:
    source, home = catalogue.record(here), catalogue.entry(here.document)
    if not isinstance(source, Mention) or home is None:
        return []
    names = _names_of(catalogue, here)
    compare_as = catalogue.schema.compared_as(source.label)
    value = value_of_mention(catalogue.schema, home.document, source)
    known: dict[str, float] = {}
    found = []
    for entry in _likely(catalogue, here, frozenset().union(*names), typed):
        elsewhere = OTHER_DOCUMENT if entry.document.id != here.document else 0.0
        text = entry.document.text
        for mention in entry.annotations.mentions.values():
            first = mention.spans[0]
            one_part = len(mention.spans) == 1
            words = text[first.start : first.end] if one_part else entry.document.quote(mention.spans)
            alike = known.get(words, -1.0)
            if alike < 0:
                alike = known[words] = max(likeness(ours, content_words(words)) for ours in names)
            score = SHARED_WORDS * alike + (SAME_WORDS if alike == 1.0 else 0.0) + elsewhere
            if mention.label == source.label:
                score += SAME_KIND
                if compare_as in ("amounts", "dates"):
                    its = value_of_mention(catalogue.schema, entry.document, mention)
                    score += SAME_VALUE if compare_values(value, its) in ("same", "overlaps") else 0.0
            found.append(Candidate(Target(entry.document.id, mention.id), mention.label, words, mention.spans, score))
    return _by_context(catalogue, home.document, source, found)


def _names_of(catalogue: Catalogue, here: Target) -> list[frozenset[str]]:
    """The words of a mention, and those of the mentions that it is tied to: a few of its entity's names."""
    targets = [here, *sorted(catalogue.cluster(here) - {here})[:MOST_DOCUMENTS]]
    words = (catalogue.words(target) for target in targets)
    return list(dict.fromkeys(content_words(one) for one in words if one))[:8] or [frozenset()]


def _likely(catalogue: Catalogue, here: Target, words: frozenset[str], typed: str) -> Iterator[Entry]:
    """The documents to look in: those with what is typed, this one, those with the words, its topic's, the others."""
    few = catalogue.tally.mentions <= MOST_MENTIONS
    index = catalogue.find_words() if few else catalogue.words_so_far()  # a million take seconds: not while a key waits
    asked = [word for part in content_words(typed) for word in index.words_like(part)]
    home = catalogue.entry(here.document)
    topic = home.document.topic if home is not None else ""
    nearby = (entry.document.id for entry in catalogue if entry.document.topic == topic)
    others = (entry.document.id for entry in catalogue)
    groups: tuple[Callable[[], Iterable[str]], ...] = (
        lambda: index.documents(asked, MOST_DOCUMENTS),
        lambda: (here.document,),
        lambda: index.documents(words, MOST_DOCUMENTS),
        lambda: nearby,
        lambda: others,
    )
    mentions = documents = 0
    seen: set[str] = set()
    for document_id in (document_id for group in groups for document_id in group()):
        entry = catalogue.entry(document_id)
        if entry is None or document_id in seen:
            continue
        seen.add(document_id)
        if documents >= MOST_DOCUMENTS or (documents and mentions >= MOST_MENTIONS):
            return
        documents, mentions = documents + 1, mentions + len(entry.annotations.mentions)
        yield entry


def _by_context(catalogue: Catalogue, document: Document, source: Mention, found: list[Candidate]) -> list[Candidate]:
    """The best of the candidates with what their surroundings share with those of the source; the rest as they were."""
    ours = _context(document, source.spans)
    best = nlargest(IN_CONTEXT, range(len(found)), key=lambda place: found[place].score)
    for place in best:
        candidate = found[place]
        entry = catalogue.entry(candidate.target.document)
        if entry is not None:
            shared = likeness(ours, _context(entry.document, candidate.spans))
            found[place] = candidate._replace(score=candidate.score + SAME_CONTEXT * shared)
    return found


def _context(document: Document, spans: Spans) -> frozenset[str]:
    """The content words around a mention, without its own."""
    start, end = spans[0].start, spans[-1].end
    around = document.text[max(0, start - REACH) : start], document.text[end : end + REACH]
    return frozenset(word for part in around for word in content_words(part) if len(word) > 3)


def _claims(catalogue: Catalogue, here: Target, typed: str, *, apart: bool) -> Iterator[Candidate]:
    """Claims that say the same of the same; ``apart``: that say something else of the same."""
    source = catalogue.record(here)
    home = catalogue.entry(here.document)
    if not isinstance(source, Claim) or home is None:
        return
    ours = _slot_words(home, source)
    words = frozenset().union(*ours.values())
    claim_type = catalogue.schema.claim_types.get(source.type)
    differing = frozenset(claim_type.differ) if claim_type is not None and apart else frozenset[str]()
    for entry in _likely(catalogue, here, words, typed):
        elsewhere = OTHER_DOCUMENT if entry.document.id != here.document else 0.0
        for claim in entry.annotations.claims.values():
            theirs = _slot_words(entry, claim)
            alike = sum(
                likeness(ours[name], theirs[name]) * (-1 if name in differing else 1)
                for name in ours.keys() & theirs.keys()
            )
            score = SHARED_WORDS * alike + (SAME_KIND if claim.type == source.type else 0.0) + elsewhere
            said = claim_words(entry.document, entry.annotations, claim)
            yield Candidate(Target(entry.document.id, claim.id), claim.type, said, claim.spans, score)


def _documents(catalogue: Catalogue, here: str) -> Iterator[Candidate]:
    """Documents: those of the same topic, tied by links, and with a title that shares words."""
    home = catalogue.entry(here)
    if home is None:
        return
    ties = Counter(link.target.document for link in home.annotations.links.values())
    title = content_words(home.document.title)
    for entry in catalogue:
        document = entry.document
        score = SAME_KIND if document.topic == home.document.topic else 0.0
        score += min(ties[document.id], MOST_TIES) / MOST_TIES + SHARED_WORDS * likeness(
            title, content_words(document.title)
        )
        yield Candidate(Target(document.id), "document", document.title, (), score)


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

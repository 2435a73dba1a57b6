"""The claims that links join, each with the sentence it is in and where that is from, for pairs of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from annotator.core.model import Claim, Document, Link, Span, Target
from annotator.core.passages import sentence_at
from annotator.formats.about import DOCUMENT, about_out
from annotator.formats.base import Dataset


class End(NamedTuple):
    """One claim: its sentence, which words are its evidence, its type, and the document."""

    sentence: str
    words: str
    type: str
    source: dict[str, Any]
    split: str


class Joined(NamedTuple):
    """A link of two claims, and whose it is."""

    link: Link
    document: str
    annotator: str
    ends: tuple[Target, Target]


@dataclass(slots=True)
class ClaimLinks:
    """All links that join two claims. In memory are the claims that are joined, and no others.

    ``others`` are links that join something else or lead to what is not there, with their documents.
    """

    ends: dict[Target, End] = field(default_factory=dict)
    joined: list[Joined] = field(default_factory=list)
    others: list[tuple[str, Link]] = field(default_factory=list)


def claim_links(dataset: Dataset) -> ClaimLinks:
    """Goes twice through all documents: for the links, and for the claims that they join."""
    found = ClaimLinks()
    candidates = list(_links(dataset))
    wanted = {end for one in candidates for end in one.ends}
    for document, sets in dataset.items():
        for said in sets:
            for claim in said.claims.values():
                end = Target(document.id, claim.id)
                if end in wanted:
                    found.ends[end] = end_of(document, claim, dataset.split.get(document.id, ""))
    for one in candidates:
        if all(end in found.ends for end in one.ends):
            found.joined.append(one)
        else:
            found.others.append((one.document, one.link))
    return found


def _links(dataset: Dataset) -> Iterator[Joined]:
    for document, sets in dataset.items():
        for said in sets:
            for link in said.links.values():
                yield Joined(link, document.id, said.annotator, (Target(document.id, link.source), link.target))


def end_of(document: Document, claim: Claim, split: str) -> End:
    """A claim with its sentence: all sentences that its evidence touches."""
    words = " ".join(document.quote(claim.spans).split())
    sentence = " ".join(_sentence(document.text, Span(claim.start, claim.end)).split())
    return End(sentence, words, claim.type, {DOCUMENT: document.id, **about_out(document)}, split)


def _sentence(text: str, span: Span) -> str:
    first, last = sentence_at(text, span.start), sentence_at(text, span.end - 1)
    start = min(span.start, first.start) if first is not None else span.start
    end = max(span.end, last.end) if last is not None else span.end
    return text[start:end]

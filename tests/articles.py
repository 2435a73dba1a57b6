"""Small annotated articles that assert what a test wants them to."""

from __future__ import annotations

import datetime as dt

from annotator.core.model import AnnotationSet, Claim, Document, Mention, Metadata, Span
from annotator.core.records import Records

Said = tuple[str, dict[str, str]]
"""A claim's type, and the words of each slot by the slot's name, which is the label too."""


def article(document_id: str, *said: Said, topic: str = "acme") -> tuple[Document, AnnotationSet]:
    """A document of the words given, with a claim for each, whose slots they fill by their labels."""
    text, mentions, claims = "", {}, {}
    for number, (claim_type, slots) in enumerate(said):
        arguments = {}
        for label, words in slots.items():
            mention = Mention(f"m-{number}{label}", label, (Span(len(text), len(text) + len(words)),))
            mentions[mention.id] = mention
            arguments[label] = (mention.id,)
            text += f"{words} "
        claims[f"c-{number}"] = Claim(f"c-{number}", claim_type, (Span(0, len(text)),), arguments)
    document = Document(document_id, text, "0" * 64, Metadata(topic=topic, date=dt.date(2025, 7, 20)))
    return document, AnnotationSet(
        document_id, "ann-1", "0" * 64, mentions=Records(mentions.items()), claims=Records(claims.items())
    )


def position(person: str, role: str = "interim CEO") -> Said:
    return "position", {"person": person, "role": role}


def figure(amount: str, event: str = "layoffs") -> Said:
    return "figure", {"event": event, "amount": amount}

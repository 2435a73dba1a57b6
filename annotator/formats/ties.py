"""Entities of a source as the links that tie their mentions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from annotator.core.model import Link, Target
from annotator.core.schema import LinkType
from annotator.formats.base import Reading

SAME_AS = "same-as"


def tying_type(reading: Reading) -> str:
    """The link type that makes entities of mentions: the schema's, else one that is added to it."""
    name = reading.schema.tying
    if name:
        return name
    reading.parts.link_types.setdefault(SAME_AS, LinkType(SAME_AS, symmetric=True, transitive=True))
    return SAME_AS


def tied(ends: Iterable[Target], kind: str, reading: Reading) -> Iterator[tuple[str, Link]]:
    """The links that make one entity of these mentions, each with the document it starts in: every one to the last."""
    for before, after in pairwise(ends):
        yield after.document, Link(reading.new_id("link"), kind, after.id, before)

"""Chunks of tokens as tags, one a token: IOB1, IOB2, BILOU and BIOES.

IOB2 begins each chunk with B- and goes on with I-; IOB1 has B- only where a chunk follows one of the same label at
once (Ramshaw and Marcus, "Text Chunking using Transformation-Based Learning", 1995; Tjong Kim Sang and Veenstra,
"Representing Text Chunks", 1999). BILOU also marks the last token and chunks of one token (Ratinov and Roth, "Design
Challenges and Misconceptions in Named Entity Recognition", 2009); BIOES says E and S in place of L and U.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias, get_args

Scheme: TypeAlias = Literal["iob2", "iob1", "bilou", "bioes"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)

OUTSIDE = "O"
is_tag = re.compile(r"O|[BILUES]-\S(?:.*\S)?").fullmatch
_LETTERS: dict[Scheme, str] = {"iob2": "BI", "iob1": "BI", "bilou": "BILU", "bioes": "BIES"}


class Chunk(NamedTuple):
    """A label on the half-open range of tokens ``[first, last)``."""

    first: int
    last: int
    label: str


class TagError(ValueError):
    """A tag that cannot stand where it does; ``place`` is its token."""

    def __init__(self, place: int, sentence: str) -> None:
        super().__init__(sentence)
        self.place = place


def scheme_of(prefixes: Iterable[str]) -> Scheme | None:
    """The scheme that a file's first letters of tags belong to; None where no scheme has them all.

    IOB1 and IOB2 have the same letters; "iob2" stands for both.
    """
    letters = set(prefixes) - {OUTSIDE}
    return next((scheme for scheme, known in _LETTERS.items() if letters <= set(known)), None)


def chunks_of(tags: Sequence[str], scheme: Scheme) -> list[Chunk]:
    """The chunks of a sentence. TagError where a tag cannot follow the one before.

    Of IOB1 and IOB2 either is read as either: an I- that follows no tag of its label begins a chunk.
    """
    last, single = _LETTERS[scheme][2:3], _LETTERS[scheme][3:]
    chunks: list[Chunk] = []
    first, label = 0, ""
    for place, tag in enumerate(tags):
        letter, here = tag[:1], tag[2:]
        if letter not in _LETTERS[scheme] and tag != OUTSIDE:
            raise TagError(place, f"{tag[:40]!r} is no tag of {scheme.upper()}.")
        goes_on = bool(label) and letter in ("I", last) and here == label
        if last and bool(label) != goes_on:
            raise TagError(place, f"{tag[:40]!r} cannot follow {tags[place - 1][:40]!r}: a chunk is not ended.")
        if label and not goes_on:
            chunks.append(Chunk(first, place, label))
            label = ""
        if letter in ("B", single) or (letter == "I" and not goes_on and not last):
            first, label = place, here
        elif letter in ("I", last) and letter and not goes_on:
            raise TagError(place, f"{tag[:40]!r} goes on with a chunk that has not begun.")
        if letter in (last, single) and letter:
            chunks.append(Chunk(first, place + 1, here))
            label = ""
    if label and last:
        raise TagError(len(tags) - 1, f"{tags[-1][:40]!r} is the last tag, and its chunk is not ended.")
    return [*chunks, Chunk(first, len(tags), label)] if label else chunks


def tags_of(chunks: Iterable[Chunk], count: int, scheme: Scheme) -> list[str]:
    """The tags of a sentence of ``count`` tokens; the chunks do not overlap."""
    tags = [OUTSIDE] * count
    letters = _LETTERS[scheme]
    before = Chunk(-1, -1, "")
    for chunk in sorted(chunks):
        for place in range(chunk.first, chunk.last):
            tags[place] = f"I-{chunk.label}"
        touches = before.last == chunk.first and before.label == chunk.label
        if scheme != "iob1" or touches:
            tags[chunk.first] = f"B-{chunk.label}"
        if scheme in ("bilou", "bioes"):
            tags[chunk.last - 1] = f"{letters[2]}-{chunk.label}"
            if chunk.last - chunk.first == 1:
                tags[chunk.first] = f"{letters[3]}-{chunk.label}"
        before = chunk
    return tags

"""Mentions as chunks of tokens: none in another, none over the end of a sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from annotator.core.model import Document, Mention, quote_of
from annotator.formats.base import Lost, Writing
from annotator.formats.tags import Chunk
from annotator.formats.tokens import Tokens


def chunks_in(document: Document, tokens: Tokens, mentions: Iterable[Mention], writing: Writing) -> list[list[Chunk]]:
    """The chunks of each sentence. Of mentions that overlap the first stays, and of several such the longest.

    What is no chunk is left out and told.
    """
    chunks: list[list[Chunk]] = [[] for _ in tokens.sentences]
    starts = [0, *tokens.sentences]
    taken = 0
    for mention in sorted(mentions, key=lambda one: (one.start, -one.end, one.id)):
        place = tokens.covering(mention.spans[0]) if len(mention.spans) == 1 else None
        kind, sentence = "", 0
        if place is None:
            kind = "discontinuous mention" if len(mention.spans) > 1 else "mention cut by a token"
        elif place[0] < taken:
            kind = "overlapping mention"
        else:
            sentence = bisect_right(tokens.sentences, place[0])
            if sentence != bisect_right(tokens.sentences, place[1] - 1):
                kind = "mention across sentences"
        if kind or place is None:
            words = f"{mention.label}: {quote_of(document.text, mention.spans)}"
            writing.leave_out(Lost(kind, document.id, words))
            continue
        taken = place[1]
        chunks[sentence].append(Chunk(place[0] - starts[sentence], place[1] - starts[sentence], mention.label))
    return chunks

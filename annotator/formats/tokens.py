"""The tokens and sentences of a text: those that its source had, kept in the metadata, or else made.

What is kept is short, as most tokens end at white space: under ``tokens`` stand the boundaries that are not at white
space ("cuts") and the white space within tokens ("joins"), under ``sentences`` where sentences end; each as the
distances from one offset to the next, in code points, with a space between them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from annotator.core import breakers
from annotator.core.model import Document, Extra, Span

TOKENS, SENTENCES = "tokens", "sentences"
"""The keys of the metadata."""

_RUN = re.compile(r"\S+")
_SPACE = re.compile(r"\s+")
_NUMBERS = re.compile(r"(?:[0-9]{1,9}(?: [0-9]{1,9})*)?")


class Tokens(NamedTuple):
    """The tokens of a text in reading order, none empty, and how many there are up to the end of each sentence."""

    spans: tuple[Span, ...]
    sentences: tuple[int, ...]

    def covering(self, span: Span) -> tuple[int, int] | None:
        """The half-open range of tokens that the span is made of; None where it begins or ends within one.

        White space at the ends of the span does not count.
        """
        first, last = self.touched(span)
        if first >= last:
            return None
        fits = self.spans[first].start >= span.start and self.spans[last - 1].end <= span.end
        return (first, last) if fits else None

    def touched(self, span: Span) -> tuple[int, int]:
        """The half-open range of tokens that the span overlaps."""
        first = bisect_right(self.spans, span.start, key=lambda token: token.end)
        return first, bisect_left(self.spans, span.end, key=lambda token: token.start)


def keep_tokens(text: str, tokens: Sequence[Span], sentence_ends: Iterable[int]) -> Extra:
    """What the metadata has of a source's tokens; ``sentence_ends`` are code points, each the end of a token."""
    edges = {edge for token in tokens for edge in (token.start, token.end)}
    cuts = [edge for edge in sorted(edges) if 0 < edge < len(text) and not _at_space(text, edge)]
    joins = [
        found.start()
        for token in tokens
        if _SPACE.search(text, token.start, token.end)
        for found in _SPACE.finditer(text, token.start, token.end)
    ]
    kept: dict[str, Any] = {TOKENS: {"cuts": _distances(cuts), "joins": _distances(joins)}}
    return {**kept, SENTENCES: _distances(sorted(set(sentence_ends)))}


def kept_tokens(document: Document) -> Tokens | None:
    """The tokens of a document's source; None where none are kept, or what is there is not of this text."""
    extra = document.metadata.extra
    kept = extra.get(TOKENS)
    if not isinstance(kept, Mapping):
        return None
    cuts, joins, ends = _offsets(kept.get("cuts")), _offsets(kept.get("joins")), _offsets(extra.get(SENTENCES))
    if cuts is None or joins is None or ends is None or max((0, *cuts, *joins, *ends)) > len(document.text):
        return None
    spans = _cut(document.text, cuts, frozenset(joins))
    return Tokens(spans, _counts(spans, ends))


def made_tokens(text: str, edges: Iterable[int] = ()) -> Tokens:
    """Tokens by the rules of Unicode, ICU's sentences; a token also ends at each of ``edges``, which mentions have."""
    cuts = {0, len(text), *edges}
    cuts.update(accumulate(len(word) for word in breakers.words(text)))
    spans = [
        Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
        for start, end in pairwise(sorted(cuts))
        if (piece := text[start:end]) and not piece.isspace()
    ]
    ends = accumulate(len(sentence) for sentence in breakers.sentences(text))
    return Tokens(tuple(spans), _counts(spans, [*ends, len(text)]))


def tokens_of(document: Document, edges: Iterable[int] = ()) -> Tokens:
    """The tokens of the document's source, else such as are made."""
    return kept_tokens(document) or made_tokens(document.text, edges)


def _at_space(text: str, offset: int) -> bool:
    return text[offset].isspace() or text[offset - 1].isspace()


def _cut(text: str, cuts: Sequence[int], joins: frozenset[int]) -> tuple[Span, ...]:
    edges = set(cuts)
    for run in _RUN.finditer(text):
        edges.update(run.span())
    for found in _SPACE.finditer(text) if joins else ():
        if found.start() in joins:
            edges -= set(found.span())
    ordered = sorted({0, len(text), *edges})
    return tuple(Span(start, end) for start, end in pairwise(ordered) if not text[start:end].isspace())


def _counts(spans: Sequence[Span], ends: Iterable[int]) -> tuple[int, ...]:
    """How many tokens are over by each of ``ends``; each number once, the last that of all."""
    counts = {bisect_right(spans, end, key=lambda token: token.end) for end in ends} | {len(spans)}
    return tuple(sorted(counts - {0}))


def _distances(offsets: Sequence[int]) -> str:
    return " ".join(str(after - before) for before, after in pairwise((0, *offsets)))


def _offsets(kept: object) -> list[int] | None:
    if not isinstance(kept, str) or not _NUMBERS.fullmatch(kept):
        return None
    return list(accumulate(int(distance) for distance in kept.split()))

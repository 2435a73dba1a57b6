"""Which documents have which words in what is annotated: where to look first among very many."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from heapq import nsmallest
from math import log

from annotator.core.model import AnnotationSet, Document
from annotator.core.records import Records

_WORD = re.compile(r"\w+")
_SMALL_WORDS = frozenset(("a", "an", "the", "of", "and", "its", "his", "her", "their", "around", "about", "some"))
_LONGEST = 400
_NO_MENTIONS: AnnotationSet = AnnotationSet("", "", "", mentions=Records())


def _content_words(text: str) -> frozenset[str]:
    words = frozenset(_WORD.findall(text[:_LONGEST].casefold()))
    return words - _SMALL_WORDS or words


@lru_cache(maxsize=65_536)
def content_words(text: str) -> frozenset[str]:
    """The words of a quote that count when two are compared: lower case, without small words."""
    return _content_words(text)


_filed_words = lru_cache(maxsize=2_048)(_content_words)
"""The same, for going through all mentions once: what 65,536 of them have would take 30 MB before anybody asks."""


class WordIndex:
    """Words of mentions, each with the documents that have it. Words that went may stay: it says where to look."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._documents: dict[str, array[int]] = {}

    def put(self, document: Document, annotations: AnnotationSet, before: AnnotationSet | None) -> None:
        """Takes in what is new in a document's set."""
        number = self._numbers.setdefault(document.id, len(self._names))
        if number == len(self._names):
            self._names.append(document.id)
        for mention_id in annotations.mentions.changed_since((before or _NO_MENTIONS).mentions):
            mention = annotations.mentions.get(mention_id)
            for word in _filed_words(document.quote(mention.spans)) if mention is not None else ():
                self._file(word, number)

    def documents(self, words: Iterable[str], most: int) -> list[str]:
        """At most so many documents that have any of the words, those with the most and the rarest of them first."""
        weights: dict[int, float] = defaultdict(float)
        for word in words:
            filed = self._documents.get(word, ())
            weight = log(1 + len(self._names) / max(1, len(filed)))
            for number in filed:
                weights[number] += weight
        ranked = nsmallest(most, ((-weight, number) for number, weight in weights.items()))
        return [self._names[number] for _, number in ranked]

    def words_like(self, typed: str, most: int = 20) -> list[str]:
        """The words that begin with what was typed, else those that are like it."""
        known = list(self._documents)  # at once: it may be asked for in a thread, while words come
        beginning = [word for word in known if word.startswith(typed)][:most]
        if beginning or len(typed) < 3:
            return beginning
        from rapidfuzz import fuzz, process

        return [word for word, _, _ in process.extract(typed, known, scorer=fuzz.ratio, limit=most)]

    def _file(self, word: str, number: int) -> None:
        filed = self._documents.get(word)
        if filed is None:
            self._documents[word] = array("I", (number,))
        elif filed[-1] < number:
            filed.append(number)
        elif filed[place := bisect_left(filed, number)] != number:
            insort(filed, number, lo=place)

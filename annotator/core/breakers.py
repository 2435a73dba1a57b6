"""Where graphemes, words, sentences and lines may end, by the Unicode rules that ICU keeps.

ICU takes 6 MB and 5 ms to load, and the first screen of most texts is painted without it: it is loaded by the
first of these that is called. Each gives the pieces of ``text`` in order; joined they are the text.
"""

from __future__ import annotations

from collections.abc import Iterable

_LOCALE = "en"
_SENTENCES = "en@ss=standard"
"""With English abbreviations, which do not end a sentence."""


def graphemes(text: str) -> Iterable[str]:
    """The grapheme clusters of UAX #29."""
    from icu4py.breakers import CharacterBreaker

    return CharacterBreaker(text, _LOCALE)


def words(text: str) -> Iterable[str]:
    """The words of UAX #29 and of ICU's dictionaries, and what stands between them."""
    from icu4py.breakers import WordBreaker

    return WordBreaker(text, _LOCALE)


def sentences(text: str) -> Iterable[str]:
    """The sentences of UAX #29."""
    from icu4py.breakers import SentenceBreaker

    return SentenceBreaker(text, _SENTENCES)


def unbroken(text: str) -> Iterable[str]:
    """What a line is not broken within, by UAX #14, each with the spaces or the line end after it."""
    from icu4py.breakers import LineBreaker

    return LineBreaker(text, _LOCALE)

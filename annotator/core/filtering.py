"""Filtering a long list by typed words: exact first, then by likeness where little is exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence

ENOUGH = 20
"""With so many exact hits nothing is looked for that is merely alike."""

LIKE_ENOUGH = 72
"""The least likeness of 100 (RapidFuzz's ``partial_ratio``) that counts: one wrong letter in four."""

MOST_ALIKE = 50
_SLICE = 2_000
_RANKED = 2_000


def fitting(texts: Sequence[str], words: Sequence[str]) -> list[int]:
    """The places of the texts that have each of the words in them, in their order."""
    found: Sequence[int] = range(len(texts))
    for word in sorted(words, key=len, reverse=True):
        found = [place for place in found if word in texts[place]]
    return list(found)


class Filter:
    """The entries of a list, ready to be searched. ``names`` weigh more than what else is known of each."""

    def __init__(self, names: Sequence[str], others: Sequence[str]) -> None:
        self._names = [name.casefold() for name in names]
        self._all = [f"{name}\n{other.casefold()}" for name, other in zip(self._names, others, strict=True)]
        self._by_name: dict[str, list[int]] | None = None

    def matches(self, query: str, stopped: Callable[[], bool] = lambda: False) -> list[int]:
        """The places of the entries that fit, the best first, the list's own order among equals.

        Each typed word has to be in an entry; where that holds for few, entries with names like the query
        follow. ``stopped`` is asked now and then, and ends the search when nobody waits for it any more.
        """
        words = query.casefold().split()
        if not words:
            return list(range(len(self._all)))
        whole = " ".join(words)
        exact = fitting(self._all, words)
        ranked = sorted(exact[:_RANKED], key=lambda place: self._rank(place, whole)) + list(exact[_RANKED:])
        return ranked if len(ranked) >= ENOUGH else ranked + self._alike(whole, set(ranked), stopped)

    def _rank(self, place: int, whole: str) -> int:
        name = self._names[place]
        if name == whole:
            return 0
        if name.startswith(whole):
            return 1
        return 2 if f" {whole}" in name else 3 if whole in name else 4

    def _alike(self, whole: str, known: set[int], stopped: Callable[[], bool]) -> list[int]:
        """Names like ``whole``. In slices, since a search holds the interpreter and keys must get through."""
        from rapidfuzz import fuzz, process

        places = self._places_by_name()
        # A name shorter than the query would be found in the query, not the other way round.
        names = [name for name in places if len(name) >= len(whole) - 1]
        found: list[tuple[float, int]] = []
        for start in range(0, len(names), _SLICE):
            if stopped():
                return []
            some = names[start : start + _SLICE]
            hits = process.extract(whole, some, scorer=fuzz.partial_ratio, score_cutoff=LIKE_ENOUGH, limit=MOST_ALIKE)
            found += [(-score, place) for name, score, _ in hits for place in places[name] if place not in known]
        return [place for _, place in sorted(found)[:MOST_ALIKE]]

    def _places_by_name(self) -> dict[str, list[int]]:
        """The same words are marked again and again, and need to be compared but once."""
        if self._by_name is None:
            by_name: dict[str, list[int]] = {}
            for place, name in enumerate(self._names):
                by_name.setdefault(name, []).append(place)
            self._by_name = by_name
        return self._by_name

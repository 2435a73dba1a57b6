"""Train, dev and test: documents that belong together stay on one side, and labels are spread as evenly as may be."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from annotator.core.errors import AnnotatorError


class Divided(NamedTuple):
    """One document to be put into a split: its labels, and the keys that it shares with those it belongs to."""

    id: str
    labels: Mapping[str, int]
    keys: tuple[str, ...] = ()


def shares(words: str, names: Sequence[str]) -> dict[str, float]:
    """The share of each split: of "80/10/10" those of all three, of "80/20" those of the first and the last.

    AnnotatorError where it is neither.
    """
    try:
        numbers = [float(word) for word in words.split("/")]
    except ValueError:
        numbers = []
    if len(numbers) not in (2, len(names)) or not all(0 < number < 1e9 for number in numbers):
        raise AnnotatorError(f'"{words}" is no split; write 80/10/10 for {", ".join(names)}, or 80/20 without dev.')
    chosen = names if len(numbers) == len(names) else (names[0], names[-1])
    return {name: number / sum(numbers) for name, number in zip(chosen, numbers, strict=True)}


def divide(documents: Iterable[Divided], wanted: Mapping[str, float], seed: int) -> dict[str, str]:
    """The split of each document. The order in which they come makes no difference; ``seed`` does.

    Documents with a key in common, directly or through others, are in one split. The groups are given out one by
    one, the largest first, each to the split that it brings nearest to its share of documents and of every label, as
    iterative stratification does (Sechidis, Tsoumakas and Vlahavas 2011, "On the stratification of multi-label data").
    """
    groups = _groups(sorted(documents, key=lambda one: one.id))
    totals: Counter[str] = Counter()
    for group in groups:
        totals.update(_features(group))
    has: dict[str, Counter[str]] = {name: Counter() for name in wanted}
    found: dict[str, str] = {}
    groups.sort(key=lambda group: (-len(group), _rank(seed, group[0].id)))
    for place, group in enumerate(groups):
        empty = [name for name in wanted if not has[name]]
        open_ones = empty if len(groups) - place <= len(empty) else list(wanted)
        features = _features(group)
        best = min(open_ones, key=lambda name: _cost(features, has[name], wanted[name], totals))
        has[best].update(features)
        found.update((document.id, best) for document in group)
    return found


_DOCUMENTS = ""
"""The feature that counts documents; labels have names."""


def _features(group: Sequence[Divided]) -> Counter[str]:
    found: Counter[str] = Counter({_DOCUMENTS: len(group)})
    for document in group:
        found.update(document.labels)
    return found


def _cost(features: Mapping[str, int], has: Mapping[str, int], share: float, totals: Mapping[str, int]) -> float:
    """How much further from its share of all the split would be: documents weigh as much as all labels together."""
    cost = 0.0
    labels = max(1, len(totals) - 1)
    for name, number in features.items():
        total = totals[name]
        if total:
            missing = share - has.get(name, 0) / total
            part = number / total
            cost += (part * part - 2 * part * missing) / (share * (1 if name == _DOCUMENTS else labels))
    return cost


def _rank(seed: int, document_id: str) -> bytes:
    return hashlib.blake2b(f"{seed}\0{document_id}".encode(), digest_size=16).digest()


def _groups(documents: Sequence[Divided]) -> list[list[Divided]]:
    """The documents that are connected by keys."""
    parent = list(range(len(documents)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first: dict[str, int] = {}
    for place, document in enumerate(documents):
        for key in document.keys:
            other = root(first.setdefault(key, place))
            parent[max(other, root(place))] = min(other, root(place))
    found: dict[int, list[Divided]] = defaultdict(list)
    for place, document in enumerate(documents):
        found[root(place)].append(document)
    return list(found.values())

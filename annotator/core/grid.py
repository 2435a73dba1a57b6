"""Chance-corrected agreement on the code points of a text.

Each code point is an item, and the set of labels that cover it is its category: none, one, or several where mentions
overlap or nest. Two annotators agree on a code point only where the whole sets are equal: {person, role} against
{person} is as much a disagreement as {role} against {person}. Two mentions of one label over a code point count as one,
and a mention that is divided counts as one that is not: boundaries between neighbours of one label are not seen here,
which is what the scores on mentions are for. Long runs of one category are counted by their length, so that the cost
is that of the mentions and not of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from annotator.core.model import Mention
from annotator.core.scores import Coefficient

Category: TypeAlias = frozenset[str]
Grid: TypeAlias = Mapping[tuple[Category, Category], int]
"""How many code points have each pair of categories, ours first."""


def grid(ours: Iterable[Mention], theirs: Iterable[Mention], length: int) -> Grid:
    """The categories of all code points of a text of that length."""
    edges: dict[int, list[tuple[int, str, int]]] = {0: [], length: []}
    for side, mentions in enumerate((ours, theirs)):
        for mention in mentions:
            for span in mention.spans:
                edges.setdefault(span.start, []).append((side, mention.label, 1))
                edges.setdefault(span.end, []).append((side, mention.label, -1))
    found: Counter[tuple[Category, Category]] = Counter()
    depth: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    now: list[Category] = [frozenset(), frozenset()]
    for here, following in pairwise(sorted(edges)):
        for side, label, by in edges[here]:
            depth[side][label] += by
        for side in {side for side, _, _ in edges[here]}:
            now[side] = frozenset(label for label, count in depth[side].items() if count)
        found[now[0], now[1]] += following - here
    return found


def only(counts: Grid, label: str) -> Grid:
    """The grid of one label: each code point is covered by it or not."""
    found: Counter[tuple[Category, Category]] = Counter()
    for (ours, theirs), count in counts.items():
        found[ours & {label}, theirs & {label}] += count
    return found


def kappa(counts: Grid) -> Coefficient:
    """Cohen's κ: Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement
    20, 1960.
    """
    total = sum(counts.values())
    if not total:
        return Coefficient(None, "there is no text")
    ours, theirs = _margins(counts)
    if len(ours.keys() | theirs.keys()) == 1:
        return Coefficient(None, _one_category(ours))
    agreed = sum(count for (one, other), count in counts.items() if one == other) / total
    chance = sum(count * theirs[category] for category, count in ours.items()) / total**2
    return Coefficient((agreed - chance) / (1 - chance))


def alpha(counts: Grid) -> Coefficient:
    """Krippendorff's α for nominal data, of the two annotators: see ``nominal_alpha``."""
    if not sum(counts.values()):
        return Coefficient(None, "there is no text")
    found = nominal_alpha((pair, count) for pair, count in counts.items())
    return found if found is not None else Coefficient(None, _one_category(_margins(counts)[0]))


def nominal_alpha(units: Iterable[tuple[Sequence[Hashable], int]]) -> Coefficient | None:
    """Krippendorff's α for nominal data: Krippendorff, "Content Analysis", 2004, chapter 11.

    Each unit has the values that its annotators gave it, one or more of them, and how often there is such a unit; those
    with fewer than two values do not count. None where there is only one value, or none that counts.
    """
    values_all: Counter[Hashable] = Counter()
    disagreed = 0.0
    for values, times in units:
        given = len(values)
        if given < 2:
            continue
        counts = Counter(values)
        disagreed += times * (given**2 - sum(count**2 for count in counts.values())) / (given - 1)
        for value, count in counts.items():
            values_all[value] += times * count
    total = values_all.total()
    expected = total**2 - sum(count**2 for count in values_all.values())
    return Coefficient(1 - disagreed * (total - 1) / expected) if expected else None


def _margins(counts: Grid) -> tuple[Counter[Category], Counter[Category]]:
    ours: Counter[Category] = Counter()
    theirs: Counter[Category] = Counter()
    for (one, other), count in counts.items():
        ours[one] += count
        theirs[other] += count
    return ours, theirs


def _one_category(margin: Mapping[Category, int]) -> str:
    category = next(iter(margin))
    return f"all of the text is {', '.join(sorted(category))}" if category else "nothing is marked"

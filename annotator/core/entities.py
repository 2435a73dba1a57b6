"""Entities: the clusters of mentions that symmetric, transitive links tie together, kept as links come and go."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import count

from annotator.core.model import Target

_ALONE: frozenset[Target] = frozenset()


class _Cluster(set[Target]):
    """The mentions of one entity; ``serial`` is its own, and no later cluster has it."""

    __slots__ = ("serial",)

    def __init__(self, members: Iterable[Target], serial: int) -> None:
        super().__init__(members)
        self.serial = serial


class Entities:
    """Clusters of targets under ties between pairs, changed tie by tie.

    A tie that comes costs as much as the smaller of the two clusters, one that goes as much as the smaller part
    that it leaves (the whole where it leaves none). Targets without ties are entities of their own, and cost nothing.
    """

    def __init__(self) -> None:
        self._ties: dict[Target, dict[Target, int]] = {}
        self._cluster: dict[Target, _Cluster] = {}
        self._serials = count()

    def __iter__(self) -> Iterator[frozenset[Target]]:
        seen: set[int] = set()
        for members in self._cluster.values():
            if members.serial not in seen:
                seen.add(members.serial)
                yield frozenset(members)

    def members(self, target: Target) -> frozenset[Target]:
        """All mentions of the entity, ``target`` among them."""
        return frozenset(self._cluster.get(target, (target,)))

    def size(self, target: Target) -> int:
        """How many mentions its entity has."""
        return len(self._cluster.get(target, "1"))

    def same(self, ours: Target, theirs: Target) -> bool:
        """Whether both are mentions of one entity."""
        return ours == theirs or (theirs in self._cluster.get(ours, _ALONE))

    def key(self, target: Target) -> object:
        """What all mentions of one entity share at this moment, and no other has."""
        members = self._cluster.get(target)
        return target if members is None else members.serial

    def tie(self, ours: Target, theirs: Target) -> frozenset[Target]:
        """Ties two targets; the targets whose ``key`` is another now."""
        if ours == theirs:
            return _ALONE
        self._count(ours, theirs, 1)
        left, right = self._cluster.get(ours), self._cluster.get(theirs)
        if left is None:
            ours, theirs, left, right = theirs, ours, right, left  # so that a single one is the right one
        if left is None:
            self._cluster[ours] = self._cluster[theirs] = _Cluster((ours, theirs), next(self._serials))
            return frozenset((ours, theirs))
        if right is None:
            left.add(theirs)
            self._cluster[theirs] = left
            return frozenset((theirs,))
        if left is right:
            return _ALONE
        small, large = (left, right) if len(left) <= len(right) else (right, left)
        large |= small
        for target in small:
            self._cluster[target] = large
        return frozenset(small)

    def untie(self, ours: Target, theirs: Target) -> frozenset[Target]:
        """Takes one tie of the two away; the targets whose ``key`` is another now."""
        if ours == theirs:
            return _ALONE
        self._count(ours, theirs, -1)
        if theirs in self._ties.get(ours, ()):
            return _ALONE
        part = self._part_left(ours, theirs)
        if part is None:
            return _ALONE
        rest = self._cluster[ours]
        rest -= part
        moved = set(part)
        for members in (part, rest):
            if len(members) == 1:
                moved |= members
                self._cluster.pop(next(iter(members)))
            else:
                for target in members if members is part else ():
                    self._cluster[target] = part
        return frozenset(moved)

    def _count(self, ours: Target, theirs: Target, by: int) -> None:
        for one, other in ((ours, theirs), (theirs, ours)):
            ties = self._ties.get(one)
            if ties is None:
                self._ties[one] = {other: by}
                continue
            ties[other] = left = ties.get(other, 0) + by
            if left <= 0:
                del ties[other]
                if not ties:
                    del self._ties[one]

    def _part_left(self, ours: Target, theirs: Target) -> _Cluster | None:
        """The smaller of the parts that two targets are in without a tie between them; None where it is one part.

        Both are grown in turn, mention by mention, so that the smaller is known when it is complete, and one that
        thousands are tied to is not gone through for the sake of one that leaves it.
        """
        left, right = {ours}, {theirs}
        growing = ((left, right, self._grow(ours, left)), (right, left, self._grow(theirs, right)))
        while True:
            for part, other, grown in growing:
                target = next(grown, None)
                if target is None:
                    return _Cluster(part, next(self._serials))
                if target in other:
                    return None

    def _grow(self, start: Target, part: set[Target]) -> Iterator[Target]:
        """Adds to ``part`` what ties reach from ``start``, and gives each."""
        waiting = deque((start,))
        while waiting:
            for target in self._ties.get(waiting.popleft(), ()):
                if target not in part:
                    part.add(target)
                    waiting.append(target)
                    yield target


def entity_name(words: Iterable[str]) -> str:
    """What an entity is called: its most frequent words; of several as frequent the longest, then by letter."""
    counts = Counter(words)
    return max(counts, key=lambda word: (counts[word], len(word), word)) if counts else ""

"""The queue of conflicts that a user goes through: where they are in it, and what comes next.

All of it may be made in another thread: there may be 300,000 conflicts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from annotator.core.catalogue import CONTRADICTS, Catalogue
from annotator.core.conflicts import Conflict
from annotator.core.model import Target
from annotator.core.settling import known_conflicts


class Queue(NamedTuple):
    """Conflicts in their order, the place of the one that is shown, and how many are still to be decided."""

    conflicts: tuple[Conflict, ...] = ()
    at: int = 0
    open: int = 0

    @property
    def shown(self) -> Conflict | None:
        """The conflict at that place, None where there are none."""
        return self.conflicts[self.at] if self.at < len(self.conflicts) else None

    def stepped(self, by: int) -> Queue:
        """The same queue at the conflict after (1) or before (-1); after the last comes the first."""
        return self._replace(at=(self.at + by) % max(1, len(self.conflicts)))


def queue_about(catalogue: Catalogue, here: str, claims: Iterable[str]) -> Queue:
    """The queue at a conflict of one of these claims of ``here``, else of that document, else at the first to decide.

    Of those as near the first that is still to be decided.
    """
    found, decided = known_conflicts(catalogue), catalogue.decided().keys()
    near = {Target(here, claim) for claim in claims}
    best, place = -1, 0
    for number, conflict in enumerate(found):
        ours, theirs = conflict.ours, conflict.theirs
        rank = 4 * (ours in near or theirs in near) + 2 * (here in (ours.document, theirs.document))
        if rank + 1 > best and (rank := rank + (frozenset((ours, theirs)) not in decided)) > best:
            best, place = rank, number
    return _queue(catalogue, found, place)


def queue_after(catalogue: Catalogue, before: Queue) -> Queue:
    """The queue as it is by now: at the same conflict where there is one still, else at what took its place."""
    found, shown, decided = known_conflicts(catalogue), catalogue.conflicts or (), catalogue.decided()
    for conflict in before.conflicts[before.at :]:
        pair = conflict.pair
        if pair in shown or CONTRADICTS in decided.get(frozenset(pair), ()):
            place = next((number for number, one in enumerate(found) if one.ours == pair[0] and one.pair == pair), None)
            if place is not None:
                return _queue(catalogue, found, place)
    return _queue(catalogue, found, max(0, len(found) - 1))


def next_open(catalogue: Catalogue, queue: Queue) -> Queue:
    """The queue at the next conflict that is still to be decided, that shown included; the same where none is."""
    decided = catalogue.decided().keys()
    count = len(queue.conflicts)
    for number in range(queue.at, queue.at + count):
        if frozenset(queue.conflicts[number % count].pair) not in decided:
            return queue._replace(at=number % count)
    return queue


def _queue(catalogue: Catalogue, found: list[Conflict], place: int) -> Queue:
    """What only a link tells is decided by that link."""
    shown = catalogue.conflicts or ()
    decided = sum(tuple(sorted(pair)) in shown for pair in catalogue.decided())
    return Queue(tuple(found), place, len(shown) - decided)

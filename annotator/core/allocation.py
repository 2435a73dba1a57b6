"""Who annotates which documents: so many annotators each, evenly, and in an order of their own.

A seat is one annotator's work on one document. Seats named by hand come first, then what somebody has begun, which they
keep; the rest goes to who has least, and among those to who has shared least with the ones already there, so that each
pair of annotators has about as many documents in common. The outcome depends on nothing else: it is the same on every
machine, and adding documents moves nobody from what they have begun.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple, TypeAlias, get_args

from annotator.core.model import NOTHING

Order: TypeAlias = Literal["listed", "shuffled"]
ORDERS: tuple[Order, ...] = get_args(Order)


class Assignment(NamedTuple):
    """How a project's documents are given to its annotators.

    ``each`` is how many annotate a document. ``named`` gives some documents, by id or pattern such as ``"news/*"``, to
    an annotator by hand. ``order`` is that of everybody's queue: as the library lists them, or shuffled, for each
    annotator otherwise. ``blind``: others' sets stay unseen until one's own is done.
    """

    annotators: tuple[str, ...] = ()
    each: int = 0
    named: Mapping[str, tuple[str, ...]] = NOTHING
    order: Order = "listed"
    blind: bool = False

    @property
    def everybody(self) -> tuple[str, ...]:
        """All who have documents, each once."""
        return tuple(dict.fromkeys((*self.annotators, *self.named)))


NOBODY = Assignment()
"""Nobody is given anything: all annotate what they like."""


def allocate(
    documents: Sequence[str], assignment: Assignment, begun: Mapping[str, Collection[str]] = NOTHING
) -> dict[str, tuple[str, ...]]:
    """The queue of each annotator: ids of ``documents``, in the order in which they are to be done.

    ``begun`` tells of a document which annotators have begun it.
    """
    seats = {document: _named(document, assignment) for document in documents}
    load, shared = Counter[str](), Counter[frozenset[str]]()
    for document in documents:
        wanted = [name for name in assignment.annotators if name in begun.get(document, ())]
        seats[document] += [name for name in wanted if name not in seats[document]]
        _count(seats[document], load, shared)
    for document in documents:
        there = seats[document]
        free = [name for name in assignment.annotators if name not in there]
        while len(there) < assignment.each and free:
            taken = min(free, key=lambda name: _cost(name, there, load, shared, document))
            free.remove(taken)
            there.append(taken)
            load[taken] += 1
            shared.update(frozenset((taken, other)) for other in there if other != taken)
    queues: dict[str, list[str]] = {name: [] for name in assignment.everybody}
    for document in documents:
        for name in seats[document]:
            queues[name].append(document)
    return {name: tuple(_ordered(name, queue, assignment.order)) for name, queue in queues.items()}


def _named(document: str, assignment: Assignment) -> list[str]:
    return [
        name
        for name, patterns in assignment.named.items()
        if any(document == pattern or fnmatchcase(document, pattern) for pattern in patterns)
    ]


def _count(names: Sequence[str], load: Counter[str], shared: Counter[frozenset[str]]) -> None:
    load.update(names)
    shared.update(
        frozenset((name, other)) for place, name in enumerate(names) for other in names[place + 1 :] if other != name
    )


def _cost(
    name: str, there: Sequence[str], load: Counter[str], shared: Counter[frozenset[str]], document: str
) -> tuple[int, int, str]:
    """What is least for who takes the next seat; the last part is as good as chance, and the same everywhere."""
    return load[name], sum(shared[frozenset((name, other))] for other in there), _chance(name, document)


def _chance(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode("utf-8", "surrogatepass")).hexdigest()


def _ordered(name: str, queue: Sequence[str], order: Order) -> Sequence[str]:
    return queue if order == "listed" else sorted(queue, key=lambda document: _chance(name, document))


def next_in(queue: Sequence[str], here: str, is_open: Collection[str]) -> str | None:
    """The next document of a queue after ``here`` that is still ``is_open``, from its beginning after its end.

    None where there is no other.
    """
    at = queue.index(here) + 1 if here in queue else 0
    return next((document for document in (*queue[at:], *queue[:at]) if document in is_open and document != here), None)

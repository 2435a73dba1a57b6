"""The entities of all that goes out, numbered in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from annotator.core.entities import Entities
from annotator.core.model import Target
from annotator.core.schema import DIFFERENT_FROM, Schema
from annotator.formats.base import Item


class NumberedEntities:
    """Clusters of mentions that ties join, across documents; of two that are marked as different no tie counts.

    All documents are gone through twice: for the ties, and for where the mentions are that have any. In memory are
    those mentions alone.
    """

    def __init__(self, schema: Schema, items: Callable[[], Iterator[Item]]) -> None:
        tying = {name for name, kind in schema.link_types.items() if kind.joins == "mentions" and kind.ties}
        ties: list[tuple[Target, Target]] = []
        apart: set[frozenset[Target]] = set()
        for item in items():
            for one in item.sets:
                for link in one.links.values():
                    ends = Target(one.document, link.source), link.target
                    if link.type in tying:
                        ties.append(ends)
                    elif link.type == DIFFERENT_FROM:
                        apart.add(frozenset(ends))
        self._entities = Entities()
        tied: set[Target] = set()
        for ours, theirs in ties:
            if frozenset((ours, theirs)) not in apart:
                self._entities.tie(ours, theirs)
                tied |= {ours, theirs}
        self._numbers: dict[object, int] = {}
        if tied:
            self._number(items, tied)

    def _number(self, items: Callable[[], Iterator[Item]], tied: set[Target]) -> None:
        for item in items():
            here = [
                (mention.start, mention.end, Target(item.document.id, mention.id))
                for one in item.sets
                for mention in one.mentions.values()
            ]
            for _, _, target in sorted(one for one in here if one[2] in tied):
                self._numbers.setdefault(self._entities.key(target), len(self._numbers))

    def number(self, mention: Target) -> int | None:
        """The number of a mention's entity, from 0 in reading order; None where it is tied to no other."""
        return self._numbers.get(self._entities.key(mention))

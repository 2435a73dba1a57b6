"""Links and entities of one annotator over all documents, as agreement compares them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from annotator.core.entities import Entities
from annotator.core.model import AnnotationSet, Target
from annotator.core.schema import DIFFERENT_FROM, Schema


class Tie(NamedTuple):
    """A link with both its ends; a document's end has an empty id."""

    type: str
    source: Target
    target: Target

    @property
    def in_order(self) -> Tie:
        """With its ends in an order of their own, for links without a direction: either end may keep it."""
        return self if self.source <= self.target else Tie(self.type, self.target, self.source)


class Ties:
    """What one annotator has linked; sets are added, and are not kept."""

    def __init__(self, schema: Schema) -> None:
        self._types = schema.link_types
        self._links: defaultdict[str, list[Tie]] = defaultdict(list)

    def add(self, annotations: AnnotationSet) -> None:
        """Takes note of a set's links."""
        for link in annotations.links.values():
            tie = Tie(link.type, Target(annotations.document, link.source), link.target)
            tie = tie.in_order if self.is_symmetric(link.type) else tie
            self._links[tie.source.document].append(tie)

    def is_symmetric(self, link_type: str) -> bool:
        """Whether links of that type have no direction."""
        found = self._types.get(link_type)
        return found is not None and found.symmetric

    def of(self, document: str) -> tuple[Tie, ...]:
        """The links that start in a document; of those without a direction, where the first end by id is."""
        return tuple(self._links.get(document, ()))

    def entities(self) -> Iterator[frozenset[Target]]:
        """The entities of two mentions or more. Ties between mentions that are marked as different do not count."""
        tying = {name for name, kind in self._types.items() if kind.joins == "mentions" and kind.ties}
        everything = [tie for ties in self._links.values() for tie in ties]
        cut = {frozenset((one.source, one.target)) for one in everything if one.type == DIFFERENT_FROM}
        entities = Entities()
        for tie in everything:
            if tie.type in tying and frozenset((tie.source, tie.target)) not in cut:
                entities.tie(tie.source, tie.target)
        return iter(entities)

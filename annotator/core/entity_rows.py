"""The entities of one document in the claims panel: each with its name and all its mentions, in all documents."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest

from annotator.core.catalogue import Catalogue
from annotator.core.display import one_line, shortened
from annotator.core.model import AnnotationSet, Mention, Target, reading_order
from annotator.core.outline_rows import BLANK, Row
from annotator.core.sentences import LONGEST, Part, short_name, words_of
from annotator.core.shelf import Key, Shelf

MOST_MEMBERS = 20
"""How many mentions of an entity are listed besides that at its head; the list of ``@`` has them all."""


class EntityGroup:
    """The entities of two mentions and more that mentions of a document belong to, in the order of the first there.

    ``shelf`` has each under the key of that first mention, with so many rows below as are listed.
    """

    def __init__(self, catalogue: Catalogue, document_id: str, linked: Iterable[str]) -> None:
        """``linked`` are the ids of the document's mentions that links start or end at."""
        self._catalogue = catalogue
        self._document_id = document_id
        self._listed: dict[Key, list[Target]] = {}
        first: dict[object, Key] = {}
        sizes: dict[object, int] = {}
        entry, entities = catalogue.entry(document_id), catalogue.entities
        for record_id in linked:
            mention = entry.annotations.mentions.get(record_id) if entry is not None else None
            here = Target(document_id, record_id)
            if mention is not None and (size := entities.size(here)) > 1:
                entity, key = entities.key(here), reading_order(mention)
                first[entity], sizes[entity] = min(first.get(entity, key), key), size
        self.shelf = Shelf((key, _further(sizes[entity])) for entity, key in first.items())

    def update(self, before: AnnotationSet, after: AnnotationSet, touched: Iterable[str]) -> None:
        """Takes in what an edit has changed: the entities of the mentions of these ids."""
        self._listed.clear()
        entities: dict[object, Target] = {}
        for record_id in touched:
            here = Target(self._document_id, record_id)
            for mention in (before.mentions.get(record_id), after.mentions.get(record_id)):
                if mention is not None:
                    self.shelf.drop(reading_order(mention))
                    entities[self._catalogue.entities.key(here)] = here
        for here in entities.values():
            members = self._catalogue.cluster(here)
            ids = (member.id for member in members if member.document == self._document_id)
            keys = [reading_order(one) for one in map(after.mentions.get, ids) if one is not None]
            for key in keys:
                self.shelf.drop(key)
            if keys and len(members) > 1:
                self.shelf.put(min(keys), _further(len(members)))

    def row(self, line: int) -> Row:
        """The row of that number, from 0: an entity's name, or one of its mentions."""
        key, place = self.shelf.at(line)
        members = self._members(key)
        if not place:
            return self._head(Target(self._document_id, key[1]))
        if place > len(members):
            return BLANK  # fewer than were counted, until the panel is made anew
        if place > MOST_MEMBERS:
            left = self._catalogue.entities.size(members[0]) - 1 - MOST_MEMBERS
            return Row("note", (Part(f"… and {left:,} more; @ lists them all", "dim"),), indent=2)
        return self._member(members[place - 1])

    def _members(self, key: Key) -> list[Target]:
        """The mentions listed below the head: those of this document first; one more where there are too many."""
        found = self._listed.get(key)
        if found is None:
            head = Target(self._document_id, key[1])
            others = self._catalogue.cluster(head) - {head}
            found = nsmallest(MOST_MEMBERS + 1, others, key=lambda one: (one.document != self._document_id, one))
            self._listed[key] = found
        return found

    def _head(self, here: Target) -> Row:
        catalogue = self._catalogue
        cluster = catalogue.cluster(here)
        documents = len({member.document for member in cluster})
        mention = catalogue.record(here)
        label = mention.label if isinstance(mention, Mention) else ""
        letter = Part(f"{one_line(catalogue.schema.letter_of(label))} ", catalogue.schema.colour_of(label))
        name = Part(shortened(one_line(catalogue.entity_name(here)[: 2 * LONGEST]), LONGEST), "strong")
        where = f" in {documents} documents" if documents > 1 else ""
        right = (Part(f"{len(cluster):,} mentions{where}", "dim"),)
        spans = mention.spans if isinstance(mention, Mention) else ()
        return Row("entity", (letter, name), right=right, target=here, home=here.document, spans=spans)

    def _member(self, member: Target) -> Row:
        entry, mention = self._catalogue.entry(member.document), self._catalogue.record(member)
        own = member.document == self._document_id
        where = "here" if own else short_name(member.document)
        if entry is None or not isinstance(mention, Mention):
            return Row("link", (Part(where, "link"), Part("  pending: not here", "dim")), indent=2, target=member)
        parts = (Part(words_of(entry.document, mention.spans)), Part("  "), Part(where, "dim" if own else "link"))
        record = member.id if own else None
        return Row("link", parts, indent=2, target=member, record=record, home=member.document, spans=mention.spans)


def _further(size: int) -> int:
    """How many rows stand below the head of an entity of so many mentions."""
    return min(size - 1, MOST_MEMBERS + 1)

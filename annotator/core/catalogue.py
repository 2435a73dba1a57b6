"""All documents of a project as one annotator sees them: what links reach across documents.

A catalogue is built once, document by document (in a worker), and then told of each changed set. It
answers what a panel or picker asks: whose words are at the other end, what links here, who is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from annotator.core.model import AnnotationSet, Claim, Document, Link, Mention, Record, Target
from annotator.core.schema import Schema


class Entry(NamedTuple):
    """One document and what this annotator said about it."""

    document: Document
    annotations: AnnotationSet


class FarEnd(NamedTuple):
    """A link seen from one of its ends: ``target`` is the other one.

    ``outgoing`` is False where the link lives in the other document's file.
    """

    link: Link
    home: str
    target: Target
    outgoing: bool


class Catalogue:
    """Documents by id, with links indexed by both ends. Mutable; changed on one thread, and may be read in another."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._entries: dict[str, Entry] = {}
        self._ends: dict[Target, dict[tuple[str, str], Link]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        # Over those that are there now: an outline is made in a thread while further ones come.
        return iter(tuple(self._entries.values()))

    def __contains__(self, document_id: object) -> bool:
        return document_id in self._entries

    def entry(self, document_id: str) -> Entry | None:
        """The document of that id, or None where it is not (or not yet) read."""
        return self._entries.get(document_id)

    def put(self, document: Document, annotations: AnnotationSet) -> None:
        """Adds a document, or puts another state in the place of the one known."""
        known = self._entries.get(document.id)
        before = known.annotations.links if known is not None else None
        self._entries[document.id] = Entry(document, annotations)
        if before is annotations.links:
            return
        if before is not None:
            for link in before.values():
                self._unfile(document.id, link)
        for link in annotations.links.values():
            self._file(document.id, link)

    def update(self, annotations: AnnotationSet) -> None:
        """The new state of a set whose document is known; of no effect otherwise."""
        known = self._entries.get(annotations.document)
        if known is not None:
            self.put(known.document, annotations)

    def record(self, target: Target) -> Record | None:
        """The mention, claim or link that ``target`` names; None where it is absent (not pulled yet, or removed)."""
        entry = self._entries.get(target.document)
        return entry.annotations.record(target.id) if entry is not None else None

    def words(self, target: Target) -> str | None:
        """The words of a target, verbatim: its quote, or the title of a document; None where it is absent."""
        entry = self._entries.get(target.document)
        if entry is None:
            return None
        if not target.id:
            return entry.document.title
        match entry.annotations.record(target.id):
            case Mention(spans=spans) | Claim(spans=spans):
                return entry.document.quote(spans)
            case _:
                return None

    def far_ends(self, here: Target) -> list[FarEnd]:
        """The links that start or end here, each seen from here, in a stable order."""
        found = []
        for (home, _), link in sorted(self._ends.get(here, {}).items()):
            source = Target(home, link.source)
            outgoing = source == here
            found.append(FarEnd(link, home, link.target if outgoing else source, outgoing))
        return found

    def cluster(self, here: Target) -> frozenset[Target]:
        """All that transitive, symmetric links tie to ``here``, itself included: its entity."""
        found = {here}
        waiting = [here]
        while waiting:
            for far in self.far_ends(waiting.pop()):
                link_type = self.schema.link_types.get(far.link.type)
                if link_type and link_type.transitive and link_type.symmetric and far.target not in found:
                    found.add(far.target)
                    waiting.append(far.target)
        return frozenset(found)

    def _file(self, home: str, link: Link) -> None:
        for end in (Target(home, link.source), link.target):
            self._ends.setdefault(end, {})[home, link.id] = link

    def _unfile(self, home: str, link: Link) -> None:
        for end in (Target(home, link.source), link.target):
            filed = self._ends.get(end, {})
            filed.pop((home, link.id), None)
            if not filed:
                self._ends.pop(end, None)

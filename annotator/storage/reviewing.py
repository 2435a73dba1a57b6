"""What a curator needs of a project: everybody's sets on a document, and what is settled of other documents.

Sets are read again only when the system notes that somebody has written them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import NamedTuple

from annotator.core.aside_words import aside_sentence
from annotator.core.bench import Bench, counterpart
from annotator.core.disagreements import Review, has_worked, review
from annotator.core.errors import AnnotatorError
from annotator.core.grouping import by_itself, group, names_of
from annotator.core.ids import folded
from annotator.core.model import AnnotationSet, Claim, Document, Mention, Target
from annotator.storage.project import Project, Stamp

FarEnds = dict[Target, Target]
"""For an annotator's record of another document the curator's record of the same there."""


class Reviewed(NamedTuple):
    """A document with the sets of all who worked on it, against each other and against the curator's.

    ``notes`` are sentences about sets that cannot be compared, or not wholly; ``far`` has the curator's records that
    links lead to in other documents, ``far_words`` what they say there; ``stamps`` tell whether anything was
    written since.
    """

    document: Document
    sets: tuple[AnnotationSet, ...]
    review: Review
    bench: Bench
    notes: tuple[str, ...]
    far: FarEnds
    far_words: dict[Target, str]
    stamps: tuple[Stamp, ...]


class Reviewer:
    """Reads a project for its curator. Used from one thread at a time."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._curator = project.schema.curator
        self._sets: dict[tuple[str, str], tuple[Stamp, AnnotationSet]] = {}
        self._documents: dict[str, Document] = {}
        self._names: dict[str, dict[str, str]] = {}

    def annotators(self) -> list[str]:
        """All whose work is reviewed: everybody but the curator."""
        return [name for name in self._project.annotators() if name != self._curator]

    def stamps(self, document_id: str) -> tuple[Stamp, ...]:
        """The system's notes of all sets on a document: equal as long as nobody writes them."""
        return tuple(self._project.stored_stamp(name, document_id) for name in self.annotators())

    def read(self, document_id: str, gold: AnnotationSet | None = None) -> Reviewed:
        """A document as it is to be reviewed; ``gold`` is the curator's set where it is open. AnnotatorError.

        A set that cannot be read is left out, and said to be.
        """
        self._names.clear()
        stamps = self.stamps(document_id)
        document = self._document(document_id)
        notes = list(self._alike())
        sets = self._readable(document, notes)
        if gold is None:
            gold = self._project.annotation_set(self._curator, document)
        found = review(sets, gold, self._project.schema, self.far_name)
        for one in sets:
            unknown = sorted({mention.label for mention in one.mentions.values()} - self._project.schema.labels.keys())
            if unknown:
                notes.append(f"{one.annotator} has labels that the schema does not: {', '.join(unknown)}.")
            if one.aside:
                notes.append(f"{one.annotator}: {aside_sentence(one)}")
        if not sets:
            notes.append("Nobody but the curator has annotated this document yet: there is nothing to review.")
        elif len(found.annotators) == 1:
            notes.append(f"Only {found.annotators[0]} has annotated this document: there is nobody to disagree.")
        far, words = self._far_ends(sets)
        return Reviewed(document, tuple(sets), found, Bench(found, gold), tuple(notes), far, words, stamps)

    def _alike(self) -> Iterable[str]:
        known: dict[str, str] = {}
        for name in self._project.annotators():
            other = known.setdefault(folded(name), name)
            if other != name:
                yield f'"{other}" and "{name}" differ only in case: are they one annotator? Rename one of the folders.'

    def _readable(self, document: Document, notes: list[str]) -> list[AnnotationSet]:
        sets = []
        for name in self.annotators():
            try:
                one = self._set(name, document)
            except AnnotatorError as error:
                notes.append(f"What {name} said is left out: {error}")
            else:
                if has_worked(one):
                    sets.append(one)
        return sets

    def _set(self, annotator: str, document: Document) -> AnnotationSet:
        stamp = self._project.stored_stamp(annotator, document.id)
        known = self._sets.get((annotator, document.id))
        if known is None or known[0] != stamp or known[1].text_sha256 != document.sha256:
            known = self._sets[annotator, document.id] = stamp, self._project.annotation_set(annotator, document)
        return known[1]

    def _document(self, document_id: str) -> Document:
        document = self._documents[document_id] = self._project.document(document_id)
        return document

    def far_name(self, target: Target) -> Hashable:
        """What a record of another document is called there: one of those that are about the same."""
        return target.document, self._names_in(target.document).get(target.id, target.id)

    def _names_in(self, document_id: str) -> dict[str, str]:
        """The names of all groups of a document; empty where it cannot be read."""
        if document_id not in self._names:
            self._names[document_id] = {}
            try:
                document = self._documents.get(document_id) or self._document(document_id)
                sets = self._readable(document, [])
            except AnnotatorError:  # a document that is not here has ends that are only themselves
                return {}
            groups = group(sets, self._project.schema, by_itself)
            self._names[document_id] = names_of((*groups.mentions, *groups.claims))
        return self._names[document_id]

    def _far_ends(self, sets: Iterable[AnnotationSet]) -> tuple[FarEnds, dict[Target, str]]:
        """The curator's records in other documents that these sets' links lead to, and what these links' ends say."""
        wanted = {
            link.target
            for one in sets
            for link in one.links.values()
            if link.target.id and link.target.document != one.document
        }
        found: FarEnds = {}
        words: dict[Target, str] = {}
        for document_id in sorted({target.document for target in wanted}):
            here = [target for target in wanted if target.document == document_id]
            try:
                known = self._counterparts(document_id)
                document = self._documents[document_id]
                theirs = self._readable(document, [])
            except AnnotatorError:  # what cannot be read has nothing settled: its links wait
                continue
            for target in here:
                if (own := known.get(target.id)) is not None:
                    found[target] = Target(document_id, own)
                record = next((record for one in theirs if (record := one.record(target.id)) is not None), None)
                if isinstance(record, Mention | Claim):
                    words[target] = document.quote(record.spans)
        return found, words

    def _counterparts(self, document_id: str) -> dict[str, str]:
        document = self._documents.get(document_id) or self._document(document_id)
        gold = self._project.annotation_set(self._curator, document)
        found = review(self._readable(document, []), gold, self._project.schema)
        known: dict[str, str] = {}
        for item in found.items:
            for voice in item.group.voices:
                own = counterpart(item, voice.record, gold)
                if own is not None:
                    known[voice.record.id] = own
        return known

    def open_items(self, document_id: str) -> int:
        """How many disagreements of a document are still to be settled; AnnotatorError where it cannot be read."""
        return sum(item.is_open for item in self.read(document_id).review.items)

"""Which annotations of a project go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from annotator.core.agreed import agreed_set, agreement
from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet, Document, Target
from annotator.formats.base import Item
from annotator.storage.project import Project


@dataclass(frozen=True, slots=True)
class Selection:
    """Whose annotations: those ``annotators``; or the curator's (``gold``); or what at least ``agreed`` of the
    annotators (all, where none is named) agree on. With nothing said, of each document the curator's, else all others'.
    """

    annotators: tuple[str, ...] = ()
    gold: bool = False
    agreed: int = 0


EVERYTHING = Selection()


class Chosen:
    """The documents that the selection has something of, with the sets on them.

    ``several`` says whether the format keeps the work of several annotators apart. Where it does not and nothing is
    said, the first by name goes out of those documents that several annotated and nobody settled (``unsettled``).
    """

    def __init__(self, project: Project, selection: Selection, *, several: bool, name: str) -> None:
        self.project, self.selection = project, selection
        self._several = several
        self.unsettled: Counter[str] = Counter()
        known = project.annotators()
        curator = project.schema.curator
        for one in selection.annotators:
            if one not in known:
                raise AnnotatorError(
                    f'There are no annotations by "{one}"; there are some by: {", ".join(known) or "nobody"}.'
                )
        if selection.gold and curator not in known:
            raise AnnotatorError(f'Nothing is settled yet: there are no annotations by "{curator}".')
        if selection.agreed > len(self._voices(known)):
            number = len(self._voices(known))
            raise AnnotatorError(
                f"No {selection.agreed} annotators can agree: there are {number}, without the curator."
            )
        if len(selection.annotators) > 1 and not several and not selection.agreed:
            raise AnnotatorError(
                f'The format "{name}" keeps one annotator\'s work; export that of each to a folder of its own.'
            )
        self._annotators = known
        self.whose = {
            document_id: names for document_id in project.document_ids() if (names := self._names(document_id))
        }
        if not self.whose:
            raise AnnotatorError("There are no annotations to export yet.")
        self._ids = lru_cache(maxsize=64)(self._read_ids)
        self._agreed_ids = lru_cache(maxsize=64)(self._read_agreed_ids)

    def _voices(self, known: Sequence[str]) -> list[str]:
        """Those whose agreement counts."""
        named = self.selection.annotators
        return [name for name in known if name in named or (not named and name != self.project.schema.curator)]

    def _names(self, document_id: str) -> tuple[str, ...]:
        """Whose sets on a document go out, or are looked at for what they agree on."""
        selection, curator = self.selection, self.project.schema.curator
        there = [name for name in self._annotators if self.project.stored_size(name, document_id)]
        if selection.agreed:
            voices = tuple(name for name in self._voices(self._annotators) if name in there)
            return voices if len(voices) >= selection.agreed else ()
        if selection.gold:
            return (curator,) if curator in there else ()
        if selection.annotators:
            return tuple(name for name in selection.annotators if name in there)
        if curator in there:
            return (curator,)
        if len(there) > 1 and not self._several:
            self.unsettled[there[0]] += 1
            return (there[0],)
        return tuple(there)

    def items(self, wanted: Callable[[str], bool] = lambda _: True) -> Iterator[Item]:
        """The documents with their sets, those ``wanted`` by id; a link whose other end does not go out is left out."""
        for document_id in self.whose:
            if wanted(document_id):
                yield self.item(document_id)

    def item(self, document_id: str) -> Item:
        """One document with its sets. FileError."""
        document = self.project.document(document_id)
        sets = self._sets(document)
        if least := self.selection.agreed:
            sets = (agreed_set(sets, least, f"agreed-{least}", self._agreed_end),)
        return Item(document, sets)

    def _sets(self, document: Document) -> tuple[AnnotationSet, ...]:
        return tuple(self.project.annotation_set(name, document) for name in self.whose[document.id])

    def has(self, end: Target) -> bool:
        """Whether a record, or with an empty id a document, is among what goes out."""
        return end.document in self.whose and (not end.id or end.id in self._ids(end.document))

    def _read_ids(self, document_id: str) -> frozenset[str]:
        sets = self.item(document_id).sets
        return frozenset(record_id for one in sets for record_id in (*one.mentions, *one.claims))

    def _agreed_end(self, end: Target) -> Target | None:
        """The record that stands for one of another document, where enough annotators have that."""
        if end.document not in self.whose:
            return None
        if not end.id:
            return end
        found = self._agreed_ids(end.document).get(end.id)
        return Target(end.document, found) if found is not None else None

    def _read_agreed_ids(self, document_id: str) -> Mapping[str, str]:
        return agreement(self._sets(self.project.document(document_id)), self.selection.agreed).ids

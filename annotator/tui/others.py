"""What is known of the documents that are not open: read once, and again when another program has changed their files.

No Textual in here. Whether a file has changed is told by what the system notes of it, so that looking at ten thousand
documents reads none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from annotator.core.catalogue import Catalogue, Entry
from annotator.core.errors import AnnotatorError
from annotator.storage.paths import clashes
from annotator.storage.project import Project, Stamp


class Read(NamedTuple):
    """A document with its set. ``was`` is what the catalogue had when it was read: the same where nothing has changed.

    ``stamp`` is what the system noted of the files before."""

    entry: Entry
    stamp: Stamp = ()
    was: Entry | None = None


class Unreadable(NamedTuple):
    """A document that cannot be read, and the sentence that says why."""

    document: str
    why: str
    stamp: Stamp = ()


class Listed(NamedTuple):
    """The documents that there are now, where they are others than before."""

    document_ids: list[str]


Found: TypeAlias = Read | Unreadable | Listed


class Others:
    """Used from one thread; ``read`` may run in another, and what it gives goes to ``learn``."""

    def __init__(self, project: Project, annotator: str, catalogue: Catalogue) -> None:
        self._project = project
        self._annotator = annotator
        self._catalogue = catalogue
        self._stamps: dict[str, Stamp] = {}

    def read(self, known: Iterable[str], in_use: Iterable[str]) -> Iterator[Found]:
        """All documents whose files are not as they were when they were learnt, but for those ``in_use``.

        First, where ``known`` are no longer the documents that there are, which these are.
        """
        known = set(known)
        try:
            document_ids = self._project.document_ids()
        except AnnotatorError:  # the folder is gone for the moment, as in the midst of a checkout
            return
        if known != set(document_ids):
            yield Listed(document_ids)
        in_use = set(in_use)
        for document_id in document_ids:
            stamp = self._project.document_stamp(self._annotator, document_id)
            if document_id not in in_use and self._stamps.get(document_id) != stamp:
                yield self._read(document_id, stamp)
        for group in clashes(document_ids):
            yield from (Unreadable(document_id, self._project.clash(document_id)) for document_id in group)

    def _read(self, document_id: str, stamp: Stamp) -> Found:
        was = self._catalogue.entry(document_id)
        try:
            document = self._project.document(document_id)
            entry = Entry(document, self._project.annotation_set(self._annotator, document))
            return Read(was if was is not None and entry == was else entry, stamp, was)
        except AnnotatorError as error:
            return Unreadable(document_id, str(error), stamp)

    def learn(self, found: Read | Unreadable) -> bool:
        """Takes in what was found; whether it says something new. What is newer here stays."""
        if isinstance(found, Unreadable):
            if found.stamp:
                self._stamps[found.document] = found.stamp
            return True
        document, annotations = found.entry
        if self._catalogue.entry(document.id) is not found.was:
            return False
        self._stamps[document.id] = found.stamp
        if found.entry is found.was:
            return False
        self._catalogue.put(document, annotations)
        return True

    def forget(self, document_id: str) -> None:
        """A document is no longer there."""
        self._stamps.pop(document_id, None)
        self._catalogue.remove(document_id)

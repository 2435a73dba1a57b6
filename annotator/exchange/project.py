"""A project as scripts and the command line use it: all that is in it, and datasets in and out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.model import NOTHING, AnnotationSet, Document
from annotator.storage.project import Project

if TYPE_CHECKING:
    from annotator.exchange.importing import ImportReport


class OpenProject(Project):
    """A project folder, as ``annotator.open_project`` gives it."""

    def documents(self) -> Iterator[Document]:
        """All documents, in natural order of their ids."""
        return (self.document(document_id) for document_id in self.document_ids())

    def annotations(self, annotator: str | None = None) -> Iterator[AnnotationSet]:
        """All annotation sets, document by document; with a name, those of one annotator. FileError."""
        names = [annotator] if annotator is not None else self.annotators()
        for document in self.documents():
            for name in names:
                if self.stored_size(name, document.id):
                    yield self.annotation_set(name, document)

    def import_from(
        self,
        format: str,  # noqa: A002  what users call it
        *sources: str | PathLike[str],
        annotator: str,
        mapping: Mapping[str, str] = NOTHING,
        options: Mapping[str, str] = NOTHING,
    ) -> ImportReport:
        """Takes in what another tool has; AnnotatorError where one thing is wrong, and nothing is changed."""
        from annotator.exchange.importing import Wanted, import_into

        return import_into(self, Wanted(format, [Path(source) for source in sources], annotator, mapping, options))

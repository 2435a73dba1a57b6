"""A project as scripts and the command line use it: all that is in it, and datasets in and out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.model import NOTHING, AnnotationSet, Document
from annotator.storage.project import Project

if TYPE_CHECKING:
    from annotator.exchange.exporting import ExportReport
    from annotator.exchange.importing import ImportReport


class OpenProject(Project):
    """A project folder, as ``annotator.open_project`` gives it."""

    def documents(self) -> Iterator[Document]:
        """All documents, in natural order of their ids. FileError for one that cannot be read."""
        return (self.document(document_id) for document_id in self.document_ids())

    def annotations(self, annotator: str | None = None, document: str | None = None) -> Iterator[AnnotationSet]:
        """The annotation sets, document by document: all, or those of one annotator or on one document. FileError."""
        names = [annotator] if annotator is not None else self.annotators()
        for document_id in self.document_ids() if document is None else [document]:
            theirs = [name for name in names if self.stored_size(name, document_id)]
            if theirs:
                read = self.document(document_id)
                yield from (self.annotation_set(name, read) for name in theirs)

    def import_from(
        self,
        format: str,  # noqa: A002  as users call it
        *sources: str | PathLike[str],
        annotator: str,
        mapping: Mapping[str, str] = NOTHING,
        options: Mapping[str, str] = NOTHING,
    ) -> ImportReport:
        """Takes in what another tool has, as ``annotator import`` does; AnnotatorError, and nothing is changed.

        ``annotator`` is whose annotations they are where the source names nobody; ``mapping`` gives labels and types of
        the source other names.
        """
        from annotator.exchange.importing import Wanted, import_into

        return import_into(self, Wanted(format, [Path(source) for source in sources], annotator, mapping, options))

    def export(
        self,
        format: str,  # noqa: A002
        out: str | PathLike[str],
        *,
        annotators: Sequence[str] = (),
        gold: bool = False,
        agreed: int = 0,
        split: str = "",
        seed: int = 0,
        by: str = "entity",
        redact: Sequence[str] = (),
        options: Mapping[str, str] = NOTHING,
    ) -> ExportReport:
        """Writes a dataset, as ``annotator export`` does; AnnotatorError, and nothing is written.

        ``split`` are shares such as "80/10/10"; ``by`` is "document", "topic" or "entity". What the format has no place
        for is in the report.
        """
        from annotator.exchange.choosing import Selection
        from annotator.exchange.exporting import Ordered, export
        from annotator.exchange.splitting import Split, checked_by

        divided = Split(split, seed, checked_by(by)) if split else None
        selection = Selection(tuple(annotators), gold, agreed)
        return export(self, Ordered(format, Path(out), selection, divided, tuple(redact), options))

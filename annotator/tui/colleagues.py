"""What others have to do with this annotator's work: their comments, the curator's corrections, and who does what.

No Textual in here. All of it reads files, and is made to run in a thread; what it finds is a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from annotator.core.feedback import Correction, corrections
from annotator.core.model import AnnotationSet, Document, Status
from annotator.storage.comments import Comments, Told
from annotator.storage.project import Project
from annotator.storage.queues import queues


class Heard(NamedTuple):
    """What others say of one document: the threads on it, and what the curator decided otherwise."""

    document: str = ""
    told: tuple[Told, ...] = ()
    corrections: tuple[Correction, ...] = ()
    gold: AnnotationSet | None = None

    @property
    def open_threads(self) -> int:
        """How many threads are not resolved."""
        return sum(told.thread.is_open for told in self.told)

    @property
    def open_corrections(self) -> list[Correction]:
        """What has not been answered yet."""
        return [one for one in self.corrections if one.answer is None]


class Colleagues:
    """The others of a project, as one annotator may see them. Used from one thread at a time."""

    def __init__(self, project: Project, annotator: str) -> None:
        self._project = project
        self._annotator = annotator
        self.comments = Comments(project)

    def may_see(self, status: Status) -> bool:
        """Whether others' sets on a document may be seen; ``status`` is how far one is with it oneself."""
        return may_see_others(self._project, self._annotator, status)

    def visible(self, status: Status) -> list[str]:
        """Whose words on a document are seen: one's own and, unless one is to stay unbiased, everybody's."""
        return self._project.annotators() if self.may_see(status) else [self._annotator]

    def hear(self, document: Document, own: AnnotationSet) -> Heard:
        """What others say of the open document; ``own`` is the set as it is now."""
        told = self.comments.told(document.id, self.visible(own.status), own, document)
        curator = self._project.schema.curator
        if self._annotator == curator or not self._project.stored_size(curator, document.id):
            return Heard(document.id, tuple(told))
        gold = self._project.annotation_set(curator, document)
        found = corrections(own, gold) if self.may_see(own.status) else []
        return Heard(document.id, tuple(told), tuple(found), gold)

    def everything(self, own: Mapping[str, AnnotationSet]) -> Iterator[tuple[str, list[Told]]]:
        """All threads of the project, document by document; ``own`` are this annotator's sets as they are now."""
        for document_id in self._project.document_ids():
            mine = own.get(document_id)
            status = mine.status if mine is not None else Status.TODO
            yield document_id, self.comments.told(document_id, self.visible(status), mine)

    def queue(self) -> tuple[str, ...] | None:
        """The documents that this annotator has to do, in order; None where the project gives nobody any."""
        found = queues(self._project)
        return found.get(self._annotator, ()) if found else None


def may_see_others(project: Project, annotator: str, status: Status) -> bool:
    """Whether an annotator may see others' sets on a document with which they are so far: not while they are to stay
    unbiased and are not done. The curator sees all."""
    is_blind = project.schema.assignment.blind and annotator != project.schema.curator
    return not is_blind or status is Status.DONE

"""The comments of everybody in a project, with the words and the places of what they are about.

Sets are large and comments few: a set is decoded only where its file has a section of comments, and again only when the
system notes that somebody has written it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet, Claim, Document, Link, Mention, Record, Span, Target
from annotator.core.remarks import comments_of
from annotator.core.threads import Said, Thread, threads_of
from annotator.storage.paths import MOST_ANNOTATIONS
from annotator.storage.project import Project, Stamp

_SECTIONS = (b"[[comments]]", b'"comments": [')


class About(NamedTuple):
    """What a comment is about: its words, empty for a document, and where it is in the text."""

    words: str
    label: str = ""
    span: Span | None = None


class Told(NamedTuple):
    """A thread, with what it is about; None where that is absent (removed, or not here yet)."""

    thread: Thread
    about: About | None


class Comments:
    """Reads the comments of a project; may be used from one thread at a time.

    ``unread`` has for each set that cannot be read, by annotator and document, the sentence that says why.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[tuple[str, str], tuple[Stamp, tuple[Said, ...]]] = {}
        self.unread: dict[tuple[str, str], str] = {}

    def of(self, document_id: str, annotators: Iterable[str]) -> list[Said]:
        """What these annotators have said in their sets on a document."""
        return [said for name in annotators for said in self._said(name, document_id)]

    def told(
        self,
        document_id: str,
        annotators: Iterable[str],
        own: AnnotationSet | None = None,
        document: Document | None = None,
    ) -> list[Told]:
        """The threads of a document, the latest first; ``own`` is a set as it is now, in place of its file.

        ``document`` is the text where it has been read.
        """
        names = list(annotators)
        others = [name for name in names if own is None or name != own.annotator]
        said = self.of(document_id, others)
        if own is not None:
            said += said_in(own)
        if not said:
            return []
        sets = [own] if own is not None else []
        try:
            document = document or self._project.document(document_id)
        except AnnotatorError as error:
            self.unread["", document_id] = str(error)
            return [Told(thread, None) for thread in threads_of(said)]
        wanted = {one.comment.about.id for one in said if one.comment.about.id}
        for name in others:
            if wanted - {one for known in sets for one in wanted if known.record(one) is not None}:
                sets += list(self._set(name, document))
        return [Told(thread, about(thread.about, document, sets)) for thread in threads_of(said)]

    def everywhere(
        self, visible: Callable[[str], Iterable[str]], own: dict[str, AnnotationSet]
    ) -> Iterator[list[Told]]:
        """The threads of all documents, document by document; ``visible`` tells whose comments on one are seen.

        ``own`` are sets of one annotator as they are now.
        """
        for document_id in self._project.document_ids():
            yield self.told(document_id, visible(document_id), own.get(document_id))

    def _said(self, annotator: str, document_id: str) -> tuple[Said, ...]:
        stamp = self._project.stored_stamp(annotator, document_id)
        known = self._known.get((annotator, document_id))
        if known is not None and known[0] == stamp:
            return known[1]
        found: tuple[Said, ...] = ()
        try:
            if stamp and self._has_comments(annotator, document_id):
                document = self._project.document(document_id)
                found = tuple(said_in(self._project.annotation_set(annotator, document)))
        except AnnotatorError as error:
            self.unread[annotator, document_id] = str(error)
            return ()
        self.unread.pop((annotator, document_id), None)
        self._known[annotator, document_id] = stamp, found
        return found

    def _has_comments(self, annotator: str, document_id: str) -> bool:
        files = self._project.set_files(annotator, document_id)
        data = self._project.paths.read(files[0][1], MOST_ANNOTATIONS) if files else b""
        return any(section in data for section in _SECTIONS)

    def _set(self, annotator: str, document: Document) -> Iterator[AnnotationSet]:
        try:
            if self._project.stored_size(annotator, document.id):
                yield self._project.annotation_set(annotator, document)
        except AnnotatorError as error:
            self.unread[annotator, document.id] = str(error)


def said_in(annotations: AnnotationSet) -> list[Said]:
    """The comments of a set."""
    return [Said(annotations.annotator, annotations.document, one) for one in comments_of(annotations)]


def about(target: Target, document: Document, sets: Iterable[AnnotationSet]) -> About | None:
    """What a target is: of the document itself, or of whichever of the sets has it; None where none does."""
    if not target.id:
        return About("")
    for one in sets:
        record = one.known(target.id)
        if record is not None:
            return _about(record, document, one)
    return None


def _about(record: Record, document: Document, home: AnnotationSet) -> About:
    match record:
        case Mention(label=label, spans=spans) | Claim(type=label, spans=spans):
            return About(document.quote(spans), label, spans[0])
        case Link(type=link_type, source=source):
            end = home.known(source)
            words = document.quote(end.spans) if isinstance(end, Mention | Claim) else ""
            return About(words, link_type, end.spans[0] if isinstance(end, Mention | Claim) else None)

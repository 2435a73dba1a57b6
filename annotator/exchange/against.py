"""What comes in, held against what the project has: texts, the ends of links, and ids."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from annotator.core.errors import AnnotatorError
from annotator.core.ids import folded
from annotator.core.incoming import Arrival, bring_in
from annotator.core.model import NOTHING, AnnotationSet, Document, Target
from annotator.exchange.proving import Proof
from annotator.exchange.staging import Stage
from annotator.formats.base import NO_METADATA, FormatError
from annotator.storage.metadata_file import metadata_text, read_metadata
from annotator.storage.problems import shown
from annotator.storage.project import Project


def check_against(project: Project, stage: Stage, proof: Proof) -> None:
    """AnnotatorError where the project has another text for a document, or a link leads to nothing."""
    known = project.document_ids()
    alike = {folded(document_id): document_id for document_id in known}
    far = set(proof.far_ends)
    for item in stage:
        document = item.document
        there = alike.get(folded(document.id))
        if there == document.id:
            _check_text(project, document)
        elif there is not None:
            raise AnnotatorError(
                f'The project has the document "{there}", and {shown(document.id)} differs from it only in case or in '
                "the form of its letters; rename one of them. Nothing was imported."
            )
        if far:
            ids = {record_id for one in item.sets for record_id in _ids(one)}
            far -= {end for end in far if end.document == document.id and (not end.id or end.id in ids)}
    for end in sorted(far):
        if not _is_there(project, end, set(known)):
            document_id, link = proof.far_ends[end]
            what = f"which has no {shown(end.id)}" if end.id else "which is not there"
            raise FormatError(document_id, None, f"The link {link} leads to {shown(end.document)}, {what}.")


def _check_text(project: Project, document: Document) -> None:
    if project.document(document.id).sha256 != document.sha256:
        raise AnnotatorError(
            f"The document {shown(document.id)} is in the project with another text; rename one of the two. "
            "Nothing was imported."
        )


def tells_more(project: Project, document: Document) -> bool:
    """Whether the source has metadata of a document of the project that are not there, or are otherwise."""
    if document.metadata == NO_METADATA:
        return False
    path = project.paths.metadata(document.id)
    brought = read_metadata(metadata_text(document.metadata).encode("utf-8"), path)  # as a file would have them
    ours = project.metadata(document.id)
    pairs = [(getattr(brought, name), getattr(ours, name)) for name in ("title", "source", "date", "url", "topic")]
    pairs += [(value, ours.extra.get(key)) for key, value in brought.extra.items()]
    return any(theirs and theirs != known for theirs, known in pairs)


def _is_there(project: Project, end: Target, known: Container[str]) -> bool:
    if end.document not in known:
        return False
    document = project.document(end.document)
    sets = (project.annotation_set(name, document) for name in project.annotators())
    return not end.id or any(one.record(end.id) is not None for one in sets)


class Arrivals:
    """How each set comes in: ``like`` this, with ids that nothing of the project has."""

    def __init__(self, project: Project, annotators: Sequence[str], like: Arrival) -> None:
        self._project, self._annotators = project, annotators
        self._settled: dict[str, dict[str, str]] = defaultdict(dict)
        self._like = replace(like, far=self._far)

    def _far(self, target: Target) -> Target:
        ids = self._settled.get(target.document, NOTHING)
        return target._replace(id=ids.get(target.id, target.id))

    def settle(self, stage: Stage, far_ends: Container[Target]) -> None:
        """Finds under which ids the ends of links from other documents are going to be there."""
        for item in stage:
            settled = self._settled[item.document.id]
            for one in item.sets:
                here = (*one.mentions, *one.claims)
                wanted = [end for end in here if Target(item.document.id, end) in far_ends and end not in settled]
                if wanted:
                    current = AnnotationSet(item.document.id, one.annotator, item.document.sha256)
                    if self._project.stored_size(one.annotator, item.document.id):
                        current = self._project.annotation_set(one.annotator, item.document)
                    ids = bring_in(current, one, self.of(one, item.document)).ids
                    settled |= {end: ids[end] for end in wanted}
            if not settled:
                del self._settled[item.document.id]

    def of(self, annotations: AnnotationSet, document: Document) -> Arrival:
        """How this set comes in."""
        others = (name for name in self._annotators if name != annotations.annotator)
        taken = {
            record_id
            for name in others
            if self._project.stored_size(name, document.id)
            for record_id in _ids(self._project.annotation_set(name, document))
        }
        return replace(self._like, taken=taken, settled=self._settled.get(document.id, NOTHING))


def _ids(annotations: AnnotationSet) -> Iterator[str]:
    return itertools.chain(annotations.mentions, annotations.claims, annotations.links)

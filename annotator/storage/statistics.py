"""What is annotated in a project, counted: per document and annotator, per kind, and how far everyone is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from annotator.core.model import AnnotationSet, Status, Why, aside_counts
from annotator.storage.problems import FileError, Problem
from annotator.storage.project import Project


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records there are: mentions by label, claims and links by type."""

    labels: Mapping[str, int]
    claim_types: Mapping[str, int]
    link_types: Mapping[str, int]

    @property
    def mentions(self) -> int:
        """All mentions, whatever their label."""
        return sum(self.labels.values())

    @property
    def claims(self) -> int:
        """All claims, whatever their type."""
        return sum(self.claim_types.values())

    @property
    def links(self) -> int:
        """All links, whatever their type."""
        return sum(self.link_types.values())


@dataclass(frozen=True, slots=True)
class SetStatistics:
    """One annotation set, counted. ``aside`` is how many records it keeps that do not count, by reason."""

    annotator: str
    status: Status
    counts: Counts
    aside: Mapping[Why, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentStatistics:
    """One document with the sets that there are of it; ``length`` is in code points."""

    id: str
    title: str
    length: int
    sets: tuple[SetStatistics, ...]


@dataclass(frozen=True, slots=True)
class AnnotatorStatistics:
    """One annotator over all documents; a document without a set of theirs counts as still to do."""

    annotator: str
    progress: Mapping[Status, int]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Statistics:
    """A whole project, counted. ``problems`` are those of files that could not be read and are not counted."""

    project: str
    documents: tuple[DocumentStatistics, ...]
    annotators: tuple[AnnotatorStatistics, ...]
    totals: Counts
    problems: tuple[Problem, ...]


def project_statistics(project: Project, advance: Callable[[], object] = lambda: None) -> Statistics:
    """Counts a project; ``advance`` is called after each document.

    Labels and types of the schema are counted even where there is none of them. A file that cannot be read becomes
    one problem of the result, the first that it has.
    """
    annotators = project.annotators()
    documents: list[DocumentStatistics] = []
    problems = project.left_out()
    for document_id in project.document_ids():
        try:
            documents.append(_document(project, document_id, annotators, problems))
        except FileError as error:
            problems += error.problems[:1]
        advance()
    sets = [annotated for document in documents for annotated in document.sets]
    return Statistics(
        project.name,
        tuple(documents),
        tuple(
            _annotator(project, name, [annotated for annotated in sets if annotated.annotator == name], len(documents))
            for name in annotators
        ),
        _sum(project, (annotated.counts for annotated in sets)),
        tuple(problems),
    )


def _document(
    project: Project, document_id: str, annotators: Iterable[str], problems: list[Problem]
) -> DocumentStatistics:
    document = project.document(document_id)
    sets = []
    for annotator in annotators:
        try:
            annotations = project.annotation_set(annotator, document)
            if _is_begun(annotations) or project.set_files(annotator, document_id):
                sets.append(_set(annotations))
        except FileError as error:
            problems += error.problems[:1]
    return DocumentStatistics(document_id, document.title, len(document.text), tuple(sets))


def _is_begun(annotations: AnnotationSet) -> bool:
    """Whether there is anything in the set: after a crash the file may be missing, and all be in the history."""
    records = (annotations.mentions, annotations.claims, annotations.links, annotations.attributes)
    return any(records) or annotations.status is not Status.TODO


def _set(annotations: AnnotationSet) -> SetStatistics:
    counts = Counts(
        Counter(mention.label for mention in annotations.mentions.values()),
        Counter(claim.type for claim in annotations.claims.values()),
        Counter(link.type for link in annotations.links.values()),
    )
    aside = aside_counts(annotations)
    return SetStatistics(annotations.annotator, annotations.status, counts, aside)


def _annotator(project: Project, name: str, sets: list[SetStatistics], documents: int) -> AnnotatorStatistics:
    reached = Counter(annotated.status for annotated in sets)
    reached[Status.TODO] += documents - len(sets)
    return AnnotatorStatistics(
        name,
        {status: reached[status] for status in Status},
        _sum(project, (annotated.counts for annotated in sets)),
    )


def _sum(project: Project, parts: Iterable[Counts]) -> Counts:
    """The sum of ``parts``, in the schema's order; what the schema does not have comes last."""
    labels: Counter[str] = Counter(dict.fromkeys(project.schema.labels, 0))
    claim_types: Counter[str] = Counter(dict.fromkeys(project.schema.claim_types, 0))
    link_types: Counter[str] = Counter(dict.fromkeys(project.schema.link_types, 0))
    for part in parts:
        labels.update(part.labels)
        claim_types.update(part.claim_types)
        link_types.update(part.link_types)
    return Counts(labels, claim_types, link_types)

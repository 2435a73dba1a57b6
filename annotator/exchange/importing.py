"""Datasets in: read, proved as a whole, and only then taken in, by the one way that every change takes."""

from __future__ import annotations

import datetime as dt
import itertools
import secrets
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import TypeAlias

from annotator.core.display import one_line
from annotator.core.errors import AnnotatorError
from annotator.core.growth import Growth, Needs, growth_for
from annotator.core.ids import RandomBits, check_name, folded, new_id
from annotator.core.incoming import Arrival, Incoming, bring_in
from annotator.core.model import AnnotationSet, Document, Kind, Target, nothing
from annotator.exchange.proving import Proof
from annotator.exchange.sources import Sources
from annotator.exchange.staging import Stage
from annotator.exchange.taking import Taking
from annotator.formats.base import FormatError, Reading, SchemaParts
from annotator.formats.registry import Format, checked_options, format_named
from annotator.storage.problems import shown
from annotator.storage.project import Project
from annotator.storage.session import utc_now

Progress: TypeAlias = Callable[[str, int | None], AbstractContextManager[Callable[[], object]]]
"""Shows how far long work is: its words and number of steps; gives what is called after each."""


@contextmanager
def unseen(words: str, total: int | None) -> Iterator[Callable[[], object]]:  # noqa: ARG001
    """Shows nothing."""
    yield lambda: None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user wants to import, and how: ``mapping`` gives labels and types of the source other names.

    ``taken_keys`` are the keys of the program's actions; where they are known, new labels get keys of their own.
    """

    format: str
    sources: Sequence[Path]
    annotator: str
    mapping: Mapping[str, str] = field(default_factory=nothing)
    options: Mapping[str, str] = field(default_factory=nothing)
    taken_keys: Mapping[str, str] = field(default_factory=nothing)
    progress: Progress = unseen
    clock: Callable[[], dt.datetime] = utc_now
    random_bits: RandomBits = field(default_factory=lambda: Random(secrets.randbits(128)).getrandbits)  # noqa: S311


@dataclass(slots=True)
class ImportReport:
    """What an import did. ``known`` are records that were there already, ``differing`` those of them that have other
    attributes or another note, and stay as they are. ``said`` are sentences of the reader and of what was mended."""

    new_documents: int = 0
    known_documents: int = 0
    added: Counter[Kind] = field(default_factory=Counter)
    known: Counter[Kind] = field(default_factory=Counter)
    differing: int = 0
    annotators: tuple[str, ...] = ()
    growth: Growth = field(default_factory=Growth)
    said: list[str] = field(default_factory=list)


def import_into(project: Project, wanted: Wanted) -> ImportReport:
    """Takes documents and annotations into a project: all of them, or none and an AnnotatorError.

    A document that the project has with the same text only gets annotations; with another text all is refused.
    """
    entry = format_named(wanted.format, to="import")
    check_name(wanted.annotator, "annotator name")
    report = ImportReport()
    said: dict[str, None] = {}
    say = _teller(said)
    sources = Sources(wanted.sources, say)
    with Stage() as stage:
        proof, needs, parts = _read(project, entry, sources, wanted, stage, say)
        _check_against(project, stage, proof)
        growth = _growth(project, needs, parts, wanted)
        _take_in(project, stage, proof, wanted, growth, report)
    report.annotators, report.growth, report.said = tuple(proof.annotators), growth, list(said)
    return report


MOST_SAID = 200
"""Different sentences that are kept: a source may have something to be said of each of its files."""


def _teller(said: dict[str, None]) -> Callable[[str], None]:
    def say(sentence: str) -> None:
        if len(said) < MOST_SAID:
            said[sentence] = None

    return say


def _read(
    project: Project, entry: Format, sources: Sources, wanted: Wanted, stage: Stage, say: Callable[[str], None]
) -> tuple[Proof, Needs, SchemaParts]:
    """Reads all and proves it; what it needs."""
    options = checked_options(wanted.options, entry.reading_options, entry.name)
    module = entry.load()
    proof, needs = Proof(wanted.annotator, wanted.mapping, say), Needs()
    reading = Reading(project.schema, lambda kind: new_id(kind, wanted.random_bits), say, options)
    with wanted.progress("Reading", None) as advance:
        for item in module.read(sources, reading):
            proved = proof.prove(item)
            for annotations in proved.sets:
                needs.see(annotations)
            stage.put(proved)
            advance()
    if not len(stage):
        names = " or ".join(entry.suffixes) or "any"
        raise AnnotatorError(
            f"{', '.join(one_line(str(path)) for path in wanted.sources)}: There is nothing of the format "
            f'"{entry.name}" there; its files end in {names}.'
        )
    for old in wanted.mapping:
        if not proof.mapped[old]:
            say(f"--map {old}={wanted.mapping[old]}: The source has no label or type of that name.")
    return proof, needs, reading.parts


def _check_against(project: Project, stage: Stage, proof: Proof) -> None:
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


def _is_there(project: Project, end: Target, known: Container[str]) -> bool:
    if end.document not in known:
        return False
    document = project.document(end.document)
    sets = (project.annotation_set(name, document) for name in project.annotators())
    return not end.id or any(one.record(end.id) is not None for one in sets)


def _growth(project: Project, needs: Needs, parts: SchemaParts, wanted: Wanted) -> Growth:
    names = wanted.mapping
    labels = {name: label for name, label in parts.labels.items() if name not in names}
    claim_types = {name: kind for name, kind in parts.claim_types.items() if name not in names}
    link_types = {name: kind for name, kind in parts.link_types.items() if name not in names}
    growth, problems = growth_for(project.schema, needs, labels, claim_types, link_types, wanted.taken_keys)
    if problems:
        more = f" And {len(problems) - 1} more." if len(problems) > 1 else ""
        raise AnnotatorError(f"{problems[0]}{more} Nothing was imported.")
    return growth


def _take_in(
    project: Project, stage: Stage, proof: Proof, wanted: Wanted, growth: Growth, report: ImportReport
) -> None:
    """Writes what was proved; where it cannot be written, what has been is taken back."""
    names = list(dict.fromkeys([*project.annotators(), *proof.annotators]))
    arrivals = _Arrivals(project, wanted, names)
    if proof.far_ends:
        arrivals.settle(stage, proof.far_ends)
    with Taking(project) as taking:
        if growth:
            taking.grow(growth, wanted.taken_keys)
        with wanted.progress("Importing", len(stage)) as advance:
            for item in stage:
                fresh = taking.add(item.document)
                report.new_documents += fresh
                report.known_documents += not fresh
                for one in item.sets:
                    _count(report, taking.bring(item.document, one, arrivals.of(one, item.document)))
                advance()


class _Arrivals:
    """How each set comes in."""

    def __init__(self, project: Project, wanted: Wanted, annotators: Sequence[str]) -> None:
        self._project, self._annotators = project, annotators
        self._settled: dict[Target, str] = {}
        self._like = Arrival(
            f"import {wanted.format}",
            f"import:{wanted.format}",
            wanted.clock().astimezone(dt.UTC).replace(microsecond=0),
            lambda kind: new_id(kind, wanted.random_bits),
            far=lambda target: target._replace(id=self._settled.get(target, target.id)),
            symmetric={name for name, kind in project.schema.link_types.items() if kind.symmetric},
        )

    def settle(self, stage: Stage, far_ends: Container[Target]) -> None:
        """Finds under which ids the ends of links from other documents are going to be there."""
        for item in stage:
            for one in item.sets:
                here = [Target(item.document.id, record_id) for record_id in (*one.mentions, *one.claims)]
                if wanted := [end for end in here if end in far_ends and end not in self._settled]:
                    current = self._project.annotation_set(one.annotator, item.document)
                    ids = bring_in(current, one, self.of(one, item.document)).ids
                    self._settled |= {end: ids[end.id] for end in wanted}

    def of(self, annotations: AnnotationSet, document: Document) -> Arrival:
        """How this set comes in."""
        others = (name for name in self._annotators if name != annotations.annotator)
        taken = {
            record_id
            for name in others
            if self._project.stored_size(name, document.id)
            for record_id in _ids(self._project.annotation_set(name, document))
        }
        here = {end.id: fresh for end, fresh in self._settled.items() if end.document == document.id}
        return replace(self._like, taken=taken, settled=here)


def _ids(annotations: AnnotationSet) -> Iterator[str]:
    return itertools.chain(annotations.mentions, annotations.claims, annotations.links)


def _count(report: ImportReport, incoming: Incoming) -> None:
    report.added += incoming.added
    report.known += incoming.known
    report.differing += incoming.differing

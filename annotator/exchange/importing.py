"""Datasets in: read, proved as a whole, and only then taken in, by the one way that every change takes."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from annotator.core.display import one_line
from annotator.core.errors import AnnotatorError
from annotator.core.growth import Growth, Needs, growth_for
from annotator.core.ids import RandomBits, check_name, new_id
from annotator.core.incoming import Arrival, Incoming
from annotator.core.model import Kind, nothing
from annotator.core.schema import DEFAULT_LINK_TYPES, Schema, default_schema, make_schema
from annotator.exchange.against import Arrivals, check_against, tells_more
from annotator.exchange.progress import Progress, unseen
from annotator.exchange.project import OpenProject
from annotator.exchange.proving import Proof
from annotator.exchange.sources import Sources
from annotator.exchange.staging import Stage
from annotator.exchange.taking import Taking
from annotator.formats.base import Reading, SchemaParts
from annotator.formats.registry import Format, checked_options, format_named
from annotator.storage.atomic import left_behind
from annotator.storage.paths import Paths
from annotator.storage.problems import file_error
from annotator.storage.project import Project
from annotator.storage.session import utc_now


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
    attributes or another note, and stay as they are; so do ``held`` attributes of documents, which have another value
    here, and the metadata of ``other_metadata`` documents. ``said`` are sentences of the reader and of what was mended.
    """

    new_documents: int = 0
    known_documents: int = 0
    added: Counter[Kind] = field(default_factory=Counter)
    known: Counter[Kind] = field(default_factory=Counter)
    differing: int = 0
    held: int = 0
    other_metadata: int = 0
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
        check_against(project, stage, proof)
        growth = _growth(project, needs, parts, wanted)
        with Taking(project) as taking:
            if is_new(project):
                taking.begin(_new_schema(project, growth))
            elif growth:
                taking.grow(growth, wanted.taken_keys)
            _take_in(taking, project, stage, proof, wanted, report)
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


def new_project(root: Path) -> OpenProject:
    """A project that does not exist yet, in a folder that is empty or not there; AnnotatorError where it is another.

    An import makes it, with the labels of its source; where the source has none, with those of every new project.
    """
    paths = Paths(root.absolute())
    if os.path.lexists(paths.root) and not (paths.root.is_dir() and _is_empty(paths)):
        raise file_error(
            root, "There is no project here, and the folder is not empty; name a new or empty one with -p."
        )
    return OpenProject(paths, make_schema(name=paths.root.name, link_types=DEFAULT_LINK_TYPES))


def _is_empty(paths: Paths) -> bool:
    """Whether nothing is in the folder, but for what an import leaves that was killed when it made the project."""
    return set(paths.root.iterdir()) <= set(left_behind(paths.schema))


def is_new(project: Project) -> bool:
    """Whether the project is still to be made."""
    return not os.path.lexists(project.paths.schema)


def _new_schema(project: Project, growth: Growth) -> Schema:
    if not growth.labels:
        return default_schema(project.schema.name)
    brought = {kind.name for kind in growth.link_types}
    usual = [kind for kind in DEFAULT_LINK_TYPES if kind.name not in brought]
    return make_schema(
        name=project.schema.name,
        labels=growth.labels,
        claim_types=growth.claim_types,
        link_types=[*growth.link_types, *usual],
        document_attributes=growth.document_attributes,
    )


def _take_in(
    taking: Taking, project: Project, stage: Stage, proof: Proof, wanted: Wanted, report: ImportReport
) -> None:
    """Writes what was proved."""
    names = list(dict.fromkeys([*project.annotators(), *proof.annotators]))
    like = Arrival(
        f"import {wanted.format}",
        f"import:{wanted.format}",
        wanted.clock().astimezone(dt.UTC).replace(microsecond=0),
        lambda kind: new_id(kind, wanted.random_bits),
        symmetric={name for name, kind in project.schema.link_types.items() if kind.symmetric},
    )
    arrivals = Arrivals(project, names, like)
    if proof.far_ends:
        arrivals.settle(stage, proof.far_ends)
    with wanted.progress("Importing", len(stage)) as advance:
        for item in stage:
            fresh = taking.add(item.document)
            report.new_documents += fresh
            report.known_documents += not fresh
            report.other_metadata += not fresh and tells_more(project, item.document)
            for one in item.sets:
                _count(report, taking.bring(item.document, one, arrivals.of(one, item.document)))
            advance()


def _count(report: ImportReport, incoming: Incoming) -> None:
    report.added += incoming.added
    report.known += incoming.known
    report.differing += incoming.differing
    report.held += len(incoming.held)

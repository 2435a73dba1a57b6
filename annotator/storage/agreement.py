"""How well the annotators of a project agree: its sets are read document by document, compared, and not kept."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from annotator.core.agreement import AgreementReport, Pair, agreement, pairs_of
from annotator.core.aside_words import ASIDE_WORDS
from annotator.core.bootstrap import Draw
from annotator.core.disagreements import has_worked
from annotator.core.errors import AnnotatorError
from annotator.core.ids import folded
from annotator.core.model import AnnotationSet, Document, Status, aside_counts
from annotator.core.pairing import Paired, pair_sets
from annotator.core.quality import Quality, Work, quality
from annotator.core.schema import Schema
from annotator.core.ties import Ties
from annotator.storage.problems import FileError, Problem
from annotator.storage.project import Project
from annotator.storage.working_time import Times, work_on

SEED = 20
"""Of the random numbers by which intervals are drawn: the same sets have the same intervals."""


class Standing(NamedTuple):
    """How far somebody is with a document, and how often they have used each label there."""

    annotator: str
    document: str
    status: Status
    labels: Mapping[str, int]


class AgreementReading(NamedTuple):
    """The report, each annotator's quality over time and standings, the curator's too; sentences on what needs care,
    and what could not be read and is not in it."""

    report: AgreementReport
    quality: tuple[Quality, ...]
    standings: tuple[Standing, ...]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]


def compared_annotators(project: Project, named: Iterable[str] = ()) -> list[str]:
    """Who is compared: those named, else all but the curator; the curator last, as the reference.

    AnnotatorError where there are fewer than two.
    """
    known, curator = project.annotators(), project.schema.curator
    names = list(dict.fromkeys(named))
    for name in names:
        if name not in known:
            said = ", ".join(known) or "nobody"
            raise AnnotatorError(f'There are no annotations by "{name}"; there are some by: {said}.')
    chosen = [name for name in known if name in names] if names else [name for name in known if name != curator]
    if len(chosen) > 1:
        return sorted(chosen, key=lambda name: name == curator)
    if names:
        raise AnnotatorError(f"Agreement is between two or more; name another beside {names[0]} with --as.")
    if not chosen:
        raise AnnotatorError("Nobody has annotated here yet; agreement is between two or more annotators.")
    beside = f'; to compare with the curator, add "--as {chosen[0]} --as {curator}"' if curator in known else ""
    raise AnnotatorError(f"Only {chosen[0]} has annotated here; agreement is between two or more annotators{beside}.")


def read_agreement(
    project: Project,
    annotators: Sequence[str],
    advance: Callable[[], object] = lambda: None,
    may_see: Callable[[Mapping[str, Status]], bool] = lambda _statuses: True,
    *,
    sure: bool = True,
) -> AgreementReading:
    """Compares the sets of those annotators. ``advance`` is called after each document; what it raises ends the work.

    ``may_see`` tells from how far each is with a document whether its sets may be looked into, and not only counted;
    ``sure`` has intervals drawn.

    A pair is compared on the documents on which both have worked (``has_worked``), in the present version of the text:
    sets of an earlier one are taken along as on opening, without writing. A set that cannot be read is left out.
    """
    curator = project.schema.curator
    everybody = annotators if curator in annotators else (*annotators, curator)
    paired: dict[Pair, list[Paired]] = {pair: [] for pair in pairs_of(annotators)}
    ties = {name: Ties(project.schema) for name in annotators}
    times = {name: Times(project, name) for name in annotators if name != curator}
    works: dict[str, list[Work]] = {name: [] for name in times}
    notes, problems, standings = list(_like_named(annotators)), list[Problem](), list[Standing]()
    for document_id in project.document_ids():
        try:
            document = project.document(document_id)
            sets = list(_working(project, document, everybody, problems))
        except FileError as error:
            problems += error.problems[:1]
            advance()
            continue
        seen = may_see({one.annotator: one.status for one in sets})
        labels = {one.annotator: Counter(mention.label for mention in one.mentions.values() if seen) for one in sets}
        standings += [Standing(one.annotator, document_id, one.status, labels[one.annotator]) for one in sets]
        gold = next((one for one in sets if one.annotator == curator), None)
        compared = [one for one in sets if one.annotator in ties and seen]
        for one in compared:
            ties[one.annotator].add(one)
            notes += _about(one, project.schema)
            if one.annotator in works:
                others = [labels[name] for name in labels if name not in (one.annotator, curator)]
                works[one.annotator].append(work_on(document, one, gold, sum(others, Counter[str]())))
                problems += times[one.annotator].read(document_id)
        for ours, theirs in combinations(compared, 2):
            paired[ours.annotator, theirs.annotator].append(pair_sets(ours, theirs, len(document.text)))
        advance()
    for pair, found in paired.items():
        notes += [] if found else [f"{pair[0]} and {pair[1]} have worked on no document in common."]
    return AgreementReading(
        agreement(annotators, paired, ties, _draw() if sure else None),
        tuple(quality(name, times[name].told(works[name])) for name in works),
        tuple(standings),
        tuple(dict.fromkeys(notes)),
        tuple(problems),
    )


def _draw() -> Draw:
    """Always the same numbers."""
    chance = random.Random(SEED).random  # noqa: S311 - samples, not secrets
    return lambda below: int(chance() * below)


def _working(
    project: Project, document: Document, annotators: Sequence[str], problems: list[Problem]
) -> Iterator[AnnotationSet]:
    """The sets of those who have worked on a document, in the annotators' order."""
    for name in annotators:
        try:
            if project.stored_size(name, document.id):
                found = project.annotation_set(name, document)
                if has_worked(found):
                    yield found
        except FileError as error:
            problems += error.problems[:1]


def _about(annotations: AnnotationSet, schema: Schema) -> Iterator[str]:
    """What of a set does not count, or may not be what it seems."""
    name, document = annotations.annotator, annotations.document
    gone = aside_counts(annotations)["unanchored"]
    if gone:
        records = "record" if gone == 1 else "records"
        yield f"{gone} {records} of {name} on {document}, {ASIDE_WORDS['unanchored']}, do not count."
    labels = {mention.label for mention in annotations.mentions.values()} - schema.labels.keys()
    types = {claim.type for claim in annotations.claims.values()} - schema.claim_types.keys()
    types |= {link.type for link in annotations.links.values()} - schema.link_types.keys()
    for what, unknown in (("label", labels), ("type", types)):
        for one in sorted(unknown):
            yield f'{name} has used the {what} "{one}", which is not in the schema; it is counted as it stands.'


def _like_named(annotators: Sequence[str]) -> Iterator[str]:
    for one, other in combinations(annotators, 2):
        if folded(one) == folded(other):
            yield (
                f"The names {one} and {other} differ only in case and are compared as two people; "
                "if they are one, rename a folder below annotations/ and history/."
            )

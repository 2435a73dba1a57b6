"""How well annotators agree: overall, per pair, per label and per document; means are over pairs of annotators."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple, TypeAlias

from annotator.core.agreement_intervals import entity_intervals, record_intervals
from annotator.core.bootstrap import Draw, Interval
from annotator.core.coreference import Entity, EntitySums, entity_sums
from annotator.core.entities import Entities
from annotator.core.measures import (
    NO_DOCUMENT,
    NO_MENTION,
    NO_SUMS,
    TALLIES,
    Counted,
    LabelMeasures,
    Measures,
    counted_total,
    label_measures,
    mean_labels,
    mean_measures,
    sums_total,
    undefined,
)
from annotator.core.model import Target
from annotator.core.pairing import Paired
from annotator.core.scores import Score, Tally, mean_score
from annotator.core.ties import Tie, Ties

Pair: TypeAlias = tuple[str, str]
"""Two annotators; the second is the reference that precision and recall are against."""


class PairAgreement(NamedTuple):
    """Two annotators, over the documents on which both have worked."""

    pair: Pair
    documents: tuple[str, ...]
    measures: Measures
    labels: Mapping[str, LabelMeasures]


class DocumentAgreement(NamedTuple):
    """One document, over the pairs who have both worked on it; ``labels`` are exact scores by label."""

    measures: Measures
    labels: Mapping[str, Score]


class AgreementReport(NamedTuple):
    """How well annotators agree. ``intervals`` are those of the overall figures, by name."""

    annotators: tuple[str, ...]
    overall: Measures
    intervals: Mapping[str, Interval]
    pairs: tuple[PairAgreement, ...]
    labels: Mapping[str, LabelMeasures]
    documents: Mapping[str, DocumentAgreement]


class _PairReading:
    """One pair over all the documents that both have worked on."""

    def __init__(self, pair: Pair, paired: Sequence[Paired], ties: Mapping[str, Ties]) -> None:
        self.pair = pair
        self.paired = {one.document: one for one in paired}
        ours, theirs = (ties[name] for name in pair)
        self._ours, self._theirs = ours, theirs
        self.counted = {one.document: self._count(one) for one in paired}
        self.entities = (
            self._entities(ours.entities(), lambda end: end),
            self._entities(theirs.entities(), lambda end: self._translated(end, exact=True)),
        )

    def _count(self, one: Paired) -> Counted:
        mentions = one.mentions
        links = self._links(one.document)
        return Counted(dict(zip(TALLIES, (*mentions[:3], one.claims, links), strict=True)), one.grid)

    def _links(self, document: str) -> Tally:
        """Links agree where their types do and their ends are aligned, here and in other documents.

        Only those count whose ends are both in documents that both have worked on.
        """
        ours = Counter(tie for tie in self._ours.of(document) if self._is_shared(tie))
        theirs = Counter(self._translated_tie(tie) for tie in self._theirs.of(document) if self._is_shared(tie))
        return Tally((ours & theirs).total(), ours.total(), theirs.total())

    def _is_shared(self, tie: Tie) -> bool:
        return tie.source.document in self.paired and tie.target.document in self.paired

    def _translated_tie(self, tie: Tie) -> Tie:
        found = Tie(tie.type, self._translated(tie.source), self._translated(tie.target))
        return found.in_order if self._theirs.is_symmetric(tie.type) else found

    def _translated(self, end: Target, *, exact: bool = False) -> Target:
        """A record of theirs as that of ours which goes with it, else under a name that no record has."""
        if not end.id:
            return end
        names = self.paired[end.document].names
        found = names.exact.get(end.id) if exact else names.of(end.id)
        return Target(end.document, found if found is not None else f"\0{end.id}")

    def _entities(
        self, entities: Iterable[frozenset[Target]], translated: Callable[[Target], Target]
    ) -> list[frozenset[Target]]:
        """Those with two mentions or more in the documents that both have worked on."""
        inside = ([end for end in entity if end.document in self.paired] for entity in entities)
        return [frozenset(map(translated, ends)) for ends in inside if len(ends) > 1]

    def sums_by(self, unit_of: Mapping[str, Hashable], *, whole: bool) -> dict[Hashable, EntitySums]:
        """The sums of entities' measures by unit: whole entities, or the part of each that is in a unit."""
        found: defaultdict[Hashable, tuple[list[Entity], list[Entity]]] = defaultdict(lambda: ([], []))
        for side, entities in enumerate(self.entities):
            for entity in entities:
                parts: defaultdict[Hashable, list[Target]] = defaultdict(list)
                for end in entity:
                    parts[unit_of[end.document]].append(end)
                for unit, ends in parts.items():
                    if whole or len(ends) > 1:
                        found[unit][side].append(frozenset(ends))
        return {unit: entity_sums(*sides) for unit, sides in found.items()}


def agreement(
    annotators: Sequence[str], paired: Mapping[Pair, Sequence[Paired]], ties: Mapping[str, Ties], draw: Draw | None
) -> AgreementReport:
    """The whole report, from what each pair has in common on each document, and what each annotator has linked.

    Without ``draw`` there are no intervals. Entities are those of two mentions or more, as in the CoNLL-2012 shared
    task, keyed by document and spans.
    """
    readings = [_PairReading(pair, paired.get(pair, ()), ties) for pair in pairs_of(annotators)]
    documents = sorted({document for reading in readings for document in reading.counted})
    units = _tied_documents(readings, documents)
    sums = [reading.sums_by(units, whole=True) for reading in readings]
    pairs = tuple(_pair(reading, sums_total(one.values())) for reading, one in zip(readings, sums, strict=True))
    per_document = {document: document for document in documents}
    apart = [reading.sums_by(per_document, whole=False) for reading in readings]
    return AgreementReport(
        tuple(annotators),
        mean_measures([pair.measures for pair in pairs]),
        _intervals(readings, documents, sums, sorted(set(units.values())), draw) if draw is not None else {},
        pairs,
        mean_labels([pair.labels for pair in pairs]),
        {document: _document(document, readings, apart) for document in documents},
    )


def _intervals(
    readings: Sequence[_PairReading],
    documents: Sequence[str],
    sums: Sequence[Mapping[Hashable, EntitySums]],
    units: Sequence[str],
    draw: Draw,
) -> dict[str, Interval]:
    records = record_intervals([reading.counted for reading in readings], documents, draw)
    return records | entity_intervals(sums, units, draw)


def pairs_of(annotators: Sequence[str]) -> list[Pair]:
    """All pairs, in the annotators' order."""
    return list(combinations(annotators, 2))


def _tied_documents(readings: Sequence[_PairReading], documents: Sequence[str]) -> dict[str, str]:
    """For each document the first of those that entities tie it to, directly or through others."""
    tied = Entities()
    for reading in readings:
        for entity in (*reading.entities[0], *reading.entities[1]):
            names = sorted({end.document for end in entity})
            for name in names[1:]:
                tied.tie(Target(names[0]), Target(name))
    first: dict[str, str] = {}
    for members in tied:
        names = sorted(one.document for one in members)
        first |= dict.fromkeys(names, names[0])
    return {document: first.get(document, document) for document in documents}


def _pair(reading: _PairReading, sums: EntitySums) -> PairAgreement:
    if not reading.counted:
        return PairAgreement(reading.pair, (), undefined(NO_DOCUMENT), {})
    total = counted_total(reading.counted.values())
    tallies: dict[str, tuple[Tally, Tally]] = {}
    for one in reading.paired.values():
        for label, (exact, overlap) in one.mentions.labels.items():
            before = tallies.get(label, (Tally(), Tally()))
            tallies[label] = before[0].plus(exact), before[1].plus(overlap)
    labels = {label: label_measures(label, *tallies[label], total.grid) for label in sorted(tallies)}
    return PairAgreement(reading.pair, tuple(sorted(reading.counted)), total.measures(sums), labels)


def _document(
    document: str, readings: Sequence[_PairReading], sums: Sequence[Mapping[Hashable, EntitySums]]
) -> DocumentAgreement:
    measures: list[Measures] = []
    labels: defaultdict[str, list[Score]] = defaultdict(list)
    for reading, of_reading in zip(readings, sums, strict=True):
        if document in reading.counted:
            measures.append(reading.counted[document].measures(of_reading.get(document, NO_SUMS)))
            for label, (exact, _) in reading.paired[document].mentions.labels.items():
                labels[label].append(exact.score(NO_MENTION))
    return DocumentAgreement(
        mean_measures(measures), {label: mean_score(scores, NO_MENTION) for label, scores in sorted(labels.items())}
    )

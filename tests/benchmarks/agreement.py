"""The measures of agreement over many mentions and documents: the core alone, on one processor, and a peer beside it.

Two annotators mark the same places: a third of the second's are moved by up to two code points, a tenth have another
label and a twentieth is missing. Figures are processor times, which other programs on the machine spoil less.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterator

from annotator.core.agreement import agreement
from annotator.core.coreference import entity_scores
from annotator.core.mention_counts import count_mentions
from annotator.core.model import AnnotationSet, Mention, Span
from annotator.core.pairing import pair_sets
from annotator.core.records import Records
from annotator.core.schema import default_schema
from annotator.core.ties import Ties
from tests.benchmarks.figures import Row, Verdict, median, of_times
from tests.benchmarks.lab import Lab

MENTIONS, TEXT = 10_000, 100_000
DOCUMENTS, EACH = 1_000, 20
COREFERRING, IN_DOCUMENTS, ENTITY = 30_000, 100, 10
ONE_LIMIT, MANY_LIMIT, COREFERENCE_LIMIT = 150, 300, 1_000
"""Milliseconds."""

PEER_MENTIONS = 1_000
"""Mentions on which a peer is measured: its time grows with their square."""

LABELS = ("person", "role", "amount", "event")


def measure_agreement(lab: Lab) -> Iterator[Row]:
    """F1 in one document and in many, coreference, the whole report, and nervaluate where it is installed."""
    rounds = lab.plan.rounds
    group = "agreement"
    chance = random.Random(1)
    large = _pair(MENTIONS, TEXT, chance)
    many = [_pair(EACH, EACH * 20, chance) for _ in range(DOCUMENTS)]
    ours, theirs = _groupings(chance)
    gc.collect()
    gc.freeze()
    try:
        times = _times(rounds, lambda: count_mentions(*large))
        yield _row(group, f"span F1 of 2 × {MENTIONS:,} in one document", times, ONE_LIMIT)
        times = _times(rounds, lambda: [count_mentions(*pair) for pair in many])
        yield _row(group, f"span F1 of {DOCUMENTS:,} documents × {EACH}", times, MANY_LIMIT)
        times = _times(rounds, lambda: entity_scores(ours, theirs))
        yield _row(group, f"coreference of {COREFERRING:,} in {IN_DOCUMENTS}", times, COREFERENCE_LIMIT)
        sets = [
            (_set("ann-1", number, left), _set("ann-2", number, right)) for number, (left, right) in enumerate(many)
        ]
        times = _times(min(rounds, 3), lambda: _report(sets))
        yield of_times(group, f"the whole report of {DOCUMENTS:,} documents, intervals too", times)
        yield _peer(group, _pair(PEER_MENTIONS, TEXT // 10, chance))
    finally:
        gc.unfreeze()


def _pair(count: int, length: int, chance: random.Random) -> tuple[list[Mention], list[Mention]]:
    ours, theirs = [], []
    for number in range(count):
        start, size, label = chance.randrange(length), chance.randrange(1, 12), chance.choice(LABELS)
        ours.append(Mention(f"m-{number}", label, (Span(start, start + size),)))
        if chance.random() < 0.05:
            continue
        if chance.random() < 0.3:
            start, size = max(0, start + chance.randrange(-2, 3)), max(1, size + chance.randrange(-2, 3))
        if chance.random() < 0.1:
            label = chance.choice(LABELS)
        theirs.append(Mention(f"n-{number}", label, (Span(start, start + size),)))
    chance.shuffle(theirs)
    return ours, theirs


def _groupings(chance: random.Random) -> tuple[list[set[tuple[str, int, int]]], list[set[tuple[str, int, int]]]]:
    """Entities across documents; a fifth of the mentions are in another one for the second annotator."""
    count = COREFERRING // ENTITY
    ours: list[set[tuple[str, int, int]]] = [set() for _ in range(count)]
    theirs: list[set[tuple[str, int, int]]] = [set() for _ in range(count)]
    for number in range(COREFERRING):
        key = f"d{number % IN_DOCUMENTS}", number, number + 5
        entity = chance.randrange(count)
        ours[entity].add(key)
        theirs[entity if chance.random() < 0.8 else chance.randrange(count)].add(key)
    return [one for one in ours if one], [one for one in theirs if one]


def _set(annotator: str, number: int, mentions: list[Mention]) -> AnnotationSet:
    return AnnotationSet(f"d{number}", annotator, "", mentions=Records((one.id, one) for one in mentions))


def _report(sets: list[tuple[AnnotationSet, AnnotationSet]]) -> None:
    schema = default_schema("benchmark")
    ties = {name: Ties(schema) for name in ("ann-1", "ann-2")}
    paired = [pair_sets(ours, theirs, EACH * 20 + 20) for ours, theirs in sets]
    agreement(("ann-1", "ann-2"), {("ann-1", "ann-2"): paired}, ties, random.Random(1).randrange)


def _peer(group: str, pair: tuple[list[Mention], list[Mention]]) -> Row:
    what = f"of 2 × {PEER_MENTIONS:,}: ours against nervaluate's"
    try:
        from nervaluate import Evaluator
    except ImportError:
        return Row(group, what, said="nervaluate is not installed")
    told = [[{"label": one.label, "start": one.start, "end": one.end - 1} for one in side] for side in pair]
    theirs = _times(1, lambda: Evaluator([told[1]], [told[0]], tags=list(LABELS), loader="dict").evaluate())
    ours = _times(5, lambda: count_mentions(*pair))
    return of_times(group, what, ours, Verdict(median(ours) / median(theirs), 1, "× nervaluate"))


def _row(group: str, what: str, times: list[float], limit: float) -> Row:
    return of_times(group, what, times, Verdict(median(times), limit, "ms"))


def _times(rounds: int, act: Callable[[], object]) -> list[float]:
    """The milliseconds of processor time that something takes, each time."""
    found = []
    for _ in range(rounds):
        began = time.process_time()
        act()
        found.append((time.process_time() - began) * 1000)
    return found

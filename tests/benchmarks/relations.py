"""Entities, conflicts and the picker's ranking over very many documents: the core alone, on one processor.

Ten claims and a hundred mentions a document, five documents a topic, thirty ties a document, and one entity that has a
mention in each. Figures are processor times, which other programs on the machine spoil less.
"""

from __future__ import annotations

import gc
import importlib
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple, TypeVar

from annotator.core.catalogue import Catalogue
from annotator.core.model import AnnotationSet, Claim, Document, Link, Mention, Metadata, Record, Span, Target
from annotator.core.ranking import link_candidates
from annotator.core.records import Records
from annotator.core.schema import default_schema
from tests.benchmarks.figures import Row, Verdict, of_times, quantile
from tests.benchmarks.lab import Lab

FIRST_NAMES = ("Jason", "Brandon", "Maria", "Li", "Omar", "Eva", "Tom", "Ada")
LAST_NAMES = ("Droege", "Hale", "Wang", "Kim", "Novak", "Silva")
ROLES = ("interim CEO", "CEO", "chair", "CFO", "head of sales")
CLAIMS, LOOSE, TIES, TOPIC = 10, 80, 30, 5
FIRST_LIMIT, EDIT_LIMIT, KEY_LIMIT = 10_000, 20, 50
"""Milliseconds: for all conflicts of all documents, for those after an edit, for a key in the picker."""

ROLE = 3
"""The number of a role's mention in each document."""


R = TypeVar("R", bound=Record)


class Annotated(NamedTuple):
    """A document and what is said of it."""

    document: Document
    annotations: AnnotationSet


def measure_relations(lab: Lab) -> Iterator[Row]:
    """First computation, edits, and keys in the picker."""
    count = lab.plan.related
    group = f"{count:,} documents"
    made = make_documents(count)
    catalogue = Catalogue(default_schema("benchmark"))
    gc.collect()
    gc.disable()  # as the application does while many documents come: nothing of them is garbage
    try:
        filed = _cpu(lambda: _put(catalogue, made))
        found = _cpu(catalogue.find_conflicts)
        gc.freeze()
        gc.enable()
        conflicts = f"first: entities, then {catalogue.conflict_count():,} conflicts"
        yield of_times(group, conflicts, [filed + found], Verdict(filed + found, FIRST_LIMIT, "ms"))
        yield of_times(group, "of that, the conflicts", [found])
        for what, act in _edits(catalogue, made):
            times = [_cpu(lambda act=act, turn=turn: act(turn)) for turn in range(lab.plan.rounds)]  # type: ignore[misc]
            yield of_times(group, what, times, Verdict(quantile(times, 0.95), EDIT_LIMIT, "ms, p95"))
        yield of_times(group, "picker: words filed, once", [_cpu(catalogue.find_words)])
        importlib.import_module("rapidfuzz.process")  # which the list's own filter loads
        gc.freeze()
        for typed in ("", "d", "dro", "brandon", "haele"):
            times = [_cpu(lambda typed=typed: _rank(catalogue, made, typed)) for _ in range(lab.plan.rounds)]  # type: ignore[misc]
            what = f"picker: “{typed}” typed" if typed else "picker: opened"
            yield of_times(group, what, times, Verdict(quantile(times, 0.95), KEY_LIMIT, "ms, p95"))
        for typed in ("", "brandon"):
            times = [_cpu(lambda typed=typed: _rank_claims(catalogue, made, typed)) for _ in range(lab.plan.rounds)]  # type: ignore[misc]
            what = f"picker of claims: “{typed}” typed" if typed else "picker of claims: opened"
            yield of_times(group, what, times, Verdict(quantile(times, 0.95), KEY_LIMIT, "ms, p95"))
    finally:
        gc.enable()
        gc.unfreeze()


def _put(catalogue: Catalogue, made: list[Annotated]) -> None:
    for one in made:
        catalogue.put(one.document, one.annotations)


def make_documents(count: int) -> list[Annotated]:
    """So many documents; always the same ones."""
    chance = random.Random(1)
    return [_document(number, count, chance) for number in range(count)]


def _document(number: int, count: int, chance: random.Random) -> Annotated:
    parts: list[str] = []
    mentions: list[Mention] = []
    claims: list[Claim] = []
    length = 0

    def add(words: str, label: str) -> Mention:
        nonlocal length
        mention = Mention(_mention(number, len(mentions)).id, label, (Span(length, length + len(words)),))
        mentions.append(mention)
        parts.append(words)
        length += len(words) + 1
        return mention

    for place in range(CLAIMS):
        if place % 2:
            who = add(f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}", "person")
            what = add(chance.choice(ROLES), "role")
            kind, arguments = "position", {"person": (who.id,), "role": (what.id,)}
        else:
            who = add(chance.choice(("layoffs", "investment", "purchase")) + str(chance.randrange(20)), "event")
            what = add(str(chance.randrange(100, 110)), "amount")
            kind, arguments = "figure", {"event": (who.id,), "amount": (what.id,)}
        claims.append(Claim(f"c-{number}-{place}", kind, (Span(who.start, what.end),), arguments))
    for _ in range(LOOSE):
        add(chance.choice(FIRST_NAMES), "person")
    text, topic = " ".join(parts), f"t{number // TOPIC}"
    name = _name(number)
    links = [_link(number, 0, ROLE, _mention(0, ROLE))] if number else []
    for tie in range(1, TIES + 1):
        there = min(count - 1, number // TOPIC * TOPIC + chance.randrange(TOPIC))
        target = _mention(there, chance.randrange(2 * CLAIMS, 2 * CLAIMS + LOOSE))
        links.append(_link(number, tie, chance.randrange(2 * CLAIMS, 2 * CLAIMS + LOOSE), target))
    annotations = AnnotationSet(
        name, "ann-1", "0" * 64, mentions=_records(mentions), claims=_records(claims), links=_records(links)
    )
    return Annotated(Document(name, text, "0" * 64, Metadata(topic=topic)), annotations)


def _name(number: int) -> str:
    return f"t{number // TOPIC}/d{number}"


def _mention(document: int, number: int) -> Target:
    return Target(_name(document), f"m-{document}-{number}")


def _link(number: int, tie: int, source: int, target: Target) -> Link:
    return Link(f"l-{number}-{tie}", "same-as", f"m-{number}-{source}", target)


def _records(records: Iterable[R]) -> Records[R]:
    return Records((record.id, record) for record in records)


def _edits(catalogue: Catalogue, made: list[Annotated]) -> Iterator[tuple[str, Callable[[int], None]]]:
    """What is edited, and a function that does it for the n-th time."""

    def set_of(number: int) -> AnnotationSet:
        entry = catalogue.entry(made[number % len(made)].document.id)
        assert entry is not None
        return entry.annotations

    def change_claim(turn: int) -> None:
        known = set_of(turn)
        claim = next(iter(known.claims.values()))
        catalogue.update(replace(known, claims=known.claims.with_changes({claim.id: replace(claim, note=str(turn))})))

    def change_mention(turn: int) -> None:
        known = set_of(turn)
        mention = next(iter(known.mentions.values()))
        changed = {mention.id: replace(mention, note=str(turn))}
        catalogue.update(replace(known, mentions=known.mentions.with_changes(changed)))

    def tie(turn: int) -> None:
        number = turn % (len(made) - 1)
        link = _link(number, 1000 + turn, 1, _mention(number + 1, 1))
        known = set_of(number)
        catalogue.update(replace(known, links=known.links.with_changes({link.id: link})))

    def untie(turn: int) -> None:
        number = turn % (len(made) - 1)
        known = set_of(number)
        catalogue.update(replace(known, links=known.links.with_changes({f"l-{number}-{1000 + turn}": None})))

    def leave_largest(turn: int) -> None:
        number = 1 + turn % (len(made) - 1)
        known = set_of(number)
        catalogue.update(replace(known, links=known.links.with_changes({f"l-{number}-0": None})))

    def join_largest(turn: int) -> None:
        number = 1 + turn % (len(made) - 1)
        known = set_of(number)
        link = _link(number, 0, ROLE, _mention(0, ROLE))
        catalogue.update(replace(known, links=known.links.with_changes({link.id: link})))

    yield "edit: a claim", change_claim
    yield "edit: a mention in a claim", change_mention
    yield "edit: two mentions tied", tie
    yield "edit: and untied", untie
    yield "edit: a mention out of the largest entity", leave_largest
    yield "edit: and into it again", join_largest


def _rank(catalogue: Catalogue, made: list[Annotated], typed: str) -> None:
    here = Target(made[len(made) // 2].document.id, f"m-{len(made) // 2}-2")
    link_candidates(catalogue, here, catalogue.schema.link_type("same-as"), typed)


def _rank_claims(catalogue: Catalogue, made: list[Annotated], typed: str) -> None:
    here = Target(made[len(made) // 2].document.id, f"c-{len(made) // 2}-1")
    link_candidates(catalogue, here, catalogue.schema.link_type("contradicts"), typed)


def _cpu(act: Callable[[], object]) -> float:
    """The milliseconds of processor time that something takes."""
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1000

"""Public corpora through the formats that libraries write: what goes out as UIMA CAS or CorefUD comes in the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from annotator.core.fitting import fitted
from annotator.core.model import NOTHING, AnnotationSet
from annotator.core.schema import Schema, make_schema
from annotator.formats import brat, conll2012, corefud, uima
from annotator.formats.base import Item
from annotator.formats.registry import FORMATS
from tests.formats.in_memory import Ears, MemoryOutput, dataset_of
from tests.formats.real import real_source

SAMPLES = {
    "brat/BioNLP-ST_2011_GE": brat,
    "brat/BioNLP-ST_2011_REL": brat,
    "brat/CoNLL-ST_2006": brat,
    "conll2012": conll2012,
}
TIES = ("same-as", "Equiv")


def taken_in(folder: str) -> tuple[Schema, list[Item]]:
    """The items of a sample, and a schema that has its link types."""
    reading = Ears().reading()
    items = list(SAMPLES[folder].read(real_source(folder), reading))
    known = {**reading.schema.link_types, **reading.parts.link_types}
    return make_schema(name="real", link_types=known.values()), items


def said(item: Item, entities: dict[str, int]) -> Any:
    """What is said of a document but for ids, ties as the entities that they make."""
    (one,) = item.sets
    places = {m.id: (m.label, m.spans) for m in one.mentions.values()}
    claims = {c.id: (c.type, c.spans) for c in one.claims.values()}
    groups: dict[int, list[Any]] = {}
    for mention, number in entities.items():
        groups.setdefault(number, []).append(places[mention])
    ends = {**places, **claims}
    return (
        item.document.text,
        sorted(places.values()),
        sorted((c.type, c.spans, sorted(_filled(c.arguments, places))) for c in one.claims.values()),
        sorted(sorted(group) for group in groups.values()),
        sorted((ln.type, ends[ln.source], ends[ln.target.id]) for ln in one.links.values() if ln.type not in TIES),
    )


def _filled(arguments: Any, places: Any) -> Iterator[tuple[str, Any]]:
    return ((slot, places[one]) for slot, ids in arguments.items() for one in ids)


def entities_of(item: Item, schema: Schema) -> dict[str, int]:
    """The number of the entity of each mention that is tied to another."""
    from annotator.core.model import Target

    numbers = dataset_of([item], schema=schema).entities()
    found = {mention: numbers.number(Target(item.document.id, mention)) for mention in item.sets[0].mentions}
    return {mention: number for mention, number in found.items() if number is not None}


@pytest.mark.parametrize("folder", SAMPLES)
@pytest.mark.parametrize("name", ["uima", "corefud"])
def test_a_public_corpus_comes_back_as_it_went_out(folder: str, name: str) -> None:
    schema, items = taken_in(folder)
    ears, lost = Ears(), list[tuple[str, str]]()

    def fit(item: Item, one: AnnotationSet) -> AnnotationSet:
        holds = FORMATS[name].holds
        bare = fitted(one, item.document, holds, schema, lambda *what: lost.append(what), lambda _: True)
        return replace(bare, attributes=NOTHING)

    kept = [item._replace(sets=tuple(fit(item, one) for one in item.sets[:1])) for item in items if item.sets]
    output = MemoryOutput()
    module = {"uima": uima, "corefud": corefud}[name]
    module.write(dataset_of(kept, schema=schema), output, ears.writing())
    again = {item.document.id: item for item in module.read(output.source(), Ears().reading(schema))}
    told = {one.document for one in ears.lost if one.kind != "which link type ties mentions"}
    compared = 0
    for item in kept:
        found = again[item.document.id]
        if item.document.id in told:
            assert found.document.text == item.document.text
            continue
        compared += 1
        assert said(found, entities_of(found, schema)) == said(item, entities_of(item, schema))
    assert compared >= len(kept) / 2

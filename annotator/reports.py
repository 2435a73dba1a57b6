"""What the commands print of a project: as data with stable keys, and as tables for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from annotator.console import NONE, say, say_table
from annotator.core.aside_words import ASIDE_WORDS
from annotator.core.model import Status, Why
from annotator.core.schema import Argument, AttributeType, ClaimType, Label, LinkType, Schema
from annotator.storage.chronicle import Deed, Place
from annotator.storage.codec import FORMAT
from annotator.storage.edit_data import edit_json
from annotator.storage.problems import Problem
from annotator.storage.statistics import Counts, DocumentStatistics, Statistics

Row: TypeAlias = tuple[str | int, ...]


def counted(number: int, thing: str) -> str:
    """A number with its noun: "1 document", "3 documents"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def problems_data(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems with their files, lines (None where the whole file is meant) and sentences."""
    return [{"file": problem.path.as_posix(), "line": problem.line, "message": problem.message} for problem in problems]


def statistics_data(statistics: Statistics) -> dict[str, Any]:
    """All counts of a project."""
    return {
        "project": statistics.project,
        "documents": [
            {
                "id": document.id,
                "title": document.title,
                "code-points": document.length,
                "sets": [
                    {
                        "annotator": said.annotator,
                        "status": said.status.value,
                        **_counts_data(said.counts),
                        "aside": dict(said.aside),
                    }
                    for said in document.sets
                ],
            }
            for document in statistics.documents
        ],
        "annotators": [
            {
                "annotator": one.annotator,
                "progress": {status.value: number for status, number in one.progress.items()},
                **_counts_data(one.counts),
            }
            for one in statistics.annotators
        ],
        "totals": {"documents": len(statistics.documents), **_counts_data(statistics.totals)},
        "problems": problems_data(statistics.problems),
    }


def _counts_data(counts: Counts) -> dict[str, Any]:
    return {
        "mentions": counts.mentions,
        "claims": counts.claims,
        "links": counts.links,
        "labels": dict(counts.labels),
        "claim-types": dict(counts.claim_types),
        "link-types": dict(counts.link_types),
    }


def print_statistics(statistics: Statistics) -> None:
    """All counts of a project: by document and annotator, by annotator, by label and type."""
    documents, annotators = len(statistics.documents), len(statistics.annotators)
    say(f"{statistics.project}: {counted(documents, 'document')}, {counted(annotators, 'annotator')}")
    say_table(
        ("document", "title", "annotator", "status", "mentions", "claims", "links"),
        [row for document in statistics.documents for row in _document_rows(document)],
        flexible=["title"],
    )
    say_table(
        ("annotator", *(status.value for status in reversed(Status)), "mentions", "claims", "links"),
        [
            (one.annotator, *(one.progress[status] for status in reversed(Status)), *_sums(one.counts))
            for one in statistics.annotators
        ],
    )
    say_table(("kind", "name", "count"), list(_kind_rows(statistics.totals)))
    for document in statistics.documents:
        for said in document.sets:
            if said.aside:
                say(f"{document.id}, {said.annotator}: {aside_words(said.aside)}; open the document to settle them.")


def aside_words(aside: Mapping[Why, int]) -> str:
    """How many records are kept aside, and why: "2 records no longer found in the text"."""
    return ", ".join(f"{counted(aside[why], 'record')} {words}" for why, words in ASIDE_WORDS.items() if aside.get(why))


def _document_rows(document: DocumentStatistics) -> list[Row]:
    title = document.title if document.title != document.id else NONE
    if not document.sets:
        return [(document.id, title, NONE, Status.TODO.value, 0, 0, 0)]
    return [(document.id, title, said.annotator, said.status.value, *_sums(said.counts)) for said in document.sets]


def _sums(counts: Counts) -> tuple[int, int, int]:
    return counts.mentions, counts.claims, counts.links


def _kind_rows(counts: Counts) -> Iterator[Row]:
    for kind, numbers in (
        ("label", counts.labels),
        ("claim type", counts.claim_types),
        ("link type", counts.link_types),
    ):
        yield from ((kind, name, number) for name, number in numbers.items())


def print_history(deeds: Iterable[Deed], places: Sequence[Place]) -> list[Place]:
    """What was done in the histories ``places``, one line each as they come; those in which there was anything."""
    told: dict[Place, None] = {}
    annotators = max((len(place.annotator) for place in places), default=0)
    documents = max((len(place.document) for place in places), default=0)
    several = len({place.document for place in places}) > 1
    for deed in deeds:
        told[Place(deed.annotator, deed.document)] = None
        document = f"{deed.document:<{documents}}  " if several else ""
        say(f"{deed.local_time}  {deed.annotator:<{annotators}}  {document}{deed.words}")
    return list(told)


def deed_data(deed: Deed) -> dict[str, Any]:
    """One deed, its changes as the history has them."""
    line = deed.line
    return {
        "document": deed.document,
        "annotator": deed.annotator,
        "time": line.time,
        "number": line.seq,
        **({line.role: line.of} if line.role else {}),
        "words": deed.words,
        "action": deed.edit.action if deed.edit is not None else "",
        "changes": json.loads(edit_json(deed.edit))["changes"] if deed.edit is not None else [],
    }


def schema_data(schema: Schema) -> dict[str, Any]:
    """A schema under the keys of ``annotator.toml``, defaults filled in."""
    return {
        "format": FORMAT,
        "name": schema.name,
        "save-as": schema.save_as,
        "curator": schema.curator,
        "labels": [
            {
                "name": label.name,
                "key": label.key,
                "colour": schema.colour_of(label.name),
                "compare-as": schema.compared_as(label.name),
                **_told(label),
            }
            for label in schema.labels.values()
        ],
        "claim-types": [
            {
                "name": claim_type.name,
                "arguments": {
                    name: {"labels": list(argument.labels), "count": argument.count}
                    for name, argument in claim_type.arguments.items()
                },
                "same": list(claim_type.same),
                "differ": list(claim_type.differ),
                "reads": claim_type.reads,
                **_told(claim_type),
            }
            for claim_type in schema.claim_types.values()
        ],
        "link-types": [
            {
                "name": link_type.name,
                "key": link_type.key,
                "joins": link_type.joins,
                "symmetric": link_type.symmetric,
                "transitive": link_type.transitive,
                **_told(link_type),
            }
            for link_type in schema.link_types.values()
        ],
        "document-attributes": [
            {"name": name, "values": _plain(kind)} for name, kind in schema.document_attributes.items()
        ],
    }


def _told(entry: Label | ClaimType | LinkType) -> dict[str, Any]:
    return {
        "description": entry.description,
        "attributes": {name: _plain(kind) for name, kind in entry.attributes.items()},
    }


def _plain(kind: AttributeType) -> str | list[str]:
    return kind if isinstance(kind, str) else list(kind)


def print_schema(schema: Schema) -> None:
    """A schema as tables: settings, labels, claim types, link types, attributes of documents."""
    say(f"{schema.name or 'The schema'}: saved as {schema.save_as}, curator {schema.curator}")
    say_table(
        ("label", "key", "colour", "attributes", "description"),
        [
            (label.name, label.key or NONE, schema.colour_of(label.name), _attributes(label.attributes), _about(label))
            for label in schema.labels.values()
        ],
        flexible=["arguments", "attributes", "description"],
    )
    say_table(
        ("claim type", "arguments", "same", "differ", "attributes", "description"),
        [
            (
                claim_type.name,
                ", ".join(_argument(name, argument) for name, argument in claim_type.arguments.items()) or NONE,
                ", ".join(claim_type.same) or NONE,
                ", ".join(claim_type.differ) or NONE,
                _attributes(claim_type.attributes),
                _about(claim_type),
            )
            for claim_type in schema.claim_types.values()
        ],
        flexible=["arguments", "attributes", "description"],
    )
    say_table(
        ("link type", "key", "joins", "properties", "attributes", "description"),
        [
            (
                link_type.name,
                link_type.key or NONE,
                link_type.joins,
                _properties(link_type),
                _attributes(link_type.attributes),
                _about(link_type),
            )
            for link_type in schema.link_types.values()
        ],
        flexible=["arguments", "attributes", "description"],
    )
    say_table(
        ("document attribute", "values"),
        [(name, _values(kind)) for name, kind in schema.document_attributes.items()],
        flexible=["values"],
    )


def _argument(name: str, argument: Argument) -> str:
    """An argument as "person" where the label of that name fills it once, else as "who: person or role, *"."""
    labels = " or ".join(argument.labels) or "any label"
    filled = name if labels == name else f"{name}: {labels}"
    return filled if argument.count == "1" else f"{filled} ({argument.count})"


def _properties(link_type: LinkType) -> str:
    properties = (("symmetric", link_type.symmetric), ("transitive", link_type.transitive))
    return ", ".join(name for name, held in properties if held) or NONE


def _attributes(attributes: Mapping[str, AttributeType]) -> str:
    return "; ".join(f"{name}: {_values(kind)}" for name, kind in attributes.items()) or NONE


def _values(kind: AttributeType) -> str:
    return kind if isinstance(kind, str) else " | ".join(kind)


def _about(entry: Label | ClaimType | LinkType) -> str:
    return entry.description or NONE

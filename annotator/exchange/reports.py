"""What an import or export did, in sentences and as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from annotator.core.display import one_line, shortened
from annotator.core.growth import Growth
from annotator.exchange.exporting import ExportReport
from annotator.exchange.importing import ImportReport

_HEAD = re.compile(r"(.*?)((?: (?:that|with|without|to|in|across|between|of|within)\b.*)?)")


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 mention", "1,200 mentions", "3 links to another document"."""
    head, rest = _HEAD.fullmatch(noun).groups()  # type: ignore[union-attr]  # it matches every noun
    return f"{number:,} {head}{'s' * (number != 1)}{rest}"


def import_sentences(report: ImportReport) -> Iterator[str]:
    """What there is to say of an import."""
    parts = [counted(report.new_documents, "document")]
    parts += [counted(number, kind) for kind, number in report.added.items() if number]
    yield f"Imported {', '.join(parts)}{_by(report)}."
    if report.known_documents:
        there = report.known_documents
        yield f"{counted(there, 'document')} of the source {_were(there)} here already."
    if known := report.known.total():
        yield f"{counted(known, 'record')} {_were(known)} here already, and nothing is there twice."
    if report.differing:
        other = counted(report.differing, "record")
        yield f"{other} of those had other attributes or another note here, and kept what they had."
    if report.held:
        had = "had another value here, and kept it" if report.held == 1 else "had other values here, and kept them"
        yield f"{counted(report.held, 'attribute of documents')} {had}."
    if number := report.other_metadata:
        keep = "keeps its metadata" if number == 1 else "keep their metadata"
        yield (
            f"{counted(number, 'document')} {keep} here, though the source has others (a title, tokens, …); "
            "to have those of the source, import into a new project."
        )
    yield from growth_sentences(report.growth)


def _by(report: ImportReport) -> str:
    return f" by {', '.join(report.annotators)}" if report.annotators and report.added.total() else ""


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def growth_sentences(growth: Growth) -> Iterator[str]:
    """What was added to the schema."""
    entries: Mapping[str, list[str]] = {
        "label": [f"{label.name} ({label.key})" if label.key else label.name for label in growth.labels],
        "claim type": [entry.name for entry in growth.claim_types],
        "link type": [entry.name for entry in growth.link_types],
        "attribute": [
            f"{attribute} of {name}"
            for added in (growth.label_attributes, growth.claim_attributes, growth.link_attributes)
            for name, attributes in added.items()
            for attribute in attributes
        ],
        "argument": [f"{slot} of {name}" for name, slots in growth.arguments.items() for slot in slots],
        "document attribute": list(growth.document_attributes),
    }
    for what, names in entries.items():
        if names:
            yield f"Added to annotator.toml: the {what}{'s' * (len(names) > 1)} {', '.join(names)}."


def import_data(report: ImportReport) -> dict[str, Any]:
    """The same as data."""
    growth = report.growth
    return {
        "documents": {"new": report.new_documents, "known": report.known_documents},
        "added": dict(report.added),
        "known": dict(report.known),
        "differing": report.differing,
        "held": {"document-attributes": report.held, "metadata": report.other_metadata},
        "annotators": list(report.annotators),
        "schema": {
            "labels": [label.name for label in growth.labels],
            "claim-types": [entry.name for entry in growth.claim_types],
            "link-types": [entry.name for entry in growth.link_types],
            "label-attributes": {name: list(added) for name, added in growth.label_attributes.items()},
            "claim-attributes": {name: list(added) for name, added in growth.claim_attributes.items()},
            "link-attributes": {name: list(added) for name, added in growth.link_attributes.items()},
            "arguments": {name: list(slots) for name, slots in growth.arguments.items()},
            "document-attributes": list(growth.document_attributes),
        },
        "said": report.said,
    }


def export_sentences(report: ExportReport) -> Iterator[str]:
    """What there is to say of an export: what was written, and what was left out with the first cases."""
    parts = [counted(report.documents, "document")]
    numbers = (("mention", report.mentions), ("claim", report.claims), ("link", report.links))
    parts += [counted(number, kind) for kind, number in numbers if number]
    yield f"Exported {', '.join(parts)} to {report.out}."
    if report.splits:
        yield f"Divided: {', '.join(f'{name} {number:,}' for name, number in report.splits.items())}."
    for kind, loss in report.lost.items():
        first = "; ".join(f"{lost.document}: {shortened(one_line(lost.words), MOST_WORDS)}" for lost in loss.first)
        more = "; …" if loss.number > len(loss.first) else ""
        yield f"Left out, as the format has no place for it: {counted(loss.number, kind)} ({first}{more})."


MOST_WORDS = 60
"""Code points of what was left out that a sentence repeats."""


def export_data(report: ExportReport) -> dict[str, Any]:
    """The same as data."""
    return {
        "out": str(report.out),
        "documents": report.documents,
        "mentions": report.mentions,
        "claims": report.claims,
        "links": report.links,
        "splits": dict(report.splits),
        "left-out": {
            kind: {
                "number": loss.number,
                "first": [{"document": one.document, "words": one.words} for one in loss.first],
            }
            for kind, loss in report.lost.items()
        },
        "said": report.said,
    }

"""Datasets out: the chosen annotations, without what the format cannot hold, in a target that appears whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from annotator.core.fitting import fitted
from annotator.core.model import NOTHING, nothing
from annotator.exchange.choosing import EVERYTHING, Chosen, Selection
from annotator.exchange.entities import NumberedEntities
from annotator.exchange.importing import Progress, unseen
from annotator.exchange.outputs import Target
from annotator.formats.base import Dataset, Item, Lost, Writing
from annotator.formats.registry import Format, checked_options, format_named
from annotator.storage.project import Project


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the user wants to export, and how."""

    format: str
    out: Path
    selection: Selection = EVERYTHING
    options: Mapping[str, str] = field(default_factory=nothing)
    progress: Progress = unseen


class Loss(NamedTuple):
    """How many of one kind were left out, and the first of them."""

    number: int
    first: tuple[Lost, ...]


MOST_FIRST = 3
"""Cases of each kind of loss that are kept."""


@dataclass(slots=True)
class ExportReport:
    """What an export wrote, and what it left out, by kind. ``said`` are sentences of the writer and on the choice."""

    out: Path
    documents: int = 0
    mentions: int = 0
    claims: int = 0
    links: int = 0
    lost: dict[str, Loss] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def leave_out(self, lost: Lost) -> None:
        """Counts something that is left out."""
        known = self.lost.get(lost.kind, Loss(0, ()))
        first = (*known.first, lost) if len(known.first) < MOST_FIRST else known.first
        self.lost[lost.kind] = Loss(known.number + 1, first)


def export(project: Project, ordered: Ordered) -> ExportReport:
    """Writes a dataset; AnnotatorError, and nothing written, where that cannot be."""
    entry = format_named(ordered.format, to="export")
    options = checked_options(ordered.options, entry.writing_options, entry.name)
    module = entry.load()
    chosen = Chosen(project, ordered.selection, several=entry.holds.annotators, name=entry.name)
    report = ExportReport(ordered.out)
    with Target(ordered.out, entry.one_file) as target, ordered.progress("Exporting", len(chosen.whose)) as advance:
        source = _Items(chosen, entry, report, advance)
        dataset = Dataset(project.name, project.schema, source, source.entities)
        module.write(dataset, target, Writing(report.leave_out, report.said.append, options))
    if without := len(project.document_ids()) - len(chosen.whose):
        noun = f"document{'s' * (without != 1)}"
        report.said.append(f"{without} {noun} without annotations of those asked for: not exported.")
    if chosen.unsettled:
        number = chosen.unsettled.total()
        report.said.append(
            f"{number} document{'s' * (number != 1)} that several annotated and nobody settled: of each the first "
            f"annotator's went out ({', '.join(chosen.unsettled)}); --as, --gold and --agreed choose."
        )
    return report


class _Items:
    """Goes through the documents for a writer. What is lost and how many there are is counted the first time only."""

    def __init__(self, chosen: Chosen, entry: Format, report: ExportReport, advance: Callable[[], object]) -> None:
        self._chosen, self._entry, self._report, self._advance = chosen, entry, report, advance
        self._counted: set[str] = set()
        self._split: Mapping[str, str] = NOTHING
        self._entities: NumberedEntities | None = None

    def __call__(self, split: str = "") -> Iterator[Item]:
        for document_id in self._chosen.whose:
            if split and self._split.get(document_id) != split:
                continue
            yield self._fitted(self._chosen.item(document_id))

    def entities(self) -> NumberedEntities:
        if self._entities is None:
            self._entities = NumberedEntities(self._chosen.project.schema, self._chosen.items)
        return self._entities

    def _fitted(self, item: Item) -> Item:
        document, chosen, report = item.document, self._chosen, self._report
        first_time = document.id not in self._counted

        def leave_out(kind: str, words: str) -> None:
            if first_time:
                report.leave_out(Lost(kind, document.id, words))

        schema = chosen.project.schema
        sets = tuple(fitted(one, document, self._entry.holds, schema, leave_out, chosen.has) for one in item.sets)
        if first_time:
            self._counted.add(document.id)
            self._advance()
            report.documents += 1
            report.mentions += sum(len(one.mentions) for one in sets)
            report.claims += sum(len(one.claims) for one in sets)
            report.links += sum(len(one.links) for one in sets)
        return Item(document, sets)

"""Datasets out: the chosen annotations, without what the format cannot hold, in a target that appears whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from annotator.core.agreement import AgreementReport
from annotator.core.fitting import fitted
from annotator.core.model import NOTHING, nothing
from annotator.core.model import Target as End
from annotator.exchange.choosing import EVERYTHING, Chosen, Selection
from annotator.exchange.entities import NumberedEntities
from annotator.exchange.outputs import Target
from annotator.exchange.progress import Progress, unseen
from annotator.exchange.redacting import Redaction
from annotator.exchange.splitting import Split, empty_splits, split_of
from annotator.formats.base import SPLITS, Dataset, Item, Lost, Writing
from annotator.formats.registry import Format, checked_options, format_named
from annotator.storage.project import Project


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the user wants to export, and how."""

    format: str
    out: Path
    selection: Selection = EVERYTHING
    split: Split | None = None
    redact: tuple[str, ...] = ()
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
    splits: Counter[str] = field(default_factory=Counter)
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
    chosen = Chosen(project, ordered.selection, several=entry.holds.annotators, name=entry.name)
    report = ExportReport(ordered.out)
    module = entry.load()
    with Target(ordered.out, entry.one_file) as target:
        redaction = _redaction(chosen, ordered)
        split = split_of(chosen, ordered.split, ordered.progress) if ordered.split is not None else NOTHING
        schema = redaction.schema(project.schema) if redaction is not None else project.schema
        name = redaction.plain(project.name) if redaction is not None else project.name
        with ordered.progress("Exporting", len(chosen.whose)) as advance:
            items = _Items(chosen, entry, report, advance, split, redaction)
            dataset = Dataset(
                name, schema, items, items.entities, items.split, agreement=lambda: _agreement(project, ordered)
            )
            module.write(dataset, target, Writing(items.leave_out, report.said.append, options))
    numbers = Counter(split.values())
    report.splits = Counter({name: numbers[name] for name in SPLITS if name in numbers})
    report.said += _remarks(project, chosen)
    if ordered.split is not None:
        report.said += empty_splits(ordered.split, report.splits)
    return report


def _agreement(project: Project, ordered: Ordered) -> AgreementReport | None:
    """How well the project's annotators agree; None where fewer than two have annotated."""
    from annotator.storage.agreement import compared_annotators, read_agreement  # few formats ask for it

    annotators = [name for name in project.annotators() if name != project.schema.curator]
    if len(annotators) < 2:
        return None
    with ordered.progress("Comparing annotators", len(project.document_ids())) as advance:
        return read_agreement(project, compared_annotators(project), advance).report


def _redaction(chosen: Chosen, ordered: Ordered) -> Redaction | None:
    if not ordered.redact:
        return None
    with ordered.progress("Finding what to redact", len(chosen.whose)) as advance:
        return Redaction(chosen, ordered.redact, advance)


def _remarks(project: Project, chosen: Chosen) -> Iterator[str]:
    """What there is to say of the choice of annotations."""
    if without := len(project.document_ids()) - len(chosen.whose):
        noun = f"document{'s' * (without != 1)}"
        yield f"{without} {noun} without annotations of those asked for: not exported."
    if chosen.unsettled:
        number = chosen.unsettled.total()
        yield (
            f"{number} document{'s' * (number != 1)} that several annotated and nobody settled: of each the first "
            f"annotator's went out ({', '.join(chosen.unsettled)}); --as, --gold and --agreed choose."
        )


class _Items:
    """Goes through the documents for a writer. What is lost and how many there are is counted the first time only."""

    def __init__(
        self,
        chosen: Chosen,
        entry: Format,
        report: ExportReport,
        advance: Callable[[], object],
        split: Mapping[str, str],
        redaction: Redaction | None,
    ) -> None:
        self._chosen, self._entry, self._report, self._advance = chosen, entry, report, advance
        self._split, self._redaction = split, redaction
        self._counted: set[str] = set()
        self._entities: NumberedEntities | None = None
        new_id = redaction.new_id if redaction is not None else str
        self.split = {new_id(document_id): name for document_id, name in split.items()}

    def __call__(self, split: str = "") -> Iterator[Item]:
        for document_id in self._chosen.whose:
            if not split or self._split.get(document_id) == split:
                yield self._made(document_id, self._count_once(document_id))

    def entities(self) -> NumberedEntities:
        """The entities of all documents."""
        if self._entities is None:
            self._entities = NumberedEntities(self._chosen.project.schema, self._uncounted)
        return self._entities

    def leave_out(self, lost: Lost) -> None:
        """Counts what the format has no place for; its words are safe to repeat."""
        self._report.leave_out(lost)

    def _uncounted(self) -> Iterator[Item]:
        return (self._made(document_id, None) for document_id in self._chosen.whose)

    def _count_once(self, document_id: str) -> ExportReport | None:
        if document_id in self._counted:
            return None
        self._counted.add(document_id)
        self._advance()
        return self._report

    def _made(self, document_id: str, report: ExportReport | None) -> Item:
        """A document as it goes out; with a report, it is counted in that."""
        item = self._chosen.item(document_id)
        if self._redaction is not None:
            item = self._redaction.item(item)

        def leave_out(kind: str, words: str) -> None:
            if report is not None:
                report.leave_out(Lost(kind, item.document.id, words))

        schema, holds = self._chosen.project.schema, self._entry.holds
        sets = tuple(fitted(one, item.document, holds, schema, leave_out, self._has) for one in item.sets)
        if report is not None:
            report.documents += 1
            report.mentions += sum(len(one.mentions) for one in sets)
            report.claims += sum(len(one.claims) for one in sets)
            report.links += sum(len(one.links) for one in sets)
        return Item(item.document, sets)

    def _has(self, end: End) -> bool:
        if self._redaction is not None:
            end = end._replace(document=self._redaction.old_id(end.document))
        return self._chosen.has(end)

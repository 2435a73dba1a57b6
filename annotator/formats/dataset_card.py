"""The card of a dataset: README.md as the Hugging Face Hub reads it, with its YAML head, and a person after it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from annotator.core.agreement import AgreementReport
from annotator.core.display import one_line
from annotator.core.schema import Schema
from annotator.formats.base import Dataset
from annotator.formats.tables import Table, Written

UNKNOWN_LICENCE = "unknown"
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def dataset_card(
    dataset: Dataset, files: Sequence[Written], counts: Counter[tuple[str, str]], report: AgreementReport | None
) -> bytes:
    """The card of a dataset of these files; ``counts`` are of annotators, labels and types."""
    parts = [*_head(dataset, files), "", *_body(dataset, files, counts, report)]
    return ("\n".join(parts) + "\n").encode()


def title_of(dataset: Dataset) -> str:
    """What the dataset is called."""
    return one_line(dataset.about.get("title", "") or dataset.name) or "dataset"


def _head(dataset: Dataset, files: Sequence[Written]) -> Iterator[str]:
    about = dataset.about
    documents = sum(file.rows for file in files if file.table.name == "documents")
    yield "---"
    yield f"pretty_name: {_yaml(title_of(dataset))}"
    yield f"license: {_yaml(about.get('licence', '') or UNKNOWN_LICENCE)}"
    if languages := about.get("language", "").replace(",", " ").split():
        yield "language:"
        yield from (f"- {_yaml(language)}" for language in languages)
    yield "task_categories:"
    yield "- token-classification"
    yield "size_categories:"
    yield f"- {next((words for most, words in _SIZES if documents < most), 'n>1M')}"
    yield "tags:"
    yield from ("- named-entity-recognition", "- coreference-resolution", "- claims")
    yield "configs:"
    for table in _tables(files):
        yield f"- config_name: {table.name}"
        if table.name == "documents":
            yield "  default: true"
        yield "  data_files:"
        for file in files:
            if file.table.name == table.name:
                yield f"  - split: {file.split}"
                yield f"    path: {_yaml(file.name)}"
    yield "---"


def _body(
    dataset: Dataset, files: Sequence[Written], counts: Counter[tuple[str, str]], report: AgreementReport | None
) -> Iterator[str]:
    yield f"# {_markdown(title_of(dataset))}"
    yield ""
    if description := dataset.about.get("description"):
        yield _markdown(description)
        yield ""
    yield "Texts with annotations. Offsets count Unicode code points of `text`, from 0, and are half-open."
    yield ""
    yield "## Counts"
    yield ""
    splits = list(dict.fromkeys(file.split for file in files))
    yield from _table(["table", *splits], _count_rows(files, splits))
    yield ""
    said = (("annotator", "annotators"), ("label", "mentions by label"))
    for kind, words in (*said, ("claim type", "claims by type"), ("link type", "links by type")):
        if rows := [[_code(name), str(count)] for (one, name), count in sorted(counts.items()) if one == kind]:
            yield from _table([words, "documents" if kind == "annotator" else "count"], rows)
            yield ""
    yield "## Schema"
    yield ""
    yield from _schema(dataset.schema)
    for table in _tables(files):
        yield f"### {table.name}"
        yield ""
        yield f"A row is {table.words}."
        yield ""
        yield from _table(["column", "holds"], [[_code(column.name), column.words] for column in table.columns])
        yield ""
    yield from _agreement(report)
    yield "## Licence"
    yield ""
    yield from _licence(dataset.about)


def _count_rows(files: Sequence[Written], splits: Sequence[str]) -> Iterator[list[str]]:
    for table in _tables(files):
        rows = {file.split: file.rows for file in files if file.table.name == table.name}
        yield [_code(table.name), *(str(rows.get(split, 0)) for split in splits)]


def _schema(schema: Schema) -> Iterator[str]:
    entries: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("label", {name: label.description for name, label in schema.labels.items()}),
        ("claim type", {name: kind.description for name, kind in schema.claim_types.items()}),
        ("link type", {name: kind.description for name, kind in schema.link_types.items()}),
    )
    for what, described in entries:
        if described:
            rows = [[str(number), _code(name), _markdown(described[name])] for number, name in enumerate(described)]
            yield from _table(["number", what, "meaning"], rows)
            yield ""


def _agreement(report: AgreementReport | None) -> Iterator[str]:
    yield "## Agreement"
    yield ""
    if report is None:
        yield "There is none to tell: fewer than two annotators have worked on this."
        yield ""
        return
    yield f"Means over the pairs of {len(report.annotators)} annotators, scores as F1; the table `agreement` has more."
    yield ""
    rows = [[_code(name), _figure(value), _between(report, name)] for name, value in report.overall.figures().items()]
    yield from _table(["measure", "value", "95% interval"], rows)
    yield ""
    labels = [
        [_code(label), _figure(measures.exact.f1), _figure(measures.overlap.f1)]
        for label, measures in report.labels.items()
    ]
    if labels:
        yield from _table(["label", "exact", "overlap"], labels)
        yield ""


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _between(report: AgreementReport, name: str) -> str:
    interval = report.intervals.get(name)
    if interval is None or interval.low is None:
        return ""
    return f"{_figure(interval.low)} to {_figure(interval.high)}"


def _licence(about: Mapping[str, str]) -> Iterator[str]:
    licence = about.get("licence", "")
    yield f"Annotations: {_markdown(licence) if licence else 'not stated.'}"
    texts = about.get("text-licence", "")
    yield ""
    yield f"Texts: {_markdown(texts) if texts else 'not stated; each text may have its own: see `source` and `url`.'}"
    if citation := about.get("citation"):
        yield ""
        yield "## Citation"
        yield ""
        yield _markdown(citation)


def _tables(files: Sequence[Written]) -> list[Table]:
    return list({file.table.name: file.table for file in files}.values())


def _table(head: Sequence[str], rows: Iterator[list[str]] | list[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _yaml(value: str) -> str:
    """A value that YAML reads as that string, whatever is in it: JSON's strings are YAML's."""
    return json.dumps(one_line(value), ensure_ascii=False)


def _markdown(value: str) -> str:
    """Words that are no markup."""
    return "".join(f"\\{character}" if character in "\\`*_{}[]<>|#" else character for character in one_line(value))


def _code(value: str) -> str:
    """A name as code within a table."""
    return f"`{one_line(value).replace('`', chr(39)).replace('|', '¦')}`"

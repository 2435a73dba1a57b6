"""A dataset of Parquet tables: documents, mentions, claims, links, entities, agreement; and a card that describes it.

Each table has a file for each split. The schema of each carries Hugging Face's ``features``, so that labels and types
are class labels there; ``README.md`` is the dataset card, ``croissant.json`` says the same to machines.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from annotator.core.schema import Schema
from annotator.formats.agreement_rows import agreement_rows
from annotator.formats.base import Dataset, Output, Writing
from annotator.formats.croissant import croissant
from annotator.formats.dataset_card import dataset_card
from annotator.formats.tables import (
    AGREEMENT,
    ENTITIES,
    PAIRS,
    TABLES,
    Column,
    ColumnKind,
    Row,
    Rows,
    Table,
    Written,
    class_names,
)

ROWS_IN_GROUP = 1 << 16
"""Rows that are held in memory, and make a row group of a file."""
TEXT_IN_GROUP = 1 << 25
"""Code points of documents after which a group is closed, however few they are."""

SPLIT_NAMES = {"": "train", "train": "train", "dev": "validation", "test": "test"}
"""What the splits are called on the Hugging Face Hub; what is not divided is there all "train"."""

_PLAIN: Mapping[ColumnKind, tuple[pa.DataType, str]] = {
    "string": (pa.string(), "string"),
    "integer": (pa.int64(), "int64"),
    "number": (pa.float64(), "float64"),
    "date": (pa.date32(), "date32"),
    "moment": (pa.timestamp("us", tz="UTC"), "timestamp[us, tz=UTC]"),
}


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """All tables of all splits, then the card and the Croissant description."""
    dataset = replace(dataset, about={**dataset.about, **writing.options})
    files: list[Written] = []
    counts: Counter[tuple[str, str]] = Counter()
    for split in dataset.splits:
        files += _write_split(dataset, split, output, writing, counts)
    report = dataset.agreement()
    if report is not None:
        files.append(_write_table(AGREEMENT, agreement_rows(report), dataset, SPLIT_NAMES[""], output))
    with output.open("croissant.json") as file:
        file.write(croissant(dataset, files))
    with output.open("README.md") as file:
        file.write(dataset_card(dataset, files, counts, report))


def _write_split(
    dataset: Dataset, split: str, output: Output, writing: Writing, counts: Counter[tuple[str, str]]
) -> Iterator[Written]:
    rows = Rows(dataset.schema, dataset.entities(), writing)
    name = SPLIT_NAMES[split]
    with ExitStack() as stack:
        tables = [(_TableFile(table, name, dataset.schema, output, stack), make) for table, make in TABLES]
        for item in dataset.items(split):
            _count(item.sets, counts)
            for table, make in tables:
                table.add(make(rows, item), len(item.document.text))
    yield from (table.written() for table, _ in tables)
    yield _write_table(ENTITIES, rows.entities(), dataset, name, output)


def _write_table(table: Table, rows: Iterable[Row], dataset: Dataset, split: str, output: Output) -> Written:
    with ExitStack() as stack:
        file = _TableFile(table, split, dataset.schema, output, stack)
        file.add(rows)
    return file.written()


def _count(sets: Iterable[Any], counts: Counter[tuple[str, str]]) -> None:
    for one in sets:
        counts["annotator", one.annotator] += 1
        counts.update(("label", mention.label) for mention in one.mentions.values())
        counts.update(("claim type", claim.type) for claim in one.claims.values())
        counts.update(("link type", link.type) for link in one.links.values())


class _Hashed:
    """A file that knows how many bytes it was given, and their hash."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = 0
        self.sha256 = hashlib.sha256()
        self.closed = False

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.sha256.update(data)
        self._file.write(data)
        return len(data)

    def tell(self) -> int:
        return self.size

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        self.closed = True


@dataclass(slots=True)
class _TableFile:
    """One file of a table, written group by group; complete once ``stack`` is left."""

    table: Table
    split: str
    schema: Schema
    output: Output
    stack: ExitStack
    rows: int = 0
    _waiting: list[Row] = field(default_factory=list)
    _text: int = 0
    _file: _Hashed = field(init=False)
    _arrow: pa.Schema = field(init=False)
    _writer: pq.ParquetWriter = field(init=False)

    def __post_init__(self) -> None:
        self._arrow = arrow_schema(self.table, self.schema)
        self._file = _Hashed(self.stack.enter_context(self.output.open(self.name)))
        self._writer = pq.ParquetWriter(self._file, self._arrow, compression="zstd", compression_level=1)
        self.stack.callback(self._end)

    @property
    def name(self) -> str:
        return f"{self.table.name}/{self.split}.parquet"

    def add(self, rows: Iterable[Row], text: int = 0) -> None:
        """Takes rows; ``text`` is how many code points of text are behind them."""
        self._waiting.extend(rows)
        self._text += text
        if len(self._waiting) >= ROWS_IN_GROUP or self._text >= TEXT_IN_GROUP:
            self._write_group()

    def written(self) -> Written:
        return Written(self.name, self.table, self.split, self.rows, self._file.size, self._file.sha256.hexdigest())

    def _write_group(self) -> None:
        if self._waiting:
            columns = zip(self.table.columns, zip(*self._waiting, strict=True), strict=True)
            arrays = [_array(column, values) for column, values in columns]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._arrow), ROWS_IN_GROUP)
            self.rows += len(self._waiting)
        self._waiting, self._text = [], 0

    def _end(self) -> None:
        self._write_group()
        self._writer.close()


def _array(column: Column, values: Sequence[Any]) -> pa.Array:
    names = PAIRS.get(column.kind)
    if names is None:
        return pa.array(values, _arrow_type(column.kind))
    offsets = pa.array(chain((0,), accumulate(map(len, values))), pa.int32())
    pairs = list(chain.from_iterable(values))
    if column.kind == "spans":
        parts = [pa.array([getattr(span, name) for span in pairs], pa.int64()) for name in names]
    else:
        parts = [pa.array([pair[part] for pair in pairs], pa.string()) for part in (0, 1)]
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(parts, names))


def _arrow_type(kind: ColumnKind) -> pa.DataType:
    if kind in PAIRS:
        value = pa.int64() if kind == "spans" else pa.string()
        return pa.list_(pa.struct([(name, value) for name in PAIRS[kind]]))
    return _PLAIN[kind][0] if kind in _PLAIN else pa.int64()


def arrow_schema(table: Table, schema: Schema) -> pa.Schema:
    """The Arrow schema of a table, with Hugging Face's features in its metadata."""
    fields = [
        pa.field(column.name, _arrow_type(column.kind), metadata={"description": column.words})
        for column in table.columns
    ]
    features = {column.name: feature_of(column.kind, schema) for column in table.columns}
    metadata = {"huggingface": json.dumps({"info": {"features": features}}, ensure_ascii=False)}
    return pa.schema(fields, metadata)


def feature_of(kind: ColumnKind, schema: Schema) -> Any:
    """A column's feature as Hugging Face's ``datasets`` writes it."""
    names = class_names(kind, schema)
    if names is not None:
        return {"names": names, "_type": "ClassLabel"}
    if kind in PAIRS:
        dtype = "int64" if kind == "spans" else "string"
        return [{name: {"dtype": dtype, "_type": "Value"} for name in PAIRS[kind]}]
    return {"dtype": _PLAIN[kind][1], "_type": "Value"}

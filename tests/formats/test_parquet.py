"""The Parquet dataset: what stands in its tables, and that other programs load them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from annotator.core.agreement import AgreementReport, agreement
from annotator.core.measures import NO_DOCUMENT
from annotator.core.pairing import pair_sets
from annotator.core.schema import Label, make_schema
from annotator.core.ties import Ties
from annotator.formats import parquet
from annotator.formats.base import Item, make_document, make_set
from tests.clients import checks
from tests.formats.examples import MEMO, NOON, both, marked, memo, on_disk
from tests.formats.in_memory import SCHEMA, Ears, MemoryOutput, dataset_of

SPLITS = {"news/memo": "train", "news/denial": "test"}
TABLES = ("documents", "mentions", "claims", "links", "entities")


def written(*items: Item, report: AgreementReport | None = None, **about: Any) -> MemoryOutput:
    output = MemoryOutput()
    dataset = replace(dataset_of(items or both(), **about), agreement=lambda: report)
    parquet.write(dataset, output, Ears().writing())
    return output


def compared() -> AgreementReport:
    """How well two annotators agree of whom one lacks a mention, and calls another otherwise."""
    (ours,) = memo().sets
    kept = [one for one in ours.mentions.values() if one.id != "m-role"]
    theirs = make_set(
        memo().document, [replace(one, label="role") if one.id == "m-amount" else one for one in kept], "ann-2"
    )
    ties = {"ann-1": Ties(SCHEMA), "ann-2": Ties(SCHEMA)}
    for one in (ours, theirs):
        ties[one.annotator].add(one)
    return agreement(["ann-1", "ann-2"], {("ann-1", "ann-2"): [pair_sets(ours, theirs, len(MEMO))]}, ties, lambda _: 0)


def rows(output: MemoryOutput, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(BytesIO(output.files[name])).to_pylist()
    return found


def test_every_mention_is_a_row_with_its_words_and_where_it_came_from() -> None:
    found = {row["id"]: row for row in rows(written(), "mentions/train.parquet")}
    gap = found["m-gap"]
    assert [MEMO[span["start"] : span["end"]] for span in gap["spans"]] == ["200 people", "laid off"]
    assert gap["quote"] == "200 people … laid off"
    assert list(SCHEMA.labels)[gap["label"]] == "event"
    person = found["m-person"]
    assert (person["annotator"], person["origin"], person["created"], person["note"]) == (
        "ann-1",
        "human",
        NOON,
        "his name",
    )
    assert json.loads(person["attributes"]) == {"sure": True}


def test_what_links_tie_across_documents_is_one_entity() -> None:
    output = written()
    mentions = {row["id"]: row["entity"] for row in rows(output, "mentions/train.parquet")}
    assert mentions["m-droege"] == mentions["m-person"] == mentions["m-whole"] is not None
    assert mentions["m-gap"] is None
    (entity,) = rows(output, "entities/train.parquet")
    assert entity["documents"] == 2
    assert {mention["mention"] for mention in entity["mentions"]} == {"m-droege", "m-person", "m-whole"}


def test_claims_and_links_name_what_they_join() -> None:
    output = written()
    claims = {row["id"]: row for row in rows(output, "claims/train.parquet")}
    assert claims["c-figure"]["arguments"] == [
        {"argument": "amount", "mention": "m-amount"},
        {"argument": "event", "mention": "m-gap"},
    ]
    links = {row["id"]: row for row in rows(output, "links/train.parquet")}
    across = links["l-contradicts"]
    assert (across["document"], across["source"], across["target_document"], across["target"]) == (
        "news/denial",
        "c-denial",
        "news/memo",
        "c-position",
    )


def test_splits_are_files_and_an_entity_has_only_the_mentions_of_its_split() -> None:
    output = written(splits=SPLITS)
    assert [row["id"] for row in rows(output, "documents/train.parquet")] == ["news/memo"]
    assert [row["id"] for row in rows(output, "documents/test.parquet")] == ["news/denial"]
    (entity,) = rows(output, "entities/train.parquet")
    assert {mention["document"] for mention in entity["mentions"]} == {"news/memo"}


def test_agreement_is_a_table_and_on_the_card_with_the_figures_of_the_report() -> None:
    report = compared()
    output = written(report=report)
    found = rows(output, "agreement/train.parquet")
    exact = [row for row in found if (row["measure"], row["scope"]) == ("exact", "all")]
    assert [(row["value"], row["annotators"]) for row in exact] == [(report.overall.exact.f1, "ann-1, ann-2")]
    assert 0 < exact[0]["value"] < 1
    labels = {row["label"]: row["value"] for row in found if (row["measure"], row["scope"]) == ("exact", "label")}
    assert (labels["person"], labels["amount"]) == (1.0, 0.0)
    assert {row["documents"] for row in found if row["scope"] == "pair"} == {1}
    nothing = agreement(["ann-1", "ann-2"], {}, {"ann-1": Ties(SCHEMA), "ann-2": Ties(SCHEMA)}, lambda _: 0)
    undefined = rows(written(report=nothing), "agreement/train.parquet")
    assert {(row["value"], row["reason"]) for row in undefined} == {(None, NO_DOCUMENT)}
    card = output.files["README.md"].decode()
    assert f"| `exact` | {report.overall.exact.f1:.3f} |" in card
    assert "| `person` | 1.000 | 1.000 |" in card
    assert "There is none to tell" in written().files["README.md"].decode()


def test_two_exports_are_the_same_bytes() -> None:
    assert written(splits=SPLITS).files == written(splits=SPLITS).files


def test_groups_of_rows_are_written_as_documents_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS_IN_GROUP", 4)
    held: list[int] = []
    write_group = parquet._TableFile._write_group

    def watched(table: parquet._TableFile) -> None:
        held.append(len(table._waiting))
        write_group(table)

    monkeypatch.setattr(parquet._TableFile, "_write_group", watched)
    items = [Item(one, (make_set(one, memo().sets[0].mentions.values()),)) for one in _many(30)]
    output = written(*items)
    assert max(held) <= 4 + len(memo().sets[0].mentions)
    assert len(rows(output, "mentions/train.parquet")) == 30 * len(memo().sets[0].mentions)
    assert pq.ParquetFile(BytesIO(output.files["mentions/train.parquet"])).num_row_groups > 20


def _many(number: int) -> Iterator[Any]:
    return (make_document(f"d-{place}", MEMO, "memo.txt") for place in range(number))


def test_a_label_that_the_schema_lacks_is_said_and_not_made_another() -> None:
    document = make_document("d", MEMO, "d.txt")
    ears, output = Ears(), MemoryOutput()
    item = Item(document, (make_set(document, [marked("m-1", "spy", MEMO, "Jason")]),))
    parquet.write(dataset_of([item]), output, ears.writing())
    assert rows(output, "mentions/train.parquet")[0]["label"] == -1
    assert ["spy" in lost.words for lost in ears.lost] == [True]


def test_the_card_says_counts_schema_agreement_and_licence_and_no_word_of_it_is_markup() -> None:
    schema = make_schema(name="x", labels=[Label("per|son", description="<b>who</b>\n# no heading")])
    document = make_document("d", MEMO, "d.txt")
    item = Item(document, (make_set(document, [marked("m-1", "per|son", MEMO, "Jason")], "ann-1"),))
    about = {"title": 'News: "a"\n---', "licence": "cc-by-4.0", "language": "en de"}
    card = written(item, schema=schema, about=about).files["README.md"].decode()
    head, body = card.removeprefix("---\n").split("\n---\n", 1)
    assert 'pretty_name: "News: \\"a\\" ---"' in head
    assert 'license: "cc-by-4.0"' in head
    assert "<b>" not in body
    assert "\\# no heading" in body
    for words in ("## Counts", "## Schema", "## Agreement", "## Licence", "| `mentions` | 1 |"):
        assert words in body


def test_the_hub_s_library_loads_every_table_offline_with_class_labels(tmp_path: Path) -> None:
    if lacking := checks.missing("hub"):
        pytest.skip(f"NOT TESTED WITH {lacking.upper()}: it is not installed")
    folder = on_disk(written(splits=SPLITS, report=compared()), tmp_path / "data")
    told = checks.run("hub", folder, tmp_path / "scratch")
    assert {name.partition("/")[0] for name in told} == {*TABLES, "agreement"}
    mentions = told["mentions/train"]
    assert mentions["rows"] == len(memo().sets[0].mentions)
    assert mentions["classes"] == {"label": list(SCHEMA.labels)}
    assert told["claims/test"]["classes"] == {"type": list(SCHEMA.claim_types)}
    assert told["links/test"]["classes"] == {"type": list(SCHEMA.link_types)}
    assert told["documents/train"]["first"]["text"] == MEMO
    assert mentions["first"]["spans"] == [{"start": 23, "end": 35}]


def test_mlcroissant_validates_and_reads_every_record_set(tmp_path: Path) -> None:
    if lacking := checks.missing("croissant"):
        pytest.skip(f"NOT TESTED WITH {lacking.upper()}: it is not installed")
    about = {"licence": "cc-by-4.0", "url": "https://example.org/news", "citation": "ann-1, 2026", "date": "2026-11-21"}
    folder = on_disk(written(splits=SPLITS, about=about, report=compared()), tmp_path / "data")
    told = checks.run("croissant", folder, tmp_path / "scratch")
    assert told.pop("warnings") == []
    tables = {f"{table}-{split}" for table in TABLES for split in ("train", "test")}
    assert set(told) == {*tables, "agreement-train"}
    assert len(told["mentions-train"]) == 3

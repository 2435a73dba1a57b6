"""Pairs of claims: both sentences and sources, each pair in one split, and what makes no pair is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.model import Claim, Link, Metadata, Target, spans_of
from annotator.core.records import Records
from annotator.formats import claim_pairs, preference_pairs
from annotator.formats.base import Item, make_document, make_set
from tests.formats.examples import at
from tests.formats.in_memory import Ears, MemoryOutput, dataset_of

FIRST = "Ann is head. She said so.\nBo agrees."
SECOND = "Ann is not head, 🙂 says  Cy. Now Bo is head."


def claim(record_id: str, text: str, words: str) -> Claim:
    return Claim(record_id, "position", spans_of(*at(text, words)))


def three() -> list[Item]:
    """Two documents of one topic: claims that support, contradict, supersede, and cannot be compared."""
    first = make_document("first", FIRST, "x", Metadata("One", "Daily", url="https://example.org/1", topic="t"))
    second = make_document("second", SECOND, "x", Metadata(topic="t"))
    ours = [claim("c-1", FIRST, "Ann is head"), claim("c-2", FIRST, "Bo agrees")]
    theirs = [claim("c-3", SECOND, "Ann is not head"), claim("c-4", SECOND, "Bo is head")]
    links = [
        Link("l-1", "supports", "c-2", Target("first", "c-1")),
        Link("l-2", "supports", "c-1", Target("first", "c-9")),
    ]
    more = [
        Link("l-3", "contradicts", "c-3", Target("first", "c-1")),
        Link("l-4", "supersedes", "c-4", Target("first", "c-1")),
        Link("l-5", "not-comparable", "c-4", Target("first", "c-2")),
    ]
    return [
        Item(first, (make_set(first, [*ours, *links], "ann-1"),)),
        Item(second, (make_set(second, [*theirs, *more], "ann-1"),)),
    ]


def rows(
    module: ModuleType, ears: Ears | None = None, splits: Mapping[str, str] | None = None, **options: str
) -> dict[str, list[dict[str, Any]]]:
    output = MemoryOutput()
    module.write(dataset_of(three(), splits=splits or {}), output, (ears or Ears()).writing(**options))
    return {name: [json.loads(line) for line in data.splitlines()] for name, data in output.files.items()}


def test_a_pair_has_both_sentences_their_label_and_their_sources() -> None:
    ears = Ears()
    found = rows(claim_pairs, ears)["all.jsonl"]
    assert [(row["premise"], row["hypothesis"], row["label"]) for row in found] == [
        ("Bo agrees.", "Ann is head.", "supports"),
        ("Ann is not head, 🙂 says Cy.", "Ann is head.", "contradicts"),
        ("Now Bo is head.", "Bo agrees.", "neither"),
    ]
    assert found[0]["hypothesis_source"] == {
        "document": "first",
        "title": "One",
        "source": "Daily",
        "url": "https://example.org/1",
        "topic": "t",
    }
    assert found[1]["premise_claim"] == {"type": "position", "words": "Ann is not head"}
    assert {(lost.kind, lost.words) for lost in ears.lost} == {
        ("link of other than two claims", "supports"),
        ("link without inference", "supersedes"),
    }


def test_pairs_that_nobody_linked_are_added_when_asked_for_and_say_so() -> None:
    found = rows(claim_pairs, unlinked="5")["all.jsonl"][3:]
    assert [(row["premise"], row["hypothesis"], row["decided"]) for row in found] == [
        ("Bo agrees.", "Ann is not head, 🙂 says Cy.", False),
        ("Ann is not head, 🙂 says Cy.", "Now Bo is head.", False),
    ]
    assert len(rows(claim_pairs, unlinked="1")["all.jsonl"]) == 4
    with pytest.raises(AnnotatorError, match="is a number"):
        rows(claim_pairs, unlinked="-1")


def test_what_supersedes_or_supports_is_chosen_over_what_it_is_held_against() -> None:
    ears = Ears()
    found = rows(preference_pairs, ears)["all.jsonl"]
    assert [(row["chosen"], row["rejected"], row["reason"]) for row in found] == [
        ("Now Bo is head.", "Ann is head.", "supersedes"),
        ("Bo agrees.", "Ann is not head, 🙂 says Cy.", "supports and contradicts"),
    ]
    assert found[1]["prompt"].endswith("Ann is head.")
    assert found[0]["rejected_source"]["document"] == "first"
    assert {lost.kind for lost in ears.lost} == {"link of other than two claims", "link without preference"}


@pytest.mark.parametrize("module", [claim_pairs, preference_pairs])
def test_no_pair_leads_from_one_split_to_another(module: ModuleType) -> None:
    ears = Ears()
    found = rows(module, ears, {"first": "train", "second": "test"})
    assert set(found) == {"train.jsonl", "test.jsonl"}
    sources = [
        {row[key]["document"] for key in row if key.endswith("_source")} for some in found.values() for row in some
    ]
    assert all(len(source) == 1 for source in sources)
    assert [lost.kind for lost in ears.lost].count("pair across splits") == 2


@pytest.mark.parametrize("module", [claim_pairs, preference_pairs])
def test_a_dataset_without_a_pair_is_not_passed_off_as_one(module: ModuleType) -> None:
    bare = [Item(item.document, tuple(replace(one, links=Records()) for one in item.sets)) for item in three()]
    for items, words in ((bare, "There is no pair"), (three(), "")):
        ears, output = Ears(), MemoryOutput()
        module.write(dataset_of(items), output, ears.writing())
        assert "".join(ears.said).startswith(words)
        assert bool(output.files["all.jsonl"]) is not bool(ears.said)

"""JSONL of spans as Prodigy, doccano and ``datasets`` have it: in and out again, and lines that are not sound."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Mention, Metadata, Span
from annotator.core.schema import LinkType
from annotator.formats import doccano, huggingface, jsonl
from annotator.formats.base import FormatError, Item, make_document, make_set
from annotator.formats.registry import FORMATS
from tests.clients import checks
from tests.formats.examples import both
from tests.formats.in_memory import SCHEMA, Ears, MemoryOutput, MemorySource, dataset_of
from tests.formats.strategies import facts, fit, items

FORMATS_OF_SPANS = {"jsonl": jsonl, "doccano": doccano, "huggingface": huggingface}


def read(module: ModuleType, *lines: Any, ears: Ears | None = None, **options: str) -> list[Item]:
    data = b"".join(
        line if isinstance(line, bytes) else (json.dumps(line, ensure_ascii=False) + "\n").encode() for line in lines
    )
    return list(module.read(MemorySource({"a.jsonl": data}), (ears or Ears()).reading(SCHEMA, **options)))


def written(module: ModuleType, *items: Item, ears: Ears | None = None, **options: str) -> bytes:
    output = MemoryOutput(is_file=True)
    module.write(dataset_of(items), output, (ears or Ears()).writing(**options))
    return next(iter(output.files.values()))


def marks(item: Item) -> list[tuple[str, str]]:
    return [(one.label, item.document.quote(one.spans)) for one in item.sets[0].mentions.values()]


@given(items())
def test_prodigy_s_lines_hold_all_that_is_said_within_a_document(item: Item) -> None:
    item = fit(item, FORMATS["jsonl"].holds)
    ears = Ears()
    (again,) = read(jsonl, written(jsonl, item, ears=ears))
    assert again.document.id == item.document.id
    assert facts(again) == facts(item)
    assert ears.lost == []


@given(items(), st.sampled_from(["code-points", "utf-16", "utf-8", "graphemes", "crlf"]))
def test_doccano_s_lines_hold_mentions_and_links_in_any_unit(item: Item, unit: str) -> None:
    item, ears = fit(item, FORMATS["doccano"].holds), Ears()
    (again,) = read(doccano, written(doccano, item, ears=ears, unit=unit), unit=unit)
    if not ears.lost:
        assert facts(again) == facts(item)
    assert len(marks(again)) == len(marks(item)) - sum(lost.kind.startswith("mention") for lost in ears.lost)
    if unit in ("code-points", "utf-16", "utf-8"):
        assert ears.lost == []


@given(items())
def test_texts_with_spans_hold_all_mentions(item: Item) -> None:
    item = fit(item, FORMATS["huggingface"].holds._replace(discontinuous=False))
    (again,) = read(huggingface, written(huggingface, item, shape="spans"))
    assert facts(again) == facts(item)


@given(items())
def test_tokens_with_tags_are_the_same_again(item: Item) -> None:
    item, ears = fit(item, FORMATS["conll2003"].holds), Ears()
    first = written(huggingface, item, ears=ears)
    again = read(huggingface, first)
    assert written(huggingface, *again) == first
    assert sum(len(marks(one)) for one in again) == len(marks(item)) - len(ears.lost)


def test_annotators_have_a_line_each_and_metadata_come_back() -> None:
    about = Metadata("The memo", "Daily", dt.date(2026, 11, 20), "https://example.org/1", "t")
    document = make_document("news/memo", "Ann 🙂 here", "x", about)
    sets = [make_set(document, [Mention("m-1", "person", (Span(0, 3),))], name) for name in ("ann-1", "ann-2")]
    first, second = read(jsonl, written(jsonl, Item(document, tuple(sets))))
    assert (first.document, second.document) == (document, document)
    assert [one.sets[0].annotator for one in (first, second)] == ["ann-1", "ann-2"]


def test_prodigy_s_own_lines_are_read_with_relations_tokens_and_answers() -> None:
    tokens = [{"text": "Ann", "start": 0, "end": 3, "id": 0}, {"text": "met", "start": 4, "end": 7, "id": 1}]
    tokens.append({"text": "Bo", "start": 8, "end": 10, "id": 2})
    line = {
        "text": "Ann met Bo",
        "_input_hash": 1,
        "tokens": tokens,
        "spans": [{"start": 0, "end": 3, "token_start": 0, "token_end": 0, "label": "PER"}],
        "relations": [
            {"head": 0, "child": 2, "label": "MET", "head_span": {"start": 0, "end": 3, "label": "PER"}},
            {"head": 2, "child": 1, "label": "BY", "child_span": {"start": 4, "end": 7, "label": None}},
        ],
        "answer": "accept",
    }
    ears = Ears()
    reading = ears.reading()
    data = "\n".join(map(json.dumps, (line, {"text": "x", "answer": "reject"}, {**line, "options": []})))
    first, second = jsonl.read(MemorySource({"a.jsonl": data}), reading)
    assert marks(first) == [("PER", "Ann"), ("token", "Bo"), ("token", "met")]
    assert (first.document.id, second.document.id) == ("a/1", "a/3")
    assert reading.parts.link_types == {"MET": LinkType("MET"), "BY": LinkType("BY")}
    assert any("answer" in said for said in ears.said)
    assert any("options" in said for said in ears.said)


def test_offsets_in_another_unit_are_found_out_by_the_words() -> None:
    ears = Ears()
    lines = [
        {"text": "one two", "spans": [{"start": 4, "end": 7, "label": "x", "text": "two"}]},
        {"text": "🙂 two", "spans": [{"start": 3, "end": 6, "label": "x", "text": "two"}]},
    ]
    assert [marks(item) for item in read(jsonl, *lines, ears=ears)] == [[("x", "two")], [("x", "two")]]
    assert ears.said == ["a.jsonl: Its offsets count UTF-16 code units."]


def test_doccano_s_labels_are_read_in_each_of_its_ways() -> None:
    lines = [
        {"id": 7, "text": "Ann here", "label": [[0, 3, "PER"]], "Comments": ["hm"], "year": 2020, "none": None},
        {"id": 8, "data": "Ann here", "labels": [[0, 3, "PER"]]},
        {
            "id": 9,
            "text": "Ann here",
            "entities": [
                {"id": 4, "start_offset": 0, "end_offset": 3, "label": "PER"},
                {"id": 5, "start_offset": 4, "end_offset": 8, "label": "X"},
            ],
            "relations": [{"id": 1, "from_id": 4, "to_id": 5, "type": "in"}],
        },
    ]
    found = read(doccano, *lines)
    assert [item.document.id for item in found] == ["a/7", "a/8", "a/9"]
    assert [marks(item)[0] for item in found] == [("PER", "Ann")] * 3
    assert found[0].document.metadata.extra == {"meta": {"year": 2020}}
    assert len(found[2].sets[0].links) == 1


def test_what_doccano_counts_as_graphemes_is_told_by_an_option() -> None:
    line = {"text": "👨‍👩‍👧 Ann", "label": [[2, 5, "PER"]]}
    assert marks(read(doccano, line, unit="graphemes")[0]) == [("PER", "Ann")]
    assert marks(read(doccano, line)[0]) != [("PER", "Ann")]


def test_tags_that_are_numbers_are_named_by_an_option() -> None:
    line = {"id": "0", "tokens": ["Ann", "Bo", "here"], "ner_tags": [1, 2, 0]}
    (item,) = read(huggingface, line, names="O,B-PER,I-PER")
    assert (item.document.id, marks(item)) == ("a/0", [("PER", "Ann Bo")])
    with pytest.raises(FormatError, match=r"line 1: The tags in .* are numbers"):
        read(huggingface, line)
    with pytest.raises(FormatError, match="line 1: There is a tag 2"):
        read(huggingface, line, names="O,B-PER")


def test_what_rows_of_tokens_tell_of_their_document_is_kept() -> None:
    line = {"document": "d", "tokens": ["Ann"], "ner_tags": ["O"], "title": "Who?", "year": 2020}
    (item,) = read(huggingface, line)
    assert (item.document.title, item.document.metadata.extra["meta"]) == ("Who?", {"year": 2020})


def test_what_has_no_place_is_told() -> None:
    for name, module in FORMATS_OF_SPANS.items():
        ears = Ears()
        found = [fit(item, FORMATS[name].holds) for item in both()]
        written(module, *found, ears=ears)
        kinds = {lost.kind for lost in ears.lost}
        assert kinds == ({"overlapping mention", "discontinuous mention"} if name == "huggingface" else set()), name
    ears = Ears()
    written(doccano, *(fit(item, FORMATS["doccano"].holds) for item in both()), ears=ears, project="sequence-labeling")
    assert {lost.kind for lost in ears.lost} == {"link"}


SPAN = {"start": 0, "end": 3, "label": "x"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b'{"text": "Ann", "spa\n', "It is no sound JSON at character"),
        (b'{"text": "M\xfcller"}\n', "It is not UTF-8: 0xfc"),
        (b'{"text": "\xed\xa0\x80"}\n', "It is not UTF-8: 0xed"),
        (b'{"text": "\\ud83d"}\n', "It is no sound JSON"),
        (b'{"text": NaN}\n', "It is no sound JSON"),
        (b"[" * 100_000 + b"\n", "It is no sound JSON"),
        (b'{"text": "Ann", "meta": {"a": ' + b"[" * 2000 + b"]" * 2000 + b"}}\n", "It is no sound JSON"),
        (["text"], "The line is no object in braces, but a list"),
        ({"spans": []}, 'The line has no "text"'),
        ({"text": 7}, 'The "text" of the line is text, not 7'),
        ({"text": "Ann", "spans": {}}, 'The "spans" of the line is a list, not an object'),
        ({"text": "Ann", "spans": [7]}, "A span is no object"),
        ({"text": "Ann", "spans": [{**SPAN, "end": 4}]}, "The offsets 0 to 4 are empty, out of the text"),
        ({"text": "Ann", "spans": [{**SPAN, "start": -1}]}, "The offsets -1 to 3"),
        ({"text": "Ann", "spans": [{**SPAN, "start": 3}]}, "The offsets 3 to 3"),
        ({"text": "Ann", "spans": [{**SPAN, "start": "0"}]}, 'The "start" of a span is a whole number'),
        ({"text": "Ann", "spans": [{**SPAN, "start": True}]}, 'The "start" of a span is a whole number'),
        ({"text": "Ann", "spans": [{**SPAN, "end": 10**30}]}, 'The "end" of a span is a whole number'),
        (
            {"text": "Ann", "spans": [{**SPAN, "text": "Bob"}]},
            "It says that 'Bob' stands at 0 to 3, and there is 'Ann'",
        ),
        ({"text": "Ann", "spans": [{**SPAN, "label": None}]}, 'A span has no "label"'),
        ({"text": "Ann", "spans": [{**SPAN, "id": "1"}, {**SPAN, "id": "1"}]}, 'The id "1" is that of two spans'),
        ({"text": "Ann", "spans": [{**SPAN, "attributes": {"a": [1]}}]}, 'The attribute "a"'),
        (
            {"text": "Ann", "relations": [{"head_span": {"id": "9"}, "label": "r"}]},
            'The relation "r" names the span "9"',
        ),
        ({"text": "Ann", "relations": [{"head_span": SPAN, "label": "r"}]}, 'A relation names a span "x" from 0 to 3'),
        ({"text": "Ann", "relations": [{"head": 4, "child": 0, "label": "r"}]}, "A relation names the token 4"),
    ],
)
def test_a_line_that_is_not_sound_is_refused_with_its_number(line: Any, sentence: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(jsonl, {"text": "sound"}, line)
    assert str(caught.value).startswith(f"a.jsonl, line 2: {sentence}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"text": "Ann", "label": [[0, 3]]}, 'What is in "label" is a start, an end and a label'),
        ({"text": "Ann", "label": [[0, 9, "x"]]}, "The offsets 0 to 9"),
        ({"text": "Ann", "entities": [{"start_offset": 0, "label": "x"}]}, 'An entity has no "end_offset"'),
        (
            {"text": "Ann", "entities": [], "relations": [{"from_id": 1, "to_id": 2, "type": "x"}]},
            "A relation names the entity '1'",
        ),
    ],
)
def test_a_line_of_doccano_that_is_not_sound_is_refused_with_its_number(line: Any, sentence: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(doccano, {"text": "sound"}, line)
    assert str(caught.value).startswith(f"a.jsonl, line 2: {sentence}")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"tokens": ["a", ""], "ner_tags": ["O", "O"]}, "A token is a text"),
        ({"tokens": ["a", "b"], "ner_tags": ["O"]}, 'There are 2 tokens, and "ner_tags" has 1 tags'),
        ({"tokens": ["a"], "ner_tags": ["Q-x"]}, "'Q-x' is no tag"),
        ({"tokens": ["a", "b"], "ner_tags": ["B-x", "U-x"]}, "'U-x' cannot follow 'B-x'"),
    ],
)
def test_a_row_of_tokens_that_is_not_sound_is_refused_with_its_number(line: Any, sentence: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(huggingface, {"tokens": ["sound"], "ner_tags": ["O"]}, line)
    assert str(caught.value).startswith(f"a.jsonl, line 2: {sentence}")


@pytest.mark.parametrize("shape", ["tokens", "spans"])
def test_the_hub_s_library_loads_the_lines_offline_with_classes(tmp_path: Path, shape: str) -> None:
    if lacking := checks.missing("hub"):
        pytest.skip(f"NOT TESTED WITH DATASETS: {lacking} is not installed")
    output = MemoryOutput()
    splits = {"news/memo": "train", "news/denial": "dev"}
    huggingface.write(dataset_of(both(), splits=splits), output, Ears().writing(shape=shape))
    for name, data in output.files.items():
        (tmp_path / name).write_bytes(data)
    told = checks.run("hub", tmp_path, tmp_path / "scratch")
    assert sorted(told) == ["default/train", "default/validation"]
    labels = list(SCHEMA.labels)
    tags = ["O", *(f"{letter}-{label}" for label in labels for letter in "BI")]
    expected = {"ner_tags": tags} if shape == "tokens" else {"spans.label": labels}
    assert told["default/train"]["classes"] == expected
    assert told["default/train"]["rows"] == output.files["train.jsonl"].count(b"\n")

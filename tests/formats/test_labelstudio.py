"""Label Studio's JSON: in and out again, whose annotations they are, and files that are not sound."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Mention, Span
from annotator.core.schema import LinkType
from annotator.formats import labelstudio
from annotator.formats.base import FormatError, Item, make_document, make_set
from annotator.formats.registry import FORMATS
from tests.formats.examples import both
from tests.formats.in_memory import SCHEMA, Ears, MemoryOutput, MemorySource, dataset_of
from tests.formats.strategies import facts, fit, items


def region(start: int, end: int, text: str, *labels: str, key: str = "a", **more: Any) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": text, "labels": list(labels)}
    return {"id": key, "from_name": "label", "to_name": "text", "type": "labels", "value": value, **more}


def task(text: str, *results: Any, by: Any = 1, **more: Any) -> dict[str, Any]:
    return {"id": 5, "data": {"text": text}, "annotations": [{"completed_by": by, "result": list(results)}], **more}


def read(tasks: Any, ears: Ears | None = None, name: str = "a.json", **options: str) -> list[Item]:
    data = tasks if isinstance(tasks, str | bytes) else json.dumps(tasks, indent=1)
    return list(labelstudio.read(MemorySource({name: data}), (ears or Ears()).reading(SCHEMA, **options)))


def written(*items: Item, ears: Ears | None = None, **options: str) -> bytes:
    output = MemoryOutput(is_file=True)
    labelstudio.write(dataset_of(items), output, (ears or Ears()).writing(**options))
    return output.files["all.json"]


def marks(item: Item) -> list[tuple[str, str]]:
    return [(one.label, item.document.quote(one.spans)) for one in item.sets[0].mentions.values()]


@given(items(), st.sampled_from(["code-points", "utf-16", "utf-8"]))
def test_all_that_is_said_within_a_document_comes_back(item: Item, unit: str) -> None:
    item, ears = fit(item, FORMATS["label-studio"].holds), Ears()
    (again,) = read(written(item, ears=ears, unit=unit))
    assert facts(again) == facts(item)
    assert ears.lost == []


def test_every_annotator_has_a_set_and_keeps_the_name() -> None:
    document = make_document("news/memo", "Ann here", "x")
    names = ("ann-1", "user-7", "b@example.org")
    sets = [make_set(document, [Mention("m-1", "person", (Span(0, 3),))], name) for name in names]
    data = written(Item(document, tuple(sets)))
    by = [one.get("completed_by") for one in json.loads(data)[0]["annotations"]]
    assert by == [None, 7, {"email": "b@example.org"}]
    (again,) = read(data)
    assert [one.annotator for one in again.sets] == list(names)
    assert again.document.id == "news/memo"


def test_regions_relations_choices_and_notes_are_read() -> None:
    results = [
        region(0, 3, "Ann", "PER", "ORG", meta={"text": ["hm"]}),
        region(4, 8, "here", "LOC", key="b"),
        {"id": "a", "from_name": "sure", "type": "choices", "value": {"start": 0, "choices": ["very"]}},
        {"id": "z", "from_name": "mood", "type": "choices", "value": {"choices": ["good", "calm"]}},
        {"from_id": "a", "to_id": "b", "type": "relation", "direction": "left", "labels": ["in"]},
        {"from_id": "a", "to_id": "b", "type": "relation", "direction": "bi"},
        {"id": "q", "from_name": "box", "type": "rectanglelabels", "value": {"x": 1}},
    ]
    ears = Ears()
    reading = ears.reading()
    data = json.dumps([task("Ann here", *results, by={"id": 3, "email": "c@example.org"}, predictions=[{}])])
    (item,) = labelstudio.read(MemorySource({"a.json": data}), reading)
    said = item.sets[0]
    person, *_ = said.mentions.values()
    assert marks(item) == [("PER", "Ann"), ("ORG", "Ann"), ("LOC", "here")]
    assert (person.note, dict(person.attributes)) == ("hm", {"sure": "very"})
    assert (said.annotator, dict(said.attributes)) == ("c@example.org", {"mood": "good, calm"})
    into, related = said.links.values()
    assert (into.type, into.target.id, related.type, related.source) == ("in", person.id, "relation", person.id)
    assert set(reading.parts.link_types) == {"in", "relation"}
    assert reading.parts.link_types["in"] == LinkType("in")
    assert [said.partition(": ")[2] for said in ears.said] == [
        "1 predictions are no annotations, and left out.",
        "1 results of the type 'rectanglelabels' have no place here, and are left out.",
    ]


def test_offsets_of_old_exports_are_found_to_count_utf_16() -> None:
    ears = Ears()
    tasks = [task("one Ann", region(4, 7, "Ann", "PER")), task("🙂\nAnn", region(2, 6, "\\nAnn", "PER"), id=6)]
    tasks[1]["id"] = 6
    assert [marks(item) for item in read(tasks, ears)] == [[("PER", "Ann")], [("PER", "\nAnn")]]
    assert ears.said == ["a.json: Its offsets count UTF-16 code units."]


def test_a_task_a_line_and_a_text_under_another_key_are_read() -> None:
    line = json.dumps({"id": 1, "data": {"body": "Ann", "n": 1}, "annotations": []})
    (item,) = read(line, name="a.jsonl")
    assert (item.document.id, item.document.text, item.sets) == ("a/1", "Ann", ())
    two = [{"data": {"body": "Ann", "head": "x"}}]
    assert read(two, text="body")[0].document.text == "Ann"
    with pytest.raises(FormatError, match="line 2: Which of its data is the text"):
        read(two)


def test_what_has_no_place_is_told() -> None:
    ears = Ears()
    written(*both(), ears=ears)  # as they are: a writer does not take for granted that what does not fit was left out
    assert {lost.kind for lost in ears.lost} == {"link of other than two mentions of a document"}


@pytest.mark.parametrize(
    ("tasks", "sentence"),
    [
        ('[{"data": {"text": "Ann"}},\n{"data"', "a.json, line 2: It is no sound JSON"),
        ('[{"data": {"text": "Ann"}}\n{}]', "a.json, line 2: It is no sound JSON: a comma"),
        ('[{"data": {"text": "Ann"}}]\nx', "a.json, line 2: It is no sound JSON: something follows"),
        ("\n[7]", "a.json, line 2: The task is no object"),
        ('[{"data": {"text": NaN}}]', "a.json, line 1: It is no sound JSON: NaN"),
        ("[" * 100_000, "a.json, line 1: It is no sound JSON: it nests too deep"),
        ('[{"id": ' + "9" * 5000 + "}]", "a.json, line 1: It is no sound JSON: a number is too long"),
        (b'[{"data":\n {"text": "M\xfcller"}}]', "a.json, line 2: It is not UTF-8"),
        ('[{"data": {"text": "\\ud83d"}}]', "a.json: The text of 'a/1' has half a character"),
    ],
)
def test_a_file_that_is_not_sound_is_refused(tasks: str | bytes, sentence: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(tasks)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("results", "sentence"),
    [
        ([region(0, 9, "Ann", "x")], "The offsets 0 to 9 are empty, out of the text"),
        ([region(0, 3, "Bob", "x")], "It says that 'Bob' stands at 0 to 3, and there is 'Ann'"),
        ([region(3, 1, "", "x")], "The offsets 3 to 1"),
        ([region(0, 3, "Ann", "x"), region(0, 1, "A", "x")], "The id 'a' is that of two regions"),
        ([{"from_id": "a", "to_id": "b", "type": "relation"}], "A relation names the region 'a'"),
        ([{**region(0, 3, "Ann"), "value": {"start": 0, "end": 3, "labels": [7]}}], "A label is a text, not 7"),
        ([7], "A result is no object"),
    ],
)
def test_a_task_that_is_not_sound_is_refused_with_its_line(results: Any, sentence: str) -> None:
    data = json.dumps(task("sound")) + ",\n" + json.dumps(task("Ann", *results))
    with pytest.raises(FormatError) as caught:
        read(f"[\n{data}]")
    assert str(caught.value).startswith(f"a.json, line 3: {sentence}")


def test_offsets_between_the_halves_of_a_pair_are_refused() -> None:
    results = [
        region(0, 2, "🙂", "x"),
        {**region(1, 2, "", "x", key="b"), "value": {"start": 1, "end": 2, "labels": ["x"]}},
    ]
    with pytest.raises(FormatError, match="within a character; counted in UTF-16"):
        read([task("🙂", *results)])

"""Annotation sets survive both formats, and nothing that is wrong with a file goes unsaid."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.display import display_safe
from annotator.core.model import AnnotationSet, Document
from annotator.core.records import Records
from annotator.core.schema import SaveAs
from annotator.storage.codec import decode_set, encode_set, record_lines
from annotator.storage.problems import FileError
from tests.examples import document, memo
from tests.storage.strategies import annotated

PATH = Path("annotations/ann-1/layoffs.toml")
formats = st.sampled_from(["toml", "json"])
BOTH: tuple[SaveAs, ...] = ("toml", "json")


def read(data: bytes, save_as: SaveAs, of: Document) -> AnnotationSet:
    return decode_set(data, save_as, of, "ann-1", PATH)


@given(annotated(), formats)
@settings(deadline=None)
def test_a_saved_set_comes_back_equal_and_saves_to_the_same_bytes(
    pair: tuple[Document, AnnotationSet], save_as: SaveAs
) -> None:
    source, annotations = pair
    data = encode_set(annotations, source, save_as)
    again = read(data, save_as, source)
    assert again == annotations
    assert encode_set(again, source, save_as) == data


@given(annotated())
@settings(deadline=None)
def test_a_set_passes_through_the_other_format_unchanged(pair: tuple[Document, AnnotationSet]) -> None:
    source, annotations = pair
    through_json = read(encode_set(annotations, source, "json"), "json", source)
    assert encode_set(through_json, source, "toml") == encode_set(annotations, source, "toml")


@given(annotated(), formats, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_records_in_memory_does_not_reach_the_file(
    pair: tuple[Document, AnnotationSet], save_as: SaveAs, shuffler: random.Random
) -> None:
    source, annotations = pair
    items = list(annotations.mentions.items())
    shuffler.shuffle(items)
    shuffled = AnnotationSet(
        annotations.document,
        annotations.annotator,
        annotations.text_sha256,
        annotations.status,
        Records(items),
        Records(reversed(list(annotations.claims.items()))),
        Records(reversed(list(annotations.links.items()))),
        annotations.attributes,
        annotations.extra,
        Records(reversed(list(annotations.aside.items()))),
        Records(reversed(list(annotations.remarks.items()))),
    )
    assert encode_set(shuffled, source, save_as) == encode_set(annotations, source, save_as)


@given(annotated(), formats)
@settings(deadline=None)
def test_a_file_is_safe_to_look_at_in_a_terminal(pair: tuple[Document, AnnotationSet], save_as: SaveAs) -> None:
    source, annotations = pair
    for line in encode_set(annotations, source, save_as).decode().split("\n"):
        assert display_safe(line) == line


def test_both_formats_have_the_same_keys() -> None:
    toml = tomli.loads(encode_set(memo(), document(), "toml").decode())
    other = json.loads(encode_set(memo(), document(), "json"))
    for table in [*toml["mentions"], *toml["claims"], *toml["links"]]:
        if "created" in table:
            table["created"] = table["created"].strftime("%Y-%m-%dT%H:%M:%SZ")
    assert toml == other


def test_a_json_file_has_one_record_in_each_line() -> None:
    lines = encode_set(memo(), document(), "json").decode().splitlines()
    assert sum(line.startswith('{"id": ') for line in lines) == 6


def test_a_toml_file_has_the_layout_of_the_contract() -> None:
    text = encode_set(memo(), document(), "toml").decode()
    assert text.startswith('format = 1\ndocument = "layoffs"\nannotator = "ann-1"\ntext-sha256 = "')
    assert (
        '\n\n[[mentions]]\nid = "m-role"\nlabel = "role"\nspans = [[11, 22]]\nquote = "interim CEO"\n'
        'origin = "human"\ncreated = 2026-11-21T19:00:00Z\n\n[[mentions]]\n'
    ) in text
    assert text.endswith(
        '\n\n[[links]]\nid = "l-denial"\ntype = "contradicts"\nsource = "c-position"\n'
        'target = { document = "denial", id = "c-other" }\norigin = "human"\n'
    )


def test_unknown_keys_survive_a_save() -> None:
    text = encode_set(memo(), document(), "toml").decode()
    text = text.replace('status = "todo"\n', 'status = "todo"\nx-tool = { since = 2026-01-01 }\n')
    text = text.replace('label = "role"\n', 'label = "role"\nx-score = 0.5\n')
    saved = encode_set(read(text.encode(), "toml", document()), document(), "toml").decode()
    assert "x-tool = { since = 2026-01-01 }\n" in saved
    assert "x-score = 0.5\n" in saved


def test_times_of_any_zone_are_kept_in_utc() -> None:
    text = encode_set(memo(), document(), "toml").decode()
    eastern = text.replace("2026-11-21T19:00:00Z", "2026-11-21T14:00:00-05:00")
    assert read(eastern.encode(), "toml", document()) == memo()


WRONG = [
    ("format = 1\n", "format = 2\n", 1, "It was written by a newer annotator (format 2; this one reads 1)"),
    ("format = 1\n", "", 1, 'The file has no "format"'),
    ("format = 1\n", "format = true\n", 1, 'The file has "True" as "format"'),
    ('document = "layoffs"', 'document = "denial"', 2, 'The file is about the document "denial"'),
    ('annotator = "ann-1"', 'annotator = "ann-2"', 3, 'The file is by the annotator "ann-2"'),
    ('text-sha256 = "', 'text-sha256 = "0', 4, 'that of "layoffs" has changed since it was annotated'),
    ('status = "todo"', 'status = "maybe"', 5, 'as "status"; it is one of todo, in-progress, done'),
    ("[[11, 22]]", "[[11, 2200]]", 10, "The mention m-role has the span [11, 2200], but the text ends at 79"),
    ("[[11, 22]]", "[[22, 11]]", 10, "it must hold 0 <= start < end"),
    ("[[11, 22]]", "[[-1, 11]]", 10, "it must hold 0 <= start < end"),
    ("[[11, 22]]", "[[11, 22], [20, 30]]", 10, "spans are in order and apart"),
    ("[[11, 22]]", "[[11, true]]", 10, "a span is [start, end], two whole numbers"),
    ("[[11, 22]]", "[[1.0, 22]]", 10, "a span is [start, end], two whole numbers"),
    ("[[11, 22]]", "[]", 10, 'has no "spans"'),
    ('quote = "interim CEO"', 'quote = "interim chief"', 11, 'quotes "interim chief", but the text there is "interim'),
    ('quote = "interim CEO"\n', "", 7, 'has no "quote"; the text there is "interim CEO"'),
    ('id = "m-role"', 'id = "m-person"', 16, "The id m-person is there twice"),
    ('id = "m-role"', 'id = "c-position"', 40, "The id c-position is there twice"),
    ('id = "m-role"', 'id = "../m"', 8, 'has "../m" as its id'),
    ('id = "m-role"\n', "", 7, 'The mention number 1 has no "id"'),
    ('label = "role"\n', "", 7, 'The mention m-role has no "label"'),
    ('label = "role"\n', "label = 7\n", 9, 'The mention m-role has "7" as "label", which is no text'),
    ("created = 2026-11-21T19:00:00Z", "created = 2026-11-21T19:00:00", 13, "no date and time with a time zone"),
    ('origin = "human"\n', 'origin = "human"\nattributes = { a = [1] }\n', 13, 'has the attribute "a"'),
    ('person = ["m-person"]', 'person = ["m-nobody"]', 44, "there is no mention of that id in the file"),
    ('person = ["m-person"]', 'person = ["c-position"]', 44, "there is no mention of that id in the file"),
    ('person = ["m-person"]', 'person = "m-person"', 44, "which is no array of ids"),
    (
        'source = "c-position"',
        'source = "c-gone"',
        50,
        'The link l-denial starts at "c-gone", which is not in the file',
    ),
    ('document = "denial", id', 'document = "layoffs", id', 51, 'leads to "c-other", which is not in the file'),
    ('document = "denial", id', 'document = "../denial", id', 51, 'has "../denial" as its document'),
    ('document = "denial", id', 'document = "denial", place = "x", id', 51, 'has the unknown key "place"'),
    ("[[links]]", "[[links]]\n[[links]]", 47, 'The link number 1 has no "id"'),
]


@pytest.mark.parametrize(("old", "new", "line", "sentence"), WRONG)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, line: int, sentence: str) -> None:
    text = encode_set(memo(), document(), "toml").decode()
    assert old in text
    with pytest.raises(FileError) as caught:
        read(text.replace(old, new, 1).encode(), "toml", document())
    first = str(caught.value.problems[0])
    assert sentence in first
    assert first.startswith(f"annotations/ann-1/layoffs.toml:{line}: ")
    assert "\n" not in first


def test_wrong_json_is_said_with_its_line_too() -> None:
    text = encode_set(memo(), document(), "json").decode()
    with pytest.raises(FileError, match=r"layoffs.toml:9: The mention m-person quotes"):
        read(text.replace('"quote": "Jason Droege"', '"quote": "Jason"').encode(), "json", document())


def test_everything_wrong_with_a_file_is_told_in_the_order_of_its_lines() -> None:
    text = encode_set(memo(), document(), "toml").decode()
    text = text.replace('label = "person"\n', "").replace('quote = "interim CEO"', 'quote = "CEO"')
    text = text.replace('type = "contradicts"', "type = 1")
    with pytest.raises(FileError) as caught:
        read(text.encode(), "toml", document())
    told = [problem.line for problem in caught.value.problems]
    assert len(told) == 3
    assert told == sorted(told, key=lambda line: line or 0)
    assert 'And 2 more: "annotator check" lists them.' in str(caught.value)


@pytest.mark.parametrize("save_as", BOTH)
def test_a_file_cut_short_anywhere_is_refused_or_still_whole(save_as: SaveAs) -> None:
    data = encode_set(memo(), document(), save_as)
    whole = read(data, save_as, document())
    sentences = []
    for length in range(len(data)):
        try:
            assert read(data[:length], save_as, document()).annotator == whole.annotator
        except FileError as error:
            sentences.append(str(error))
    assert len(sentences) > len(data) / 2
    assert not any("\n" in sentence for sentence in sentences)


def test_a_truncated_file_says_so_in_one_sentence() -> None:
    data = encode_set(memo(), document(), "toml")
    cut = data[: data.index(b'interim CEO"') + 4]
    with pytest.raises(FileError, match=r"layoffs.toml:11: This is not valid TOML at the end of the file"):
        read(cut, "toml", document())


@pytest.mark.parametrize("save_as", BOTH)
def test_what_git_could_not_merge_is_called_that(save_as: SaveAs) -> None:
    lines = encode_set(memo(), document(), save_as).split(b"\n")
    ours = next(number for number, line in enumerate(lines) if b"interim CEO" in line)
    both = [b"<<<<<<< HEAD", lines[ours], b"=======", lines[ours].replace(b"CEO", b"chief"), b">>>>>>> theirs"]
    with pytest.raises(FileError, match=rf":{ours + 1}: This is not valid \w+: a merge has left both sides here"):
        read(b"\n".join([*lines[:ours], *both, *lines[ours + 1 :]]), save_as, document())


@pytest.mark.parametrize(
    ("data", "save_as", "sentence"),
    [
        (b"format = 1\nnote = '\xff'", "toml", "not UTF-8: the byte at offset 19 is 0xff"),
        (b"a = 1\na = 2\n", "toml", "not valid TOML"),
        (b"x = " + b"[" * 100_000, "toml", "TOML|nested"),
        (b"[" * 100_000, "json", "nested too deeply|not valid JSON"),
        (b"x = " + b"9" * 10_000, "toml", "TOML|digits"),
        (b'{"format": ' + b"9" * 10_000 + b"}", "json", "digits"),
        (b'{"format": 1, "format": 1}', "json", 'The key "format" is there twice'),
        (b"[]", "json", "no JSON object"),
        (b"", "json", "not valid JSON"),
        (b"", "toml", 'The file has no "format"'),
    ],
)
def test_hostile_files_are_refused_in_one_line(data: bytes, save_as: SaveAs, sentence: str) -> None:
    with pytest.raises(FileError, match=sentence) as caught:
        read(data, save_as, document())
    assert "\n" not in str(caught.value)


def test_words_of_a_file_are_shown_safely_in_a_message() -> None:
    text = encode_set(memo(), document(), "toml").decode().replace('quote = "interim CEO"', 'quote = "\\u001b[2J\\n"')
    with pytest.raises(FileError) as caught:
        read(text.encode(), "toml", document())
    assert "\x1b" not in str(caught.value)
    assert "␛[2J" in str(caught.value)


@pytest.mark.parametrize("save_as", BOTH)
def test_each_record_is_found_by_its_id(save_as: SaveAs) -> None:
    data = encode_set(memo(), document(), save_as)
    lines = data.decode().split("\n")
    for record_id, line in record_lines(data, save_as, PATH).items():
        assert record_id in "".join(lines[line - 1 : line + 1])


def test_a_file_with_too_much_wrong_in_it_is_told_of_in_part() -> None:
    text = encode_set(memo(), document(), "toml").decode() + "[[links]]\n" * 1000
    with pytest.raises(FileError) as caught:
        read(text.encode(), "toml", document())
    assert len(caught.value.problems) == 100

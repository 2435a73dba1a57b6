"""Columns of tokens with tags: in and out again, what they cannot hold, and files that are not sound."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from annotator.core.model import Mention, Span
from annotator.formats import conll2003
from annotator.formats.base import FormatError, Item, make_document, make_set
from annotator.formats.registry import FORMATS
from tests.formats.examples import memo
from tests.formats.in_memory import SCHEMA, Ears, MemoryOutput, MemorySource, dataset_of
from tests.formats.real import real_files
from tests.formats.strategies import facts, fit, items

GERMAN = "-DOCSTART- -X- O O\n\nEU NNP B-NP B-ORG\nrejects VBZ B-VP O\nGerman JJ B-NP B-MISC\ncall NN I-NP O\n\n"
MORE = "-DOCSTART- -X- O O\n\nPeter NNP B-NP B-PER\nBlackburn NNP I-NP I-PER\n\n1996-08-22 CD B-NP O\n\n"


def read(data: str | bytes, name: str = "a.conll", **options: str) -> list[Item]:
    return list(conll2003.read(MemorySource({name: data}), Ears().reading(SCHEMA, **options)))


def written(*items: Item, ears: Ears | None = None, **options: str) -> str:
    output = MemoryOutput(is_file=True)
    conll2003.write(dataset_of(items), output, (ears or Ears()).writing(**options))
    return output.files["all.conll"].decode()


def marks(item: Item) -> list[tuple[str, str]]:
    found = item.sets[0].mentions.values()
    return [(mention.label, item.document.quote(mention.spans)) for mention in found]


def test_a_file_of_several_documents_comes_out_as_it_came_in() -> None:
    first, second = read(GERMAN + MORE)
    assert (first.document.id, first.document.text) == ("a/1", "EU rejects German call")
    assert (second.document.id, second.document.text) == ("a/2", "Peter Blackburn\n1996-08-22")
    assert marks(first) == [("ORG", "EU"), ("MISC", "German")]
    assert marks(second) == [("PER", "Peter Blackburn")]
    assert written(first, second) == GERMAN + MORE


@pytest.mark.parametrize(
    "tags",
    [
        "B-A I-A B-A O I-A",
        "I-A I-A B-A O I-A",
        "B-A L-A U-A O U-B",
        "B-A I-A L-A U-A O",
        "B-A E-A S-A S-B O",
        "O O O O O",
    ],
)
def test_tags_come_out_in_the_scheme_they_came_in(tags: str) -> None:
    data = "".join(f"w{place}\t{tag}\n" for place, tag in enumerate(tags.split())) + "\n"
    (item,) = read(data)
    if tags == "B-A I-A B-A O I-A":  # no scheme at all: what begins with I- is a chunk, and is written as one
        data = data.replace("w4\tI-A", "w4\tB-A")
    assert written(item) == data


def test_comments_and_columns_are_kept_and_the_text_is_that_which_a_comment_tells() -> None:
    data = (
        "# newdoc id = one\n# sent_id = 1\n# text = Ann's here.\n1\tAnn\tB-PER\t-\tx\n2\t's\tO\t-\ty\n"
        "3\there\tO\t-\tx\n"
        "4\t.\tO\t-\tx\n\n# sent_id = 2\n# text = something else\n1\t#\tB-SIGN\t-\tx\n\n"
    )
    (item,) = read(data, "ud.iob2")
    assert (item.document.id, item.document.text) == ("ud/one", "Ann's here.\n#")
    assert marks(item) == [("PER", "Ann"), ("SIGN", "#")]
    assert written(item) == data


def test_a_word_that_stands_several_times_is_found_where_its_token_is() -> None:
    (item,) = read("# text = (a) a.\n(\tO\na\tO\n)\tO\na\tB-X\n.\tO\n\n")
    assert item.document.text == "(a) a."
    assert next(iter(item.sets[0].mentions.values())).spans == (Span(4, 5),)


def test_a_sign_that_begins_comments_may_be_a_token() -> None:
    data = "# B-SIGN\n1 I-SIGN\n\n"
    (item,) = read(data)
    assert marks(item) == [("SIGN", "# 1")]


def test_the_real_sample_comes_out_byte_for_byte() -> None:
    for name, data in real_files("iob2").items():
        found = read(data, name)
        assert sum(len(item.sets[0].mentions) for item in found) == 162
        assert written(*found) == data.decode() + "\n" * (not data.endswith(b"\n\n"))


def test_strict_seqeval_reads_the_tags_as_the_mentions_that_they_are() -> None:
    pytest.importorskip("numpy", reason="NOT TESTED WITH SEQEVAL: it is not installed")
    seqeval = pytest.importorskip("seqeval.scheme", reason="NOT TESTED WITH SEQEVAL: it is not installed")
    for name, data in real_files("iob2").items():
        found = read(data, name)
        blocks = written(*found, scheme="iob2").strip().split("\n\n")
        rows = [[row.split("\t")[2] for row in block.split("\n") if row[0] != "#"] for block in blocks]
        entities = seqeval.Entities(rows, seqeval.IOB2).entities
        tags = [entity.tag for sentence in entities for entity in sentence]
        assert tags == [label for item in found for label, _ in marks(item)]


@given(items())
def test_what_is_written_is_read_and_written_the_same_again(item: Item) -> None:
    item = fit(item, FORMATS["conll2003"].holds)
    ears = Ears()
    first = written(item, ears=ears, documents="newdoc")
    again = read(first)
    assert written(*again) == first
    assert sum(len(marks(one)) for one in again) + len(ears.lost) == len(item.sets[0].mentions)


@given(items())
def test_mentions_keep_their_words_up_to_white_space(item: Item) -> None:
    item, ears = fit(item, FORMATS["conll2003"].holds), Ears()
    again = read(written(item, ears=ears))
    words = sorted((label, "".join(quote.split())) for label, quote in marks(item))
    found = sorted((label, "".join(quote.split())) for one in again for label, quote in marks(one))
    for lost in ears.lost:
        if lost.kind.startswith(("mention", "overlapping")):
            label, _, quote = lost.words.partition(": ")
            words.remove((label, "".join(quote.split())))
    assert found == words


def test_a_document_with_all_that_can_be_says_what_it_cannot_hold() -> None:
    item, ears = memo(), Ears()
    read_again = read(written(item, ears=ears))
    assert {lost.kind for lost in ears.lost} == {"overlapping mention", "discontinuous mention"}
    assert ("person", "interim CEO Jason Droege") in marks(read_again[0])


def test_mentions_that_end_within_a_token_or_cross_sentences_are_told() -> None:
    (item,) = read(MORE)
    document = item.document
    records = [
        Mention("m-1", "x", (Span(1, 3),)),
        Mention("m-2", "x", (Span(6, 26),)),
        Mention("m-3", "x", (Span(6, 15),)),
    ]
    ears = Ears()
    written(Item(document, (make_set(document, records),)), ears=ears)
    assert [lost.kind for lost in ears.lost] == ["mention cut by a token", "mention across sentences"]


def test_a_folder_has_a_file_a_document_and_splits_a_file_each() -> None:
    found = read(GERMAN + MORE)
    output = MemoryOutput()
    conll2003.write(dataset_of(found), output, Ears().writing())
    assert sorted(output.files) == ["a/1.conll", "a/2.conll"]
    output = MemoryOutput()
    conll2003.write(dataset_of(found, splits={"a/1": "train", "a/2": "test"}), output, Ears().writing())
    assert output.files == {"train.conll": GERMAN.encode(), "test.conll": MORE.encode()}


@pytest.mark.parametrize(
    ("data", "options", "sentence"),
    [
        ("EU B-ORG\nrejects\n", {}, "a.conll, line 2: It has 1 columns"),
        ("EU B-ORG\nrejects O more\n", {}, "a.conll, line 2: It has 3 columns"),
        ("EU B-ORG\nrejects X-ORG\n", {}, "a.conll, line 2: From here on no column has only tags"),
        ("EU\tB-A\nx\tL-B\n", {}, "a.conll, line 2: 'L-B' cannot follow 'B-A'"),
        ("EU\tU-A\nx\tI-A\n", {}, "a.conll, line 2: 'I-A' goes on with a chunk that has not begun"),
        ("EU\tU-A\nx\tB-A\n", {}, "a.conll, line 2: 'B-A' is the last tag"),
        ("EU\tL-A\nx\tE-A\n", {}, "a.conll: Its tags begin with E, L"),
        ("EU\tB-A\nx\tU-A\n", {"scheme": "iob2"}, "a.conll, line 2: 'U-A' is no tag of IOB2"),
        ("EU\tB-A\n\tO\n", {}, "a.conll, line 2: There is no token in it"),
        ("EU\tB-A\n", {"column": "7"}, "a.conll: It has 2 columns"),
        (b"EU\tB-A\nM\xfcller\tO\n", {}, "a.conll, line 2: It is not UTF-8: 0xfc"),
        (b"EU\tB-A\n\xed\xa0\x80\tO\n", {}, "a.conll, line 2: It is not UTF-8"),
        ("E\x00U\tB-A\n".encode("utf-16"), {}, "a.conll, line 1: It is not UTF-8"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_with_its_line(data: str | bytes, options: Any, sentence: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(data, **options)
    assert str(caught.value).startswith(sentence)


def test_columns_that_are_too_large_to_keep_are_told_and_all_else_is_kept() -> None:
    row = "word {} {} O\n"
    data = "".join(row.format(f"{place}" + "x" * 300, place % 7) for place in range(4000)) + "last x y B-X\n\n"
    ears = Ears()
    (item,) = conll2003.read(MemorySource({"a.conll": data}), ears.reading())
    assert ears.said == ["a.conll: column-2 of a is too large to be kept with the document, and is lost."]
    kept = item.document.metadata.extra["conll"]
    assert (kept["separator"], "column-3" in kept, "column-2" in kept) == ("space", True, False)
    assert written(item).endswith("word O\nlast B-X\n\n")


def test_a_file_without_tokens_gives_nothing() -> None:
    assert read("\n\n# nothing = here\n") == []


def test_an_unusual_label_stays_one_column() -> None:
    document = make_document("d", "Ann here", "d")
    item = Item(document, (make_set(document, [Mention("m-1", "job title", (Span(0, 3),))]),))
    ears = Ears()
    assert (
        written(item, ears=ears, separator="space", documents="newdoc")
        == "# newdoc id = d\nAnn B-job_title\nhere O\n\n"
    )
    assert ears.said
    assert facts(item)[0] == "Ann here"

"""Coreference of CoNLL-2012: in and out again, what it cannot hold, and files that are not sound."""

from __future__ import annotations

import pytest
from hypothesis import given

from annotator.core.model import Link, Mention, Record, Span, Target
from annotator.formats import conll2012
from annotator.formats.base import FormatError, Item, make_set
from annotator.formats.registry import FORMATS
from tests.formats.in_memory import SCHEMA, Ears, MemoryOutput, MemorySource, dataset_of
from tests.formats.real import real_files
from tests.formats.strategies import facts, fit, items

NESTED = """#begin document (bc/x); part 000
bc/x 0 0 Ann NNP (TOP* - - - A * (0|(1)
bc/x 0 1 's POS * - - - A * 0)
bc/x 0 2 dog NN *) - - - A * -

bc/x 0 0 its PRP * - - - A * (0|(0
bc/x 0 1 tail NN * - - - A * 0)
bc/x 0 2 . . * - - - A * 0)|(12)

#end document
"""


def read(data: str | bytes, name: str = "a.conll", **options: str) -> list[Item]:
    return list(conll2012.read(MemorySource({name: data}), Ears().reading(SCHEMA, **options)))


def written(*items: Item, ears: Ears | None = None, **options: str) -> str:
    output = MemoryOutput(is_file=True)
    conll2012.write(dataset_of(items), output, (ears or Ears()).writing(**options))
    return output.files["all.conll"].decode()


def test_nested_and_multiply_open_mentions_come_out_as_they_came_in() -> None:
    (item,) = read(NESTED)
    assert item.document.text == "Ann 's dog\nits tail ."
    words = [item.document.quote(mention.spans) for mention in item.sets[0].mentions.values()]
    assert words == ["Ann 's", "Ann", "its tail .", "its tail", "."]
    assert len(facts(item)[1][2]) == 1  # one entity of three mentions; the others are alone
    assert written(item) == NESTED


def test_of_two_open_mentions_of_one_entity_the_later_ends_first() -> None:
    rows = [("a", "(0"), ("b", "(0"), ("c", "0)"), ("d", "0)")]
    lines = "".join(f"x 0 {place} {word} {cell}\n" for place, (word, cell) in enumerate(rows))
    (item,) = read(f"#begin document (x); part 000\n{lines}\n#end document\n")
    assert [item.document.quote(one.spans) for one in item.sets[0].mentions.values()] == ["a b c d", "b c"]


def test_parts_are_documents_and_come_out_in_one_file() -> None:
    data = NESTED + NESTED.replace("part 000", "part 001").replace("x 0 ", "x 1 ")
    found = read(data)
    assert [item.document.id for item in found] == ["a/bc/x/000", "a/bc/x/001"]
    assert written(*found) == data


def test_the_real_books_come_out_byte_for_byte() -> None:
    for name, data in real_files("conll2012").items():
        (item,) = read(data, name)
        assert item.document.id == name.removesuffix(".conll")
        assert len(item.sets[0].mentions) in (131, 286)
        assert written(item) == data.decode() + "\n" * (not data.endswith(b"\n"))


def test_numbers_of_the_source_stay_as_far_as_the_entities_do() -> None:
    (item,) = read(NESTED)
    one = item.sets[0]
    ann = next(mention for mention in one.mentions.values() if item.document.quote(mention.spans) == "Ann")
    stop = next(mention for mention in one.mentions.values() if item.document.quote(mention.spans) == ".")
    records: list[Record] = [
        *one.mentions.values(),
        *one.links.values(),
        Link("l-x", "same-as", stop.id, Target(item.document.id, ann.id)),
    ]
    again = written(Item(item.document, (make_set(item.document, records),)))
    assert again == NESTED.replace("0)|(12)", "(1)|0)")


def test_labels_and_crossings_within_one_entity_are_told() -> None:
    (item,) = read(NESTED)
    records: list[Record] = [
        Mention("m-1", "mention", (Span(0, 6),)),
        Mention("m-2", "person", (Span(4, 10),)),
        Mention("m-3", "mention", (Span(5, 10),)),
        Link("l-1", "same-as", "m-1", Target("a", "m-2")),
    ]
    ears = Ears()
    written(Item(item.document, (make_set(item.document, records),)), ears=ears)
    assert [lost.kind for lost in ears.lost] == [
        "mention cut by a token",
        "mention that crosses one of its entity",
    ]
    ears = Ears()
    written(Item(item.document, (make_set(item.document, records[1:2]),)), ears=ears)
    assert [(lost.kind, lost.words) for lost in ears.lost] == [("label", "person: 's dog")]


@given(items())
def test_what_is_written_is_read_and_written_the_same_again(item: Item) -> None:
    item = fit(item, FORMATS["conll2012"].holds)
    ears = Ears()
    first = written(item, ears=ears)
    if not item.document.text.strip():
        return
    again = read(first)
    assert written(*again) == first
    lost = [one for one in ears.lost if one.kind != "label" and not one.kind.startswith("white")]
    assert len(again[0].sets[0].mentions) + len(lost) == len(item.sets[0].mentions)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("#end document\n", "", "a.conll, line 1: The document has no line that reads #end document"),
        ("tail NN * - - - A * 0)", "tail NN * - - - A * 0", "a.conll, line 7: '0' is no mention"),
        ("* (0|(0", "* (0|(0|(4", "a.conll, line 6: A mention of the entity 4 begins, and does not end"),
        ("* (0|(0", "* -", "a.conll, line 7: A mention of the entity 0 ends, and none has begun"),
        ("tail NN * - - - A * 0)", "tail NN", "a.conll, line 7: It has 5 columns, and the lines before have 12"),
        ("#begin document (bc/x); part 000\n", "", "a.conll, line 1: There is a token before"),
        ("#begin document", "#begin nothing", "a.conll, line 1: The line does not read"),
        ("#end document", "#begin document (y); part 001", "a.conll, line 10: A document begins"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_with_its_line(old: str, new: str, sentence: str) -> None:
    assert old in NESTED
    with pytest.raises(FormatError) as caught:
        read(NESTED.replace(old, new))
    assert str(caught.value).startswith(sentence)


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(FormatError, match=r"a\.conll, line 2: It is not UTF-8: 0xe4"):
        read(NESTED.encode().replace(b"Ann", b"\xe4nn"))

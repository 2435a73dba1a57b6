"""CorefUD in and out: the same mentions, entities, bridging and text; what has no place is told."""

from __future__ import annotations

import io
import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from udapi.core.document import Document as UdapiDocument

from annotator.core.model import Link, Mention, Metadata, Span, Target
from annotator.formats import corefud
from annotator.formats.base import FormatError, Item, make_document, make_set
from annotator.formats.tokens import keep_tokens, kept_tokens
from tests.formats.examples import MEMO, both, marked, memo
from tests.formats.in_memory import Ears, MemoryOutput, MemorySource, dataset_of
from tests.storage.strategies import NASTY

FULL = """\
# newdoc id = first
# global.Entity = eid-etype-head-minspan-other
# sent_id = a
# text = Anna del Este vio a Bruno (y a Eva).
1\tAnna\tAnna\tPROPN\t_\t_\t4\tnsubj\t_\tEntity=(e1-person-1-1
2-3\tdel\t_\t_\t_\t_\t_\t_\t_\t_
2\tde\tde\tADP\t_\t_\t4\tcase\t_\t_
3\tel\tel\tDET\t_\t_\t4\tdet\t_\tEntity=(e2-place-2-2-sure:no%2C%20not
4\tEste\teste\tPROPN\t_\t_\t0\troot\t_\tEntity=e2)e1)
5\tvio\tver\tVERB\t_\t_\t4\tdep\t_\tEntity=(e5[1/2]-event-1-1)
6\ta\ta\tADP\t_\t_\t5\tcase\t_\tEntity=(e7-thing-1-1)
7\tBruno\tBruno\tPROPN\t_\t_\t5\tobj\t_\tEntity=(e3-person-1-1-new)|Bridge=e1<e3:knows,e2<e3
8\t(\t(\tPUNCT\t_\t_\t7\tpunct\t_\tSpaceAfter=No
9\ty\ty\tCCONJ\t_\t_\t10\tcc\t_\t_
10\ta\ta\tADP\t_\t_\t11\tcase\t_\tEntity=(e5[2/2]-event-1-1)
11\tEva\tEva\tPROPN\t_\t_\t7\tconj\t_\tEntity=(e4-person-1-1)|SpaceAfter=No
12\t)\t)\tPUNCT\t_\t_\t7\tpunct\t_\tSpaceAfter=No
13\t.\t.\tPUNCT\t_\t_\t4\tpunct\t_\t_

# newpar
# sent_id = b
# text = Ellos callan.
1\tEllos\tellos\tPRON\t_\t_\t2\tnsubj\t_\tEntity=(e6-person-1-1)|SplitAnte=e3<e6,e4<e6
2\tcallan\tcallar\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No
2.1\t_\t_\tPRON\t_\t_\t_\t_\t2:nsubj\tEntity=(e6-person-1-1)
3\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\tSpaceAfter=No

# newdoc id = second
# sent_id = c
# text = Nada.
1\tNada\tnada\tPRON\t_\t_\t0\troot\t_\tSpaceAfter=No|Entity=(e1--1)
2\t.\t.\tPUNCT\t_\t_\t1\tpunct\t_\t_

"""


def read(text: str | bytes, ears: Ears | None = None, name: str = "es/first.conllu") -> list[Item]:
    return list(corefud.read(MemorySource({name: text}), (ears or Ears()).reading()))


def written(*items: Item, ears: Ears | None = None, **about: Any) -> MemoryOutput:
    output = MemoryOutput()
    corefud.write(dataset_of(items, **about), output, (ears or Ears()).writing())
    return output


def said_of(item: Item) -> tuple[Any, ...]:
    """All that an item says, but for ids."""
    (one,) = item.sets
    places = {mention.id: (mention.label, mention.spans) for mention in one.mentions.values()}
    mentions = sorted(
        (*places[mention.id], dict(mention.attributes), dict(mention.extra)) for mention in one.mentions.values()
    )
    links = sorted((link.type, places[link.source], places[link.target.id]) for link in one.links.values())
    return item.document.text, mentions, links, kept_tokens(item.document)


def words_of(item: Item) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mention in item.sets[0].mentions.values():
        found.setdefault(mention.label, []).append(item.document.quote(mention.spans))
    return found


def test_mentions_entities_bridging_and_split_antecedents_come_in() -> None:
    ears = Ears()
    first, second = read(FULL, ears)
    assert (first.document.id, second.document.id) == ("es/first/first", "es/first/second")
    assert first.document.text == "Anna del Este vio a Bruno (y a Eva).\n\nEllos callan."
    assert words_of(first) == {
        "person": ["Anna del Este", "Bruno", "Eva", "Ellos"],
        "place": ["del Este"],
        "event": ["vio … a"],
        "thing": ["a"],
    }
    assert words_of(second) == {"mention": ["Nada"]}
    quotes = {mention.id: first.document.quote(mention.spans) for mention in first.sets[0].mentions.values()}
    assert [(link.type, quotes[link.source], quotes[link.target.id]) for link in first.sets[0].links.values()] == [
        ("knows", "Bruno", "Anna del Este"),
        ("bridging", "Bruno", "del Este"),
        ("split-antecedent", "Ellos", "Bruno"),
        ("split-antecedent", "Ellos", "Eva"),
    ]
    place = next(one for one in first.sets[0].mentions.values() if one.label == "place")
    assert (dict(place.attributes), dict(place.extra)) == (
        {"minspan": "2", "sure": "no, not"},
        {"corefud": {"head": 2}},
    )
    assert sorted(said.partition(": ")[2] for said in ears.said) == [
        "1 mentions of a word within a token are of the whole token here.",
        "1 mentions of words that are not in the text are left out.",
        "1 tokens of several words are one word each here.",
        "1 words that are not in the text are left out.",
        "Lemmas, tags and syntax have no place here, and are left out.",
    ]


def test_what_came_in_goes_out_the_same() -> None:
    for item in read(FULL):
        ears = Ears()
        output = written(item, ears=ears)
        assert ears.lost == []
        (again,) = corefud.read(output.source(), Ears().reading())
        assert again.document.id == item.document.id
        assert said_of(again) == said_of(item)


def test_ties_within_a_document_make_an_entity_and_all_else_is_told() -> None:
    ears = Ears()
    output = written(*both(), ears=ears)
    denial, again = corefud.read(output.source(), Ears().reading())
    assert words_of(denial) == {"person": ["Droege"], "role": ["CEO"]}
    assert again.document.text == MEMO
    assert {(m.label, m.spans) for m in again.sets[0].mentions.values()} == {
        (m.label, m.spans) for m in memo().sets[0].mentions.values()
    }
    assert [link.type for link in again.sets[0].links.values()] == ["same-as"]
    assert {lost.kind for lost in ears.lost} == {"link that joins no two entities"}


def test_a_document_without_words_comes_back() -> None:
    document = make_document("d", "", "d")
    output = written(Item(document, (make_set(document, ()),)), memo())
    first, second = corefud.read(output.source(), Ears().reading())
    assert (first.document.id, first.document.text) == ("d", "")
    assert second.document.text == MEMO


def test_several_documents_are_in_one_file_of_a_split_and_their_entities_stay_apart() -> None:
    output = written(*both(), splits={"news/denial": "train", "news/memo": "train"})
    assert list(output.files) == ["train.conllu"]
    denial, again = corefud.read(output.source(), Ears().reading())
    assert (denial.document.id, again.document.id) == ("train/news/denial", "train/news/memo")
    assert (len(denial.sets[0].mentions), len(again.sets[0].mentions)) == (2, 6)
    document = UdapiDocument()
    document.from_conllu_string(output.files["train.conllu"].decode())
    assert [len(entity.mentions) for entity in document.coref_entities] == [1, 1, 2, 1, 1, 1, 1]


def test_udapi_reads_what_is_written() -> None:
    document = UdapiDocument()
    document.from_conllu_string(written(memo()).files["news/memo.conllu"].decode())
    found = {
        entity.eid: [(entity.etype, mention.span) for mention in entity.mentions] for entity in document.coref_entities
    }
    assert found == {
        "e1": [("person", "5-8"), ("person", "7-8")],
        "e2": [("role", "5-6")],
        "e3": [("event", "8-10")],
        "e4": [("amount", "12-13")],
        "e5": [("event", "13-14,16-17")],
    }


def test_a_mention_without_tokens_of_its_own_is_told_and_not_widened() -> None:
    text = "Droegemüller left. He did."
    tokens = [Span(0, 12), Span(13, 17), Span(17, 18), Span(19, 21), Span(22, 25), Span(25, 26)]
    document = make_document("d", text, "d", Metadata(extra=keep_tokens(text, tokens, [18, 26])))
    records = [
        marked("m-within", "person", text, "Droege"),
        marked("m-across", "event", text, "left. He"),
        marked("m-space", "person", text, "He "),
        marked("m-good", "event", text, "left"),
    ]
    ears = Ears()
    output = written(Item(document, (make_set(document, records),)), ears=ears)
    assert [(lost.kind, lost.words) for lost in ears.lost] == [
        ("mention within a token", "person: Droege"),
        ("mention across sentences", "event: left. He"),
        ("white space at the edge of a mention", "person: He "),
    ]
    (again,) = corefud.read(output.source(), Ears().reading())
    assert words_of(again) == {"event": ["left"], "person": ["He"]}


words = st.text(st.sampled_from(NASTY + "ab.| 中"), min_size=1, max_size=12)


@settings(max_examples=25)
@given(words, words, st.data())
def test_any_text_and_any_mentions_come_back_or_are_told(first: str, second: str, data: st.DataObject) -> None:
    text = first + second
    document = make_document("d", text, "d")
    places = st.integers(0, len(text) - 1).flatmap(
        lambda start: st.tuples(st.just(start), st.integers(start + 1, len(text)))
    )
    pairs = data.draw(st.lists(places, max_size=5))
    labels = st.sampled_from(["person", "a-b (c)|d=e, f%", "mention", "é\n"])
    values = st.dictionaries(words, st.one_of(words, st.just(True)), max_size=2)
    mentions = [
        Mention(f"m-{at}", data.draw(labels), (Span(*pair),), attributes=data.draw(values))
        for at, pair in enumerate(pairs)
    ]
    ids = st.sampled_from([mention.id for mention in mentions] or [""])
    ends = data.draw(st.lists(st.tuples(ids, ids), max_size=2)) if mentions else []
    ties = [Link(f"l-{at}", "same-as", a, Target("d", b)) for at, (a, b) in enumerate(ends) if a != b]
    ears = Ears()
    output = written(Item(document, (make_set(document, [*mentions, *ties]),)), ears=ears)
    again = list(corefud.read(output.source(), Ears().reading()))
    if not text.strip():
        assert {lost.kind for lost in ears.lost} == {
            "document of white space",
            *["mention of white space"] * bool(pairs),
        }
        return
    assert again[0].document.text == text
    lost = [lost for lost in ears.lost if lost.kind != "white space at the edge of a mention"]
    found = again[0].sets[0].mentions.values()
    assert len(found) + len(lost) == len(mentions)
    if not ears.lost:
        assert sorted((m.label, m.spans, sorted(m.attributes.items())) for m in found) == sorted(
            (m.label, m.spans, sorted(m.attributes.items())) for m in mentions
        )


def line(*columns: str) -> str:
    return "\t".join(columns) + "\n"


HEAD = "# newdoc\n# global.Entity = eid-etype-head-other\n# sent_id = 1\n"


def word(number: str, form: str, misc: str = "_") -> str:
    return line(number, form, "_", "_", "_", "_", "0", "_", "_", misc)


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        (HEAD + word("1", "a", "Entity=(e1-x-1") + "\n", 4, "does not end in its sentence"),
        (HEAD + word("1", "a", "Entity=e1)") + "\n", 4, "begins nowhere"),
        (HEAD + word("1", "a", "Entity=(e1-x-one)") + "\n", 4, "head"),
        (HEAD + word("1", "a", "Entity=(e1-x-9") + word("2", "b", "Entity=e1)") + "\n", 1, "entities"),
        (HEAD + word("1", "a", "Entity=e1") + "\n", 4, "no entity with brackets"),
        (HEAD + word("1", "a", "Bridge=e1<e2") + "\n", 4, "has no mention"),
        (HEAD + word("1", "a", "Entity=(e1-x-1)|Bridge=e1<e1") + "\n", 4, "does not tie"),
        (HEAD + word("1", "a", "Entity=(e1-x-1)|SplitAnte=e9<e1") + "\n", 4, "'e9'"),
        (HEAD + word("1", "a", "Entity=(e1[2/2]-x-1)") + "\n", 4, "does not follow"),
        (HEAD + word("1", "a", "Entity=(e1[1/2]-x-1)") + "\n", None, "there are 1"),
        (HEAD + word("1", "a") + word("1", "b") + "\n", 5, "does not follow"),
        (HEAD + word("1-2", "ab") + word("1", "a") + "\n", 5, "ends after its sentence"),
        (HEAD + word("x", "a") + "\n", 4, "no number"),
        (HEAD + word("1", "a"), 4, "cut short"),
        (HEAD + word("1", "a") + "2\tb\t_", 5, "3 columns"),
        (HEAD + "# text = b\n" + word("1", "a") + "\n", 4, "'b'"),
        ("# sent_id = 1\n" + word("1", "a", "Entity=(e1-x-1)") + "\n", 2, "global.Entity"),
        ((HEAD + word("1", "ä") + "\n").encode("latin-1"), 4, "not UTF-8"),
        (HEAD + word("1", "a", "SpacesAfter=x") + "\n", 4, "white space"),
        ("", None, "no sentence"),
    ],
)
def test_what_is_not_sound_is_refused_with_its_line(text: str | bytes, at: int | None, says: str) -> None:
    with pytest.raises(FormatError) as refused:
        read(text)
    assert (refused.value.name, refused.value.line) == ("es/first.conllu", at)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_library_is_silent_and_leaves_logging_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:]
    two_kinds = HEAD + word("1", "a", "Entity=(e1-x-1)") + word("2", "b", "Entity=(e1-y-1)") + "\n"
    (item,) = read(two_kinds)
    assert [dict(mention.attributes) for mention in item.sets[0].mentions.values()] == [{}, {"orig_etype": "y"}]
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger().handlers == before


def test_documents_of_a_large_file_come_one_by_one() -> None:
    taken: list[int] = []

    class File:
        name, size = "a.conllu", 0

        def read(self) -> bytes:
            raise AssertionError("not as a whole")

        def lines(self) -> Any:
            for number in range(1000):
                taken.append(number)
                yield from io.BytesIO((HEAD + word("1", f"w{number}") + "\n").encode())

    class Files:
        def files(self, *suffixes: str) -> Any:
            return iter((File(),))

        def file(self, name: str) -> None:
            return None

    items = corefud.read(Files(), Ears().reading())
    next(items)
    next(items)
    assert len(taken) < 10

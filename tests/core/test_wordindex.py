"""Among very many documents the index says where to look first."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.catalogue import Catalogue
from annotator.core.model import Mention, Target, spans_of
from annotator.core.ranking import link_candidates
from annotator.core.schema import default_schema
from annotator.core.wordindex import WordIndex, content_words
from tests.articles import article, figure, position

SCHEMA = default_schema("test")
names = st.lists(st.sampled_from(["Ada Kim", "Li Wang", "Kim Novak", "the Agency"]), max_size=3)


@given(st.lists(names, min_size=1, max_size=5), names, st.integers(0, 4))
def test_every_document_that_has_a_word_is_found(documents: list[list[str]], later: list[str], at: int) -> None:
    index = WordIndex()
    sets = {}
    for number, people in enumerate(documents):
        document, sets[number] = article(str(number), *map(position, people))
        index.put(document, sets[number], None)
    number = at % len(documents)
    document, after = article(str(number), *map(position, later))
    index.put(document, after, sets[number])

    now = [*documents[:number], later, *documents[number + 1 :]]
    for word in ("ada", "kim", "wang"):
        having = {str(place) for place, people in enumerate(now) if any(word in content_words(one) for one in people)}
        assert having <= set(index.documents([word], 99))


def test_rare_words_count_more_than_frequent_ones() -> None:
    index = WordIndex()
    for number in range(9):
        index.put(*article(str(number), position("Kim")), None)
    index.put(*article("rare", position("Novak")), None)

    assert index.documents(["kim", "novak"], 1) == ["rare"]


def test_typed_letters_lead_to_words() -> None:
    index = WordIndex()
    index.put(*article("a", position("Brandon Hale")), None)

    assert index.words_like("bran") == ["brandon"]
    assert "brandon" in index.words_like("brendon")
    assert index.words_like("q") == []


def test_the_same_value_ranks_before_the_same_kind() -> None:
    catalogue = Catalogue(SCHEMA)
    for name, amount in (("a", "$14.3 billion"), ("b", "49%"), ("c", "14.3bn dollars")):
        catalogue.put(*article(name, figure(amount)))

    found = link_candidates(catalogue, Target("a", "m-0amount"), SCHEMA.link_type("same-as"))

    assert (found[0].target, found[0].words) == (Target("c", "m-0amount"), "14.3bn dollars")


def test_of_equal_words_those_in_a_like_context_come_first() -> None:
    catalogue = Catalogue(SCHEMA)
    for name, before in (("a", "Interim chief"), ("b", "Amateur pianist"), ("c", "The interim chief")):
        document, annotations = article(name)
        document = replace(document, text=f"{before} Kim spoke.")
        start = document.text.index("Kim")
        mention = Mention("m-1", "person", spans_of((start, start + 3)))
        catalogue.put(document, replace(annotations, mentions=annotations.mentions.with_changes({"m-1": mention})))

    found = link_candidates(catalogue, Target("a", "m-1"), SCHEMA.link_type("same-as"))

    assert [candidate.target.document for candidate in found] == ["c", "b"]


def test_the_other_names_of_an_entity_are_looked_for_too() -> None:
    catalogue = Catalogue(SCHEMA)
    for name, person in (("a", "the founder"), ("b", "Alexandr Wang"), ("c", "Wang"), ("d", "Ada Kim")):
        catalogue.put(*article(name, position(person)))
    catalogue.entities.tie(Target("a", "m-0person"), Target("b", "m-0person"))

    found = link_candidates(catalogue, Target("a", "m-0person"), SCHEMA.link_type("same-as"))

    assert found[0].target.document == "c"

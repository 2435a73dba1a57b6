"""Claims build themselves from the mentions of a stretch of text."""

from __future__ import annotations

from annotator.core.claims import claims_at, drafts, likeliest, mentions_within
from annotator.core.model import Claim, Span
from annotator.core.schema import default_schema
from tests.examples import AMOUNT, EVENT, PERSON, POSITION, ROLE, TEXT, annotation_set, memo, mention

SCHEMA = default_schema("test")


def test_the_only_type_that_fits_whole_comes_alone() -> None:
    (draft,) = drafts([ROLE, PERSON], SCHEMA)
    assert draft.type == "position"
    assert draft.arguments == {"person": ("m-person",), "role": ("m-role",)}
    assert draft.missing == 0


def test_all_ways_to_fill_the_slots_are_offered_the_closest_first() -> None:
    other = mention("m-memo", "person", "memo")
    found = [one for one in drafts([other, ROLE, PERSON], SCHEMA) if one.type == "position"]
    assert [one.arguments["person"] for one in found] == [("m-person",), ("m-memo",)]


def test_types_with_empty_slots_are_offered_only_where_none_is_whole() -> None:
    assert {draft.type for draft in drafts([AMOUNT, EVENT], SCHEMA)} == {"figure", "happening"}
    (draft,) = drafts([AMOUNT], SCHEMA)
    assert (draft.type, draft.missing) == ("figure", 1)
    assert drafts([], SCHEMA) == []


def test_only_drafts_as_good_as_the_best_are_likely_and_none_that_is_there_already() -> None:
    found = drafts([AMOUNT, EVENT], SCHEMA)
    assert [draft.type for draft in found] == ["figure", "happening"]
    assert [draft.type for draft in likeliest(found, [])] == ["figure"]
    figure = Claim("c-1", "figure", EVENT.spans, found[0].arguments)
    assert [draft.type for draft in likeliest(found, [figure])] == ["happening"]
    assert likeliest(found[:1], [figure]) == []
    assert likeliest([], []) == []


def test_a_slot_for_many_takes_all() -> None:
    other = mention("m-memo", "person", "memo")
    happening = next(one for one in drafts([other, PERSON, EVENT], SCHEMA) if one.type == "happening")
    assert happening.arguments["person"] == ("m-memo", "m-person")


def test_only_mentions_wholly_inside_count() -> None:
    state = memo()
    sentence = Span(0, TEXT.index("Droege"))
    assert mentions_within(state, state.mentions, sentence) == [ROLE]
    assert mentions_within(state, ["gone"], sentence) == []


def test_claims_at_a_place_are_those_that_argue_with_what_is_there_first() -> None:
    state = memo()
    inside = POSITION.start + 1
    assert claims_at(state, inside) == [POSITION]
    assert claims_at(state, 0) == []
    assert claims_at(state, 0, ["m-person"]) == [POSITION]
    assert claims_at(annotation_set(), inside) == []

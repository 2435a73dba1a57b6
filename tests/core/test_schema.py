"""The schema refuses what contradicts itself, in one sentence that names both sides."""

from __future__ import annotations

import pytest

from annotator.core.errors import SchemaError
from annotator.core.schema import (
    Argument,
    ClaimType,
    Label,
    LinkType,
    default_schema,
    make_schema,
)
from annotator.tui.actions import ACTIONS, taken_keys


def test_the_default_schema_has_no_key_that_an_action_has() -> None:
    default = default_schema("x")
    again = make_schema(
        labels=default.labels.values(),
        claim_types=default.claim_types.values(),
        link_types=default.link_types.values(),
        taken_keys=taken_keys(),
    )
    assert [key for key, _ in again.keyed()] == ["p", "r", "a", "e", "=", "+", "!"]


def test_a_key_that_an_action_has_is_refused_naming_both() -> None:
    with pytest.raises(SchemaError, match='The key "c" of the label "company" already means "claim"'):
        make_schema(labels=[Label("company", "c")], taken_keys=taken_keys())


def test_a_key_that_two_entries_have_is_refused_naming_both() -> None:
    with pytest.raises(SchemaError, match='"p" is that of the label "person" and of the link type "part-of"'):
        make_schema(labels=[Label("person", "p")], link_types=[LinkType("part-of", "p")])


@pytest.mark.parametrize("key", ["pp", " ", "\t", "\x1b"])
def test_a_key_is_one_visible_character(key: str) -> None:
    with pytest.raises(SchemaError, match="one visible character"):
        make_schema(labels=[Label("person", key)])


def test_names_are_there_once() -> None:
    with pytest.raises(SchemaError, match='label "person" is there twice'):
        make_schema(labels=[Label("person"), Label("person")])
    with pytest.raises(SchemaError, match="has no name"):
        make_schema(labels=[Label(" ")])


def test_an_argument_names_labels_that_there_are() -> None:
    with pytest.raises(SchemaError, match='takes the label "place", which is not in the schema; it has: person'):
        make_schema(labels=[Label("person")], claim_types=[ClaimType("at", {"where": Argument(("place",))})])


def test_same_and_differ_name_arguments_that_there_are() -> None:
    with pytest.raises(SchemaError, match='"differ" of the claim type "at" names the argument "who"'):
        make_schema(claim_types=[ClaimType("at", {"where": Argument()}, differ=("who",))])


def test_a_colour_is_one_of_the_theme() -> None:
    with pytest.raises(SchemaError, match="label-1 to label-12"):
        make_schema(labels=[Label("person", colour="red")])


def test_labels_without_a_colour_take_the_hues_in_turn() -> None:
    schema = make_schema(labels=[Label(f"kind-{number}") for number in range(14)])
    assert schema.colour_of("kind-0") == "label-1"
    assert schema.colour_of("kind-12") == "label-1"
    assert schema.colour_of("unheard-of") == "label-12"
    assert schema.letter_of("kind-3") == "K"


def test_an_unknown_entry_is_refused_with_those_there_are() -> None:
    with pytest.raises(SchemaError, match='no link type "owns" in the schema; it has: same-as'):
        default_schema("x").link_type("owns")


def test_every_action_has_an_id_of_its_own_and_no_key_stands_twice() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))
    apart = {"conflicts", "review"}  # whose keys hold only there
    for places in ({"conflicts"}, {"review"}, {action.place for action in ACTIONS} - apart):
        keys = [key for action in ACTIONS if action.place in places for key in action.keys]
        assert sorted(keys) == sorted(set(keys))
    assert all(action.help.rstrip(".") == action.help for action in ACTIONS)

"""Typing narrows a list: exact words first, then what is merely alike."""

from __future__ import annotations

from annotator.core.filtering import Filter

NAMES = ["interim CEO", "Jason Droege", "around 200", "the CEO of Scale", "CEO"]
OTHERS = ["denial", "denial", "layoffs", "timeline", "clients"]


def found(query: str) -> list[str]:
    return [NAMES[place] for place in Filter(NAMES, OTHERS).matches(query)]


def test_nothing_typed_keeps_all_in_their_order() -> None:
    assert found("  ") == NAMES


def test_the_whole_name_comes_before_a_word_of_it_and_the_list_order_decides_the_rest() -> None:
    assert found("ceo") == ["CEO", "interim CEO", "the CEO of Scale"]


def test_every_word_has_to_be_there_in_any_order_and_may_be_in_the_details() -> None:
    assert found("denial jason") == ["Jason Droege"]


def test_a_mistyped_name_is_still_found() -> None:
    assert found("drogee")[0] == "Jason Droege"


def test_what_is_nothing_like_any_name_finds_nothing() -> None:
    assert found("zzzz") == []


def test_a_short_name_is_not_found_inside_a_long_query() -> None:
    assert "CEO" not in found("ceo of something else entirely")


def test_a_search_that_nobody_waits_for_stops() -> None:
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return True

    assert Filter(NAMES, OTHERS).matches("drogee", stopped) == []
    assert asked == [1]

"""Graphemes and words by Unicode rules, found from bounded windows."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icu4py.breakers import CharacterBreaker

from annotator.core import breakers, segments
from annotator.core.model import Span
from annotator.core.segments import (
    GRAPHEME_CAP,
    grapheme_at,
    grapheme_start,
    next_grapheme,
    next_word_start,
    previous_grapheme,
    previous_word_start,
    word_at,
)

PIECES = [
    "a",
    "B",
    " ",
    "é",
    "e\u0301",
    "日",
    "本",
    "한",
    "\u1112\u1161\u11ab",
    "क्षि",
    "👨‍👩‍👧",
    "🇩🇪",
    "👍🏽",
    "❤️",
    "\r\n",
    "\n",
    "\r",
]
PIECES += [
    "\t",
    "\u200b",
    "\ufeff",
    "\u0301",
    "\u200d",
    "ש",
    "ـ",
    "ก",
    "ำ",
    "$",
    "1",
    "-",
    "'",
    "。",
    "\x00",
    "\U0001f1e6",
]
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def words_of(text: str) -> list[str]:
    """All words, by stepping from start to start as the caret does."""
    found = []
    position = 0 if text and word_at(text, 0) else next_word_start(text, 0)
    while position < len(text):
        word = word_at(text, position)
        assert word is not None
        assert word.start == position
        found.append(text[word.start : word.end])
        position = next_word_start(text, position)
    return found


def boundaries(text: str) -> list[int]:
    found = [0]
    for cluster in CharacterBreaker(text, "en"):
        found.append(found[-1] + len(cluster))
    return found


@given(texts)
def test_windows_find_the_graphemes_that_the_whole_text_has(text: str) -> None:
    edges = boundaries(text)
    for position in range(len(text)):
        start = max(edge for edge in edges if edge <= position)
        end = min(edge for edge in edges if edge > position)
        assert grapheme_at(text, position) == Span(start, end)
        assert grapheme_start(text, position) == start
        assert next_grapheme(text, position) == end
        assert previous_grapheme(text, position + 1) == start


@given(texts)
def test_steps_forward_and_back_visit_the_same_places(text: str) -> None:
    forward, position = [0], 0
    while position < len(text):
        position = next_grapheme(text, position)
        forward.append(position)
    back, position = [len(text)], len(text)
    while position > 0:
        position = previous_grapheme(text, position)
        back.append(position)
    assert back[::-1] == forward


@given(texts)
def test_word_movements_always_advance_and_never_stop_inside_a_grapheme(text: str) -> None:
    edges = set(boundaries(text))
    position = 0
    while position < len(text):
        following = next_word_start(text, position)
        assert following > position
        assert following in edges
        position = following
    while position > 0:
        earlier = previous_word_start(text, position)
        assert earlier < position
        assert earlier in edges
        position = earlier


def test_beyond_the_text_there_is_no_grapheme() -> None:
    with pytest.raises(IndexError):
        grapheme_at("abc", 3)
    assert next_grapheme("abc", 3) == 3
    assert previous_grapheme("abc", 0) == 0


def test_a_thousand_marks_on_one_letter_are_one_grapheme() -> None:
    text = "x e" + "\u0301" * 1000 + " y"
    assert grapheme_at(text, 500) == Span(2, 1003)
    assert previous_grapheme(text, 1003) == 2


def test_a_longer_cluster_than_the_cap_is_taken_in_pieces() -> None:
    text = "e" + "\u0301" * (3 * GRAPHEME_CAP)
    position, steps = 0, 0
    while position < len(text):
        position, steps = next_grapheme(text, position), steps + 1
    assert 2 <= steps <= 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The co-founder paid $14.3 billion.", ["The", "co-founder", "paid", "$14.3", "billion"]),
        ("about 14% of it, -5% or 10–12 of AT&T", ["about", "14%", "of", "it", "-5%", "or", "10–12", "of", "AT&T"]),
        ("Meta's deal, Scale’s memo; don't", ["Meta", "deal", "Scale", "memo", "don't"]),
        ("日本語を話します。中国", ["日本語", "を", "話", "し", "ます", "中国"]),
        ("ภาษาไทย", ["ภาษา", "ไทย"]),
        ("hi 👨‍👩‍👧 🇩🇪!", ["hi", "👨‍👩‍👧", "🇩🇪"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("a\r\n\r\n  b", ["a", "b"]),
        ("...", []),
        ("", []),
    ],
)
def test_words_are_what_an_annotator_would_mark(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_rule_of_dashes_is_crossed_in_one_step() -> None:
    rule = "- " * 100 + "* * *\n"
    text = f"before\n{rule}after"
    assert next_word_start(text, 0) == text.index("after")
    assert previous_word_start(text, text.index("after")) == 0


def test_a_place_on_a_possessive_counts_as_on_its_word() -> None:
    assert word_at("Meta's deal", 5) == Span(0, 4)
    assert word_at("Meta's deal", 6) is None


def test_white_space_and_punctuation_hold_no_word() -> None:
    assert word_at("a , b", 1) is None
    assert word_at("a , b", 2) is None


LONG = {
    "words": "The company has laid off around 200 employees. " * 20_000,
    "one word": "x" * 1_000_000,
    "ideographs": "日本語を話します中国" * 100_000,
    "marks": "e" + "\u0301" * 1_000_000,
    "flags": "🇩🇪" * 500_000,
    "dashes": "-" * 1_000_000,
}


@pytest.mark.parametrize("kind", LONG)
def test_a_step_looks_at_a_bounded_window_of_any_text(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []

    def counting(breaker: Callable[[str], Iterable[str]]) -> Callable[[str], Iterable[str]]:
        def made(text: str) -> Iterable[str]:
            looked_at.append(len(text))
            return breaker(text)

        return made

    monkeypatch.setattr(breakers, "graphemes", counting(breakers.graphemes))
    monkeypatch.setattr(breakers, "words", counting(breakers.words))
    text = LONG[kind]
    for step in (grapheme_at, next_grapheme, previous_grapheme, word_at):
        step(text, len(text) // 2)
    assert sum(looked_at) <= 32 * segments.GRAPHEME_CAP
    looked_at.clear()
    for step in (next_word_start, previous_word_start):
        step(text, len(text) // 2)
    assert sum(looked_at) <= 128 * segments.GRAPHEME_CAP


def test_pieces_of_an_endless_word_do_not_overlap() -> None:
    text = "a " + "x" * 10_000
    pieces, position = [], 2
    while position < len(text):
        word = word_at(text, position)
        assert word is not None
        pieces.append(word)
        position = next_word_start(text, position)
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    assert all(word_at(text, place) == piece for piece in pieces for place in (piece.start, piece.end - 1))

"""Sentences, paragraphs, and what a span grows to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Span
from annotator.core.passages import (
    LINE_ENDS,
    grow,
    next_paragraph,
    next_sentence,
    paragraph_at,
    previous_paragraph,
    previous_sentence,
    sentence_at,
)

PIECES = [
    "Meta ",
    "paid",
    " $5. ",
    "Mr. ",
    "J. ",
    "Doe",
    "? ",
    "\n",
    "\r\n",
    "\r",
    "\x85",
    "\u2029",
    "  ",
    "日本。",
    "e\u0301",
    ", ",
    "!",
]
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def sentences_of(text: str) -> list[str]:
    """All sentences, by stepping through the text."""
    found = []
    position = next_sentence(text, -1) if text[:1].isspace() else 0
    while position < len(text):
        sentence = sentence_at(text, position)
        assert sentence is not None
        found.append(text[sentence.start : sentence.end])
        position = next_sentence(text, position)
    return found


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Mr. Smith left the U.S. on Monday. He paid.", ["Mr. Smith left the U.S. on Monday.", "He paid."]),
        ("It went to J. Doe. Then it came back.", ["It went to J. Doe.", "Then it came back."]),
        ("He is interim CEO. Brandon left NATO. So did I.", ["He is interim CEO.", "Brandon left NATO.", "So did I."]),
        ("A man of U.S. Steel is in the U.S. He paid.", ["A man of U.S. Steel is in the U.S.", "He paid."]),
        ('"Why?" she said. Nobody knew.', ['"Why?" she said.', "Nobody knew."]),
        ("A title\r\nA first line. A second", ["A title", "A first line.", "A second"]),
        ("日本。中国。", ["日本。", "中国。"]),
        ("One.\n\n\n  Two.  \n", ["One.", "Two."]),
        ("  \n ", []),
    ],
)
def test_sentences_are_found(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences


@pytest.mark.parametrize("end", ["\r\n", *LINE_ENDS])
def test_every_line_end_ends_a_paragraph(end: str) -> None:
    text = f"one two{end}three{end}{end}four"
    first = paragraph_at(text, 3)
    assert first == Span(0, 7)
    assert next_paragraph(text, 3) == 7 + len(end)
    last = text.index("four")
    assert paragraph_at(text, len(text) - 1) == Span(last, len(text))
    assert previous_paragraph(text, last + 2) == last
    assert previous_paragraph(text, last) == text.index("three")
    assert paragraph_at(text, last - len(end)) is None


@given(texts)
def test_movements_by_sentence_and_paragraph_advance_and_end(text: str) -> None:
    for forward, back in ((next_sentence, previous_sentence), (next_paragraph, previous_paragraph)):
        position = 0
        while position < len(text):
            following = forward(text, position)
            assert following > position
            position = following
        while position > 0:
            earlier = back(text, position)
            assert earlier < position
            position = earlier


@given(texts)
def test_a_sentence_never_crosses_a_line_end_and_has_no_space_around_it(text: str) -> None:
    for position in range(len(text)):
        sentence = sentence_at(text, position)
        if sentence is not None:
            words = text[sentence.start : sentence.end]
            assert words == words.strip()
            assert not set(words) & set(LINE_ENDS)


@given(texts.filter(bool), st.data())
def test_growing_gets_strictly_larger_until_it_is_the_document(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    while span != Span(0, len(text)):
        wider = grow(text, span)
        assert wider.contains(span)
        assert wider != span
        span = wider
    assert grow(text, span) == span


def test_a_place_grows_to_word_name_clause_sentence_paragraph_and_document() -> None:
    text = "Title\nIt said, as Jason Droege of Scale AI wrote, no. More.\nEnd."
    span = Span(text.index("Droege") + 1, text.index("Droege") + 2)
    steps = []
    for _ in range(6):
        span = grow(text, span)
        steps.append(text[span.start : span.end])
    assert steps == [
        "Droege",
        "Jason Droege of Scale AI",
        "as Jason Droege of Scale AI wrote",
        "It said, as Jason Droege of Scale AI wrote, no.",
        "It said, as Jason Droege of Scale AI wrote, no. More.",
        text,
    ]


def test_an_amount_grows_with_its_unit() -> None:
    text = "It paid $14.3 billion for it."
    grown = grow(text, Span(8, 13))
    assert text[grown.start : grown.end] == "$14.3 billion"


def test_a_sentence_in_a_paragraph_of_a_megabyte_is_found_whole() -> None:
    text = "The company has laid off around 200 of its people. " * 20_000
    middle = text.index("laid", len(text) // 2)
    sentence = sentence_at(text, middle)
    assert sentence is not None
    assert text[sentence.start : sentence.end] == "The company has laid off around 200 of its people."
    assert paragraph_at(text, middle) == Span(0, len(text))

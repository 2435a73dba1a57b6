"""Tokens and sentences: what is kept gives them back, and what is made fits every mention."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Metadata, Span
from annotator.formats.base import make_document
from annotator.formats.tokens import SENTENCES, TOKENS, Tokens, keep_tokens, kept_tokens, made_tokens, tokens_of
from tests.storage.strategies import characters


@st.composite
def tokenised(draw: st.DrawFn) -> tuple[str, list[Span], list[int]]:
    """A text of tokens, some with white space within, some without any between them; and where sentences end."""
    text, tokens, ends = "", [], []
    letters = st.sampled_from("ab,é🙂\u0301")
    inner = st.builds("{}{}{}".format, letters, st.sampled_from(["", "", " ", "\n", "\u00a0x "]), letters)
    for word, gap, last in draw(
        st.lists(st.tuples(inner, st.sampled_from(["", " ", "\n\n", "\t"]), st.booleans()), max_size=8)
    ):
        tokens.append(Span(len(text), len(text) + len(word)))
        text += word
        if last:
            ends.append(len(text))
        text += gap
    return text, tokens, ends


@given(tokenised())
def test_tokens_and_sentences_come_back_as_they_were(source: tuple[str, list[Span], list[int]]) -> None:
    text, tokens, ends = source
    document = make_document("d", text, "d.txt", Metadata(extra=keep_tokens(text, tokens, ends)))
    kept = kept_tokens(document)
    assert kept is not None
    assert list(kept.spans) == tokens
    assert [kept.spans[count - 1].end for count in kept.sentences] == sorted({*ends, *(one.end for one in tokens[-1:])})


@given(st.text(characters, max_size=40), st.data())
def test_made_tokens_never_cross_a_mention_s_edge(text: str, data: st.DataObject) -> None:
    edges = data.draw(st.lists(st.integers(0, len(text)), max_size=4))
    made = made_tokens(text, edges)
    assert all(not token.start < edge < token.end for token in made.spans for edge in edges)
    covered = {place for one in made.spans for place in range(one.start, one.end)}
    assert all(text[place].isspace() for place in range(len(text)) if place not in covered)
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] for one in made.spans)
    assert made.sentences == tuple(sorted(made.sentences))
    assert (made.sentences[-1:] or (0,))[-1] == len(made.spans)


def test_a_span_is_made_of_tokens_or_is_not() -> None:
    tokens = Tokens((Span(0, 2), Span(3, 6), Span(6, 7)), (3,))
    assert tokens.covering(Span(3, 7)) == (1, 3)
    assert tokens.covering(Span(2, 6)) == (1, 2)
    assert tokens.covering(Span(4, 7)) is None
    assert tokens.covering(Span(2, 3)) is None
    assert tokens.touched(Span(4, 7)) == (1, 3)


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {TOKENS: "1 2", SENTENCES: ""},
        {TOKENS: {"cuts": "1 x", "joins": ""}, SENTENCES: ""},
        {TOKENS: {"cuts": "900", "joins": ""}, SENTENCES: ""},
        {TOKENS: {"cuts": "1", "joins": ""}},
    ],
)
def test_what_is_not_of_this_text_counts_for_nothing(extra: dict[str, object]) -> None:
    document = replace(make_document("d", "Two words.", "d.txt"), metadata=Metadata(extra=extra))
    assert kept_tokens(document) is None
    assert [(one.start, one.end) for one in tokens_of(document).spans] == [(0, 3), (4, 9), (9, 10)]

"""Columns that are kept with a document come back as they were, however they are kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.columns import LETTERS, column_cells, keep_column

CELLS = st.sampled_from(("-", "", "NN", "🙂 x", "0", "1", "2"))


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=5))
def test_a_column_comes_back_as_it_was(sentences: list[list[str]]) -> None:
    kept = keep_column(sentences)
    lengths = [len(sentence) for sentence in sentences]
    assert column_cells(kept, lengths) == [cell for sentence in sentences for cell in sentence]
    assert column_cells(kept, [*lengths, 1]) is None or set(kept) <= {"same", "from"}


def test_each_kind_of_column_is_kept_shortly() -> None:
    many = [[f"word-{place}"] for place in range(len(LETTERS) + 1)]
    columns = ([["x", "x"], ["x"]], [["1", "2"], ["1"]], [["a", "b"], ["a"]], many)
    assert [sorted(keep_column(column)) for column in columns] == [["same"], ["from"], ["letters", "names"], ["cells"]]
    for column in columns:
        cells = [cell for sentence in column for cell in sentence]
        assert column_cells(keep_column(column), [len(sentence) for sentence in column]) == cells


def test_what_is_not_of_these_tokens_is_nothing() -> None:
    for kept in ({"names": ["a"], "letters": "ab"}, {"names": [1], "letters": "a"}, {"cells": "a"}, {}, None, "x"):
        assert column_cells(kept, [2]) is None

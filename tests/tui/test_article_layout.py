"""Soft wrap: every code point on one line, no line too wide, and cells that lead back to their offsets."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotator.core.display import display_safe
from annotator.core.passages import LINE_ENDS
from annotator.core.segments import grapheme_at
from annotator.tui.widgets.article.layout import BLOCK, Line, LineMap, clusters, is_one_cell

PLAIN = [
    "the ",
    "company",
    " ",
    "co-founder ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "—",
    "naïve ",
    "x" * 30,
    "\x1b",
    "\u200b",
    "  " * 9,
    "\u2028",
]
WIDE = [
    *PLAIN,
    "日本語",
    "。",
    "「",
    "한글",
    "👨‍👩‍👧",
    "🇩🇪",
    "e\u0301",
    "क्षि",
    "ש",
    "\u0301",
    "\u200d",
    "❤️",
    "\ufeff",
    "မာ",
    "\u1160",
]
plain_texts = st.lists(st.sampled_from(PLAIN), max_size=40).map("".join)
wide_texts = st.lists(st.sampled_from(WIDE), max_size=40).map("".join)
texts = st.one_of(plain_texts, wide_texts)


def settled(text: str, width: int) -> LineMap:
    lines = LineMap(text, width)
    while lines.wrap_next():
        pass
    return lines


def all_lines(lines: LineMap) -> list[Line]:
    return [lines.line(number) for number in range(lines.count)]


def words_on(text: str, line: Line) -> str:
    return text[line.start : line.end].rstrip(" \t") if line.limit == line.end else text[line.start : line.end]


@given(texts, st.integers(4, 40))
def test_every_code_point_is_on_one_line_or_is_its_end(text: str, width: int) -> None:
    lines = all_lines(settled(text, width))
    assert lines[0].start == 0
    assert lines[-1].limit == len(text)
    assert all(before.limit == after.start for before, after in pairwise(lines))
    for line in lines:
        assert not set(text[line.start : line.end]) & set(LINE_ENDS)
        assert text[line.end : line.limit] in ("", "\r\n", *LINE_ENDS)


@given(texts, st.integers(4, 40))
def test_the_words_of_no_line_are_wider_than_the_column(text: str, width: int) -> None:
    for line in all_lines(settled(text, width)):
        shown = text[line.start : line.end].rstrip(" \t")
        assert sum(cluster.width for cluster in clusters(shown, line.start)) <= width


@given(texts, st.integers(4, 40))
def test_no_line_begins_inside_a_grapheme(text: str, width: int) -> None:
    for line in all_lines(settled(text, width)):
        assert line.start == len(text) or grapheme_at(text, line.start).start == line.start


@given(texts, st.integers(4, 40))
def test_a_cell_leads_back_to_the_grapheme_it_came_from(text: str, width: int) -> None:
    lines = settled(text, width)
    for number, line in enumerate(all_lines(lines)):
        for cluster in clusters(text[line.start : line.end], line.start):
            assert lines.cell_of(cluster.start) == (number, cluster.cell)
            for cell in range(cluster.cell, cluster.cell + cluster.width):
                assert lines.offset_at(number, cell) == cluster.start


@given(texts, st.integers(4, 40))
def test_every_place_of_the_caret_has_a_line(text: str, width: int) -> None:
    lines = settled(text, width)
    for offset in range(len(text) + 1):
        line = lines.line(lines.line_of(offset))
        assert line.start <= offset
        assert offset < line.limit or offset == line.limit == len(text)


@given(texts)
def test_cells_are_those_that_the_compositor_counts(text: str) -> None:
    for line in all_lines(settled(text, 40)):
        shown = text[line.start : line.end]
        for cluster in clusters(shown, line.start):
            assert cell_len(cluster.shown) == cluster.width > 0
        if is_one_cell(shown):
            assert cell_len(display_safe(shown)) == len(shown) == len(clusters(shown, 0))


def test_words_wrap_and_trailing_spaces_hang() -> None:
    lines = settled("The quick  brown fox", 9)
    assert [lines.text[line.start : line.end] for line in all_lines(lines)] == ["The quick  ", "brown fox"]


def test_a_long_word_breaks_hard_and_a_compound_after_its_hyphen() -> None:
    lines = settled("data-labelling xxxxxxxxxxxxxxxxxxxxxxxx", 10)
    assert [lines.text[line.start : line.end] for line in all_lines(lines)] == [
        "data-",
        "labelling ",
        "x" * 10,
        "x" * 10,
        "x" * 4,
    ]


def test_ideographs_wrap_between_each_other_but_not_before_a_full_stop() -> None:
    lines = settled("日本語を話します。中国", 8)
    assert [lines.text[line.start : line.end] for line in all_lines(lines)] == ["日本語を", "話しま", "す。中国"]


@pytest.mark.parametrize(("text", "count"), [("", 1), ("a", 1), ("a\n", 2), ("\n\n", 3), ("a\r\n\r\nb", 3)])
def test_blank_lines_are_where_the_text_has_them(text: str, count: int) -> None:
    assert settled(text, 20).count == count


@pytest.mark.parametrize(
    "text",
    [
        "The company has laid off around 200 people. " * 3000,
        ("A short one.\n\n" + "A longer one, of words. " * 40 + "\n") * 60,
        "x" * (4 * BLOCK),
        "日本語を話します。👨‍👩‍👧" * 3000,
    ],
)
def test_lines_that_are_needed_first_are_those_of_the_settled_text(text: str) -> None:
    whole = settled(text, 60)
    lazy = LineMap(text, 60)
    middle = len(text) // 2
    line = lazy.line(lazy.line_of(middle))
    assert line == whole.line(whole.line_of(middle))
    before = lazy.count
    assert lazy.wrap_next()
    assert lazy.count == before, "numbers stay until all is wrapped"
    while lazy.wrap_next():
        assert lazy.count == before
    assert lazy.settled
    assert all_lines(lazy) == all_lines(whole)


def test_preparing_a_place_says_whether_numbers_changed() -> None:
    lines = LineMap("word " * 20_000, 10)
    assert lines.prepare(50_000, 50_000)
    assert not lines.prepare(50_000, 50_000)


def test_a_line_beyond_the_last_is_refused() -> None:
    with pytest.raises(IndexError):
        settled("one", 10).line(1)

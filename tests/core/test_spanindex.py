"""The index of spans answers as a plain list would."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.spanindex import SpanIndex

spans = st.tuples(
    st.integers(0, 5000), st.one_of(st.integers(1, 40), st.integers(1, 100_000)), st.sampled_from("abcdef")
).map(lambda drawn: (drawn[0], drawn[0] + drawn[1], drawn[2]))


@given(st.lists(spans, max_size=60), st.integers(0, 6000), st.integers(1, 3000))
def test_overlapping_is_what_a_scan_finds(entries: list[tuple[int, int, str]], start: int, length: int) -> None:
    index = SpanIndex(entries)
    end = start + length
    assert index.overlapping(start, end) == sorted(entry for entry in entries if entry[0] < end and entry[1] > start)
    assert index.at(start) == sorted(entry for entry in entries if entry[0] <= start < entry[1])


@given(st.lists(spans, max_size=60), st.integers(-1, 6000))
def test_the_nearest_starts_are_what_a_scan_finds(entries: list[tuple[int, int, str]], position: int) -> None:
    index = SpanIndex(entries)
    starts = sorted(entry[0] for entry in entries)
    assert index.next_start_after(position) == min((start for start in starts if start > position), default=None)
    assert index.previous_start_before(position) == max((start for start in starts if start < position), default=None)
    expected = sorted((entry for entry in entries if entry[0] == position), key=lambda entry: entry[2])
    assert sorted(index.starting_at(position)) == sorted(expected)
    assert [entry[2] for entry in index.starting_at(position)] == [entry[2] for entry in expected]


@given(st.lists(spans, max_size=40), st.randoms(use_true_random=False))
def test_adding_and_removing_gives_what_building_anew_gives(
    entries: list[tuple[int, int, str]], order: random.Random
) -> None:
    index: SpanIndex[str] = SpanIndex()
    for entry in entries:
        index.add(*entry)
    gone = order.sample(entries, len(entries) // 2)
    kept = list(entries)
    for entry in gone:
        index.remove(*entry)
        kept.remove(entry)
    assert len(index) == len(kept)
    assert index.overlapping(0, 200_000) == SpanIndex(kept).overlapping(0, 200_000) == sorted(kept)


def test_a_span_that_is_not_there_cannot_be_removed() -> None:
    index = SpanIndex([(3, 5, "a")])
    with pytest.raises(KeyError):
        index.remove(3, 5, "b")
    assert index.at(4) == [(3, 5, "a")]


def test_an_empty_span_is_refused() -> None:
    with pytest.raises(ValueError, match="start < end"):
        SpanIndex[str]().add(4, 4, "a")


def test_spans_that_only_touch_do_not_overlap() -> None:
    index = SpanIndex([(0, 5, "a"), (5, 9, "b")])
    assert index.overlapping(5, 6) == [(5, 9, "b")]
    assert index.overlapping(9, 12) == []

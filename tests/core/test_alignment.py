"""Mentions of two annotators are paired one to one, as well as can be, whatever their order."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.alignment import align, overlapping
from annotator.core.assignment import best_assignment
from annotator.core.model import Mention, spans_of

weights = st.lists(st.dictionaries(st.integers(0, 4), st.integers(1, 9), max_size=4), max_size=5)


def best_of_all(rows: list[dict[int, int]]) -> int:
    """The greatest sum, by trying every assignment."""
    columns = [*range(5), *[-1] * len(rows)]
    return max(
        sum(row.get(column, 0) for row, column in zip(rows, chosen, strict=True))
        for chosen in set(permutations(columns, len(rows)))
    )


@settings(max_examples=60, deadline=None)
@given(weights.filter(lambda rows: len(rows) <= 4))
def test_no_other_assignment_weighs_more(rows: list[dict[int, int]]) -> None:
    chosen = best_assignment(rows)

    assert len(set(chosen.values())) == len(chosen)
    assert sum(rows[row][column] for row, column in chosen.items()) == best_of_all(rows)


@st.composite
def mention_lists(draw: st.DrawFn) -> list[Mention]:
    places = draw(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6), st.sampled_from("ab")), max_size=8))
    return [
        Mention(f"m-{number}", label, spans_of((start, start + length)))
        for number, (start, length, label) in enumerate(places)
    ]


@given(mention_lists(), mention_lists())
def test_the_pairs_do_not_depend_on_the_order(ours: list[Mention], theirs: list[Mention]) -> None:
    expected = align(ours, theirs)
    assert align(ours[::-1], theirs[::-1]) == expected
    assert sorted(one.ours.id for one in expected if one.ours) == sorted(mention.id for mention in ours)
    assert sorted(one.theirs.id for one in expected if one.theirs) == sorted(mention.id for mention in theirs)


@given(mention_lists(), mention_lists())
def test_swapping_the_annotators_gives_as_many_pairs(ours: list[Mention], theirs: list[Mention]) -> None:
    one_way, other_way = align(ours, theirs), align(theirs, ours)

    assert sorted(str(one.match) for one in one_way) == sorted(str(one.match) for one in other_way)


def test_a_pair_that_comes_first_does_not_take_a_better_one_away() -> None:
    """A first come, first served matching pairs the long with the first it meets, and leaves one over."""
    ours = [Mention("m-1", "a", spans_of((0, 10))), Mention("m-2", "a", spans_of((8, 12)))]
    theirs = [Mention("m-3", "a", spans_of((9, 11))), Mention("m-4", "a", spans_of((0, 3)))]

    assert [(one.ours.id, one.theirs.id) for one in align(ours, theirs) if one.ours and one.theirs] == [
        ("m-1", "m-4"),
        ("m-2", "m-3"),
    ]


def test_spans_that_only_touch_are_not_paired() -> None:
    aligned = align([Mention("m-1", "a", spans_of((0, 5)))], [Mention("m-2", "a", spans_of((5, 9)))])

    assert [one.match for one in aligned] == [None, None]


def test_parts_of_a_discontinuous_mention_count_and_not_what_lies_between() -> None:
    parted, between = Mention("m-1", "a", spans_of((0, 3), (9, 12))), Mention("m-2", "a", spans_of((4, 8)))

    assert overlapping([parted], [between], labels=True) == []
    assert overlapping([parted], [Mention("m-3", "a", spans_of((11, 20)))], labels=True) == [(0, 0)]


def test_each_kind_of_match_is_told() -> None:
    ours = [
        Mention("m-1", "a", spans_of((0, 2))),
        Mention("m-2", "a", spans_of((3, 5))),
        Mention("m-3", "a", spans_of((6, 9))),
        Mention("m-4", "a", spans_of((10, 12))),
    ]
    theirs = [
        Mention("m-5", "a", spans_of((0, 2))),
        Mention("m-6", "b", spans_of((3, 5))),
        Mention("m-7", "a", spans_of((7, 9))),
        Mention("m-8", "b", spans_of((11, 13))),
    ]

    assert [one.match for one in align(ours, theirs)] == ["exact", "span", "overlap", "near"]

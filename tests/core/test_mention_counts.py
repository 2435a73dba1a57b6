"""Mentions that two annotators have in common are counted by a greatest matching, whatever their order."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.mention_counts import count_mentions
from annotator.core.model import Mention, spans_of
from annotator.core.scores import Score, Tally


def mention(number: int, label: str, *spans: tuple[int, int]) -> Mention:
    return Mention(f"m-{number}", label, spans_of(*spans))


@st.composite
def mention_lists(draw: st.DrawFn) -> list[Mention]:
    places = draw(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5), st.sampled_from("ab")), max_size=6))
    return [mention(number, label, (start, start + length)) for number, (start, length, label) in enumerate(places)]


def most_pairs(ours: list[Mention], theirs: list[Mention]) -> int:
    """The size of the greatest matching of one label with a code point in common, by trying every set of pairs."""
    edges = [
        (one, other)
        for one, left in enumerate(ours)
        for other, right in enumerate(theirs)
        if left.label == right.label and left.spans[0].overlaps(right.spans[0])
    ]
    for size in range(min(len(ours), len(theirs), len(edges)), 0, -1):
        for chosen in combinations(edges, size):
            if len({one for one, _ in chosen}) == len({other for _, other in chosen}) == size:
                return size
    return 0


@given(mention_lists(), mention_lists())
def test_the_counts_do_not_depend_on_the_order_or_the_side(ours: list[Mention], theirs: list[Mention]) -> None:
    expected = count_mentions(ours, theirs)

    assert count_mentions(ours[::-1], theirs[::-1]) == expected
    turned = count_mentions(theirs, ours)
    for one, other in zip(expected[:3], turned[:3], strict=True):
        assert isinstance(one, Tally)
        assert one == Tally(other.both, other.theirs, other.ours)


@given(mention_lists().filter(lambda made: len(made) < 5), mention_lists().filter(lambda made: len(made) < 5))
def test_after_the_exact_matches_no_more_could_be_paired(ours: list[Mention], theirs: list[Mention]) -> None:
    found = count_mentions(ours, theirs)
    left, right = list(ours), list(theirs)
    for one in ours:
        same = next((other for other in right if (other.label, other.spans) == (one.label, one.spans)), None)
        if same is not None:
            left.remove(one)
            right.remove(same)

    assert found.exact.both == len(ours) - len(left)
    assert found.overlap.both == found.exact.both + most_pairs(left, right)


def test_equal_spans_of_another_label_do_not_take_a_partner_away() -> None:
    """Ours: a person, and a role a little longer. Theirs has the role on the person's words."""
    found = count_mentions([mention(1, "person", (0, 5)), mention(2, "role", (0, 7))], [mention(3, "role", (0, 5))])

    assert (found.exact.both, found.overlap.both, found.spans.both) == (0, 1, 1)
    assert found.labels["role"] == (Tally(0, 1, 1), Tally(1, 1, 1))
    assert found.labels["person"] == (Tally(0, 1, 0), Tally(0, 1, 0))


def test_half_open_spans_that_touch_do_not_overlap() -> None:
    assert count_mentions([mention(1, "a", (0, 5))], [mention(2, "a", (5, 9))]).overlap == Tally(0, 1, 1)
    assert count_mentions([mention(1, "a", (0, 5))], [mention(2, "a", (4, 9))]).overlap == Tally(1, 1, 1)


def test_what_lies_in_the_gap_of_a_mention_is_not_overlap() -> None:
    parted = mention(1, "a", (0, 3), (9, 12))

    assert count_mentions([parted], [mention(2, "a", (4, 8))]).overlap.both == 0
    assert count_mentions([parted], [mention(2, "a", (0, 3), (9, 12))]).exact.both == 1
    assert count_mentions([parted], [mention(2, "a", (0, 3), (9, 11))]).exact.both == 0


def test_a_mention_made_twice_agrees_once() -> None:
    twice = [mention(1, "a", (0, 5)), mention(2, "a", (0, 5))]

    assert count_mentions(twice, [mention(3, "a", (0, 5))]).exact == Tally(1, 2, 1)


def test_where_both_have_nothing_there_is_no_score_and_where_one_has_it_is_nought() -> None:
    nothing = count_mentions([], []).exact.score("neither has marked a mention")

    assert nothing == Score(None, None, None, "neither has marked a mention")
    assert count_mentions([mention(1, "a", (0, 5))], []).exact.score("") == Score(0.0, None, 0.0)


@pytest.mark.parametrize(("both", "ours", "theirs", "f1"), [(4, 5, 8, 8 / 13), (0, 3, 3, 0.0), (3, 3, 3, 1.0)])
def test_f1_is_the_harmonic_mean(both: int, ours: int, theirs: int, f1: float) -> None:
    score = Tally(both, ours, theirs).score("")

    assert (score.precision, score.recall) == (both / ours, both / theirs)
    assert score.f1 == pytest.approx(f1)

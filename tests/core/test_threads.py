"""Comments of several files make threads: by their ids, in the order of time, open until they are resolved."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Target
from annotator.core.remarks import Comment, CommentState
from annotator.core.threads import Said, threads_of
from tests.examples import NOW

HERE = Target("memo", "m-1")


def said(
    number: int, answers: int = 0, state: CommentState = "", who: str = "ann-1", minutes: int | None = None
) -> Said:
    when = NOW + dt.timedelta(minutes=number if minutes is None else minutes)
    answered = f"k-{answers}" if answers else ""
    return Said(who, "memo", Comment(f"k-{number}", HERE, f"no. {number}", answered, state, created=when))


def shape(threads: object) -> list[list[str]]:
    assert isinstance(threads, list)
    return [[one.comment.id for one in thread.said] for thread in threads]


def test_answers_follow_what_they_answer_whoever_wrote_them() -> None:
    found = threads_of([said(3, 2, who="gold"), said(4), said(1), said(2, 1, who="ann-2")])
    assert shape(found) == [["k-4"], ["k-1", "k-2", "k-3"]]


def test_an_answer_to_what_is_not_here_begins_a_thread() -> None:
    assert shape(threads_of([said(2, 9), said(3, 2)])) == [["k-2", "k-3"]]


def test_a_thread_is_open_until_it_is_resolved_and_again_when_it_is_reopened() -> None:
    assert [thread.is_open for thread in threads_of([said(1)])] == [True]
    assert [thread.is_open for thread in threads_of([said(1), said(2, 1, "resolved")])] == [False]
    reopened = [said(1), said(2, 1, "resolved"), said(3, 1, "reopened")]
    assert [thread.is_open for thread in threads_of(reopened)] == [True]


def test_an_acceptance_asks_for_nothing_and_an_objection_does() -> None:
    assert [(one.is_open, one.is_objection) for one in threads_of([said(1, state="accepts")])] == [(False, False)]
    assert [(one.is_open, one.is_objection) for one in threads_of([said(1, state="objects")])] == [(True, True)]


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 6)), max_size=8, unique_by=lambda pair: pair[0]))
def test_every_comment_is_in_one_thread_also_where_they_answer_in_a_circle(pairs: list[tuple[int, int]]) -> None:
    comments = [said(number, answers) for number, answers in pairs]
    told = [one.comment.id for thread in threads_of(comments) for one in thread.said]
    assert sorted(told) == sorted(one.comment.id for one in comments)
    assert threads_of(comments) == threads_of(reversed(comments))

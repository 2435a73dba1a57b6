"""Comments as threads: what was said first, what was answered, and whether it is settled.

Everybody's comments stand in their own files. A thread is put together from them by ids, in the order of time; an
answer to a comment that is not there (not pulled yet, or taken back) begins a thread of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from annotator.core.model import Target
from annotator.core.remarks import Comment

_EARLIEST = dt.datetime.min.replace(tzinfo=dt.UTC)


class Said(NamedTuple):
    """A comment, by whom, and in whose set on which document it stands."""

    annotator: str
    home: str
    comment: Comment

    @property
    def when(self) -> dt.datetime:
        """When it was said; what has no time was said before all else."""
        return self.comment.created or _EARLIEST


class Thread(NamedTuple):
    """What was said of one thing, the first before the answers, these in the order of time."""

    said: tuple[Said, ...]

    @property
    def first(self) -> Said:
        """The comment that began it."""
        return self.said[0]

    @property
    def about(self) -> Target:
        """What it is about."""
        return self.first.comment.about

    @property
    def is_open(self) -> bool:
        """Whether it is still to be settled: who resolved or reopened it last decides."""
        states = [one.comment.state for one in self.said if one.comment.state in ("resolved", "reopened")]
        is_question = self.first.comment.state != "accepts"
        return is_question and (not states or states[-1] == "reopened")

    @property
    def is_acceptance(self) -> bool:
        """Whether it only accepts what a curator decided, and nobody has said anything to that."""
        return self.first.comment.state == "accepts" and len(self.said) == 1

    @property
    def is_objection(self) -> bool:
        """Whether it objects to what a curator decided."""
        return self.first.comment.state == "objects"


def threads_of(said: Iterable[Said]) -> list[Thread]:
    """The threads that comments make, the one with the latest comment first."""
    everything = list(said)
    known = {one.comment.id: one for one in everything}
    grouped: defaultdict[str, list[Said]] = defaultdict(list)
    for one in everything:
        grouped[_beginning(one.comment, known)].append(one)
    threads = [
        Thread(tuple(sorted(group, key=lambda one: (one.comment.id != first, one.when, one.comment.id))))
        for first, group in grouped.items()
    ]
    return sorted(
        threads, key=lambda thread: (max(one.when for one in thread.said), thread.first.comment.id), reverse=True
    )


def _beginning(comment: Comment, known: dict[str, Said]) -> str:
    """The id of the comment that a comment's thread begins with; of several that answer in a circle, the least."""
    passed: dict[str, None] = {}
    while comment.id not in passed:
        passed[comment.id] = None
        before = known.get(comment.answers)
        if before is None:
            return comment.id
        comment = before.comment
    circle = list(passed)[list(passed).index(comment.id) :]
    return min(circle)

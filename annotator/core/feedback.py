"""What a curator made of an annotator's work: for the annotator to see, and to accept or object to.

A correction is a decision whose outcome is not what the annotator had. It is open until the annotator has said of that
very decision whether they accept it; a decision made anew is another one, and is shown again.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from annotator.core.model import AnnotationSet, Claim, Link, Mention, Record, Span, Target
from annotator.core.remarks import Comment, Decision, comments_of, decisions_of

What: TypeAlias = Literal["changed", "rejected", "added"]
"""What became of it: settled otherwise than the annotator had it, left out, or there though they did not mark it."""


class Correction(NamedTuple):
    """One decision that differs from what the annotator had.

    ``mine`` are the annotator's records that it was about and ``settled`` the curator's that came of it; ``answer`` is
    what the annotator has said of it, if anything.
    """

    what: What
    decision: Decision
    mine: tuple[Record, ...]
    settled: tuple[Record, ...]
    answer: Comment | None = None

    @property
    def place(self) -> Span | None:
        """Where in the text it is; None where neither side has a place there."""
        for record in (*self.mine, *self.settled):
            if isinstance(record, Mention | Claim):
                return record.spans[0]
        return None

    def about(self, document: str) -> Target:
        """What an answer to it is about: the annotator's own record, else the curator's."""
        record = next(iter((*self.mine, *self.settled)), None)
        return Target(document, record.id if record is not None else "")


def corrections(mine: AnnotationSet, gold: AnnotationSet) -> list[Correction]:
    """What the curator decided otherwise than the annotator of ``mine`` had it, in the order of the text."""
    answers = {one.answers: one for one in comments_of(mine) if one.state in ("accepts", "objects")}
    found: list[Correction] = []
    for decision in decisions_of(gold):
        ids = [version.id for version in decision.about if version.annotator == mine.annotator]
        own = tuple(record for one in ids if (record := mine.record(one)) is not None)
        settled = tuple(record for one in decision.results if (record := gold.record(one)) is not None)
        what = _what(bool(ids), own, settled)
        if what is not None:
            found.append(Correction(what, decision, own, settled, answers.get(decision.id)))
    return sorted(found, key=lambda one: (one.place or Span(0, 1), one.decision.id))


def _what(had: bool, own: tuple[Record, ...], settled: tuple[Record, ...]) -> What | None:
    if not had:
        return "added" if settled else None
    if not own:  # the annotator has removed it since, or never had it: there is nothing to answer for
        return None
    if not settled:
        return "rejected"
    return "changed" if not any(_says_the_same(one, other) for one in own for other in settled) else None


def _says_the_same(one: Record, other: Record) -> bool:
    """Whether two records say the same of the text. What fills arguments and ends has decisions of its own."""
    match one, other:
        case Mention(), Mention():
            return (one.label, one.spans, dict(one.attributes)) == (other.label, other.spans, dict(other.attributes))
        case Claim(), Claim():
            return (one.type, one.spans, dict(one.attributes)) == (other.type, other.spans, dict(other.attributes))
        case Link(), Link():
            return (one.type, dict(one.attributes)) == (other.type, dict(other.attributes))
        case _:
            return False

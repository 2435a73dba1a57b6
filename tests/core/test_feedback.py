"""An annotator is shown what the curator decided otherwise, until they have said what they think of it."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.feedback import corrections
from annotator.core.model import AnnotationSet, Mention, Target
from annotator.core.records import Records
from annotator.core.remarks import Comment, CommentState, Decision, Remark, Version, digest_of
from tests.examples import AMOUNT, EVENT, PERSON, annotation_set

MINE = annotation_set([PERSON, AMOUNT])


def version(record: Mention, annotator: str = "ann-1") -> Version:
    return Version(annotator, record.id, digest_of(record))


def gold(*decisions: Decision, mentions: tuple[Mention, ...] = ()) -> AnnotationSet:
    remarks: list[Remark] = list(decisions)
    made = annotation_set(mentions)
    return replace(made, annotator="gold", remarks=Records((one.id, one) for one in remarks))


def answered(decision: str, state: CommentState) -> AnnotationSet:
    answer: Remark = Comment("k-1", Target("layoffs", PERSON.id), answers=decision, state=state)
    return replace(MINE, remarks=Records([(answer.id, answer)]))


def test_a_record_that_the_curator_settled_otherwise_is_changed() -> None:
    settled = replace(PERSON, id="m-gold", label="role")
    decision = Decision("d-1", (version(PERSON), version(PERSON, "ann-2")), "own", ("m-gold",))
    (found,) = corrections(MINE, gold(decision, mentions=(settled,)))
    assert (found.what, found.mine, found.settled) == ("changed", (PERSON,), (settled,))
    assert found.place == PERSON.spans[0]


def test_a_record_that_was_taken_as_it_is_is_no_correction() -> None:
    settled = replace(PERSON, id="m-gold", origin="accepted:ann-2")
    decision = Decision("d-1", (version(PERSON),), "accepted:ann-1", ("m-gold",))
    assert corrections(MINE, gold(decision, mentions=(settled,))) == []


def test_a_record_of_which_nothing_came_is_rejected() -> None:
    (found,) = corrections(MINE, gold(Decision("d-1", (version(AMOUNT),), "neither")))
    assert (found.what, found.mine) == ("rejected", (AMOUNT,))


def test_what_others_marked_and_the_curator_took_is_added() -> None:
    settled = replace(EVENT, id="m-gold")
    decision = Decision("d-1", (version(EVENT, "ann-2"),), "accepted:ann-2", ("m-gold",))
    (found,) = corrections(MINE, gold(decision, mentions=(settled,)))
    assert (found.what, found.about("layoffs")) == ("added", Target("layoffs", "m-gold"))


def test_what_others_marked_and_nobody_took_is_of_no_concern() -> None:
    assert corrections(MINE, gold(Decision("d-1", (version(EVENT, "ann-2"),), "neither"))) == []


def test_an_answer_is_to_one_decision_and_another_one_is_shown_again() -> None:
    first = gold(Decision("d-1", (version(AMOUNT),), "neither"))
    again = gold(Decision("d-2", (version(AMOUNT),), "neither"))
    (found,) = corrections(answered("d-1", "objects"), first)
    assert found.answer is not None
    assert found.answer.state == "objects"
    (found,) = corrections(answered("d-1", "accepts"), again)
    assert found.answer is None


def test_what_the_annotator_has_removed_since_is_not_shown() -> None:
    assert corrections(annotation_set([PERSON]), gold(Decision("d-1", (version(AMOUNT),), "neither"))) == []

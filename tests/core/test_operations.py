"""What a user does becomes an edit, or a sentence that says why not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core import operations
from annotator.core.edits import apply
from annotator.core.errors import AnnotatorError
from annotator.core.model import Claim, Link, Span, Status, Target, spans_of
from annotator.core.schema import default_schema
from tests.examples import AMOUNT, DENIAL_LINK, EVENT, PERSON, POSITION, ROLE, TEXT, Clerk, annotation_set, memo, place

SCHEMA = default_schema("test")


def test_labelling_adds_a_mention_with_origin_and_time() -> None:
    edit = operations.label_spans(SCHEMA, Clerk(), "person", [place("Jason")], near=[])
    (added,) = apply(annotation_set(), edit).mentions.values()
    assert (added.label, added.spans, added.origin) == ("person", place("Jason"), "human")
    assert added.created == Clerk().now()


def test_labelling_the_same_words_twice_is_refused() -> None:
    with pytest.raises(AnnotatorError, match="labelled person already"):
        operations.label_spans(SCHEMA, Clerk(), "person", [PERSON.spans], near=[PERSON])


def test_an_unknown_label_is_refused_with_those_there_are() -> None:
    with pytest.raises(AnnotatorError, match='"place" is not in the schema; it has: person, role, amount, event'):
        operations.label_spans(SCHEMA, Clerk(), "place", [place("memo")], near=[])


def test_many_places_become_one_edit() -> None:
    edit = operations.label_spans(SCHEMA, Clerk(), "event", [place("wrote"), place("laid"), place("wrote")], near=[])
    assert len(edit.changes) == 2


def test_relabelling_what_a_claim_needs_is_refused_with_what_the_slot_takes() -> None:
    with pytest.raises(AnnotatorError, match='The argument "person" of a position takes a person, not an amount'):
        operations.relabel(memo(), SCHEMA, PERSON, "amount")


def test_relabelling_a_loose_mention_works() -> None:
    after = apply(memo(), operations.relabel(memo(), SCHEMA, AMOUNT, "event"))
    assert after.mentions["m-amount"].label == "event"


def test_removing_a_mention_takes_its_place_in_claims_and_undo_brings_all_back() -> None:
    tied = memo()
    link = Link("l-same", "same-as", "m-person", Target("denial", "m-9"))
    tied = replace(tied, links=tied.links.with_changes({link.id: link}))
    edit = operations.remove(tied, PERSON)
    assert operations.goes_with(edit) == "1 link and its place in 1 claim, now to be filled anew"
    after = apply(tied, edit)
    assert "m-person" not in after.mentions
    assert after.claims["c-position"].arguments == {"role": ("m-role",)}
    assert "l-same" not in after.links
    assert "l-denial" in after.links
    assert apply(after, edit.inverse()) == tied


def test_removing_a_claim_takes_its_links() -> None:
    after = apply(memo(), operations.remove(memo(), POSITION))
    assert not after.claims
    assert not after.links
    assert len(after.mentions) == 4


def test_a_claim_with_the_wrong_label_is_refused() -> None:
    wrong = Claim("c-2", "position", POSITION.spans, {"person": ("m-amount",)})
    with pytest.raises(AnnotatorError, match="takes a person, not an amount"):
        operations.add_claim(memo(), SCHEMA, wrong)


def test_a_claim_that_is_there_already_is_refused() -> None:
    with pytest.raises(AnnotatorError, match="This position is there already"):
        operations.add_claim(memo(), SCHEMA, replace(POSITION, id="c-2"))


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        (Link("l-1", "same-as", "m-person", Target("layoffs", "m-person")), "two ends"),
        (replace(DENIAL_LINK, id="l-2"), 'linked by "contradicts" already'),
        (
            Link("l-3", "contradicts", "m-person", Target("layoffs", "c-position")),
            "joins claims; this one starts at a mention",
        ),
        (
            Link("l-4", "same-as", "m-person", Target("layoffs", "c-position")),
            "joins mentions; this one ends at a claim",
        ),
        (Link("l-5", "owns", "m-person", Target("layoffs", "m-role")), '"owns"'),
        (Link("l-6", "same-as", "m-person", Target("denial")), "this one ends at a document"),
    ],
)
def test_links_that_cannot_be_are_refused(link: Link, sentence: str) -> None:
    state = memo()
    target = state.record(link.target.id) if link.target.document == "layoffs" else None
    with pytest.raises(AnnotatorError, match=sentence):
        operations.add_link(state, SCHEMA, link, state.record(link.source), target)


def test_a_symmetric_link_is_there_already_when_it_goes_the_other_way() -> None:
    state = memo()
    first = Link("l-1", "same-as", "m-person", Target("layoffs", "m-role"))
    state = apply(state, operations.add_link(state, SCHEMA, first, PERSON, ROLE))
    turned = Link("l-2", "same-as", "m-role", Target("layoffs", "m-person"))
    with pytest.raises(AnnotatorError, match="already"):
        operations.add_link(state, SCHEMA, turned, ROLE, PERSON)


def test_the_ends_move_and_undo_moves_them_back() -> None:
    longer = operations.move_ends(EVENT, place("were laid off"))
    after = apply(memo(), longer)
    assert after.mentions["m-event"].spans == place("were laid off")
    assert apply(after, longer.inverse()) == memo()
    with pytest.raises(AnnotatorError, match="press delete"):
        operations.move_ends(EVENT, ())


def test_parts_that_touch_or_overlap_become_one() -> None:
    assert operations.merged_spans([Span(5, 9), Span(0, 3), Span(3, 5), Span(20, 22)]) == spans_of((0, 9), (20, 22))


def test_occurrences_are_whole_words_only() -> None:
    text = "Meta paid; Metadata did not. Meta's money, meta."
    assert [text[span.start : span.end + 1] for span in operations.occurrences(text, "Meta")] == ["Meta ", "Meta'"]
    assert list(operations.occurrences(TEXT, "")) == []


def test_the_status_changes_and_says_when_it_is_that_already() -> None:
    after = apply(memo(), operations.set_status(memo(), Status.DONE))
    assert after.status is Status.DONE
    with pytest.raises(AnnotatorError, match="done already"):
        operations.set_status(after, Status.DONE)

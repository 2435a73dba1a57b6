"""What is kept aside does not count, is not lost, and comes back by an edit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core import operations
from annotator.core.aside_rows import TITLES
from annotator.core.catalogue import Catalogue
from annotator.core.edits import AsideChange, Edit, RecordChange, TextChange, apply
from annotator.core.errors import AnnotatorError, EditError
from annotator.core.model import WHYS, AnnotationSet, Aside, Claim, Link, Mention, spans_of
from annotator.core.outline import Outline
from annotator.core.schema import default_schema
from annotator.core.sentences import plain
from annotator.core.validation import problems_in
from annotator.storage.codec import dangling_references
from tests.examples import AMOUNT, DENIAL_LINK, PERSON, POSITION, document, memo, place

SCHEMA = default_schema("test")
LOST = Aside("unanchored", PERSON.id, "mention", PERSON, "Jason Droege", "old")
MOVED = Aside("moved", AMOUNT.id, "mention", replace(AMOUNT, spans=spans_of((0, 3))), "200", "old")


def without_person() -> AnnotationSet:
    return apply(memo(), Edit("put aside", (RecordChange(PERSON, None), AsideChange(None, LOST))))


def rows(annotations: AnnotationSet) -> list[str]:
    catalogue = Catalogue(SCHEMA)
    catalogue.put(document(), annotations)
    outline = Outline(catalogue, "layoffs")
    return [plain(outline.row(number).parts) for number in range(len(outline))]


def test_what_is_referred_to_and_kept_aside_is_not_dangling() -> None:
    annotations = without_person()
    assert annotations.record(PERSON.id) is None
    assert annotations.known(PERSON.id) == PERSON
    assert not list(dangling_references(annotations))
    assert not list(problems_in(annotations, SCHEMA))


def test_placing_gives_the_record_back_under_its_id_and_undo_takes_the_place_away() -> None:
    annotations = without_person()
    edit = operations.place_aside(LOST, place("Jason"))
    placed = apply(annotations, edit)
    assert placed.mentions[PERSON.id] == replace(PERSON, spans=place("Jason"))
    assert not placed.aside
    assert placed.claims == annotations.claims
    assert apply(placed, edit.inverse()) == annotations


def test_what_is_discarded_takes_along_what_cannot_stand_without_it() -> None:
    link = Link("l-2", "same-as", PERSON.id, DENIAL_LINK.target)
    annotations = apply(without_person(), Edit("link", (RecordChange(None, link),)))
    edit = operations.discard(annotations, LOST)
    left = apply(annotations, edit)
    assert not left.aside
    assert link.id not in left.links
    assert left.claims[POSITION.id].arguments == {"role": ("m-role",)}
    assert operations.goes_with(edit) == "1 link and its place in 1 claim, now to be filled anew"
    assert apply(left, edit.inverse()) == annotations


def test_a_place_found_by_likeness_is_confirmed_or_refused() -> None:
    annotations = apply(memo(), Edit("move", (AsideChange(None, MOVED),)))
    assert apply(annotations, operations.confirm_place(MOVED)) == memo()
    edit = operations.refuse_place(annotations, MOVED)
    refused = apply(annotations, edit)
    assert AMOUNT.id not in refused.mentions
    assert refused.unanchored(AMOUNT.id) == MOVED.record
    assert refused.asides_of(AMOUNT.id) == [replace(MOVED, why="unanchored")]
    assert apply(refused, edit.inverse()) == annotations


def test_removing_a_record_takes_what_is_aside_of_it_along() -> None:
    annotations = apply(memo(), Edit("move", (AsideChange(None, MOVED),)))
    assert not apply(annotations, operations.remove(annotations, AMOUNT)).aside


@pytest.mark.parametrize("wrong", [operations.confirm_place, lambda aside: operations.refuse_place(memo(), aside)])
def test_only_what_was_found_by_likeness_is_confirmed_or_refused(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(AnnotatorError, match="found by likeness"):
        wrong(LOST)


def test_an_edit_of_what_is_aside_applies_only_where_it_was_made_for() -> None:
    with pytest.raises(EditError, match="kept aside of m-person"):
        apply(memo(), operations.place_aside(LOST, place("Jason")))
    with pytest.raises(EditError, match="the document's text"):
        apply(memo(), Edit("another text", (TextChange("other", "new"),)))


def test_what_is_kept_aside_keeps_its_record() -> None:
    with pytest.raises(ValueError, match="removal"):
        Aside("unanchored", "m-1", "mention", None)
    with pytest.raises(ValueError, match="id and kind"):
        Aside("collides", "m-other", "mention", PERSON)
    with pytest.raises(ValueError, match="reason"):
        AsideChange(LOST, MOVED)


def test_what_is_aside_stands_above_all_else_in_the_panel_and_nothing_does_without_it() -> None:
    plain_rows = rows(memo())
    annotations = apply(without_person(), Edit("move", (AsideChange(None, MOVED),)))
    said = rows(annotations)
    assert said[:5] == ["NO LONGER FOUND  1", "P Jason Droege", "", "FOUND BY LIKENESS  1", "A 200 → around 200"]
    assert not any("NO LONGER" in row for row in plain_rows)
    assert any("Jason Droege (?)" in row for row in said[5:])


def test_every_reason_has_a_head_in_the_panel() -> None:
    assert set(TITLES) == set(WHYS)


def test_claims_and_links_have_words_of_their_own_in_the_panel() -> None:
    asides = [
        Aside("collides", POSITION.id, "claim", POSITION, "interim CEO Jason Droege"),
        Aside("collides", DENIAL_LINK.id, "link", DENIAL_LINK),
        Aside("collides", "m-gone", "mention", None),
    ]
    said = rows(apply(memo(), Edit("merge", tuple(AsideChange(None, aside) for aside in asides))))
    assert said[1:4] == ["contradicts → denial", "mention removed", "position interim CEO Jason Droege"]


def test_the_cursor_in_the_panel_goes_to_what_takes_the_place_of_what_was_settled() -> None:
    catalogue = Catalogue(SCHEMA)
    other = Aside("unanchored", "m-x", "mention", Mention("m-x", "event", spans_of((70, 75))), "fired")
    annotations = apply(without_person(), Edit("put aside", (AsideChange(None, other),)))
    catalogue.put(document(), annotations)
    outline = Outline(catalogue, "layoffs")
    first = next(number for number in range(len(outline)) if outline.row(number).aside == LOST.key)
    assert outline.row_of_aside(LOST.key, first) == first
    catalogue.put(document(), apply(annotations, operations.place_aside(LOST, place("Jason"))))
    outline.update([LOST.id])
    now = outline.row_of_aside(LOST.key, first)
    assert now is not None
    assert outline.row(now).aside == other.key


def test_only_mentions_and_claims_have_a_place() -> None:
    claim = Aside("unanchored", POSITION.id, "claim", POSITION, "interim CEO Jason Droege")
    (_, change) = operations.place_aside(claim, place("Jason")).changes
    assert isinstance(change, RecordChange)
    assert isinstance(change.after, Claim)
    with pytest.raises(AnnotatorError, match="its place already"):
        operations.place_aside(MOVED, place("Jason"))

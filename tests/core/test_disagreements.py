"""What annotators disagree about is found and named, what they agree about is quiet, and what is settled stays so."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from annotator.core.disagreements import Item, Review, majority, review, versions_of
from annotator.core.grouping import Voice
from annotator.core.model import AnnotationSet, Claim, Link, Mention, Status, Target, spans_of
from annotator.core.records import Records
from annotator.core.remarks import Decision, Remark
from tests.core.test_grouping import SCHEMA, made, mention

GOLD = AnnotationSet("memo", "gold", "")


def reviewed(*sets: AnnotationSet, gold: AnnotationSet = GOLD) -> Review:
    return review(sets, gold, SCHEMA)


def only(*sets: AnnotationSet) -> Item:
    (item,) = reviewed(*sets).items
    return item


def decided(*items: Item) -> AnnotationSet:
    decisions: list[Remark] = [Decision(f"d-{n}", item.versions, "neither") for n, item in enumerate(items)]
    return replace(GOLD, remarks=Records((one.id, one) for one in decisions))


def pair(ours: Mention, theirs: Mention) -> tuple[AnnotationSet, AnnotationSet]:
    return made("ann-1", [ours]), made("ann-2", [theirs])


HERE = mention("m-1", 0, 4)


@pytest.mark.parametrize(
    ("theirs", "what"),
    [
        (mention("m-2", 0, 4), ()),
        (mention("m-2", 0, 6), ("span",)),
        (mention("m-2", 0, 4, "role"), ("label",)),
        (mention("m-2", 0, 6, "role"), ("span", "label")),
        (replace(mention("m-2", 0, 4), attributes={"certainty": "sure"}), ("attribute",)),
        (replace(mention("m-2", 0, 4), attributes={"value": "200"}), ("value",)),
        (replace(mention("m-2", 0, 4), note="Hm.", origin="import:x"), ()),
    ],
)
def test_what_differs_between_two_mentions_is_named(theirs: Mention, what: tuple[str, ...]) -> None:
    item = only(*pair(HERE, theirs))
    assert (item.what, item.is_unanimous, item.is_open) == (what, not what, bool(what))


def test_a_mention_that_one_has_and_the_other_has_not_is_missing() -> None:
    item = only(made("ann-1", [HERE]), replace(made("ann-2", []), status=Status.DONE))
    assert (item.what, item.absent) == (("missing",), ("ann-2",))


def test_who_has_not_begun_has_not_disagreed() -> None:
    found = reviewed(made("ann-1", [HERE]), made("ann-2", []))
    assert (found.annotators, found.disagreements) == (("ann-1",), ())


def claim(record_id: str, filler: str, kind: str = "position") -> Claim:
    return Claim(record_id, kind, spans_of((0, 30)), {"person": (filler,)})


def test_claims_differ_in_type_and_in_arguments() -> None:
    other = mention("m-3", 20, 24)
    ours = made("ann-1", [HERE, other], [claim("c-1", "m-1")])
    retyped = made("ann-2", [replace(HERE, id="m-4"), replace(other, id="m-5")], [claim("c-2", "m-4", "figure")])
    refilled = made("ann-2", [replace(HERE, id="m-4"), replace(other, id="m-5")], [claim("c-2", "m-5")])
    same = made("ann-2", [replace(HERE, id="m-4"), replace(other, id="m-5")], [claim("c-2", "m-4")])
    assert [item.what for item in reviewed(ours, retyped).disagreements] == [("claim type",)]
    assert [item.what for item in reviewed(ours, refilled).disagreements] == [("argument",)]
    assert reviewed(ours, same).disagreements == ()


def test_how_far_the_evidence_of_a_claim_reaches_is_no_disagreement_and_another_place_is_one() -> None:
    mine = made("ann-1", [HERE], [claim("c-1", "m-1")])
    theirs = [replace(HERE, id="m-4")]
    wider = made("ann-2", theirs, [replace(claim("c-2", "m-4"), spans=spans_of((0, 40)))])
    elsewhere = made("ann-2", theirs, [replace(claim("c-2", "m-4"), spans=spans_of((50, 60)))])
    assert reviewed(mine, wider).disagreements == ()
    assert [item.what for item in reviewed(mine, elsewhere).disagreements] == [("span",)]


def resting_on(*places: tuple[int, int]) -> list[AnnotationSet]:
    """One claim about one person by each of several annotators, each with evidence in a place of its own."""
    return [
        made(f"ann-{n}", [mention(f"m-{n}", 0, 4)], [replace(claim(f"c-{n}", f"m-{n}"), spans=spans_of(place))])
        for n, place in enumerate(places, 1)
    ]


@pytest.mark.parametrize("places", permutations([(0, 20), (10, 40), (30, 60)]))
def test_whether_claims_rest_on_the_same_does_not_depend_on_whose_comes_first(
    places: tuple[tuple[int, int], ...],
) -> None:
    assert reviewed(*resting_on(*places)).disagreements == ()


@pytest.mark.parametrize("places", permutations([(0, 20), (50, 60), (50, 70)]))
def test_a_majority_of_claims_is_counted_by_where_their_evidence_is(places: tuple[tuple[int, int], ...]) -> None:
    (item,) = reviewed(*resting_on(*places)).disagreements
    most = majority(item)
    assert item.what == ("span",)
    assert isinstance(most, Voice)
    assert isinstance(most.record, Claim)
    assert most.record.start == 50


def tied(annotator: str, *ties: tuple[int, int], kind: str = "same-as") -> AnnotationSet:
    """Three mentions, tied by links between them."""
    mentions = [mention(f"m-{annotator}-{number}", 10 * number, 10 * number + 4) for number in range(3)]
    links = [
        Link(f"l-{annotator}-{place}", kind, mentions[one].id, Target("memo", mentions[other].id))
        for place, (one, other) in enumerate(ties)
    ]
    return made(annotator, mentions, links=links)


def test_an_entity_is_the_same_whichever_links_make_it() -> None:
    assert reviewed(tied("ann-1", (0, 1), (1, 2)), tied("ann-2", (0, 2), (0, 1))).disagreements == ()


def test_a_mention_that_only_one_has_in_an_entity_is_a_disagreement() -> None:
    found = reviewed(tied("ann-1", (0, 1), (1, 2)), tied("ann-2", (0, 1)))
    assert [item.what for item in found.disagreements] == [("entity",)]


def test_a_link_that_only_one_has_is_missing_and_one_of_another_type_is_another_link() -> None:
    claims = [Claim(f"c-{number}", "position", spans_of((10 * number, 10 * number + 9))) for number in range(2)]
    theirs = [replace(one, id=f"{one.id}-theirs") for one in claims]
    link = Link("l-1", "supports", "c-0", Target("memo", "c-1"))
    other = Link("l-2", "contradicts", "c-0-theirs", Target("memo", "c-1-theirs"))
    alone = reviewed(made("ann-1", [], claims, [link]), made("ann-2", [], theirs))
    assert [item.what for item in alone.disagreements] == [("missing",)]
    ours = made("ann-1", [], claims, [replace(link, type="supersedes")])
    both = reviewed(ours, made("ann-2", [], theirs, [replace(other, type="supports")]))
    assert [item.what for item in both.disagreements] == [("link",)]


def test_what_is_decided_is_settled_until_somebody_changes_it_and_nothing_else_reopens() -> None:
    theirs = mention("m-2", 0, 6), mention("m-4", 20, 26)
    ours = made("ann-1", [HERE, mention("m-3", 20, 24)])
    found = reviewed(ours, made("ann-2", list(theirs)))
    gold = decided(*found.items)
    assert not any(item.is_open for item in reviewed(ours, made("ann-2", list(theirs)), gold=gold).items)
    changed = made("ann-2", [theirs[0], replace(theirs[1], label="role")])
    assert [item.is_open for item in reviewed(ours, changed, gold=gold).items] == [False, True]
    more = made("ann-3", [mention("m-5", 20, 24)])
    reopened = reviewed(ours, made("ann-2", list(theirs)), more, gold=gold)
    assert [item.group.record.id for item in reopened.items if item.is_open] == ["m-3"]
    noted = made("ann-2", [replace(theirs[0], origin="import:x"), theirs[1]])
    assert not any(item.is_open for item in reviewed(ours, noted, gold=gold).items)


def test_a_majority_is_more_than_half_of_those_who_worked() -> None:
    two = [made("ann-1", [HERE]), made("ann-2", [replace(HERE, id="m-2")])]
    third = made("ann-3", [mention("m-3", 0, 9)])
    item = only(*two, third)
    assert majority(item) == Voice("ann-1", HERE)
    assert majority(only(two[0], third)) is None
    nobody = [replace(made(name, []), status=Status.DONE) for name in ("ann-4", "ann-5")]
    assert majority(only(two[0], *nobody)) == "none"


def test_a_majority_of_links_is_counted_by_what_they_join_and_not_by_ids() -> None:
    found = reviewed(tied("ann-1", (0, 1)), tied("ann-2", (0, 1)), tied("ann-3"))
    (item,) = found.disagreements
    voice = majority(item)
    assert isinstance(voice, Voice)
    assert voice.annotator == "ann-1"


def test_versions_tell_whose_records_in_which_state() -> None:
    item = only(*pair(HERE, mention("m-2", 0, 6)))
    assert [(one.annotator, one.id) for one in item.versions] == [("ann-1", "m-1"), ("ann-2", "m-2")]
    assert versions_of(item.group) == item.versions

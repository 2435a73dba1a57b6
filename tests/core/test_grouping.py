"""Records of several annotators go together as well as can be, whatever the order, at most one of each."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.grouping import Groups, group
from annotator.core.model import AnnotationSet, Claim, Link, Mention, Target, spans_of
from annotator.core.records import Records
from annotator.core.schema import default_schema

SCHEMA = default_schema("test")


def made(
    annotator: str, mentions: list[Mention], claims: list[Claim] | None = None, links: list[Link] | None = None
) -> AnnotationSet:
    return AnnotationSet(
        "memo",
        annotator,
        "",
        mentions=Records((one.id, one) for one in mentions),
        claims=Records((one.id, one) for one in claims or ()),
        links=Records((one.id, one) for one in links or ()),
    )


def ids(groups: Groups) -> list[list[str]]:
    return [[voice.record.id for voice in found.voices] for found in groups.all]


def mention(record_id: str, start: int, end: int, label: str = "person") -> Mention:
    return Mention(record_id, label, spans_of((start, end)))


@st.composite
def three_sets(draw: st.DrawFn) -> list[AnnotationSet]:
    """Three annotators' mentions and claims on one text, often in the same places."""
    found = []
    for name in ("ann-1", "ann-2", "ann-3"):
        places = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4), st.sampled_from("ab")), max_size=5))
        mentions = [
            mention(f"m-{name}-{number}", start, start + length, label)
            for number, (start, length, label) in enumerate(places)
        ]
        own = [one.id for one in mentions]
        fillers = draw(st.lists(st.sampled_from(own), max_size=3)) if own else []
        claims = [
            Claim(f"c-{name}-{number}", draw(st.sampled_from("xy")), spans_of((0, 12)), {"who": (filler,)})
            for number, filler in enumerate(fillers)
        ]
        found.append(made(name, mentions, claims))
    return found


@settings(max_examples=60, deadline=None)
@given(three_sets(), st.randoms(use_true_random=False))
def test_the_groups_do_not_depend_on_any_order(sets: list[AnnotationSet], chance: object) -> None:
    expected = group(sets, SCHEMA)
    for order in permutations(sets):
        turned = [replace(one, mentions=Records(reversed(list(one.mentions.items())))) for one in order]
        assert group(turned, SCHEMA) == expected


@settings(max_examples=60, deadline=None)
@given(three_sets())
def test_every_record_is_in_one_group_and_a_group_has_one_of_each_annotator(sets: list[AnnotationSet]) -> None:
    groups = group(sets, SCHEMA)
    everything = sorted(record for one in sets for record in (*one.mentions, *one.claims))
    assert sorted(record for found in ids(groups) for record in found) == everything
    for found in groups.all:
        names = [voice.annotator for voice in found.voices]
        assert names == sorted(set(names))


def test_a_mention_goes_with_the_one_that_is_most_like_it_and_not_with_the_first() -> None:
    ours = made("ann-1", [mention("m-1", 0, 10), mention("m-2", 5, 10)])
    theirs = made("ann-2", [mention("m-3", 5, 10), mention("m-4", 0, 10)])
    assert ids(group([ours, theirs], SCHEMA)) == [["m-1", "m-4"], ["m-2", "m-3"]]


def test_three_annotators_mentions_of_one_name_are_one_group() -> None:
    sets = [made(name, [mention(f"m-{name}", 0, end)]) for name, end in (("ann-1", 4), ("ann-2", 4), ("ann-3", 6))]
    assert ids(group(sets, SCHEMA)) == [["m-ann-1", "m-ann-2", "m-ann-3"]]


def test_claims_go_together_by_what_fills_them() -> None:
    people = {name: [mention(f"m-{name}-1", 0, 4), mention(f"m-{name}-2", 20, 24)] for name in ("ann-1", "ann-2")}
    ours = Claim("c-1", "position", spans_of((0, 30)), {"person": ("m-ann-1-1",)})
    theirs = Claim("c-2", "position", spans_of((0, 30)), {"person": ("m-ann-2-2",)})
    also = Claim("c-3", "position", spans_of((0, 30)), {"person": ("m-ann-2-1",)})
    groups = group([made("ann-1", people["ann-1"], [ours]), made("ann-2", people["ann-2"], [theirs, also])], SCHEMA)
    assert sorted(ids(groups)[2:]) == [["c-1", "c-3"], ["c-2"]]


def test_claims_of_other_evidence_and_other_fillers_stay_apart() -> None:
    ours, theirs = Claim("c-1", "position", spans_of((0, 9))), Claim("c-2", "position", spans_of((9, 20)))
    assert ids(group([made("ann-1", [], [ours]), made("ann-2", [], [theirs])], SCHEMA)) == [["c-1"], ["c-2"]]


def test_links_go_together_by_their_ends_in_either_direction_where_they_have_none() -> None:
    sets = []
    for name, turned in (("ann-1", False), ("ann-2", True)):
        mentions = [mention(f"m-{name}-1", 0, 4), mention(f"m-{name}-2", 20, 24)]
        source, target = (mentions[::-1] if turned else mentions)[0].id, (mentions[::-1] if turned else mentions)[1].id
        same = Link(f"l-{name}-1", "same-as", source, Target("memo", target))
        sets.append(made(name, mentions, links=[same]))
    assert ids(group(sets, SCHEMA))[2:] == [["l-ann-1-1", "l-ann-2-1"]]


def test_links_to_other_documents_go_together_where_their_ends_there_do() -> None:
    sets = [
        made(
            name,
            [mention(f"m-{name}", 0, 4)],
            links=[Link(f"l-{name}", "same-as", f"m-{name}", Target("far", f"x-{name}"))],
        )
        for name in ("ann-1", "ann-2")
    ]
    assert ids(group(sets, SCHEMA))[1:] == [["l-ann-1"], ["l-ann-2"]]
    assert ids(group(sets, SCHEMA, lambda target: target.document))[1:] == [["l-ann-1", "l-ann-2"]]

"""Several annotators' agreement: means over pairs, across documents, undefined where there is nothing to say."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from annotator.core.agreement import AgreementReport, Pair, agreement, pairs_of
from annotator.core.errors import AnnotatorError
from annotator.core.measures import NO_CLAIM, NO_DOCUMENT, NO_LINK, NO_MENTION
from annotator.core.model import AnnotationSet, Claim, Link, Mention, Status, Target, spans_of
from annotator.core.pairing import Paired, pair_sets
from annotator.core.records import Records
from annotator.core.schema import DIFFERENT_FROM, default_schema
from annotator.core.ties import Ties

LENGTH = 100
SCHEMA = default_schema("agreement")


def said(
    annotator: str,
    document: str,
    mentions: Sequence[Mention] = (),
    claims: Sequence[Claim] = (),
    links: Sequence[Link] = (),
) -> AnnotationSet:
    return AnnotationSet(
        document,
        annotator,
        "0" * 64,
        mentions=Records((one.id, one) for one in mentions),
        claims=Records((one.id, one) for one in claims),
        links=Records((one.id, one) for one in links),
    )


def person(name: str, start: int, end: int, label: str = "person") -> Mention:
    return Mention(name, label, spans_of((start, end)))


def same(name: str, source: str, document: str, target: str, link_type: str = "same-as") -> Link:
    return Link(name, link_type, source, Target(document, target))


def report(*sets: AnnotationSet) -> AgreementReport:
    """The agreement of those sets."""
    names = sorted({one.annotator for one in sets})
    paired: dict[Pair, list[Paired]] = {pair: [] for pair in pairs_of(names)}
    ties = {name: Ties(SCHEMA) for name in names}
    for one in sets:
        ties[one.annotator].add(one)
        for other in sets:
            if one.document == other.document and (one.annotator, other.annotator) in paired:
                paired[one.annotator, other.annotator].append(pair_sets(one, other, LENGTH))
    return agreement(names, paired, ties, random.Random(1).randrange)


def test_links_agree_whose_ends_are_aligned_in_other_documents_too() -> None:
    """A symmetric link between documents is the same whichever of the two keeps it."""
    found = report(
        said("ann-1", "a", [person("m-1", 0, 5)], links=[same("l-1", "m-1", "b", "m-2")]),
        said("ann-1", "b", [person("m-2", 10, 15)]),
        said("ann-2", "a", [person("n-1", 0, 6)]),
        said("ann-2", "b", [person("n-2", 10, 15)], links=[same("k-1", "n-2", "a", "n-1")]),
    )

    assert found.overall.links.f1 == 1
    assert found.documents["a"].measures.links.f1 == 1
    assert found.documents["b"].measures.links.f1 is None


def test_a_link_with_a_direction_does_not_agree_with_its_reverse() -> None:
    claims = [Claim("c-1", "happening", spans_of((0, 9))), Claim("c-2", "happening", spans_of((20, 29)))]
    others = [Claim("d-1", "happening", spans_of((0, 9))), Claim("d-2", "happening", spans_of((20, 29)))]
    one = said("ann-1", "a", claims=claims, links=[same("l-1", "c-1", "a", "c-2", "supports")])
    there = said("ann-2", "a", claims=others, links=[same("k-1", "d-1", "a", "d-2", "supports")])
    back = said("ann-2", "a", claims=others, links=[same("k-1", "d-2", "a", "d-1", "supports")])

    assert report(one, there).overall.links.f1 == 1
    assert report(one, back).overall.links.f1 == 0


def test_links_into_documents_that_only_one_has_worked_on_do_not_count() -> None:
    found = report(
        said("ann-1", "a", [person("m-1", 0, 5)], links=[same("l-1", "m-1", "b", "m-2")]),
        said("ann-1", "b", [person("m-2", 10, 15)]),
        said("ann-2", "a", [person("n-1", 0, 5)]),
    )

    assert list(found.documents) == ["a"]
    assert found.overall.links.f1 is None
    assert found.overall.entities["b3"].f1 is None


def test_entities_are_compared_across_documents_by_document_and_spans() -> None:
    """ann-1 ties all three, ann-2 only the first two: MUC finds one link of two, B³ (2/3 + 2/3) / 3 of them."""
    found = report(
        said("ann-1", "a", [person("m-1", 0, 5)], links=[same("l-1", "m-1", "b", "m-2")]),
        said("ann-1", "b", [person("m-2", 0, 5), person("m-3", 8, 9)], links=[same("l-2", "m-2", "b", "m-3")]),
        said("ann-2", "a", [person("n-1", 0, 5)], links=[same("k-1", "n-1", "b", "n-2")]),
        said("ann-2", "b", [person("n-2", 0, 5), person("n-3", 8, 9)]),
    )

    muc, b3 = found.overall.entities["muc"], found.overall.entities["b3"]
    assert (muc.precision, muc.recall) == (0.5, 1.0)
    assert b3.precision == pytest.approx(4 / 9)
    assert b3.recall == pytest.approx(1)
    assert found.documents["a"].measures.entities["b3"].f1 is None  # no entity has two mentions there
    assert found.documents["b"].measures.entities["b3"].f1 == 0


def test_an_entity_through_a_document_of_one_annotator_alone_still_holds_together() -> None:
    ours = [
        said("ann-1", "a", [person("m-1", 0, 5)], links=[same("l-1", "m-1", "x", "m-9")]),
        said("ann-1", "b", [person("m-2", 0, 5)], links=[same("l-2", "m-2", "x", "m-9")]),
        said("ann-1", "x", [person("m-9", 0, 5)]),
    ]
    theirs = [
        said("ann-2", "a", [person("n-1", 0, 5)], links=[same("k-1", "n-1", "b", "n-2")]),
        said("ann-2", "b", [person("n-2", 0, 5)]),
    ]

    assert report(*ours, *theirs).overall.entities["conll"].f1 == 1


def test_mentions_that_are_marked_as_different_are_no_entity() -> None:
    mentions = [person("m-1", 0, 5), person("m-2", 10, 15)]
    tie, cut = same("l-1", "m-1", "a", "m-2"), same("l-2", "m-2", "a", "m-1", DIFFERENT_FROM)
    others = [replace(one, id=one.id.replace("m", "n")) for one in mentions]
    theirs = said("ann-2", "a", others, links=[same("k-1", "n-1", "a", "n-2")])

    assert report(said("ann-1", "a", mentions, links=[tie]), theirs).overall.entities["muc"].f1 == 1
    assert report(said("ann-1", "a", mentions, links=[tie, cut]), theirs).overall.entities["muc"].f1 == 0


def test_claims_agree_whose_arguments_are_aligned_wherever_their_evidence_is() -> None:
    ours = [person("m-1", 0, 5), person("m-2", 10, 15, "role")]
    theirs = [person("n-1", 1, 5), person("n-2", 10, 15, "role"), person("n-3", 30, 35)]

    def claim(name: str, who: str, what: str, start: int) -> Claim:
        return Claim(name, "position", spans_of((start, start + 9)), {"person": (who,), "role": (what,)})

    one = said("ann-1", "a", ours, [claim("c-1", "m-1", "m-2", 0)])
    assert report(one, said("ann-2", "a", theirs, [claim("d-1", "n-1", "n-2", 50)])).overall.claims.f1 == 1
    assert report(one, said("ann-2", "a", theirs, [claim("d-1", "n-3", "n-2", 0)])).overall.claims.f1 == 0


def test_an_unaligned_mention_is_not_taken_for_another_of_the_same_id() -> None:
    """A set may be another's copy, with the ids of it, in which a mention has been moved."""
    claim = Claim("c-1", "happening", spans_of((0, 9)), {"person": ("m-1",)})
    found = report(
        said("ann-1", "a", [person("m-1", 0, 5)], [claim]), said("ann-2", "a", [person("m-1", 50, 55)], [claim])
    )

    assert found.overall.claims.f1 == 0


def test_overall_and_documents_are_means_over_pairs() -> None:
    sets = [
        said("ann-1", "a", [person("m-1", 0, 5), person("m-2", 10, 15)]),
        said("ann-2", "a", [person("n-1", 0, 5), person("n-2", 10, 15)]),
        said("gold", "a", [person("g-1", 0, 5)]),
    ]
    found = report(*sets)
    by_pair = {one.pair: one.measures.exact for one in found.pairs}

    assert by_pair["ann-1", "ann-2"].f1 == 1
    assert (by_pair["ann-1", "gold"].precision, by_pair["ann-1", "gold"].recall) == (0.5, 1.0)
    assert found.overall.exact.f1 == pytest.approx((1 + 2 / 3 + 2 / 3) / 3)
    assert found.documents["a"].measures.exact == found.overall.exact
    assert found.labels["person"].exact.f1 == found.overall.exact.f1


def test_the_grid_of_a_pair_is_that_of_all_its_documents() -> None:
    """100 code points of which both mark 5, and 100 of which neither marks any: as one table, not the mean of two."""
    found = report(
        said("ann-1", "a", [person("m-1", 0, 5)]),
        said("ann-2", "a", [person("n-1", 0, 10)]),
        replace(said("ann-1", "b"), status=Status.DONE),
        replace(said("ann-2", "b"), status=Status.DONE),
    )
    agreed, chance = 195 / 200, (5 * 10 + 195 * 190) / 200**2

    assert found.overall.kappa.value == pytest.approx((agreed - chance) / (1 - chance))
    assert found.documents["b"].measures.kappa.reason == "nothing is marked"


def test_what_has_no_value_says_why() -> None:
    found = report(said("ann-1", "a"), said("ann-2", "a"), said("ann-3", "b", [person("m-1", 0, 5)]))
    first, second = found.pairs[0].measures, found.pairs[1].measures

    assert first.exact.f1 is None
    assert (first.exact.reason, first.claims.reason, first.links.reason) == (NO_MENTION, NO_CLAIM, NO_LINK)
    assert first.entities["conll"].reason
    assert second.exact.reason == NO_DOCUMENT
    assert all(value is None for value in found.overall.figures().values())
    assert found.intervals["exact"].low is None
    assert found.intervals["exact"].reason


def test_intervals_hold_the_figure_and_are_the_same_each_time() -> None:
    sets = [
        made
        for number in range(12)
        for made in (
            said("ann-1", f"d{number}", [person(f"m-{number}", 0, 5), person(f"p-{number}", 10, 15)]),
            said(
                "ann-2", f"d{number}", [person(f"n-{number}", 0, 5)] if number % 3 else [person(f"n-{number}", 9, 12)]
            ),
        )
    ]
    found, again = report(*sets), report(*sets)

    low, high, _ = found.intervals["exact"]
    f1 = found.overall.exact.f1
    assert low is not None
    assert high is not None
    assert f1 is not None
    assert 0 < low < f1 < high < 1
    assert found.intervals == again.intervals


def test_sets_of_different_texts_are_not_compared() -> None:
    with pytest.raises(AnnotatorError, match="different versions of a"):
        pair_sets(said("ann-1", "a"), replace(said("ann-2", "a"), text_sha256="1" * 64), LENGTH)


def test_a_link_without_direction_is_the_same_whatever_the_order_of_its_ids() -> None:
    found = report(
        said("ann-1", "a", [person("m-1", 0, 5), person("m-2", 10, 15)], links=[same("l-1", "m-1", "a", "m-2")]),
        said("ann-2", "a", [person("n-2", 0, 5), person("n-1", 10, 15)], links=[same("k-1", "n-2", "a", "n-1")]),
    )

    assert found.overall.links.f1 == 1


def test_mentions_of_entities_are_the_same_on_the_same_spans_only() -> None:
    """The link agrees, as its ends are aligned by overlap; for the measures of coreference they are other mentions."""
    found = report(
        said("ann-1", "a", [person("m-1", 0, 5), person("m-2", 10, 15)], links=[same("l-1", "m-1", "a", "m-2")]),
        said("ann-2", "a", [person("n-1", 0, 5), person("n-2", 11, 15)], links=[same("k-1", "n-1", "a", "n-2")]),
    )

    assert found.overall.links.f1 == 1
    assert found.overall.entities["muc"].f1 == 0
    assert found.overall.entities["b3"].f1 == 0.25

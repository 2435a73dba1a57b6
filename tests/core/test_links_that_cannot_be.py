"""What makes no sense, or lacks an end, is said in a sentence or kept as pending; nothing is lost and nothing fails."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.catalogue import Catalogue
from annotator.core.model import Link, Target
from annotator.core.outline_rows import claim_row, details, mention_row
from annotator.core.records import Records
from annotator.core.schema import default_schema
from annotator.core.sentences import far_end_parts, plain
from annotator.core.settling import all_conflicts, settlements
from annotator.core.validation import problems_in
from tests.articles import article, position

MANY = 10_000


def test_an_entity_of_ten_thousand_mentions_is_named_and_counted() -> None:
    catalogue = Catalogue(default_schema("test"))
    for number in range(MANY // 10):
        document, annotations = article(
            f"d{number:04d}", *[position("Ada Kim", f"post {place}") for place in range(10)]
        )
        first = Target("d0000", "m-0person")
        links = {
            f"l-{place}": Link(f"l-{place}", "same-as", f"m-{place}person", first)
            for place in range(10)
            if (number, place) != (0, 0)
        }
        catalogue.put(document, replace(annotations, links=Records(links.items())))
    here = Target("d0007", "m-3person")
    entry = catalogue.entry("d0007")
    assert entry is not None
    assert catalogue.entities.size(here) == MANY
    assert catalogue.entity_name(here) == "Ada Kim"
    row = mention_row(catalogue, entry, entry.annotations.mentions["m-3person"])
    assert plain(row.right) == f"= {MANY} in {MANY // 10} documents"


def test_a_claim_whose_mention_a_merge_took_away_is_kept_shown_and_named() -> None:
    schema = default_schema("test")
    catalogue = Catalogue(schema)
    for name in ("a", "b"):
        document, annotations = article(name, position("Ada Kim" if name == "a" else "Li Wang"))
        if name == "a":
            annotations = replace(annotations, mentions=annotations.mentions.with_changes({"m-0person": None}))
        catalogue.put(document, annotations)
    entry = catalogue.entry("a")
    assert entry is not None
    claim = entry.annotations.claims["c-0"]
    assert "missing" in plain(claim_row(catalogue, entry, claim).parts)
    assert all_conflicts(catalogue) == []
    assert any("m-0person" in sentence for _, sentence in problems_in(entry.annotations, schema))


def test_a_link_whose_other_end_is_not_there_is_pending_and_whole_again_when_it_comes() -> None:
    catalogue = Catalogue(default_schema("test"))
    document, annotations = article("a", position("Ada Kim"))
    link = Link("l-1", "same-as", "m-0person", Target("b", "m-0person"))
    catalogue.put(document, replace(annotations, links=Records({"l-1": link}.items())))
    other, theirs = article("b", position("Li Wang"))

    def told() -> str:
        entry = catalogue.entry("a")
        assert entry is not None
        found = details(catalogue, entry, entry.annotations.claims["c-0"])
        assert entry.annotations.links["l-1"] == link
        (far,) = catalogue.far_ends(Target("a", "m-0person"))
        return plain(far_end_parts(catalogue, far, None)) if far in found else ""

    assert "pending: b is not here" in told()
    catalogue.put(other, replace(theirs, mentions=theirs.mentions.with_changes({"m-0person": None})))
    assert "pending: its other end in b is not here" in told()
    catalogue.update(theirs)
    assert told() == ""
    assert catalogue.linked_from(Target("b", "m-0person")) == ["a"]


def test_settlements_of_two_that_disagree_are_both_told_and_neither_is_lost() -> None:
    catalogue = Catalogue(default_schema("test"))
    for name, person, other, kind in (("a", "Ada Kim", "b", "contradicts"), ("b", "Li Wang", "a", "not-comparable")):
        document, annotations = article(name, position(person))
        link = Link("l-1", kind, "c-0", Target(other, "c-0"))
        catalogue.put(document, replace(annotations, links=Records({"l-1": link}.items())))
    (conflict,) = all_conflicts(catalogue)
    assert settlements(catalogue, conflict) == ["contradicts", "not-comparable"]

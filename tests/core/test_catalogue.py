"""What links reach across documents, and what they may go to."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.catalogue import Catalogue, Tally
from annotator.core.model import Claim, Link, Status, Target
from annotator.core.ranking import likeness, link_candidates
from annotator.core.records import Records
from annotator.core.schema import default_schema
from annotator.core.wordindex import content_words
from tests.articles import article, figure, position
from tests.examples import annotation_set, document, memo, mention, place

OTHER_TEXT = "Brandon Hale is interim CEO. Droege is not mentioned; Jason Droege was an adviser."
OTHER = document(OTHER_TEXT, "denial", "No winding down")
HALE = mention("m-hale", "person", "Brandon Hale", OTHER_TEXT)
OTHER_ROLE = mention("m-ceo", "role", "interim CEO", OTHER_TEXT)
DROEGE = mention("m-droege", "person", "Jason Droege", OTHER_TEXT)
SURNAME = mention("m-surname", "person", "Droege", OTHER_TEXT)
OTHER_CLAIM = Claim(
    "c-other", "position", place("Brandon Hale is interim CEO", OTHER_TEXT), {"person": ("m-hale",), "role": ("m-ceo",)}
)
SCHEMA = default_schema("test")


def two_documents(*links: Link) -> Catalogue:
    """The memo and the denial, with these links in the memo's file."""
    catalogue = Catalogue(SCHEMA)
    catalogue.put(document(), replace(memo(), links=Records((link.id, link) for link in links)))
    catalogue.put(OTHER, annotation_set([HALE, OTHER_ROLE, DROEGE, SURNAME], [OTHER_CLAIM], of=OTHER))
    return catalogue


SAME = Link("l-1", "same-as", "m-person", Target("denial", "m-droege"))


def test_a_link_is_seen_from_both_its_ends() -> None:
    catalogue = two_documents(SAME)
    (there,) = catalogue.far_ends(Target("layoffs", "m-person"))
    (back,) = catalogue.far_ends(Target("denial", "m-droege"))
    assert (there.target, there.outgoing) == (Target("denial", "m-droege"), True)
    assert (back.target, back.outgoing, back.home) == (Target("layoffs", "m-person"), False, "layoffs")
    assert catalogue.words(back.target) == "Jason Droege"


def test_a_removed_link_is_gone_from_both_ends() -> None:
    catalogue = two_documents(SAME)
    catalogue.update(memo())
    assert catalogue.far_ends(Target("denial", "m-droege")) == []
    assert catalogue.far_ends(Target("layoffs", "m-person")) == []


def test_clusters_follow_transitive_links_only() -> None:
    surname = Link("l-2", "same-as", "m-role", Target("denial", "m-ceo"))
    contradicts = Link("l-3", "contradicts", "c-position", Target("denial", "c-other"))
    chain = Link("l-4", "same-as", "m-person", Target("denial", "m-surname"))
    catalogue = two_documents(SAME, surname, contradicts, chain)
    assert catalogue.cluster(Target("denial", "m-surname")) == {
        Target("layoffs", "m-person"), Target("denial", "m-droege"), Target("denial", "m-surname"),
    }  # fmt: skip
    assert catalogue.cluster(Target("denial", "c-other")) == {Target("denial", "c-other")}


def test_what_is_absent_has_no_words() -> None:
    catalogue = two_documents()
    assert catalogue.words(Target("elsewhere", "m-1")) is None
    assert catalogue.words(Target("denial", "m-gone")) is None
    assert catalogue.words(Target("denial")) == "No winding down"


def test_the_same_words_in_another_document_come_first_then_the_surname() -> None:
    found = link_candidates(two_documents(), Target("layoffs", "m-person"), SCHEMA.link_type("same-as"))
    assert [one.target.id for one in found[:3]] == ["m-droege", "m-surname", "m-hale"]
    assert all(one.target.id != "m-person" for one in found)


def test_what_is_the_same_already_is_not_offered_again() -> None:
    chain = Link("l-4", "same-as", "m-surname", Target("denial", "m-droege"))
    catalogue = two_documents(SAME)
    denial = catalogue.entry("denial")
    assert denial is not None
    catalogue.update(replace(denial.annotations, links=Records([(chain.id, chain)])))
    found = link_candidates(catalogue, Target("layoffs", "m-person"), SCHEMA.link_type("same-as"))
    assert {"m-droege", "m-surname"}.isdisjoint(one.target.id for one in found)


def test_claims_with_the_same_slots_come_first_for_a_link_between_claims() -> None:
    (first, *_) = link_candidates(two_documents(), Target("layoffs", "c-position"), SCHEMA.link_type("contradicts"))
    assert first.target == Target("denial", "c-other")
    assert first.words == "Brandon Hale · interim CEO"


def test_what_contradicts_says_something_else_of_the_same_and_what_supports_says_the_same() -> None:
    catalogue = two_documents()
    agreeing = Claim("c-agrees", "position", OTHER_CLAIM.spans, {"person": ("m-droege",), "role": ("m-ceo",)})
    denial = catalogue.entry("denial")
    assert denial is not None
    claims = denial.annotations.claims.with_changes({agreeing.id: agreeing})
    catalogue.update(replace(denial.annotations, claims=claims))
    here = Target("layoffs", "c-position")
    for link_type, likeliest in (("contradicts", "c-other"), ("supports", "c-agrees")):
        assert link_candidates(catalogue, here, SCHEMA.link_type(link_type))[0].target.id == likeliest


def test_likeness_is_one_for_the_same_words_and_nothing_for_none() -> None:
    assert likeness(content_words("The interim CEO"), content_words("interim ceo")) == 1.0
    assert likeness(content_words("Droege"), content_words("Hale")) == 0.0
    assert 0.5 < likeness(content_words("Droege"), content_words("Jason Droege")) < 1.0


def test_conflicts_follow_what_is_annotated_and_linked() -> None:
    catalogue = Catalogue(default_schema("test"))
    here, said = article("a", position("Ada Kim"))
    catalogue.put(here, said)
    catalogue.put(*article("b", position("Li Wang"), topic="other"))
    conflicts = catalogue.find_conflicts()
    assert len(conflicts) == 0

    link = Link("l-1", "same-as", "m-0role", Target("b", "m-0role"))
    catalogue.put(here, replace(said, links=said.links.with_changes({link.id: link})))
    assert [conflict.grade for conflict in conflicts] == ["certain"]

    catalogue.put(here, said)
    assert len(conflicts) == 0
    assert catalogue.cluster(Target("a", "m-0role")) == {Target("a", "m-0role")}


def test_the_tally_counts_what_all_sets_have_after_any_changes() -> None:
    catalogue = Catalogue(default_schema("test"))
    here, said = article("a", position("Ada Kim"))
    link = Link("l-1", "contradicts", "c-0", Target("b", "c-0"))
    done = replace(said, status=Status.DONE, links=said.links.with_changes({link.id: link}))
    for state in (said, done, said, done):
        catalogue.put(here, state)
    catalogue.put(*article("b", position("Li Wang")))
    sets = [entry.annotations for entry in catalogue]
    assert catalogue.tally == Tally(
        done=1,
        mentions=sum(len(one.mentions) for one in sets),
        claims=sum(len(one.claims) for one in sets),
    )
    catalogue.put(here, said)
    assert catalogue.tally.done == 0


def test_what_is_counted_as_conflict_is_neither_decided_to_be_none_nor_counted_twice() -> None:
    catalogue = Catalogue(default_schema("test"))
    here, said = article("a", position("Ada Kim"), figure("200"))
    catalogue.put(*article("b", position("Li Wang"), figure("14%")))
    links = {
        name: Link(name, link_type, source, Target("b", target))
        for name, link_type, source, target in (
            ("l-1", "contradicts", "c-0", "c-0"),
            ("l-2", "contradicts", "c-1", "c-1"),
            ("l-3", "not-comparable", "c-0", "c-0"),
        )
    }

    def count(*names: str) -> int:
        chosen = {name: links[name] for name in names}
        catalogue.put(here, replace(said, links=said.links.with_changes(chosen)))
        return catalogue.conflict_count()

    assert [count(), count("l-1"), count("l-2")] == [0, 1, 1]
    for _ in catalogue.look_for_conflicts():
        pass
    assert [count(), count("l-1"), count("l-2"), count("l-3"), count("l-1", "l-3")] == [1, 1, 2, 0, 0]


def test_a_document_that_changes_while_conflicts_are_looked_for_counts_as_it_is() -> None:
    catalogue = Catalogue(default_schema("test"))
    for name, person in (("a", "Ada Kim"), ("b", "Li Wang"), ("c", "Kim Novak")):
        catalogue.put(*article(name, position(person)))

    for number in catalogue.look_for_conflicts():
        if number == 1:
            catalogue.put(*article("a", position("Li Wang")))
            catalogue.put(*article("c", position("Li Wang")))

    assert list(catalogue.find_conflicts()) == []

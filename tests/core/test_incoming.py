"""What comes in: nothing twice, nothing changed that is there, one edit that can be taken back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.edits import apply
from annotator.core.incoming import Arrival, Incoming, bring_in
from annotator.core.model import AnnotationSet, Claim, Link, Mention, Status, Target, spans_of
from tests.examples import NOW, Clerk, annotation_set, document

TEXT = "a b c d e f"
DOCUMENT = document(TEXT, "one")


def arrive(current: AnnotationSet, incoming: AnnotationSet, clerk: Clerk, **how: object) -> Incoming:
    """Brings one set into another."""
    return bring_in(current, incoming, Arrival("import x", "import:x", NOW, clerk.new_id, **how))  # type: ignore[arg-type]


@st.composite
def sets(draw: st.DrawFn, prefix: str = "x") -> AnnotationSet:
    """Mentions, some of them the same, claims on them, and ties between them."""
    places = draw(st.lists(st.tuples(st.sampled_from("pr"), st.integers(0, 4)), max_size=6))
    mentions = [
        Mention(f"m-{prefix}{number}", label, spans_of((start, start + 1)))
        for number, (label, start) in enumerate(places)
    ]
    ids = [mention.id for mention in mentions]
    claims, links = [], []
    if ids:
        for number in range(draw(st.integers(0, 2))):
            filled = tuple(draw(st.lists(st.sampled_from(ids), max_size=2, unique=True)))
            claims.append(Claim(f"c-{prefix}{number}", "t", spans_of((0, 1)), {"slot": filled} if filled else {}))
        for number in range(draw(st.integers(0, 2))):
            far = draw(st.booleans())
            end = Target("two", "m-far") if far else Target("one", draw(st.sampled_from(ids)))
            links.append(Link(f"l-{prefix}{number}", "same-as", draw(st.sampled_from(ids)), end))
    return annotation_set(mentions, claims, links, of=DOCUMENT)


@given(sets("a"), sets("b"))
def test_what_comes_in_twice_is_there_once(current: AnnotationSet, incoming: AnnotationSet) -> None:
    clerk = Clerk()
    once = apply(current, arrive(current, incoming, clerk).edit)
    again = arrive(once, incoming, clerk)
    assert not again.edit.changes
    assert again.known.total() == len(incoming.mentions) + len(incoming.claims) + len(incoming.links)


@given(sets("a"), sets("a"))
def test_what_was_there_stays_and_undoing_gives_it_back(current: AnnotationSet, incoming: AnnotationSet) -> None:
    found = arrive(current, incoming, Clerk())
    after = apply(current, found.edit)
    for record_id, record in {**current.mentions, **current.claims, **current.links}.items():
        assert after.record(record_id) == record
    assert apply(after, found.edit.inverse()) == current
    assert all(after.record(found.ids[one]) is not None for one in (*incoming.mentions, *incoming.claims))


def test_records_say_where_they_come_from_and_when() -> None:
    incoming = annotation_set([Mention("m-1", "p", spans_of((0, 1)))], of=DOCUMENT)
    after = apply(annotation_set(of=DOCUMENT), arrive(annotation_set(of=DOCUMENT), incoming, Clerk()).edit)
    (mention,) = after.mentions.values()
    assert (mention.origin, mention.created, after.status) == ("import:x", NOW, Status.IN_PROGRESS)


def test_an_id_that_another_set_has_is_given_anew_also_where_extra_keys_name_it() -> None:
    mention = Mention("m-1", "p", spans_of((0, 1)))
    claim = Claim("c-1", "t", spans_of((0, 1)), {"slot": ("m-1",)}, extra={"x": {"events": ["m-1", "other"]}})
    incoming = annotation_set([mention], [claim], of=DOCUMENT)
    empty = annotation_set(of=DOCUMENT)
    after = apply(empty, arrive(empty, incoming, Clerk(), taken={"m-1"}).edit)
    (fresh,) = after.mentions
    assert fresh != "m-1"
    assert after.claims["c-1"].arguments == {"slot": (fresh,)}
    assert after.claims["c-1"].extra == {"x": {"events": [fresh, "other"]}}


def test_a_symmetric_link_is_the_same_from_either_end() -> None:
    ends = [Mention("m-1", "p", spans_of((0, 1))), Mention("m-2", "p", spans_of((2, 3)))]
    current = annotation_set(ends, links=[Link("l-1", "same-as", "m-1", Target("one", "m-2"))], of=DOCUMENT)
    turned = annotation_set(ends, links=[Link("l-9", "same-as", "m-2", Target("one", "m-1"))], of=DOCUMENT)
    assert arrive(current, turned, Clerk(), symmetric={"same-as"}).added.total() == 0
    assert arrive(current, turned, Clerk()).added.total() == 1


def test_what_is_there_with_another_note_is_counted_and_stays() -> None:
    mention = Mention("m-1", "p", spans_of((0, 1)), note="mine")
    current = annotation_set([mention], of=DOCUMENT)
    found = arrive(current, annotation_set([replace(mention, note="theirs")], of=DOCUMENT), Clerk())
    assert (found.differing, found.edit.records) == (1, ())


def test_attributes_of_the_document_come_in_and_none_that_is_there_gives_way() -> None:
    current = replace(annotation_set(of=DOCUMENT), attributes={"tone": "dry", "kind": "memo"})
    incoming = replace(annotation_set(of=DOCUMENT), attributes={"tone": "warm", "kind": "memo", "pages": 2})
    found = arrive(current, incoming, Clerk())
    assert apply(current, found.edit).attributes == {"tone": "dry", "kind": "memo", "pages": 2}
    assert found.held == ("tone",)

"""What annotators agree on: the same records, by enough of them, also where they lie in other documents."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.agreed import AGREED_BY, agreed_set, agreement
from annotator.core.model import AnnotationSet, Claim, Link, Mention, Target, spans_of
from tests.examples import annotation_set, document

DOCUMENT = document("a b c d", "one")


def by(name: str, *places: int, label: str = "person") -> AnnotationSet:
    """Mentions of single letters, a claim on the first, and a tie of the first to another document."""
    mentions = [Mention(f"m-{name}{place}", label, spans_of((place, place + 1))) for place in places]
    claim = Claim(f"c-{name}", "t", spans_of((places[-1], places[-1] + 1)), {"slot": (mentions[0].id,), "none": ()})
    link = Link(f"l-{name}", "same-as", mentions[0].id, Target("two", f"m-far-{name}"))
    return annotation_set(mentions, [claim], [link], of=DOCUMENT, annotator=name)


def test_what_two_say_is_agreed_and_says_by_whom() -> None:
    sets = [by("x", 0, 2), by("y", 0, 4), by("z", 2, label="role")]
    found = agreement(sets, 2)
    (mention,) = found.mentions
    assert (mention.id, mention.extra[AGREED_BY]) == ("m-x0", ["x", "y"])
    (claim,) = found.claims
    assert claim.arguments == {"slot": ("m-x0",), "none": ()}, "wherever its evidence is"


def test_a_link_is_agreed_where_its_far_ends_are() -> None:
    sets = [by("x", 0), by("y", 0)]
    same = agreed_set(sets, 2, "agreed", lambda _: Target("two", "m-far"))
    (link,) = same.links.values()
    assert (link.source, link.target) == ("m-x0", Target("two", "m-far"))
    assert not agreed_set(sets, 2, "agreed", lambda _: None).links
    assert not agreed_set(sets, 2, "agreed", lambda target: target).links


def test_one_annotator_alone_agrees_with_nobody_however_often() -> None:
    twice = by("x", 0)
    again = Mention("m-again", "person", spans_of((0, 1)))
    both = replace(twice, mentions=twice.mentions.with_changes({again.id: again}))
    assert agreement([both], 2).mentions == ()

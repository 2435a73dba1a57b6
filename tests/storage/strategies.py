"""Hypothesis strategies: nasty texts, values of all kinds that files have, and whole annotation sets."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from annotator.core.model import AnnotationSet, Aside, Claim, Document, Link, Mention, Span, Status, Target, kind_of
from annotator.core.records import Records
from annotator.core.remarks import COMMENT_STATES, Comment, Decision, Remark, Version
from tests.examples import document

NASTY = "\x00\x1b\x7f\x85\x9b\u202e\u2066\u2028\u200d\ufe0f\ufeff\u00ad\r\n\t\f\v\"'\\[]{}#=,…é🏽\U0010ffff\u0301"

characters = st.one_of(st.sampled_from(NASTY), st.characters(codec="utf-8"))
texts = st.text(characters, max_size=20)
words = st.text(characters, min_size=1, max_size=20)
moments = st.datetimes(dt.datetime(1000, 1, 1), dt.datetime(9998, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001
offsets = st.builds(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)), st.integers(-1439, 1439))
plain = st.one_of(texts, st.booleans(), st.integers(), st.floats(allow_nan=False))
dated = st.one_of(
    st.datetimes(dt.datetime(1000, 1, 2), dt.datetime(9998, 1, 1), timezones=offsets),  # noqa: DTZ001
    st.datetimes(dt.datetime(1000, 1, 2), dt.datetime(9998, 1, 1)),  # noqa: DTZ001
    st.dates(dt.date(1000, 1, 1)),
    st.times(),
)
values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(plain, dated),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)
attributes = st.dictionaries(texts, plain, max_size=3)
extras = st.dictionaries(texts.map(lambda key: f"x-{key}"), values, max_size=2)


def same(first: Any, second: Any) -> bool:
    """Equality that takes two not-a-numbers for equal, and 1 and True for different."""
    if isinstance(first, float) and math.isnan(first):
        return isinstance(second, float) and math.isnan(second)
    if isinstance(first, dict):
        return (
            isinstance(second, dict) and list(first) == list(second) and all(same(first[k], second[k]) for k in first)
        )
    if isinstance(first, list | tuple):
        return isinstance(second, list | tuple) and len(first) == len(second) and all(map(same, first, second))
    return type(first) is type(second) and bool(first == second)


def span_lists(length: int) -> st.SearchStrategy[tuple[Span, ...]]:
    """One to three spans in order and apart, within a text of ``length`` code points."""
    edges = st.lists(st.integers(0, length), min_size=2, max_size=6, unique=True).map(sorted)
    return edges.map(
        lambda places: tuple(Span(places[at], places[at + 1]) for at in range(0, len(places) - len(places) % 2, 2))
    )


@st.composite
def commons(draw: st.DrawFn) -> dict[str, Any]:
    """The fields that all records have."""
    return {
        "origin": draw(st.sampled_from(["human", "suggestion:name", "accepted:ann-2"])),
        "created": draw(st.none() | moments),
        "note": draw(texts),
        "attributes": draw(attributes),
        "extra": draw(extras),
    }


@st.composite
def annotated(draw: st.DrawFn) -> tuple[Document, AnnotationSet]:
    """A document of nasty text, and a set over it whose references all hold."""
    text = draw(st.text(characters, min_size=2, max_size=40))
    source = document(text)
    spans = span_lists(len(text))
    names = st.text("abcABC0129_.:-", min_size=1, max_size=6)
    mention_ids = draw(st.lists(names.map("m{}".format), max_size=4, unique=True))
    claim_ids = draw(st.lists(names.map("c{}".format), max_size=3, unique=True))
    link_ids = draw(st.lists(names.map("l{}".format), max_size=3, unique=True))
    slots = st.lists(st.sampled_from(mention_ids), max_size=2).map(tuple) if mention_ids else st.just(())
    own = st.sampled_from([*mention_ids, *claim_ids, ""])
    far = st.builds(Target, st.sampled_from(["denial", "folder/other 2"]), st.sampled_from(["m-far", "c-far", ""]))
    targets = st.one_of(far, own.map(lambda record_id: Target(source.id, record_id)))
    mentions = [Mention(one, draw(words), draw(spans), **draw(commons())) for one in mention_ids]
    claims = [
        Claim(one, draw(words), draw(spans), draw(st.dictionaries(texts, slots, max_size=2)), **draw(commons()))
        for one in claim_ids
    ]
    links = [Link(one, draw(words), draw(own), draw(targets), **draw(commons())) for one in link_ids]
    asides = draw(kept_aside(mentions, claims, links))
    return source, AnnotationSet(
        source.id,
        "ann-1",
        source.sha256,
        draw(st.sampled_from(Status)),
        Records((one.id, one) for one in mentions),
        Records((one.id, one) for one in claims),
        Records((one.id, one) for one in links),
        draw(attributes),
        draw(extras),
        Records((one.key, one) for one in asides),
        Records((one.id, one) for one in draw(remarks())),
    )


@st.composite
def remarks(draw: st.DrawFn) -> list[Remark]:
    """A few comments and decisions, about records of anybody's."""
    ids = st.text("abcABC0129_.:-", min_size=1, max_size=6)
    abouts = st.builds(Target, st.sampled_from(["denial", "folder/other 2"]), st.sampled_from(["m-far", ""]))
    states = st.sampled_from(COMMENT_STATES)
    comments = st.builds(Comment, ids.map("k{}".format), abouts, texts, texts, states, created=moments, extra=extras)
    versions = st.builds(Version, words, words, words)
    decisions = st.builds(
        Decision,
        ids.map("d{}".format),
        st.lists(versions, max_size=3).map(tuple),
        words,
        st.lists(texts, max_size=2).map(tuple),
        created=st.none() | moments,
        note=texts,
        extra=extras,
    )
    return draw(st.lists(comments | decisions, max_size=3, unique_by=lambda remark: remark.id))


@st.composite
def kept_aside(draw: st.DrawFn, mentions: list[Mention], claims: list[Claim], links: list[Link]) -> list[Aside]:
    """What a set with these records keeps aside: of some of them another version, and mentions without a place."""
    elsewhere = st.builds(lambda start, length: (Span(start, start + length),), st.integers(0, 99), st.integers(1, 9))
    strange = st.dictionaries(st.sampled_from(["why", "_why", "kind", "text-sha256", "x"]), texts, max_size=3)
    found: dict[str, Aside] = {}
    records: list[Mention | Claim | Link] = [*mentions, *claims, *links]
    for record in draw(st.lists(st.sampled_from(records), max_size=2)) if records else ():
        other = draw(st.none() | st.just(replace(record, note=draw(texts), extra=draw(strange))))
        quote = draw(texts) if other is not None and not isinstance(record, Link) else ""
        one = Aside("collides", record.id, kind_of(record), other, quote)
        found[one.key] = one
    for number in range(draw(st.integers(0, 2))):
        lost = Mention(f"lost-{number}", draw(words), draw(elsewhere), **draw(commons()) | {"extra": draw(strange)})
        one = Aside("unanchored", lost.id, "mention", lost, draw(texts), draw(st.sampled_from(["", "ab12"])))
        found[one.key] = one
    return list(found.values())

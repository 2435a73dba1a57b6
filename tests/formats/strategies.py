"""Documents with annotations of every shape, for properties of formats, and what is the same of two of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from annotator.core.entities import Entities
from annotator.core.fitting import Holds, fitted
from annotator.core.model import Claim, Link, Mention, Span, Target
from annotator.formats.base import Item, make_document, make_set
from tests.formats.in_memory import SCHEMA

WORDS = (
    "Ann",
    "👨‍👩‍👧",
    "é",
    "é",
    "漢字",
    "🙂",
    "2,5",
    "co-op",
    "-",
    "don't",
    "ﷺ",
    "#",
    "O",
    "B-x",
    '"',
    "<b>&amp;",
    "\\",
    "=1+1",
)
GAPS = (" ", "  ", "\n", "\r\n", "\r\n\r\n", ". ", "", "\t")
LABELS = tuple(SCHEMA.labels)
NOTES = ("", "", "sure?", "two\nlines 🙂")


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Some words with something between them, and a little at each end."""
    pieces = draw(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), min_size=1, max_size=12))
    return draw(st.sampled_from(("", " ", "\n"))) + "".join(word + gap for word, gap in pieces)


@st.composite
def mentions(draw: st.DrawFn, text: str, *, number: int = 6) -> list[Mention]:
    """Mentions that nest, cross and have gaps, in any order."""
    places = st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True).map(sorted)
    found = []
    for place in range(draw(st.integers(0, number))):
        edges = draw(places)
        spans = [Span(edges[at], edges[at + 1]) for at in range(0, len(edges) - 1, 2)]
        spans = [spans[0], *(span for before, span in pairwise(spans) if before.end < span.start)]
        if draw(st.booleans()):
            spans = spans[:1]
        note = draw(st.sampled_from(NOTES))
        attributes: Mapping[str, Any] = draw(
            st.sampled_from([{}, {}, {"certainty": "unsure 🙂", "flag": True, "n": 2}])
        )
        found.append(
            Mention(f"m-{place}", draw(st.sampled_from(LABELS)), tuple(spans), note=note, attributes=attributes)
        )
    return found


@st.composite
def items(draw: st.DrawFn, name: str = "d") -> Item:
    """A document with all that an annotator may say of it alone."""
    text = draw(texts())
    document = make_document(name, text, name)
    marks = draw(mentions(text))
    records: list[Mention | Claim | Link] = list(marks)
    if marks:
        ids = st.sampled_from([mark.id for mark in marks])
        for place in range(draw(st.integers(0, 3))):
            source, target, kind = draw(ids), draw(ids), draw(st.sampled_from(("same-as", "different-from")))
            if source != target:
                records.append(Link(f"l-{place}", kind, source, Target(name, target)))
        if draw(st.booleans()):
            records.append(Claim("c-1", "position", marks[0].spans, {"person": (draw(ids),)}))
    return Item(document, (make_set(document, records),))


def fit(item: Item, holds: Holds) -> Item:
    """The item without what a format has no place for, as an export gives it to a writer."""
    document = item.document
    sets = (fitted(one, document, holds, SCHEMA, lambda *_: None, lambda _: True) for one in item.sets)
    return Item(document, tuple(sets))


def facts(item: Item) -> tuple[Any, ...]:
    """All that is said of a document, without ids: its text, and by annotator mentions, entities, links and claims."""
    return (
        item.document.text,
        *sorted(
            (one.annotator, _mentions(one.mentions.values()), _entities(item), _links(item), _claims(item))
            for one in item.sets
        ),
    )


def _mention(mention: Mention) -> str:
    spans = [(span.start, span.end) for span in mention.spans]
    return repr((spans, mention.label, mention.note, sorted(mention.attributes.items())))


def _mentions(found: Iterable[Mention]) -> list[str]:
    return sorted(map(_mention, found))


def _entities(item: Item) -> list[list[str]]:
    clusters = Entities()
    for one in item.sets:
        for link in one.links.values():
            if SCHEMA.link_types[link.type].ties:
                clusters.tie(Target(one.document, link.source), link.target)
    known = {Target(one.document, mention.id): mention for one in item.sets for mention in one.mentions.values()}
    return sorted(sorted(_mention(known[end]) for end in cluster if end in known) for cluster in clusters)


def _links(item: Item) -> list[Any]:
    return sorted(
        (link.type, _mention(one.mentions[link.source]), _mention(one.mentions[link.target.id]))
        for one in item.sets
        for link in one.links.values()
        if not SCHEMA.link_types[link.type].ties and link.source in one.mentions and link.target.id in one.mentions
    )


def _claims(item: Item) -> list[str]:
    return sorted(
        repr(
            (
                claim.type,
                claim.spans,
                {slot: [_mention(one.mentions[i]) for i in ids] for slot, ids in claim.arguments.items()},
            )
        )
        for one in item.sets
        for claim in one.claims.values()
    )

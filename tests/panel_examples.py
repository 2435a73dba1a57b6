"""Two documents that disagree about an interim CEO, as the panel and its dialogs show them."""

from __future__ import annotations

from annotator.core.catalogue import Catalogue
from annotator.core.model import Claim, Link, Mention, Target
from annotator.core.schema import (
    DEFAULT_CLAIM_TYPES,
    DEFAULT_LABELS,
    DEFAULT_LINK_TYPES,
    AttributeType,
    LinkType,
    Schema,
    make_schema,
)
from tests.examples import annotation_set, document, place

HERE = (
    "In a memo, interim CEO Jason Droege wrote that around 200 people were laid off, 14% of staff. "
    "Alexandr Wang was chief executive. Meta paid $14.3 billion. Google is leaving."
)
THERE = "Brandon Hale is interim CEO. Alexandr Wang was chief executive. Meta bought a stake."


def schema() -> Schema:
    """The default one, with attributes on labels and a link type between documents."""
    attributes: dict[str, AttributeType] = {
        "certainty": ("sure", "unsure"),
        "approximate": "flag",
        "value": "number",
        "remark": "text",
    }
    return make_schema(
        name="test",
        labels=[label._replace(attributes=attributes) for label in DEFAULT_LABELS],
        claim_types=DEFAULT_CLAIM_TYPES,
        link_types=[*DEFAULT_LINK_TYPES, LinkType("answers", joins="documents")],
    )


def _here(mention_id: str, label: str, words: str) -> Mention:
    return Mention(mention_id, label, place(words, HERE))


def _there(mention_id: str, label: str, words: str) -> Mention:
    return Mention(mention_id, label, place(words, THERE))


MENTIONS = {
    one.id: one
    for one in (
        _here("m-role", "role", "interim CEO"),
        _here("m-jason", "person", "Jason Droege"),
        _here("m-200", "amount", "around 200"),
        _here("m-off", "event", "laid off"),
        _here("m-14", "amount", "14%"),
        _here("m-wang", "person", "Alexandr Wang"),
        _here("m-chief", "role", "chief executive"),
        _here("m-meta", "person", "Meta"),
        _here("m-leaving", "event", "leaving"),
    )
}
CLAIMS = {
    one.id: one
    for one in (
        Claim("c-jason", "position", place("interim CEO Jason", HERE), {"person": ("m-jason",), "role": ("m-role",)}),
        Claim("c-wang", "position", place("Alexandr Wang was", HERE), {"person": ("m-wang",), "role": ("m-chief",)}),
        Claim("c-200", "figure", place("around 200 people", HERE), {"event": ("m-off",), "amount": ("m-200",)}),
    )
}
LINKS = {
    one.id: one
    for one in (
        Link("l-contra", "contradicts", "c-jason", Target("news/denial", "c-hale")),
        Link("l-wang", "same-as", "m-wang", Target("news/denial", "m-wang")),
        Link("l-chief", "same-as", "m-chief", Target("news/denial", "m-chief")),
        Link("l-meta", "same-as", "m-meta", Target("news/denial", "m-meta")),
    )
}
FAR_MENTIONS = (
    _there("m-hale", "person", "Brandon Hale"),
    _there("m-role", "role", "interim CEO"),
    _there("m-wang", "person", "Alexandr Wang"),
    _there("m-chief", "role", "chief executive"),
    _there("m-meta", "person", "Meta"),
)
FAR_CLAIM = Claim(
    "c-hale", "position", place("Brandon Hale is interim CEO", THERE), {"person": ("m-hale",), "role": ("m-role",)}
)


def catalogue(
    mentions: dict[str, Mention] = MENTIONS,
    claims: dict[str, Claim] = CLAIMS,
    links: dict[str, Link] = LINKS,
    far_links: tuple[Link, ...] = (),
) -> Catalogue:
    """Both documents; ``far_links`` live in the other one's set."""
    built = Catalogue(schema())
    here, there = document(HERE, "layoffs"), document(THERE, "news/denial")
    built.put(here, annotation_set(mentions.values(), claims.values(), links.values(), of=here))
    built.put(there, annotation_set(FAR_MENTIONS, [FAR_CLAIM], far_links, of=there))
    return built

"""The rows of what is kept aside: in groups by reason, above everything else in the panel."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.core.catalogue import Catalogue, Entry
from annotator.core.display import one_line, shortened
from annotator.core.model import AnnotationSet, Aside, Claim, Link, Mention, Why, aside_order
from annotator.core.outline_rows import Row, header_row
from annotator.core.sentences import LONGEST, Part, Parts, short_name, words_of

TITLES: Mapping[Why, str] = {
    "unanchored": "no longer found",
    "moved": "found by likeness",
    "collides": "written differently",
}
"""The heads of the groups, in their order."""


def aside_groups(annotations: AnnotationSet) -> dict[Why, list[Aside]]:
    """What a set keeps aside, by reason, in a stable order; no group is empty."""
    groups: dict[Why, list[Aside]] = {why: [] for why in TITLES} if annotations.aside else {}
    for aside in sorted(annotations.aside.values(), key=aside_order):
        groups[aside.why].append(aside)
    return {why: group for why, group in groups.items() if group}


def aside_header(why: Why, count: int) -> Row:
    """The head of a group."""
    return header_row(TITLES[why], count)


def aside_row(catalogue: Catalogue, entry: Entry, aside: Aside) -> Row:
    """One thing kept aside; where the set has a record of its id, moving to the row moves to that."""
    here = entry.annotations.record(aside.id)
    spans = here.spans if isinstance(here, Mention | Claim) else ()
    parts = aside_parts(catalogue, aside)
    if aside.why == "moved" and spans:
        parts = (*parts, Part(" → ", "dim"), Part(words_of(entry.document, spans, LONGEST // 2), "strong"))
    return Row("aside", parts, home=entry.document.id, spans=spans, aside=aside.key)


def aside_parts(catalogue: Catalogue, aside: Aside) -> Parts:
    """What is kept aside, in its own words: a mention's letter and quote, a claim's type and quote, a link's end."""
    schema, words = catalogue.schema, shortened(one_line(aside.quote[: 2 * LONGEST]), LONGEST)
    match aside.record:
        case Mention(label=label):
            return (Part(one_line(schema.letter_of(label)), schema.colour_of(label)), Part(" "), Part(words))
        case Claim(type=claim_type):
            return (Part(f"{one_line(claim_type)} ", "dim"), Part(words))
        case Link(type=link_type, target=target):
            return (Part(f"{one_line(link_type)} → ", "dim"), Part(short_name(target.document)))
        case None:
            return (Part(f"{aside.kind} removed", "dim"),)

"""Annotations as words for a screen: a claim as a sentence, a link as what its other end says.

A ``Part`` is a piece of text with the name of a style; what that looks like is the screen's business.
All text from files is made safe and one line here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from annotator.core.catalogue import Catalogue, Entry, FarEnd
from annotator.core.display import one_line, shortened
from annotator.core.model import QUOTE_GAP, Attributes, AttributeValue, Claim, Document, Mention, Spans, aside_key
from annotator.core.schema import ClaimType, Schema

LONGEST = 120
"""Code points of a quote that a list shows at most."""

CONTRADICTS, SUPERSEDES, SUPPORTS = "contradicts", "supersedes", "supports"

_MARKS = {CONTRADICTS: "⚡", SUPERSEDES: ">"}
_FROM_THERE = {SUPPORTS: "supported by", SUPERSEDES: "superseded by"}
_SLOT = re.compile(r"\{([^{}]*)\}")


class Part(NamedTuple):
    """A piece of a line. ``style`` is "" (plain), "dim", "strong", "header", "warning", "link" or "label-1" … "-12"."""

    text: str
    style: str = ""


Parts: TypeAlias = tuple[Part, ...]


def plain(parts: Parts) -> str:
    """The text of ``parts`` without their styles."""
    return "".join(part.text for part in parts)


def short_name(document_id: str) -> str:
    """A document's name in a sentence: its id without the folders."""
    return one_line(document_id.rpartition("/")[2])


def words_of(document: Document, spans: Spans, length: int = LONGEST) -> str:
    """What ``spans`` cover, safe and in one line, at most ``length`` code points."""
    quotes: list[str] = []
    left = length + 1
    for span in spans:
        quotes.append(document.text[span.start : min(span.end, span.start + left)])
        left -= len(quotes[-1])
        if left <= 0:
            break
    return shortened(one_line(QUOTE_GAP.join(quotes)), length)


def in_context(document: Document, spans: Spans, around: int = 60) -> Parts:
    """The words in strong with up to ``around`` code points of text on either side, cut at words, in dim."""
    first, last = spans[0], spans[-1]
    before = document.text[max(0, first.start - around) : first.start]
    after = document.text[last.end : last.end + around]
    if first.start > around:
        before = "…" + before.partition(" ")[2]
    if last.end + around < len(document.text):
        after = after.rpartition(" ")[0] + "…"
    gap_before = " " if before[-1:].isspace() else ""
    gap_after = " " if after[:1].isspace() else ""
    return (
        Part(one_line(before) + gap_before, "dim"),
        Part(words_of(document, spans), "strong"),
        Part(gap_after + one_line(after), "dim"),
    )


def claim_hue(claim_type: ClaimType | None, schema: Schema) -> str:
    """The hue that stands for a claim type: that of the last slot it cannot do without."""
    slot = _hue_slot(claim_type)
    if claim_type is None or not slot:
        return "dim"
    labels = claim_type.arguments[slot].labels
    return schema.colour_of(labels[0]) if labels else "dim"


def claim_parts(entry: Entry, claim: Claim, schema: Schema) -> Parts:
    """A claim as its type ``reads``: joining words dim, what it may be contested by strong.

    An empty slot that should be filled shows its name, one that may be empty is left out; arguments
    that the sentence has no place for follow it with their names.
    """
    claim_type = schema.claim_types.get(claim.type)
    known = claim_type.arguments if claim_type else {}
    reads = (claim_type.reads if claim_type else "") or "  ".join(f"{{{name}}}" for name in known)
    pieces = _SLOT.split(reads)
    parts: list[Part] = []
    for place, piece in enumerate(pieces):
        if place % 2 == 0:
            _join(parts, Part(one_line_keeping_ends(piece), "dim"))
        elif claim.arguments.get(piece):
            parts.append(Part(argument_words(entry, claim, piece), _slot_style(claim_type, piece, schema)))
        elif piece not in known or known[piece].count in ("1", "+"):
            parts.append(Part(f"{one_line(piece)}…", "dim"))
    for name in claim.arguments:
        if name not in pieces[1::2] and claim.arguments[name]:
            parts.append(Part(f"  {one_line(name)} ", "dim"))
            parts.append(Part(argument_words(entry, claim, name)))
    if not plain(tuple(parts)).strip():
        parts = [Part(words_of(entry.document, claim.spans))]
    return tuple(part for part in parts if part.text)


def argument_words(entry: Entry, claim: Claim, slot: str) -> str:
    """The words of the mentions in a slot, several with commas; "missing" for one that is not there.

    One that the changed text no longer has keeps its words, with a question mark.
    """
    words = (_mention_words(entry, mention_id) for mention_id in claim.arguments.get(slot, ()))
    return shortened(", ".join(words), LONGEST)


def far_end_parts(catalogue: Catalogue, far: FarEnd, claim: Claim | None) -> Parts:
    """A link as seen from one end, ``claim`` where that end is a claim: mark, document, what it says there."""
    style = "warning" if far.link.type == CONTRADICTS else "dim"
    parts = [Part(f"{link_mark(catalogue.schema, far.link.type)} ", style)]
    entry = catalogue.entry(far.target.document)
    document = short_name(far.target.document)
    if entry is None:
        return (*parts, Part(f"pending: {document} is not here", "dim"))
    if far.target.id and entry.annotations.unanchored(far.target.id) is not None:
        return (*parts, Part(f"pending: its other end in {document} is no longer found", "dim"))
    if far.target.id and entry.annotations.record(far.target.id) is None:
        return (*parts, Part(f"pending: its other end in {document} is not here", "dim"))
    link_type = catalogue.schema.link_types.get(far.link.type)
    if not far.outgoing and not (link_type and link_type.symmetric):
        parts.append(Part(_FROM_THERE.get(far.link.type, f"{one_line(far.link.type)} from") + " ", "dim"))
    elif far.link.type not in _MARKS and not (link_type and link_type.key):
        parts.append(Part(f"{one_line(far.link.type)} ", "dim"))
    parts.append(Part("here" if far.home == far.target.document and _same_document(far) else document, "link"))
    says = _said_there(entry, far, claim, catalogue.schema)
    if says:
        joint = " says " if far.link.type == CONTRADICTS else "  "
        parts += [Part(joint, "dim"), Part(says, style)]
    return tuple(parts)


def link_mark(schema: Schema, link_type_name: str) -> str:
    """The sign of a link type: its own key, or an arrow."""
    link_type = schema.link_types.get(link_type_name)
    return _MARKS.get(link_type_name) or (link_type.key if link_type else "") or "→"


def attribute_words(attributes: Attributes) -> str:
    """Attributes in one line: "certainty sure, approximate, ratio 0.5"."""
    return shortened(one_line(", ".join(_attribute(name, value) for name, value in attributes.items())), LONGEST)


def one_line_keeping_ends(text: str) -> str:
    """``one_line`` that leaves one space where ``text`` starts or ends with white space."""
    middle = one_line(text)
    if not middle:
        return " " * min(2, len(text))
    return " " * text[:1].isspace() + middle + " " * text[-1:].isspace()


def _attribute(name: str, value: AttributeValue) -> str:
    if value is True:
        return name
    return f"not {name}" if value is False else f"{name} {value}"


def _join(parts: list[Part], joint: Part) -> None:
    """Adds joining words, without the space that would stand first or twice where a slot is left out."""
    bare = not parts or parts[-1].text.endswith(" ")
    text = joint.text.lstrip(" ") if bare else joint.text
    if text:
        parts.append(Part(text, joint.style))


def _hue_slot(claim_type: ClaimType | None) -> str:
    if claim_type is None:
        return ""
    needed = [name for name, argument in claim_type.arguments.items() if argument.count in ("1", "+")]
    return (needed or list(claim_type.arguments) or [""])[-1]


def _slot_style(claim_type: ClaimType | None, slot: str, schema: Schema) -> str:
    if claim_type is None or slot not in claim_type.differ:
        return ""
    return claim_hue(claim_type, schema) if slot == _hue_slot(claim_type) else "strong"


def _mention_words(entry: Entry, mention_id: str) -> str:
    mention = entry.annotations.mentions.get(mention_id)
    if mention is not None:
        return words_of(entry.document, mention.spans)
    aside = entry.annotations.aside.get(aside_key("unanchored", mention_id))
    return f"{shortened(one_line(aside.quote[: 2 * LONGEST]), LONGEST)} (?)" if aside is not None else "missing"


def _same_document(far: FarEnd) -> bool:
    return far.outgoing or far.link.target.document == far.home


def _said_there(entry: Entry, far: FarEnd, claim: Claim | None, schema: Schema) -> str:
    """Where two claims of one type contradict each other, only what they differ in; else the other's words.

    Of a document its title.
    """
    if not far.target.id:
        return one_line(entry.document.title) if entry.document.title != entry.document.id else ""
    match entry.annotations.record(far.target.id):
        case Claim() as other:
            claim_type = schema.claim_types.get(other.type)
            comparable = claim is not None and claim.type == other.type and far.link.type == CONTRADICTS
            if comparable and claim_type is not None:
                differing = ", ".join(_filled(entry, other, claim_type))
                if differing:
                    return differing
            return plain(claim_parts(entry, other, schema))
        case Mention() as mention:
            return words_of(entry.document, mention.spans)
        case _:
            return ""


def _filled(entry: Entry, claim: Claim, claim_type: ClaimType) -> Iterator[str]:
    for slot in claim_type.differ:
        if claim.arguments.get(slot):
            yield argument_words(entry, claim, slot)

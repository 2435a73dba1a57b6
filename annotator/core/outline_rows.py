"""The words of the claims panel's rows: what stands on a claim's row, a mention's, and below them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from annotator.core.catalogue import DECIDING, Catalogue, Entry, FarEnd
from annotator.core.display import one_line, shortened
from annotator.core.model import Claim, Mention, Spans, Target
from annotator.core.sentences import (
    CONTRADICTS,
    LONGEST,
    Part,
    Parts,
    argument_words,
    attribute_words,
    claim_hue,
    claim_parts,
    far_end_parts,
    short_name,
    words_of,
)

if TYPE_CHECKING:
    from annotator.core.conflicts import Grade

MOST_DISPUTES = 5
"""How many claims that disagree are listed below one; the conflict queue has them all."""

RowKind: TypeAlias = Literal["blank", "header", "claim", "mention", "link", "note", "aside", "entity"]


class Row(NamedTuple):
    """One line of the panel. ``bar`` and the parts' styles are names; ``right`` stands at the right edge.

    Choosing the row goes to ``target``. ``record`` is the id of the mention, claim or link that the row is
    about, and ``home`` the document whose set holds it: a link may live at its other end. A row of something that is
    kept aside has no ``record`` but ``aside``, the key under which the set keeps it.
    """

    kind: RowKind
    parts: Parts = ()
    right: Parts = ()
    indent: int = 0
    bar: str = ""
    target: Target | None = None
    record: str | None = None
    home: str = ""
    spans: Spans = ()
    aside: str = ""


BLANK = Row("blank")


class Remark(NamedTuple):
    """A row below a record that is about a note, attributes, the documents that agree, or the entity's name."""

    what: Literal["note", "attributes", "agreement", "entity"]
    about: Mention | Claim


class Dispute(NamedTuple):
    """A row below a claim that is about another which disagrees, though nobody has linked the two."""

    other: Target
    grade: Grade
    differing: tuple[str, ...]


Detail: TypeAlias = FarEnd | Remark | Dispute
"""A row below a claim's or mention's own."""


def header_row(title: str, count: int) -> Row:
    """The head of a group: its title in capitals and how many records it has."""
    return Row("header", (Part(one_line(title).upper(), "header"), Part(f"  {count}", "dim")), indent=-1)


def claim_row(catalogue: Catalogue, entry: Entry, claim: Claim) -> Row:
    """A claim as a sentence, with a bar in the hue of its type."""
    schema = catalogue.schema
    return Row(
        "claim",
        claim_parts(entry, claim, schema),
        right=_values(catalogue, entry, *_arguments(entry, claim)),
        bar=claim_hue(schema.claim_types.get(claim.type), schema),
        target=Target(entry.document.id, claim.id),
        record=claim.id,
        home=entry.document.id,
        spans=claim.spans,
    )


def mention_row(catalogue: Catalogue, entry: Entry, mention: Mention) -> Row:
    """A mention's letter and words, and at the right how far the same one is found."""
    schema = catalogue.schema
    here = Target(entry.document.id, mention.id)
    letter = Part(one_line(schema.letter_of(mention.label)), schema.colour_of(mention.label))
    return Row(
        "mention",
        (letter, Part(" "), Part(words_of(entry.document, mention.spans))),
        right=_apart(_values(catalogue, entry, mention), _reach(catalogue, here)),
        target=here,
        record=mention.id,
        home=entry.document.id,
        spans=mention.spans,
    )


def detail_row(catalogue: Catalogue, entry: Entry, record: Mention | Claim, detail: Detail) -> Row:
    """A row below ``record``'s own."""
    if isinstance(detail, Dispute):
        return Row("link", dispute_parts(catalogue, detail), indent=2, target=detail.other, home=detail.other.document)
    if isinstance(detail, FarEnd):
        parts = far_end_parts(catalogue, detail, record if isinstance(record, Claim) else None)
        return _far_row(detail, parts, indent=2)
    about = detail.about
    return Row(
        "note",
        _remark_parts(catalogue, entry, record, detail),
        indent=2,
        target=Target(entry.document.id, about.id),
        record=about.id,
        home=entry.document.id,
        spans=about.spans,
    )


def document_row(catalogue: Catalogue, far: FarEnd) -> Row:
    """A link of the document as a whole."""
    return _far_row(far, far_end_parts(catalogue, far, None), indent=1)


def details(catalogue: Catalogue, entry: Entry, record: Mention | Claim) -> list[Detail]:
    """What stands below a record's row: what contradicts it, other links, who agrees, notes and attributes.

    A claim speaks for the mentions in its slots too. Links that only say that two mentions are the same
    are told at the right or as agreement, unless their other end is absent.
    """
    arguments = list(_arguments(entry, record))
    holders = [record, *arguments]
    found: list[Detail] = []
    for holder in holders:
        far_ends = catalogue.far_ends(Target(entry.document.id, holder.id))
        shown = [far for far in far_ends if not (_is_identity(catalogue, far) and catalogue.record(far.target))]
        shown.sort(key=lambda far: (far.link.type != CONTRADICTS, far.link.type, far.target))
        found += shown
    if isinstance(record, Claim) and catalogue.conflicts is not None:
        found = [*_disputes(catalogue, Target(entry.document.id, record.id)), *found]
    named = [record] if isinstance(record, Mention) else arguments
    found = [*(Remark("entity", one) for one in named if _has_other_name(catalogue, entry, one)), *found]
    if isinstance(record, Claim) and agreeing(catalogue, entry, record):
        found.append(Remark("agreement", record))
    for holder in holders:
        if holder.note:
            found.append(Remark("note", holder))
        if holder.attributes:
            found.append(Remark("attributes", holder))
    return found


def agreeing(catalogue: Catalogue, entry: Entry, claim: Claim) -> list[str]:
    """The other documents in which everything that fills the claim's slots is found, by links.

    Those that the claim itself is linked to are left out: the link says more.
    """
    here = entry.document.id
    common: set[str] | None = None
    for mention in _arguments(entry, claim):
        reached = {target.document for target in catalogue.cluster(Target(here, mention.id))}
        common = reached if common is None else common & reached
        if common == {here}:
            return []
    far_ends = catalogue.far_ends(Target(here, claim.id)) if common else []
    linked = {far.target.document for far in far_ends}
    return sorted(document for document in (common or set()) - linked - {here} if document in catalogue)


def _disputes(catalogue: Catalogue, here: Target) -> list[Dispute]:
    """The conflicts of a claim that nobody has decided."""
    if catalogue.conflicts is None:
        return []
    decided = {far.target for far in catalogue.far_ends(here) if far.link.type in DECIDING}
    found = ((next(one for one in conflict.pair if one != here), conflict) for conflict in catalogue.conflicts.of(here))
    return [Dispute(other, one.grade, one.differing) for other, one in found if other not in decided][:MOST_DISPUTES]


def dispute_parts(catalogue: Catalogue, dispute: Dispute) -> Parts:
    """What the other claim says instead: "⚡ denial says Brandon Hale", and that it is only possible."""
    entry, claim = catalogue.entry(dispute.other.document), catalogue.record(dispute.other)
    says = ""
    if entry is not None and isinstance(claim, Claim):
        says = ", ".join(argument_words(entry, claim, name) for name in dispute.differing)
    maybe = (Part("  possible", "dim"),) if dispute.grade == "possible" else ()
    name = short_name(dispute.other.document)
    return (Part("⚡ ", "warning"), Part(name, "link"), Part(" says ", "dim"), Part(says, "warning"), *maybe)


def _arguments(entry: Entry, record: Mention | Claim) -> Iterator[Mention]:
    if isinstance(record, Claim):
        for mention_id in dict.fromkeys(one for ids in record.arguments.values() for one in ids):
            mention = entry.annotations.mentions.get(mention_id)
            if mention is not None:
                yield mention


def _is_identity(catalogue: Catalogue, far: FarEnd) -> bool:
    link_type = catalogue.schema.link_types.get(far.link.type)
    return link_type is not None and link_type.joins == "mentions" and link_type.ties


def _far_row(far: FarEnd, parts: Parts, indent: int) -> Row:
    return Row("link", parts, indent=indent, target=far.target, record=far.link.id, home=far.home)


def _reach(catalogue: Catalogue, here: Target) -> Parts:
    cluster = catalogue.cluster(here)
    if len(cluster) == 1:
        return ()
    documents = {target.document for target in cluster if target.document in catalogue}
    often = f"{len(cluster)} in " if len(cluster) > len(documents) else ""
    words = f"{often}{len(documents)} documents" if len(documents) > 1 else f"{len(cluster)} times here"
    return (Part(f"= {words}", "dim"),)


def _has_other_name(catalogue: Catalogue, entry: Entry, mention: Mention) -> bool:
    """Whether a mention's entity is called by words that are not among its own."""
    here = Target(entry.document.id, mention.id)
    if catalogue.entities.size(here) == 1:
        return False
    return catalogue.entity_name(here).casefold() not in entry.document.quote(mention.spans).casefold()


def _values(catalogue: Catalogue, entry: Entry, *mentions: Mention) -> Parts:
    """What was read of amounts and dates, where their words say it otherwise.

    Not before the conflicts are looked for: the first screen does not wait for what reads values.
    """
    if catalogue.conflicts is None:
        return ()
    from annotator.core.comparison import shown_value

    said = (shown_value(catalogue.schema, entry.document, mention) for mention in mentions)
    words = ", ".join(value for value in said if value)
    return (Part(words, "dim"),) if words else ()


def _apart(left: Parts, right: Parts) -> Parts:
    return (*left, Part("  "), *right) if left and right else left or right


def _remark_parts(catalogue: Catalogue, entry: Entry, record: Mention | Claim, remark: Remark) -> Parts:
    if remark.what == "agreement" and isinstance(remark.about, Claim):
        names = ", ".join(short_name(document) for document in agreeing(catalogue, entry, remark.about))
        return (Part("= ", "dim"), Part(shortened(names, LONGEST), "link"))
    if remark.what == "entity":
        name = catalogue.entity_name(Target(entry.document.id, remark.about.id))
        whose = "" if remark.about is record else f"{words_of(entry.document, remark.about.spans, 40)} "
        return (Part(f"{whose}= ", "dim"), Part(shortened(one_line(name[: 2 * LONGEST]), LONGEST)))
    whose = "" if remark.about is record else f"{words_of(entry.document, remark.about.spans, 40)}: "
    if remark.what == "note":
        note = shortened(one_line(remark.about.note[: 2 * LONGEST]), LONGEST)
        return (Part(f"{whose}note: {note}", "dim"),)
    return (Part(whose + attribute_words(remark.about.attributes), "dim"),)

"""What of an annotation set a format has no place for, taken out of it and told one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeVar

from annotator.core.model import NOTHING, AnnotationSet, Claim, Document, Link, Mention, Target
from annotator.core.records import Records
from annotator.core.schema import Schema

R = TypeVar("R", Mention, Claim, Link)


class Holds(NamedTuple):
    """What a format has a place for. What it has none for is left out before it is written, counted and named.

    ``annotators`` says that several sets on one document are kept apart. ``nested`` are mentions within others, or of
    the same span, ``overlapping`` those that cross. ``ties`` are links that make entities of mentions, ``links`` all
    others within a document; ``across`` says that either may lead to another document.
    """

    annotators: bool = False
    nested: bool = False
    overlapping: bool = False
    discontinuous: bool = False
    claims: bool = False
    ties: bool = False
    links: bool = False
    across: bool = False
    attributes: bool = False
    notes: bool = False


ALL = Holds(*[True] * len(Holds._fields))


def fitted(
    annotations: AnnotationSet,
    document: Document,
    holds: Holds,
    schema: Schema,
    leave_out: Callable[[str, str], None],
    has: Callable[[Target], bool],
) -> AnnotationSet:
    """The set without what has no place; ``leave_out`` is told of each thing: what kind, and in which words.

    ``has`` tells whether a record of another document is written too; a link to one that is not is left out. Of
    mentions that are in each other's way the one that begins first stays, and of several such the longest.
    """
    fitting = _Fitting(annotations, document, holds, schema, leave_out)
    mentions = fitting.mentions()
    claims = fitting.claims(mentions)
    links = fitting.links(mentions, claims, has)
    attributes = annotations.attributes
    if attributes and not holds.attributes:
        for name in attributes:
            leave_out("document attribute", name)
        attributes = NOTHING
    return replace(
        annotations,
        mentions=Records(mentions.items()),
        claims=Records(claims.items()),
        links=Records(links.items()),
        attributes=attributes,
        aside=Records(),
        remarks=Records(),
    )


class _Fitting:
    def __init__(
        self,
        annotations: AnnotationSet,
        document: Document,
        holds: Holds,
        schema: Schema,
        leave_out: Callable[[str, str], None],
    ) -> None:
        self._annotations, self._document, self._holds = annotations, document, holds
        self._schema, self._leave_out = schema, leave_out

    def mentions(self) -> dict[str, Mention]:
        holds, kept = self._holds, dict[str, Mention]()
        refused: set[str] = set()
        for mention in self._annotations.mentions.values():
            if len(mention.spans) > 1 and not holds.discontinuous:
                self._leave_out("discontinuous mention", self._words(mention))
                refused.add(mention.id)
        whole = [one for one in self._annotations.mentions.values() if one.id not in refused]
        if not (holds.nested and holds.overlapping):
            refused |= self._entangled(whole)
        for mention in whole:
            if mention.id not in refused:
                kept[mention.id] = self._bare(mention)
        return kept

    def _entangled(self, mentions: Iterable[Mention]) -> set[str]:
        """The mentions that are in the way of others that stay."""
        refused: set[str] = set()
        open_ones: list[Mention] = []
        for mention in sorted(mentions, key=lambda one: (one.start, -one.end)):
            while open_ones and open_ones[-1].end <= mention.start:
                open_ones.pop()
            over = open_ones[-1] if open_ones else None
            kind = "" if over is None else "nested" if mention.end <= over.end else "overlapping"
            if (kind == "nested" and not self._holds.nested) or (kind == "overlapping" and not self._holds.overlapping):
                self._leave_out(f"{kind} mention", self._words(mention))
                refused.add(mention.id)
            else:
                open_ones.append(mention)
        return refused

    def claims(self, mentions: Mapping[str, Mention]) -> dict[str, Claim]:
        kept: dict[str, Claim] = {}
        for claim in self._annotations.claims.values():
            if not self._holds.claims:
                self._leave_out("claim", self._words(claim))
                continue
            arguments = {
                slot: tuple(one for one in ids if one in mentions or self._lose(claim, slot))
                for slot, ids in claim.arguments.items()
            }
            fitting = claim if arguments == claim.arguments else replace(claim, arguments=arguments)
            kept[claim.id] = self._bare(fitting)
        return kept

    def _lose(self, claim: Claim, slot: str) -> bool:
        self._leave_out("argument of a claim", f"{slot} of {self._words(claim)}")
        return False

    def links(
        self, mentions: Mapping[str, Mention], claims: Mapping[str, Claim], has: Callable[[Target], bool]
    ) -> dict[str, Link]:
        kept: dict[str, Link] = {}
        here = self._annotations.document
        for link in self._annotations.links.values():
            kind = self._schema.link_types.get(link.type)
            is_tie = kind is not None and kind.joins == "mentions" and kind.ties
            far = link.target.document != here
            if not (self._holds.ties if is_tie else self._holds.links):
                self._leave_out("tie" if is_tie else "link", link.type)
            elif far and not self._holds.across:
                self._leave_out("link to another document", f"{link.type} {link.target.document}")
            elif any(
                end and end not in mentions and end not in claims
                for end in (link.source, "" if far else link.target.id)
            ) or (far and not has(link.target)):
                self._leave_out("link with an end that is left out", link.type)
            else:
                kept[link.id] = self._bare(link)
        return kept

    def _bare(self, record: R) -> R:
        if record.attributes and not self._holds.attributes:
            for name, value in record.attributes.items():
                self._leave_out("attribute", f"{name} = {value}")
            record = replace(record, attributes=NOTHING)
        if record.note and not self._holds.notes:
            self._leave_out("note", record.note)
            record = replace(record, note="")
        return record

    def _words(self, record: Mention | Claim) -> str:
        named = record.label if isinstance(record, Mention) else record.type
        return f"{named}: {self._document.quote(record.spans)}"

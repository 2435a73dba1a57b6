"""Where annotators disagree about a document, and what of it a curator has settled.

A group (``grouping``) on which all who worked on the document say the same is quiet; every other is a disagreement. It
is settled as long as the curator's set has a decision about just these records in their present state: whoever changes
one, adds one or takes one away reopens that group, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal, NamedTuple, TypeAlias

from annotator.core.entities import Entities
from annotator.core.grouping import FarName, Group, Groups, Voice, by_itself, group, names_of
from annotator.core.model import AnnotationSet, Claim, Kind, Link, Mention, Record, Status, Target, kind_of
from annotator.core.remarks import Decision, Version, decisions_of, digest_of
from annotator.core.schema import VALUE, Schema

What: TypeAlias = Literal["missing", "span", "label", "attribute", "value", "claim type", "argument", "link", "entity"]
"""In what annotators differ: some have nothing there; where it is; what it is; and what is said of it."""


class Item(NamedTuple):
    """One group as a curator sees it.

    ``what`` is empty where all agree. ``absent`` are those who worked on the document and have nothing there;
    ``contents`` tells of each voice what it says, in terms that are the same for all annotators; ``decision`` is what
    has settled it.
    """

    group: Group
    what: tuple[What, ...]
    absent: tuple[str, ...]
    contents: tuple[Hashable, ...]
    decision: Decision | None = None

    @property
    def versions(self) -> tuple[Version, ...]:
        """Its records in their present state."""
        return versions_of(self.group)

    @property
    def kind(self) -> Kind:
        """Of which kind its records are."""
        return kind_of(self.group.record)

    @property
    def is_unanimous(self) -> bool:
        """Whether all who worked on the document say the same."""
        return not self.what

    @property
    def is_open(self) -> bool:
        """Whether it is still to be settled."""
        return self.decision is None and not self.is_unanimous


class Review(NamedTuple):
    """All of a document's groups, in the order of the text, with what is settled of them."""

    document: str
    annotators: tuple[str, ...]
    groups: Groups
    items: tuple[Item, ...]

    @property
    def disagreements(self) -> tuple[Item, ...]:
        """What annotators do not agree about, settled or not."""
        return tuple(item for item in self.items if not item.is_unanimous)

    @property
    def unanimous(self) -> tuple[Item, ...]:
        """What all agree about."""
        return tuple(item for item in self.items if item.is_unanimous)


def has_worked(annotations: AnnotationSet) -> bool:
    """Whether somebody has worked on a document: who has marked nothing in it may have found nothing."""
    return annotations.status is not Status.TODO or bool(
        annotations.mentions or annotations.claims or annotations.links
    )


def review(sets: Iterable[AnnotationSet], gold: AnnotationSet, schema: Schema, far: FarName = by_itself) -> Review:
    """What the sets of all who have worked on a document say, against each other; ``gold`` is the curator's set.

    All are about one text. ``far`` tells which records of other documents are the same for several annotators.
    """
    working = sorted((one for one in sets if has_worked(one)), key=lambda one: one.annotator)
    groups = group(working, schema, far)
    reading = _Reading(working, groups, schema, far)
    decided = _Decided(gold)
    items = [reading.item(found, decided) for found in groups.all]
    items.sort(key=lambda item: (reading.place(item.group), item.kind, item.group.place))
    return Review(gold.document, tuple(one.annotator for one in working), groups, tuple(items))


def versions_of(found: Group) -> tuple[Version, ...]:
    """The records of a group in their present state."""
    return tuple(Version(one.annotator, one.record.id, digest_of(one.record)) for one in found.voices)


def majority(item: Item) -> Voice | Literal["none"] | None:
    """What more than half of those who worked on the document say: a record, or that there is nothing to be marked.

    None where no version has a majority.
    """
    voters = len(item.group.voices) + len(item.absent)
    if 2 * len(item.absent) > voters:
        return "none"
    content, votes = Counter(item.contents).most_common(1)[0]
    return item.group.voices[item.contents.index(content)] if 2 * votes > voters else None


class _Decided:
    """A curator's decisions, by what they are about."""

    def __init__(self, gold: AnnotationSet) -> None:
        ordered = sorted(decisions_of(gold), key=lambda one: (one.created.isoformat() if one.created else "", one.id))
        self._by_versions = {frozenset(one.about): one for one in ordered}
        self._ids = {version.id for one in ordered for version in one.about}

    def about(self, found: Group) -> Decision | None:
        """The latest about just these records in their present state. Digests are made only where there may be one."""
        if not any(one.record.id in self._ids for one in found.voices):
            return None
        return self._by_versions.get(frozenset(versions_of(found)))


class _Reading:
    """What several sets say, in terms of groups."""

    def __init__(self, sets: Sequence[AnnotationSet], groups: Groups, schema: Schema, far: FarName) -> None:
        self._annotators = [one.annotator for one in sets]
        self._document = sets[0].document if sets else ""
        self._names = names_of((*groups.mentions, *groups.claims))
        self._places = {
            one.record.id: found.place[:2] for found in (*groups.mentions, *groups.claims) for one in found.voices
        }
        self._owners = {
            (self._names[one.record.id], one.annotator)
            for found in (*groups.mentions, *groups.claims)
            for one in found.voices
        }
        self._schema, self._far = schema, far
        self._entities = {one.annotator: self._entities_of(one) for one in sets}

    def item(self, found: Group, decided: _Decided) -> Item:
        """A group with all that is known of it."""
        absent = tuple(name for name in self._annotators if found.by(name) is None)
        places = _evidence_of([one.record for one in found.voices if isinstance(one.record, Claim)])
        contents = tuple(self._content(voice, places) for voice in found.voices)
        what = tuple(self._differences(found, absent))
        return Item(found, what, absent, contents, decided.about(found))

    def place(self, found: Group) -> tuple[int, int]:
        """Where in the text a group belongs: a link where its source is, one of the document before all."""
        record = found.record
        return self._places.get(record.source, (-1, 0)) if isinstance(record, Link) else found.place[:2]

    def _differences(self, found: Group, absent: Sequence[str]) -> Iterator[What]:
        records = [one.record for one in found.voices]
        links = [record for record in records if isinstance(record, Link)]
        if links:
            yield from self._link_differences(links, absent)
            yield from _said_of(records)
            return
        if absent:
            yield "missing"
        if _differ(one.spans for one in records if isinstance(one, Mention)):
            yield "span"
        if _differ(one.label for one in records if isinstance(one, Mention)):
            yield "label"
        claims = [one for one in records if isinstance(one, Claim)]
        if _differ(_evidence_of(claims).values()):
            yield "span"
        if _differ(one.type for one in claims):
            yield "claim type"
        if _differ(self._arguments(one) for one in claims):
            yield "argument"
        yield from _said_of(records)

    def _link_differences(self, links: Sequence[Link], absent: Sequence[str]) -> Iterator[What]:
        """Whom a link is missing from: not from those who have tied its ends together by other links."""
        if _differ(link.type for link in links):
            yield "link"
        link = links[0]
        if not self._ties(link):
            if absent:
                yield "missing"
            return
        ends = self._end(Target(self._document, link.source)), self._end(link.target)
        apart = [name for name in absent if not self._entities[name].same(*ends)]
        if any(all(self._has(name, end) for end in ends) for name in apart):
            yield "entity"
        elif apart:
            yield "missing"

    def _ties(self, link: Link) -> bool:
        kind = self._schema.link_types.get(link.type)
        return kind is not None and kind.joins == "mentions" and kind.ties

    def _has(self, annotator: str, end: Target) -> bool:
        """Whether an annotator has what a link of another ends at; of other documents that is not looked at here."""
        return end.document != "" or (end.id, annotator) in self._owners

    def _end(self, target: Target) -> Target:
        """An end of a link in terms of groups: of this document without a document's name."""
        if target.document == self._document:
            return Target("", self._names.get(target.id, target.id))
        return Target(target.document, repr(self._far(target)))

    def _entities_of(self, annotations: AnnotationSet) -> Entities:
        entities = Entities()
        for link in annotations.links.values():
            if self._ties(link):
                source = Target(annotations.document, link.source)
                entities.tie(self._end(source), self._end(link.target))
        return entities

    def _arguments(self, claim: Claim) -> tuple[tuple[str, tuple[str, ...]], ...]:
        filled = ((slot, ids) for slot, ids in claim.arguments.items() if ids)
        return tuple(sorted((slot, tuple(sorted(self._names.get(one, one) for one in ids))) for slot, ids in filled))

    def _content(self, voice: Voice, evidence: Mapping[str, int]) -> Hashable:
        """What a record says, the same for all annotators who say the same; ``evidence`` tells where claims have it."""
        said = tuple(sorted(voice.record.attributes.items()))
        match voice.record:
            case Mention(label=label, spans=spans):
                return label, spans, said
            case Claim(type=name):
                return name, evidence[voice.record.id], self._arguments(voice.record), said
            case Link(type=name, source=source, target=target):
                here = Target(self._document, source)
                return name, self._end(here), self._end(target), said


def _said_of(records: Sequence[Record]) -> Iterator[What]:
    if _differ({key: value for key, value in one.attributes.items() if key != VALUE} for one in records):
        yield "attribute"
    if _differ(one.attributes.get(VALUE) for one in records):
        yield "value"


def _evidence_of(claims: Sequence[Claim]) -> dict[str, int]:
    """Where the evidence of each claim is, by their ids: one place for all whose evidence overlaps, if only by way of
    another's, so that it does not matter whose comes first.
    """
    places = {one.id: one.start for one in claims}  # two that begin at one code point share it
    for one, other in combinations(claims, 2):
        first, last = sorted((places[one.id], places[other.id]))
        if first != last and _share_evidence(one, other):
            places = {id_: first if place == last else place for id_, place in places.items()}
    return places


def _share_evidence(one: Claim, other: Claim) -> bool:
    """Whether two claims rest on the same: how far the evidence reaches around it is no disagreement."""
    return any(ours.overlaps(theirs) for ours in one.spans for theirs in other.spans)


def _differ(values: Iterable[object]) -> bool:
    everything = list(values)
    return any(value != everything[0] for value in everything)

"""The rows of the claims panel of one document, numbered without being made.

Each group of records is a ``Shelf``; a row's words are put together when it is asked for. An edit costs
a few bisections, whatever the number of mentions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

from annotator.core.aside_rows import aside_groups, aside_header, aside_row
from annotator.core.catalogue import Catalogue, Entry, FarEnd
from annotator.core.entity_rows import EntityGroup
from annotator.core.model import AnnotationSet, Aside, Claim, Link, Mention, Record, Target, reading_order
from annotator.core.outline_rows import (
    BLANK,
    Row,
    claim_row,
    detail_row,
    details,
    document_row,
    header_row,
    mention_row,
)
from annotator.core.schema import Schema
from annotator.core.shelf import Key, Shelf

LOOK_BACK = 20
"""How many records of a group before an offset are looked at for one that covers it."""

NAMED_ANEW = 200
"""Up to so many mentions of an entity are shown anew where one of them changes: it may be called otherwise then."""

_LOOSE = ""
"""The group of the mentions that are in no claim; no claim type has this name."""

KEPT_ROWS = 1024
"""Of how many records the rows are kept, once made: some screens of them."""

_ASIDE = "\1"
"""Begins the names of the sections of what is kept aside; no claim type's name does."""

_ENTITIES = "\2"
"""The section of the entities; no claim type has this name."""

_DOCUMENT = "\0"
"""The section of the links of the document as a whole; no claim type has this name."""


class Outline:
    """What is kept aside, claims in the schema's order of types, loose mentions, entities, the document's own links.

    Kept on one thread with its catalogue, and told of edits by ``update``; it may be made in another.
    """

    def __init__(self, catalogue: Catalogue, document_id: str) -> None:
        self._catalogue = catalogue
        self._document_id = document_id
        self._entry: Entry | None = None
        self._build()

    @property
    def schema(self) -> Schema:
        """The project's labels and types."""
        return self._catalogue.schema

    def __len__(self) -> int:
        """The number of rows, the blank ones between groups included."""
        return self._starts[-1]

    def row(self, number: int) -> Row:
        """The row of that number, from 0; IndexError where there is none."""
        if self._entry is None or not 0 <= number < len(self):
            raise IndexError(number)
        section = bisect_right(self._starts, number) - 1
        line = number - self._first_line(section)
        name = self._sections[section]
        if line == -2:
            return BLANK
        if line == -1:
            return self._header(name)
        if name == _DOCUMENT:
            return document_row(self._catalogue, self._about_document[line])
        if name == _ENTITIES:
            return self._entities.row(line)
        if name in self._asides:
            return aside_row(self._catalogue, self._entry, self._asides[name][line])
        (_, record_id), place = self._groups[name].at(line)
        if len(self._made) > KEPT_ROWS:
            self._made.clear()
        made = self._made.setdefault(record_id, {})
        if place not in made:
            made[place] = self._make(self._entry, record_id, place)
        return made[place]

    def _forget(self, record_id: str) -> None:
        """Drops the rows made for a record, and those that quote it from the other end of a link."""
        self._made.pop(record_id, None)
        for linked in self._linked_here(record_id):
            self._made.pop(linked, None)

    def _make(self, entry: Entry, record_id: str, place: int) -> Row:
        match self._record(record_id):
            case Mention() | Claim() as record if place:
                return self._detail(record, place)
            case Claim() as claim:
                return claim_row(self._catalogue, entry, claim)
            case Mention() as mention:
                return mention_row(self._catalogue, entry, mention)
            case _:
                raise IndexError(record_id)

    def row_of(self, record_id: str) -> int | None:
        """The row of a record of this set, None where it has none.

        A mention in a claim is on the claim's row, a link below what it starts from.
        """
        match self._record(record_id):
            case Claim() as claim:
                return self._number(claim.type, reading_order(claim))
            case Mention() as mention:
                claim_here = self._claim_for(mention, mention.start)
                if claim_here is not None:
                    return self._number(claim_here.type, reading_order(claim_here))
                return self._number(_LOOSE, reading_order(mention))
            case Link() as link:
                return self._row_of_link(link)
            case None:
                return None

    def row_of_aside(self, key: str, number: int) -> int | None:
        """The row of what is kept aside under that key; where it no longer is, that of what took its place there.

        ``number`` is the row that it had.
        """
        for section, name in enumerate(self._sections):
            keys = [aside.key for aside in self._asides.get(name, ())]
            if key in keys:
                return self._first_line(section) + keys.index(key)
        taken = self.row(number) if 0 <= number < len(self) else BLANK
        before = self.row(number - 1) if 0 < number <= len(self) else BLANK
        return number if taken.aside else number - 1 if before.aside else None

    def row_at(self, offset: int) -> int | None:
        """The row for a caret at ``offset``: of the shortest record that covers it, else of the nearest before it."""
        found: Mention | Claim | None = None
        best = (False, -1)
        for record in self._near(offset):
            covers = any(span.start <= offset < span.end for span in record.spans)
            score = (covers, record.start - record.end if covers else record.start)
            if found is None or score > best:
                found, best = record, score
        if isinstance(found, Mention):
            found = self._claim_for(found, offset) or found
        return self.row_of(found.id) if found is not None else None

    def update(self, record_ids: Iterable[str]) -> None:
        """Takes in the catalogue's new state of this document, where the records of these ids have changed."""
        before, after = self._entry, self._catalogue.entry(self._document_id)
        if before is None or after is None:
            self._build()
            return
        self._entry = after
        old, new = before.annotations, after.annotations
        touched: dict[str, None] = {}
        for record_id in record_ids:
            for record in (old.record(record_id), new.record(record_id)):
                touched |= dict.fromkeys(self._touched_by(record))
            self._index_claim(old.claims.get(record_id), new.claims.get(record_id))
        if self._catalogue.conflicts is not None:
            touched |= dict.fromkeys(sorted(self._catalogue.conflicts.take_changed(self._document_id)))
        for record_id in touched:
            self._forget(record_id)
            self._take_out(old.record(record_id))
            self._put_in(new.record(record_id))
        self._entities.update(old, new, touched)
        self._lay_out()

    def _build(self) -> None:
        self._entry = self._catalogue.entry(self._document_id)
        self._claims_with: dict[str, set[str]] = {}
        self._made: dict[str, dict[int, Row]] = {}
        self._groups = {name: Shelf() for name in (*self._catalogue.schema.claim_types, _LOOSE)}
        self._arguments = Shelf()
        self._asides: dict[str, list[Aside]] = {}
        self._kept: object = None
        self._entities = EntityGroup(self._catalogue, self._document_id, ())
        if self._entry is not None:
            self._shelve(self._entry.annotations)
        self._lay_out()

    def _shelve(self, annotations: AnnotationSet) -> None:
        for claim in annotations.claims.values():
            self._index_claim(None, claim)
        claims: dict[str, list[tuple[Key, int]]] = {}
        for claim in annotations.claims.values():
            claims.setdefault(claim.type, []).append((reading_order(claim), self._below(claim)))
        linked, in_claims = self._linked(), self._claims_with
        mentions = annotations.mentions.values()
        plain = (one for one in mentions if one.id not in in_claims)
        self._groups |= {name: Shelf(items) for name, items in claims.items()}
        self._groups[_LOOSE] = Shelf((reading_order(one), self._rows_below(one, linked)) for one in plain)
        self._arguments = Shelf((reading_order(one), 0) for one in mentions if one.id in in_claims)
        self._entities = EntityGroup(self._catalogue, self._document_id, linked)

    def _rows_below(self, mention: Mention, linked: set[str]) -> int:
        return self._below(mention) if mention.note or mention.attributes or mention.id in linked else 0

    def _linked(self) -> set[str]:
        """The ids of this document's records that links start or end at: one pass, where asking for each is many."""
        found: set[str] = set()
        for entry in self._catalogue:
            links = entry.annotations.links.values()
            if entry.document.id == self._document_id:
                found.update(link.source for link in links)
            found.update(link.target.id for link in links if link.target.document == self._document_id)
        return found

    def _lay_out(self) -> None:
        self._about_document = self._catalogue.far_ends(Target(self._document_id))
        known = self._catalogue.schema.claim_types
        unknown = sorted(name for name in self._groups if name not in known and name != _LOOSE)
        names = [*known, *unknown, _LOOSE]
        sized = [(name, self._groups[name].rows) for name in names]
        self._sections: list[str] = []
        self._starts = [0]
        self._group_asides()
        kept = [(name, len(group)) for name, group in self._asides.items()]
        further = ((_ENTITIES, self._entities.shelf.rows), (_DOCUMENT, len(self._about_document)))
        for name, rows in (*kept, *sized, *further):
            if rows:
                head = 2 if self._sections else 1
                self._sections.append(name)
                self._starts.append(self._starts[-1] + head + rows)

    def _group_asides(self) -> None:
        """Groups what is kept aside, where that has changed."""
        annotations = self._entry.annotations if self._entry is not None else None
        if annotations is not None and annotations.aside is not self._kept:
            self._kept = annotations.aside
            self._asides = {_ASIDE + why: group for why, group in aside_groups(annotations).items()}

    def _first_line(self, section: int) -> int:
        """The row of a section's first record: below its header and, save in the first, a blank one."""
        return self._starts[section] + (2 if section else 1)

    def _header(self, name: str) -> Row:
        if name == _DOCUMENT:
            return header_row("this document", len(self._about_document))
        if name == _ENTITIES:
            return header_row("entities", len(self._entities.shelf))
        if name in self._asides:
            group = self._asides[name]
            return aside_header(group[0].why, len(group))
        return header_row(name or "loose mentions", len(self._groups[name]))

    def _number(self, name: str, key: Key) -> int | None:
        if name not in self._sections or key not in self._groups[name]:
            return None
        return self._first_line(self._sections.index(name)) + self._groups[name].row_of(key)

    def _record(self, record_id: str) -> Record | None:
        return self._entry.annotations.record(record_id) if self._entry is not None else None

    def _below(self, record: Mention | Claim) -> int:
        return len(details(self._catalogue, self._entry, record)) if self._entry is not None else 0

    def _detail(self, record: Mention | Claim, place: int) -> Row:
        if self._entry is None:
            return BLANK
        found = details(self._catalogue, self._entry, record)[place - 1 :]
        # One less than were counted, where another document's words have become the name of the entity.
        return detail_row(self._catalogue, self._entry, record, found[0]) if found else BLANK

    def _near(self, offset: int) -> Iterator[Mention | Claim]:
        for shelf in (self._arguments, *self._groups.values()):
            for _, record_id in islice(shelf.back_from(offset), LOOK_BACK):
                record = self._record(record_id)
                if isinstance(record, Mention | Claim):
                    yield record

    def _claim_for(self, mention: Mention, offset: int) -> Claim | None:
        """The claim whose row stands for a mention: one with evidence at ``offset`` first, of those the first."""
        found = [self._record(claim_id) for claim_id in self._claims_with.get(mention.id, ())]
        claims = sorted((claim for claim in found if isinstance(claim, Claim)), key=reading_order)
        covering = [claim for claim in claims if claim.start <= offset < claim.end]
        return next(iter(covering or claims), None)

    def _row_of_link(self, link: Link) -> int | None:
        if not link.source:
            ids = [far.link.id for far in self._about_document]
            return self._first_line(len(self._sections) - 1) + ids.index(link.id)
        source, own = self._record(link.source), self.row_of(link.source)
        if own is None or self._entry is None or not isinstance(source, Mention | Claim):
            return own
        speaker = self._claim_for(source, source.start) or source if isinstance(source, Mention) else source
        for place, detail in enumerate(details(self._catalogue, self._entry, speaker), 1):
            if isinstance(detail, FarEnd) and detail.link.id == link.id:
                return own + place
        return own

    def _index_claim(self, before: Claim | None, after: Claim | None) -> None:
        """Keeps account of which claims each mention is in."""
        if before is not None:
            for mention_id in _argument_ids(before):
                claim_ids = self._claims_with[mention_id]
                claim_ids.discard(before.id)
                if not claim_ids:
                    del self._claims_with[mention_id]
        if after is not None:
            for mention_id in _argument_ids(after):
                self._claims_with.setdefault(mention_id, set()).add(after.id)

    def _touched_by(self, record: Record | None) -> Iterator[str]:
        """The mentions and claims whose place, or number of rows, a change of ``record`` may change."""
        match record:
            case Mention():
                yield from self._with_speaker(record.id)
                yield from self._linked_here(record.id)
                here = Target(self._document_id, record.id)
                if self._catalogue.entities.size(here) <= NAMED_ANEW:
                    yield from self._of_entity(here)
            case Claim():
                yield record.id
                yield from _argument_ids(record)
                yield from self._linked_here(record.id)
            case Link():
                yield from self._of_entity(Target(self._document_id, record.source))
                yield from self._of_entity(record.target)
            case None:
                return

    def _of_entity(self, member: Target) -> Iterator[str]:
        """The mentions of an entity in this document, with what speaks for them."""
        for target in self._catalogue.cluster(member):
            if target.document == self._document_id:
                yield from self._with_speaker(target.id)

    def _with_speaker(self, record_id: str) -> Iterator[str]:
        """A record and, where it is a mention, the claims that speak for it."""
        yield record_id
        yield from self._claims_with.get(record_id, ())

    def _linked_here(self, record_id: str) -> Iterator[str]:
        """What is linked to a record within this document: its row says whether the record is there."""
        for far in self._catalogue.far_ends(Target(self._document_id, record_id)):
            if far.target.document == self._document_id:
                yield from self._with_speaker(far.target.id)

    def _take_out(self, record: Record | None) -> None:
        match record:
            case Claim():
                self._groups[record.type].drop(reading_order(record))
            case Mention():
                self._groups[_LOOSE].drop(reading_order(record))
                self._arguments.drop(reading_order(record))
            case _:
                return

    def _put_in(self, record: Record | None) -> None:
        match record:
            case Claim():
                self._groups.setdefault(record.type, Shelf()).put(reading_order(record), self._below(record))
            case Mention() if record.id in self._claims_with:
                self._arguments.put(reading_order(record), 0)
            case Mention():
                self._groups[_LOOSE].put(reading_order(record), self._below(record))
            case _:
                return


def _argument_ids(claim: Claim) -> set[str]:
    return {mention_id for mention_ids in claim.arguments.values() for mention_id in mention_ids}

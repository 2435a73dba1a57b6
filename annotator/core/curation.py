"""Settling disagreements: edits of the curator's set, each with the decision that says what it is about.

What is accepted is copied into the curator's set under an id of its own, with ``origin = "accepted:<annotator>"``; what
fills a claim's arguments and stands at a link's ends becomes the curator's own record of the same, which is accepted
along where it is not settled yet. Another decision about the same takes the place of the one before, and of what came
of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple, TypeAlias

from annotator.core.disagreements import Item, Review, majority
from annotator.core.edits import Change, Edit, RecordChange, RemarkChange, apply
from annotator.core.errors import AnnotatorError
from annotator.core.grouping import Voice
from annotator.core.model import NOTHING, AnnotationSet, Claim, Link, Mention, Record, Target
from annotator.core.operations import Author, remove
from annotator.core.remarks import Decision, decisions_of

Take: TypeAlias = Literal["both", "neither", "unanimous", "majority", "own"]

FarGold: TypeAlias = Callable[[Target], Target | None]
"""The curator's record of another document that came of an annotator's there; None where there is none yet."""


class FarEndError(AnnotatorError):
    """A link leads to what is not settled in its own document yet."""

    def __init__(self, annotator: str, target: Target) -> None:
        super().__init__(f"The other end of the link, in {target.document}, is not settled yet; review it there first.")
        self.annotator, self.target = annotator, target


def nothing_far(_target: Target) -> Target | None:
    """Knows of nothing in other documents."""
    return None


class Wish(NamedTuple):
    """What is to become of an item: records of these voices, none at all, and how that is called."""

    item: Item
    voices: tuple[Voice, ...]
    choice: str


def accepted(item: Item, annotator: str) -> Wish:
    """What one annotator has there; where that is nothing, that nothing is there."""
    voices = tuple(one for one in item.group.voices if one.annotator == annotator)
    return Wish(item, voices, f"accepted:{annotator}")


def both(item: Item) -> Wish:
    """Everything that was said, each once."""
    seen: dict[object, Voice] = {}
    for voice, content in zip(item.group.voices, item.contents, strict=True):
        seen.setdefault(content, voice)
    return Wish(item, tuple(seen.values()), "both")


def neither(item: Item) -> Wish:
    """Nothing of it."""
    return Wish(item, (), "neither")


def unanimous(review: Review) -> list[Wish]:
    """What all say, as far as it is not settled."""
    return [Wish(item, item.group.voices[:1], "unanimous") for item in review.unanimous if item.decision is None]


def by_majority(review: Review) -> list[Wish]:
    """What more than half say, as far as it is open."""
    found: list[Wish] = []
    for item in review.disagreements:
        most = majority(item) if item.is_open and len(review.annotators) > 2 else None
        if most is not None:
            found.append(Wish(item, () if most == "none" else (most,), "majority"))
    return found


def alike(item: Item, other: Item) -> bool:
    """Whether two items are of one kind: the same annotators differ in the same, with the same labels or types."""
    return _pattern(item) == _pattern(other)


def _pattern(item: Item) -> tuple[object, ...]:
    names = [(one.annotator, _name(one.record)) for one in item.group.voices]
    return item.kind, item.what, tuple(names), item.absent


def _name(record: Record) -> str:
    return record.label if isinstance(record, Mention) else record.type


def counterparts(review: Review, gold: AnnotationSet) -> dict[str, str]:
    """For each annotator's record that the curator has one of, that one's id.

    It is what came of a decision about the record; else a record of the curator's own that says the same.
    """
    found: dict[str, str] = {}
    own = {(one.label, one.spans): one.id for one in gold.mentions.values()}
    for item in review.items:
        results = [one for one in item.decision.results if gold.record(one) is not None] if item.decision else []
        for place, voice in enumerate(item.group.voices):
            record = voice.record
            if results:
                same = [one for one in results if _says(gold.record(one), record)]
                found[record.id] = same[0] if same else results[min(place, len(results) - 1)]
            elif item.decision is None and isinstance(record, Mention) and (record.label, record.spans) in own:
                found[record.id] = own[record.label, record.spans]
    return found


def _told(mention: Mention) -> tuple[object, ...]:
    return mention.label, mention.spans, tuple(sorted(mention.attributes.items()))


def _says(one: Record | None, other: Record) -> bool:
    match one, other:
        case Mention(), Mention():
            return (one.label, one.spans) == (other.label, other.spans)
        case Claim(), Claim():
            return (one.type, one.spans) == (other.type, other.spans)
        case _:
            return False


class Settled(NamedTuple):
    """The edit that settles what could be, and why the rest could not."""

    edit: Edit
    number: int
    refused: tuple[AnnotatorError, ...] = ()


def settle(
    review: Review, gold: AnnotationSet, wishes: Sequence[Wish], author: Author, far: FarGold = nothing_far
) -> Settled:
    """One edit of the curator's set for all of the wishes; what is refused is left as it is.

    FarEndError, among the refusals, for a link whose other end has to be settled in its own document first.
    """
    curating = _Curating(review, gold, author, far)
    refused: list[AnnotatorError] = []
    ordered = sorted(wishes, key=lambda wish: ("mention", "claim", "link").index(wish.item.kind))
    number = 0
    for wish in ordered:
        try:
            curating.settle(wish)
            number += 1
        except AnnotatorError as error:
            refused.append(error)
    words = f"settle {number} disagreements" if number != 1 else f"settle: {ordered[0].choice.replace(':', ' ')}"
    return Settled(Edit(words, tuple(curating.changes)), number, tuple(refused))


class _Curating:
    """The curator's set while wishes are fulfilled one after the other."""

    def __init__(self, review: Review, gold: AnnotationSet, author: Author, far: FarGold) -> None:
        self._review, self.gold, self._author, self._far = review, gold, author, far
        self.changes: list[Change] = []
        self._known = counterparts(review, gold)
        self._item_of = {voice.record.id: item for item in review.items for voice in item.group.voices}
        self._decided: dict[tuple[str, str], list[Decision]] = {}
        for decision in decisions_of(gold):
            self._note(decision)
        self._made_now: dict[str, Decision] = {}
        self._same = {_told(one): one.id for one in gold.mentions.values()}

    def settle(self, wish: Wish) -> None:
        """Fulfils one wish, or raises AnnotatorError and changes nothing."""
        if wish.item.kind == "mention":  # it needs nothing else, and so is never refused
            self._settle(wish)
            return
        before = self.gold, len(self.changes), self._known, self._decided, self._made_now, self._same
        self._known, self._made_now, self._same = dict(self._known), dict(self._made_now), dict(self._same)
        self._decided = {key: list(found) for key, found in self._decided.items()}
        try:
            self._settle(wish)
        except AnnotatorError:
            self.gold, length, self._known, self._decided, self._made_now, self._same = before
            del self.changes[length:]
            raise

    def _note(self, decision: Decision) -> None:
        for version in decision.about:
            self._decided.setdefault((version.annotator, version.id), []).append(decision)

    def _forget(self, decision: Decision) -> None:
        for version in decision.about:
            self._decided[version.annotator, version.id].remove(decision)

    def _settle(self, wish: Wish) -> None:
        fresh = [self._made(voice) for voice in wish.voices]
        old = self._earlier(wish.item)
        left = [record for one in old for result in one.results if (record := self.gold.record(result)) is not None]
        for one in old:
            self._do(RemarkChange(one, None))
            self._forget(one)
        results: list[str] = []
        for record in fresh:
            kept = next((one for one in left if type(one) is type(record)), None)
            if kept is not None:
                left.remove(kept)
            results.append(self._put(record, kept))
        for gone in left:
            self._take_out(gone)
        about = wish.item.versions
        decision = Decision(
            self._author.new_id("decision"), about, wish.choice, tuple(results), created=self._author.now()
        )
        self._do(RemarkChange(None, decision))
        self._note(decision)
        for place, voice in enumerate(wish.item.group.voices):
            self._known.pop(voice.record.id, None)
            if results:
                mine = [n for n, one in enumerate(wish.voices) if one.record.id == voice.record.id]
                self._known[voice.record.id] = results[mine[0] if mine else min(place, len(results) - 1)]
        for version in about:
            self._made_now[version.id] = decision

    def _earlier(self, item: Item) -> list[Decision]:
        """The decisions about any of these records, in whichever state they were."""
        found = (self._decided.get((version.annotator, version.id), ()) for version in item.versions)
        return list({one.id: one for decisions in found for one in decisions}.values())

    def _put(self, record: Record, kept: Record | None) -> str:
        """Adds a record, in the place of one that came of an earlier decision; one that is there already is it."""
        if kept is not None:
            record, kept = replace(record, id=kept.id), self.gold.record(kept.id)
        elif isinstance(record, Mention) and (same := self._same.get(_told(record))) is not None:
            return same
        self._do(RecordChange(kept, record))
        if isinstance(record, Mention):
            self._same[_told(record)] = record.id
        return record.id

    def _take_out(self, record: Record) -> None:
        """Removes what came of an earlier decision, with what needs it."""
        current = self.gold.record(record.id)
        if current is not None:
            if isinstance(current, Mention):
                self._same.pop(_told(current), None)
            for change in remove(self.gold, current).changes:
                self._do(change)

    def _do(self, change: Change) -> None:
        self.gold = apply(self.gold, Edit("settle", (change,)))
        self.changes.append(change)

    def _made(self, voice: Voice) -> Record:
        """The curator's own copy of a record; what it needs is accepted along."""
        origin, now, record = f"accepted:{voice.annotator}", self._author.now(), voice.record
        match record:
            case Mention():
                return replace(record, id=self._author.new_id("mention"), origin=origin, created=now, extra=NOTHING)
            case Claim():
                arguments = {
                    slot: tuple(dict.fromkeys(self._own(one, voice.annotator) for one in ids))
                    for slot, ids in record.arguments.items()
                }
                fresh = self._author.new_id("claim")
                return replace(record, id=fresh, arguments=arguments, origin=origin, created=now, extra=NOTHING)
            case Link():
                source = self._own(record.source, voice.annotator) if record.source else ""
                target = self._own_target(record.target, voice.annotator)
                fresh = self._author.new_id("link")
                return replace(
                    record, id=fresh, source=source, target=target, origin=origin, created=now, extra=NOTHING
                )

    def _own_target(self, target: Target, annotator: str) -> Target:
        if not target.id:
            return target
        if target.document == self.gold.document:
            return Target(target.document, self._own(target.id, annotator))
        found = self._far(target)
        if found is None:
            raise FarEndError(annotator, target)
        return found

    def _own(self, record_id: str, annotator: str) -> str:
        """The curator's record for an annotator's, which is accepted along where it is not settled yet."""
        known = self._known.get(record_id)
        if known is not None and self.gold.record(known) is not None:
            return known
        item = self._item_of.get(record_id)
        if item is None:
            raise AnnotatorError("It names a record that is not there; the annotator has to mend that first.")
        settled = item.decision if item.decision is not None else self._made_now.get(record_id)
        if settled is not None:
            raise AnnotatorError("It needs what was left out; settle that otherwise first.")
        self._settle(accepted(item, annotator))
        return self._known[record_id]


def own(gold: AnnotationSet, item: Item, after: Record) -> Edit:
    """The curator's own version in the place of what a decision made of an item; AnnotatorError without one."""
    decision = next((one for one in decisions_of(gold) if frozenset(one.about) == frozenset(item.versions)), None)
    before = gold.record(after.id)
    if decision is None or before is None or after.id not in decision.results:
        raise AnnotatorError("Take one of the versions first; then it can be edited.")
    changed = replace(decision, choice="own")
    return Edit("settle: own", (RecordChange(before, replace(after, origin="human")), RemarkChange(decision, changed)))


def openings(reviews: Iterable[Review]) -> Iterator[Item]:
    """What is still to be settled, of several documents."""
    return (item for one in reviews for item in one.disagreements if item.is_open)

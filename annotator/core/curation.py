"""Settling disagreements: edits of the curator's set, each with the decision that says what it is about.

What is accepted is copied into the curator's set under an id of its own, with ``origin = "accepted:<annotator>"``; what
fills a claim's arguments and stands at a link's ends becomes the curator's own record of the same, which is accepted
along where it is not settled yet. Another decision about the same takes the place of the one before, and of what came
of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from annotator.core.bench import Bench, counterpart
from annotator.core.disagreements import Item, majority
from annotator.core.edits import Change, Edit, RecordChange, RemarkChange, apply
from annotator.core.errors import AnnotatorError
from annotator.core.grouping import Voice
from annotator.core.model import NOTHING, AnnotationSet, Claim, Link, Mention, Record, Target
from annotator.core.operations import Author, remove
from annotator.core.remarks import Decision, decisions_of

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


def unanimous(bench: Bench) -> list[Wish]:
    """What all say, as far as it is not settled."""
    agreed = (item for item in bench.items if item.is_unanimous and item.decision is None)
    return [Wish(item, item.group.voices[:1], "unanimous") for item in agreed]


def by_majority(bench: Bench) -> list[Wish]:
    """What more than half say, as far as it is open and three or more have annotated the document."""
    found: list[Wish] = []
    for place in bench.open_places() if len(bench.annotators) > 2 else ():
        item = bench.items[place]
        most = majority(item)
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


class Settled(NamedTuple):
    """The edit that settles what could be, and why the rest could not."""

    edit: Edit
    number: int
    refused: tuple[AnnotatorError, ...] = ()


def settle(
    bench: Bench, gold: AnnotationSet, wishes: Sequence[Wish], author: Author, far: FarGold = nothing_far
) -> Settled:
    """One edit of the curator's set for all of the wishes; what is refused is left as it is.

    FarEndError, among the refusals, for a link whose other end has to be settled in its own document first.
    """
    curating = _Curating(bench, gold, author, far)
    refused: list[AnnotatorError] = []
    ordered = sorted(wishes, key=lambda wish: ("mention", "claim", "link").index(wish.item.kind))
    number = 0
    for wish in ordered:
        try:
            curating.settle(wish)
            number += 1
        except AnnotatorError as error:
            refused.append(error)
    words = f"settle {number}" if number != 1 else f"settle: {ordered[0].choice.replace(':', ' ')}"
    return Settled(Edit(words, tuple(curating.changes)), number, tuple(refused))


class _Curating:
    """The curator's set while wishes are fulfilled one after the other.

    ``_own`` has the curator's records that came of annotators' by now, by the annotators' ids; None where nothing did.
    """

    def __init__(self, bench: Bench, gold: AnnotationSet, author: Author, far: FarGold) -> None:
        self._bench, self.gold, self._author, self._far = bench, gold, author, far
        self.changes: list[Change] = []
        self._own: dict[str, str | None] = {}
        self._made: dict[str, Decision] = {}
        self._same: dict[object, str] | None = None

    def settle(self, wish: Wish) -> None:
        """Fulfils one wish, or raises AnnotatorError and changes nothing."""
        if wish.item.kind == "mention":  # it needs nothing else, and so is never refused
            self._settle(wish)
            return
        before = self.gold, len(self.changes), self._own, self._made, self._same
        self._own, self._made = dict(self._own), dict(self._made)
        self._same = dict(self._same) if self._same is not None else None
        try:
            self._settle(wish)
        except AnnotatorError:
            self.gold, length, self._own, self._made, self._same = before
            del self.changes[length:]
            raise

    def _settle(self, wish: Wish) -> None:
        fresh = [self._copy(voice) for voice in wish.voices]
        old = self._earlier(wish.item)
        left = [record for one in old for result in one.results if (record := self.gold.record(result)) is not None]
        for one in old:
            self._do(RemarkChange(one, None))
        results: list[str] = []
        for record in fresh:
            kept = next((one for one in left if type(one) is type(record)), None)
            if kept is not None:
                left.remove(kept)
            results.append(self._put(record, kept))
        for gone in left:
            self._take_out(gone)
        about, created = wish.item.versions, self._author.now()
        decision = Decision(self._author.new_id("decision"), about, wish.choice, tuple(results), created=created)
        self._do(RemarkChange(None, decision))
        settled = wish.item._replace(decision=decision)
        for voice in wish.item.group.voices:
            taken = [at for at, one in enumerate(wish.voices) if one.record.id == voice.record.id]
            found = results[taken[0]] if taken else counterpart(settled, voice.record, self.gold)
            self._own[voice.record.id] = found
            self._made[voice.record.id] = decision

    def _earlier(self, item: Item) -> list[Decision]:
        """The decisions about any of an item's records that are still there."""
        now = (self._made[one.record.id] for one in item.group.voices if one.record.id in self._made)
        known = (*self._bench.decisions_about(item), *now)
        there = {one.id: self.gold.remarks.get(one.id) for one in known}
        return [one for one in there.values() if isinstance(one, Decision)]

    def _put(self, record: Record, kept: Record | None) -> str:
        """Adds a record, in the place of one that came of an earlier decision; one that is there already is it."""
        if kept is not None:
            record, kept = replace(record, id=kept.id), self.gold.record(kept.id)
        elif isinstance(record, Mention) and (same := self._mentions().get(_told(record))) is not None:
            return same
        self._do(RecordChange(kept, record))
        if isinstance(record, Mention):
            self._mentions()[_told(record)] = record.id
        return record.id

    def _mentions(self) -> dict[object, str]:
        """The curator's mentions by what they say."""
        if self._same is None:
            self._same = {_told(one): one.id for one in self.gold.mentions.values()}
        return self._same

    def _take_out(self, record: Record) -> None:
        """Removes what came of an earlier decision, with what needs it."""
        current = self.gold.record(record.id)
        if current is not None:
            if isinstance(current, Mention):
                self._mentions().pop(_told(current), None)
            for change in remove(self.gold, current).changes:
                self._do(change)

    def _do(self, change: Change) -> None:
        self.gold = apply(self.gold, Edit("settle", (change,)))
        self.changes.append(change)

    def _copy(self, voice: Voice) -> Record:
        """The curator's own copy of a record; what it needs is accepted along."""
        origin, now, record = f"accepted:{voice.annotator}", self._author.now(), voice.record
        match record:
            case Mention():
                return replace(record, id=self._author.new_id("mention"), origin=origin, created=now, extra=NOTHING)
            case Claim():
                arguments = {
                    slot: tuple(dict.fromkeys(self._curators(one, voice.annotator) for one in ids))
                    for slot, ids in record.arguments.items()
                }
                fresh = self._author.new_id("claim")
                return replace(record, id=fresh, arguments=arguments, origin=origin, created=now, extra=NOTHING)
            case Link():
                source = self._curators(record.source, voice.annotator) if record.source else ""
                target = self._curators_target(record.target, voice.annotator)
                fresh = self._author.new_id("link")
                return replace(
                    record, id=fresh, source=source, target=target, origin=origin, created=now, extra=NOTHING
                )

    def _curators_target(self, target: Target, annotator: str) -> Target:
        if not target.id:
            return target
        if target.document == self.gold.document:
            return Target(target.document, self._curators(target.id, annotator))
        found = self._far(target)
        if found is None:
            raise FarEndError(annotator, target)
        return found

    def _curators(self, record_id: str, annotator: str) -> str:
        """The curator's record for an annotator's, which is accepted along where it is not settled yet."""
        item = self._bench.item_of(record_id)
        if item is None:
            raise AnnotatorError("It names a record that is not there; the annotator has to mend that first.")
        known = self._own[record_id] if record_id in self._own else self._known(item, record_id)
        if known is not None and self.gold.record(known) is not None:
            return known
        if item.decision is not None or record_id in self._made:
            raise AnnotatorError("It needs what was left out; settle that otherwise first.")
        self._settle(accepted(item, annotator))
        made = self._own[record_id]
        if made is None:
            raise AnnotatorError("It needs what was left out; settle that otherwise first.")
        return made

    def _known(self, item: Item, record_id: str) -> str | None:
        """What the curator has of a record that was not settled just now: also what they marked by themselves."""
        record = next(voice.record for voice in item.group.voices if voice.record.id == record_id)
        if item.decision is not None:
            return counterpart(item, record, self.gold)
        return self._mentions().get(_told(record)) if isinstance(record, Mention) else None


def _told(mention: Mention) -> object:
    return mention.label, mention.spans, tuple(sorted(mention.attributes.items()))


def own(gold: AnnotationSet, item: Item, after: Record) -> Edit:
    """The curator's own version in the place of what a decision made of an item; AnnotatorError without one."""
    about = frozenset(item.versions)
    decision = next((one for one in decisions_of(gold) if frozenset(one.about) == about), None)
    before = gold.record(after.id)
    if decision is None or before is None or after.id not in decision.results:
        raise AnnotatorError("Take one of the versions first; then it can be edited.")
    changed = replace(decision, choice="own")
    return Edit("settle: own", (RecordChange(before, replace(after, origin="human")), RemarkChange(decision, changed)))

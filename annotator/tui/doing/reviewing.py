"""Going through what annotators disagree about, document by document, and settling it in the curator's set."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import ModalScreen
from textual.timer import Timer

from annotator.core.curation import (
    FarEndError,
    Wish,
    accepted,
    alike,
    both,
    by_majority,
    neither,
    own,
    settle,
    unanimous,
)
from annotator.core.disagreements import Item
from annotator.core.edits import Edit, RemarkChange
from annotator.core.errors import AnnotatorError
from annotator.core.model import Link, Mention, Record
from annotator.core.operations import change_record
from annotator.core.review_words import letter_of
from annotator.storage.session import Session
from annotator.tui.doing.desk import Actions
from annotator.tui.under_review import UnderReview

if TYPE_CHECKING:
    from annotator.tui.screens.review import ReviewScreen

GROUP, STALE = "review", "review-stale"
SOON = 0.3
"""Seconds after which it is looked whether sets have changed."""
MOST_BY_KEY = 9
"""Annotators whose versions a key takes; of more the cursor and enter."""


class Reviewing:
    """What the review screen's keys do."""

    def __init__(self, screen: ReviewScreen, under: UnderReview) -> None:
        self._screen = screen
        self._under = under
        self._looks = False
        self._look_due: Timer | None = None
        self.actions: Actions = {
            **{f"review.take-{number + 1}": partial(self.take, number) for number in range(MOST_BY_KEY)},
            "review.both": lambda: self._settle_here(both),
            "review.neither": lambda: self._settle_here(neither),
            "review.own": self.edit_own,
            "review.alike": self.settle_alike,
            "review.next": self.next,
            "review.previous": self.previous,
            "review.unanimous": self.take_unanimous,
            "review.majority": self.take_majority,
            "review.note": self.write_note,
            "review.undo": self.undo,
            "review.redo": self.redo,
            "review.next-document": self.open_next_document,
            "review.saved": self.save,
        }

    # Opening

    def open(self, document_id: str) -> None:
        """Opens a document for review; reading is done in a thread."""
        self._screen.run_worker(self._open(document_id), group=GROUP, exclusive=True, description="review a document")

    async def _open(self, document_id: str) -> None:
        self._screen.say(f"Reading what was said of {document_id} …", "plain")
        try:
            if await self._under.open(document_id):
                self._show_read()
        except AnnotatorError as error:
            self._screen.say(str(error), "error")

    def _show_read(self, more: str = "") -> None:
        """Shows what has been read, and says what is to be known of it."""
        reviewed, session = self._under.reviewed, self._under.session
        self._screen.show_document()
        notes = (session.read_only, more, *session.notes, *(reviewed.notes if reviewed is not None else ()))
        said = next(filter(None, notes), "")
        self._screen.say(said, "warning" if said else "plain")

    def look_soon(self) -> None:
        """Looks again in a moment: not with every key of somebody who goes through quickly."""
        if self._look_due is None:
            self._look_due = self._screen.set_timer(SOON, self.look_again)

    def look_again(self) -> None:
        """Looks in a thread whether sets have changed, and reads them anew where they have."""
        self._look_due = None
        if not self._looks:
            self._looks = True
            self._screen.run_worker(self._look_again(), group=STALE, description="look for changes")

    async def _look_again(self) -> None:
        try:
            if await self._under.is_stale() and await self._under.read():
                self._show_read("Somebody's annotations have changed: what they touch is open again.")
        except AnnotatorError as error:
            self._screen.say(str(error), "error")
        finally:
            self._looks = False

    # Going through

    def next(self) -> None:
        """Goes to the next disagreement that is open, else to the next document with one."""
        at, still = self._under.at, self._under.open_places()
        others = [*(place for place in still if place > at), *(place for place in still if place < at)]
        if others:
            self.go_to(others[0])
        elif at in still:
            raise AnnotatorError(
                "This is the only one that is open here; settle it, and n goes on to the next document."
            )
        else:
            self.open_next_document()

    def previous(self) -> None:
        """Goes to the disagreement before, settled or not."""
        before = [place for place in self._under.queue() if place < self._under.at]
        if not before:
            raise AnnotatorError("This is the first disagreement of the document.")
        self.go_to(before[-1])

    def go_to(self, place: int) -> None:
        """Shows a disagreement."""
        self._under.at = place
        self._screen.show_item()
        self.look_soon()

    def _go_on(self) -> None:
        """Goes on to what is open next; where that is nothing, says so."""
        still = self._under.open_places()
        if still:
            self.go_to(next((place for place in still if place > self._under.at), still[0]))
        else:
            self._screen.show_item()
            self._screen.say("All of this document is settled. n goes on to the next one.", "good")

    def open_next_document(self) -> None:
        """Opens the next document in which something is to be settled."""
        self._screen.say("Looking for the next document with a disagreement …", "plain")
        self._screen.run_worker(self._open_next(), group=GROUP, exclusive=True, description="find the next document")

    async def _open_next(self) -> None:
        ids, here = self._under.annotating.document_ids, self._under.document_id
        at = ids.index(here) + 1 if here in ids else 0
        for document_id in (*ids[at:], *(one for one in ids[:at] if one != here)):
            try:
                still = await asyncio.to_thread(self._under.reviewer.open_items, document_id)
            except AnnotatorError as error:
                self._screen.say(str(error), "warning")
                continue
            if still:
                await self._open(document_id)
                return
        left = "nothing else is open" if self._under.open_places() else "nothing is left to settle"
        self._screen.say(f"In all documents {left}. F2 goes back to the article.", "good")

    # Settling

    def take(self, place: int) -> None:
        """Takes what the annotator of that number says, be it nothing."""
        annotators = self._under.annotators
        if place >= len(annotators):
            raise AnnotatorError(f"There is no annotator {letter_of(place)} here.")
        self._settle_here(lambda item: accepted(item, annotators[place]))

    def _settle_here(self, how: Callable[[Item], Wish]) -> None:
        if self._settle([how(self._required())]):
            self._go_on()

    def _required(self) -> Item:
        item = self._under.item
        if item is None:
            raise AnnotatorError("There is nothing to settle here; n goes on to the next document.")
        return item

    def _settle(self, wishes: Sequence[Wish]) -> int:
        """Settles, in one edit; how many. What waits for another document is settled there first."""
        settled, touched = self._under.settle(wishes)
        self._screen.show_decisions(touched)
        far = [one for one in settled.refused if isinstance(one, FarEndError)]
        if far:
            links = [wish for wish in wishes if isinstance(wish.item.group.record, Link)]
            self._screen.run_worker(self._settle_far(far, links), group=GROUP, description="settle the other end")
        elif settled.refused and settled.number == 0:
            raise settled.refused[0]
        elif settled.refused:
            self._screen.say(f"{settled.number} settled, {len(settled.refused)} not: {settled.refused[0]}", "warning")
        return settled.number

    async def _settle_far(self, far: Sequence[FarEndError], links: Sequence[Wish]) -> None:
        """Accepts the other ends of links in their own documents, and then the links."""
        try:
            for document_id in dict.fromkeys(one.target.document for one in far):
                ends = {one.target.id: one.annotator for one in far if one.target.document == document_id}
                await self._under.curation.edit_elsewhere(document_id, partial(self._take_ends, ends))
                await asyncio.to_thread(self._under.curation.wait_for, document_id)
            if not await self._under.read():
                return
            self._screen.show_document()
            places = [self._under.bench.place_of(wish.item.group.record.id) for wish in links]
            fresh = [
                wish._replace(item=self._under.items[place])
                for wish, place in zip(links, places, strict=True)
                if place is not None and _is_as_it_was(self._under.items[place], wish.item)
            ]
            settled, touched = self._under.settle(fresh)
        except AnnotatorError as error:
            self._screen.say(str(error), "error")
            return
        self._screen.show_decisions(touched)
        here = self._under.item
        if here is None or not here.is_open:  # else nobody has settled it: the curator stays
            self._go_on()
        if settled.refused:
            self._screen.say(str(settled.refused[0]), "warning")
        elif settled.number:
            self._screen.say("The other end was accepted too, in its own document.", "good")

    def _take_ends(self, ends: dict[str, str], session: Session) -> Edit | None:
        """The edit that accepts records of another document, each with its annotator. In a thread."""
        there = self._under.reviewer.read(session.document.id, session.annotations)
        wishes = [
            accepted(item, ends[voice.record.id])
            for item in there.review.items
            for voice in item.group.voices
            if voice.record.id in ends and item.decision is None
        ]
        return settle(there.bench, session.annotations, wishes, session, there.far.get).edit if wishes else None

    def take_unanimous(self) -> None:
        """Takes all that nobody disagrees about, as one step of undo."""
        wishes = unanimous(self._under.bench)
        if not wishes:
            raise AnnotatorError("What all agree about is taken already, or there is nothing of it.")
        number = self._settle(wishes)
        if number:  # else all of it waits for other documents
            self._screen.say(f"Taken as all say it: {number}. ctrl+z takes that back.", "good")

    def take_majority(self) -> None:
        """Takes what more than half say, as one step of undo."""
        wishes = by_majority(self._under.bench)
        if len(self._under.annotators) < 3:
            raise AnnotatorError("A majority takes three annotators; this document has fewer.")
        if not wishes:
            raise AnnotatorError("Of nothing that is open more than half say the same.")
        number = self._settle(wishes)
        self._go_on()
        self._screen.say(f"Settled by majority: {number}. ctrl+z takes that back.", "good")

    def settle_alike(self) -> None:
        """Asks how all that are like this one shall be settled."""
        from annotator.core.sentences import Part
        from annotator.tui.screens.picker import Option, Picker

        item = self._required()
        same = [one for one in self._under.items if one.is_open and alike(one, item)]
        if not same:
            raise AnnotatorError("This is settled, and nothing like it is open.")
        ways: list[tuple[str, str, Callable[[Item], Wish]]] = [
            (f"take {letter_of(place)}", name, partial(accepted, annotator=name))
            for place, name in enumerate(self._under.annotators)
        ]
        ways += [("both", "every version, each once", both), ("neither", "leave them out", neither)]
        options = [
            Option(str(number), (Part(f"{words}   ", "strong"), Part(more, "dim")))
            for number, (words, more, _) in enumerate(ways)
        ]

        def chosen(key: str) -> None:
            number = self._settle([ways[int(key)][2](one) for one in same])
            self._go_on()
            self._screen.say(f"Settled alike: {number}. ctrl+z takes that back.", "good")

        self._screen.ask(Picker(f"All {len(same)} like this", options), chosen)

    # The curator's own word

    def edit_own(self) -> None:
        """Takes the version of the row, and lets it be edited; what is selected on the page is its place."""
        item, selection = self._required(), self._screen.page.selection
        if item.decision is None:
            chosen = self._screen.annotator_of_row()
            voice = next((one for one in item.group.voices if one.annotator == chosen), item.group.voices[0])
            if not self._settle([Wish(item, (voice,), f"accepted:{voice.annotator}")]):
                return
        record = self._settled_record()
        if record is None:
            raise AnnotatorError("There is nothing to edit: it was left out; take one of the versions first.")
        if selection is not None and isinstance(record, Mention):
            self._replace(record, replace(record, spans=(selection,)))
            self._screen.page.clear_selection()
            return
        from annotator.tui.screens.edit_record import EditRecord

        before = record

        def edited(after: Record) -> None:
            self._replace(before, after)

        catalogue = self._under.home.catalogue
        dialog: ModalScreen[Any] = EditRecord(record, catalogue, self._under.document_id)
        self._screen.ask(dialog, edited)

    def _settled_record(self) -> Record | None:
        item, annotations = self._under.item, self._under.session.annotations
        results = item.decision.results if item is not None and item.decision is not None else ()
        return next((record for one in results if (record := annotations.record(one)) is not None), None)

    def _replace(self, before: Record, after: Record) -> None:
        item, annotations = self._required(), self._under.session.annotations
        if before == after:
            return
        change_record(annotations, self._under.curation.schema, before, after)  # which refuses what cannot be
        self._screen.show_decisions(self._under.apply(own(annotations, item, after)))
        self._go_on()

    def write_note(self) -> None:
        """Asks why it was decided so; those whose work it is about are shown that."""
        from annotator.tui.screens.prompts import Prompt

        decision = self._required().decision
        if decision is None:
            raise AnnotatorError("A note goes on a decision: settle this first.")

        def written(text: str) -> None:
            noted = replace(decision, note=text)
            edit = Edit("note on a decision", (RemarkChange(decision, noted),))
            self._screen.show_decisions(self._under.apply(edit))
            self._screen.say("The note is kept; whose work it is about is shown it.", "good")

        self._screen.ask(Prompt("Why?", decision.note), written)

    def undo(self) -> None:
        """Takes the last step back, and shows what it was about."""
        self._show_turned(self._under.session.undo(), "Taken back", "There is nothing to take back.")

    def redo(self) -> None:
        """Makes it again."""
        self._show_turned(self._under.session.redo(), "Made again", "There is nothing to make again.")

    def _show_turned(self, edit: Edit | None, words: str, nothing: str) -> None:
        if edit is None:
            raise AnnotatorError(nothing)
        touched = self._under.bench.take_over(edit)
        disputed = [place for place in touched if not self._under.items[place].is_unanimous]
        if disputed:
            self._under.at = disputed[0]
        self._screen.show_decisions(touched)
        self._screen.say(f"{words}: {edit.action}.", "good")

    def save(self) -> None:
        """Says that everything is saved; tries again where something could not be."""
        if self._under.session.state == "failed":
            self._screen.say("Trying again to save.", "warning")
            self._under.home.retry()
        else:
            self._screen.say("Everything is saved as it is done; there is nothing to press.", "good")


def ends_of(record: Record, document_id: str) -> list[str]:
    """The ids of the mentions of its own document that a record has to do with: they are stressed with it."""
    if isinstance(record, Link):
        here = [record.target.id] if record.target.document == document_id else []
        return [record.source, *here]
    if isinstance(record, Mention):
        return [record.id]
    return [one for ids in record.arguments.values() for one in ids]


def _is_as_it_was(now: Item, before: Item) -> bool:
    """Whether an item is still what somebody wished something of, and has not been settled otherwise since."""
    return (now.decision, now.versions) == (before.decision, before.versions)

"""Labelling, relabelling, claims, ends, notes, removing, undo: what changes the open document's set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.screen import ModalScreen

from annotator.core import operations
from annotator.core.catalogue import Entry
from annotator.core.claims import Draft, drafts, likeliest, mentions_within
from annotator.core.display import one_line, shortened
from annotator.core.edits import Edit
from annotator.core.errors import AnnotatorError
from annotator.core.model import Claim, Link, Mention, Record, Span, Spans, Status, Target, envelope
from annotator.core.passages import sentence_at
from annotator.core.sentences import Parts, claim_parts, plain, short_name
from annotator.storage.session import Session
from annotator.tui.doing.desk import Actions, Desk, mention_here, record_here, span_here
from annotator.tui.doing.settling import Settling
from annotator.tui.topline import STATUS_WORDS
from annotator.tui.widgets.article.movement import Direction, moved, moved_end

if TYPE_CHECKING:
    from annotator.core.suggestions import Candidate

NEXT_STATUS = {Status.TODO: Status.IN_PROGRESS, Status.IN_PROGRESS: Status.DONE, Status.DONE: Status.TODO}


class Annotating:
    """What changes the annotation set."""

    def __init__(self, desk: Desk, settling: Settling) -> None:
        self.desk = desk
        self._settling = settling
        self.actions: Actions = {
            "edit": self.edit,
            "remove": self.remove,
            "label.everywhere": self.label_everywhere,
            "claim": self.claim,
            "note": self.note,
            "ends.start-earlier": lambda: self.move_end("start", earlier=True),
            "ends.start-later": lambda: self.move_end("start", earlier=False),
            "ends.end-later": lambda: self.move_end("end", earlier=False),
            "ends.end-earlier": lambda: self.move_end("end", earlier=True),
            "ends.add-part": self.add_part,
            "status": self.next_status,
            "undo": self.undo,
            "redo": self.redo,
        }

    @property
    def session(self) -> Session:
        """The open session; AnnotatorError where its document can only be read."""
        session = self.desk.workspace.session
        if session.read_only:
            raise AnnotatorError(f"This document can only be read: {session.read_only}")
        return session

    def label(self, name: str) -> None:
        """Labels the selection, relabels the mention under the caret, or labels the word there."""
        if self._settling.place_here(name):
            return
        session, page, schema = self.session, self.desk.page, self.desk.workspace.schema
        selection = None if self.desk.in_panel else page.selection
        mention = self._relabelled()
        if selection is not None:
            exact = [one for one in self._overlapping(selection) if one.spans == (selection,)]
            mention = next((one for one in exact if one.label == name), exact[0] if exact else None)
        if mention is not None:
            self.desk.workspace.apply(operations.relabel(session.annotations, schema, mention, name))
        else:
            span = span_here(self.desk)
            if span is None:
                raise AnnotatorError("There is no word here to label.")
            near = self._overlapping(span)
            self.desk.workspace.apply(operations.label_spans(schema, session, name, [(span,)], near=near))
        if selection is not None:
            page.move_to(selection.start)

    def _relabelled(self) -> Mention | None:
        """The mention that a label key changes where nothing is selected.

        One that reaches beyond the sentence of the caret is a passage: in it a key labels the word.
        """
        mention = mention_here(self.desk)
        if mention is None or self.desk.in_panel:
            return mention
        sentence = sentence_at(self.desk.workspace.document.text, self.desk.page.caret)
        return mention if sentence is not None and sentence.contains(envelope(mention.spans)) else None

    def accept(self, suggestion: Candidate) -> None:
        """Labels the selection as the suggestion says."""
        session, schema, span = self.session, self.desk.workspace.schema, suggestion.span
        origin, near = f"suggestion:{suggestion.rule}", self._overlapping(span)
        label = suggestion.label_hint
        self.desk.workspace.apply(operations.label_spans(schema, session, label, [(span,)], near=near, origin=origin))
        self.desk.page.move_to(span.start)

    def edit(self) -> None:
        """Places what is being placed, accepts the suggestion selected, or opens the dialog for the record here."""
        if self._settling.place_here():
            return
        from annotator.tui.screens.edit_record import EditRecord

        suggestion = self.desk.suggestion
        if suggestion is not None:
            self.accept(suggestion)
            return
        session, workspace = self.session, self.desk.workspace
        before = record_here(self.desk)
        dialog: ModalScreen[Any] = EditRecord(before, workspace.catalogue, workspace.document.id)
        self.desk.ask(dialog, lambda after: self._changed(session, before, after))

    def _changed(self, session: Session, before: Record, after: Record) -> None:
        if isinstance(before, Link) and isinstance(after, Link) and before != after:
            from annotator.tui.doing.turning import change_link

            change_link(self.desk, session, before, after)
        elif before != after:
            self.desk.workspace.apply(
                operations.change_record(session.annotations, self.desk.workspace.schema, before, after)
            )

    def remove(self) -> None:
        """Removes the record here with what cannot stand without it, and says what went along."""
        if self._settling.remove_row():
            return
        session, workspace, record = self.session, self.desk.workspace, record_here(self.desk)
        edit = operations.remove(session.annotations, record)
        waiting = workspace.catalogue.linked_from(Target(workspace.document.id, record.id))
        workspace.apply(edit)
        along = operations.goes_with(edit)
        pending = ""
        if waiting:
            where = shortened(", ".join(short_name(document) for document in waiting), 60)
            pending = f" Links to it that {where} keeps stay there, pending."
        self.desk.say(f"Removed{f', with {along}' if along else ''}.{pending} ctrl+z brings it back.")

    def label_everywhere(self) -> None:
        """Labels the other occurrences of the mention's words in this document; where all are, in the others."""
        session, workspace = self.session, self.desk.workspace
        mention = mention_here(self.desk)
        if mention is None or len(mention.spans) != 1:
            raise AnnotatorError("Put the caret on a mention of one part; its words are then labelled everywhere.")
        words = session.document.quote(mention.spans)
        edit = self._everywhere(session, mention.label, words)
        if edit is not None:
            workspace.apply(edit)
            self.desk.say(
                f"Labelled {_places(len(edit.records))} more of “{_short(words)}” here. * again: in all documents.",
                "good",
            )
            return
        self.desk.work_through(self._label_elsewhere(mention.label, words))

    async def _label_elsewhere(self, label: str, words: str) -> AsyncIterator[str]:
        """Labels the words in the other documents, one a step; gives a sentence before each and at the end."""
        workspace = self.desk.workspace
        yield f"Looking for “{_short(words)}” in the other documents; esc stops."
        others = await asyncio.to_thread(self._documents_with, words, workspace.document.id)
        total, touched = 0, 0
        for number, document_id in enumerate(others, 1):
            yield f"Labelling “{_short(words)}” in document {number} of {len(others)}; esc stops."
            found = await workspace.edit_elsewhere(document_id, lambda session: self._everywhere(session, label, words))
            total, touched = total + found, touched + bool(found)
        self.desk.others_changed()
        if total:
            where = f"{touched} other document{'s' * (touched != 1)}"
            yield f"Labelled {_places(total)} in {where}; ctrl+z takes them back there, one document at a time."
        else:
            yield f"“{_short(words)}” is labelled {label} everywhere already."

    def _documents_with(self, words: str, besides: str) -> list[str]:
        """The other documents in which the words stand. May run in a thread."""
        documents = [entry.document for entry in self.desk.workspace.catalogue if entry.document.id != besides]
        return [document.id for document in documents if any(operations.occurrences(document.text, words))]

    def _everywhere(self, session: Session, label: str, words: str) -> Edit | None:
        free = self._unlabelled(session, label, words)
        return operations.label_spans(self.desk.workspace.schema, session, label, free, near=()) if free else None

    def _unlabelled(self, session: Session, label: str, words: str) -> list[Spans]:
        taken = {span for one in session.annotations.mentions.values() if one.label == label for span in one.spans}
        return [(span,) for span in operations.occurrences(session.document.text, words) if span not in taken]

    def claim(self) -> None:
        """Makes a claim of the mentions in the selection or sentence; asks only where several are as good."""
        session, workspace, page = self.session, self.desk.workspace, self.desk.page
        span = page.selection or sentence_at(session.document.text, page.caret)
        if span is None:
            raise AnnotatorError("There is no sentence here to make a claim of.")
        inside = mentions_within(session.annotations, [one.id for one in self._overlapping(span)], span)
        under = mention_here(self.desk) if page.selection is None else None
        found, known = drafts(inside, workspace.schema), session.annotations.claims.values()
        if not found:
            raise AnnotatorError(
                "No mention in this sentence fits a claim; label who, what role, how much or what first."
            )
        found = likeliest(_about(found, under), known) or likeliest(_as_about(found, under), known)
        if not found:
            raise AnnotatorError("All that these mentions can claim is claimed already.")
        if len(found) == 1:
            self._add_claim(found[0], span)
            return
        from annotator.tui.screens.picker import Option, Picker

        options = [
            Option(str(number), self._sentence(Claim("", draft.type, (span,), draft.arguments)), group=draft.type)
            for number, draft in enumerate(found)
        ]
        self.desk.ask(Picker("Which claim?", options), lambda key: self._add_claim(found[int(key)], span))

    def _sentence(self, claim: Claim) -> Parts:
        session = self.desk.workspace.session
        return claim_parts(Entry(session.document, session.annotations), claim, self.desk.workspace.schema)

    def _add_claim(self, draft: Draft, span: Span) -> None:
        session, workspace = self.session, self.desk.workspace
        claim = Claim(session.new_id("claim"), draft.type, (span,), draft.arguments, "human", session.now())
        self.desk.workspace.apply(operations.add_claim(session.annotations, workspace.schema, claim))
        self.desk.page.clear_selection()
        self.desk.panel.follow_record(claim.id)
        self.desk.say(f"Claimed: {plain(self._sentence(claim))}.", "good")

    def note(self) -> None:
        """Asks for a note on the record here."""
        from annotator.tui.screens.prompts import Prompt

        session = self.session
        record = record_here(self.desk)
        self.desk.ask(
            Prompt("Note", record.note),
            lambda text: self._changed(session, record, replace(record, note=text)),
        )

    def move_end(self, which: str, *, earlier: bool) -> None:
        """Moves one end of the mention under the caret by a word."""
        session = self.session
        record = mention_here(self.desk)
        if record is None:
            raise AnnotatorError("Put the caret on a mention to move its ends.")
        text = session.document.text
        first, last = record.spans[0], record.spans[-1]
        direction: Direction = -1 if earlier else 1
        if which == "start":
            self._respan(record, first, moved(text, first.start, "word", direction), first.end)
        else:
            self._respan(record, last, last.start, moved_end(text, last.end, "word", direction))

    def _respan(self, record: Mention, part: Span, start: int, end: int) -> None:
        if start >= end:
            raise AnnotatorError("That would leave no text; press delete to remove the mention.")
        kept = [span for span in record.spans if span != part]
        self.desk.workspace.apply(operations.move_ends(record, operations.merged_spans([*kept, Span(start, end)])))
        if not start <= self.desk.page.caret < end:
            self.desk.page.move_to(start)

    def add_part(self) -> None:
        """Adds the selection to the nearest mention before it, which then has a gap."""
        session, page = self.session, self.desk.page
        selection = page.selection
        if selection is None:
            raise AnnotatorError("Select the words to add to the mention before them, then press &.")
        mark = page.mark_before(selection.start)
        mention = session.annotations.mentions.get(mark.key) if mark is not None else None
        if mention is None:
            raise AnnotatorError("There is no mention before the selection to add it to.")
        self.desk.workspace.apply(operations.move_ends(mention, operations.merged_spans([*mention.spans, selection])))
        page.move_to(selection.start)

    def next_status(self) -> None:
        """Takes the document's status one further: to do, in progress, done, to do."""
        session = self.session
        status = NEXT_STATUS[session.annotations.status]
        self.desk.workspace.apply(operations.set_status(session.annotations, status))
        self.desk.say(f"This document is {STATUS_WORDS[status]}.", "good")

    def undo(self) -> None:
        """Takes the last edit back."""
        edit = self.session.undo()
        if edit is None:
            raise AnnotatorError("There is nothing left to undo.")
        self._show(edit, "Undone")

    def redo(self) -> None:
        """Makes the edit again that was taken back last."""
        edit = self.session.redo()
        if edit is None:
            raise AnnotatorError("There is nothing to redo.")
        self._show(edit, "Redone")

    def _show(self, edit: Edit, word: str) -> None:
        for change in edit.records:
            if isinstance(change.record, Mention | Claim):
                self.desk.page.move_to(change.record.start)
                break
        self.desk.say(f"{word}: {edit.action}.")

    def _overlapping(self, span: Span) -> list[Mention]:
        mentions = self.desk.workspace.annotations.mentions
        keys = self.desk.page.keys_overlapping(span)
        return [mentions[key] for key in keys if key in mentions]


def _places(count: int) -> str:
    return f"{count} place{'s' * (count != 1)}"


def _short(words: str) -> str:
    return shortened(one_line(words), 30)


def _about(found: list[Draft], mention: Mention | None) -> list[Draft]:
    """The drafts that have a mention; all where none has."""
    return [one for one in found if mention and any(mention.id in ids for ids in one.arguments.values())] or found


def _as_about(found: list[Draft], mention: Mention | None) -> list[Draft]:
    """The drafts of the types of those that have a mention: what a sentence says of the same kind with others."""
    types = {one.type for one in _about(found, mention)}
    return [one for one in found if one.type in types]

"""What others say: comments, what the curator decided otherwise, and which document is next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from annotator.core.allocation import next_in
from annotator.core.display import one_line, shortened
from annotator.core.edits import Edit, StatusChange
from annotator.core.errors import AnnotatorError
from annotator.core.model import Claim, Link, Mention, Record, Status, Target
from annotator.core.sentences import Part, short_name, words_of
from annotator.tui.doing.desk import Actions, record_here
from annotator.tui.workspace import News

if TYPE_CHECKING:
    from annotator.core.feedback import Correction
    from annotator.storage.comments import Told
    from annotator.tui.colleagues import Colleagues, Heard
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.tui.screens.corrections import Wanted
    from annotator.tui.screens.picker import Option
    from annotator.tui.screens.talk import Wish

LONGEST = 60
HEARING = "hear"
"""The group of the worker that reads what others say of the open document."""


class Commenting:
    """Listens to the others after a document was opened, and speaks to them."""

    def __init__(self, screen: AnnotateScreen) -> None:
        self._screen = screen
        self._workspace = screen.workspace
        self._colleagues: Colleagues | None = None
        self._heard: Heard | None = None
        self.actions: Actions = {
            "comment": self.comment,
            "comments": self.list_comments,
            "corrections": self.list_corrections,
            "queue.next": self.open_next,
        }

    # Listening

    def listen(self) -> None:
        """Reads what others say of the open document, in a thread, and shows how much there is."""
        if self._workspace.has_session:
            self._screen.run_worker(self._hear(), group=HEARING, exclusive=True, description="hear others")

    def listen_anew(self) -> None:
        """The same after a review, in which the curator may have decided: what was heard before no longer holds."""
        self._heard = None
        self.listen()

    def edited(self, edit: Edit) -> None:
        """A comment was made or taken back, or the status lets others' be seen: listens again."""
        done = any(
            isinstance(change, StatusChange) and Status.DONE in (change.before, change.after) for change in edit.changes
        )
        if edit.remarks or done:
            self.listen()

    async def _hear(self) -> None:
        session = self._workspace.session
        try:
            heard = await asyncio.to_thread(self._others().hear, session.document, session.annotations)
            if self._workspace.queue is None and self._workspace.schema.assignment.everybody:
                self._workspace.take_queue(await asyncio.to_thread(self._others().queue))
        except AnnotatorError as error:
            self._screen.say(str(error), "warning")
            return
        if self._workspace.is_open(session):
            self._heard = heard
            self._workspace.news = News(heard.open_threads, len(heard.open_corrections))
            self._screen.speaking.show_top()

    def _others(self) -> Colleagues:
        if self._colleagues is None:
            from annotator.tui.colleagues import Colleagues  # nothing that the first screen waits for

            self._colleagues = Colleagues(self._workspace.project, self._workspace.annotator)
        return self._colleagues

    def _heard_here(self) -> Heard:
        document_id = self._workspace.session.document.id
        if self._heard is None or self._heard.document != document_id:
            raise AnnotatorError("One moment: what others say of this document is still being read.")
        return self._heard

    # Comments

    def comment(self) -> None:
        """Shows what is said of the record here, else asks for a comment on it; without a record, on the document."""
        try:
            record: Record | None = record_here(self._screen)
        except AnnotatorError:  # there is none here: the document it is
            self._workspace.require_session()
            record = None
        here = Target(self._workspace.document.id, record.id if record is not None else "")
        threads = [told.thread for told in self._heard_here().told if told.thread.about == here]
        threads = [thread for thread in threads if not thread.is_acceptance]
        title = self._title(record)
        if not threads:
            self._ask_for_comment(here, title)
            return
        from annotator.tui.screens.talk import Talk

        dialog = Talk(f"Comments on {title}", threads, self._workspace.annotator)
        self._screen.ask(dialog, partial(self._fulfil, here, title))

    def _title(self, record: Record | None) -> str:
        document = self._workspace.document
        match record:
            case Mention(spans=spans):
                return f"“{words_of(document, spans, LONGEST)}”"
            case Claim(type=name) | Link(type=name):
                kind = "claim" if isinstance(record, Claim) else "link"
                return f"the {kind} {one_line(name)}"
            case None:
                return f"the document {one_line(document.id)}"

    def _ask_for_comment(self, about: Target, title: str) -> None:
        from annotator.core.saying import comment

        self._ask(f"Comment on {title}", lambda text: comment(self._workspace.session, about, text), "Said.")

    def _ask(self, title: str, make: Callable[[str], Edit], done: str) -> None:
        from annotator.tui.screens.prompts import Prompt

        if self._workspace.session.read_only:
            raise AnnotatorError(f"This document can only be read: {self._workspace.session.read_only}")

        def said(text: str) -> None:
            self._workspace.apply(make(text))
            self._screen.say(f"{done} It is kept with your annotations, and others see it with them.", "good")

        self._screen.ask(Prompt(title, hint="⏎ says it · esc leaves"), said)

    def _fulfil(self, about: Target, title: str, wish: Wish) -> None:
        from annotator.core.saying import answer, resolve, take_back

        session, thread = self._workspace.session, wish.thread
        if wish.verb == "new" or thread is None or wish.said is None:
            self._ask_for_comment(about, title)
        elif wish.verb == "answer":
            self._ask(
                f"Answer {one_line(thread.first.annotator)}", lambda text: answer(session, thread, text), "Answered."
            )
        elif wish.verb == "resolve":
            self._workspace.apply(resolve(session, thread))
            self._screen.say("Resolved." if thread.is_open else "Open again.", "good")
        else:
            self._workspace.apply(take_back(session.annotations, wish.said))
            self._screen.say("Taken back. ctrl+z says it again.", "good")

    def list_comments(self) -> None:
        """Lists the comments of the whole project; the one that is chosen is gone to."""
        self._workspace.require_session()
        self._screen.say("Reading the comments …", "plain")
        self._screen.run_worker(self._list_comments(), group="comments", exclusive=True, description="list comments")

    async def _list_comments(self) -> None:
        workspace = self._workspace
        own = {entry.document.id: entry.annotations for entry in workspace.catalogue}
        try:
            found = await asyncio.to_thread(lambda: list(self._others().everything(own)))
        except AnnotatorError as error:
            self._screen.say(str(error), "error")
            return
        told = [(document_id, one) for document_id, threads in found for one in threads if not one.thread.is_acceptance]
        told.sort(key=lambda pair: not pair[1].thread.is_open)
        unread = self._others().comments.unread
        if unread:
            self._screen.say(next(iter(unread.values())), "warning")
        elif not told:
            self._screen.say(f"Nobody has commented on anything yet; {_QUOTE} comments on what is here.", "plain")
        else:
            self._screen.say("", "plain")
        if told and not self._screen.app.screen.is_modal:
            from annotator.tui.screens.picker import Picker

            options = [_option(str(place), document_id, one) for place, (document_id, one) in enumerate(told)]
            open_ones = sum(one.thread.is_open for _, one in told)
            title = f"Comments · {open_ones} open, {len(told) - open_ones} resolved"
            self._screen.ask(
                Picker(title, options, prompt="type to filter: words, names, open, resolved"), partial(self._go, told)
            )

    def _go(self, told: Sequence[tuple[str, Told]], key: str) -> None:
        document_id, one = told[int(key)]
        span = one.about.span if one.about is not None else None
        self._screen.open_document(document_id, caret=span.start if span is not None else 0)
        if one.about is None:
            self._screen.say("What this was said of is no longer there, or not here yet.", "warning")

    # Corrections

    def list_corrections(self) -> None:
        """Lists what the curator decided otherwise in this document."""
        heard, session = self._heard_here(), self._workspace.session
        curator = one_line(self._workspace.schema.curator)
        if self._workspace.annotator == self._workspace.schema.curator:
            raise AnnotatorError("You are the curator: what you decide is shown to those whose work it is about.")
        if not heard.corrections:
            raise AnnotatorError(f"{curator} has decided nothing here otherwise than you had it.")
        from annotator.tui.screens.corrections import Corrections

        dialog = Corrections(curator, heard.corrections, session.document, self._workspace.schema, self._accept)
        self._screen.ask(dialog, self._take_correction)

    def _accept(self, corrections: Sequence[Correction]) -> Sequence[Correction]:
        from annotator.core.feedback import corrections as found
        from annotator.core.saying import accept

        heard, session = self._heard_here(), self._workspace.session
        if session.read_only:
            raise AnnotatorError(f"This document can only be read: {session.read_only}")
        self._workspace.apply(accept(session, corrections, session.document.id))
        if heard.gold is None:
            return heard.corrections
        return found(session.annotations, heard.gold)

    def _take_correction(self, wanted: Wanted) -> None:
        from annotator.core.saying import object_to

        correction, document_id = wanted.correction, self._workspace.document.id
        if wanted.verb == "go":
            place = correction.place
            self._screen.open_document(document_id, caret=place.start if place is not None else None)
            return
        session = self._workspace.session
        self._ask("Object: why?", lambda text: object_to(session, correction, document_id, text), "You object.")

    # The queue

    def open_next(self) -> None:
        """Opens the next document that is not done: of the annotator's own queue, where the project has queues."""
        workspace = self._workspace
        queue = workspace.queue if workspace.queue is not None else tuple(workspace.document_ids)
        is_open = {one for one in queue if workspace.status(one) is not Status.DONE and one not in workspace.unreadable}
        here = workspace.document.id if workspace.has_document else ""
        found = next_in(queue, here, is_open)
        if found is None:
            mine = "of yours " if workspace.queue is not None else ""
            left = "Only this one is left" if here in is_open else "Nothing is left"
            raise AnnotatorError(f"{left}: every other document {mine}is done. ctrl+d sets the status of this one.")
        self._screen.open_document(found)


_QUOTE = '"'


def _option(key: str, document_id: str, told: Told) -> Option:
    from annotator.storage.chronicle import on_this_clock
    from annotator.tui.screens.picker import Option

    thread, first = told.thread, told.thread.first
    state = "objection" if thread.is_objection else "open" if thread.is_open else "resolved"
    mark = Part("● " if thread.is_open else "○ ", "warning" if thread.is_objection and thread.is_open else "")
    text = shortened(one_line(first.comment.text or state), LONGEST)
    about = told.about
    words = f"“{shortened(one_line(about.words), LONGEST)}”" if about is not None and about.words else "the document"
    if about is None:
        words = "what is not here"
    when = f"  {on_this_clock(first.comment.created)}" if first.comment.created is not None else ""
    answers = len(thread.said) - 1
    more = f"  {answers} answer{'s' * (answers != 1)}" if answers else ""
    context = (Part(f"on {words}  {one_line(first.annotator)}{when}{more}", "dim"),)
    everybody = " ".join(f"{one.annotator} {one.comment.text}" for one in thread.said)
    parts = (mark, Part(text, "strong" if thread.is_open else "dim"))
    return Option(key, parts, context, short_name(document_id), "", one_line(f"{state} {everybody} {document_id}"))

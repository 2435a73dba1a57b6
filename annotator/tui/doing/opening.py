"""Opening documents: the text first, its annotations as soon as they are read, the caret where it belongs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.worker import Worker

from annotator.core.errors import AnnotatorError
from annotator.core.model import Claim, Document, Link, Mention
from annotator.storage.session import Session
from annotator.storage.writer import State
from annotator.tui.doing.outside import Outside
from annotator.tui.doing.taking_turns import TakingTurns
from annotator.tui.opening import Opened

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.tui.widgets.article import ArticleView

GROUP = "open"
"""The group of the workers that open: a document that is asked for ends the opening of another."""


class Opening:
    """Which document is on the screen, and where the caret was in those that were."""

    def __init__(self, screen: AnnotateScreen) -> None:
        self._screen = screen
        self._workspace = screen.workspace
        self._places: dict[str, int] = {}
        self.outside = Outside(screen)
        self.taking_turns = TakingTurns(screen, self._show_session)
        self._unread: tuple[Document, str] | None = None
        screen.workspace.listen_to_saving(self._saved_from_writer)

    def open_first(self, document_id: str) -> None:
        """Opens a document before anything has been painted, so that the first screen shows it."""
        try:
            found = self._workspace.read(document_id)
        except AnnotatorError as error:
            self._cannot_open(document_id, error)
            return
        self._show_found(found, "", None)

    def open(self, document_id: str, record_id: str, caret: int | None) -> Worker[None] | None:
        """Opens a document, with the caret on a record of it or at an offset, else where it was last.

        The worker that does it, or None where there is nothing to wait for.
        """
        self._screen.workers.cancel_group(self._screen, "steps")
        self._screen.workers.cancel_group(self._screen, GROUP)
        if self._workspace.has_document:
            here = self._workspace.document.id
            self._places[here] = self._screen.page.caret
            if here == document_id:
                self._place_caret(record_id, caret)
                return None
        self._unread = None
        if caret is None:
            caret = self._places.get(document_id)
        return self._screen.run_worker(
            self._open(document_id, record_id, caret), group=GROUP, exclusive=True, description="open a document"
        )

    def continue_on(self, document_id: str, page: ArticleView) -> None:
        """Makes the document that ``page`` shows already the open one, with the caret where it is there."""
        entry = self._workspace.catalogue.entry(document_id)
        if entry is None:
            raise AnnotatorError(f"{document_id} is not read yet; try again in a moment.")
        self._screen.workers.cancel_group(self._screen, "steps")
        if self._workspace.has_document:
            self._places[self._workspace.document.id] = self._screen.page.caret
        self._unread = None
        self._workspace.await_annotations(entry.document)
        self._screen.finding.forget()
        self._screen.panel.wait()
        self._screen.run_worker(
            self._read_annotations(entry.document, ""), group=GROUP, exclusive=True, description="change sides"
        )

    def text_is_painted(self) -> None:
        """Begins to read annotations that are still to be read: sooner, the text would wait for them."""
        if self._unread is not None:
            (document, record_id), self._unread = self._unread, None
            # Without a description the framework makes one of the arguments, the whole text quoted: 100 ms at 10 MB.
            self._screen.run_worker(
                self._read_annotations(document, record_id), group=GROUP, exclusive=True, description="read annotations"
            )

    async def _open(self, document_id: str, record_id: str, caret: int | None) -> None:
        try:
            found = await asyncio.to_thread(self._workspace.read, document_id)
        except AnnotatorError as error:
            self._cannot_open(document_id, error)
            return
        self._show_found(found, record_id, caret)

    def _show_found(self, found: Session | Document, record_id: str, caret: int | None) -> None:
        if isinstance(found, Document):
            self._show_text(found, caret)
            self._unread = found, record_id
        else:
            self._show_session(found, record_id, caret)

    def _cannot_open(self, document_id: str, error: AnnotatorError) -> None:
        self._workspace.unreadable[document_id] = str(error)
        self._screen.speaking.show_top()
        self._screen.say(str(error), "error")
        self._screen.post_message(self._screen.DocumentOpened(document_id))

    async def _read_annotations(self, document: Document, record_id: str) -> None:
        """Reads the annotations of the document on the page, and makes what shows them, in a thread."""
        try:
            session = await asyncio.to_thread(self._workspace.load, document.id, document)
        except AnnotatorError as error:
            self._cannot_open(document.id, error)
            return
        self._workspace.introduce(session)
        self._show_opened(await asyncio.to_thread(Opened.of, self._workspace, session))
        self._place_caret(record_id, None)

    def _show_text(self, document: Document, caret: int | None) -> None:
        """Shows a document whose annotations are still to be read."""
        screen = self._screen
        self._workspace.await_annotations(document)
        screen.finding.forget()
        screen.page.show(document)
        screen.panel.wait()
        self._place_caret("", caret)
        screen.speaking.show_top()
        screen.page.focus()

    def _show_session(self, session: Session, record_id: str, caret: int | None) -> None:
        """Shows a document and what there is of annotations, all of them."""
        self._workspace.introduce(session)
        self._screen.finding.forget()
        self._screen.page.show(session.document)
        self._show_opened(Opened.of(self._workspace, session))
        self._place_caret(record_id, caret)
        self._screen.page.focus()

    def _show_opened(self, opened: Opened) -> None:
        """Puts the annotations on the page that shows their document."""
        screen, session = self._screen, opened.session
        self._workspace.adopt(session)
        screen.page.set_marks(opened.marks)
        screen.panel.show_outline(opened.outline)
        screen.panel.follow(screen.page.caret)
        screen.speaking.show_top()
        for sentence in (session.read_only, *session.notes):
            if sentence:
                screen.say(sentence, "error" if session.read_only else "warning")
        screen.comparing.opened()
        screen.post_message(screen.DocumentOpened(session.document.id))
        screen.call_after_refresh(self._shown, session)

    def _shown(self, session: Session) -> None:
        """What only matters once the document has been painted."""
        if self._workspace.is_open(session):
            self.taking_turns.claim(session)
            self.outside.begin(session)
            self._screen.commenting.listen()

    def anew(self) -> None:
        """Opens the document once more, with what other programs have made of it."""
        session = self._workspace.session
        session.read_only = session.read_only or "It is being opened anew."
        self._screen.run_worker(
            self._open_anew(session, self._screen.page.caret), group=GROUP, exclusive=True, description="open anew"
        )

    async def _open_anew(self, session: Session, caret: int) -> None:
        await asyncio.to_thread(session.close)
        if session.state == "failed":
            self._screen.say(session.failure, "error")
            return
        try:
            fresh = await asyncio.to_thread(self._workspace.load, session.document.id)
        except AnnotatorError as error:
            self._cannot_open(session.document.id, error)
            return
        if self._workspace.is_open(session):
            self._show_session(fresh, "", caret)

    def _saved_from_writer(self, session: Session, state: State, failure: str) -> None:
        # Not to be waited for: a document that is being left waits for its writer.
        self._screen.call_later(self._saved, session.document.id, state, failure)

    def _saved(self, document_id: str, state: State, failure: str) -> None:
        if self._screen.speaking.saving(document_id, state, failure):
            self._screen.post_message(self._screen.SavingWent())

    def _place_caret(self, record_id: str, caret: int | None) -> None:
        record = self._workspace.annotations.record(record_id) if record_id else None
        if isinstance(record, Link):
            record = self._workspace.annotations.record(record.source)
        if isinstance(record, Mention | Claim):
            self._screen.page.move_to(record.start, centre=True)
            self._screen.panel.follow_record(record.id)
        elif caret is not None:
            self._screen.page.move_to(min(caret, len(self._workspace.document.text)), centre=True)

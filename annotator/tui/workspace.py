"""A project as one annotator works in it: the open session, and what is known of the other documents.

No Textual in here: the screens call it, and so can a test or a script.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic
from typing import NamedTuple

from annotator.core.catalogue import Catalogue, Entry
from annotator.core.edits import Edit
from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet, Document, Metadata, Status
from annotator.core.operations import begun
from annotator.storage.locks import SetLock
from annotator.storage.project import Project
from annotator.storage.session import Session, open_session
from annotator.storage.writer import State
from annotator.tui.leaving import Left
from annotator.tui.others import Found, Listed, Others, Unreadable

Changed = Callable[[Edit], None]
Saved = Callable[[Session, State, str], None]

LITTLE = 1 << 17
"""Bytes of annotations, with their history, that are read before a document is shown: some 500 mentions, 5 ms."""

SLICE = 0.004
"""Seconds of work between two chances for keys to be handled."""

READING = "One moment: the annotations are still being read."


class News(NamedTuple):
    """What others have to say of the open document: threads that are open, corrections that are not answered."""

    open_threads: int = 0
    open_corrections: int = 0


class Workspace:
    """One annotator's view of a project. Used from one thread; ``read_others`` and ``load`` may run in another.

    ``unreadable`` are the documents that cannot be read, or only be read, ``failing`` those of which something could
    not be written, each with the sentence that says why.
    """

    def __init__(self, project: Project, annotator: str) -> None:
        self.project = project
        self.annotator = annotator
        self.schema = project.schema
        self.document_ids: list[str] = project.document_ids()
        self.catalogue = Catalogue(project.schema)
        self.unreadable: dict[str, str] = {}
        self.failing: dict[str, str] = {}
        self.news = News()
        self.queue: tuple[str, ...] | None = None
        self._mine: frozenset[str] | None = None
        self._counted = (-1, 0)
        self._session: Session | None = None
        self._awaited: Entry | None = None
        self._left = Left()
        self._others = Others(project, annotator, self.catalogue)
        self._elsewhere: set[asyncio.Task[int]] = set()
        self._listeners: list[Changed] = []
        self._on_saved: list[Saved] = []
        self._on_behind: list[Callable[[], object]] = []

    @property
    def session(self) -> Session:
        """The session on the document that is open; AnnotatorError while none is, or it is still being read."""
        if self._session is None:
            raise AnnotatorError(READING if self._awaited is not None else "No document is open yet.")
        return self._session

    def require_session(self) -> None:
        """AnnotatorError, with a sentence, while there are no annotations to speak of: what was asked for waits."""
        _ = self.session

    @property
    def is_saving(self) -> bool:
        """Whether an edit of the open document is on its way to the disk."""
        return self._session is not None and self._session.state == "saving"

    @property
    def has_session(self) -> bool:
        """Whether a document is open and can be annotated."""
        return self._session is not None

    @property
    def has_document(self) -> bool:
        """Whether a document is open, its annotations read or not."""
        return self._session is not None or self._awaited is not None

    @property
    def annotations(self) -> AnnotationSet:
        """The set of the open document, as it is now; empty while it is being read."""
        return self._awaited.annotations if self._awaited is not None else self.session.annotations

    @property
    def document(self) -> Document:
        """The document that is open."""
        return self._awaited.document if self._awaited is not None else self.session.document

    @property
    def open_id(self) -> str:
        """The id of the document that can be annotated, or empty. May be asked for in any thread."""
        session = self._session
        return session.document.id if session is not None else ""

    def listen(self, changed: Changed) -> None:
        """``changed`` is called with each edit of the open document after it was applied."""
        self._listeners.append(changed)

    def listen_to_saving(self, saved: Saved) -> None:
        """``saved`` is called when a document's edits are on disk or failed to get there, on the thread that writes."""
        self._on_saved.append(saved)

    def listen_to_lag(self, behind: Callable[[], object]) -> None:
        """``behind`` is called where an edit has left more claims to compare than a key may wait for."""
        self._on_behind.append(behind)

    def load(self, document_id: str, document: Document | None = None, lock: SetLock | None = None) -> Session:
        """Reads a document and this annotator's set of it; nothing is open until ``adopt``. May run in a thread.

        A ``document`` that has been read is not read again; a ``lock`` that is held is the session's then. A document
        that was left and could not be saved is not read: it has edits that are nowhere else.
        """
        kept = self._left.unsaved_of(document_id)
        if kept is not None:
            return kept
        session = open_session(self.project, document_id, self.annotator, document=document, lock=lock)
        session.on_saved.append(partial(self._saved, session))
        return session

    def read(self, document_id: str) -> Session | Document:
        """A document with its set where that is little to read, else the document alone. May run in a thread."""
        if self.project.stored_size(self.annotator, document_id) > LITTLE:
            return self.project.document(document_id)
        document = self.project.document(document_id)
        # A changed text is looked through for the words of each record: not before the text is on the screen.
        if self.project.stored_text(self.annotator, document_id) not in ("", document.sha256):
            return document
        return self.load(document_id, document)

    def await_annotations(self, document: Document) -> None:
        """Makes a document the open one whose annotations are still to be read; nothing can be changed meanwhile."""
        self._leave()
        self._awaited = Entry(document, AnnotationSet(document.id, self.annotator, document.sha256))

    def is_open(self, session: Session) -> bool:
        """Whether that is the session on the document that is open."""
        return self._session is session

    def introduce(self, session: Session) -> None:
        """Tells the catalogue of a loaded session's set: what shows the set is made before ``adopt``."""
        self.catalogue.put(session.document, session.annotations)

    def adopt(self, session: Session) -> None:
        """Makes a loaded session the open one; the one before is written and closed in a thread."""
        self._leave()
        self._left.take_back(session)
        self._session = session
        self.introduce(session)
        if session.read_only:
            self.unreadable[session.document.id] = session.read_only
        else:
            self.unreadable.pop(session.document.id, None)
        session.on_change.append(self._changed)

    def take_queue(self, queue: tuple[str, ...] | None) -> None:
        """Takes the documents that this annotator has to do, None where nobody is given any: they come first."""
        self.queue, self._mine = queue, frozenset(queue) if queue is not None else None
        self._counted = (-1, 0)
        if self._mine is not None and queue is not None:
            self.document_ids = [*queue, *(one for one in self.document_ids if one not in self._mine)]

    def is_mine(self, document_id: str) -> bool:
        """Whether this annotator is to do a document, or nobody is given any."""
        return self._mine is None or document_id in self._mine

    def wait_for(self, document_id: str) -> None:
        """Waits, in a thread, until what was done in a document that was left is on disk, or failed to get there."""
        self._left.wait_for(document_id)

    def leave(self) -> None:
        """Closes the open document; it is written and closed in a thread."""
        self._leave()

    def _leave(self) -> None:
        self.news = News()
        session, self._session, self._awaited = self._session, None, None
        if session is not None:
            session.on_change.remove(self._changed)
            session.on_held.clear()
            self._left.leave(session)

    def unsaved(self) -> list[Session]:
        """The sessions, open or left, of which something could not be written."""
        return [session for session in self.sessions() if session.state == "failed"]

    def retry(self) -> None:
        """Tries again to save what could not be saved, of all documents."""
        if self._session is not None:
            self._session.retry()
        self._left.retry()

    def save_all(self) -> list[Session]:
        """Writes all that is not on disk yet; the sessions where that failed. Waits, and may run in a thread."""
        for session in self.sessions():
            session.save()
        return self.unsaved()

    def close(self) -> list[Session]:
        """Writes and closes all sessions; those of which something could not be written, edits still in them."""
        sessions = self.sessions()
        self._leave()
        for session in sessions:
            self._left.unsaved_of(session.document.id)
            session.close()
        return [session for session in sessions if session.state == "failed"]

    def sessions(self) -> list[Session]:
        """The session that is open, and those left whose edits are not all on disk yet."""
        return [*([self._session] if self._session is not None else []), *self._left.sessions()]

    def apply(self, edit: Edit) -> None:
        """Applies an edit to the open document, which is then no longer to do; AnnotatorError.

        What could not be saved of other documents is tried again.
        """
        self.session.apply(begun(self.annotations, edit))
        self._left.retry()

    async def edit_elsewhere(self, document_id: str, make: Callable[[Session], Edit | None]) -> int:
        """Applies an edit to another document, through a session of its own; how many records it touches.

        ``make``, the reading and the edit happen in a thread, and once begun are gone through with. AnnotatorError
        where that document can only be read. An edit that cannot be written is kept and tried again, as in the
        document that is open.
        """
        if document_id == self.open_id:
            edit = make(self.session)
            if edit is not None:
                self.apply(edit)
            return len(edit.records) if edit is not None else 0
        work = asyncio.create_task(self._edit_closed(document_id, make))
        self._elsewhere.add(work)
        work.add_done_callback(self._elsewhere.discard)
        return await asyncio.shield(work)

    async def _edit_closed(self, document_id: str, make: Callable[[Session], Edit | None]) -> int:
        session = await asyncio.to_thread(self.load, document_id)
        try:
            edit = await asyncio.to_thread(_edit, session, make)
        finally:
            self._left.leave(session)
        if document_id != self.open_id:  # which has been read meanwhile, and knows better
            self.catalogue.put(session.document, session.annotations)
            self._tell_if_behind()
        return len(edit.records) if edit is not None else 0

    def read_others(self) -> Iterator[Found]:
        """All other documents with this annotator's sets that are new or not as they were when they were learnt.

        May run in a thread; what it gives goes to ``learn`` on the thread that uses the workspace.
        """
        return self._others.read(self.document_ids, self._in_use())

    def learn(self, found: Found) -> bool:
        """Takes in what ``read_others`` found, and says whether it is new; what is open or newer here stays."""
        if isinstance(found, Listed):
            self._take_list(found.document_ids)
            return True
        if isinstance(found, Unreadable):
            self.unreadable[found.document] = found.why
        elif found.entry.document.id in self._in_use():
            return False
        else:
            self.unreadable.pop(found.entry.document.id, None)
        return self._others.learn(found)

    def _in_use(self) -> set[str]:
        """The documents of which more is known here than their files say."""
        return {session.document.id for session in self.sessions()}

    def _take_list(self, document_ids: list[str]) -> None:
        """Takes the documents that there are now; those that are not are forgotten, but for the open one."""
        here = self.document.id if self.has_document else ""
        gone = set(self.document_ids) - {*document_ids, *self._in_use(), here}
        stay = [one for one in self.document_ids if one not in gone and one not in set(document_ids)]
        self.document_ids = [*document_ids, *stay]
        for document_id in gone:
            self._others.forget(document_id)
            self.unreadable.pop(document_id, None)
        self.take_queue(tuple(one for one in self.queue if one not in gone) if self.queue is not None else None)

    def metadata(self, document_id: str) -> Metadata:
        """What is known of a document; empty until it has been read."""
        entry = self.catalogue.entry(document_id)
        return entry.document.metadata if entry is not None else Metadata()

    def status(self, document_id: str) -> Status | None:
        """How far the annotator is with a document; None until it has been read."""
        entry = self.catalogue.entry(document_id)
        return entry.annotations.status if entry is not None else None

    def progress(self) -> str:
        """How many documents are done, in words: of those that this annotator is to do, else of all."""
        if self.queue is None:
            return f"{self.catalogue.tally.done} of {len(self.document_ids)} done"
        if self._counted[0] != self.catalogue.tally.done:  # counted anew only when one has become done, or no longer is
            done = sum(self.status(document_id) is Status.DONE for document_id in self.queue)
            self._counted = self.catalogue.tally.done, done
        return f"{self._counted[1]} of your {len(self.queue)} done"

    def conflict_count(self) -> int:
        """How many pairs of claims are in conflict and not decided to be none."""
        return self.catalogue.conflict_count()

    async def compare_claims(self) -> None:
        """Compares what the documents claim as far as that is not done, a few milliseconds at a time."""
        await _in_slices(self.catalogue.look_for_conflicts())

    async def file_words(self) -> None:
        """Files the words of all mentions for the pickers, a few milliseconds at a time."""
        await _in_slices(self.catalogue.file_words())

    def neighbour(self, document_id: str, step: int) -> str | None:
        """The id of the next (1) or previous (-1) document in the library's order, or None at its end."""
        if document_id not in self.document_ids:
            return self.document_ids[0] if self.document_ids else None
        place = self.document_ids.index(document_id) + step
        return self.document_ids[place] if 0 <= place < len(self.document_ids) else None

    def first_document(self) -> str | None:
        """The first document in the library\'s order, or None where there is none."""
        return next(iter(self.document_ids), None)

    def _saved(self, session: Session, state: State, failure: str) -> None:
        for listener in self._on_saved:
            listener(session, state, failure)

    def _changed(self, edit: Edit) -> None:
        self.catalogue.update(self.annotations)
        for listener in self._listeners:
            listener(edit)
        self._tell_if_behind()

    def _tell_if_behind(self) -> None:
        if self.catalogue.is_behind:
            for listener in self._on_behind:
                listener()


async def _in_slices(steps: Iterator[int]) -> None:
    until = monotonic() + SLICE
    for _ in steps:
        if monotonic() > until:
            await asyncio.sleep(0)
            until = monotonic() + SLICE


def _edit(session: Session, make: Callable[[Session], Edit | None]) -> Edit | None:
    """Makes an edit for a session that nobody else uses, and applies it."""
    if session.claim():
        raise AnnotatorError(f"{session.document.id} can only be read: {session.read_only}")
    edit = make(session)
    if edit is not None:
        session.apply(begun(session.annotations, edit))
    return edit

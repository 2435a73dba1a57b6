"""The document under review: the curator's session on it, everybody's sets, and what of it is settled.

No Textual in here. Reading happens in threads; all else on the one thread that uses it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from annotator.core.bench import Bench
from annotator.core.curation import Settled, Wish, settle
from annotator.core.disagreements import Item
from annotator.core.edits import Edit
from annotator.core.errors import AnnotatorError
from annotator.core.review_words import Scene
from annotator.storage.reviewing import Reviewed, Reviewer
from annotator.storage.session import Session
from annotator.tui.workspace import Workspace

NOT_READ = "One moment: the document is still being read."


class UnderReview:
    """One document at a time; ``at`` is the place of the item that is shown."""

    def __init__(self, annotating: Workspace) -> None:
        """``annotating`` is the application's workspace; the curator's own is made here, and used unless that is it."""
        self.annotating = annotating
        self.curation = Workspace(annotating.project, annotating.schema.curator)
        self.home = self.curation
        self.reviewer = Reviewer(annotating.project)
        self.reviewed: Reviewed | None = None
        self.at = 0
        self._wanted = ""

    # What there is

    @property
    def session(self) -> Session:
        """The curator's session on the document; AnnotatorError while none is open."""
        return self.home.session

    @property
    def document_id(self) -> str:
        """The document that is shown; empty while none is."""
        return self.reviewed.document.id if self.reviewed is not None else ""

    @property
    def items(self) -> list[Item]:
        """All its groups in the order of the text, with what is settled by now."""
        return self.reviewed.bench.items if self.reviewed is not None else []

    @property
    def item(self) -> Item | None:
        """The disagreement that is shown, None where there is none."""
        found = self.items[self.at] if self.at < len(self.items) else None
        return found if found is not None and not found.is_unanimous else None

    @property
    def bench(self) -> Bench:
        """What is worked on; AnnotatorError while it is being read."""
        if self.reviewed is None:
            raise AnnotatorError(NOT_READ)
        return self.reviewed.bench

    @property
    def annotators(self) -> tuple[str, ...]:
        """Those whose work is reviewed, by name."""
        return self.reviewed.review.annotators if self.reviewed is not None else ()

    @property
    def scene(self) -> Scene | None:
        """What the words of the disagreements are made of."""
        if self.reviewed is None or not self.home.has_session:
            return None
        sets = {one.annotator: one for one in self.reviewed.sets}
        return Scene(
            self.reviewed.document, sets, self.session.annotations, self.curation.schema, self.reviewed.far_words
        )

    def queue(self) -> list[int]:
        """The places of the disagreements among the items, settled ones too."""
        return self.reviewed.bench.queue if self.reviewed is not None else []

    def open_places(self) -> list[int]:
        """The places of those that are still to be settled."""
        return self.reviewed.bench.open_places() if self.reviewed is not None else []

    def counts(self) -> tuple[int, int, int]:
        """How many disagreements are settled, how many are open, and how many groups all agree about."""
        disputed = len(self.queue())
        still = len(self.open_places())
        return disputed - still, still, len(self.items) - disputed

    # Opening and leaving

    async def open(self, document_id: str) -> bool:
        """Opens a document, and reads what everybody said of it; AnnotatorError. False where it was left meanwhile."""
        self._wanted = document_id
        if not (self.home.has_session and self.home.open_id == document_id):
            await self._open_session(document_id)
        return self._wanted == document_id and await self.read()

    async def _open_session(self, document_id: str) -> None:
        """Takes the session that the annotator has open as the curator, else one of the curator's own."""
        self.leave()
        self._wanted = document_id
        mine = self.annotating
        if mine.annotator == self.curation.annotator and mine.open_id == document_id:
            self.home = mine
            return
        self.home = self.curation
        session = await asyncio.to_thread(self.curation.load, document_id)
        self.curation.adopt(session)
        if self._wanted != document_id:
            self.curation.leave()
            return
        await asyncio.to_thread(session.claim)

    async def read(self) -> bool:
        """Reads everybody's sets; where the curator is stays, if it is still there, else the first that is open.

        False, and nothing taken in, where the document was left meanwhile.
        """
        here = self.item
        session = self.session
        reviewed = await asyncio.to_thread(self.reviewer.read, session.document.id, session.annotations)
        if not self.home.has_session or self.home.session is not session or self._wanted != session.document.id:
            return False
        self.reviewed = reviewed
        known = reviewed.bench.place_of(here.group.record.id) if here is not None else None
        first = next(iter((*self.open_places(), *self.queue())), 0)
        self.at = known if known is not None else first
        return True

    async def is_stale(self) -> bool:
        """Whether somebody has written their set since it was read."""
        reviewed = self.reviewed
        if reviewed is None:
            return False
        now = await asyncio.to_thread(self.reviewer.stamps, reviewed.document.id)
        return now != reviewed.stamps and self.reviewed is reviewed

    def leave(self) -> None:
        """What was settled is written in a thread, and a session of the curator's own closed."""
        if self.home is self.curation and self.curation.has_session:
            if self.annotating.annotator == self.curation.annotator:
                self.annotating.catalogue.update(self.session.annotations)
            self.curation.leave()
        self.reviewed, self.at, self._wanted = None, 0, ""

    # Changing

    def settle(self, wishes: Sequence[Wish]) -> tuple[Settled, list[int]]:
        """Settles what can be, in one edit; that, and the places of the items it touched.

        AnnotatorError where the curator's set can only be read.
        """
        bench, session = self.bench, self.session
        if session.read_only:
            raise AnnotatorError(f"Nothing can be settled here: {session.read_only}")
        far = self.reviewed.far if self.reviewed is not None else {}
        settled = settle(bench, session.annotations, wishes, session, far.get)
        return settled, self.apply(settled.edit) if settled.edit.changes else []

    def apply(self, edit: Edit) -> list[int]:
        """Applies an edit to the curator's set; the places of the items it touched."""
        self.home.apply(edit)
        return self.bench.take_over(edit)

"""The document under review: the curator's session on it, everybody's sets, and what of it is settled.

No Textual in here. Reading happens in threads; all else on the one thread that uses it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from annotator.core.curation import Settled, Wish, settle
from annotator.core.disagreements import Item, Review
from annotator.core.edits import Edit, RemarkChange
from annotator.core.errors import AnnotatorError
from annotator.core.remarks import Decision, Version
from annotator.core.review_words import Scene
from annotator.storage.reviewing import Reviewed, Reviewer
from annotator.storage.session import Session
from annotator.tui.workspace import Workspace

NOT_READ = "One moment: the document is still being read."


class UnderReview:
    """One document at a time. ``items`` are all its groups in the order of the text, ``at`` the one that is shown."""

    def __init__(self, annotating: Workspace) -> None:
        """``annotating`` is the application's workspace; the curator's own is made here, and used unless that is it."""
        self.annotating = annotating
        self.curation = Workspace(annotating.project, annotating.schema.curator)
        self.home = self.curation
        self.reviewer = Reviewer(annotating.project)
        self.reviewed: Reviewed | None = None
        self.items: list[Item] = []
        self.at = 0
        self._place_of: dict[frozenset[Version], int] = {}

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
    def item(self) -> Item | None:
        """The disagreement that is shown, None where there is none."""
        found = self.items[self.at] if self.at < len(self.items) else None
        return found if found is not None and not found.is_unanimous else None

    @property
    def review(self) -> Review:
        """All groups with what is settled by now; AnnotatorError while they are being read."""
        if self.reviewed is None:
            raise AnnotatorError(NOT_READ)
        return self.reviewed.review._replace(items=tuple(self.items))

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
        return [place for place, item in enumerate(self.items) if not item.is_unanimous]

    def open_places(self) -> list[int]:
        """The places of those that are still to be settled."""
        return [place for place, item in enumerate(self.items) if item.is_open]

    def counts(self) -> tuple[int, int, int]:
        """How many disagreements are settled, how many are open, and how many groups all agree about."""
        disputed = len(self.queue())
        still = len(self.open_places())
        return disputed - still, still, len(self.items) - disputed

    def place(self, versions: Sequence[Version]) -> int | None:
        """The place of the item that has just these versions."""
        return self._place_of.get(frozenset(versions))

    # Opening and leaving

    async def open(self, document_id: str) -> None:
        """Opens a document, and reads what everybody said of it; AnnotatorError."""
        if not (self.home.has_session and self.home.open_id == document_id):
            await self._open_session(document_id)
        await self.read()

    async def _open_session(self, document_id: str) -> None:
        """Takes the session that the annotator has open as the curator, else one of the curator's own."""
        self.leave()
        mine = self.annotating
        if mine.annotator == self.curation.annotator and mine.open_id == document_id:
            self.home = mine
            return
        self.home = self.curation
        session = await asyncio.to_thread(self.curation.load, document_id)
        self.curation.adopt(session)
        await asyncio.to_thread(session.claim)

    async def read(self) -> None:
        """Reads everybody's sets; where the curator is stays, if it is still there, else the first that is open."""
        here = self.item
        session = self.session
        self.reviewed = await asyncio.to_thread(self.reviewer.read, session.document.id, session.annotations)
        self.items = list(self.reviewed.review.items)
        self._place_of = {frozenset(item.versions): place for place, item in enumerate(self.items)}
        known = self.place(here.versions) if here is not None else None
        first = next(iter((*self.open_places(), *self.queue())), 0)
        self.at = known if known is not None else first

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
        self.reviewed, self.items, self.at = None, [], 0

    # Changing

    def settle(self, wishes: Sequence[Wish]) -> Settled:
        """Settles what can be, in one edit; AnnotatorError where the curator's set can only be read."""
        review, session = self.review, self.session
        if session.read_only:
            raise AnnotatorError(f"Nothing can be settled here: {session.read_only}")
        far = self.reviewed.far if self.reviewed is not None else {}
        settled = settle(review, session.annotations, wishes, session, far.get)
        if settled.edit.changes:
            self.apply(settled.edit)
        return settled

    def apply(self, edit: Edit) -> None:
        """Applies an edit to the curator's set."""
        self.home.apply(edit)
        self.take_over(edit)

    def take_over(self, edit: Edit) -> list[int]:
        """Takes over what an edit of the curator's set decided; the places of the disagreements it touched."""
        touched: list[int] = []
        for change in edit.remarks:
            touched += self._decide(change)
        return [place for place in dict.fromkeys(touched) if not self.items[place].is_unanimous]

    def _decide(self, change: RemarkChange) -> list[int]:
        places = []
        for side in (change.before, change.after):
            place = self.place(side.about) if isinstance(side, Decision) else None
            if place is not None and isinstance(side, Decision):
                decision = side if side is change.after else None
                self.items[place] = self.items[place]._replace(decision=decision)
                places.append(place)
        return places

"""What an action has before it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, TypeVar

from textual.screen import ModalScreen

from annotator.core.claims import claims_at
from annotator.core.errors import AnnotatorError
from annotator.core.model import Claim, Mention, Record, Span, Target
from annotator.core.schema import LinkType
from annotator.core.segments import word_at
from annotator.tui.widgets.article.view import ArticleView
from annotator.tui.widgets.panel import ClaimsPanel
from annotator.tui.workspace import Workspace

if TYPE_CHECKING:
    from annotator.core.suggestions import Candidate

T = TypeVar("T")
Tone: TypeAlias = Literal["plain", "good", "warning", "error"]
Actions: TypeAlias = Mapping[str, Callable[[], None]]


class Desk(Protocol):
    """The annotate screen as its actions see it."""

    @property
    def workspace(self) -> Workspace:
        """The project and the open session."""

    @property
    def page(self) -> ArticleView:
        """The article."""

    @property
    def panel(self) -> ClaimsPanel:
        """The claims panel."""

    @property
    def in_panel(self) -> bool:
        """Whether the keys go to the panel."""

    @property
    def suggestion(self) -> Candidate | None:
        """The suggestion that is selected, where the schema has its label."""

    def say(self, sentence: str, tone: Tone = "plain") -> None:
        """Shows a sentence until the next key."""

    def browse(self, url: str) -> bool:
        """Opens an address in a browser; whether there is one that has a window of its own."""

    def ask(self, screen: ModalScreen[T | None], then: Callable[[T], None]) -> None:
        """Shows a dialog; ``then`` gets what was chosen, and is not called where nothing was."""

    def work_through(self, steps: AsyncIterator[str]) -> None:
        """Takes long work step by step, keys in between; each step gives a sentence to show, escape stops."""

    def partner(self, link_type: LinkType, source_id: str) -> Target | None:
        """What a link from a record goes to at once: what the caret of the document beside stands on, if any."""

    def others_changed(self) -> None:
        """Shows what has changed in other documents."""

    def show_panel(self, shown: bool | None, *, keep: bool = False) -> None:
        """Shows or hides the panel; None: as the user wants it, else as the window has room.

        ``keep`` makes it what the user wants from now on.
        """

    def open_document(self, document_id: str, record_id: str = "", *, caret: int | None = None) -> None:
        """Opens a document, with the caret on a record of it or at an offset, else where it was last."""


def mention_here(desk: Desk) -> Mention | None:
    """The mention that an action is about: the panel's row, else the innermost one under the caret."""
    if desk.in_panel:
        record = record_in_panel(desk)
        return record if isinstance(record, Mention) else None
    for mark in desk.page.marks_at(desk.page.caret):
        found = desk.workspace.annotations.mentions.get(mark.key)
        if found is not None:
            return found
    return None


def claims_here(desk: Desk) -> list[Claim]:
    """The claims that an action may be about, the likeliest first."""
    if desk.in_panel:
        record = record_in_panel(desk)
        return [record] if isinstance(record, Claim) else []
    under = [mark.key for mark in desk.page.marks_at(desk.page.caret)]
    return claims_at(desk.workspace.annotations, desk.page.caret, under)


def record_here(desk: Desk) -> Record:
    """The mention, else the claim, that an action is about; AnnotatorError where there is none."""
    if desk.in_panel:
        record = record_in_panel(desk)
        if record is not None:
            return record
        row = desk.panel.highlighted
        if row is not None and row.kind == "entity":
            raise AnnotatorError("This row is an entity: enter goes to its first mention here, @ lists all.")
        raise AnnotatorError("This row is kept in another document; press enter to go there.")
    mention = mention_here(desk)
    if mention is not None:
        return mention
    claims = claims_here(desk)
    if claims:
        return claims[0]
    raise AnnotatorError("There is no mention or claim here; [ and ] go to the next one.")


def record_in_panel(desk: Desk) -> Record | None:
    """The record of the panel's row, where this document's set holds it."""
    row = desk.panel.highlighted
    if row is None or row.record is None or row.home != desk.workspace.document.id:
        return None
    return desk.workspace.annotations.record(row.record)


def span_here(desk: Desk) -> Span | None:
    """The selection, else the word under the caret."""
    return desk.page.selection or word_at(desk.workspace.document.text, desk.page.caret)

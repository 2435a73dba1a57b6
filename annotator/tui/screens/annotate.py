"""The annotate screen: the article, the claims panel beside it, and what can be done now below."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import ModalScreen

from annotator.core.edits import Edit
from annotator.core.errors import AnnotatorError
from annotator.core.model import NOTHING, Target
from annotator.core.schema import Label, LinkType
from annotator.tui.actions import BY_ID
from annotator.tui.bindings import bindings_for
from annotator.tui.doing.annotating import Annotating
from annotator.tui.doing.commenting import Commenting
from annotator.tui.doing.comparing import Comparing
from annotator.tui.doing.desk import Actions, Tone, claims_here, mention_here
from annotator.tui.doing.finding import Finding
from annotator.tui.doing.going import Going
from annotator.tui.doing.in_step import InStep
from annotator.tui.doing.linking import Linking
from annotator.tui.doing.moving import Moving
from annotator.tui.doing.opening import Opening
from annotator.tui.doing.relating import Relating
from annotator.tui.doing.settling import Settling
from annotator.tui.frames import FramedScreen
from annotator.tui.keyline import Now
from annotator.tui.speaking import NOTHING_HERE, Speaking
from annotator.tui.widgets.article import ArticleView, CaretMoved, LayoutBegun
from annotator.tui.widgets.findbar import FindBar
from annotator.tui.widgets.lines import PriorityLine
from annotator.tui.widgets.panel import ClaimsPanel
from annotator.tui.widgets.rows import RowList
from annotator.tui.widgets.said import Said
from annotator.tui.workspace import Workspace

if TYPE_CHECKING:
    from annotator.core.suggestions import Candidate

T = TypeVar("T")

PANEL_FROM = 100
"""Windows narrower than this many cells start with the panel folded."""


PANEL_BESIDE_TWO = 160
"""The same with two documents beside each other."""


class Page(ArticleView):
    """The article with the application's keys."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("text", "screen")


class Margin(ClaimsPanel):
    """The claims panel with the application's keys: enter edits what a row is about, esc goes back to the text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("enter", "screen.do('panel.enter')", "edit"),
        ("escape", "screen.do('panel.leave')", "back"),
    ]


class AnnotateScreen(FramedScreen):
    """One document at a time. State lives in the workspace and the page; the workspace tells of each edit."""

    BINDINGS = bindings_for("annotate")
    AUTO_FOCUS = "#page"

    class DocumentOpened(Message):
        """A document is on the page with its annotations, or cannot be opened, which the screen says."""

        def __init__(self, document_id: str) -> None:
            super().__init__()
            self.document_id = document_id

    class SavingWent(Message):
        """Something could not be saved, or is saved at last: ``Workspace.failing`` has what is not."""

    class OthersWritten(Message):
        """Another program may have written the files of documents that are not open."""

    def __init__(self, workspace: Workspace, first: str | None = None, keys: Mapping[str, str] = NOTHING) -> None:
        """``first`` is the document to show as soon as there is a page; ``keys`` the user's own, by action."""
        super().__init__()
        self.workspace = workspace
        self._first = first
        # Held here and not asked for by name: every key needs them several times.
        self.top_line, self.key_line, self.said = PriorityLine(id="top"), PriorityLine(id="keys"), Said()
        self.page: ArticleView = Page(id="page")
        self.panel: ClaimsPanel = Margin(id="panel")
        self.speaking = Speaking((self.top_line, self.key_line, self.said), workspace, self._now, keys, self.paint_soon)
        self.settling = Settling(self)
        self.moving, self.annotating = Moving(self), Annotating(self, self.settling)
        self.linking, self.finding = Linking(self), Finding(self)
        self.opening, self.comparing, self.in_step = Opening(self), Comparing(self), InStep(self)
        self.relating, self.commenting = Relating(self, self.linking), Commenting(self)
        self.going = Going(self, self.annotating, self.linking, self.settling)
        self._panel_wanted: bool | None = None
        self._panel_now: bool | None = None
        self.actions: Actions = {
            **self.moving.actions,
            **self.annotating.actions,
            **self.linking.actions,
            **self.finding.actions,
            **self.relating.actions,
            **self.commenting.actions,
            **self.going.actions,
            **self.comparing.actions,
            "find": self.find,
            "unselect": self.unselect,
            "saved": self.save,
            "document.anew": self.opening.anew,
        }
        self._keyed = dict(workspace.schema.keyed())
        workspace.listen(self._edited)

    def compose(self) -> ComposeResult:
        """Top line, article and panel, key line; the find bar is mounted in its place when it is first wanted."""
        yield self.top_line
        with Horizontal(id="body"):
            yield self.page
            yield self.panel
        yield self.key_line
        yield self.said

    @property
    def in_panel(self) -> bool:
        """Whether the keys go to the panel."""
        return self.focused is self.panel

    @property
    def suggestion(self) -> Candidate | None:
        """The suggestion that is selected, where the schema has its label."""
        found = self.moving.candidate
        if found is None or self.in_panel or self.page.selection != found.span:
            return None
        return found if found.label_hint in self.workspace.schema.labels else None

    # What is done: one way in for keys, clicks and the palette.

    def action_do(self, action_id: str) -> None:
        """Does what the registry calls ``action_id``."""
        if action_id in self.actions:
            self._attempt(self.actions[action_id])
        elif BY_ID[action_id].place == "everywhere":
            self.app.call_later(self.app.run_action, f"app.do('{action_id}')")

    def action_label(self, name: str) -> None:
        """Labels what is here."""
        self._attempt(lambda: self.annotating.label(name))

    def action_link(self, name: str) -> None:
        """Links what is here."""
        self._attempt(lambda: self.linking.link(name))

    def _attempt(self, act: Callable[[], None]) -> None:
        self.paint_soon()
        self.speaking.say("", "plain")
        try:
            act()
        except AnnotatorError as error:
            self.say(str(error), "warning")

    def say(self, sentence: str, tone: Tone = "plain") -> None:
        """Shows a sentence at the head of the key line, or above it where it is long, until the next key or click."""
        self.speaking.say(sentence, tone)

    def browse(self, url: str) -> bool:
        """Opens an address in a browser; whether there is one that has a window of its own."""
        from annotator.tui.browsing import has_windows

        if has_windows():
            self.run_worker(partial(self.app.open_url, url), thread=True, group="browse", description="open a browser")
        return has_windows()

    def ask(self, screen: ModalScreen[T | None], then: Callable[[T], None]) -> None:
        """Shows a dialog; ``then`` gets what was chosen, if anything, while the document is still the same."""
        asked_in = self.workspace.open_id

        def chosen(answer: T | None) -> None:
            if answer is None:
                return
            if self.workspace.open_id == asked_in:
                self._attempt(lambda: then(answer))
            else:
                self.say("Another document was opened meanwhile; nothing was changed.", "warning")

        self.app.push_screen(screen, chosen)

    def work_through(self, steps: AsyncIterator[str]) -> None:
        """Takes long work step by step, keys in between; each step gives a sentence to show, escape stops."""
        self._take_steps(steps)

    @work(exclusive=True, group="steps")
    async def _take_steps(self, steps: AsyncIterator[str]) -> None:
        try:
            async for sentence in steps:
                self.say(sentence, "good")
                await asyncio.sleep(0)
        except AnnotatorError as error:
            self.say(str(error), "error")

    # Opening documents.

    def on_mount(self) -> None:
        """Opens the first document, before anything has been painted."""
        self.page.follower = self.caret_moved
        if self._first is not None:
            self.opening.open_first(self._first)

    def on_screen_suspend(self) -> None:
        """Takes the keys from the key line while a dialog has them."""
        self.speaking.offer_keys(not self.app.screen.is_modal)

    def on_screen_resume(self) -> None:
        """Offers them again."""
        self.speaking.offer_keys(True)

    def on_unmount(self) -> None:
        """Looks after files no longer."""
        self.opening.outside.end()

    def open_document(self, document_id: str, record_id: str = "", *, caret: int | None = None) -> None:
        """Opens a document, with the caret on a record of it or at an offset, else where it was last."""
        self.opening.open(document_id, record_id, caret)

    @on(LayoutBegun)
    def _text_is_there(self) -> None:
        self.call_after_refresh(self.opening.text_is_painted)

    # What happened.

    def _edited(self, edit: Edit) -> None:
        """Shows what an edit changed, and only that."""
        self.in_step.edited(edit)
        self.comparing.edited(edit)
        self.commenting.edited(edit)
        self.speaking.show_top()

    def partner(self, link_type: LinkType, source_id: str) -> Target | None:
        """What a link from a record goes to at once: what the caret of the document beside stands on, if any."""
        return self.comparing.partner(link_type, source_id)

    def others_changed(self) -> None:
        """Shows what has become known of the other documents."""
        self.in_step.make_panel_anew()
        self.comparing.others_changed()

    def caret_moved(self, event: CaretMoved) -> None:
        """Takes along what depends on the caret of the open document."""
        if not self.workspace.has_document or self.page.text is not self.workspace.document.text:
            return
        self.paint_soon()
        self.in_step.caret_moved(event.offset)
        self.comparing.follow()

    def patience(self) -> float:
        """A frame waits a moment for the disk."""
        return self.speaking.patience()

    def before_frame(self) -> None:
        """The top line and the key line say how things are by now."""
        self.speaking.paint()

    @on(ClaimsPanel.RecordHighlighted)
    def _panel_moved(self, event: ClaimsPanel.RecordHighlighted) -> None:
        self.in_step.row_changed(event.row)
        self.paint_soon()

    @on(ClaimsPanel.RecordChosen)
    def _panel_chosen(self, event: ClaimsPanel.RecordChosen) -> None:
        self._attempt(lambda: self.going.go_to(event.target))

    @on(RowList.Highlighted, "#facing-rows")
    @on(RowList.Chosen, "#facing-rows")
    def _facing_row(self, event: RowList.Highlighted | RowList.Chosen) -> None:
        self.comparing.row_chosen(event.index, go=isinstance(event, RowList.Chosen))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click on the document beside makes it the open one."""
        self.comparing.focus_came_to(event.widget)
        self.paint_soon()

    @on(ClaimsPanel.AsideChosen)
    def _aside_chosen(self, event: ClaimsPanel.AsideChosen) -> None:
        self._attempt(lambda: self.settling.take(event.key))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A click on the page or in the panel has read what was said."""
        if self.speaking.sentence and event.widget is not self.key_line:
            self.speaking.say("", "plain")

    @on(PriorityLine.Pressed)
    def _pressed(self, event: PriorityLine.Pressed) -> None:
        kind, _, name = event.action.partition(":")
        match kind:
            case "label":
                self.action_label(name)
            case "link":
                self.action_link(name)
            case _:
                self.action_do(event.action)

    def on_resize(self, event: events.Resize) -> None:
        """Folds the panel where there is no room for it beside the text."""
        self._fold(event.size.width)

    def show_panel(self, shown: bool | None, *, keep: bool = False) -> None:
        """Shows or hides the panel; None: as the user wants it, else as the window has room."""
        if keep:
            self._panel_wanted = shown
        self._panel_now = shown if shown is not None else self._panel_wanted
        self._fold(self.size.width)

    def _fold(self, width: int) -> None:
        room = PANEL_FROM if not self.comparing.shown else PANEL_BESIDE_TWO
        shown = self._panel_now if self._panel_now is not None else width >= room
        self.set_class((shown or self.comparing.shown) and width < PANEL_FROM, "-stacked")
        if self.panel.display != shown:
            self.panel.display = shown

    # Finding.

    def find(self) -> None:
        """Opens the find bar in the key line's place."""
        bar = next(iter(self.query(FindBar)), None)
        if bar is None:
            bar = FindBar(id="find")
            self.mount(bar)
        bar.value = self.finding.words
        self._show_find_bar(bar, True)
        self.set_focus(bar)  # at once: the keys after this one are the words

    @on(FindBar.Wanted)
    def _find_wanted(self, event: FindBar.Wanted) -> None:
        self.page.focus()
        self._attempt(lambda: self.finding.look_for(event.words))

    @on(FindBar.Left)
    def _find_left(self, event: FindBar.Left) -> None:
        self._show_find_bar(event.bar, False)
        if self.focused is None or self.focused.id == "find":
            self.page.focus()

    def _show_find_bar(self, bar: FindBar, shown: bool) -> None:
        # Set here and not by a class: only what is displayed already can take the focus.
        bar.display = shown
        self.key_line.display = not shown

    def take_key(self, character: str | None) -> bool:
        """Does what the schema has that key for; whether it has it."""
        entry = self._keyed.get(character or "") if not self.comparing.has_keys else None
        if isinstance(entry, Label):
            self.action_label(entry.name)
        elif entry is not None:
            self.action_link(entry.name)
        return entry is not None

    def unselect(self) -> None:
        """Stops long work, clears the selection, or else the marks of the last search."""
        self.workers.cancel_group(self, "steps")
        if self.page.selection is not None:
            self.page.clear_selection()
        elif not self.settling.leave():
            self.finding.forget()

    def save(self) -> None:
        """Says that everything is saved; tries again where something could not be."""
        if self.workspace.failing:
            self.say("Trying again to save.", "warning")
            self.workspace.retry()
        else:
            self.say("Everything is saved as it is done; there is nothing to press.", "good")

    def _now(self) -> Now:
        if self.comparing.has_keys:
            return NOTHING_HERE
        suggestion, aside = self.suggestion, self.settling.row
        return Now(
            selection=self.page.selection is not None,
            mention=mention_here(self) is not None,
            claim=bool(claims_here(self)),
            linked=self.linking.is_linked(),
            suggestion=suggestion.label_hint if suggestion is not None else "",
            panel=self.in_panel,
            aside=aside.why if aside is not None else "",
            placing=self.settling.placed_words,
            read_only=not self.workspace.has_session or bool(self.workspace.session.read_only),
        )

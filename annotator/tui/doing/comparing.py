"""Two documents beside each other: what is tied moves along, and conflicts are gone through and settled."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.core.catalogue import DECIDING, Entry
from annotator.core.edits import Edit
from annotator.core.errors import AnnotatorError
from annotator.core.facing import Tie, counterparts, ties_between, ties_by_document
from annotator.core.facing_rows import claim_line, tie_line
from annotator.core.model import Claim, Link, Mention, Target
from annotator.core.operations import change_record
from annotator.core.schema import LinkType
from annotator.core.sentences import short_name
from annotator.storage.session import Session
from annotator.tui.doing.desk import Actions, claims_here
from annotator.tui.facing_lines import LEAVE, OTHER_SIDE, conflict_head, keys_for, ties_head
from annotator.tui.opening import mark_of
from annotator.tui.widgets.article import ArticleView, CaretMoved
from annotator.tui.widgets.article.marks import Marks
from annotator.tui.widgets.rows import Line

if TYPE_CHECKING:
    from annotator.core.conflicts import Conflict
    from annotator.core.queue import Queue
    from annotator.core.settling import Settlement
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.tui.widgets.facing import Facing


class Comparing:
    """The document beside the open one, and the conflict or the ties of the two that are shown below them."""

    def __init__(self, screen: AnnotateScreen) -> None:
        self._screen = screen
        self._workspace = screen.workspace
        self._beside: ArticleView | None = None
        self._facing: Facing | None = None
        self._other = ""
        self._queue: Queue | None = None
        self._ties: list[Tie] = []
        self.actions: Actions = {
            "compare": self.toggle,
            "compare.with": self.choose,
            OTHER_SIDE: self.change_sides,
            LEAVE: self.leave,
            "conflict.next": lambda: self.step(1),
            "conflict.previous": lambda: self.step(-1),
            "conflict.note": self.note,
            "settle.contradicts": lambda: self.settle("contradicts"),
            "settle.supersedes": lambda: self.settle("supersedes"),
            "settle.same": lambda: self.settle("same"),
            "settle.not-comparable": lambda: self.settle("not-comparable"),
        }

    @property
    def shown(self) -> bool:
        """Whether a document stands beside the open one."""
        return bool(self._other)

    @property
    def has_keys(self) -> bool:
        """Whether the keys go to the list below the pages."""
        return self._facing is not None and self._screen.focused is self._facing.rows

    @property
    def conflict(self) -> Conflict | None:
        """The conflict that is shown."""
        return self._queue.shown if self._queue is not None and self.shown else None

    # Showing and leaving.

    def toggle(self) -> None:
        """Puts beside this document the one that disagrees with it, or is tied most; with one there, takes it away."""
        if self.shown:
            self.end()
            return
        here, claims = self._workspace.document.id, [claim.id for claim in claims_here(self._screen)]
        self._screen.run_worker(self._find_conflict(here, claims), group="compare", exclusive=True)

    async def _find_conflict(self, here: str, claims: list[str]) -> None:
        """Shows the conflict that is nearest, where there is one, else what is tied most."""
        from annotator.core.queue import queue_about  # it reads values: not needed for the first screen

        await self._workspace.compare_claims()
        self._queue = await asyncio.to_thread(queue_about, self._workspace.catalogue, here, claims)
        if self._queue.shown is not None:
            await self._show_conflict(self._queue.shown)
            return
        try:
            document_id = await asyncio.to_thread(self._most_tied, here)
        except AnnotatorError as error:
            self._screen.say(str(error), "warning")
        else:
            await self._show_beside(document_id, Target(document_id))

    def choose(self) -> None:
        """Lists the documents; the one that is chosen stands beside this one."""
        from annotator.tui.screens.library import document_options
        from annotator.tui.screens.picker import Picker

        here = self._workspace.document.id
        options = [option for option in document_options(self._workspace) if option.key != here]
        self._screen.ask(Picker("Compare with", options), self.show_with)

    def show_with(self, document_id: str) -> None:
        """Puts a document beside this one, and below both what ties them."""
        self._queue = None
        self._screen.run_worker(self._show_beside(document_id, Target(document_id)), group="compare", exclusive=True)

    def end(self) -> None:
        """Takes the document beside, and what is below, away."""
        self._other = ""
        self._set_shown(False)
        self._screen.page.focus()

    def leave(self) -> None:
        """Moves the keys back into the text."""
        self._screen.page.focus()

    def change_sides(self) -> None:
        """Makes the document beside the open one, where it stands."""
        if not self.shown or self._beside is None:
            raise AnnotatorError("There is one document only; F3 puts another beside it.")
        here, wanted = self._workspace.document.id, self._other
        self._screen.opening.continue_on(wanted, self._beside)
        self._beside, self._screen.page = self._screen.page, self._beside
        self._other = here
        self._take_sides()
        self._screen.page.focus()

    def _take_sides(self) -> None:
        """The page with the keys is followed by all that depends on the caret, the other by nothing."""
        for page in (self._screen.page, self._beside):
            if page is not None:
                page.set_class(page is self._beside, "-passive")
                page.follower = self._screen.caret_moved if page is self._screen.page else _nobody

    # Going through conflicts.

    def step(self, by: int) -> None:
        """Goes to the conflict after (1) or before (-1) the one that is shown."""
        if self._queue is None or self.conflict is None:
            raise AnnotatorError("No two claims disagree as far as the program can tell.")
        self._queue = self._queue.stepped(by)
        if self._queue.shown is not None:
            self._screen.run_worker(self._show_conflict(self._queue.shown), group="compare", exclusive=True)

    def settle(self, how: Settlement) -> None:
        """Decides the conflict that is shown, and goes on to the next that is not decided."""
        from annotator.core.settling import settle, settling_home

        conflict, catalogue, here = self.conflict, self._workspace.catalogue, self._workspace.open_id
        if conflict is None:
            raise AnnotatorError("There is no conflict to settle here; F3 shows one.")
        home = settling_home(catalogue, conflict, how, here)
        if home == here:
            self._workspace.apply(settle(catalogue, conflict, how, self._workspace.session, home))
            self._settled(how)
            return

        def make(session: Session) -> Edit:
            return settle(catalogue, conflict, how, session, home)

        async def elsewhere() -> None:
            try:
                await self._workspace.edit_elsewhere(home, make)
            except AnnotatorError as error:
                self._screen.say(str(error), "warning")
            else:
                self._settled(how)

        self._screen.run_worker(elsewhere(), group="settle", description="settle a conflict")

    def note(self) -> None:
        """Asks for a note on the decision about the conflict, else on the claim of this document."""
        from annotator.tui.screens.prompts import Prompt

        conflict, session = self.conflict, self._workspace.session
        ours = next((one for one in conflict.pair if one.document == session.document.id), None) if conflict else None
        claim = session.annotations.claims.get(ours.id) if ours is not None else None
        if conflict is None or claim is None:
            raise AnnotatorError("There is no conflict of the open document here to write a note on.")
        links = session.annotations.links.values()
        decisions = (link for link in links if link.type in DECIDING and link.source == claim.id)
        record = next((link for link in decisions if link.target in conflict.pair), claim)

        def written(text: str) -> None:
            after = replace(record, note=text)
            self._workspace.apply(change_record(session.annotations, self._workspace.schema, record, after))
            self._screen.say("The note is kept.", "good")

        self._screen.ask(Prompt("Note", record.note), written)

    def _settled(self, how: Settlement) -> None:
        self._screen.run_worker(self._go_on(how), group="compare", exclusive=True)

    async def _go_on(self, how: Settlement) -> None:
        """Goes on to the next conflict that is to be decided."""
        from annotator.core.queue import Queue, next_open, queue_after

        before, catalogue = self._queue or Queue(), self._workspace.catalogue
        await self._workspace.compare_claims()
        after = await asyncio.to_thread(queue_after, catalogue, before)
        self._queue = await asyncio.to_thread(next_open, catalogue, after)
        words = "the same after all" if how == "same" else how
        left = f"{self._queue.open} still to settle" if self._queue.open else "none is left to settle"
        self._screen.say(f"Settled: {words}; {left}.", "good")
        if self._queue.shown is not None:
            await self._show_conflict(self._queue.shown)
        else:
            self._show_facing()

    def _most_tied(self, here: str) -> str:
        """The document with most ties to this one, else the next one; empty where there is no other."""
        catalogue = self._workspace.catalogue
        ties = {entry.document.id: 0 for entry in catalogue if entry.document.id != here}
        ties |= {name: number for name, number in ties_by_document(catalogue, here).items() if name in ties}
        if not ties and len(self._workspace.document_ids) > 1:
            raise AnnotatorError("The other documents are still being read; try again in a moment.")
        if not ties:
            raise AnnotatorError("There is no other document to compare this one with.")
        near = self._workspace.neighbour(here, 1) or self._workspace.neighbour(here, -1)
        return max(ties, key=lambda name: (ties[name], name == near))

    # What stands where.

    async def _show_conflict(self, conflict: Conflict) -> None:
        here = self._workspace.document.id
        ours, theirs = conflict.pair if conflict.theirs.document != here else conflict.pair[::-1]
        opening = self._screen.opening.open(ours.document, ours.id, None)
        if opening is not None:
            await opening.wait()
        await self._show_beside(theirs.document, theirs)

    async def _show_beside(self, document_id: str, target: Target) -> None:
        """Shows a document beside the open one, with the caret on a claim or mention of it."""
        entry = self._workspace.catalogue.entry(document_id)
        if entry is None:
            self._screen.say(f"{short_name(document_id)} cannot be shown: it is not read yet, or not here.", "warning")
            return
        self._other = document_id
        await self._make_room()
        if self._beside is None:
            return
        await self._show_page(entry)
        self._point_to(target)
        if not target.id:
            self.follow()
        self._show_facing()
        if self._facing is not None:
            self._facing.rows.focus()

    async def _show_page(self, entry: Entry) -> None:
        if self._beside is None:
            return
        schema, self._entry = self._workspace.schema, entry
        if self._beside.text is not entry.document.text:
            self._beside.show(entry.document)
        mentions = entry.annotations.mentions
        self._beside.set_marks(await asyncio.to_thread(Marks.of, mentions, lambda mention: mark_of(mention, schema)))

    async def _make_room(self) -> None:
        """Mounts the second page and what is below, when they are first wanted."""
        from annotator.tui.screens.annotate import Page
        from annotator.tui.widgets.facing import Facing

        if self._beside is None:
            self._beside, self._facing = Page(id="beside"), Facing()
            await self._screen.query_one("#body").mount(self._beside, before=self._screen.panel)
            await self._screen.mount(self._facing, before=self._screen.key_line)
        self._take_sides()
        self._set_shown(True)

    def _set_shown(self, shown: bool) -> None:
        self._screen.set_class(shown, "-comparing")
        for widget in (self._beside, self._facing):
            if widget is not None:
                widget.display = shown
        self._screen.show_panel(None)

    def opened(self) -> None:
        """Another document is the open one now: what ties it to the one beside is another."""
        if self.shown and self.conflict is None:
            self._show_facing()

    def others_changed(self) -> None:
        """Shows the document beside as it is by now."""
        entry = self._workspace.catalogue.entry(self._other)
        if self._beside is None or not self.shown or entry is None or self._entry is entry:
            return
        self._screen.run_worker(self._show_anew(entry), group="compare", description="show a document anew")

    async def _show_anew(self, entry: Entry) -> None:
        await self._show_page(entry)
        self._show_facing()

    def focus_came_to(self, widget: object) -> None:
        """A click on the document beside makes it the open one."""
        if self.shown and widget is self._beside:
            self.change_sides()

    def follow(self) -> None:
        """Marks, in the document beside, what is tied to what is under the caret, and scrolls there."""
        if not self.shown or self._beside is None:
            return
        page, here = self._screen.page, self._workspace.document.id
        under = [mark.key for mark in page.marks_at(page.caret)]
        under += [claim.id for claim in claims_here(self._screen)]
        ties = counterparts(self._workspace.catalogue, here, under, self._other)
        if ties:
            self._point_to(ties[0].theirs)

    def _point_to(self, target: Target) -> None:
        """Puts the caret of the document beside on a record, with what argues in it stressed."""
        record = self._workspace.catalogue.record(target) if target.id else None
        if self._beside is None or not isinstance(record, Mention | Claim):
            return
        arguments = record.arguments.values() if isinstance(record, Claim) else ()
        self._beside.move_to(record.start)
        self._beside.emphasise([record.id, *(mention_id for ids in arguments for mention_id in ids)])

    def partner(self, link_type: LinkType, source_id: str) -> Target | None:
        """What a link from here goes to at once: what the other caret stands on, where the two are not tied yet."""
        if not self.shown or self._beside is None:
            return None
        entry = self._workspace.catalogue.entry(self._other)
        keys = [mark.key for mark in self._beside.marks_at(self._beside.caret)]
        if entry is None or not keys or link_type.joins != "mentions":
            return None
        here = Target(self._workspace.document.id, source_id)
        target = Target(self._other, keys[0])
        tied = any(far.target == target for far in self._workspace.catalogue.far_ends(here))
        return None if tied or self._workspace.catalogue.entities.same(here, target) else target

    # What is said below.

    def edited(self, edit: Edit) -> None:
        """Shows what an edit of links or claims has changed below."""
        if not self.shown or not any(isinstance(change.record, Link | Claim) for change in edit.records):
            return
        self._show_facing()
        if self._queue is not None:
            self._screen.run_worker(self._look_again(), group="queue", exclusive=True)

    async def _look_again(self) -> None:
        """Takes the conflicts that an edit has made or ended into the queue."""
        from annotator.core.queue import queue_after

        before = self._queue
        await self._workspace.compare_claims()
        if before is None or before.shown is None:
            return
        after = await asyncio.to_thread(queue_after, self._workspace.catalogue, before)
        if self._queue is before and self.shown:
            if after.shown is not None and after.shown.pair == before.shown.pair:
                self._queue = after
            self._show_facing()  # where it is no conflict any more, it says so until the user goes on

    def _show_facing(self) -> None:
        if self._facing is None:
            return
        catalogue, conflict = self._workspace.catalogue, self.conflict
        if conflict is not None and self._queue is not None:
            lines = [Line(claim_line(catalogue, target), indent=1) for target in conflict.pair]
            self._facing.show(conflict_head(catalogue, self._queue), lines, keys_for("conflict"), None)
            return
        here = self._workspace.document.id
        self._ties = ties_between(catalogue, here, self._other)
        lines = [Line(tie_line(catalogue, tie), indent=1) for tie in self._ties]
        self._facing.show(ties_head(here, self._other, len(lines)), lines, keys_for("ties"), 0 if lines else None)

    def row_chosen(self, row: int, *, go: bool) -> None:
        """Shows both ends of a row's tie, or the claims of the conflict; ``go`` moves the keys to the text."""
        if self.conflict is None and row < len(self._ties):
            tie = self._ties[row]
            self._screen.page.move_to(tie.spans[0].start)
            self._point_to(tie.theirs)
        if go:
            self.leave()


def _nobody(_moved: CaretMoved) -> None:
    """Follows a caret that nothing depends on."""

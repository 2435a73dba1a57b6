"""The dashboard: how far everybody is, how well they agree, where they differ, who drifts."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from textual import on, work
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.worker import get_current_worker

from annotator.core.display import one_line, shortened
from annotator.core.errors import AnnotatorError
from annotator.core.model import Status
from annotator.storage.agreement import read_agreement
from annotator.storage.queues import queues
from annotator.tui.actions import ACTIONS
from annotator.tui.colleagues import may_see_others
from annotator.tui.dashboard_rows import DashboardRow, Told, dashboard_rows
from annotator.tui.topline import LONGEST_NAME
from annotator.tui.widgets.lines import Item, PriorityLine
from annotator.tui.widgets.rows import Line, RowList
from annotator.tui.workspace import Workspace

OFTEN = 0.1
"""Seconds between two words on how far the counting is."""


class _StoppedError(Exception):
    """The user does not want to wait for it."""


class DashboardScreen(Screen[None]):
    """Counts in a thread, and shows it; enter on a row leads to the document where it comes from."""

    AUTO_FOCUS = "#plots"
    BINDINGS = [
        ("escape", "leave", "leave"),
        ("r", "recount", "count again"),
    ]

    class ReviewWanted(Message):
        """What annotators disagree about in a document is to be shown."""

        def __init__(self, document_id: str) -> None:
            super().__init__()
            self.document_id = document_id

    class Left(Message):
        """The user wants to go back."""

    class Progressed(Message):
        """So many documents have been counted."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done = done
            self.total = total

        def can_replace(self, message: Message) -> bool:
            """Only how far it is now is of interest."""
            return isinstance(message, DashboardScreen.Progressed)

    class Counted(Message):
        """All is counted, or ``failure`` says why not; without either it was stopped."""

        def __init__(self, rows: list[DashboardRow] | None, failure: str = "") -> None:
            super().__init__()
            self.rows = rows
            self.failure = failure

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace
        self._rows: list[DashboardRow] = []
        self._said = ""
        self._counting = False

    def compose(self) -> ComposeResult:
        """Top line, plots, key line."""
        yield PriorityLine(id="top")
        yield RowList(id="plots")
        yield PriorityLine(id="keys")

    def on_screen_resume(self) -> None:
        """Counts anew: others, and the user, have annotated since."""
        self.action_recount()

    def action_recount(self) -> None:
        """Counts in a thread; what was counted before stays until then."""
        self._counting, self._said = True, "counting…"
        self._show_lines()
        self._count()

    def action_leave(self) -> None:
        """Stops counting, else goes back."""
        if self._counting:
            self.workers.cancel_group(self, "dashboard")
            self._counting, self._said = False, "stopped; r counts again"
            self._show_lines()
        else:
            self.post_message(self.Left())

    @work(thread=True, exclusive=True, group="dashboard")
    def _count(self) -> None:
        worker = get_current_worker()

        def advance(done: int, total: int) -> None:
            if worker.is_cancelled:
                raise _StoppedError
            self.post_message(self.Progressed(done, total))

        try:
            rows = dashboard_rows(_told(self.workspace, advance), self.workspace.schema)
        except _StoppedError:
            return
        except AnnotatorError as error:
            self.post_message(self.Counted(None, str(error)))
            return
        if not worker.is_cancelled:
            self.post_message(self.Counted(rows))

    @on(Progressed)
    def _progressed(self, event: Progressed) -> None:
        if self._counting:
            self._said = f"counting: {event.done:,} of {event.total:,} documents"
            self._show_lines()

    @on(Counted)
    def _counted(self, event: Counted) -> None:
        self._counting, self._said = False, event.failure
        if event.rows is not None:
            self._rows = event.rows
            rows = self.query_one("#plots", RowList)
            cursor = rows.cursor
            if cursor is None or cursor >= len(self._rows) or not self._rows[cursor].leads_to:
                cursor = next((place for place, row in enumerate(self._rows) if row.leads_to), None)
            rows.set_source(len(self._rows), self._lines, selectable=self._leads, cursor=cursor)
            rows.scroll_home(animate=False)
        self._show_lines()

    @on(RowList.Chosen, "#plots")
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        if event.index < len(self._rows) and self._rows[event.index].leads_to:
            self.post_message(self.ReviewWanted(self._rows[event.index].leads_to))

    @on(PriorityLine.Pressed)
    def _pressed(self, event: PriorityLine.Pressed) -> None:
        event.stop()
        match event.action:
            case "choose":
                self.query_one("#plots", RowList).action_choose()
            case "leave":
                self.action_leave()
            case "recount":
                self.action_recount()
            case action:
                self.app.call_later(self.app.run_action, f"app.do('{action}')")

    def _leads(self, row: int) -> bool:
        return bool(self._rows[row].leads_to)

    def _lines(self, row: int, width: int) -> tuple[Line, ...]:
        return (self._rows[row].draw(width),)

    def _show_lines(self) -> None:
        items = [
            Item((("annotator", "accent"),), 10, "library"),
            Item(((shortened(one_line(self.workspace.project.name), LONGEST_NAME), "plain"),), 30, "library"),
            Item(((" › ", "dim"), ("dashboard", "strong")), 90, joined=True),
        ]
        if self._said:
            items.append(Item(((one_line(self._said), "warning"),), 95, right=True))
        self.query_one("#top", PriorityLine).show(items)
        self.query_one("#keys", PriorityLine).show(self._key_items())

    def _key_items(self) -> list[Item]:
        leads = any(row.leads_to for row in self._rows)
        own = [("⏎", "review where they differ", "choose")] if leads else []
        own += [("esc", "stop" if self._counting else "back", "leave"), ("r", "count again", "recount")]
        items = [Item(((key, "accent"), (f" {words}", "plain")), 95, action) for key, words, action in own]
        for action in ACTIONS:
            if action.id in ("annotate", "quit", "help") or "always" in action.moments:
                items.append(
                    Item(((action.shown_key, "accent"), (f" {action.words}", "dim")), action.weight, action.id)
                )
        return items


def _told(workspace: Workspace, advance: Callable[[int, int], None]) -> Told:
    """Reads and compares everything; runs in a thread."""
    project, me = workspace.project, workspace.annotator
    curator = project.schema.curator
    total, done, said = len(project.document_ids()), 0, 0.0

    def step() -> None:
        nonlocal done, said
        done += 1
        now = monotonic()
        if now - said > OFTEN or done == total:
            said = now
            advance(done, total)

    annotators = [name for name in project.annotators() if name != curator]
    reading = read_agreement(
        project,
        annotators,
        step,
        lambda statuses: may_see_others(project, me, statuses.get(me, Status.TODO)),
        sure=False,
    )
    given = queues(project)
    due = {name: len(given[name]) if name in given else 0 if given else total for name in annotators}
    return Told(reading, due, curator)

"""The application: two screens over one workspace, with keys, commands and themes from their registries."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

from textual import events, on, work
from textual.app import App
from textual.driver import Driver
from textual.filter import ANSIToTruecolor, LineFilter
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.widget import Widget

from annotator.core.errors import AnnotatorError
from annotator.storage.bundled import bundled
from annotator.storage.project import Project
from annotator.storage.session import Session
from annotator.tui import collector
from annotator.tui.bindings import bindings_for
from annotator.tui.changing_screens import ChangingScreens
from annotator.tui.enduring import enduring
from annotator.tui.guard import DisplayGuard
from annotator.tui.others import Found
from annotator.tui.quitting import Quitting
from annotator.tui.screens.annotate import AnnotateScreen
from annotator.tui.settings import Settings, read_settings, settings_path
from annotator.tui.steady import steady
from annotator.tui.themes import THEMES
from annotator.tui.widgets.article import ArticleView
from annotator.tui.widgets.scrollbar import QuickBar
from annotator.tui.workspace import Workspace

GIVE_WAY = 0.0005
"""Seconds after which a thread that reads files lets a key be handled; Python's own 5 ms are waited for several times
a key."""

PATIENCE = 2.0
"""Seconds that saving may take at the end before it is said."""

BESIDE_FROM = 100
"""Cells from which the palette has room for what a command does beside its name."""

BATCH = 64
"""Documents that are taken in between two chances for keys to be handled."""


if TYPE_CHECKING:
    from rich.console import RenderableType

    from annotator.tui.palette import Palette
    from annotator.tui.screens.dashboard import DashboardScreen
    from annotator.tui.screens.library import LibraryScreen
    from annotator.tui.screens.review import ReviewScreen


class AnnotatorApp(App[None]):
    """``document`` is opened first; without one the first of the project is."""

    TITLE = "annotator"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings_for("everywhere")

    def __init__(self, workspace: Workspace, document: str | None = None, settings: Settings | None = None) -> None:
        super().__init__(css_path=[str(path) for path in sorted(bundled("styles").glob("*.tcss"))])
        self.workspace = workspace
        self.settings = settings or Settings()
        self._first = document or workspace.first_document()
        self._guard = DisplayGuard()
        ScrollBar.renderer = QuickBar
        self.quitting = Quitting(self)
        self._fault: Exception | None = None
        self._is_left = False
        self._taken_by: WeakKeyDictionary[events.Key, Widget] = WeakKeyDictionary()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = f"annotator-{self.settings.theme}"
        self.set_keymap(self.settings.keys)
        self._reading_began = self._is_reading = self._unread = False
        self._styled_with = self.get_css_variables()
        self.stylesheet.set_variables(self._styled_with)
        self.annotate = AnnotateScreen(workspace, self._first, self.settings.keys)
        self.screens = ChangingScreens(self)
        workspace.listen_to_lag(self._catch_up)

    @property
    def review_screen(self) -> ReviewScreen:
        """The review."""
        return self.screens.review

    @property
    def workspaces(self) -> list[Workspace]:
        """The annotator's, and where there was a review the curator's."""
        review = self.screens.made_review
        return [self.workspace, *([review.under.curation] if review is not None else [])]

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The framework's filters, and last the display guard.

        That for the terminal's own 16 colours is left out: no style here has one, and it costs each line of each frame.
        """
        return [*(one for one in super().get_line_filters() if not isinstance(one, ANSIToTruecolor)), self._guard]

    def get_driver_class(self) -> type[Driver]:
        """The platform's driver, which keeps what follows an emoji in its column, and survives its terminal."""
        return enduring(steady(super().get_driver_class()))

    # The framework (8.2.8) has no public name for either: an exception that is not caught ends in `_fatal_error`, which
    # prints a traceback with all local variables, words of the texts among them; the exception itself is `_exception`.

    @property
    def fault(self) -> Exception | None:
        """What ended the application, where it was not the user."""
        return self._fault

    def _fatal_error(self) -> None:
        # A dialog that was being made when the application was left finds its widgets gone: no fault.
        if not self._is_left:
            self._fault = self._fault or self._exception
        self._close_messages_no_wait()

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Leaves the application."""
        self._is_left = True
        super().exit(result, return_code, message)

    def get_default_screen(self) -> Screen[None]:
        """The article, or where there is none the library: an empty screen below would be laid out and styled too."""
        self.install_screen(self.annotate, "annotate")
        return self.annotate if self._first is not None else self.screens.library

    def on_mount(self) -> None:
        """Heeds signals to end; without a document there is nothing to wait for."""
        self._heed_signals()
        if self._first is None:
            self.call_after_refresh(collector.release)

    def _heed_signals(self) -> None:
        """A signal to end ends as the quit key does: everything saved, the terminal as it was."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"):
            if hasattr(signal, name) and sys.platform != "win32" and not self.is_headless:
                loop.add_signal_handler(getattr(signal, name), self.exit)

    async def on_event(self, event: events.Event) -> None:
        """Lets a key that was typed ahead of a dialog wait until that is there, and go where keys go by then."""
        if isinstance(event, events.Key):
            while not self.screen.is_mounted:  # noqa: ASYNC110 -- its event is the framework's own
                await asyncio.sleep(0)
            if event.is_forwarded and self._is_overtaken(event):
                event = events.Key(event.key, event.character)
            if not event.is_forwarded:
                self._taken_by[event] = self.focused or self.screen
        await super().on_event(event)

    def _is_overtaken(self, event: events.Key) -> bool:
        """Whether a key before this one has moved the focus, or shown hints, after this one was on its way.

        Keys go to the widget with the focus and come back here; those typed fast after / would else be labels.
        """
        taken_by = self._taken_by.pop(event, None)
        if taken_by is None:
            return False
        return taken_by is not (self.focused or self.screen) or (isinstance(taken_by, ArticleView) and taken_by.hinting)

    def on_app_focus(self) -> None:
        """The user is back from elsewhere, and may have changed files there."""
        self.annotate.opening.outside.look_now()

    def on_key(self, event: events.Key) -> None:
        """Takes the schema's keys: here, where those of actions are taken, and so in the order of typing."""
        if self.screen is self.annotate and self.annotate.take_key(event.character):
            event.prevent_default()

    def refresh_css(self, animate: bool = True) -> None:
        """Reads the styles anew, where a variable has changed: the framework asks at every start, for nothing."""
        variables = self.get_css_variables()
        if variables != self._styled_with:
            self._styled_with = variables
            super().refresh_css(animate)

    def action_do(self, action_id: str) -> None:
        """Does what the registry calls ``action_id``, where it is the application's own."""
        match action_id:
            case "library" | "annotate" | "dashboard":
                self.screens.show(action_id)
            case "review":
                self._review_here()
            case "theme":
                self.theme = next(theme.name for theme in THEMES if theme.name != self.theme)
            case "palette":
                self._show_palette()
            case "help":
                self._show_help()
            case "quit":
                self.quitting.ask_to_quit()
            case _:
                if self.screen is self.annotate:
                    self.annotate.action_do(action_id)
                elif self.screen is self.screens.made_review:
                    self.review_screen.action_do(action_id)

    def review(self, document_id: str) -> None:
        """Shows what the annotators of a document disagree about."""
        self.screens.show("review")
        self.review_screen.review(document_id)

    def _review_here(self) -> None:
        here = self.workspace.document.id if self.workspace.has_document else self.workspace.first_document()
        if here is not None and not self.screen.is_modal:
            self.review(here)

    def _keys_go_to(self) -> Literal["annotate", "review", ""]:
        if self.screen is self.annotate:
            return "annotate"
        return "review" if self.screen is self.screens.made_review else ""

    def _show_palette(self) -> None:
        if not self.screen.is_modal:
            from annotator.tui.palette import Palette
            from annotator.tui.screens.picker import Picker

            narrow = self.size.width < BESIDE_FROM
            palette = Palette(self.workspace, self._keys_go_to(), narrow=narrow)
            self.push_screen(Picker("Do what?", palette.options), lambda key: self._run_command(palette, key))

    def _run_command(self, palette: Palette, key: str | None) -> None:
        if key is not None:
            command = palette.command(int(key))
            match command.kind:
                case "action":
                    self.action_do(command.name)
                case "label":
                    self.annotate.action_label(command.name)
                case "link":
                    self.annotate.action_link(command.name)
                case "document":
                    self._open(command.name)

    def _show_help(self) -> None:
        from annotator.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.workspace.schema, self.settings.keys))

    @on(AnnotateScreen.DocumentOpened)
    def _document_opened(self) -> None:
        if not self._reading_began:
            self._reading_began = True
            collector.release()
            self._others_written()
            self.annotate.opening.outside.follow_others()

    @on(AnnotateScreen.OthersWritten)
    def _others_written(self) -> None:
        self._unread = True
        if self._reading_began and not self._is_reading:
            self._read_others()

    @work(group="others")
    async def _read_others(self) -> None:
        """Reads the other documents that are new or have changed in a thread, and takes them in a few at a time."""
        self._is_reading, is_first = True, len(self.workspace.catalogue) <= 1
        try:
            while self._unread:
                self._unread = False
                news = await self._learn(self.workspace.read_others())
                if news or is_first:
                    await self.workspace.compare_claims()
                    self._show_others()
                    await self.workspace.file_words()
                is_first = False
        finally:
            self._is_reading = False

    async def _learn(self, found: Iterator[Found]) -> int:
        """Takes in what there is to know of other documents; of how many it is new."""
        learnt = news = 0
        try:
            while batch := await asyncio.to_thread(_some, found):
                news += sum([self.workspace.learn(one) for one in batch])
                learnt += len(batch)
                if learnt > BATCH:
                    collector.hold()  # nothing of what thousands of documents bring is garbage
        finally:
            if learnt > BATCH:
                collector.release()
        return news

    def _show_others(self) -> None:
        self.annotate.others_changed()
        if self.screens.made_library is not None and self.screen is self.screens.made_library:
            self.screens.made_library.refresh_documents()

    @work(exclusive=True, group="catch up")
    async def _catch_up(self) -> None:
        """Compares what an edit has left to compare."""
        await self.workspace.compare_claims()
        self.annotate.others_changed()

    @on(AnnotateScreen.SavingWent)
    def _saving_went(self) -> None:
        if self.screens.made_library is not None and self.screen is self.screens.made_library:
            self.screens.made_library.show_top()

    def on_library_screen_document_chosen(self, event: LibraryScreen.DocumentChosen) -> None:
        """Opens a document of the library. Heard by its name: the class is not loaded for the first screen."""
        self._open(event.document_id)

    def on_dashboard_screen_review_wanted(self, event: DashboardScreen.ReviewWanted) -> None:
        """Shows what the annotators of a document differ in."""
        self.review(event.document_id)

    def on_dashboard_screen_left(self) -> None:
        """Goes back to the article, or where there is none to the library."""
        self.screens.show("annotate" if self.workspace.has_document else "library")

    def _open(self, document_id: str) -> None:
        self.screens.show("annotate")
        self.annotate.open_document(document_id)


def _some(
    found: Iterable[Found],
) -> list[Found]:
    return list(islice(found, BATCH))


def run(project: Project, annotator: str, document: str | None = None) -> None:
    """Runs the application on a project until the user quits; AnnotatorError where something could not be saved.

    A fault of the program that ended it is raised, once the terminal is given back.
    """
    sys.setswitchinterval(GIVE_WAY)
    settings = read_settings(settings_path(), project.schema)
    workspace = Workspace(project, annotator)
    app = AnnotatorApp(workspace, document, settings)
    try:
        app.run()
    finally:
        with _patience():
            unsaved = [] if app.quitting.may_lose else [one for held in app.workspaces for one in held.close()]
        said = _kept_elsewhere(unsaved, app.quitting.rescued_to)
    if app.fault is not None:
        for sentence in said:
            app.fault.add_note(sentence)
        raise app.fault
    if said:
        raise AnnotatorError(f"Not everything could be saved: {' '.join(said)}")
    with contextlib.suppress(AnnotatorError):  # a convenience, which a folder that can only be read does not have
        project.remember_annotator(annotator)


@contextlib.contextmanager
def _patience() -> Iterator[None]:
    """Says so where saving takes long, on the terminal that is given back: a disk may never answer."""

    def say() -> None:
        sys.stderr.write("annotator: Still saving; ctrl+c gives up what is not saved.\n")

    waiting = Timer(PATIENCE, say)
    waiting.daemon = True
    waiting.start()
    try:
        yield
    finally:
        waiting.cancel()


def _kept_elsewhere(unsaved: Sequence[Session], folder: Path | None) -> list[str]:
    """Sentences about what could not be saved, and where it is kept: where nobody was asked, in the usual place."""
    if not unsaved:
        return []
    from annotator.storage.rescue import rescue, usual_place, where_rescued

    said = [session.failure for session in unsaved]
    try:
        folder = folder or rescue(unsaved, usual_place(), dt.datetime.now(dt.UTC))
    except AnnotatorError as error:
        return [*said, f"Nor could it be kept elsewhere: {error}"]
    return [*said, where_rescued(folder, unsaved[0].project.root)]

"""The application's screens: each made when it is first wanted, and how one gives way to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from annotator.tui.app import AnnotatorApp
    from annotator.tui.screens.dashboard import DashboardScreen
    from annotator.tui.screens.library import LibraryScreen
    from annotator.tui.screens.review import ReviewScreen


class ChangingScreens:
    """The article or the library lies below; the others come and go above it, one at a time."""

    def __init__(self, app: AnnotatorApp) -> None:
        self._app = app
        self.made_library: LibraryScreen | None = None
        self.made_review: ReviewScreen | None = None
        self._dashboard: DashboardScreen | None = None

    @property
    def library(self) -> LibraryScreen:
        """The library."""
        if self.made_library is None:
            from annotator.tui.screens.library import LibraryScreen

            self.made_library = LibraryScreen(self._app.workspace)
            self._app.install_screen(self.made_library, "library")
        return self.made_library

    @property
    def review(self) -> ReviewScreen:
        """The review."""
        if self.made_review is None:
            from annotator.tui.screens.review import ReviewScreen

            self.made_review = ReviewScreen(self._app.workspace, self._app.settings.keys)
            self._app.install_screen(self.made_review, "review")
        return self.made_review

    @property
    def dashboard(self) -> DashboardScreen:
        """The dashboard."""
        if self._dashboard is None:
            from annotator.tui.screens.dashboard import DashboardScreen

            self._dashboard = DashboardScreen(self._app.workspace)
            self._app.install_screen(self._dashboard, "dashboard")
        return self._dashboard

    def show(self, name: str) -> None:
        """Changes to a screen, by the name of its action; not while a dialog waits for an answer."""
        app, wanted = self._app, self._named(name)
        if app.screen is wanted or app.screen.is_modal:
            return
        while len(app.screen_stack) > 1:
            app.pop_screen()
        if self.made_review is not None and wanted is not self.made_review:
            self.made_review.under.leave()
        if wanted is not app.screen:
            app.push_screen(wanted)
        if wanted is app.annotate:
            app.annotate.commenting.listen_anew()

    def _named(self, name: str) -> Screen[None]:
        match name:
            case "library":
                return self.library
            case "review":
                return self.review
            case "dashboard":
                return self.dashboard
            case _:
                return self._app.annotate

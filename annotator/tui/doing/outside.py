"""Other programs that write the open document's files: what they wrote is brought in, and said."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from annotator.core.errors import AnnotatorError
from annotator.storage.outside import Found
from annotator.storage.session import Session, TextChangedError
from annotator.storage.watching import Watch

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen


PATIENCE = 3
"""How often what was found is looked at again because the user went on meanwhile."""


class Outside:
    """Looks at the files when the system tells of changes, before each write, and when the user comes back.

    Looking is done in threads; what was found is taken in on the screen's.
    """

    def __init__(self, screen: AnnotateScreen) -> None:
        self._screen = screen
        self._workspace = screen.workspace
        self._watch = Watch()
        self._patience = PATIENCE

    def begin(self, session: Session) -> None:
        """Looks after the files of a document that is on the screen, and no longer after those before."""
        session.on_held.append(partial(self._look, session))
        Thread(target=self._follow, args=(session,), name="follow files", daemon=True).start()

    def end(self) -> None:
        """Ends the watch."""
        self._watch.end()

    def follow_others(self) -> None:
        """Looks after the files of all other documents too, from now on."""
        project, annotator = self._workspace.project, self._workspace.annotator
        Thread(target=self._watch.follow_below, args=(project.folders_of(annotator), self._tell_of_others)).start()

    def _tell_of_others(self) -> None:
        """On the watch's thread, where the application may have ended by now: its loop is closed then."""
        with suppress(RuntimeError):
            self._screen.post_message(self._screen.OthersWritten())

    def look_now(self) -> None:
        """Looks whether anything has changed, as the user has come back from elsewhere."""
        self._tell_of_others()
        if self._workspace.has_session:
            session = self._workspace.session
            Thread(target=self._look, args=(session,), name="look at files", daemon=True).start()

    def _follow(self, session: Session) -> None:
        told = bool(self._watch.trouble)
        self._watch.follow(session.files(), partial(self._look, session))
        if self._watch.trouble and not told:
            self._screen.call_later(self._screen.say, self._watch.trouble, "warning")
        self._look(session)

    def _look(self, session: Session) -> None:
        """In any thread: call_later does not wait."""
        try:
            found = session.look()
        except TextChangedError as error:
            self._screen.call_later(self._text_has_changed, session, str(error))
        except AnnotatorError as error:
            self._screen.call_later(self._cannot, session, str(error))
        else:
            if found is not None:
                self._screen.call_later(self._take_in, session, found)

    def _take_in(self, session: Session, found: Found) -> None:
        if self._workspace.is_open(session) and not session.is_current(found) and self._patience:
            self._patience -= 1  # keys were faster: merging is for a thread, and the screen's does it at last only
            self.look_now()
        elif self._workspace.is_open(session):
            self._patience = PATIENCE
            said = session.take_in(found)
            self._screen.speaking.show_top()
            if said:
                self._screen.say(said, "warning")

    def _cannot(self, session: Session, why: str) -> None:
        if self._workspace.is_open(session):
            self._screen.say(why, "error")

    def _text_has_changed(self, session: Session, why: str) -> None:
        if self._workspace.is_open(session):
            self._screen.speaking.show_top()
            self._screen.say(why, "error")

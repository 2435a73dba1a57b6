"""Going about: from document to document, and between the text and the panel."""

from __future__ import annotations

from annotator.core.addresses import is_web_address
from annotator.core.errors import AnnotatorError
from annotator.core.model import Target
from annotator.storage.problems import shown
from annotator.tui.doing.annotating import Annotating
from annotator.tui.doing.desk import Actions, Desk, record_here
from annotator.tui.doing.linking import Linking
from annotator.tui.doing.settling import Settling


class Going:
    """Documents and the panel."""

    def __init__(self, desk: Desk, annotating: Annotating, linking: Linking, settling: Settling) -> None:
        self.desk = desk
        self._settling = settling
        self._annotating, self._linking = annotating, linking
        self.actions: Actions = {
            "document.next": lambda: self.open_neighbour(1),
            "document.previous": lambda: self.open_neighbour(-1),
            "document.open": self.pick_document,
            "document.source": self.open_source,
            "panel.focus": self.enter_panel,
            "panel.leave": self.leave_panel,
            "panel.toggle": self.toggle_panel,
            "panel.enter": self.take_row,
            "history": self.show_history,
        }

    def open_neighbour(self, step: int) -> None:
        """Opens the document after (1) or before (-1) this one."""
        workspace = self.desk.workspace
        neighbour = workspace.neighbour(workspace.document.id, step)
        if neighbour is None:
            raise AnnotatorError(f"This is the {'last' if step > 0 else 'first'} document.")
        self.desk.open_document(neighbour)

    def pick_document(self) -> None:
        """Lists the documents; the one that is chosen is opened."""
        from annotator.tui.screens.library import document_options
        from annotator.tui.screens.picker import Picker

        self.desk.ask(Picker("Open a document", document_options(self.desk.workspace)), self.desk.open_document)

    def open_source(self) -> None:
        """Opens where the document is from in a browser: a web address and nothing else, and only on the user's key."""
        url = self.desk.workspace.document.metadata.url
        if not url:
            raise AnnotatorError('The metadata of this document has no "url".')
        if not is_web_address(url):
            raise AnnotatorError(f"Only http and https addresses are opened, and not {shown(url)}.")
        if not self.desk.browse(url):
            raise AnnotatorError(f"There is no window to open a browser in; the address is {url}")
        self.desk.say(f"Opened {url} in the browser.", "good")

    def enter_panel(self) -> None:
        """Moves the keys into the panel, which comes out if it was folded."""
        self.desk.show_panel(True)
        if self.desk.panel.cursor is None:  # before the key line is shown, which says what can be done with the row
            self.desk.panel.move_cursor(self.desk.panel.first_selectable())
        self.desk.panel.focus()

    def leave_panel(self) -> None:
        """Moves the keys back into the text; a panel that came out for them folds again."""
        self.desk.page.focus()
        self.desk.show_panel(None)

    def toggle_panel(self) -> None:
        """Shows or hides the panel, until told otherwise."""
        shown = not self.desk.panel.display
        self.desk.show_panel(shown, keep=True)
        if not shown:
            self.desk.page.focus()

    def take_row(self) -> None:
        """Edits what the panel's row is about; goes where that is kept in another document."""
        row = self.desk.panel.highlighted
        if row is not None and row.aside:
            self._settling.take(row.aside)
            return
        here = self.desk.workspace.document.id
        if row is not None and row.target is not None and (row.record is None or row.home != here):
            self.go_to(row.target)
        else:
            self._annotating.edit()

    def show_history(self) -> None:
        """Tells what was done to the record here."""
        from annotator.tui.screens.record_history import RecordHistory

        record = record_here(self.desk)
        self.desk.ask(RecordHistory(self.desk.workspace.session, record), lambda _: None)

    def go_to(self, target: Target) -> None:
        """Goes to a record, of this document or another, and moves the keys into the text."""
        self._linking.jump(target)
        self.leave_panel()

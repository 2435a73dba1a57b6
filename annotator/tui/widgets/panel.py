"""The claims panel: what has been said about the document, beside it and in step with the caret."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.message import Message

from annotator.core.catalogue import Catalogue
from annotator.core.display import display_safe
from annotator.core.model import Target
from annotator.core.outline import Outline
from annotator.core.outline_rows import Row
from annotator.core.schema import Schema
from annotator.core.sentences import Part
from annotator.tui.widgets.rows import Line, RowList


class ClaimsPanel(RowList):
    """Claims as sentences, their links, then the mentions in no claim.

    ``follow`` lights the row of the caret; moving or choosing here posts messages for the page to follow.
    """

    class RecordHighlighted(Message):
        """The user moved to a row, which says what it is about and where choosing it would go."""

        def __init__(self, panel: ClaimsPanel, row: Row) -> None:
            super().__init__()
            self.panel = panel
            self.row = row

        @property
        def control(self) -> ClaimsPanel:
            """The panel that this came from."""
            return self.panel

        def can_replace(self, message: Message) -> bool:
            """Only the row where the user is now is of interest."""
            return isinstance(message, ClaimsPanel.RecordHighlighted) and message.panel is self.panel

    class RecordChosen(Message):
        """The user pressed enter on a row or clicked it: go to ``target``.

        ``record_id`` is the mention, claim or link that the row is about, empty where it is about none of this
        document's; ``home`` the document whose set holds it.
        """

        def __init__(self, panel: ClaimsPanel, target: Target, record_id: str, home: str) -> None:
            super().__init__()
            self.panel = panel
            self.target = target
            self.record_id = record_id
            self.home = home

        @property
        def control(self) -> ClaimsPanel:
            """The panel that this came from."""
            return self.panel

    class AsideChosen(Message):
        """The user pressed enter on, or clicked, the row of what the set keeps aside under ``key``."""

        def __init__(self, panel: ClaimsPanel, key: str) -> None:
            super().__init__()
            self.panel = panel
            self.key = key

        @property
        def control(self) -> ClaimsPanel:
            """The panel that this came from."""
            return self.panel

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._outline: Outline | None = None
        self._followed: tuple[int, int | None] | None = None
        self._welcome: tuple[Line, ...] = ()

    @property
    def highlighted(self) -> Row | None:
        """The row with the cursor: the record that an action in the panel is about."""
        if self._outline is None or self.cursor is None or self.cursor >= len(self._outline):
            return None
        return self._outline.row(self.cursor)

    def show(self, catalogue: Catalogue, document_id: str) -> None:
        """Shows another document, or the same one after changes elsewhere."""
        self.show_outline(Outline(catalogue, document_id))

    def show_outline(self, outline: Outline) -> None:
        """Shows an outline that has been made."""
        self._outline = outline
        self._welcome = _welcome(outline.schema)
        self._show_rows(None)

    def wait(self) -> None:
        """Shows that the rows are still to come."""
        self._outline = None
        self._welcome = (Line((Part("Reading the annotations…", "dim"),)),)
        self._show_rows(None)

    def refresh_record(self, record_ids: Iterable[str]) -> None:
        """Takes in that these records of the document's set were added, changed or removed."""
        if self._outline is None:
            return
        shown, number = self.highlighted, self.cursor
        self._outline.update(record_ids)
        kept = None
        if shown is not None and number is not None and shown.aside:
            kept = self._outline.row_of_aside(shown.aside, number)
        elif shown is not None and shown.record:
            kept = self._outline.row_of(shown.record)
        self._show_rows(kept)

    def follow(self, offset: int) -> None:
        """Lights the row of the caret; the focus stays where it is and no message is posted."""
        if self._outline is None:
            return
        if self._followed is None or self._followed[0] != offset:
            self._followed = offset, self._outline.row_at(offset)
        self.move_cursor(self._followed[1])

    def follow_record(self, record_id: str) -> None:
        """Lights the row of a record, where it has one."""
        row = self._outline.row_of(record_id) if self._outline is not None else None
        if row is not None:
            self.move_cursor(row)

    def follow_aside(self, key: str) -> None:
        """Lights the row of what is kept aside under a key, where it has one."""
        row = self._outline.row_of_aside(key, -1) if self._outline is not None else None
        if row is not None:
            self.move_cursor(row)

    def _show_rows(self, cursor: int | None) -> None:
        self._followed = None
        if self._outline is not None and len(self._outline):
            self.set_source(len(self._outline), self._lines, selectable=self._is_record, cursor=cursor)
        else:
            self.set_source(len(self._welcome), self._welcome_lines, selectable=lambda _row: False)

    def _lines(self, number: int, _width: int) -> tuple[Line, ...]:
        if self._outline is None or number >= len(self._outline):
            return ()
        row = self._outline.row(number)
        return (Line(row.parts, row.right, row.bar, row.indent),)

    def _welcome_lines(self, number: int, _width: int) -> tuple[Line, ...]:
        return (self._welcome[number],)

    def _is_record(self, number: int) -> bool:
        if self._outline is None:
            return False
        row = self._outline.row(number)
        return row.record is not None or row.target is not None or bool(row.aside)

    @on(RowList.Highlighted)
    def _tell_highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        row = self.highlighted
        if row is not None:
            self.post_message(self.RecordHighlighted(self, row))

    @on(RowList.Chosen)
    def _tell_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        row = self.highlighted
        if row is not None and row.aside:
            self.post_message(self.AsideChosen(self, row.aside))
        elif row is not None and row.target is not None:
            self.post_message(self.RecordChosen(self, row.target, row.record or "", row.home))


def _welcome(schema: Schema) -> tuple[Line, ...]:
    """What to press while nothing is marked: the labels' keys, each with its name."""
    labels = [label for label in schema.labels.values() if label.key]
    if not labels:
        return (Line((Part("Nothing marked yet."),)), Line((Part("No label of the schema has a key.", "dim"),)))
    keys = [
        Line(
            (Part(display_safe(label.key), schema.colour_of(label.name)), Part(f"  {display_safe(label.name)}", "dim")),
            indent=2,
        )
        for label in labels
    ]
    return (
        Line((Part("Nothing marked yet."),)),
        Line(),
        Line((Part("Put the caret on a word", "dim"),)),
        Line((Part("or select some, and press", "dim"),)),
        Line(),
        *keys,
    )

"""Page and panel in step with the set, and with each other."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from annotator.core.edits import Edit
from annotator.core.model import Mention
from annotator.core.outline import Outline
from annotator.core.outline_rows import Row
from annotator.tui.opening import mark_of

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen

REST = 9
"""How many times as long as making the panel's rows took the next try waits, where an edit came in between."""


class InStep:
    """Shows what edits change, and only that; lights the row of the caret, and brings the page to the row."""

    def __init__(self, screen: AnnotateScreen) -> None:
        self._screen = screen
        self._workspace = screen.workspace

    def edited(self, edit: Edit) -> None:
        """Shows what an edit changed."""
        page, panel = self._screen.page, self._screen.panel
        gone, fresh, touched = [], [], []
        for change in edit.records:
            touched.append(change.record.id)
            if isinstance(change.before, Mention):
                gone.append(change.before.id)
            if isinstance(change.after, Mention):
                fresh.append(mark_of(change.after, self._workspace.schema))
        touched += [change.aside.id for change in edit.asides]
        if touched:
            panel.refresh_record(touched)
        if gone or fresh:
            page.change_marks(gone, fresh)
        if touched:
            panel.follow(page.caret)

    def caret_moved(self, offset: int) -> None:
        """Lights the row of the caret, and stresses what argues in its claim."""
        if not self._screen.in_panel:
            self._screen.panel.follow(offset)
        self._stress_claim()

    def row_changed(self, row: Row) -> None:
        """Brings the page to the row that the user has moved to in the panel."""
        if row.spans and row.home == self._workspace.document.id:
            self._screen.page.move_to(row.spans[0].start)
        self._stress_claim()

    def make_panel_anew(self) -> None:
        """Makes the panel's rows anew, as something has become known of other documents."""
        self._screen.run_worker(self._make_panel_anew(), group="panel", exclusive=True)

    async def _make_panel_anew(self) -> None:
        """Makes them in a thread, and once more, after a rest, where the set has changed meanwhile."""
        screen = self._screen
        while self._workspace.has_session:
            began = monotonic()
            workspace, annotations = self._workspace, self._workspace.annotations
            outline = await asyncio.to_thread(Outline, workspace.catalogue, annotations.document)
            if screen.is_attached and workspace.has_session and workspace.annotations is annotations:
                screen.panel.show_outline(outline)
                screen.panel.follow(screen.page.caret)
                screen.speaking.show_top()
                return
            # At once, the thread would be busy as long as the user annotates, and each key wait for it.
            await asyncio.sleep(REST * (monotonic() - began))

    def _stress_claim(self) -> None:
        """Stresses the mentions that argue in the claim whose row is lit."""
        row = self._screen.panel.highlighted
        claim = self._workspace.annotations.claims.get(row.record) if row is not None and row.record else None
        arguments = claim.arguments.values() if claim is not None else ()
        self._screen.page.emphasise(mention_id for mention_ids in arguments for mention_id in mention_ids)

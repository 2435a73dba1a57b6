"""What becomes of a link that was edited, which may now go the other way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from annotator.core import operations
from annotator.core.joining import refuse_link
from annotator.core.model import Link
from annotator.core.sentences import short_name
from annotator.storage.session import Session
from annotator.tui.doing.desk import Desk


def change_link(desk: Desk, session: Session, before: Link, after: Link) -> None:
    """Puts ``after`` in the place of ``before``; a link that starts in another document now is kept there.

    AnnotatorError where the links that there are do not allow it.
    """
    workspace, home = desk.workspace, session.document.id
    turned = (after.source, after.target) != (before.source, before.target)
    start = before.target.document if turned else home
    if turned or after.type != before.type:
        refuse_link(workspace.catalogue, start, after, besides=before.id)
    if start == home:
        workspace.apply(operations.change_record(session.annotations, workspace.schema, before, after))
    else:
        desk.work_through(_kept_there(desk, home, before, after))


async def _kept_there(desk: Desk, home: str, before: Link, after: Link) -> AsyncIterator[str]:
    """Adds the link to the set that it starts from, and then removes it from this one: it is never in none."""
    workspace, there = desk.workspace, before.target.document
    yield f"Turning the link round: {short_name(there)} keeps it then …"
    source, target = workspace.catalogue.record(before.target), workspace.catalogue.record(after.target)
    await workspace.edit_elsewhere(
        there,
        lambda session: operations.add_link(
            session.annotations,
            workspace.schema,
            replace(after, id=session.new_id("link"), created=session.now()),
            source,
            target,
        ),
    )
    await workspace.edit_elsewhere(home, lambda session: operations.remove(session.annotations, before))
    desk.others_changed()
    yield f"Turned round: {after.type} starts in {short_name(there)} now, which keeps it and undoes it."

"""What a document's screen needs of its annotations, made at once: off the screen's thread where they are many."""

from __future__ import annotations

from typing import NamedTuple

from annotator.core.model import Mention
from annotator.core.outline import Outline
from annotator.core.schema import Schema
from annotator.storage import large_blocks
from annotator.storage.session import Session
from annotator.tui.widgets.article.marks import Mark, Marks
from annotator.tui.workspace import Workspace


class Opened(NamedTuple):
    """A session with the marks of its page and the rows of its panel."""

    session: Session
    marks: Marks
    outline: Outline

    @classmethod
    def of(cls, workspace: Workspace, session: Session) -> Opened:
        """Makes what shows a session that the workspace's catalogue has been told of. May run in a thread."""
        marks = Marks.of(session.annotations.mentions, lambda mention: mark_of(mention, workspace.schema))
        outline = Outline(workspace.catalogue, session.document.id)
        large_blocks.give_back(workspace.project.stored_size(workspace.annotator, session.document.id))
        return cls(session, marks, outline)


def mark_of(mention: Mention, schema: Schema) -> Mark:
    """A mention as the page shows it."""
    hue = int(schema.colour_of(mention.label).removeprefix("label-"))
    return Mark(mention.id, mention.spans, hue, schema.letter_of(mention.label))

"""What the top line says: where we are, how far, and that everything is saved."""

from __future__ import annotations

from annotator.core.display import one_line, shortened
from annotator.core.model import Status
from annotator.tui.widgets.lines import Item
from annotator.tui.workspace import Workspace

STATUS_WORDS = {Status.TODO: "to do", Status.IN_PROGRESS: "in progress", Status.DONE: "done"}

LONGEST_NAME = 40


def top_items(workspace: Workspace, saving: str, failure: str) -> list[Item]:
    """The items of the top line; ``saving`` is "saved", "saving" or "failed"."""
    items = [
        Item((("annotator", "name"),), 10),
        Item(((shortened(one_line(workspace.project.name), LONGEST_NAME), "plain"),), 30),
    ]
    if not workspace.has_session:
        return items
    session, annotations = workspace.session, workspace.annotations
    title = shortened(one_line(session.document.id), LONGEST_NAME)
    items.append(Item(((" › ", "dim"), (title, "strong")), 90, joined=True))
    if session.read_only:
        items.append(Item((("read only", "warning"),), 95, right=True))
    total = len(workspace.document_ids)
    items.append(Item(((f"{workspace.done_count()} of {total} done", "dim"),), 20, "library", right=True))
    items.append(Item(((STATUS_WORDS[annotations.status], "plain"),), 40, "status", right=True))
    items.append(Item(((_count(len(annotations.mentions), "mention"), "dim"),), 35, right=True))
    contradictions = workspace.contradiction_count()
    if contradictions:
        items.append(Item(((_count(contradictions, "conflict"), "warning"),), 60, right=True))
    items.append(_saved(saving, failure))
    return items


def library_items(workspace: Workspace) -> list[Item]:
    """The items of the library's top line."""
    total = len(workspace.document_ids)
    mentions = sum(len(entry.annotations.mentions) for entry in workspace.catalogue)
    items = [
        Item((("annotator", "name"),), 10),
        Item(((shortened(one_line(workspace.project.name), LONGEST_NAME), "plain"),), 90),
        Item(((f"{workspace.done_count()} of {total} done", "plain"),), 60, right=True),
        Item(((_count(mentions, "mention"), "dim"),), 35, right=True),
    ]
    contradictions = workspace.contradiction_count()
    if contradictions:
        items.append(Item(((_count(contradictions, "conflict"), "warning"),), 50, right=True))
    items.append(Item(((f"as {shortened(one_line(workspace.annotator), 24)}", "dim"),), 40, right=True))
    return items


def _saved(saving: str, failure: str) -> Item:
    match saving:
        case "saved":
            return Item((("✓ saved", "good"),), 70, right=True)
        case "saving":
            return Item((("… saving", "dim"),), 70, right=True)
        case _:
            return Item(((f"not saved: {shortened(one_line(failure), 60)}", "error"),), 100, right=True)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"

"""What the top line says: where we are, how far, and that everything is saved."""

from __future__ import annotations

from annotator.core.display import one_line, shortened
from annotator.core.model import Status
from annotator.tui.widgets.lines import Item
from annotator.tui.workspace import Workspace

STATUS_WORDS = {Status.TODO: "to do", Status.IN_PROGRESS: "in progress", Status.DONE: "done"}

LONGEST_NAME = 40


def top_items(workspace: Workspace, saving: str) -> list[Item]:
    """The items of the top line; ``saving`` is "saved", "saving" or "failed"."""
    items = [
        Item((("annotator", "accent"),), 10, "library"),
        Item(((shortened(one_line(workspace.project.name), LONGEST_NAME), "plain"),), 30, "library"),
    ]
    if not workspace.has_document:
        return items
    title = shortened(one_line(workspace.document.id), LONGEST_NAME)
    items.append(Item(((" › ", "dim"), (title, "strong")), 90, joined=True))
    status = workspace.annotations.status
    items.append(Item(((f"  {STATUS_WORDS[status]}", "dim"),), 40, "status", joined=True))
    if not workspace.has_session:
        items.append(Item((("reading annotations…", "warning"),), 95, right=True))
        return items
    session, annotations = workspace.session, workspace.annotations
    if session.read_only:
        words = "read only, open in another session" if session.holder else "read only"
        items.append(Item(((words, "warning"),), 95, right=True))
    total = len(workspace.document_ids)
    items.append(Item(((f"{workspace.done_count()} of {total} done", "dim"),), 20, "library", right=True))
    items.append(Item(((_count(len(annotations.mentions), "mention"), "dim"),), 35, right=True))
    contradictions = workspace.contradiction_count()
    if contradictions:
        items.append(Item(((_count(contradictions, "conflict"), "warning"),), 60, right=True))
    items.append(_saved(saving))
    return items


def library_items(workspace: Workspace) -> list[Item]:
    """The items of the library's top line."""
    total = len(workspace.document_ids)
    mentions = sum(len(entry.annotations.mentions) for entry in workspace.catalogue)
    items = [
        Item((("annotator", "accent"),), 10),
        Item(((shortened(one_line(workspace.project.name), LONGEST_NAME), "plain"),), 90),
        Item(((f"{workspace.done_count()} of {total} done", "plain"),), 60, right=True),
        Item(((_count(mentions, "mention"), "dim"),), 35, right=True),
    ]
    contradictions = workspace.contradiction_count()
    if contradictions:
        items.append(Item(((_count(contradictions, "conflict"), "warning"),), 50, right=True))
    items.append(Item(((f"as {shortened(one_line(workspace.annotator), 24)}", "dim"),), 40, right=True))
    return items


def _saved(saving: str) -> Item:
    match saving:
        case "saved":
            return Item((("✓ saved", "good"),), 70, right=True)
        case "saving":
            return Item((("… saving", "dim"),), 70, right=True)
        case _:
            return Item((("✗ not saved", "error"),), 100, "saved", right=True)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"

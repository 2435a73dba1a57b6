"""What the top line says: where we are, how far, and that everything is saved."""

from __future__ import annotations

from annotator.core.display import one_line, shortened
from annotator.core.model import Status
from annotator.tui.widgets.lines import Item
from annotator.tui.workspace import Workspace

STATUS_WORDS = {Status.TODO: "to do", Status.IN_PROGRESS: "in progress", Status.DONE: "done"}

LONGEST_NAME = 40

SAVED = Item((("✓ saved", "good"),), 70, right=True)
SAVING = Item((("… saving", "dim"),), 70, right=True)


def top_items(workspace: Workspace, *, saving: bool) -> list[Item]:
    """The items of the top line; ``saving`` says that edits are on their way to the disk."""
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
    items.append(Item(((workspace.progress(), "dim"),), 20, "library", right=True))
    items.append(Item(((_count(len(annotations.mentions), "mention"), "dim"),), 35, right=True))
    news = workspace.news
    if news.open_threads:
        items.append(Item(((_count(news.open_threads, "comment"), "accent"),), 38, "comments", right=True))
    if news.open_corrections:
        items.append(Item(((_count(news.open_corrections, "correction"), "warning"),), 58, "corrections", right=True))
    conflicts = workspace.conflict_count()
    if conflicts:
        items.append(Item(((_count(conflicts, "conflict"), "warning"),), 60, right=True))
    items.append(_not_saved(workspace) or (SAVING if saving else SAVED))
    return items


def library_items(workspace: Workspace) -> list[Item]:
    """The items of the library's top line."""
    mentions = workspace.catalogue.tally.mentions
    items = [
        Item((("annotator", "accent"),), 10),
        Item(((shortened(one_line(workspace.project.name), LONGEST_NAME), "plain"),), 90),
        Item(((workspace.progress(), "plain"),), 60, right=True),
        Item(((_count(mentions, "mention"), "dim"),), 35, right=True),
    ]
    conflicts = workspace.conflict_count()
    if conflicts:
        items.append(Item(((_count(conflicts, "conflict"), "warning"),), 50, right=True))
    if not_saved := _not_saved(workspace):
        items.append(not_saved)
    items.append(Item(((f"as {shortened(one_line(workspace.annotator), 24)}", "dim"),), 40, right=True))
    return items


def _not_saved(workspace: Workspace) -> Item | None:
    """What is not on disk and could not be put there: of this document, of others by name."""
    if not workspace.failing:
        return None
    edits = sum(session.unsaved_edits for session in workspace.sessions())
    others = [document_id for document_id in workspace.failing if document_id != workspace.open_id]
    names = f" in {shortened(one_line(others[0]), LONGEST_NAME)}" if others else ""
    what = f"{_count(edits, 'edit')} not saved" if edits else "file not written"
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    return Item(((f"✗ {what}{names}{more}", "error"),), 100, "saved", right=True)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"

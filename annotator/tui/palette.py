"""The command palette: every action, label, link type and document, to be found by typing."""

from __future__ import annotations

from typing import Literal, NamedTuple

from annotator.core.display import one_line
from annotator.core.sentences import Part
from annotator.tui.actions import ACTIONS
from annotator.tui.screens.picker import Option
from annotator.tui.workspace import Workspace

WORDS_CELLS = 22


class Command(NamedTuple):
    """One entry: what to do, by name, and how it is shown."""

    kind: Literal["action", "label", "link", "document"]
    name: str
    option: Option


def palette_commands(workspace: Workspace, *, annotating: bool, narrow: bool = False) -> list[Command]:
    """What can be done on a screen; the options' keys are the entries' places in the list.

    In a ``narrow`` window what each does stands below it, and not beside it, where it would be cut.
    """
    found: list[Command] = []

    def add(kind: Literal["action", "label", "link", "document"], name: str, words: str, about: str, key: str) -> None:
        does = (Part(one_line(about), "dim"),)
        title = Part(one_line(words) if narrow else f"{one_line(words):<{WORDS_CELLS}}  ", "strong")
        parts, context = ((title,), does) if narrow else ((title, *does), ())
        found.append(Command(kind, name, Option(str(len(found)), parts, context, detail=one_line(key))))

    for action in ACTIONS:
        if action.in_palette and (annotating or action.place == "everywhere"):
            add("action", action.id, action.words, action.help, action.shown_key)
    if annotating:
        for label in workspace.schema.labels.values():
            add("label", label.name, f"label {label.name}", label.description, label.key)
        for link_type in workspace.schema.link_types.values():
            add("link", link_type.name, f"link {link_type.name}", link_type.description, link_type.key)
    for document_id in workspace.document_ids:
        add("document", document_id, f"open {document_id}", workspace.metadata(document_id).title, "")
    return found

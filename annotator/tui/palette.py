"""The command palette: every action, label, link type and document, to be found by typing."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from annotator.core.display import one_line
from annotator.core.sentences import Part
from annotator.tui.actions import ACTIONS
from annotator.tui.screens.picker import MadeOptions, Option
from annotator.tui.workspace import Workspace

WORDS_CELLS = 22


Kind: TypeAlias = Literal["action", "label", "link", "document"]


class Command(NamedTuple):
    """One entry: what to do, by name, and how it is shown."""

    kind: Kind
    name: str
    option: Option


class Palette:
    """What can be done on a screen, as options whose keys are their places; those for documents are made when asked.

    ``on`` is the screen that the keys go to. In a ``narrow`` window what each does stands below it, and not beside it,
    where it would be cut.
    """

    def __init__(self, workspace: Workspace, on: Literal["annotate", "review", ""], *, narrow: bool = False) -> None:
        self._workspace = workspace
        self._narrow = narrow
        self._documents = workspace.document_ids
        self._commands: list[Command] = []
        self._add_commands(on)
        count = len(self._commands) + len(self._documents)
        self.options = MadeOptions(count, lambda place: self.command(place).option, tall=narrow)

    def command(self, place: int) -> Command:
        """What that option does."""
        if place < len(self._commands):
            return self._commands[place]
        name = self._documents[place - len(self._commands)]
        return self._command("document", name, place, f"open {name}", self._workspace.metadata(name).title, "")

    def _add_commands(self, on: Literal["annotate", "review", ""]) -> None:
        schema, annotating = self._workspace.schema, on == "annotate"
        for action in ACTIONS:
            of_review = action.place == "review"
            if action.in_palette and (action.place == "everywhere" or on == ("review" if of_review else "annotate")):
                self._add("action", action.id, action.words, action.help, action.shown_key)
        if annotating:
            for label in schema.labels.values():
                self._add("label", label.name, f"label {label.name}", label.description, label.key)
            for link_type in schema.link_types.values():
                self._add("link", link_type.name, f"link {link_type.name}", link_type.description, link_type.key)

    def _add(self, kind: Kind, name: str, words: str, about: str, key: str) -> None:
        self._commands.append(self._command(kind, name, len(self._commands), words, about, key))

    def _command(self, kind: Kind, name: str, place: int, words: str, about: str, key: str) -> Command:
        does = (Part(one_line(about), "dim"),)
        title = Part(one_line(words) if self._narrow else f"{one_line(words):<{WORDS_CELLS}}  ", "strong")
        parts, context = ((title,), does) if self._narrow else ((title, *does), ())
        return Command(kind, name, Option(str(place), parts, context, detail=one_line(key)))

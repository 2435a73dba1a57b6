"""What can be undone and redone, rebuilt from the history when a document is opened."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.edits import Edit
from annotator.storage.history import Line


class Step:
    """One edit and its number in the history. One that came from the history is decoded when it is first needed."""

    __slots__ = ("_edit", "seq")

    def __init__(self, seq: int, edit: Edit | Line) -> None:
        self.seq = seq
        self._edit = edit

    @property
    def edit(self) -> Edit:
        """The edit as it was done, not its inverse; AnnotatorError where the history's line holds none."""
        if isinstance(self._edit, Line):
            self._edit = self._edit.edit()
        return self._edit


class UndoStack:
    """Steps done, the last of them undone first; and steps undone, the last of them redone first."""

    def __init__(self) -> None:
        self.done: list[Step] = []
        self.undone: list[Step] = []

    @classmethod
    def of_history(cls, lines: Iterable[Line]) -> UndoStack:
        """The stack as it was after the last of these lines."""
        stack = cls()
        for line in lines:
            if line.edit_json:
                stack._add(line)
        return stack

    def _add(self, line: Line) -> None:
        match line.role:
            case "":
                self.push(Step(line.seq, line))
            case "undoes":
                if self.done:
                    self.undone.append(self.done.pop())
            case "redoes":
                if self.undone:
                    self.done.append(self.undone.pop())
            case "recovers":
                self.replace_from(line.of, Step(line.seq, line))

    def push(self, step: Step) -> None:
        """A new step was done; what was undone before cannot be redone any more."""
        self.done.append(step)
        self.undone.clear()

    def replace_from(self, first: int, step: Step) -> None:
        """``step`` was done and stands for all steps from the number ``first`` on."""
        while self.done and self.done[-1].seq >= first:
            self.done.pop()
        self.push(step)

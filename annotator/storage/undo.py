"""What can be undone and redone, rebuilt from the history when a document is opened."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.edits import Edit
from annotator.storage.history import Line, Role


class Step:
    """One edit and its number in the history. One that came from the history is decoded when it is first needed."""

    __slots__ = ("_edit", "_is_inverse", "seq")

    def __init__(self, seq: int, edit: Edit | Line, *, is_inverse: bool = False) -> None:
        """``is_inverse`` tells that what is given is the inverse of the step's edit: that of an undo."""
        self.seq = seq
        self._edit = edit.inverse() if is_inverse and isinstance(edit, Edit) else edit
        self._is_inverse = is_inverse

    @property
    def edit(self) -> Edit:
        """The edit as it was done, not its inverse; AnnotatorError where the history's line holds none."""
        if isinstance(self._edit, Line):
            edit = self._edit.edit()
            self._edit = edit.inverse() if self._is_inverse else edit
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
                stack.add(line.seq, line, line.role, line.of)
        return stack

    def add(self, seq: int, edit: Edit | Line, role: Role = "", of: int = 0) -> None:
        """An edit was done; with a role, it takes back, does again or stands for the one of another number."""
        match role:
            case "":
                self.push(Step(seq, edit))
            case "undoes":
                self.undone.append(_taken(self.done, of) or Step(of, edit, is_inverse=True))
            case "redoes":
                self.done.append(_taken(self.undone, of) or Step(of, edit))
            case "recovers":
                self.replace_from(of, Step(seq, edit))

    def push(self, step: Step) -> None:
        """A new step was done; what was undone before cannot be redone any more."""
        self.done.append(step)
        self.undone.clear()

    def replace_from(self, first: int, step: Step) -> None:
        """``step`` was done and stands for all steps from the number ``first`` on."""
        while self.done and self.done[-1].seq >= first:
            self.done.pop()
        self.push(step)


def _taken(steps: list[Step], seq: int) -> Step | None:
    """Takes out the step of that number, nearly always the last; None where it is older than what the history has."""
    for place in range(len(steps) - 1, -1, -1):
        if steps[place].seq == seq:
            return steps.pop(place)
    return None

"""What an annotator does while something breaks, and which states of the set it leads through.

The states are worked out with ``core.edits`` alone: no store has a say in what is right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from annotator.core.edits import Edit, RemarkChange, StatusChange, added, apply, replaced
from annotator.core.model import AnnotationSet, Document, Mention, Status, Target, spans_of
from annotator.core.remarks import Comment, Decision, Remark, Version
from annotator.core.schema import default_schema
from annotator.storage.project import Project
from annotator.storage.schema_file import schema_text
from annotator.storage.session import Session, open_session
from tests.examples import NOW

DOCUMENT, ANNOTATOR = "report", "ann-1"
WORDS = 1200
TEXT = " ".join(f"w{number:04}" for number in range(WORDS))
LABELS = ("person", "role", "amount", "event")
BULK = 120
"""Mentions that one edit adds: its line is longer than a page of memory, so that half of it may be on disk."""

Act: TypeAlias = Literal["label", "relabel", "remove", "bulk", "status", "comment", "decide", "undo", "redo", "rest"]
Acknowledge: TypeAlias = Callable[[int], None]


class Author(Protocol):
    """What scripts ask of a session."""

    @property
    def annotations(self) -> AnnotationSet: ...
    def apply(self, edit: Edit) -> None: ...
    def undo(self) -> Edit | None: ...
    def redo(self) -> Edit | None: ...


class Pure:
    """An author without a store: the measure of all stores."""

    def __init__(self, annotations: AnnotationSet) -> None:
        self.annotations = annotations
        self._done: list[Edit] = []
        self._undone: list[Edit] = []

    def apply(self, edit: Edit) -> None:
        """Does an edit."""
        self.annotations = apply(self.annotations, edit)
        self._done.append(edit)
        self._undone.clear()

    @property
    def words(self) -> tuple[str, str]:
        """What undo and redo offer, in words."""
        return (self._done[-1].action if self._done else "", self._undone[-1].action if self._undone else "")

    def copy(self) -> Pure:
        """Another author who has done the same."""
        author = Pure(self.annotations)
        author._done, author._undone = list(self._done), list(self._undone)
        return author

    def undo(self) -> Edit | None:
        """Takes back the last edit."""
        if not self._done:
            return None
        self._undone.append(self._done.pop())
        edit = self._undone[-1].inverse()
        self.annotations = apply(self.annotations, edit)
        return edit

    def redo(self) -> Edit | None:
        """Does the edit undone last again."""
        if not self._undone:
            return None
        self._done.append(self._undone.pop())
        self.annotations = apply(self.annotations, self._done[-1])
        return self._done[-1]


def mention(number: int, label: str = "") -> Mention:
    """The mention of the word of that number; its label follows from the number where none is given."""
    label = label or LABELS[number % len(LABELS)]
    return Mention(f"m-{number:010d}", label, spans_of((6 * number, 6 * number + 5)), created=NOW)


def remark(act: Literal["comment", "decide"], there: AnnotationSet) -> Remark:
    """What is said, or decided, of the latest mention; its id follows from how much was said before."""
    number, latest = len(there.remarks), next(reversed(list(there.mentions)), "")
    if act == "comment":
        return Comment(f"k-{number:010d}", Target(DOCUMENT, latest), "Is it?", created=NOW)
    return Decision(f"d-{number:010d}", (Version(ANNOTATOR, latest or "m-0", "ab12"),), "accepted:ann-1", created=NOW)


def take(author: Author, act: Act) -> None:
    """One step of a script. What it does follows from the set, so that it fits whatever was before it."""
    there = author.annotations.mentions
    new = max((int(one[2:]) for one in there), default=-1) + 1
    match act:
        case "label":
            author.apply(added("label", [mention(new)]))
        case "bulk":
            author.apply(added("label all", [mention(number) for number in range(new, new + BULK)]))
        case "relabel":
            last = list(there.values())[-1]
            turned = LABELS[(LABELS.index(last.label) + 1) % len(LABELS)]
            author.apply(replaced("relabel", last, replace(last, label=turned)))
        case "remove":
            author.apply(added("label", [list(there.values())[-1]]).inverse())
        case "status":
            before = author.annotations.status
            after = Status.DONE if before is not Status.DONE else Status.IN_PROGRESS
            author.apply(Edit("status", (StatusChange(before, after),)))
        case "comment" | "decide":
            author.apply(Edit(act, (RemarkChange(None, remark(act, author.annotations)),)))
        case "undo":
            author.undo()
        case "redo":
            author.redo()
        case "rest":
            pass


def the_document(text: str = TEXT) -> Document:
    """The document that all scripts are about."""
    return Document(DOCUMENT, text, hashlib.sha256(text.encode()).hexdigest())


def states(acts: Iterable[Act], start: AnnotationSet | None = None) -> list[AnnotationSet]:
    """The set at the start and after each step."""
    author = Pure(start or AnnotationSet(DOCUMENT, ANNOTATOR, the_document().sha256))
    found = [author.annotations]
    for act in acts:
        take(author, act)
        found.append(author.annotations)
    return found


def new_project(folder: Path, save_as: str = "toml", text: str = TEXT) -> Project:
    """A project of the one document."""
    (folder / "documents").mkdir(parents=True)
    schema = schema_text(default_schema("crashes")).replace('save-as = "toml"', f'save-as = "{save_as}"')
    (folder / "annotator.toml").write_text(schema, encoding="utf-8")
    (folder / "documents" / f"{DOCUMENT}.txt").write_text(text, encoding="utf-8")
    return Project.open(folder)


def reopened(folder: Path, snapshot_after: float = 3600.0) -> Session:
    """A session on the document, the public way; its snapshot is written at close only, unless told otherwise."""
    return open_session(Project.open(folder), DOCUMENT, ANNOTATOR, clock=lambda: NOW, snapshot_after=snapshot_after)


def carry_out(
    session: Session, acts: Iterable[Act], acknowledge: Acknowledge, settle: Callable[[], None] = lambda: None
) -> None:
    """Takes the steps; tells after each how many are now saved, once the session says so, and again after closing."""
    number = 0
    for number, act in enumerate(acts, 1):
        take(session, act)
        for _ in range(2):
            session.flush()
            if session.state == "saved":
                acknowledge(number)
                break
            session.retry()
        settle()
    session.close()
    if session.state == "saved":
        acknowledge(number)


@dataclass(frozen=True, slots=True)
class Script:
    """A way to save something: how the folder is before, and the steps. ``resting`` waits for each snapshot."""

    name: str
    acts: tuple[Act, ...]
    before: tuple[Act, ...] = ()
    save_as: str = "toml"
    saved_before_as: str = "toml"
    crashed_before: bool = False
    torn_before: bool = False
    changed_before: bool = False
    resting: bool = False

    def prepare(self, folder: Path) -> None:
        """Makes the folder as it is before the script: worked upon, left by a crash, torn, or changed by another."""
        new_project(folder, self.saved_before_as)
        if self.before:
            session = reopened(folder)
            carry_out(session, self.before[:-1], lambda _: None)
            session = reopened(folder)
            take(session, self.before[-1])
            session.flush()
            if self.crashed_before:
                self._crash(session, folder)
            else:
                session.close()
        if self.save_as != self.saved_before_as:
            schema = folder / "annotator.toml"
            text = schema.read_text(encoding="utf-8")
            schema.write_text(text.replace(f'"{self.saved_before_as}"', f'"{self.save_as}"'), encoding="utf-8")

    def _crash(self, session: Session, folder: Path) -> None:
        """Leaves the files as they are before the session is closed."""
        files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        session.close()
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            if path not in files:
                path.unlink()
        for path, data in files.items():
            path.write_bytes(data)
        if self.torn_before:
            history = folder / "history" / ANNOTATOR / f"{DOCUMENT}.jsonl"
            history.parent.mkdir(parents=True, exist_ok=True)  # a planted store may have none
            with history.open("ab") as file:
                file.write(b'{"format": 1, "seq": 99')
        if self.changed_before:
            snapshot = folder / "annotations" / ANNOTATOR / f"{DOCUMENT}.toml"
            snapshot.write_bytes(snapshot.read_bytes() + b"\n# somebody was here\n")

    def states(self) -> list[AnnotationSet]:
        """The set at the start and after each step."""
        return states((*self.before, *self.acts))[len(self.before) :]


EDITING: tuple[Act, ...] = (
    "label",
    "bulk",
    "relabel",
    "undo",
    "redo",
    "remove",
    "status",
    "comment",
    "decide",
    "label",
)

SCRIPTS = {
    script.name: script
    for script in (
        Script("first edits", EDITING),
        Script("later edits", EDITING, before=("label", "bulk", "label")),
        Script("each in the snapshot", ("label", "bulk", "undo"), before=("label", "label"), resting=True),
        Script("saved as JSON", ("label", "bulk"), before=("label", "label"), save_as="json", saved_before_as="json"),
        Script("from TOML to JSON", ("label", "relabel"), before=("label", "bulk", "label"), save_as="json"),
        Script("after a crash", ("label", "undo"), before=("label", "bulk", "label"), crashed_before=True),
        Script("after a crash, and nothing done", (), before=("label", "bulk", "label"), crashed_before=True),
        Script("a torn history", ("label", "remove"), before=("label", "label"), crashed_before=True, torn_before=True),
        Script(
            "changed by another",
            ("label",),
            before=("label", "bulk", "label"),
            crashed_before=True,
            changed_before=True,
        ),
    )
}

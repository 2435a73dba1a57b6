"""What a folder is worth after something broke: every acknowledged edit is there, and nothing is half there."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet
from annotator.storage.project import Project
from tests.crashes.scripts import reopened, take

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """An acknowledged edit that is gone ("lost"), or files that say what nobody did ("corrupt")."""

    kind: str
    words: str


@dataclass
class Tally:
    """How often something was broken, by what, and what was found to be wrong after."""

    name: str
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lost: int = 0
    corrupt: int = 0

    def count(self, what: str, number: int = 1) -> None:
        """One more of those."""
        self.counts[what] = self.counts.get(what, 0) + number

    def judge(self, where: str, faults: Iterable[Fault]) -> None:
        """Takes in what was found after one break."""
        for fault in faults:
            self.lost += fault.kind == "lost"
            self.corrupt += fault.kind == "corrupt"
            self.faults.append(f"{where}: {fault.kind}: {fault.words}")

    def add(self, other: Tally) -> None:
        """Takes in another tally."""
        for what, number in other.counts.items():
            self.count(what, number)
        self.faults += other.faults
        self.lost += other.lost
        self.corrupt += other.corrupt

    def __str__(self) -> str:
        counts = ", ".join(f"{number:,} {what}" for what, number in self.counts.items())
        more = len(self.faults) - SHOWN
        shown = [*self.faults[:SHOWN], *([f"and {more} more"] if more > 0 else [])]
        return "\n  ".join([f"{self.name}: {counts}; {self.lost} lost, {self.corrupt} corrupt", *shown])


def judge(folder: Path, states: Sequence[AnnotationSet], acknowledged: int) -> list[Fault]:
    """What is wrong with the set in ``folder``.

    It must be one of the states from the acknowledged one on; then it must be possible to go on, to close, and to
    find all that again; and then every file must be sound.
    """
    with failed_threads() as failures:
        try:
            found = _judge(folder, states, acknowledged)
        except AnnotatorError as error:
            found = [Fault("corrupt", f"it does not open: {error}")]
        except Exception as error:  # noqa: BLE001  whatever it is, the user would see it
            found = [Fault("corrupt", f"{type(error).__name__}: {error}")]
    return found + [Fault("corrupt", f"a thread ended: {failure!r}") for failure in failures]


def _judge(folder: Path, states: Sequence[AnnotationSet], acknowledged: int) -> list[Fault]:
    session = reopened(folder)
    if session.read_only:
        session.close()
        return [Fault("corrupt", f"it can only be read: {session.read_only}")]
    known = [number for number, state in enumerate(states) if state == session.annotations]
    if not known or known[-1] < acknowledged:
        session.close()
        there = f"{len(session.annotations.mentions)} mentions, {session.annotations.status.value}"
        if not known:
            return [Fault("corrupt", f"{there}: a state that never was; {acknowledged} steps were acknowledged")]
        return [Fault("lost", f"{there}: step {known[-1]}, and step {acknowledged} was acknowledged")]
    take(session, "label")
    session.close()
    if session.state != "saved":
        return [Fault("corrupt", f"nothing more can be saved: {session.failure}")]
    again = reopened(folder)
    again.close()
    if again.annotations != session.annotations:
        return [Fault("lost", "the edit done after reopening is gone")]
    return [Fault("corrupt", str(problem)) for problem in Project.open(folder).check()]


def missing(found: AnnotationSet, wanted: AnnotationSet) -> list[str]:
    """The ids of the mentions that are wanted and are neither in the set nor, as another version, set aside."""
    aside = [one.record for one in found.aside.values()]
    return [one.id for one in wanted.mentions.values() if found.mentions.get(one.id) != one and one not in aside]


@contextlib.contextmanager
def failed_threads() -> Iterator[list[BaseException]]:
    """What threads end with that nobody waits for; without a word on the screen."""
    found: list[BaseException] = []
    hook = threading.excepthook

    def note(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            found.append(arguments.exc_value)

    threading.excepthook = note
    try:
        yield found
    finally:
        threading.excepthook = hook

"""Sessions in other processes, told what to do line by line."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from annotator.core.edits import added
from annotator.core.model import Mention, spans_of
from annotator.storage import locks
from annotator.storage.project import Project
from annotator.storage.session import Session, open_session


class OtherSession:
    """Another process that annotates "layoffs" as ann-1. Each order is answered by a line."""

    def __init__(self, root: Path, name: str = "other", *, unlocked: bool = False) -> None:
        command = [sys.executable, "-m", "tests.storage.other_session", str(root), name]
        command += ["--unlocked"] if unlocked else []
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def begin(self, order: str) -> None:
        """Gives an order, and does not wait."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        """The next answer."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def tell(self, order: str) -> str:
        """Gives an order; the answer."""
        self.begin(order)
        return self.answer()

    def end(self) -> None:
        """Ends it if it still runs."""
        self.process.kill()
        self.process.communicate()


def label(session: Session, mention_id: str) -> None:
    """Labels the first two code points, and waits until that is on disk."""
    session.apply(added(f"label {mention_id}", [Mention(mention_id, "person", spans_of((0, 2)))]))
    session.flush()


def turn(project: Project) -> Session:
    """A session that may write, as soon as there is one to be had."""
    session = open_session(project, "layoffs", "ann-1", snapshot_after=0.01)
    while session.claim():
        free = threading.Event()
        session.when_free(free.set)
        free.wait()
        lock = session.hand_over()
        session.close()
        session = open_session(project, "layoffs", "ann-1", lock=lock, snapshot_after=0.01)
    return session


def main(root: Path, name: str) -> None:
    """Obeys: ``claim``, ``label ID``, ``many NUMBER``, ``close``."""
    project = Project.open(root)
    session = open_session(project, "layoffs", "ann-1", snapshot_after=3600)
    for line in sys.stdin:
        order, _, words = line.strip().partition(" ")
        match order:
            case "claim":
                print(session.claim() or "mine", flush=True)
            case "label":
                label(session, words)
                print(session.state, flush=True)
            case "many":
                session.close()
                session = turn(project)
                for number in range(int(words)):
                    label(session, f"m-{name}-{number}")
                    assert session.state == "saved", session.failure
                session.close()
                print(session.state, session.failure, flush=True)
            case "close":
                session.close()
                print(session.state, flush=True)


if __name__ == "__main__":
    locks.WAIT = 0.02
    if "--unlocked" in sys.argv:
        setattr(locks.SetLock, "take", lambda _self: "")  # noqa: B010 - a method is not assigned to
    main(Path(sys.argv[1]), sys.argv[2])

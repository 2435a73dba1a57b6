"""A session in another process, told line by line what to do: ``python -m tests.storage.other_session ROOT``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from annotator.core.edits import added
from annotator.core.model import Mention, spans_of
from annotator.storage.project import Project
from annotator.storage.session import open_session


class OtherSession:
    """Another process that annotates "layoffs" as ann-1. Each order is answered by a line."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, "-m", "tests.storage.other_session", str(root)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, order: str) -> str:
        """Gives an order; the answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        """Ends it if it still runs."""
        self.process.kill()
        self.process.communicate()


def main(root: Path) -> None:
    """Obeys: ``claim``, ``label ID``, ``close``."""
    session = open_session(Project.open(root), "layoffs", "ann-1", snapshot_after=3600)
    for line in sys.stdin:
        order, _, words = line.strip().partition(" ")
        match order:
            case "claim":
                print(session.claim() or "mine", flush=True)
            case "label":
                session.apply(added(f"label {words}", [Mention(words, "person", spans_of((0, 2)))]))
                session.flush()
                print(session.state, flush=True)
            case "close":
                session.close()
                print(session.state, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The application with a probe in its event loop: ``python -m tests.benchmarks.probed PROJECT REPORT``.

The probe asks to be woken every two milliseconds and notes how much later that was, and when a snapshot was written.
What the system kept the program's threads waiting for a core meanwhile is taken off: it is the machine's, not ours.
What it found is written to the file REPORT when the application ends: a line of JSON a wake that came late, and a line
a snapshot.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

from annotator.core.model import AnnotationSet, Document
from annotator.storage.project import Project
from annotator.tui import app
from annotator.tui.actions import taken_keys

EVERY = 0.002
LATE = 0.001
"""Seconds of delay from which on a wake is noted."""

NOTES: list[tuple[str, float, float]] = []


async def _probe() -> None:
    while True:
        waited = _waited_for_a_core()
        wanted = time.perf_counter() + EVERY
        await asyncio.sleep(EVERY)
        late = time.perf_counter() - wanted
        if late > LATE:
            NOTES.append(("late", wanted, max(0.0, late - (_waited_for_a_core() - waited))))


def _waited_for_a_core() -> float:
    """Seconds that all threads of this program have been ready to run and could not (Linux)."""
    total = 0
    for task in Path("/proc/self/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[1])
        except OSError:  # the thread has ended meanwhile
            continue
    return total / 1e9


class ProbedApp(app.AnnotatorApp):
    """The application, probed from its first moment on."""

    def on_mount(self) -> None:
        """Starts the probe."""
        super().on_mount()
        self.run_worker(_probe(), group="probe")


class ProbedProject(Project):
    """A project that notes when a snapshot is written."""

    __slots__ = ()

    def write(self, annotations: AnnotationSet, document: Document) -> str:
        """Writes it."""
        began = time.perf_counter()
        try:
            return super().write(annotations, document)
        finally:
            NOTES.append(("snapshot", began, time.perf_counter() - began))


def main() -> None:
    """Runs it, and writes down what the probe found."""
    root, report = Path(sys.argv[1]), Path(sys.argv[2])
    app.AnnotatorApp = ProbedApp  # type: ignore[misc]
    app.run(ProbedProject.open(root, taken_keys()), "ann-1")
    report.write_text("".join(f"{json.dumps(note)}\n" for note in NOTES), encoding="utf-8")


if __name__ == "__main__":
    main()

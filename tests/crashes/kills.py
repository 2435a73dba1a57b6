"""Suite: kill -9 of the application in a pseudo-terminal while keys come in: what its screen called saved is there."""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from annotator.core.errors import AnnotatorError
from annotator.core.model import Mention
from annotator.storage.project import Project
from tests.crashes.judging import Fault, Tally
from tests.crashes.scripts import ANNOTATOR, DOCUMENT, LABELS, new_project, reopened
from tests.crashes.tracing import workshop
from tests.terminal import KEYS, Terminal

ROOT = Path(__file__).parents[2]
LONGEST = 0.8
"""Seconds of typing within which the kill comes."""

PATIENCE = 20.0
"""Seconds in which the screen has to call something saved, where the kill waits for that."""

_END_OF_FRAME = b"\x1b[?2026l"
_MENTIONS = re.compile(r"\b(\d+) mentions?\b")


class Watched(Terminal):
    """The application, opened on the document; ``called_saved`` is the most mentions that its screen called saved."""

    def __init__(self, folder: Path, store: str) -> None:
        self.called_saved = 0
        self.frames = 0
        arguments = ["open", str(folder), "--as", ANNOTATOR, "--document", DOCUMENT]
        program = [sys.executable, "-m", "tests.crashes.program", store] if store else None
        super().__init__(arguments, columns=100, rows=24, cwd=folder, env=surroundings(), program=program)

    def feed(self, data: bytes) -> None:
        """Looks at the top line of each frame, once it is whole."""
        *frames, rest = data.split(_END_OF_FRAME)
        for frame in frames:
            super().feed(frame + _END_OF_FRAME)
            self._look()
        super().feed(rest)

    def press(self, key: str) -> None:
        """Sends a key and waits for nothing."""
        self._process.write(KEYS.get(key, key).encode())

    def read(self, seconds: float) -> None:
        """Reads what comes within that time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self._process.isalive():
            self._read(left)

    def drain(self) -> None:
        """Reads what a process that has ended has left."""
        while self._read(0.05):
            pass

    def _look(self) -> None:
        top = self.lines[0]
        found = _MENTIONS.search(top)
        if found and "✓ saved" in top:
            self.called_saved = max(self.called_saved, int(found[1]))
            self.frames += 1


def surroundings() -> Mapping[str, str]:
    """Where the program is found when it runs in another folder."""
    return {"PYTHONPATH": str(ROOT)}


def kill_the_application(times: int, store: str = "", seed: int = 0) -> Tally:
    """Kills it so often, each time at a moment drawn by ``seed``, and judges the folder.

    Every second time the moment is counted from when the screen first called a label saved: on a slow machine, kills
    that are counted from the first key may all come before that, and then say nothing.
    """
    tally = Tally(f"kill -9 in a terminal, seed {seed}" + (f", with “{store}”" if store else ""))
    chance = random.Random(seed)
    with workshop() as shop:
        for number in range(times):
            _kill(shop / str(number), store, chance, tally, waits=number % 2 == 1)
            tally.count("kills")
    return tally


def _kill(folder: Path, store: str, chance: random.Random, tally: Tally, *, waits: bool) -> None:
    new_project(folder)
    after = chance.uniform(0.0, LONGEST)
    terminal = Watched(folder, store)
    try:
        terminal.wait_for("✓ saved")
        pressed = _type(terminal, after, chance, waits)
        terminal.kill()
        terminal.drain()
    finally:
        terminal.close()
    tally.count("labels typed", pressed)
    tally.count("called saved", terminal.called_saved)
    tally.judge(f"kill {after:.3f} s after {_COUNTED_FROM[waits]}", _faults(folder, terminal.called_saved, pressed))


_COUNTED_FROM = {False: "the first key", True: "the first label was called saved"}


def _type(terminal: Watched, seconds: float, chance: random.Random, waits: bool) -> int:
    """Labels words for so long, where it ``waits`` from when one is called saved; how many."""
    pressed = 0
    end = time.monotonic() + seconds + (PATIENCE if waits else 0.0)
    while (now := time.monotonic()) < end:
        terminal.press(LABELS[pressed % len(LABELS)][0])
        terminal.press("right")
        pressed += 1
        terminal.read(min(end - now, chance.uniform(0.0, 0.06)))
        if waits and terminal.called_saved:
            waits, end = False, min(end, time.monotonic() + seconds)
    return pressed


def _faults(folder: Path, called_saved: int, pressed: int) -> list[Fault]:
    try:
        session = reopened(folder)
        session.close()
    except AnnotatorError as error:
        return [Fault("corrupt", f"it does not open: {error}")]
    if session.read_only:
        return [Fault("corrupt", f"it can only be read: {session.read_only}")]
    found = sorted(session.annotations.mentions.values(), key=lambda one: one.start)
    faults = [Fault("corrupt", str(problem)) for problem in Project.open(folder).check()]
    if len(found) < called_saved:
        faults.append(Fault("lost", f"{len(found)} mentions, and the screen called {called_saved} saved"))
    if len(found) > pressed or any(not _is_typed(one, number) for number, one in enumerate(found)):
        faults.append(Fault("corrupt", f"{len(found)} mentions are not the first of the {pressed} typed"))
    return faults


def _is_typed(found: Mention, number: int) -> bool:
    return found.start == 6 * number and found.label == LABELS[number % len(LABELS)]

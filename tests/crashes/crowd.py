"""Suite: several processes on one document at once, and a git checkout under an open one: both versions are kept."""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing.synchronize import Barrier
from pathlib import Path
from unittest import mock

from annotator.core.edits import added
from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet
from annotator.storage.locks import SetLock
from annotator.storage.project import Project
from annotator.storage.session import Session
from tests.crashes.judging import Fault, Tally
from tests.crashes.scripts import mention, new_project, reopened
from tests.crashes.stores import planted
from tests.crashes.tracing import workshop

AT_A_TIME = 10
"""Edits that a process does before it lets others at the document."""

PATIENCE = 120.0
"""Seconds after which a process gives up."""


def crowd(processes: int = 4, edits: int = 100, *, locks: bool = True, store: str = "", seed: int = 0) -> Tally:
    """So many processes do so many edits each on one document; all that were acknowledged are found after.

    Every process has the document open before one of them edits: else the quick are done before the last has begun.
    """
    with_store = f", with “{store}”" if store else ""
    tally = Tally(f"{processes} processes, {edits} edits each{'' if locks else ', without locks'}{with_store}")
    context = multiprocessing.get_context("spawn")
    everybody = context.Barrier(processes)
    with (
        workshop() as shop,
        ProcessPoolExecutor(processes, mp_context=context, initializer=_meet_at, initargs=(everybody,)) as pool,
    ):
        new_project(shop / "project")
        starts = [number * edits for number in range(processes)]
        work = [pool.submit(_edit, shop / "project", start, edits, locks, store, seed) for start in starts]
        acknowledged = [number for one in work for number in one.result()]
        tally.count("processes", processes)
        tally.count("acknowledged edits", len(acknowledged))
        tally.judge("together", _judge(shop / "project", acknowledged))
    return tally


_meeting: Barrier
"""In a process of the crowd: where it waits for all others."""


def _meet_at(everybody: Barrier) -> None:
    global _meeting
    _meeting = everybody


def _edit(folder: Path, first: int, edits: int, locks: bool, store: str, seed: int) -> list[int]:
    """Labels words from ``first`` on, some at a time, each time in a session of its own; those acknowledged."""
    done: list[int] = []
    has_met = False
    pause = random.Random(seed + first)
    until = time.monotonic() + PATIENCE
    taken = nullcontext() if locks else mock.patch.multiple(SetLock, take=lambda self: "", is_held=True)
    with planted(store), taken:
        while len(done) < edits and time.monotonic() < until:
            session = reopened(folder)
            refusal = session.claim()
            if not has_met:
                _meeting.wait(PATIENCE)
                has_met = True
            if not refusal:
                done += _some(session, range(first + len(done), first + min(edits, len(done) + AT_A_TIME)))
            session.close()
            time.sleep(pause.uniform(0.0, 0.02))
    return done


def _some(session: Session, numbers: Iterable[int]) -> list[int]:
    """Labels these words; those that the session has called saved."""
    done = []
    for number in numbers:
        try:
            session.apply(added("label", [mention(number)]))
        except AnnotatorError:
            break  # another has it now
        session.flush()
        if session.state != "saved":
            break
        done.append(number)
    return done


def _judge(folder: Path, acknowledged: Iterable[int]) -> list[Fault]:
    session = reopened(folder)
    session.close()
    if session.read_only:
        return [Fault("corrupt", f"it can only be read: {session.read_only}")]
    aside = b"".join(path.read_bytes() for path in (folder / "history").rglob("*.jsonl.kept-*"))
    lost = [
        number
        for number in acknowledged
        if not _is_kept(session.annotations, number) and mention(number).id.encode() not in aside
    ]
    faults = [Fault("lost", f"{len(lost)} edits: {lost[:9]}")] if lost else []
    return faults + [Fault("corrupt", str(problem)) for problem in Project.open(folder).check()]


def _is_kept(annotations: AnnotationSet, number: int) -> bool:
    one = mention(number)
    return annotations.mentions.get(one.id) == one or any(aside.record == one for aside in annotations.aside.values())


def checkout(edits: int = 50, store: str = "") -> Tally:
    """Checks another branch out by force while a session is open.

    The branch's edits and the later ones are in the set after, the earlier ones in the history that was kept aside.
    """
    tally = Tally("git checkout under an open session" + (f", with “{store}”" if store else ""))
    with workshop() as shop, planted(store):
        folder = shop / "project"
        new_project(folder)
        git(folder, "init", "-q", "-b", "ours")
        base = _label(folder, range(3))
        git(folder, "checkout", "-q", "-b", "theirs")
        theirs = _label(folder, range(900, 910))
        git(folder, "checkout", "-q", "ours")
        session = reopened(folder)
        ours = _some(session, range(10, 10 + edits))
        git(folder, "checkout", "-q", "-f", "theirs")
        ours += _some(session, range(10 + edits, 10 + 2 * edits))
        session.close()
        tally.count("acknowledged edits", len(ours))
        faults = [] if len(ours) == 2 * edits else [Fault("lost", f"{len(ours)} edits were saved: {session.failure}")]
        tally.judge("after the checkout", [*faults, *_judge(folder, [*base, *ours, *theirs])])
    return tally


def _label(folder: Path, numbers: range) -> list[int]:
    """Labels words in a session of its own, and commits."""
    session = reopened(folder)
    done = _some(session, numbers)
    session.close()
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=ann-1", "-c", "user.email=ann-1@example.org", "commit", "-q", "-m", "label")
    return done


def git(folder: Path, *arguments: str) -> None:
    """Runs git in a folder, without anybody's settings."""
    quiet = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, env=quiet)

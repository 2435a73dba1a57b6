"""Suite: real power cuts. A script works on a file system of its own, which is shut down without its journal.

The ioctl makes the kernel drop all that the file system has not yet sent to the disk, as a cut of the power does; what
the disk has is found when it is mounted again. Needs Linux, ext4, and the right to mount.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.crashes.judging import Fault, Tally
from tests.crashes.stores import planted
from tests.crashes.works import WORKS, Work

SHUTDOWN, WITHOUT_LOG = 0x8004587D, 2
SIZE = 24 << 20
MOST_STEPS = 9
LONGEST = 0.008
"""Seconds after an acknowledged step, drawn at random too, within which the power is cut: a step takes some 5 ms."""

CUT_WORKS = (
    "first edits",
    "later edits",
    "each in the snapshot",
    "from TOML to JSON",
    "a torn history",
    "a new project",
)


def why_not() -> str:
    """Why no file system can be mounted here; empty where one can."""
    if not sys.platform.startswith("linux") or shutil.which("mkfs.ext4", path=_PATH) is None:
        return "power cuts need Linux and mkfs.ext4"
    try:
        with _disk() as (image, place), _mounted(image, place):
            _shut_down(place)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"") or b""
        return f"no file system can be mounted here: {error} {said.decode().strip()}".strip()
    return ""


_PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"


def cut_power(times: int, store: str = "", seed: int = 0) -> Tally:
    """Cuts the power so often, each time at a moment drawn by ``seed``, and judges what is on the disk."""
    tally = Tally(f"power cuts, seed {seed}" + (f", by the store “{store}”" if store else ""))
    chance = random.Random(seed)
    with planted(store), _disk() as (image, place):
        for number in range(times):
            work = WORKS[CUT_WORKS[number % len(CUT_WORKS)]]
            _cut(work, image, place, chance, tally)
            tally.count("power cuts")
    return tally


def _cut(work: Work, image: Path, place: Path, chance: random.Random, tally: Tally) -> None:
    with _mounted(image, place):
        shutil.rmtree(place / "work", ignore_errors=True)
        work.prepare(place / "work")
        os.sync()
        acknowledged, ended = _work_until(work, place, chance.randint(0, MOST_STEPS), chance.uniform(0, LONGEST))
        tally.count("at work", int(not ended))
        tally.count("acknowledged steps", acknowledged)
    with _mounted(image, place):
        faults = work.judge(place / "work", acknowledged) if (place / "work").exists() else [_GONE]
        tally.judge(f"{work.name}, after {acknowledged} steps", faults)


_GONE = Fault("lost", "the folder is gone")


def _work_until(work: Work, place: Path, steps: int, seconds: float) -> tuple[int, bool]:
    """Works in a process until the power is cut, some time after that step.

    The steps that it has acknowledged by then, and whether it had ended. What it says later does not count: without
    power it would say nothing, and here an fsync under way may still be told that all went well.
    """
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        _work(work, place, theirs)
    theirs.close()
    with ours:
        said = ours.recv(1)
        while said.count(b"\n") < steps and (data := ours.recv(1 << 16)):
            said += data
        time.sleep(seconds)
        while select.select([ours], [], [], 0)[0] and (data := ours.recv(1 << 16)):
            said += data
        _shut_down(place)
        ended = bool(os.waitpid(child, os.WNOHANG)[0])
        if not ended:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return int((said[1:].split() or [b"0"])[-1]), ended


def _work(work: Work, place: Path, mouth: socket.socket) -> None:
    try:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        go = work.begin(place / "work")

        def acknowledge(number: int) -> None:
            mouth.send(f"{number}\n".encode())

        mouth.send(b"r")
        go(acknowledge)
    finally:
        os._exit(0)


def _shut_down(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.ioctl(descriptor, SHUTDOWN, WITHOUT_LOG.to_bytes(4, sys.byteorder))
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _disk() -> Iterator[tuple[Path, Path]]:
    """A file with a file system in it, and a place to mount it."""
    with tempfile.TemporaryDirectory(prefix="power-") as folder:
        image, place = Path(folder, "image"), Path(folder, "place")
        place.mkdir()
        with image.open("wb") as file:
            file.truncate(SIZE)
        _run("mkfs.ext4", "-q", "-F", str(image))
        yield image, place


@contextlib.contextmanager
def _mounted(image: Path, place: Path) -> Iterator[None]:
    _run("mount", "-o", "loop", str(image), str(place))
    try:
        yield
    finally:
        _run("umount", str(place))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PATH": _PATH})

"""The work of one process, seen by strace call by call, ended at a call or with a call made to fail.

The process is forked with everything imported, opens a socket on which it acknowledges, and is then attached to: a run
takes some 20 ms. strace counts the calls of each name for each thread, so a *point* is a name and a number. A point
in one thread would be hidden where another gets to the same number first: so threads begin with idle calls, which put
their numbers out of the way (*lanes*); what that hides in turn is got at without. ``Trace.hidden`` has the rest.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from filelock import lock_descriptor

from annotator.core.errors import AnnotatorError
from tests.crashes.works import Work

MUTATING = (
    "?openat,?open,?creat,?write,?pwrite64,?writev,?pwritev,?pwritev2,?rename,?renameat,?renameat2,?unlink,?unlinkat,"
    "?mkdir,?mkdirat,?rmdir,?link,?linkat,?symlink,?symlinkat,?truncate,?ftruncate,?fallocate,?chmod,?fchmod,?fchmodat,"
    "?fchmodat2,?fsync,?fdatasync,?sync_file_range,?copy_file_range,?sendfile,?splice,?flock,?utimensat,?fchown,?fchownat"
)
"""The calls that change files, or may: their arguments show whether. "?": not every machine has every call."""

LANE = 100
"""Idle calls of each name in ``IDLE`` with which the first thread begins; the next with twice as many."""

NOBODY = 1 << 20
"""A descriptor of no file."""

IDLE: tuple[Callable[[], object], ...] = (
    lambda: os.open("", os.O_RDONLY),
    lambda: os.unlink(""),  # noqa: PTH108
    lambda: os.mkdir(""),  # noqa: PTH102
    lambda: os.rename("", ""),  # noqa: PTH104
    lambda: os.chmod("", 0),  # noqa: PTH101
    lambda: os.write(NOBODY, b""),
    lambda: os.fsync(NOBODY),
    lambda: os.ftruncate(NOBODY, 0),
    lambda: lock_descriptor(NOBODY, blocking=False),
)

LONGEST = 30
"""Seconds after which a process that has not ended is taken to hang, and ended by SIGALRM."""

REFUSED = 3
"""The status of a process that has said, in a sentence, that something cannot be done."""

_PR_SET_PTRACER, _ANY = 0x59616D61, ctypes.c_ulong(-1)
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+|\?)(.*)")
_UNFINISHED = re.compile(r"(\d+) +(\w+)\((.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)$")
_IDLE = re.compile(r'^1048576\b|(?:^|, )""(?:,|$)')
_WRITES = re.compile(r"O_(WRONLY|RDWR|CREAT|TRUNC)")


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its thread, name, number among that thread's calls of the name, arguments and result."""

    thread: int
    name: str
    number: int
    arguments: str
    result: int
    injected: bool

    @property
    def mutates(self) -> bool:
        """Whether it can change a file."""
        if self.name in ("openat", "open"):
            return _WRITES.search(self.arguments) is not None
        return self.name not in ("sendto", "close") and _IDLE.search(self.arguments) is None

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


@dataclass(frozen=True, slots=True)
class Point:
    """A call at which something is to happen."""

    name: str
    number: int
    lanes: bool

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run did: how many steps it acknowledged, the calls, and how the process ended (0, or -signal)."""

    acknowledged: int
    calls: tuple[Call, ...]
    status: int


@dataclass(frozen=True, slots=True)
class Trace:
    """The points of one run without a fault, in their order, and those that cannot be got at."""

    run: Run
    points: tuple[Point, ...]
    hidden: tuple[Call, ...]


def why_not() -> str:
    """Why calls cannot be traced on this machine; empty where they can."""
    if not sys.platform.startswith("linux"):
        return "strace is for Linux"
    if shutil.which("strace") is None:
        return "strace is not installed (apt-get install strace)"
    tried = subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=write", "-e", "inject=fsync:error=EIO", "true"],
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if tried.returncode == 0 else f"strace does not work here: {tried.stderr.strip()}"


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder in memory where there is one: what is lost by kill and by faults does not depend on a disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="crashes-", dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


def enumerated(work: Work, folder: Path, again: Path) -> Trace:
    """The points of that work in two prepared folders, alike."""
    run = run_work(work, folder)
    other = run_work(work, again, lanes=False)
    reached = [_reached(one) for one in (run, other)]
    points, hidden = [], []
    for place, call in enumerate(reached[0]):
        twin = reached[1][place] if len(reached[1]) == len(reached[0]) else None
        if call.number:
            points.append(Point(call.name, call.number, True))
        elif twin is not None and twin.number and twin.name == call.name:
            points.append(Point(twin.name, twin.number, False))
        else:
            hidden.append(call)
    return Trace(run, tuple(points), tuple(hidden))


def _reached(run: Run) -> list[Call]:
    """The calls that change files; the number is 0 where another thread has had it before."""
    first: dict[tuple[str, int], Call] = {}
    changing = []
    for call in run.calls:
        holder = first.setdefault((call.name, call.number), call)
        if call.mutates:
            changing.append(call if holder is call else replace(call, number=0))
    return changing


def run_work(work: Work, folder: Path, inject: str = "", *, lanes: bool = True, whole: bool = False) -> Run:
    """Does the work in a forked process under strace; ``inject`` is an expression of strace's option of that name.

    Threads keep their lanes unless told otherwise. ``whole`` keeps every byte that is written, as hexadecimal escapes.
    """
    ours, theirs = socket.socketpair()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        ours.close()
        _be_watched(work, folder, theirs, lanes)
    theirs.close()
    log = folder.with_name(f"{folder.name}.strace")
    options = ["-s", str(1 << 22), "-xx"] if whole else ["-s", "64"]
    command = ["strace", "-f", "-p", str(child), "-o", str(log), *options, "-e", f"trace={MUTATING},?sendto,?close"]
    command += ["-e", f"inject={inject}"] if inject else []
    assert ours.recv(1) == b"r"
    with subprocess.Popen(
        [*command, *(["-e", f"inject={inject}"] if inject else [])], stderr=subprocess.PIPE
    ) as strace:
        assert strace.stderr is not None
        said = strace.stderr.readline()
        if b"attached" not in said:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise RuntimeError(f"strace could not attach: {said.decode()}{strace.stderr.read().decode()}")
        ours.send(b"g")
        acknowledged = 0
        while data := ours.recv(1 << 16):
            acknowledged = int(data.split()[-1])
        _, status = os.waitpid(child, 0)
    ours.close()
    return Run(acknowledged, tuple(_calls(log)), os.waitstatus_to_exitcode(status))


def _be_watched(work: Work, folder: Path, mouth: socket.socket, lanes: bool) -> None:
    """The forked process: waits to be attached to, works, and ends without a word on the terminal."""
    status = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANY, 0, 0, 0)
        signal.alarm(LONGEST)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        go = work.begin(folder)
        if lanes:
            _keep_lanes()
        mouth.send(b"r")
        mouth.recv(1)

        def acknowledge(number: int) -> None:
            mouth.send(f"{number}\n".encode())

        go(acknowledge)
        status = 0
    except AnnotatorError:
        status = REFUSED
    finally:
        os._exit(status)


def _keep_lanes() -> None:
    """Has each thread that is begun from now on make idle calls first."""
    lanes = count(1)
    run = threading.Thread.run

    def later(thread: threading.Thread) -> None:
        for call in IDLE * (LANE * next(lanes)):
            with suppress(OSError):
                call()
        run(thread)

    threading.Thread.run = later  # type: ignore[method-assign, assignment]


def _calls(log: Path) -> Iterator[Call]:
    """The calls that a log has, in the order in which they began."""
    numbers: dict[tuple[int, str], int] = defaultdict(int)
    begun: dict[int, tuple[str, str]] = {}
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if cut := _UNFINISHED.match(line):
            begun[int(cut[1])] = (cut[2], cut[3])
            continue
        if rest := _RESUMED.match(line):
            name, arguments = begun.pop(int(rest[1]), (rest[2], ""))
            line = f"{rest[1]} {name}({arguments}{rest[3]}"
        if found := _LINE.match(line):
            thread, name = int(found[1]), found[2]
            numbers[thread, name] += 1
            result = int(found[4]) if found[4] != "?" else -1
            yield Call(thread, name, numbers[thread, name], found[3], result, "(INJECTED)" in found[5])

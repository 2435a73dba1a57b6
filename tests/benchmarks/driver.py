"""A program on a pseudo-terminal: keys in, bytes out, and when the last byte of each redraw came."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ptyprocess import PtyProcess

QUIET = 0.06
"""Seconds without a byte after which a redraw is taken to be through."""

REST = 0.5
"""Seconds for which a program is watched that is to have done all that it does behind its first screen."""

SYNC_QUERY, SYNC_ANSWER = b"\x1b[?2026$p", b"\x1b[?2026;2$y"


@dataclass(frozen=True, slots=True)
class Redraw:
    """What one key cost: milliseconds to the last byte, bytes sent, milliseconds of processor time."""

    ms: float
    sent: int
    cpu_ms: float


class Program:
    """A running program. Close it after use."""

    def __init__(self, command: Sequence[str], cwd: Path, env: Mapping[str, str], columns: int = 120, rows: int = 40):
        surroundings = {**os.environ, **env, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.started = time.perf_counter()
        self._process = PtyProcess.spawn(list(command), cwd=str(cwd), env=surroundings, dimensions=(rows, columns))
        self._fd = self._process.fd

    def first_screen(self, words: bytes, seconds: float = 120) -> float:
        """Milliseconds from the start to the last byte of the redraw that has ``words`` in it."""
        seen = b""
        last = self.started
        deadline = self.started + seconds
        while time.perf_counter() < deadline:
            chunk = self._read(0.5 if words not in seen else QUIET * 2)
            if chunk:
                seen += chunk
                last = time.perf_counter()
            elif words in seen:
                return (last - self.started) * 1000
        raise TimeoutError(f"{words!r} did not come")

    def press(self, keys: bytes, patience: float = 1.0, quiet: float = QUIET) -> Redraw:
        """Sends keys at once, and waits for the redraw to be through: at most ``patience`` seconds for it to begin."""
        cpu = self.cpu_ms()
        start = last = time.perf_counter()
        os.write(self._fd, keys)
        sent = 0
        while chunk := self._read(quiet if sent else patience):
            last = time.perf_counter()
            sent += len(chunk)
        return Redraw((last - start) * 1000, sent, self.cpu_ms() - cpu)

    def resize(self, columns: int, rows: int) -> Redraw:
        """Gives the terminal another size, and waits for the redraw."""
        cpu = self.cpu_ms()
        start = last = time.perf_counter()
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._process.kill(signal.SIGWINCH)
        sent = 0
        while chunk := self._read(0.15 if sent else 1.0):
            last = time.perf_counter()
            sent += len(chunk)
        return Redraw((last - start) * 1000, sent, self.cpu_ms() - cpu)

    def settle(self, seconds: float = 0.5) -> None:
        """Reads until nothing has come for so long."""
        while self._read(seconds):
            pass

    def rest(self, below_ms: float = 5) -> None:
        """Reads until the processor rests: all that is done behind the first screen has been done."""
        while True:
            before = self.cpu_ms()
            self.settle(REST)
            if self.cpu_ms() - before < below_ms:
                return

    def cpu_ms(self) -> float:
        """Processor time of all threads so far, in milliseconds (Linux)."""
        return sum(int(found.split()[0]) for found in self._of_threads("schedstat")) / 1e6

    def wakes(self) -> int:
        """How often its threads have gone to sleep so far, each time to be woken by something (Linux)."""
        return sum(int(found.split("\nvoluntary_ctxt_switches:")[1].split()[0]) for found in self._of_threads("status"))

    def _of_threads(self, name: str) -> list[str]:
        found = []
        for task in Path(f"/proc/{self._process.pid}/task").iterdir():
            try:
                found.append((task / name).read_text())
            except OSError:  # the thread has ended meanwhile
                continue
        return found

    def memory_mb(self) -> float:
        """Resident memory, in MB of 1,000,000 bytes (Linux)."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def wait(self, seconds: float) -> None:
        """Waits for it to end by itself; TimeoutError where it does not."""
        deadline = time.perf_counter() + seconds
        while self._process.isalive():
            if time.perf_counter() > deadline:
                raise TimeoutError("the program did not end")
            self._read(0.05)

    def close(self) -> None:
        """Ends the program."""
        if self._process.isalive():
            self._process.kill(signal.SIGKILL)
            self._process.wait()
        self._process.close()

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:
            return b""
        if SYNC_QUERY in data:
            os.write(self._fd, SYNC_ANSWER)
        return data

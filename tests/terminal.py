"""The installed program in a real pseudo-terminal, its screen read by a terminal emulator."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyte
from ptyprocess import PtyProcess

KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "shift+right": "\x1b[1;2C",
    "shift+left": "\x1b[1;2D",
    "alt+right": "\x1b[1;3C",
    "ctrl+home": "\x1b[1;5H",
    "ctrl+end": "\x1b[1;5F",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pagedown": "\x1b[6~",
    "ctrl+pagedown": "\x1b[6;5~",
    "delete": "\x1b[3~",
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "backspace": "\x7f",
    "space": " ",
    "ctrl+q": "\x11",
    "ctrl+z": "\x1a",
    "ctrl+y": "\x19",
    "ctrl+d": "\x04",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
}

GLANCE = 0.02
"""Seconds between two looks at what the program does."""

PATIENCE = 20.0
"""Seconds after which a program that always has something to do is taken as it is."""

SYNC_QUERY, SYNC_ANSWER = b"\x1b[?2026$p", b"\x1b[?2026;2$y"


class Terminal:
    """A program on a terminal of ``columns`` by ``rows`` cells. ``raw`` is every byte that it has sent."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        columns: int = 100,
        rows: int = 30,
        cwd: Path,
        env: Mapping[str, str],
        program: Sequence[str] | None = None,
    ) -> None:
        self.raw = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        surroundings = {**os.environ, **env, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        command = [*(program or (sys.executable, "-m", "annotator")), *arguments]
        self._process = PtyProcess.spawn(command, cwd=str(cwd), env=surroundings, dimensions=(rows, columns))

    @property
    def lines(self) -> list[str]:
        """The screen's lines, as text."""
        return list(self._screen.display)

    @property
    def text(self) -> str:
        """The whole screen, as text."""
        return "\n".join(self.lines)

    def cell(self, row: int, column: int) -> Any:
        """What stands in a cell: ``data``, ``underscore``, ``bg`` and more."""
        return self._screen.buffer[row][column]

    def send(self, *keys: str) -> None:
        """Types: names of ``KEYS``, or text as it is."""
        for key in keys:
            self._process.write(KEYS.get(key, key).encode())
            self.settle()

    def mouse(self, column: int, row: int, *, button: int = 0, release: bool = True) -> None:
        """Clicks on a cell, counted from 1 (SGR mouse report)."""
        self._process.write(f"\x1b[<{button};{column};{row}M".encode())
        if release:
            self._process.write(f"\x1b[<{button};{column};{row}m".encode())
        self.settle()

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Presses on one cell, moves to another and lets go; cells are (column, row), counted from 1."""
        self._process.write(f"\x1b[<0;{start[0]};{start[1]}M".encode())
        self._process.write(f"\x1b[<32;{end[0]};{end[1]}M".encode())
        self._process.write(f"\x1b[<0;{end[0]};{end[1]}m".encode())
        self.settle()

    def wait_for(self, words: str, seconds: float = 20) -> None:
        """Reads until ``words`` stand on the screen; AssertionError with the screen where they do not."""
        deadline = time.monotonic() + seconds
        while words not in self.text:
            over = time.monotonic() > deadline or not self._process.isalive()
            if not self._read(0.2) and over:
                raise AssertionError(f"{words!r} did not come on the screen:\n{self.text}")

    def settle(self, quiet: float = 0.15) -> None:
        """Reads until nothing has come for ``quiet`` seconds in which the program had nothing to do.

        Silence alone says nothing on a busy machine: the program may still be waiting for its turn to read a key.
        """
        until = time.monotonic() + PATIENCE
        since = time.monotonic()
        while self._process.isalive() and since + quiet > time.monotonic():
            if (self._read(min(quiet, GLANCE)) or not self._is_at_rest()) and time.monotonic() < until:
                since = time.monotonic()
        while self._read(0):
            pass

    def resize(self, columns: int, rows: int) -> None:
        """Gives the terminal another size."""
        self._screen.resize(rows, columns)
        self._process.setwinsize(rows, columns)
        self.settle()

    def wait_until_ended(self, seconds: float = 20) -> int:
        """Reads to the end; the program's exit status. AssertionError where it does not end."""
        deadline = time.monotonic() + seconds
        while self._process.isalive():
            assert time.monotonic() < deadline, f"the program did not end:\n{self.text}"
            self._read(0.1)
        return int(self._process.exitstatus if self._process.exitstatus is not None else -self._process.signalstatus)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Sends a signal."""
        self._process.kill(number)

    def close(self) -> None:
        """Ends the program if it still runs."""
        if self._process.isalive():
            self._process.kill(signal.SIGKILL)
            self._process.wait()
        self._process.close()

    def _is_at_rest(self) -> bool:
        """Whether no thread of the program computes, waits for its turn to, or waits for a disk.

        Told by Linux alone; elsewhere yes.
        """
        for status in Path(f"/proc/{self._process.pid}/task").glob("*/stat"):
            with contextlib.suppress(OSError):  # the thread has ended
                if status.read_text(errors="replace").rpartition(") ")[2][:1] in ("R", "D"):
                    return False
        return True

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._process.fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._process.fd, 1 << 16)
        except OSError:
            return False
        if not data:
            return False
        self.raw += data
        if SYNC_QUERY in data:
            self._process.write(SYNC_ANSWER)
        self.feed(data.replace(SYNC_QUERY, b""))
        return True

    def feed(self, data: bytes) -> None:
        """Takes in bytes that the program has sent."""
        self._stream.feed(data)

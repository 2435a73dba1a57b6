"""A driver that survives its terminal: bytes that are no text, and a window that is closed under the program.

The framework's input thread ends the application at the first byte that is not UTF-8, and goes round for ever once a
terminal has been closed; its output thread dies at the first write that fails, and the application then waits for it.
"""

from __future__ import annotations

import contextlib
import select
import sys
from threading import Thread
from typing import IO, Any

from textual.driver import Driver


class Outlet:
    """A file that goes on taking what its terminal no longer does."""

    def __init__(self, file: IO[str] | None) -> None:
        self._file: Any = file

    def write(self, text: str) -> None:
        """Writes, where there is still somebody to read."""
        with contextlib.suppress(OSError, ValueError):
            self._file.write(text)

    def flush(self) -> None:
        """Flushes, where there is still somebody to read."""
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def enduring(driver: type[Driver]) -> type[Driver]:
    """A driver like ``driver`` that ends the application, everything saved, when the terminal is gone."""
    if sys.platform == "win32":
        return driver

    class EnduringDriver(driver):  # type: ignore[misc,valid-type]  # a base class that is a value
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._file: Any = Outlet(sys.__stderr__)  # the framework's own choice, which it takes from nowhere else
            self._is_watched = False

        def start_application_mode(self) -> None:
            """Starts, and watches for the end of the terminal: without a timer, in a thread that sleeps until then."""
            super().start_application_mode()
            if sys.platform == "linux" and not self._is_watched:
                self._is_watched = True
                Thread(target=self._wait_for_the_end, name="terminal is there", daemon=True).start()

        def run_input_thread(self) -> None:
            """Reads keys; bytes that are no text are passed over."""
            while not self.exit_event.is_set():
                try:
                    super().run_input_thread()
                except UnicodeDecodeError:
                    continue
                except OSError:
                    self._end()
                return

        def _wait_for_the_end(self) -> None:
            poll = select.poll()
            poll.register(self.fileno, 0)  # hang-ups are told without being asked for
            with contextlib.suppress(OSError):
                poll.poll()
                self._end()

        def _end(self) -> None:
            self._app.call_later(self._app.exit)

    return EnduringDriver

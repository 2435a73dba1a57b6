"""However the program ends: everything is saved, the terminal is as it was, and what there is to say is said."""

from __future__ import annotations

import errno
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotator.storage.project import Project
from tests.terminal import Terminal
from tests.tui.whole_app import copy_of, stored

ROOT = Path(__file__).parents[1]

SWITCHED = {
    "alternate screen": (b"\x1b[?1049h", b"\x1b[?1049l"),
    "mouse": (b"\x1b[?1000h", b"\x1b[?1000l"),
    "mouse moves": (b"\x1b[?1003h", b"\x1b[?1003l"),
    "mouse reports": (b"\x1b[?1006h", b"\x1b[?1006l"),
    "focus": (b"\x1b[?1004h", b"\x1b[?1004l"),
    "bracketed paste": (b"\x1b[?2004h", b"\x1b[?2004l"),
    "no line wrap": (b"\x1b[?7l", b"\x1b[?7h"),
    "hidden cursor": (b"\x1b[?25l", b"\x1b[?25h"),
}
"""What the application switches on, with what switches it off."""


@contextmanager
def opened(folder: Path, environment: Mapping[str, str] | None = None, document: str = "memo") -> Iterator[Terminal]:
    """The program on a document, once it is on the screen."""
    arguments = ["open", str(folder), "--as", "ann-1", "--document", document]
    terminal = Terminal(arguments, cwd=folder, env={"PYTHONPATH": str(ROOT), **(environment or {})})
    try:
        terminal.wait_for(f"› {document}")
        terminal.wait_for("saved")
        terminal.settle()
        yield terminal
    finally:
        terminal.close()


@pytest.fixture
def chief(tmp_path: Path) -> Path:
    """A copy of the corpus "interim-chief"."""
    return copy_of("interim-chief", tmp_path)


def assert_given_back(raw: bytes) -> None:
    """The last word on each switch is off, the keyboard's too, and the keyboard's comes before the screen's."""
    for name, (on, off) in SWITCHED.items():
        assert raw.rindex(off) > raw.rindex(on), name
    assert len(re.findall(rb"\x1b\[>\d+u", raw)) == len(re.findall(rb"\x1b\[<\d*u", raw))
    assert raw.rindex(b"\x1b[<u") < raw.rindex(b"\x1b[?1049l")


def modes(terminal: Terminal) -> list[object]:
    """How the terminal treats what is typed."""
    return list(termios.tcgetattr(terminal._process.fd)[:4])


def after_the_screen(terminal: Terminal) -> str:
    """What was printed once the terminal was given back, without control sequences."""
    rest = terminal.raw.rpartition(b"\x1b[?1049l")[2].decode()
    return re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]", "", rest).strip()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_saves_what_was_just_done_and_gives_the_terminal_back(chief: Path, number: int) -> None:
    with opened(chief) as terminal:
        terminal._process.write(b"\x1b[Ce")
        terminal.wait_for("1 mention")
        terminal.kill(number)
        assert terminal.wait_until_ended() == 0
        terminal.settle()
    assert_given_back(terminal.raw)
    assert after_the_screen(terminal) == ""
    assert len(Project.open(chief).stored_set("ann-1", Project.open(chief).document("memo")).annotations.mentions) == 1


def test_a_second_signal_and_more_end_no_worse(chief: Path) -> None:
    with opened(chief) as terminal:
        terminal._process.write(b"\x1b[Ce")
        terminal.wait_for("1 mention")
        for _ in range(3):
            terminal.kill(signal.SIGTERM)
        assert terminal.wait_until_ended() in (0, -signal.SIGTERM)
        terminal.settle()
    assert_given_back(terminal.raw)
    assert len(stored(chief, "memo").mentions) == 1


def test_a_stopped_program_gives_the_terminal_back_and_takes_it_again(chief: Path) -> None:
    with opened(chief) as terminal:
        terminal.send("right", "e")
        terminal.wait_for("1 mention")
        during = modes(terminal)
        terminal.kill(signal.SIGTSTP)
        wait_for_state(terminal, "T")
        terminal.settle()
        assert_given_back(terminal.raw)
        assert modes(terminal) != during
        terminal.kill(signal.SIGCONT)
        terminal.wait_for("1 mention")
        terminal.settle()
        assert modes(terminal) == during
        terminal.send("right", "p", "ctrl+q")
        assert terminal.wait_until_ended() == 0
        terminal.settle()
    assert_given_back(terminal.raw)
    assert len(stored(chief, "memo").mentions) == 2


def wait_for_state(terminal: Terminal, letter: str) -> None:
    """Waits until the system says that the program is in a state: T for stopped."""
    deadline = time.monotonic() + 20
    while True:
        terminal.settle(0.05)
        state = Path(f"/proc/{terminal._process.pid}/stat").read_text().rpartition(") ")[2][0]
        if state == letter:
            return
        assert time.monotonic() < deadline, f"the program is in state {state}"


@pytest.mark.parametrize("heeds_hangups", [True, False])
def test_a_closed_terminal_ends_the_program_and_everything_is_saved(
    chief: Path, tmp_path: Path, heeds_hangups: bool
) -> None:
    (tmp_path / "deaf").mkdir()
    if not heeds_hangups:
        ignored = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\ndel signal.SIGHUP\n"
        (tmp_path / "deaf" / "sitecustomize.py").write_text(ignored, encoding="utf-8")
    surroundings = {"PYTHONPATH": f"{tmp_path / 'deaf'}:{ROOT}"}
    with opened(chief, surroundings) as terminal:
        terminal._process.write(b"\x1b[Ce")
        terminal.wait_for("1 mention")
        pid = terminal._process.pid
        terminal._process.fileobj.close()
        deadline = time.monotonic() + 20
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            assert time.monotonic() < deadline, "the program goes on without a terminal"
            time.sleep(0.05)
        terminal._process.terminated = True
        terminal._process.closed = True
    assert len(stored(chief, "memo").mentions) == 1


def test_bytes_that_are_no_text_are_passed_over(chief: Path) -> None:
    with opened(chief) as terminal:
        for data in (b"\xff\xfe", b"\xc3\x28", b"\xe9"):
            terminal._process.write(data)
            terminal.settle()
        terminal.send("right", "e")
        terminal.wait_for("1 mention")
        terminal.send("ctrl+q")
        assert terminal.wait_until_ended() == 0


FAULT = """
import annotator.core.operations

def fail(*arguments):
    try:
        raise KeyError("SECRET WORDS OF A TEXT")
    except KeyError as error:
        raise ValueError("SECRET WORDS OF A TEXT") from error

annotator.core.operations.set_status = fail
"""


def test_a_fault_is_one_line_and_a_report_that_tells_no_words_and_nobody_else_can_read(
    chief: Path, tmp_path: Path
) -> None:
    (tmp_path / "faulty").mkdir()
    (tmp_path / "faulty" / "sitecustomize.py").write_text(FAULT, encoding="utf-8")
    state = tmp_path / "state"
    with opened(chief, {"PYTHONPATH": f"{tmp_path / 'faulty'}:{ROOT}", "XDG_STATE_HOME": str(state)}) as terminal:
        terminal.send("right", "e", "ctrl+d")
        assert terminal.wait_until_ended() == 1
        terminal.settle()
    assert_given_back(terminal.raw)
    (report,) = state.rglob("crash-*.txt")
    said = after_the_screen(terminal)
    assert said.startswith("annotator: This is a fault of the program (ValueError: ")
    assert re.sub(r"\s", "", str(report)) in re.sub(r"\s", "", said)
    written = report.read_text(encoding="utf-8")
    assert "SECRET" not in re.sub(r'(?m)^ .*"SECRET.*$', "", written)
    assert "KeyError" in written
    assert "ValueError" in written
    assert "in fail" in written
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert len(stored(chief, "memo").mentions) == 1


def test_without_a_terminal_a_sentence_says_so(chief: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "open", str(chief)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "annotator: The application needs a terminal; the other commands work without one.\n"


@pytest.mark.parametrize("command", ["check", "stats", "schema"])
def test_a_reader_that_goes_away_gets_no_traceback(chief: Path, command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "annotator", command, "-p", str(chief)],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
    finally:
        os.close(writing)
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") <= 1


# Errors while saving, with real faults.


def no_room(terminal: Terminal) -> None:
    """No file of the program may grow any more."""
    resource.prlimit(terminal._process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def room(terminal: Terminal) -> None:
    """Files may grow again."""
    resource.prlimit(terminal._process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_without_room_it_is_said_within_a_second_and_until_there_is_room_again(chief: Path) -> None:
    with opened(chief) as terminal:
        no_room(terminal)
        terminal._process.write(b"\x1b[Ce")
        terminal.wait_for("✗ 1 edit not saved", seconds=SAID_WITHIN)
        terminal.wait_for("file too large")
        terminal.send("right", "p")
        terminal.wait_for("✗ 2 edits not saved")
        terminal.send("f1")
        terminal.wait_for("TITLE")
        terminal.wait_for("✗ 2 edits not saved")
        terminal.send("f2", "ctrl+q")
        terminal.wait_for("Quit and lose 2 edits")
        terminal.send("escape")
        room(terminal)
        terminal.send("right", "a")
        terminal.wait_for("✓ saved")
        terminal.send("ctrl+q")
        assert terminal.wait_until_ended() == 0
    assert len(stored(chief, "memo").mentions) == 3


SAID_WITHIN = 1.0 + 4.0
"""Seconds; what is said at once takes a few hundredths, and a busy machine the rest."""


def test_a_folder_that_became_a_file_is_mended_and_retried_on_a_key(chief: Path) -> None:
    with opened(chief, document="layoffs") as terminal:
        before = (chief / "annotations/ann-1/layoffs.toml").read_bytes()
        count = len(stored(chief, "layoffs").mentions)
        shutil.rmtree(chief / "history", ignore_errors=True)
        (chief / "history").write_bytes(b"")
        terminal.send("right", "p")
        terminal.wait_for("✗ 1 edit not saved")
        assert (chief / "annotations/ann-1/layoffs.toml").read_bytes() == before
        (chief / "history").unlink()
        terminal.send("\x13")
        terminal.wait_for("✓ saved")
        terminal.send("ctrl+q")
        assert terminal.wait_until_ended() == 0
    assert len(stored(chief, "layoffs").mentions) == count + 1


def test_what_a_signal_finds_unsaved_is_kept_elsewhere_and_can_be_copied_back(chief: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    with opened(chief, {"XDG_STATE_HOME": str(state)}) as terminal:
        shutil.rmtree(chief / "history", ignore_errors=True)
        (chief / "history").write_bytes(b"")
        terminal.send("right", "e")
        terminal.wait_for("✗ 1 edit not saved")
        terminal.kill(signal.SIGTERM)
        assert terminal.wait_until_ended() == 1
        terminal.settle()
    assert_given_back(terminal.raw)
    assert os.strerror(errno.ENOTDIR).lower() in after_the_screen(terminal)
    (kept,) = (state / "annotator" / "rescued").iterdir()
    assert re.sub(r"\s", "", str(kept)) in re.sub(r"\s", "", after_the_screen(terminal))
    (chief / "history").unlink()
    shutil.copytree(kept, chief, dirs_exist_ok=True)
    assert len(stored(chief, "memo").mentions) == 1

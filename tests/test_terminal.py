"""What only a real terminal shows: the installed program, its keys as bytes, its screen as an emulator draws it."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from annotator.core.model import AnnotationSet
from annotator.storage.project import Project
from tests.terminal import Terminal

CORPORA = Path(__file__).parents[1] / "corpora"
ROOT = Path(__file__).parents[1]


@contextmanager
def opened(folder: Path, document: str, size: tuple[int, int] = (120, 36)) -> Iterator[Terminal]:
    """The program on a document of a folder, once it shows it."""
    arguments = ["open", str(folder), "--as", "ann-1", "--document", document]
    terminal = Terminal(arguments, columns=size[0], rows=size[1], cwd=folder, env=surroundings())
    try:
        terminal.wait_for(f"› {document}")
        terminal.wait_for("saved")
        terminal.settle()
        yield terminal
    finally:
        terminal.close()


def surroundings() -> Mapping[str, str]:
    """Where the program is found when it runs in another folder."""
    return {"PYTHONPATH": str(ROOT)}


def stored(folder: Path, document: str) -> AnnotationSet:
    """What is on disk."""
    project = Project.open(folder)
    return project.annotation_set("ann-1", project.document(document))


def words(folder: Path, document: str) -> dict[str, str]:
    """The words of the mentions on disk, each with its label."""
    text = Project.open(folder).document(document)
    return {text.quote(one.spans): one.label for one in stored(folder, document).mentions.values()}


def copy_of(corpus: str, folder: Path) -> Path:
    """A corpus, copied."""
    target = folder / corpus
    shutil.copytree(CORPORA / corpus, target, ignore=shutil.ignore_patterns(".annotator", "history"))
    return target


SLOW_READER = """
import os, time, tty
tty.setraw(0)
os.write(1, b"ready")
os.read(0, 1)
until = time.process_time() + 0.8
while time.process_time() < until:
    pass
os.write(1, b" and done")
os.read(0, 1)
"""


def test_a_terminal_waits_for_a_program_that_still_works_on_a_key(tmp_path: Path) -> None:
    terminal = Terminal([], cwd=tmp_path, env={}, program=(sys.executable, "-c", SLOW_READER))
    try:
        terminal.wait_for("ready")
        terminal.send("x")
        assert "and done" in terminal.text
    finally:
        terminal.close()


def test_words_labelled_in_a_terminal_are_on_disk_and_undone_after_a_restart(tmp_path: Path) -> None:
    folder = copy_of("interim-chief", tmp_path)
    with opened(folder, "memo") as terminal:
        terminal.send("right", "e", "right", "right", "right", "right", "p")
        terminal.wait_for("2 mentions")
        terminal.send("ctrl+q")
        assert terminal.wait_until_ended() == 0
    assert words(folder, "memo") == {"note": "event", "staff": "person"}
    written = (folder / "annotations/ann-1/memo.toml").read_text(encoding="utf-8")
    assert 'quote = "staff"' in written

    with opened(folder, "memo") as terminal:
        terminal.wait_for("2 mentions")
        terminal.send("ctrl+z")
        terminal.wait_for("1 mention ")
        terminal.send("ctrl+q")
        assert terminal.wait_until_ended() == 0
    assert words(folder, "memo") == {"note": "event"}


def test_the_mouse_of_a_terminal_selects_and_labels(tmp_path: Path) -> None:
    folder = copy_of("interim-chief", tmp_path)
    with opened(folder, "memo") as terminal:
        row = next(number for number, line in enumerate(terminal.lines, 1) if "The note that reached" in line)
        column = terminal.lines[row - 1].index("note that") + 1
        terminal.drag((column, row), (column + len("note that") - 1, row))
        last = len(terminal.lines)
        terminal.mouse(terminal.lines[-1].index("event") + 1, last)
        terminal.wait_for("1 mention ")
        terminal.send("ctrl+q")
        assert terminal.wait_until_ended() == 0
    assert words(folder, "memo") == {"note that": "event"}


def test_the_terminal_is_given_back_as_it_was(tmp_path: Path) -> None:
    folder = copy_of("interim-chief", tmp_path)
    with opened(folder, "memo") as terminal:
        terminal.send("ctrl+q")
        assert terminal.wait_until_ended() == 0
    for switched_on, switched_off in ((b"\x1b[?1049h", b"\x1b[?1049l"), (b"\x1b[?1000h", b"\x1b[?1000l")):
        assert terminal.raw.rindex(switched_off) > terminal.raw.rindex(switched_on)
    assert terminal.raw.rindex(b"\x1b[?25h") > terminal.raw.rindex(b"\x1b[?25l")


HOSTILE = "Hello \x1b]52;c;ZXZpbA==\x07 \x1bc \x9b31m \u202egnihton\u202c [@click=app.quit]x[/] \x1b[2J end.\n"


def test_no_text_of_a_file_acts_on_the_terminal(tmp_path: Path) -> None:
    folder = copy_of("interim-chief", tmp_path)
    (folder / "documents/evil.txt").write_bytes(HOSTILE.encode())
    (folder / "documents/evil.toml").write_text(
        'title = "T\\u001b]52;c;ZXZpbA==\\u0007\\u001bc"\nsource = "S\\u001b]0;owned\\u0007"\n', encoding="utf-8"
    )
    with opened(folder, "evil") as terminal:
        terminal.send("p", "]", "i", "escape", "f1")
        terminal.wait_for("TITLE")
        terminal.send("f2", "?")
        terminal.send("escape", "ctrl+q")
        assert terminal.wait_until_ended() == 0
    assert b"\x1b]52" not in terminal.raw
    assert b"\x1b]0;" not in terminal.raw
    assert b"\x1bc" not in terminal.raw
    assert b"\xc2\x9b" not in terminal.raw
    assert "\u202e".encode() not in terminal.raw
    assert not re.search(rb"\x1b\[2J(?=[^\x1b]* end)", terminal.raw)
    assert words(folder, "evil") == {"Hello": "person"}


def test_keys_that_come_all_at_once_are_taken_in_their_order(tmp_path: Path) -> None:
    folder = copy_of("interim-chief", tmp_path)
    with opened(folder, "memo") as terminal:
        right = "\x1b[C"
        terminal.send(f"p{right}r{right}a{right}e")
        terminal.wait_for("4 mentions")
        terminal.send("ctrl+q")
        assert terminal.wait_until_ended() == 0
    assert list(words(folder, "memo").values()) == ["person", "role", "amount", "event"]

"""A run through every screen of a project that is hostile throughout: what the terminal gets, and what is stored.

Every string of the project is a dose of control sequences, markup or what readers cannot see, the texts
have all of them. Nothing but what the framework itself needs may reach the terminal, no markup may act, and
what was not edited must be on disk afterwards byte for byte.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import cast

import pyte
import pytest

from annotator.core.display import display_safe
from annotator.storage.project import Project
from annotator.tui.actions import ACTIONS
from tests.hostile.fixtures import ALL, DOSES, TEXTS, hostile_project
from tests.hostile.stream import FRAMEWORK, NOTHING, forbidden
from tests.terminal import KEYS, Terminal
from tests.tui.whole_app import files_of

ROOT = Path(__file__).parents[2]


@contextmanager
def opened(
    folder: Path,
    document: str = "a",
    *,
    wait: str = "saved",
    columns: int = 140,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Terminal]:
    """The program on the project, once it is on the screen."""
    arguments = ["open", str(folder), "--as", "ann-1", "--document", document]
    terminal = Terminal(arguments, columns=columns, rows=40, cwd=folder, env={"PYTHONPATH": str(ROOT), **environment})
    try:
        terminal.wait_for(wait)
        terminal.settle()
        yield terminal
    finally:
        terminal.close()


def leave(terminal: Terminal) -> None:
    """Quits as a user does: the program is there until then, and ends well."""
    terminal.send("ctrl+q")
    status = terminal.wait_until_ended()
    terminal.settle()
    assert status == 0, terminal.raw[-400:]


def pasted(text: str) -> str:
    """A text as a terminal sends what is pasted."""
    return f"\x1b[200~{text}\x1b[201~"


TOUR: Sequence[Sequence[str]] = (
    ("enter", "down", "enter", "escape", "down", "right", "escape"),  # a mention's dialog and its lists
    ("\x12", "down", "escape"),  # its history
    ("i", "enter", "down", "down", "enter", "escape", "down", "enter", "escape", "escape", "escape"),  # a claim's
    (";", "escape", "=", "escape", "!", "escape", "-", "escape", "g", "ctrl+o"),  # note, links, jump there and back
    ("/", "Ann", "enter", "n", "escape", "f", "escape", "]", "]", "]", "["),  # finding, hints, mentions
    ("ctrl+home", "right", "right", "right", "p", "r", "c", "ctrl+z", "ctrl+z", "ctrl+z"),  # refusals and undoing
    ("tab", "escape", "x", "ctrl+s", "*", "ctrl+z"),
    ("\x07", "chief", "escape", "ctrl+pagedown", "enter", "escape", "]", "i", "escape"),  # the other document
    (
        "f1",
        "Ann",
        "escape",
        "down",
        "f2",
        "?",
        "pagedown",
        "escape",
        "\x10",
        "label",
        "escape",
    ),  # library, help, palette
    ("f9", "f1", "f2", "\x02", "\x02"),  # the other theme, the panel folded
    (
        "ctrl+home",
        '"',
        "down",
        "enter",
        "escape",
        "f7",
        "down",
        "escape",
        "\x0b",
        "down",
        "o",
        "escape",
    ),  # others' words
    (
        "ctrl+home",
        "f3",
        "down",
        ";",
        "escape",
        "f6",
        "down",
        "f6",
        "escape",
        "f8",
        "Ann",
        "escape",
        "f3",
    ),  # documents beside
    ("ctrl+home", "@", "escape", ":", "down", "escape"),  # the entity, its timeline
    ("f4", "n", "down", ";", "escape", "*", "escape", "e", "escape", "p", "f2"),  # the review
    ("f5", "down", "pagedown", "down", "enter", "f5", "end", "escape", "f2"),  # the dashboard
    ("\x0c", "ctrl+home", "\x12", "down", "escape"),  # the source, which is no web address; a record's history
)


class Unseen:
    """Takes the place of the emulator, which takes longer than the program does, where only the bytes matter."""

    def feed(self, data: bytes) -> None:
        """Draws nothing."""


def tour(terminal: Terminal) -> None:
    """Goes through every screen and dialog."""
    terminal._stream = cast("pyte.ByteStream", Unseen())
    for keys in TOUR:
        for key in keys:
            terminal._process.write(KEYS.get(key, key).encode())
            terminal.settle(0.3 if key == "escape" else 0.06)  # escape and a key at once would be alt and that key


def test_the_tour_goes_wherever_a_function_key_leads() -> None:
    leading = {key for action in ACTIONS for key in action.keys if re.fullmatch(r"f\d+", key)}
    assert len(leading) >= 9
    assert leading <= {key for keys in TOUR for key in keys}


@pytest.mark.parametrize("name", DOSES)
def test_only_the_frameworks_own_sequences_reach_the_terminal(name: str, tmp_path: Path) -> None:
    folder = hostile_project(tmp_path, DOSES[name])
    before = files_of(folder)
    with opened(folder) as terminal:
        tour(terminal)
        leave(terminal)
    assert forbidden(terminal.raw, FRAMEWORK) == {}
    assert_nothing_lost(folder, before)


@pytest.mark.parametrize("name", DOSES)
def test_every_file_that_the_program_writes_is_safe_to_look_at(name: str, tmp_path: Path) -> None:
    folder = hostile_project(tmp_path, DOSES[name])
    files = {path: data for path, data in files_of(folder).items() if not path.endswith(".txt")}
    assert {Path(path).suffix for path in files} == {".toml", ".jsonl"}
    assert {path: found for path, data in files.items() if (found := forbidden(data, NOTHING, "\n"))} == {}


def assert_nothing_lost(folder: Path, before: dict[str, bytes]) -> None:
    """What was there is there: all files but those of annotations byte for byte, all records of these as they were."""
    after = files_of(folder)
    for name, data in before.items():
        if name.startswith("annotations/"):
            assert {block for block in data.split(b"\n\n") if b"[[" in block} <= set(after[name].split(b"\n\n")), name
        elif name.startswith("history/"):
            assert after[name].startswith(data)
        else:
            assert after[name] == data, name
    assert list(Project.open(folder).check()) == []


@pytest.mark.parametrize("name", ["sequences", "characters"])
def test_what_is_said_of_edits_that_cannot_be_saved_is_harmless(name: str, tmp_path: Path) -> None:
    folder = hostile_project(tmp_path, DOSES[name])
    state = {"XDG_STATE_HOME": str(tmp_path / "state")}
    with opened(folder, environment=state) as terminal:
        (folder / "history").rename(folder / "history-before")
        (folder / "history").write_bytes(b"")
        terminal.send("ctrl+home", "right", "right", "p")
        terminal.wait_for("not saved")
        terminal.send("f1", "f2", "ctrl+q")
        terminal.wait_for("Not everything is saved")
        terminal.send("down", "enter")
        terminal.wait_for("in which folder?")
        terminal.send("enter")
        assert terminal.wait_until_ended() == 1
        terminal.settle()
    assert forbidden(terminal.raw, FRAMEWORK) == {}
    (kept,) = (tmp_path / "state" / "annotator" / "rescued").iterdir()
    assert list(kept.rglob("*.toml"))


def test_a_click_on_markup_does_nothing_but_move_the_caret(tmp_path: Path) -> None:
    folder = hostile_project(tmp_path, DOSES["markup"])
    before = files_of(folder)
    with opened(folder) as terminal:
        spots = [
            (match.start() + 3, row)
            for row, line in enumerate(terminal.lines, 1)
            for match in re.finditer(r"\[@(?i:click)|\[\$|link=https", line)
        ]
        assert len(spots) > 6
        for column, row in spots[:12]:
            if row < len(terminal.lines):  # the last line's words do what they say
                terminal.mouse(column, row)
        terminal.send("escape")
        leave(terminal)
    assert forbidden(terminal.raw, FRAMEWORK) == {}
    assert files_of(folder) == before


def test_what_is_pasted_is_as_harmless_as_what_is_read(tmp_path: Path) -> None:
    folder = hostile_project(tmp_path, DOSES["markup"])
    evil = ALL.replace("\x1b[201~", "").replace("\n", "").replace("\r", "")
    with opened(folder) as terminal:
        terminal.send("/", pasted(evil), "enter", "escape", "escape")
        terminal.send("ctrl+home", ";", pasted(evil), "enter", "f1", pasted(evil), "escape", "f2", "enter", "escape")
        leave(terminal)
    assert forbidden(terminal.raw, FRAMEWORK) == {}
    document = Project.open(folder).document("a")
    assert document.text == TEXTS["a"]


CLIPBOARD = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


@pytest.mark.parametrize("name", ["sequences", "characters"])
def test_the_clipboard_gets_what_is_shown_on_the_users_key_and_nothing_else(name: str, tmp_path: Path) -> None:
    folder = hostile_project(tmp_path, DOSES[name])
    with opened(folder) as terminal:
        terminal.send("ctrl+home", ";", "home", "\x1b[1;2F")
        assert CLIPBOARD.search(terminal.raw) is None
        terminal.send("\x03", "escape")
        leave(terminal)
    (copied,) = CLIPBOARD.findall(terminal.raw)
    assert base64.b64decode(copied).decode() == display_safe(DOSES[name])
    assert forbidden(CLIPBOARD.sub(b"", terminal.raw), FRAMEWORK) == {}


@dataclass(frozen=True)
class Damage:
    """A dose put into a file where it is wrong, and what is then said of it."""

    file: str
    old: str
    new: str
    said: str

    def do(self, folder: Path, dose: str) -> None:
        """Damages the file."""
        path = folder / self.file
        text = path.read_bytes().decode()
        assert self.old in text
        written = "".join(f"\\u{ord(one):04x}" for one in dose)
        path.write_bytes(text.replace(self.old, self.new.format(written), 1).encode())


DAMAGES = (
    Damage("annotations/ann-1/a.toml", 'status = "', 'status = "{}', 'as "status"; it is one of'),
    Damage("annotations/ann-1/a.toml", 'quote = "Ann"', 'quote = "{}"', "quote"),
    Damage("documents/a.toml", "date = 2026-11-21", 'date = "{}"', "which is no date"),
)


@pytest.mark.parametrize("damage", DAMAGES, ids=["status", "quote", "metadata"])
@pytest.mark.parametrize("name", ["sequences", "characters"])
def test_a_sentence_about_a_file_repeats_its_words_harmlessly(damage: Damage, name: str, tmp_path: Path) -> None:
    folder = hostile_project(tmp_path, DOSES[name])
    damage.do(folder, DOSES[name])
    before = files_of(folder)
    with opened(folder, wait=damage.said) as terminal:
        terminal.send("p", "i", "escape", "f1", "f2")
        leave(terminal)
    assert forbidden(terminal.raw, FRAMEWORK) == {}
    assert files_of(folder) == before


FAULT = """
import annotator.core.operations

def fail(*arguments):
    raise ValueError({text!r})

annotator.core.operations.set_status = fail
"""


def test_a_fault_of_the_program_is_one_harmless_line_and_loses_nothing(tmp_path: Path) -> None:
    folder = hostile_project(tmp_path, DOSES["markup"])
    faulty = tmp_path / "faulty"
    faulty.mkdir()
    (faulty / "sitecustomize.py").write_text(FAULT.format(text=ALL), encoding="utf-8")
    environment = {"PYTHONPATH": f"{faulty}:{ROOT}", "XDG_STATE_HOME": str(tmp_path / "state")}
    terminal = Terminal(["open", "--as", "ann-1", "--document", "b"], cwd=folder, env=environment)
    try:
        terminal.wait_for("saved")
        terminal.send("ctrl+home", "right", "right", "p", "ctrl+d")
        assert terminal.wait_until_ended() == 1
        terminal.settle()
    finally:
        terminal.close()
    assert forbidden(terminal.raw, FRAMEWORK) == {}
    said = terminal.raw.rpartition(b"annotator: ")[2].decode()
    assert said.startswith("This is a fault of the program (ValueError: ")
    assert "A report for its authors is in " in said
    assert "Traceback" not in terminal.raw.decode()
    (report,) = (tmp_path / "state").rglob("crash-*.txt")
    assert "ValueError" in report.read_text(encoding="utf-8")
    assert forbidden(report.read_bytes(), NOTHING, "\n") == {}
    assert terminal.raw.rindex(b"\x1b[?1049l") > terminal.raw.rindex(b"\x1b[?1049h")
    project = Project.open(folder)
    assert len(project.annotation_set("ann-1", project.document("b")).mentions) == 3
    assert list(project.check()) == []

"""Every command on hostile names, folders and files, into a pipe and on a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.hostile.fixtures import ALL, DOSES, hostile_project
from tests.hostile.stream import COMMAND, NOTHING, forbidden
from tests.terminal import Terminal
from tests.tui.whole_app import files_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Shell(capsys)


def file_name(dose: str) -> str:
    """A dose as a file may be called."""
    return dose.replace("/", "").replace("\0", "")


@pytest.fixture(params=DOSES)
def dose(request: pytest.FixtureRequest) -> str:
    """One dose."""
    return DOSES[request.param]


@pytest.fixture
def project(dose: str, tmp_path: Path) -> Path:
    """A project that is hostile in its strings, and in the names of files that are no part of it."""
    folder = hostile_project(tmp_path, dose)
    name = file_name(dose)
    (folder / "documents" / f"{name}.txt").write_bytes(b"x")
    (folder / "documents" / os.fsdecode(b"bad\xff.txt")).write_bytes(b"x")
    (folder / "documents" / name).mkdir()
    (folder / "documents" / name / "inside.txt").write_bytes(b"x")
    (folder / "annotations" / name).mkdir()
    (folder / "annotations" / "ann-1" / f"{name}.toml").write_bytes(b"x")
    return folder


TELLING = ("check", "stats", "history", "schema", "comments", "queue")


def commands(dose: str, folder: Path) -> Iterator[tuple[str, ...]]:
    """Commands that repeat what they are told, or what they read."""
    name = file_name(dose)
    yield from ((command, "-p", str(folder)) for command in TELLING)
    yield from ((command, "-p", str(folder), "--json") for command in TELLING)
    yield "open", str(folder), "--document", name
    yield "open", str(folder), "--as", name
    yield "open", str(folder / name)
    yield "open", str(folder), name
    yield "check", "-p", name
    yield "history", name, "-p", str(folder)
    yield "history", "-p", str(folder), "--as", name
    yield "history", "-p", str(folder), "--mention", name
    yield "history", "-p", str(folder), "--compact", "--before", name
    yield ("demo", "--corpus", name)
    yield ("demo", "--no-open", "--into", f"copy{name}")
    yield ("init", f"new{name}", f"{name}.txt", "--name", name)
    yield ("init", f"newer{name}", f"missing{name}.txt")
    yield ("init", f"new{name}")
    yield (name,)
    yield ("check", f"--{name}")


def test_nothing_that_a_command_prints_into_a_pipe_acts_on_a_terminal(dose: str, project: Path, shell: Shell) -> None:
    Path(f"{file_name(dose)}.txt").write_bytes(ALL.encode())
    before = files_of(project)
    for arguments in commands(dose, project):
        outcome = shell(*arguments)
        assert forbidden(outcome.out.encode(), NOTHING, "\n") == {}, arguments
        assert forbidden(outcome.err.encode(), NOTHING, "\n") == {}, arguments
        assert outcome.out or outcome.err, arguments
        assert "fault of the program" not in outcome.err, arguments
    assert files_of(project) == before


def test_a_project_is_made_of_texts_with_any_names_byte_for_byte(dose: str, tmp_path: Path, shell: Shell) -> None:
    source = Path(f"{file_name(dose)}.txt")
    source.write_bytes(ALL.encode())
    assert shell("init", "made", source, "--name", file_name(dose)).status == 0
    (copied,) = Path("made/documents").iterdir()
    assert copied.read_bytes() == ALL.encode()
    assert forbidden(copied.name.encode(), NOTHING, "") == {}
    assert shell("check", "-p", "made").status == 0


ON_TERMINAL = (("check",), ("stats",), ("history",), ("schema",), ("open", "--document", "x"))


@pytest.mark.parametrize("name", ["sequences", "characters"])
def test_nothing_that_a_command_prints_on_a_terminal_acts_on_it(name: str, tmp_path: Path) -> None:
    folder = hostile_project(tmp_path, DOSES[name])
    (folder / "documents" / f"{file_name(DOSES[name])}.txt").write_bytes(b"x")
    for arguments in ON_TERMINAL:
        terminal = Terminal(list(arguments), cwd=folder, env={"PYTHONPATH": str(ROOT)})
        terminal.wait_until_ended()
        terminal.settle()
        terminal.close()
        assert len(terminal.raw) > 40
        assert forbidden(terminal.raw, COMMAND) == {}, arguments


SETTINGS = {
    "setting": '"{}" = 1\n',
    "theme": 'theme = "{}"\n',
    "action": '[keys]\n"{}" = "x"\n',
    "key": '[keys]\n"claim" = "{}"\n',
    "no TOML": "= {}\n",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_sentence_about_the_settings_repeats_their_words_harmlessly(name: str, tmp_path: Path) -> None:
    folder = hostile_project(tmp_path, DOSES["markup"])
    settings = tmp_path / "config" / "annotator" / "settings.toml"
    settings.parent.mkdir(parents=True)
    written = "".join(f"\\u{ord(one):04x}" for one in DOSES["sequences"] + DOSES["characters"])
    settings.write_text(SETTINGS[name].format(written), encoding="utf-8")
    environment = {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    terminal = Terminal(["open", "--as", "ann-1"], cwd=folder, env=environment, columns=200)
    try:
        assert terminal.wait_until_ended() == 1
        terminal.settle()
    finally:
        terminal.close()
    assert b"settings.toml" in terminal.raw
    assert forbidden(terminal.raw, COMMAND) == {}

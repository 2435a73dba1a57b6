"""What holds for every command: help, JSON, one line of refusal, safe output, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.cli import reading
from annotator.storage.paths import SCHEMA_FILE
from annotator.storage.project import Project
from tests.cli.shell import Shell
from tests.terminal import Terminal

HOSTILE = "\x1b]0;gone\x07[b]bold[/b] \u202edlog"


@pytest.mark.parametrize("command", ["open", "demo", "init", "check", "stats", "history", "schema"])
def test_every_command_has_help_and_names_its_project(shell: Shell, command: str) -> None:
    outcome = shell(command, "--help")
    assert outcome.status == 0
    assert outcome.out.startswith(f"Usage: annotator {command}")
    assert "-p," in outcome.out
    assert "--project DIR" in outcome.out


@pytest.mark.parametrize("command", ["check", "stats", "history", "schema"])
def test_every_command_that_prints_data_prints_json(shell: Shell, demo: Path, command: str) -> None:
    assert isinstance(shell.json(command, "-p", demo), (dict, list))


@pytest.mark.parametrize("command", ["open", "check", "stats", "history", "schema"])
def test_a_folder_without_a_project_is_refused_with_what_to_do_next(shell: Shell, command: str) -> None:
    shell(command).refuses("There is no project here", "annotator init", "annotator demo")


@pytest.mark.parametrize("arguments", [["--bogus"], ["bogus"], ["stats", "--bogus"], ["open", "a", "b"], ["init"]])
def test_wrong_usage_is_one_line_and_exits_with_2(shell: Shell, arguments: list[str]) -> None:
    shell(*arguments).refuses("--help", status=2)


@pytest.mark.parametrize("place", [["-p", "demo", "stats"], ["stats", "-p", "demo"], ["stats", "--project", "demo"]])
def test_the_project_is_named_before_or_after_the_command(shell: Shell, demo: Path, place: list[str]) -> None:
    assert "interim-chief: 5 documents" in shell(*place).out


class TestHostileText:
    """Text of files never acts on the terminal, nor on what prints it."""

    @pytest.fixture
    def hostile(self, shell: Shell, demo: Path) -> Path:
        """A project whose names, titles and descriptions are attacks."""
        words = json.dumps(HOSTILE)
        (demo / "documents" / "memo.toml").write_text(f"title = {words}\n", encoding="utf-8")
        schema = (
            (demo / SCHEMA_FILE).read_text(encoding="utf-8").replace('name = "interim-chief"', f"name = {words}", 1)
        )
        schema += f'\n[[labels]]\nname = {words}\ndescription = {words}\nattributes = {{ {words} = "flag" }}\n'
        (demo / SCHEMA_FILE).write_text(schema, encoding="utf-8")
        return demo

    @pytest.mark.parametrize("command", [["stats"], ["schema"], ["check"], ["stats", "--json"], ["schema", "--json"]])
    def test_nothing_of_a_file_acts_on_the_terminal(self, shell: Shell, hostile: Path, command: list[str]) -> None:
        outcome = shell(*command, "-p", hostile)
        assert outcome.status == 0
        assert all(character.isprintable() or character == "\n" for character in outcome.out + outcome.err)

    @pytest.mark.parametrize("command", ["stats", "schema"])
    def test_markup_in_a_file_is_text(self, shell: Shell, hostile: Path, command: str) -> None:
        _, _, table = shell(command, "-p", hostile).out.partition("\n")
        assert "[b]bold[/b]" in table

    def test_json_gives_the_words_back_verbatim(self, shell: Shell, hostile: Path) -> None:
        assert shell.json("stats", "-p", hostile)["project"] == HOSTILE

    def test_an_argument_in_a_refusal_is_safe(self, shell: Shell, demo: Path) -> None:
        outcome = shell("open", demo, "--document", HOSTILE)
        outcome.refuses("There is no document")
        assert "\x1b" not in outcome.err
        shell(HOSTILE).refuses("No such command", status=2)


class TestTerminal:
    """What a terminal gets, and a pipe does not."""

    @pytest.fixture
    def terminal(self, demo: Path) -> Iterator[Terminal]:
        """``annotator stats`` on a narrow terminal, ended."""
        terminal = Terminal(["stats", "-p", str(demo)], columns=70, rows=60, cwd=Path.cwd(), env={})
        assert terminal.wait_until_ended() == 0
        yield terminal
        terminal.close()

    def test_a_table_wraps_long_words_and_loses_none(self, shell: Shell, demo: Path, terminal: Terminal) -> None:
        words = set(shell("stats", "-p", demo).out.split())
        assert words <= set(terminal.text.split())

    def test_long_work_shows_progress_that_goes_away(self, terminal: Terminal) -> None:
        assert b"Counting" in terminal.raw
        assert "Counting" not in terminal.text

    def test_a_pipe_gets_a_line_for_each_row_and_no_progress(self, demo: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "annotator", "stats", "-p", demo], capture_output=True, text=True, check=True
        )
        assert done.stderr == ""
        assert "\x1b" not in done.stdout
        assert [line.split()[0] for line in done.stdout.splitlines()[3:8]] == Project.open(demo).document_ids()


class TestFailures:
    """Whatever happens, there is one line and no traceback."""

    def test_an_unexpected_error_is_one_line_that_names_a_report(
        self, shell: Shell, demo: Path, monkeypatch: pytest.MonkeyPatch, homes_of_nobody: Path
    ) -> None:
        def fail(*_: object) -> None:
            raise RuntimeError("something\nunforeseen")

        monkeypatch.setattr(reading, "open_project", fail)
        outcome = shell("stats", "-p", demo)
        outcome.refuses("RuntimeError", "something unforeseen")
        report = Path(outcome.err.rstrip(".\n").rpartition(" ")[2])
        assert report.is_relative_to(homes_of_nobody)
        assert "raise RuntimeError" in report.read_text(encoding="utf-8")

    def test_a_report_that_cannot_be_written_is_said_too(
        self, shell: Shell, demo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def fail(*_: object) -> None:
            raise RuntimeError("unforeseen")

        (tmp_path / "file").touch()
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
        monkeypatch.setattr(reading, "open_project", fail)
        shell("stats", "-p", demo).refuses("unforeseen", "could not be written")

    def test_a_refusal_of_the_system_is_one_line(
        self, shell: Shell, demo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise PermissionError(13, "Permission denied", "somewhere")

        monkeypatch.setattr(reading, "open_project", fail)
        shell("stats", "-p", demo).refuses("somewhere: Permission denied.")

    def test_an_interrupt_is_one_line_and_exits_as_shells_expect(
        self, shell: Shell, demo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(reading, "open_project", interrupt)
        outcome = shell("stats", "-p", demo)
        assert outcome.status == 130
        assert outcome.err.strip() == "annotator: Stopped."

    def test_a_reader_that_leaves_early_is_no_error(self, demo: Path) -> None:
        with subprocess.Popen(
            [sys.executable, "-m", "annotator", "schema", "--json", "-p", demo],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""

    def test_output_that_cannot_be_written_is_one_line(self, demo: Path) -> None:
        with Path(os.devnull).open("rb") as only_readable:
            done = subprocess.run(
                [sys.executable, "-m", "annotator", "stats", "-p", demo],
                stdout=only_readable,
                stderr=subprocess.PIPE,
                check=False,
            )
        assert (done.returncode, done.stderr) == (1, b"annotator: Bad file descriptor.\n")

    def test_output_that_the_terminals_encoding_lacks_does_not_stop_a_command(self, shell: Shell) -> None:
        shell("demo", "--corpus", "many-scripts", "--no-open", "--into", "scripts")
        done = subprocess.run(
            [sys.executable, "-m", "annotator", "stats", "-p", "scripts"],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        )
        assert (done.returncode, done.stderr) == (0, b"")

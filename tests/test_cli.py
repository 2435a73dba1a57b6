"""The command line: what it prints, what it refuses in one line, and that it never shows a traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from annotator import cli
from annotator.cli import main
from annotator.storage.paths import SCHEMA_FILE
from annotator.storage.project import Project

CORPORA = Path(__file__).parent.parent / "corpora"
HOSTILE = "\x1b]0;gone\x07[b]bold[/b] \u202edlog"


class Outcome:
    """What a command did: its exit status and the lines that it printed."""

    def __init__(self, status: int, printed: tuple[str, str]) -> None:
        self.status = status
        self.out, self.err = printed

    def refuses(self, *words: str, status: int = 1) -> None:
        """Asserts a refusal in one line that has all of ``words``, and nothing else printed."""
        assert self.status == status
        assert self.out == ""
        assert self.err.count("\n") == 1
        assert self.err.startswith("annotator: ")
        for word in words:
            assert word in self.err


class Shell:
    """Runs commands in a folder of their own."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Outcome:
        self._capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return Outcome(status, self._capsys.readouterr())

    def json(self, *arguments: str | Path) -> Any:
        """What the command prints with --json."""
        return json.loads(self(*arguments, "--json").out)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Shell(capsys)


@pytest.fixture
def demo(shell: Shell) -> Path:
    """A copy of the sample project, in the shell's folder."""
    assert shell("demo", "--no-open", "--into", "demo").status == 0
    return Path("demo")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str | None]]:
    """The annotators and documents with which the application was opened; it only seems to open."""
    seen: list[tuple[str, str | None]] = []
    application = SimpleNamespace(run=lambda project, name, document: seen.append((name, document)))
    monkeypatch.setitem(sys.modules, "annotator.tui.app", application)
    monkeypatch.setattr(cli, "on_terminal", lambda: True)
    return seen


def test_outside_a_project_the_bare_command_says_what_to_do_next(shell: Shell) -> None:
    outcome = shell()
    assert outcome.status == 0
    assert all(command in outcome.out for command in ("annotator demo", "annotator init", "annotator open"))


@pytest.mark.parametrize("command", ["open", "demo", "init", "check", "stats", "schema"])
def test_every_command_has_help_and_names_its_project(shell: Shell, command: str) -> None:
    outcome = shell(command, "--help")
    assert outcome.status == 0
    assert outcome.out.startswith(f"Usage: annotator {command}")
    assert "-p," in outcome.out
    assert "--project DIR" in outcome.out


@pytest.mark.parametrize("command", ["check", "stats", "schema"])
def test_every_command_that_prints_data_prints_json(shell: Shell, demo: Path, command: str) -> None:
    assert isinstance(shell.json(command, "-p", demo), (dict, list))


@pytest.mark.parametrize("command", ["open", "check", "stats", "schema"])
def test_a_folder_without_a_project_is_refused_with_what_to_do_next(shell: Shell, command: str) -> None:
    shell(command).refuses("There is no project here", "annotator init", "annotator demo")


@pytest.mark.parametrize("arguments", [["--bogus"], ["bogus"], ["stats", "--bogus"], ["open", "a", "b"], ["init"]])
def test_wrong_usage_is_one_line_and_exits_with_2(shell: Shell, arguments: list[str]) -> None:
    shell(*arguments).refuses("--help", status=2)


@pytest.mark.parametrize("place", [["-p", "demo", "stats"], ["stats", "-p", "demo"], ["stats", "--project", "demo"]])
def test_the_project_is_named_before_or_after_the_command(shell: Shell, demo: Path, place: list[str]) -> None:
    assert "interim-chief: 5 documents" in shell(*place).out


class TestOpen:
    """``annotator open``, and what opens the application otherwise."""

    def test_the_named_annotator_and_document_are_opened(
        self, shell: Shell, demo: Path, opened: list[tuple[str, str | None]]
    ) -> None:
        assert shell("open", demo, "--as", "ann-2", "--document", "memo").status == 0
        assert opened == [("ann-2", "memo")]

    def test_the_last_annotator_goes_on(self, shell: Shell, demo: Path, opened: list[tuple[str, str | None]]) -> None:
        Project.open(demo).remember_annotator("ann-2")
        shell("open", demo)
        assert opened == [("ann-2", None)]

    @pytest.mark.parametrize(
        ("user", "name"),
        [("someone", "someone"), ("DOMAIN\\some one", "DOMAIN-some-one"), ("..", "ann-1"), ("", "ann-1")],
    )
    def test_the_first_annotator_is_the_systems_user_with_a_valid_name(
        self,
        shell: Shell,
        demo: Path,
        opened: list[tuple[str, str | None]],
        monkeypatch: pytest.MonkeyPatch,
        user: str,
        name: str,
    ) -> None:
        monkeypatch.setattr("getpass.getuser", lambda: user)
        shell("open", demo)
        assert opened == [(name, None)]

    def test_a_system_without_users_is_no_obstacle(
        self, shell: Shell, demo: Path, opened: list[tuple[str, str | None]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def nobody() -> str:
            raise KeyError("uid not found")

        monkeypatch.setattr("getpass.getuser", nobody)
        shell("open", demo)
        assert opened == [("ann-1", None)]

    @pytest.mark.parametrize("arguments", [[], ["-p", "."], ["open"], ["open", "."], ["open", "-p", "."]])
    def test_inside_a_project_the_folder_need_not_be_named(
        self,
        shell: Shell,
        demo: Path,
        opened: list[tuple[str, str | None]],
        monkeypatch: pytest.MonkeyPatch,
        arguments: list[str],
    ) -> None:
        Project.open(demo).remember_annotator("ann-1")
        monkeypatch.chdir(demo)
        assert shell(*arguments).status == 0
        assert opened == [("ann-1", None)]

    def test_an_unknown_document_is_refused_naming_near_ones(
        self, shell: Shell, demo: Path, opened: list[tuple[str, str | None]]
    ) -> None:
        shell("open", demo, "--document", "layof").refuses('"layof"', "near it: layoffs")
        shell("open", demo, "--document", "zzz").refuses('"zzz"', "annotator stats")
        assert opened == []

    @pytest.mark.parametrize("name", ["../elsewhere", "", "a/b", "con", "ann-1 "])
    def test_an_annotator_name_that_is_no_folders_is_refused(
        self, shell: Shell, demo: Path, opened: list[tuple[str, str | None]], name: str
    ) -> None:
        shell("open", demo, "--as", name).refuses("annotator name")
        assert opened == []

    def test_an_annotator_name_that_differs_only_in_case_is_refused(
        self, shell: Shell, demo: Path, opened: list[tuple[str, str | None]]
    ) -> None:
        shell("open", demo, "--as", "Ann-1").refuses('"Ann-1"', '"ann-1"', "only in case")
        assert opened == []

    def test_without_a_terminal_the_application_is_refused(self, shell: Shell, demo: Path) -> None:
        shell("open", demo).refuses("needs a terminal")

    def test_a_label_with_a_key_of_the_application_is_refused(
        self, shell: Shell, demo: Path, opened: list[tuple[str, str | None]]
    ) -> None:
        schema = (demo / SCHEMA_FILE).read_text(encoding="utf-8")
        (demo / SCHEMA_FILE).write_text(schema.replace('key = "p"', 'key = "c"', 1), encoding="utf-8")
        shell("open", demo).refuses('"c"', '"person"', SCHEMA_FILE)
        assert opened == []


class TestDemo:
    """``annotator demo``."""

    def test_the_demo_opens_a_copy_in_this_folder_at_the_document_that_shows_most(
        self, shell: Shell, opened: list[tuple[str, str | None]]
    ) -> None:
        assert shell("demo").status == 0
        assert Path("annotator-demo", SCHEMA_FILE).is_file()
        assert [document for _, document in opened] == ["layoffs"]

    def test_a_copy_that_is_there_is_opened_as_it_is(self, shell: Shell, demo: Path) -> None:
        text = demo / "documents" / "memo.txt"
        text.write_text("mine", encoding="utf-8")
        assert "stays as it is" in shell("demo", "--no-open", "--into", demo).out
        assert text.read_text(encoding="utf-8") == "mine"

    def test_the_demo_never_mixes_with_other_files(self, shell: Shell) -> None:
        Path("full").mkdir()
        Path("full", "mine.txt").touch()
        shell("demo", "--no-open", "--into", "full").refuses("full", "--into")
        assert [path.name for path in Path("full").iterdir()] == ["mine.txt"]

    def test_every_sample_can_be_copied_and_opened(self, shell: Shell, opened: list[tuple[str, str | None]]) -> None:
        for sample in CORPORA.iterdir():
            assert shell("demo", "--corpus", sample.name, "--into", sample.name).status == 0
            assert shell("check", "-p", sample.name).out == "All is well.\n"
        assert len(opened) == len(list(CORPORA.iterdir()))

    def test_an_unknown_sample_is_refused_naming_those_there_are(self, shell: Shell) -> None:
        shell("demo", "--corpus", "bogus").refuses('"bogus"', "interim-chief", "many-scripts")


class TestInit:
    """``annotator init``."""

    def test_a_project_is_made_of_texts_byte_for_byte(self, shell: Shell) -> None:
        text = "one\r\ntwo\u2028é\n".encode()
        Path("one.txt").write_bytes(text)
        outcome = shell("init", "made", "one.txt")
        assert outcome.status == 0
        assert "1 document" in outcome.out
        assert "annotator open made" in outcome.out
        assert Path("made", "documents", "one.txt").read_bytes() == text
        assert shell("check", "-p", "made").status == 0

    def test_the_projects_name_is_the_folders_unless_given(self, shell: Shell) -> None:
        shell("init", "made")
        shell("init", "other", "--name", "A reading")
        assert shell.json("schema", "-p", "made")["name"] == "made"
        assert shell.json("schema", "-p", "other")["name"] == "A reading"

    def test_with_the_project_option_all_arguments_are_texts(self, shell: Shell) -> None:
        Path("one.txt").write_text("1", encoding="utf-8")
        Path("two.txt").write_text("2", encoding="utf-8")
        shell("init", "-p", "made", "one.txt", "two.txt")
        assert Project.open(Path("made")).document_ids() == ["one", "two"]

    def test_a_text_that_is_not_utf_8_is_refused_and_nothing_is_made(self, shell: Shell) -> None:
        Path("one.txt").write_bytes(b"abc\xff")
        shell("init", "made", "one.txt").refuses("one.txt", "offset 3")
        assert not Path("made").exists()

    def test_a_project_that_is_there_is_refused(self, shell: Shell, demo: Path) -> None:
        shell("init", demo).refuses("demo", "project here already")


class TestCheck:
    """``annotator check``."""

    def test_a_sound_project_is_well(self, shell: Shell, demo: Path) -> None:
        outcome = shell("check", "-p", demo)
        assert (outcome.status, outcome.out) == (0, "All is well.\n")
        assert shell.json("check", "-p", demo) == []

    def test_each_problem_is_one_line_with_file_and_line(self, shell: Shell, demo: Path) -> None:
        broken = demo / "annotations" / "ann-1" / "layoffs.toml"
        text = broken.read_text(encoding="utf-8")
        broken.write_text(text.replace('quote = "', 'quote = "x', 1), encoding="utf-8")
        outcome = shell("check", "-p", demo)
        assert outcome.status == 1
        first, *_, last = outcome.out.splitlines()
        assert first.startswith("annotations/ann-1/layoffs.toml:")
        assert first.split(":")[1].isdigit()
        assert last.endswith(("problem.", "problems."))

    def test_the_json_has_the_same_problems(self, shell: Shell, demo: Path) -> None:
        (demo / "documents" / "memo.txt").write_bytes(b"\xff")
        outcome = shell("check", "-p", demo)
        problems = shell.json("check", "-p", demo)
        assert {tuple(problem) for problem in problems} == {("file", "line", "message")}
        assert [problem["file"] for problem in problems] == [
            line.split(":")[0] for line in outcome.out.splitlines()[:-1]
        ]

    def test_a_broken_schema_is_a_problem_like_others(self, shell: Shell, demo: Path) -> None:
        (demo / SCHEMA_FILE).write_text("format = 1\nname = \n", encoding="utf-8")
        outcome = shell("check", "-p", demo)
        assert outcome.status == 1
        assert outcome.out.startswith(f"{SCHEMA_FILE}:2: ")


class TestStats:
    """``annotator stats``."""

    def test_the_counts_are_those_of_the_files(self, shell: Shell, demo: Path) -> None:
        files = [path.read_text(encoding="utf-8") for path in (demo / "annotations").rglob("*.toml")]
        totals = shell.json("stats", "-p", demo)["totals"]
        for kind in ("mentions", "claims", "links"):
            assert totals[kind] == sum(text.count(f"[[{kind}]]") for text in files)
        assert totals["mentions"] == sum(totals["labels"].values())
        assert totals["claims"] == sum(totals["claim-types"].values())
        assert totals["links"] == sum(totals["link-types"].values())

    def test_every_document_and_every_entry_of_the_schema_is_counted(self, shell: Shell, demo: Path) -> None:
        data = shell.json("stats", "-p", demo)
        schema = shell.json("schema", "-p", demo)
        assert [document["id"] for document in data["documents"]] == Project.open(demo).document_ids()
        assert list(data["totals"]["labels"]) == [label["name"] for label in schema["labels"]]
        assert list(data["totals"]["link-types"]) == [link_type["name"] for link_type in schema["link-types"]]

    def test_progress_adds_up_to_the_documents(self, shell: Shell, demo: Path) -> None:
        data = shell.json("stats", "-p", demo)
        (one,) = data["annotators"]
        assert one["annotator"] == "ann-1"
        assert sum(one["progress"].values()) == len(data["documents"])
        assert one["progress"]["todo"] >= sum(not document["sets"] for document in data["documents"])

    def test_the_table_has_a_line_for_each_document_and_annotator(self, shell: Shell, demo: Path) -> None:
        shutil.copytree(demo / "annotations" / "ann-1", demo / "annotations" / "ann-2")
        for path in (demo / "annotations" / "ann-2").iterdir():
            path.write_text(path.read_text(encoding="utf-8").replace('"ann-1"', '"ann-2"'), encoding="utf-8")
        lines = [line.split() for line in shell("stats", "-p", demo).out.splitlines()]
        assert [line[-5] for line in lines if line and line[0] == "layoffs"] == ["ann-1", "ann-2"]

    def test_a_file_that_cannot_be_read_is_named_and_the_rest_counted(self, shell: Shell, demo: Path) -> None:
        (demo / "documents" / "memo.txt").write_bytes(b"\xff")
        outcome = shell("stats", "-p", demo)
        assert outcome.status == 1
        assert "documents/memo.txt" in outcome.err
        assert "4 documents" in outcome.out

    def test_an_empty_project_has_nothing_to_count(self, shell: Shell) -> None:
        shell("init", "made")
        assert shell("stats", "-p", "made").out.startswith("made: 0 documents, 0 annotators\n")


class TestSchema:
    """``annotator schema``."""

    def test_the_json_has_the_keys_of_the_file(self, shell: Shell, demo: Path) -> None:
        import tomli

        printed = shell.json("schema", "-p", demo)
        written = tomli.loads((demo / SCHEMA_FILE).read_text(encoding="utf-8"))
        assert written.keys() <= printed.keys()
        for section in ("labels", "claim-types", "link-types"):
            for one, other in zip(written[section], printed[section], strict=True):
                assert one.keys() <= other.keys()
                assert one["name"] == other["name"]
                assert one["description"] == other["description"]

    def test_people_see_every_entry_with_its_key(self, shell: Shell, demo: Path) -> None:
        lines = [line.split() for line in shell("schema", "-p", demo).out.splitlines()]
        assert ["person", "p"] in [line[:2] for line in lines]
        assert ["same-as", "="] in [line[:2] for line in lines]
        assert "position" in [line[0] for line in lines if line]


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
        assert "[b]bold[/b]" in shell(command, "-p", hostile).out

    def test_json_gives_the_words_back_verbatim(self, shell: Shell, hostile: Path) -> None:
        assert shell.json("stats", "-p", hostile)["project"] == HOSTILE

    def test_an_argument_in_a_refusal_is_safe(self, shell: Shell, demo: Path) -> None:
        outcome = shell("open", demo, "--document", HOSTILE)
        outcome.refuses("There is no document")
        assert "\x1b" not in outcome.err
        shell(HOSTILE).refuses("No such command", status=2)


class TestFailures:
    """Whatever happens, there is one line and no traceback."""

    def test_an_unexpected_error_is_one_line_that_names_a_report(
        self, shell: Shell, demo: Path, monkeypatch: pytest.MonkeyPatch, homes_of_nobody: Path
    ) -> None:
        def fail(*_: object) -> None:
            raise RuntimeError("something\nunforeseen")

        monkeypatch.setattr(cli, "open_project", fail)
        outcome = shell("stats", "-p", demo)
        outcome.refuses("RuntimeError", "something unforeseen")
        report = Path(outcome.err.rstrip(".\n").rpartition(" ")[2])
        assert report.is_relative_to(homes_of_nobody)
        assert "Traceback" in report.read_text(encoding="utf-8")

    def test_a_report_that_cannot_be_written_is_said_too(
        self, shell: Shell, demo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def fail(*_: object) -> None:
            raise RuntimeError("unforeseen")

        (tmp_path / "file").touch()
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
        monkeypatch.setattr(cli, "open_project", fail)
        shell("stats", "-p", demo).refuses("unforeseen", "could not be written")

    def test_a_refusal_of_the_system_is_one_line(
        self, shell: Shell, demo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise PermissionError(13, "Permission denied", "somewhere")

        monkeypatch.setattr(cli, "open_project", fail)
        shell("stats", "-p", demo).refuses("somewhere: Permission denied.")

    def test_an_interrupt_is_one_line_and_exits_as_shells_expect(
        self, shell: Shell, demo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(cli, "open_project", interrupt)
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
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
        )
        assert (done.returncode, done.stderr) == (0, b"")

"""``annotator``, ``annotator open`` and ``annotator demo``: what is opened, as whom, and what is refused before."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.storage.paths import SCHEMA_FILE
from annotator.storage.project import Project
from tests.cli.shell import CORPORA, Shell


def test_outside_a_project_the_bare_command_says_what_to_do_next(shell: Shell) -> None:
    outcome = shell()
    assert outcome.status == 0
    assert all(command in outcome.out for command in ("annotator demo", "annotator init", "annotator open"))


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

    def test_a_folder_for_the_copy_may_be_named_as_for_init(self, shell: Shell) -> None:
        assert "elsewhere" in shell("demo", "elsewhere", "--no-open").out
        assert Project.open(Path("elsewhere")).document_ids()
        wrong = shell("demo", "elsewhere", "--into", "there", "--no-open")
        assert (wrong.status, wrong.err) == (
            2,
            'annotator: One folder is enough: elsewhere or there. See "annotator demo --help".\n',
        )

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

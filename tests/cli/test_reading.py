"""``annotator init``, ``check``, ``stats`` and ``schema``: what they make, count and print."""

from __future__ import annotations

import shutil
from pathlib import Path

from annotator.storage.paths import SCHEMA_FILE
from annotator.storage.project import Project
from tests.cli.shell import Shell


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

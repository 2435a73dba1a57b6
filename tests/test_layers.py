"""Imports go down: cli, tui, storage and formats, core; and only the application loads the screen's library."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "corpora" / "interim-chief"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs import-linter on the package in ``folder``."""
    linter = Path(sysconfig.get_path("scripts")) / "lint-imports"
    return subprocess.run([linter, "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=300, check=False)


def loaded_by(statement: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after ``statement``."""
    program = f"{statement}\nimport json, sys\nprint()\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def loaded_by_command(*arguments: str) -> set[str]:
    """The modules that a command has loaded when it is done, successfully."""
    return loaded_by(f"from annotator.cli import main\nassert main({list(arguments)!r}) == 0")


def test_every_import_goes_down_the_layers() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("annotator/core/ids.py", "from annotator.storage.project import Project"),
        ("annotator/core/ids.py", "import os"),
        ("annotator/storage/project.py", "import textual"),
        ("annotator/tui/actions.py", "import annotator.cli"),
    ],
)
def test_an_import_that_goes_up_is_caught(tmp_path: Path, module: str, statement: str) -> None:
    shutil.copytree(ROOT / "annotator", tmp_path / "annotator", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n\n{statement}\n")
    done = lint_imports(tmp_path)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout


def test_importing_the_package_loads_neither_the_screen_nor_the_edges() -> None:
    loaded = loaded_by("import annotator")
    assert loaded.isdisjoint({"textual", "rich", "pydantic", "click"})


def test_help_loads_neither_the_screen_nor_the_edges() -> None:
    loaded = loaded_by_command("--help")
    assert loaded.isdisjoint({"textual", "rich", "pydantic", "rapidfuzz", "icu4py"})


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["stats"],
        ["stats", "--json"],
        ["history"],
        ["history", "--json"],
        ["comments"],
        ["conflicts"],
        ["queue"],
        ["schema"],
        ["schema", "--json"],
    ],
    ids=" ".join,
)
def test_a_command_that_only_reads_loads_no_screen(arguments: list[str]) -> None:
    assert "textual" not in loaded_by_command(*arguments, "-p", str(DEMO))


def test_comparing_annotators_loads_no_screen(tmp_path: Path) -> None:
    demo = tmp_path / "demo"
    shutil.copytree(DEMO, demo)
    (demo / "annotations" / "ann-9").mkdir()
    said = (demo / "annotations" / "ann-1" / "layoffs.toml").read_text(encoding="utf-8")
    said = said.replace('annotator = "ann-1"', 'annotator = "ann-9"')
    (demo / "annotations" / "ann-9" / "layoffs.toml").write_text(said, encoding="utf-8")
    loaded = loaded_by_command("agree", "--as", "ann-1", "--as", "ann-9", "-p", str(demo))
    assert loaded.isdisjoint({"textual", "numpy", "scipy"})


def test_making_projects_loads_no_screen(tmp_path: Path) -> None:
    assert "textual" not in loaded_by_command("init", str(tmp_path / "made"), str(DEMO / "documents" / "memo.txt"))
    assert "textual" not in loaded_by_command("demo", "--no-open", "--into", str(tmp_path / "demo"))


def test_bringing_datasets_in_and_out_loads_no_screen_and_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    out, new = str(tmp_path / "out"), str(tmp_path / "new")
    heavy = {"textual", "pyarrow", "spacy", "udapi", "cassis", "trafilatura"}
    assert loaded_by_command("export", "brat", out, "-p", str(DEMO)).isdisjoint(heavy)
    shutil.copytree(DEMO / "documents", tmp_path / "texts")
    assert loaded_by_command("import", "text", str(tmp_path / "texts"), "-p", new).isdisjoint(heavy)


def test_opening_a_project_in_a_script_loads_no_screen() -> None:
    assert "textual" not in loaded_by(f"import annotator\nannotator.open_project({str(DEMO)!r}).document('memo')")


def test_merging_for_git_loads_no_screen(tmp_path: Path) -> None:
    copies = [tmp_path / name for name in ("base", "ours", "theirs")]
    for copy in copies:
        shutil.copyfile(DEMO / "annotations" / "ann-1" / "layoffs.toml", copy)
    loaded = loaded_by_command("merge", *map(str, copies), "--path", "annotations/ann-1/layoffs.toml")
    assert loaded.isdisjoint({"textual", "filelock", "watchdog"})
    assert copies[1].read_bytes() == copies[0].read_bytes()

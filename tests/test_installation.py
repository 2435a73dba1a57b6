"""The wheel, in a clean environment away from the checkout: it has all it needs, and finds it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(command: Sequence[str | Path], folder: Path) -> str:
    """What a command prints that runs in ``folder`` and succeeds; the checkout is not on its path."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts' folder of an environment that has the wheel; of this one it sees only what annotator depends on."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    run([scripts / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel], home)
    packages = sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)})
    # A folder that a .pth file names is searched, but its own .pth files, by which the checkout is found, are not read.
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts


def test_the_program_starts(installed: Path, tmp_path: Path) -> None:
    assert run([installed / "annotator", "--version"], tmp_path).startswith("annotator ")
    assert run([installed / "python", "-m", "annotator", "--version"], tmp_path).startswith("annotator ")


def test_the_demo_is_copied_and_sound(installed: Path, tmp_path: Path) -> None:
    run([installed / "annotator", "demo", "--no-open", "--into", tmp_path / "demo"], tmp_path)
    assert run([installed / "annotator", "check", "-p", tmp_path / "demo"], tmp_path) == "All is well.\n"


def test_styles_and_samples_are_found_in_the_installation(installed: Path, tmp_path: Path) -> None:
    program = "from annotator.storage.bundled import bundled; print(bundled('styles')); print(bundled('corpora'))"
    styles, corpora = map(Path, run([installed / "python", "-c", program], tmp_path).splitlines())
    for place, original in ((styles, ROOT / "styles"), (corpora, ROOT / "corpora")):
        assert place.is_relative_to(installed.parent)
        for path in original.rglob("*.*"):
            if path.is_file():
                assert (place / path.relative_to(original)).read_bytes() == path.read_bytes()


def test_the_application_is_built_from_the_installation(installed: Path, tmp_path: Path) -> None:
    program = """
import annotator.tui.app, asyncio, sys
from annotator.cli.common import open_project
from annotator.tui.app import AnnotatorApp
from annotator.tui.workspace import Workspace
from annotator import open_project

async def show():
    app = AnnotatorApp(Workspace(open_project("demo"), "ann-1"), "layoffs")
    async with app.run_test() as pilot:
        await pilot.pause()
        print(annotator.tui.app.__file__)

asyncio.run(show())
"""
    run([installed / "annotator", "demo", "--no-open", "--into", tmp_path / "demo"], tmp_path)
    shown = run([installed / "python", "-c", program], tmp_path)
    assert Path(shown.strip()).is_relative_to(installed.parent)


def test_the_wheel_has_no_more_than_the_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {"annotator", wheel.name.partition("-py3")[0] + ".dist-info"}
    assert not [name for name in names if "__pycache__" in name or ".annotator/" in name]
    assert "annotator/py.typed" in names

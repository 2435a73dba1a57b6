"""What the way to the first screen costs, counted: modules, classes made, styles worked out, frames painted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.color import ColorSystem
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from annotator.tui.compositor import Frame
from annotator.tui.terminal_rows import Piece, TerminalRows
from tests.tui.whole_app import WIDE, application, copy_of

PROGRAM = """
import asyncio, dataclasses, json, sys
from pathlib import Path
from annotator.storage.project import Project
from annotator.tui.actions import taken_keys
from annotator.tui.app import AnnotatorApp
from annotator.tui.compositor import Frame
from annotator.tui.workspace import Workspace

loaded, make = [], Frame.__init__

def first_frame(self, *arguments, **named):
    if not loaded:
        loaded.extend(sorted(sys.modules))
    make(self, *arguments, **named)

Frame.__init__ = first_frame

async def start():
    app = AnnotatorApp(Workspace(Project.open(Path(sys.argv[1]), taken_keys()), "nobody"), "memo")
    async with app.run_test(size=(120, 40)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        ours = [sys.modules[name] for name in loaded if name.startswith("annotator.")]
        made = {f"{one.__module__}.{one.__qualname__}" for module in ours for one in vars(module).values()
                if isinstance(one, type) and one.__module__.startswith("annotator.") and dataclasses.is_dataclass(one)}
        print(json.dumps([loaded, sorted(made)]))

asyncio.run(start())
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """The modules that a fresh interpreter has loaded when its first frame is made, and our dataclasses in them."""
    command = [sys.executable, "-c", PROGRAM, str(copy_of("interim-chief", tmp_path_factory.mktemp("start")))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    modules, made = json.loads(done.stdout)
    return set(modules), set(made)


def test_the_first_screen_loads_nothing_that_is_not_on_it(loaded: tuple[set[str], set[str]]) -> None:
    modules, _ = loaded
    dialogs = {
        name
        for name in modules
        if name.startswith("annotator.tui.screens.") and name != "annotator.tui.screens.annotate"
    }
    assert dialogs == set()
    assert modules.isdisjoint(
        {
            "annotator.core.filtering",
            "annotator.core.ranking",
            "annotator.core.suggestions",
            "annotator.reports",
            "annotator.storage.checking",
            "annotator.storage.creation",
            "annotator.storage.statistics",
            "annotator.tui.palette",
            "rapidfuzz",
        }
    )


def test_a_page_of_plain_text_is_shown_without_icu(loaded: tuple[set[str], set[str]]) -> None:
    assert not {name for name in loaded[0] if name.startswith("icu4py")}


def test_only_values_of_the_core_are_dataclasses(loaded: tuple[set[str], set[str]]) -> None:
    """One takes ten times as long to make as a named tuple, at every start."""
    core = {f"annotator.core.{name}" for name in ("edits", "model", "remarks", "schema")}
    others = {name for name in loaded[1] if name.rpartition(".")[0] not in core}
    assert others <= {"annotator.core.catalogue.Tally"}


async def test_a_start_works_out_few_styles_and_paints_few_frames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: list[object] = []
    painted: list[bool] = []
    apply, make = Stylesheet.apply, Frame.__init__

    def counting_styles(self: Stylesheet, node: DOMNode, **named: Any) -> None:
        styled.append(node)
        apply(self, node, **named)

    def counting_frames(self: Frame, rows: TerminalRows, pieces: list[Piece]) -> None:
        painted.append(len({piece.y for piece in pieces}) == WIDE[1])
        make(self, rows, pieces)
        rows.draw(pieces, ColorSystem.TRUECOLOR)  # as if there were a terminal

    monkeypatch.setattr(Stylesheet, "apply", counting_styles)
    monkeypatch.setattr(Frame, "__init__", counting_frames)
    app = application(copy_of("interim-chief", tmp_path), "memo")
    async with app.run_test(size=WIDE) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert 0 < len(styled) <= 110  # a widget or component each; with twelve hues a widget it was 220
        assert 0 < sum(painted) <= 2

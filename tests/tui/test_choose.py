"""Colliding versions are in the panel; enter shows them side by side, and a key or a click keeps one or both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.edits import Edit, RecordChange, apply
from annotator.core.merging import merge
from annotator.core.model import Mention
from annotator.storage.project import Project
from annotator.tui.widgets.lines import PriorityLine
from tests.tui.whole_app import ANNOTATOR, NARROW, WIDE, Running, running, stored

MARKUP = "[b]theirs[/x] \x1b[2J"


def collide(folder: Path) -> Mention:
    """Puts two versions of the first mention of "layoffs" into its file; the one that counts."""
    project = Project.open(folder)
    document = project.document("layoffs")
    base = project.stored_set(ANNOTATOR, document).annotations
    first = min(base.mentions.values(), key=lambda one: one.start)
    ours, theirs = replace(first, note="ours"), replace(first, label="role", note=MARKUP)
    here, there = (apply(base, Edit("x", (RecordChange(first, after),))) for after in (ours, theirs))
    merged = merge(base, here, there, document.quote)
    project.write(merged.annotations, document)
    return merged.annotations.mentions[first.id]


async def choose(app: Running) -> None:
    """Goes to the panel's row of what collides, and presses enter."""
    await app.press("i", "home", "enter")
    assert app.screen == "Choose", app.screen_text()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_both_versions_stand_side_by_side(chief: Path, size: tuple[int, int]) -> None:
    collide(chief)
    async with running(chief, size=size) as app:
        if size is NARROW:
            await app.press("ctrl+b")
        await choose(app)
        shown = app.screen_text()
        assert "here" in shown
        assert "by another program" in shown
        assert "≠ label" in shown
        assert "[b]theirs[/x] ␛[2J" in shown
        assert "  words" in shown
        await app.press("escape")
        assert app.annotations.aside


@pytest.mark.parametrize(("key", "notes"), [("1", ["ours"]), ("2", [MARKUP]), ("3", ["ours", MARKUP])])
async def test_a_key_keeps_one_version_or_both_and_can_be_taken_back(chief: Path, key: str, notes: list[str]) -> None:
    mine = collide(chief)
    async with running(chief) as app:
        before = app.annotations
        await choose(app)
        await app.press(key)
        assert app.screen == "AnnotateScreen"
        assert not app.annotations.aside
        same = [one for one in app.annotations.mentions.values() if one.spans == mine.spans]
        assert sorted(one.note for one in same) == sorted(notes)
        assert "kept" in app.said
        await app.press("escape", "ctrl+z")
        assert app.annotations == before
        await app.press("ctrl+y")
    assert not stored(chief, "layoffs").aside


async def test_a_click_keeps_a_version_too(chief: Path) -> None:
    collide(chief)
    async with running(chief) as app:
        await choose(app)
        line = app.app.screen.query_one("#choose-keys", PriorityLine)
        text = line.render_line(0).text
        await app.pilot.click(line, offset=(text.index("keep the other"), 0))
        await app.settle()
        assert not app.annotations.aside
        assert "The other version is kept" in app.said

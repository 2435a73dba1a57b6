"""A key paints the lines that it changed, once, and keys may be typed faster than the screen follows."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from pathlib import Path
from threading import Event

import pytest
from textual import events
from textual.geometry import Region
from textual.strip import Strip

from annotator.tui import speaking
from annotator.tui.compositor import LineCompositor
from annotator.tui.widgets.article import ArticleView
from annotator.tui.widgets.line_widget import LineWidget
from tests.tui.whole_app import Running, copy_of, running


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many lines of each widget the compositor asks for, by the widget's id, and the frames."""
    counts: Counter[str] = Counter()
    render, update = LineWidget.render_lines, LineCompositor.render_update

    def render_lines(self: LineWidget, crop: Region) -> list[Strip]:
        counts[self.id or type(self).__name__] += crop.height
        return render(self, crop)

    def render_update(self: LineCompositor, *arguments: object, **named: object) -> object:
        frame = update(self, *arguments, **named)  # type: ignore[arg-type]
        counts["frames"] += frame is not None
        return frame

    monkeypatch.setattr(LineWidget, "render_lines", render_lines)
    monkeypatch.setattr(LineCompositor, "render_update", render_update)
    return counts


async def cost(app: Running, painted: Counter[str], key: str) -> Counter[str]:
    """What is painted for a key."""
    await app.settle()
    painted.clear()
    await app.press(key)
    await app.settle()
    return Counter(painted)


CARET_KEYS = ("down", "down", "right", "right", "shift+right", "escape", "down", "alt+right")


async def test_a_caret_key_paints_the_lines_that_it_leaves_and_enters(tmp_path: Path, painted: Counter[str]) -> None:
    async with running(copy_of("interim-chief", tmp_path), "memo") as app:
        for key in CARET_KEYS:
            spent = await cost(app, painted, key)
            assert spent["frames"] == 1
            assert spent["page"] <= 2
            assert spent["keys"] <= 1
            assert spent["panel"] == spent["top"] == 0


async def test_among_mentions_a_caret_key_paints_what_is_stressed_and_two_rows_of_the_panel(
    tmp_path: Path, painted: Counter[str]
) -> None:
    async with running(copy_of("interim-chief", tmp_path)) as app:
        for key in CARET_KEYS:
            spent = await cost(app, painted, key)
            assert spent["frames"] == 1
            assert 1 <= spent["page"] <= 5
            assert spent["panel"] <= 2
            assert spent["keys"] <= 1
            assert spent["top"] == 0


async def test_what_moves_is_painted_in_the_next_step_of_the_event_loop(tmp_path: Path, painted: Counter[str]) -> None:
    async with running(copy_of("interim-chief", tmp_path)) as app:
        await app.settle()
        app.app.annotate._last_frame = 0.0
        painted.clear()
        app.page.move_lines(3)
        assert painted["frames"] == 0
        await asyncio.sleep(0)
        assert painted["frames"] == 1
        await app.settle()
        assert painted["frames"] == 1


async def test_a_key_that_changes_nothing_paints_nothing(tmp_path: Path, painted: Counter[str]) -> None:
    async with running(copy_of("interim-chief", tmp_path)) as app:
        await app.press("ctrl+home")
        assert await cost(app, painted, "ctrl+home") == Counter()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Nothing gets to the disk while this is not set."""
    answers, fsync = Event(), os.fsync
    answers.set()

    def slow_fsync(descriptor: int) -> None:
        assert answers.wait(10)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", slow_fsync)
    return answers


LONG = 20.0
"""Seconds that no test takes."""


async def test_an_edit_that_is_soon_on_disk_is_one_frame(
    tmp_path: Path, painted: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "AT_ONCE", LONG)
    async with running(copy_of("interim-chief", tmp_path), "memo") as app:
        await app.press("right")
        for key in ("p", "delete", "ctrl+z"):
            spent = await cost(app, painted, key)
            assert (spent["frames"], spent["top"]) == (1, 1)
            assert spent["page"] >= 1


async def test_an_edit_does_not_wait_for_a_slow_disk_and_is_not_called_saved_before(
    tmp_path: Path, painted: Counter[str], disk: Event
) -> None:
    async with running(copy_of("interim-chief", tmp_path), "memo") as app:
        await app.press("right")
        await app.settle()
        painted.clear()
        disk.clear()
        await app.press("p")
        before = Counter(painted)
        disk.set()  # before anything can fail: to end waits for the disk
        assert (before["page"] >= 1, before["top"]) == (True, 0)
        await app.settle()
        assert painted["top"] == 1


async def test_an_edit_of_which_the_top_line_says_nothing_waits_for_no_disk(
    tmp_path: Path, painted: Counter[str], disk: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(copy_of("interim-chief", tmp_path), "memo") as app:
        await app.press("right", "p")
        await app.settle()
        monkeypatch.setattr(speaking, "AT_ONCE", LONG)
        painted.clear()
        disk.clear()
        await app.press("r")
        before = Counter(painted)
        disk.set()
        assert before["page"] >= 1


async def test_keys_typed_ahead_of_a_dialog_wait_for_it(tmp_path: Path) -> None:
    async with running(copy_of("interim-chief", tmp_path)) as app:
        await app.press("]")
        before = app.page.caret
        for key in ("enter", "escape", "right"):
            app.app.post_message(events.Key(key, None))
        for _ in range(200):
            await app.settle()
            if app.page.caret != before:
                break
        assert app.page.caret > before
        assert not app.app.screen.is_modal
        assert isinstance(app.app.focused, ArticleView)

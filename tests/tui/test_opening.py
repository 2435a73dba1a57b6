"""A document is on the screen before its annotations are read, and nothing can go wrong in between."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from annotator.core.model import Document, Mention, Span
from annotator.core.outline import Outline
from annotator.core.schema import default_schema
from annotator.storage.locks import SetLock
from annotator.storage.session import Session
from annotator.tui import workspace as workspaces
from annotator.tui.doing.in_step import REST
from annotator.tui.opening import mark_of
from annotator.tui.widgets.article.marks import Mark, Marks
from annotator.tui.workspace import READING, Workspace
from tests.tui.whole_app import WIDE, Running, application, files_of, no_space, running, stored

PATIENCE = 30.0
"""Seconds after which a test gives up; nothing takes that long."""


class Gate:
    """Stands before the annotations of every document until it is opened."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """All annotations count as many, and reading them waits at the gate."""
    gate, load = Gate(), Workspace.load

    def at_the_gate(
        self: Workspace, document_id: str, document: Document | None = None, lock: SetLock | None = None
    ) -> Session:
        gate.reached.set()
        if not gate.opened.wait(PATIENCE):
            raise TimeoutError
        return load(self, document_id, document, lock)

    monkeypatch.setattr(workspaces, "LITTLE", -1)
    monkeypatch.setattr(Workspace, "load", at_the_gate)
    yield gate
    gate.opened.set()


async def read(app: Running, gate: Gate) -> None:
    """Opens the gate and waits until the annotations are on the screen."""
    gate.opened.set()
    await app.settle()
    while not app.app.workspace.has_session:
        await app.settle()


@asynccontextmanager
async def reading(folder: Path, gate: Gate) -> AsyncIterator[Running]:
    """The application while it is reading the annotations of "layoffs"."""
    app = application(folder)
    try:
        async with app.run_test(size=WIDE) as pilot:
            await asyncio.to_thread(gate.reached.wait, PATIENCE)
            await pilot.pause()
            yield Running(app, pilot)
            await read(Running(app, pilot), gate)
    finally:
        app.workspace.close()


async def test_the_text_is_on_the_screen_before_the_annotations_are_read(chief: Path, gate: Gate) -> None:
    async with reading(chief, gate) as app:
        shown = app.screen_text()
        assert app.text.split("\n")[0][:40] in shown
        assert "reading annotations…" in shown
        assert "Reading the annotations…" in shown
        assert "Nothing marked yet" not in shown
        await read(app, gate)
        shown = app.screen_text()
        assert "reading annotations…" not in shown.lower()
        assert "✓ saved" in shown
        assert app.annotations.mentions
        assert len(app.page.keys_overlapping(Span(0, len(app.text)))) == len(app.annotations.mentions)


async def test_keys_that_move_work_while_annotations_are_read_and_the_caret_stays(chief: Path, gate: Gate) -> None:
    async with reading(chief, gate) as app:
        await app.pilot.press("right", "right", "down")
        caret = app.page.caret
        assert caret > 0
        await read(app, gate)
        assert app.page.caret == caret


@pytest.mark.parametrize(
    "keys",
    [["p"], ["delete"], ["c"], ["equals_sign"], ["ctrl+z"], ["semicolon"], ["ctrl+d"], ["right_square_bracket"]],
    ids="".join,
)
async def test_keys_that_need_annotations_ask_for_a_moment_and_change_nothing(
    chief: Path, gate: Gate, keys: list[str]
) -> None:
    before = files_of(chief)
    async with reading(chief, gate) as app:
        await app.pilot.press(*keys)
        await app.pilot.pause()
        assert READING in app.screen_text()
        await read(app, gate)
        assert not app.app.workspace.session.can_undo
    assert files_of(chief) == before


async def test_another_document_may_be_opened_while_the_first_is_read(chief: Path, gate: Gate) -> None:
    async with reading(chief, gate) as app:
        app.app.annotate.open_document("denial")
        await app.pilot.pause()
        await read(app, gate)
        assert app.document == "denial"
        assert app.app.workspace.session.document.id == "denial"
        assert app.page.text == app.text


async def test_a_record_that_was_asked_for_is_gone_to_when_it_has_been_read(chief: Path, gate: Gate) -> None:
    async with reading(chief, gate) as app:
        await read(app, gate)
        last = max(app.annotations.mentions.values(), key=lambda mention: mention.start)
        app.app.annotate.open_document("memo")
        await read(app, gate)
        app.app.annotate.open_document("layoffs", last.id)
        await read(app, gate)
        assert app.document == "layoffs"
        assert app.page.caret == last.start


async def test_little_is_read_at_once(chief: Path) -> None:
    app = application(chief, "memo")
    read = app.workspace.read("memo")
    assert isinstance(read, Session)
    read.close()


async def test_an_edit_made_while_the_panel_is_made_anew_is_not_lost_from_it(
    chief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, opened, build = threading.Event(), threading.Event(), Outline._build
    app = application(chief, "memo")
    try:
        async with app.run_test(size=WIDE) as pilot:
            run = Running(app, pilot)
            await run.settle()

            def slowly(outline: Outline) -> None:
                build(outline)
                made.set()
                opened.wait(PATIENCE)

            monkeypatch.setattr(Outline, "_build", slowly)
            app.annotate.others_changed()
            await asyncio.to_thread(made.wait, PATIENCE)
            run.page.move_to(run.text.index("managers"))
            await pilot.press("e")
            opened.set()
            await run.settle()
            assert any("managers" in row for row in run.rows("#panel"))
    finally:
        app.workspace.close()


async def test_a_panel_that_edits_overtake_is_made_again_after_a_rest_and_not_at_once(
    chief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, edited, built, rests = threading.Event(), threading.Event(), threading.Semaphore(0), list[float]()
    build, sleep, took = Outline._build, asyncio.sleep, 0.05
    app = application(chief, "memo")
    try:
        async with app.run_test(size=WIDE) as pilot:
            run = Running(app, pilot)
            await run.settle()

            def slowly(outline: Outline) -> None:
                begun.set()
                time.sleep(took)
                edited.wait(PATIENCE)
                build(outline)
                built.release()

            async def noted(seconds: float) -> None:
                if seconds >= took:
                    rests.append(seconds)
                await sleep(min(seconds, took))

            monkeypatch.setattr(Outline, "_build", slowly)
            monkeypatch.setattr(asyncio, "sleep", noted)
            app.annotate.others_changed()
            run.page.move_to(run.text.index("managers"))
            await asyncio.to_thread(begun.wait, PATIENCE)
            app.annotate.action_label("event")
            edited.set()
            assert await asyncio.to_thread(built.acquire, timeout=PATIENCE)
            assert await asyncio.to_thread(built.acquire, timeout=PATIENCE)
            assert [rest >= REST * took for rest in rests] == [True]
    finally:
        app.workspace.close()


def test_marks_of_mentions_are_those_that_were_made_one_by_one() -> None:
    schema = default_schema("test")

    def look(mention: Mention) -> Mark:
        return mark_of(mention, schema)

    mentions = {f"m-{at}": Mention(f"m-{at}", "person", (Span(at, at + 5),)) for at in range(0, 40, 3)}
    lazy, eager = Marks.of(mentions, look), Marks(map(look, mentions.values()))
    changed = Mark("m-3", (Span(30, 33),), 2, "r")
    for marks in (lazy, eager):
        assert marks.discard("m-0") is not None
        assert marks.discard("m-0") is None
        marks.add(changed)
        marks.add(Mark("new", (Span(1, 2),), 1, "p"))
        assert marks.discard("new") is not None
    assert len(lazy) == len(eager) == len(mentions) - 1
    assert lazy.on(0, 50) == eager.on(0, 50)
    assert [lazy.get(key) for key in (*mentions, "gone")] == [eager.get(key) for key in (*mentions, "gone")]
    with pytest.raises(KeyError):
        lazy["m-0"]
    position: tuple[int, str | None] = (-1, None)
    while (mark := eager.following(*position)) is not None:
        assert lazy.following(*position) == mark
        position = mark.start, mark.key
    assert lazy.following(*position) is None


async def test_a_document_that_could_not_be_saved_is_named_until_it_is(
    chief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(chief) as app:
        with monkeypatch.context() as broken:
            broken.setattr(os, "fsync", no_space)
            await app.to("severance")
            await app.press("e", "ctrl+pagedown")
            app.app.workspace.load("layoffs")  # waits until it has failed
            await app.settle()
            assert app.document == "memo"
            assert "✗ 1 edit not saved in layoffs" in app.line("top")
            assert "no space left" in app.said.casefold()
            await app.press("right", "f1")
            assert "✗ 1 edit not saved in layoffs" in app.line("top")
            await app.press("f2", "ctrl+pageup")
            assert "✗ 1 edit not saved" in app.line("top")
            assert app.mentions("severance")
        await app.press("ctrl+s")
        app.app.workspace.session.flush()
        await app.settle()
        assert "✓ saved" in app.line("top")
        assert app.said == "Everything is saved again."
    assert any(one.start == 499 for one in stored(chief, "layoffs").mentions.values())


async def test_a_dialog_answered_in_another_document_changes_neither(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("Jason Droege")
        await app.press("=")
        before = files_of(chief)
        app.app.annotate.open_document("memo")
        await app.settle()
        await app.press("enter")
        assert "Another document was opened meanwhile" in app.said
        assert app.app.workspace.document.id == "memo"
    assert files_of(chief) == before

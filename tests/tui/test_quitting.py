"""Quitting while something cannot be saved: asked once, and nothing is lost but on the user's word."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.screen import Screen

from annotator.storage.project import Project
from annotator.storage.session import open_session
from tests.tui.whole_app import NARROW, Running, files_of, no_space, running, stored


async def unsaved_edit(app: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit that the full disk does not take, and the wish to quit."""
    monkeypatch.setattr(os, "fsync", no_space)
    await app.to("severance")
    await app.press("e")
    app.app.workspace.session.flush()
    await ask_to_quit(app)


async def ask_to_quit(app: Running) -> None:
    """Presses the key, and waits for the dialog: the worker that asks waits too."""
    await app.pilot.press("ctrl+q")
    await see(app, "Not everything is saved")


async def see(app: Running, words: str) -> None:
    """Waits until words are on a line of the screen."""
    for _ in range(500):
        if words in " ".join(app.screen_text().split()):
            return
        await app.pilot.pause(0.01)
    raise AssertionError(app.screen_text())


async def asked_anew(app: Running, before: Screen[object]) -> None:
    """Waits until a dialog is there that is not the one before."""
    for _ in range(500):
        if app.app.screen is not before and app.app.screen.is_modal:
            return
        await app.pilot.pause(0.01)
    raise AssertionError(app.screen_text())


async def end(app: Running) -> None:
    """Waits until the application has ended."""
    for _ in range(500):
        if not app.app.is_running:
            return
        await app.pilot.pause(0.01)
    raise AssertionError(app.screen_text())


def is_stored(folder: Path) -> bool:
    """Whether the edit is on disk."""
    return any(one.start == 499 for one in stored(folder, "layoffs").mentions.values())


async def test_quitting_names_what_is_not_saved_and_staying_keeps_it(
    chief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(chief, size=NARROW) as app:
        with monkeypatch.context() as broken:
            await unsaved_edit(app, broken)
            await see(app, "1 edit in layoffs: history/ann-1/layoffs.jsonl: It cannot be")
            await see(app, "written: no space left on device.")
            await see(app, "Quit and lose 1 edit")
            await app.pilot.press("escape")
            await app.settle()
            assert app.app.is_running
            assert app.mentions("severance")
        await app.press("right", "p")
    assert is_stored(chief)


async def test_trying_again_quits_once_the_disk_has_room(chief: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(chief) as app:
        with monkeypatch.context() as broken:
            await unsaved_edit(app, broken)
            asked = app.app.screen
            await app.pilot.press("enter")
            await asked_anew(app, asked)
        await app.pilot.press("enter")
        await end(app)
    assert app.app.workspace.unsaved() == []
    assert is_stored(chief)


async def test_asking_to_quit_again_tries_again(chief: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(chief) as app:
        with monkeypatch.context() as broken:
            await unsaved_edit(app, broken)
            asked = app.app.screen
            await app.pilot.press("ctrl+q")
            await asked_anew(app, asked)
        await app.pilot.press("ctrl+q")
        await end(app)
    assert is_stored(chief)


async def test_the_question_goes_once_all_is_saved_without_an_answer(
    chief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(chief) as app:
        with monkeypatch.context() as broken:
            await unsaved_edit(app, broken)
            app.app.workspace.session.retry()
            app.app.workspace.session.flush()
            await see(app, "Quit and lose 1 edit")
        app.app.workspace.session.retry()
        await see(app, "Everything is saved again.")
        await app.pilot.pause()
        assert not app.app.screen.is_modal
        assert "Not everything is saved" not in app.screen_text()
        await app.pilot.press("ctrl+q")
        await end(app)
        assert not app.app.quitting.may_lose
    assert is_stored(chief)


async def test_what_is_saved_elsewhere_can_be_copied_back(
    chief: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "other disk"
    place.write_bytes(b"no folder")
    async with running(chief) as app:
        await unsaved_edit(app, monkeypatch)
        await app.pilot.press("down", "enter")
        await see(app, "in which folder?")
        monkeypatch.undo()
        before = files_of(chief)
        app.app.screen.query_one("#prompt-input").value = str(place)  # type: ignore[attr-defined]
        await app.pilot.press("enter")
        await see(app, "not a directory")
        place.unlink()
        await app.pilot.press("enter")
        await end(app)
        assert files_of(chief) == before
    folder = app.app.quitting.rescued_to
    assert folder is not None
    assert folder.parent == place
    (name,) = files_of(folder)
    assert name == "annotations/ann-1/layoffs.toml"
    for path, data in before.items():
        (chief / path).write_bytes(data)
    (chief / name).write_bytes((folder / name).read_bytes())
    assert is_stored(chief)
    session = open_session(Project.open(chief), "layoffs", "ann-1")
    assert (session.read_only, session.notes) == ("", ())
    session.close()
    assert session.state == "saved"


async def test_losing_the_edits_takes_the_users_word(chief: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(chief) as app:
        await unsaved_edit(app, monkeypatch)
        await app.pilot.press("end", "enter")
        await end(app)
        assert app.app.quitting.may_lose

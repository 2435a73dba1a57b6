"""A prompt takes only what is not refused; a question is answered with care."""

from __future__ import annotations

import pytest
from textual.widgets import Input, Static

from annotator.tui.screens.fields import number_refusal
from annotator.tui.screens.prompts import Prompt
from tests.tui.list_host import Host


async def test_what_is_typed_is_given() -> None:
    app, given = Host(), list[str | None]()
    async with app.run_test() as pilot:
        app.push_screen(Prompt("Note"), given.append)
        await pilot.press(*"who", "enter")
        assert given == ["who"]


async def test_a_refused_text_is_said_as_it_is_typed_and_not_taken() -> None:
    app, given = Host(), list[str | None]()
    async with app.run_test() as pilot:
        app.push_screen(Prompt("value", "14", check=number_refusal), given.append)
        await pilot.press("end", "x", "enter")
        said = app.screen.query_one("#prompt-said", Static)
        assert "is not a number" in str(said.render())
        assert said.has_class("refused")
        await pilot.press("backspace", "enter")
        assert given == ["14"]


async def test_typing_adds_to_what_is_there_already() -> None:
    app, given = Host(), list[str | None]()
    async with app.run_test() as pilot:
        app.push_screen(Prompt("Note", "who"), given.append)
        await pilot.press("?", "enter")
        assert given == ["who?"]


async def test_leaving_gives_nothing() -> None:
    app, given = Host(), list[str | None]()
    async with app.run_test() as pilot:
        app.push_screen(Prompt("Note", "old"), given.append)
        await pilot.press("x", "escape")
        assert given == [None]


async def test_a_value_of_several_lines_comes_back_as_it_was() -> None:
    app, given = Host(), list[str | None]()
    async with app.run_test() as pilot:
        app.push_screen(Prompt("Note", "one\ntwo\x1b"), given.append)
        await pilot.pause()
        assert app.screen.query_one(Input).value == "one␊two␛"
        await pilot.press("enter")
        app.push_screen(Prompt("Note", "one\ntwo"), given.append)
        await pilot.press("end", "!", "enter")
        assert given == ["one\ntwo\x1b", "one\ntwo!"]


@pytest.mark.parametrize(
    ("keys", "given"),
    [
        (("end", "!"), "a\x1bb\x9bc\u202ed\n!"),
        (("home", "!"), "!a\x1bb\x9bc\u202ed\n"),
        (("home", "right", "right", "right", "!"), "a\x1bb!\x9bc\u202ed\n"),
        (("home", "delete", "delete"), "b\x9bc\u202ed\n"),
        (("ctrl+u", "x"), "x"),
    ],
)
async def test_editing_a_value_keeps_what_cannot_be_shown_around_the_edit(keys: tuple[str, ...], given: str) -> None:
    app, answers = Host(), list[str | None]()
    async with app.run_test() as pilot:
        app.push_screen(Prompt("Note", "a\x1bb\x9bc\u202ed\n"), answers.append)
        await pilot.press(*keys, "enter")
        assert answers == [given]


async def test_a_dialog_that_was_left_takes_nothing_more_and_leaves_the_screen_below() -> None:
    app, given = Host(), list[str | None]()
    async with app.run_test() as pilot:
        dialog = Prompt("Note")
        app.push_screen(dialog, given.append)
        await pilot.pause()
        dialog.dismiss("once")
        dialog.dismiss("twice")
        await pilot.pause()
        assert given == ["once"]
        assert len(app.screen_stack) == 1

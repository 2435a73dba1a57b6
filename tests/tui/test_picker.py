"""Typing narrows the list, enter takes the first, escape takes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from threading import get_ident

from textual.widgets import Input

from annotator.core.sentences import Part
from annotator.tui.screens.picker import AT_ONCE, MadeOptions, Option, Picker
from annotator.tui.widgets.rows import RowList
from tests.tui.list_host import Host

OPTIONS = [
    Option("j", (Part("P", "label-1"), Part(" "), Part("Jason Droege")), (Part("memo by Jason"),), "layoffs", "likely"),
    Option("b", (Part("P", "label-1"), Part(" "), Part("Brandon Hale")), (Part("Hale is"),), "denial", "others"),
    Option("c", (Part("R", "label-2"), Part(" "), Part("interim CEO")), (Part("the CEO"),), "denial", "others"),
]


class PickerHost(Host):
    """Keeps what the picker gives."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str | None] = []

    def ask(self, options: Sequence[Option]) -> None:
        self.push_screen(Picker("Same as [b]what[/b]?", options), self.given.append)

    @property
    def rows(self) -> RowList:
        return self.screen.query_one(RowList)

    def lines(self) -> list[str]:
        return [self.rows.render_line(y).text.strip() for y in range(self.rows.size.height)]


async def test_enter_takes_the_first() -> None:
    app = PickerHost()
    async with app.run_test() as pilot:
        app.ask(OPTIONS)
        await pilot.press("enter")
        assert app.given == ["j"]


async def test_typing_filters_and_enter_takes_the_first_that_is_left() -> None:
    app = PickerHost()
    async with app.run_test() as pilot:
        app.ask(OPTIONS)
        await pilot.press(*"ceo", "enter")
        assert app.given == ["c"]


async def test_down_and_up_move_while_the_filter_keeps_the_focus() -> None:
    app = PickerHost()
    async with app.run_test() as pilot:
        app.ask(OPTIONS)
        await pilot.press("down", "down", "up")
        assert isinstance(app.focused, Input)
        await pilot.press("enter")
        assert app.given == ["b"]


async def test_escape_takes_nothing() -> None:
    app = PickerHost()
    async with app.run_test() as pilot:
        app.ask(OPTIONS)
        await pilot.press("escape")
        assert app.given == [None]


async def test_a_click_takes_what_is_under_it() -> None:
    app = PickerHost()
    async with app.run_test(size=(100, 40)) as pilot:
        app.ask(OPTIONS)
        await pilot.pause()
        await pilot.click(app.rows, offset=(6, app.lines().index("P Brandon Hale" + app.lines()[6][14:])))
        assert app.given == ["b"]


async def test_groups_and_contexts_are_shown_until_something_is_typed() -> None:
    app = PickerHost()
    async with app.run_test(size=(100, 40)) as pilot:
        app.ask(OPTIONS)
        await pilot.pause()
        lines = app.lines()
        assert lines[1] == "LIKELY"
        assert lines[2].startswith("▸ P Jason Droege")
        assert lines[2].endswith("layoffs")
        assert lines[3] == "memo by Jason"
        assert lines[5] == "OTHERS"
        await pilot.press(*"hale")
        assert app.lines()[0].startswith("▸ P Brandon Hale")


async def test_enter_takes_nothing_where_nothing_fits() -> None:
    app = PickerHost()
    async with app.run_test() as pilot:
        app.ask(OPTIONS)
        await pilot.press(*"zzzz", "enter")
        assert app.given == []
        assert isinstance(app.screen, Picker)


async def test_the_title_is_text_and_not_markup() -> None:
    app = PickerHost()
    async with app.run_test() as pilot:
        app.ask(OPTIONS)
        await pilot.pause()
        assert "[b]what[/b]" in str(app.screen.query_one("#picker-title").render())


async def test_enter_right_after_a_letter_waits_for_the_long_list_to_be_filtered() -> None:
    app = PickerHost()
    options = [Option(str(number), (Part(f"mention {number}"),)) for number in range(AT_ONCE + 500)]
    async with app.run_test() as pilot:
        app.ask(options)
        await pilot.pause()
        app.screen.query_one(Input).value = f"mention {AT_ONCE + 123}"
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.given == [str(AT_ONCE + 123)]


async def test_the_list_keeps_its_height_while_the_user_types() -> None:
    app = PickerHost()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(OPTIONS * 5)
        await pilot.pause()
        before = app.rows.region
        await pilot.press(*"hale")
        assert app.rows.region == before
        assert before.bottom < 24


async def test_of_a_long_list_only_the_rows_on_screen_are_made_where_keys_are_handled() -> None:
    here, made = get_ident(), set()

    def make(place: int) -> Option:
        if get_ident() == here:
            made.add(place)
        return Option(str(place), (Part(f"document {place}"),))

    app = PickerHost()
    async with app.run_test() as pilot:
        app.ask(MadeOptions(20_000, make))
        await pilot.press("ctrl+end", "up")
        assert len(made) < 200
        await pilot.press(*"19997", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.given == ["19997"]
        assert len(made) < 400


async def test_typing_finds_what_the_list_does_not_reach_and_enter_waits_for_it() -> None:
    asked: list[tuple[str, int]] = []

    def look_further(typed: str) -> list[Option]:
        asked.append((typed, get_ident()))
        return [Option("z", (Part("Zelda Kim"),))] if typed == "ze" else []

    app = PickerHost()
    async with app.run_test() as pilot:
        app.push_screen(Picker("Same as?", OPTIONS, look_further=look_further), app.given.append)
        await pilot.press("z", "e", "enter")
        while app.workers:
            await app.workers.wait_for_complete()
            await pilot.pause()
        assert app.given == ["z"]
    assert [typed for typed, _ in asked] == ["ze"]
    assert all(thread != get_ident() for _, thread in asked)

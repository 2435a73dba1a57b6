"""The mouse does what the keys do: caret, selection by drag, words, sentences, gutter, wheel."""

from __future__ import annotations

from textual.events import MouseDown, MouseEvent, MouseMove, MouseScrollDown, MouseUp
from textual.geometry import Offset
from textual.pilot import Pilot

from annotator.tui.widgets.article.painter import GUTTER, GUTTER_GAP
from tests.tui.article_host import Host, mark

TEXT = "Meta's deal paid $14.3 billion. Its co-founder left.\n日本語を 👨‍👩‍👧 話す e\u0301tait fini.\n" + "more\n" * 60
FIRST_ROW = 3
"""The heading is a blank row, the title and a blank row."""

TEXT_LEFT = GUTTER + GUTTER_GAP


def cell(x: int, y: int = 0) -> Offset:
    """A place in the text: its cell and display line, on a screen that is not scrolled."""
    return Offset(TEXT_LEFT + x, FIRST_ROW + y)


async def send(pilot: Pilot[None], kind: type[MouseEvent], place: Offset, *, shift: bool = False) -> None:
    """One mouse event as a terminal sends it."""
    event = kind(None, place.x, place.y, 0, 0, 1, shift, False, False, screen_x=place.x, screen_y=place.y)
    event.set_sender(pilot.app)
    assert pilot.app._driver is not None
    pilot.app._driver.send_message(event)
    await pilot.pause()


async def drag(pilot: Pilot[None], *places: Offset) -> None:
    await send(pilot, MouseDown, places[0])
    for place in places[1:]:
        await send(pilot, MouseMove, place)
    await send(pilot, MouseUp, places[-1])


async def test_a_click_puts_the_caret_under_the_pointer() -> None:
    host = Host(TEXT)
    async with host.run_test(size=(80, 20)) as pilot:
        await pilot.click("#article", offset=cell(9))
        assert host.article.caret == 9
        assert host.article.selection is None


async def test_a_click_on_either_cell_of_a_wide_character_is_on_it() -> None:
    host = Host(TEXT)
    async with host.run_test(size=(80, 20)) as pilot:
        line = TEXT.index("日")
        for x, offset in ((0, 0), (1, 0), (2, 1), (9, 5), (10, 5), (11, 10), (12, 11)):
            await pilot.click("#article", offset=cell(x, 1))
            assert host.article.caret == line + offset


async def test_a_click_beyond_a_line_is_at_its_end_and_below_the_text_at_the_last_line() -> None:
    host = Host("one\ntwo")
    async with host.run_test(size=(80, 20)) as pilot:
        await pilot.click("#article", offset=cell(30))
        assert host.article.caret == 3
        await pilot.click("#article", offset=cell(1, 10))
        assert host.article.caret == 5


async def test_a_drag_selects_by_grapheme_with_both_ends_in() -> None:
    host = Host(TEXT)
    async with host.run_test(size=(80, 20)) as pilot:
        await drag(pilot, cell(7), cell(9), cell(10))
        assert host.selected == "deal"
        await drag(pilot, cell(15), cell(13), cell(12))
        assert host.selected == "paid"
        await drag(pilot, cell(2, 1), cell(10, 1))
        assert host.selected == "本語を 👨‍👩‍👧"


async def test_a_drag_that_comes_back_gives_the_selection_back() -> None:
    host = Host(TEXT)
    async with host.run_test(size=(80, 20)) as pilot:
        await drag(pilot, cell(7), cell(20), cell(3), cell(8))
        assert host.selected == "de"


async def test_a_drag_below_the_window_scrolls_on() -> None:
    host = Host(TEXT)
    async with host.run_test(size=(80, 20)) as pilot:
        host.article.move_to(TEXT.index("more"))
        article = host.article
        await send(pilot, MouseDown, cell(0, 5))
        captured = [host.mouse_captured]
        for _ in range(3):
            await send(pilot, MouseMove, Offset(TEXT_LEFT, 20))
        assert article.scroll_offset.y >= 3
        await send(pilot, MouseUp, Offset(TEXT_LEFT, 20))
        captured.append(host.mouse_captured)
        assert captured == [article, None]
        assert host.selected.startswith("more\nmore\n")


async def test_a_click_or_a_drag_on_the_last_row_does_not_move_the_page() -> None:
    host = Host(TEXT)
    async with host.run_test(size=(80, 20)) as pilot:
        await pilot.click("#article", offset=(TEXT_LEFT + 1, 19))
        assert host.article.scroll_offset.y == 0
        await drag(pilot, cell(0, 10), Offset(TEXT_LEFT + 3, 19))
        assert host.article.scroll_offset.y == 0
        assert host.selected.startswith("more\n")


async def test_shift_and_a_click_extend_the_selection() -> None:
    host = Host(TEXT)
    async with host.run_test(size=(80, 20)) as pilot:
        await pilot.click("#article", offset=cell(7))
        await send(pilot, MouseDown, cell(16), shift=True)
        await send(pilot, MouseUp, cell(16), shift=True)
        assert host.selected == "deal paid"


async def test_a_double_click_selects_the_word_and_a_triple_click_the_sentence() -> None:
    host = Host(TEXT)
    async with host.run_test(size=(80, 20)) as pilot:
        await pilot.click("#article", offset=cell(19), times=2)
        assert host.selected == "$14.3"
        await pilot.click("#article", offset=cell(40), times=3)
        assert host.selected == "Its co-founder left."
        await pilot.click("#article", offset=cell(40))
        assert host.selected == ""


async def test_the_gutter_goes_to_the_first_mark_of_its_line() -> None:
    host = Host(TEXT, [mark("m-1", "event", (7, 11)), mark("m-2", "amount", (17, 30))])
    async with host.run_test(size=(80, 20)) as pilot:
        await pilot.click("#article", offset=(3, FIRST_ROW))
        assert host.clicked == ["m-1"]
        assert (host.article.caret, host.article.active) == (7, "m-1")
        assert host.article.selection is None


async def test_the_wheel_scrolls_and_leaves_the_caret() -> None:
    host = Host(TEXT)
    async with host.run_test(size=(80, 20)) as pilot:
        for _ in range(5):
            await send(pilot, MouseScrollDown, cell(3))
        assert host.article.scroll_offset.y == 5 * host.scroll_sensitivity_y
        assert host.article.caret == 0
        assert "more" in host.rows()[0]


async def test_a_drag_is_ours_and_not_the_frameworks_text_selection() -> None:
    host = Host(TEXT)
    async with host.run_test(size=(80, 20)) as pilot:
        await drag(pilot, cell(7), cell(10))
        assert not host.screen.selections
        assert not host.article.allow_select

"""The same by mouse alone, in the whole application."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.widget import Widget

from tests.tui.whole_app import Running, running, small_project


def cell_of(app: Running, widget: Widget, words: str) -> tuple[int, int]:
    """The cell of a widget at which words begin."""
    for y, line in enumerate(app.shown(widget)):
        if words in line:
            left, top = widget.gutter.top_left
            return left + line.index(words), top + y
    raise AssertionError(f"{words!r} is not shown:\n" + "\n".join(app.shown(widget)))


async def click(app: Running, widget: Widget, words: str, times: int = 1) -> None:
    """Clicks on the first cell of words."""
    await app.pilot.click(widget, offset=cell_of(app, widget, words), times=times)
    await app.settle()


async def drag(app: Running, start: str, end: str) -> None:
    """Drags on the page from the first cell of words to the first cell of others."""
    await app.pilot.mouse_down(app.page, offset=cell_of(app, app.page, start))
    await app.pilot.hover(app.page, offset=cell_of(app, app.page, end))
    await app.pilot.mouse_up(app.page, offset=cell_of(app, app.page, end))
    await app.settle()


async def click_key(app: Running, words: str) -> None:
    """Clicks on an item of the last line."""
    keys = app.app.screen.query_one("#keys")
    await click(app, keys, words)


async def test_a_click_puts_the_caret_there(chief: Path) -> None:
    async with running(chief) as app:
        await click(app, app.page, "passwords")
        assert app.after_caret.startswith("passwords stopped")
        assert app.selected == ""


async def test_a_drag_selects_from_letter_to_letter_also_over_lines_and_backwards(chief: Path) -> None:
    async with running(chief) as app:
        await drag(app, "generative AI", "business had")
        assert app.selected == "generative AI b"
        await drag(app, "little sense", "business had")
        assert app.selected.startswith("business had been")
        assert app.selected.endswith("too l")


async def test_a_double_click_selects_the_word_and_a_triple_click_the_sentence(chief: Path) -> None:
    async with running(chief) as app:
        await click(app, app.page, "passwords", times=2)
        assert app.selected == "passwords"
        await click(app, app.page, "passwords", times=3)
        assert app.selected == "Some of those affected found out when their passwords stopped working."


async def test_a_click_on_a_cap_of_the_last_line_labels_and_on_remove_removes(chief: Path) -> None:
    async with running(chief) as app:
        await drag(app, "Some of those", " found out")
        assert app.selected == "Some of those affected "
        await click(app, app.page, "passwords", times=2)
        await click_key(app, " e  event")
        assert app.mention("passwords").label == "event"
        await click(app, app.page, "passwords")
        await click_key(app, "del remove")
        assert not app.mentions("passwords")
        await click(app, app.page, "stopped working")
        await click_key(app, "ctrl+z undo")
        assert app.mention("passwords").label == "event"


async def test_a_claim_and_a_link_are_made_by_mouse(tmp_path: Path) -> None:
    folder = small_project(tmp_path, a="Ann is chief.", b="Ann and Bob.")
    async with running(folder, "b") as app:
        await click(app, app.page, "Ann")
        await click_key(app, " p  person")
    async with running(folder, "a") as app:
        await click(app, app.page, "Ann")
        await click_key(app, " p  person")
        await click(app, app.page, "chief")
        await click_key(app, " r  role")
        await click_key(app, "c claim")
        assert [claim.type for claim in app.claims()] == ["position"]
        await click(app, app.page, "Ann")
        await click_key(app, "= same-as")
        rows = app.app.screen.query_one("#picker-rows")
        await click(app, rows, "Ann")
        (link,) = app.links()
        assert (app.words(link.target), link.target.document) == ("Ann", "b")
        await click(app, app.page, "Ann")
        await click_key(app, "g go")
        assert app.document == "b"


async def test_the_wheel_scrolls_and_the_caret_stays(tmp_path: Path) -> None:
    lines = "\n".join(f"line {number}" for number in range(300))
    async with running(small_project(tmp_path, long=lines), "long") as app:
        top = app.shown(app.page)[0]
        for _ in range(3):
            app.page.post_message(
                events.MouseScrollDown(app.page, 5, 5, 0, 1, 0, False, False, False, screen_x=5, screen_y=5)
            )
        await app.settle()
        assert app.shown(app.page)[0] != top
        assert app.page.scroll_offset.y > 0
        assert app.page.caret == 0
        await app.press("down")
        assert app.after_caret.startswith("line 1\n")
        assert any("line 1" in line for line in app.shown(app.page))


async def test_a_click_in_the_margin_goes_to_the_line_s_first_mention(chief: Path) -> None:
    async with running(chief) as app:
        _, y = cell_of(app, app.page, "In a note to everyone")
        left, _ = cell_of(app, app.page, "RP")
        await app.pilot.click(app.page, offset=(left, y))
        await app.settle()
        assert app.after_caret.startswith("interim CEO")


async def test_a_click_in_the_panel_goes_to_the_record_and_on_a_link_to_its_other_end(chief: Path) -> None:
    async with running(chief) as app:
        await click(app, app.panel, "Google leaving")
        assert app.after_caret.startswith("Google, one of")
        await click(app, app.panel, "denial says")
        assert app.document == "denial"
        assert app.after_caret.startswith("interim CEO, Brandon Hale")


async def test_the_library_opens_the_row_that_is_clicked(chief: Path) -> None:
    async with running(chief) as app:
        await click_key(app, "F1 library")
        assert app.screen == "LibraryScreen"
        await click(app, app.app.screen.query_one("#documents"), "Scale AI: six weeks")
        assert app.screen == "AnnotateScreen"
        assert app.document == "timeline"


async def test_help_and_palette_open_by_a_click(chief: Path) -> None:
    async with running(chief, size=(200, 50)) as app:
        await click_key(app, "? help")
        assert app.screen == "HelpScreen"
        await app.press("escape")
        await click_key(app, "ctrl+p commands")
        await app.type("library")
        rows = app.app.screen.query_one("#picker-rows")
        await click(app, rows, "library")
        assert app.screen == "LibraryScreen"


async def test_the_status_changes_by_a_click_on_the_top_line(chief: Path) -> None:
    async with running(chief, "memo") as app:
        await click(app, app.app.screen.query_one("#top"), "to do")
        assert app.annotations.status.value == "in-progress"


async def test_a_sentence_on_the_last_line_makes_room_for_what_can_be_done_after_a_click(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("severance")
        await app.press("delete")
        assert "There is no mention or claim here" in app.said
        await click(app, app.page, "severance")
        assert "label:person" in app.offered()
        await app.press("delete")
        await click(app, app.page, "passwords")
        assert "label:person" in app.offered()


async def test_a_click_beside_the_words_of_the_last_line_does_nothing(chief: Path) -> None:
    async with running(chief) as app:
        before = app.annotations
        await app.pilot.click("#keys", offset=(app.app.size.width - 1, 0))
        await app.settle()
        assert app.annotations is before
        assert app.screen == "AnnotateScreen"

"""The list shows any number of rows, makes only those on screen, and goes where keys and mouse say."""

from __future__ import annotations

import time

import pytest
from rich.cells import cell_len
from textual import on

from annotator.core.sentences import Part, Parts, plain
from annotator.tui.widgets.fitting import fitted
from annotator.tui.widgets.rows import Line, RowList
from tests.tui.list_host import Host


class ListHost(Host):
    """Keeps what a list tells."""

    AUTO_FOCUS = None

    def __init__(self) -> None:
        self.rows = RowList()
        super().__init__(self.rows)
        self.told: list[tuple[str, int]] = []

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        self.told.append(("highlighted", event.index))

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.told.append(("chosen", event.index))


def numbered(row: int, _width: int) -> tuple[Line, ...]:
    return (Line((Part(f"row {row}"),), (Part("right", "dim"),), bar="label-1"),)


def shown(rows: RowList) -> list[str]:
    return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


async def test_only_the_rows_on_screen_are_made() -> None:
    app = ListHost()
    made: list[int] = []

    def render(row: int, width: int) -> tuple[Line, ...]:
        made.append(row)
        return numbered(row, width)

    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.set_source(100_000, render, cursor=0)
        app.rows.focus()
        await pilot.pause()
        assert set(made) <= set(range(10))
        await pilot.press("end")
        assert set(made) <= {*range(10), *range(99_990, 100_000)}
        assert shown(app.rows)[-1].startswith("▸row 99999")


async def test_a_line_has_its_bar_its_text_and_what_stands_at_the_right() -> None:
    app = ListHost()
    async with app.run_test(size=(30, 5)) as pilot:
        app.rows.set_source(1, numbered)
        await pilot.pause()
        width = app.rows.scrollable_content_region.width
        line = app.rows.render_line(0)
        assert line.text == "▌row 0" + " " * (width - 11) + "right"
        assert line.cell_length == width


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        (("down",), 2),
        (("down", "up"), 1),
        (("end",), 29),
        (("end", "home"), 1),
        (("pagedown",), 10),
        (("pagedown", "pagedown", "pagedown", "pagedown"), 29),
        (("pagedown", "pageup"), 1),
        (("up",), 1),
    ],
)
async def test_keys_move_over_headers(keys: tuple[str, ...], cursor: int) -> None:
    app = ListHost()
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.set_source(30, numbered, selectable=lambda row: row not in (0, 5))
        app.rows.focus()
        await pilot.press(*keys)
        assert app.rows.cursor == cursor


async def test_the_cursor_skips_a_header_and_tells_where_it_is() -> None:
    app = ListHost()
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.set_source(4, numbered, selectable=lambda row: row != 1, cursor=0)
        app.rows.focus()
        await pilot.press("down", "enter")
        assert app.told == [("highlighted", 2), ("chosen", 2)]


async def test_moving_the_cursor_from_outside_tells_nobody_and_takes_no_focus() -> None:
    app = ListHost()
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.set_source(1_000, numbered)
        app.rows.move_cursor(700)
        await pilot.pause()
        assert app.told == []
        assert app.focused is None
        assert any("▸row 700" in line for line in shown(app.rows))


async def test_going_back_to_the_first_row_shows_the_header_above_it() -> None:
    app = ListHost()
    async with app.run_test(size=(40, 5)) as pilot:
        app.rows.set_source(30, numbered, selectable=lambda row: row != 0, cursor=20)
        app.rows.focus()
        await pilot.press("home")
        assert shown(app.rows)[:2] == ["▌row 0" + " " * 28 + "right", "▸row 1" + " " * 28 + "right"]


async def test_a_click_chooses_and_a_click_on_a_header_does_not() -> None:
    app = ListHost()
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.set_source(30, numbered, selectable=lambda row: row != 3)
        await pilot.pause()
        await pilot.click(app.rows, offset=(5, 3))
        await pilot.click(app.rows, offset=(5, 4))
        assert app.told == [("chosen", 4)]
        assert app.rows.cursor == 4


async def test_the_wheel_scrolls_and_leaves_the_cursor_where_it_is() -> None:
    app = ListHost()
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.set_source(100, numbered, cursor=0)
        await pilot.pause()
        app.rows.scroll_down(animate=False, immediate=True)
        await pilot.pause()
        assert app.rows.cursor == 0
        assert shown(app.rows)[0].startswith("▌row 1 ")


async def test_rows_of_two_lines_are_two_lines_high_to_keys_and_mouse() -> None:
    app = ListHost()

    def double(row: int, _width: int) -> tuple[Line, ...]:
        return (Line((Part(f"name {row}"),)), Line((Part(f"context {row}"),)))

    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.set_source(20, double, row_height=2)
        await pilot.pause()
        assert [line.strip() for line in shown(app.rows)[:4]] == ["name 0", "context 0", "name 1", "context 1"]
        await pilot.click(app.rows, offset=(3, 5))
        assert app.told == [("chosen", 2)]


async def test_a_row_made_again_shows_its_new_text() -> None:
    app = ListHost()
    words = ["old"]
    async with app.run_test(size=(40, 5)) as pilot:
        app.rows.set_source(1, lambda _row, _width: (Line((Part(words[0]),)),))
        await pilot.pause()
        assert shown(app.rows)[0] == " old"
        words[0] = "new"
        app.rows.refresh_row(0)
        assert shown(app.rows)[0] == " new"


async def test_another_source_shows_its_own_rows_at_once() -> None:
    app = ListHost()
    async with app.run_test(size=(40, 5)) as pilot:
        app.rows.set_source(3, numbered)
        await pilot.pause()
        assert shown(app.rows)[0].startswith("▌row 0")
        app.rows.set_source(3, lambda _row, _width: (Line((Part("other"),)),))
        assert shown(app.rows)[0] == " other"


async def test_a_shorter_list_is_never_scrolled_past_its_end() -> None:
    app = ListHost()
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.focus()
        app.rows.set_source(100, numbered, cursor=99)
        await pilot.pause()
        app.rows.set_source(12, numbered)
        await pilot.pause()
        assert app.rows.scroll_offset.y == 2
        assert shown(app.rows)[-1].startswith("▸row 11")


async def test_what_a_terminal_would_act_on_is_shown_as_a_picture() -> None:
    app = ListHost()
    async with app.run_test(size=(40, 5)) as pilot:
        app.rows.set_source(1, lambda _row, _width: (Line((Part("[b]a\x1b[2J\u202eb"),)),))
        await pilot.pause()
        assert shown(app.rows)[0] == " [b]a␛[2J�b"


@pytest.mark.parametrize(
    ("parts", "width", "expected"),
    [
        (("Alexandr Wang", " is ", "chief executive"), 40, "Alexandr Wang is chief executive"),
        (("Alexandr Wang", " is ", "co-founder and chief executive"), 30, "Alexandr Wang is co-founder a…"),
        (("Alexandr Wang the First", " is ", "co-founder and chief executive"), 24, "Alexandr… is co-founde…"),
        (("supported by ", "denial"), 14, "suppor… denial"),
        (("…a long way before ", "CEO", " and after"), 24, "… before CEO and after"),
        (("名前が長い", " is ", "CEO"), 13, "名前… is CEO"),
        (("abc",), 1, "…"),
        (("abc",), 0, ""),
    ],
)
def test_the_longest_parts_give_way_first(parts: tuple[str, ...], width: int, expected: str) -> None:
    fitting: Parts = fitted(tuple(Part(text) for text in parts), width)
    assert plain(fitting) == expected
    assert cell_len(plain(fitting)) <= width


async def test_a_hundred_thousand_rows_cost_no_more_than_ten_to_set_and_draw() -> None:
    app = ListHost()
    async with app.run_test(size=(40, 30)) as pilot:
        await pilot.pause()

        def spent(count: int) -> float:
            best = 1.0
            for _ in range(5):
                start = time.process_time()
                app.rows.set_source(count, numbered, cursor=count - 1)
                shown(app.rows)
                best = min(best, time.process_time() - start)
            return best

        spent(30)
        assert spent(100_000) < 0.03

"""What is highlighted on screen is what is marked, cell by cell, and can be told without colour."""

from __future__ import annotations

import datetime as dt

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from annotator.core.model import Metadata, Span
from annotator.tui.widgets.article import Mark
from annotator.tui.widgets.article.painter import GUTTER, GUTTER_GAP
from tests.tui.article_host import Host, document, mark

LEFT = GUTTER + GUTTER_GAP


def cells(segments: list[Segment]) -> list[tuple[str, Style]]:
    """Each cell of a row with its style; a wide grapheme's text stands in its first cell."""
    found: list[tuple[str, Style]] = []
    for segment in segments:
        style = segment.style or Style()
        width = cell_len(segment.text)
        texts = list(segment.text) if width == len(segment.text) else [segment.text] + [""] * (width - 1)
        found += [(text, style) for text in texts]
    return found


def row(host: Host, y: int = 0) -> list[tuple[str, Style]]:
    """The cells of a display line's text, on a screen that is not scrolled."""
    return cells(list(host.article.render_line(3 + y)))[LEFT:]


def gutter(host: Host, y: int = 0) -> str:
    return host.article.render_line(3 + y).text[:GUTTER]


def where(host: Host, y: int, test: str) -> list[int]:
    """The cells of a line whose style has ``test``: an attribute of rich's Style, or "tint" for a ground of its own."""
    ground = host.article.background_colors[1].rich_color
    if test == "tint":
        return [x for x, (_, style) in enumerate(row(host, y)) if style.bgcolor != ground]
    return [x for x, (_, style) in enumerate(row(host, y)) if getattr(style, test)]


async def test_a_mention_has_its_hue_and_an_underline_on_its_cells_and_no_others() -> None:
    host = Host("Meta paid it all.", [mark("m-1", "person", (5, 9))])
    async with host.run_test(size=(60, 12)) as pilot:
        host.article.move_to(16)
        await pilot.pause()
        assert where(host, 0, "underline") == [5, 6, 7, 8]
        assert where(host, 0, "tint") == [5, 6, 7, 8, 16]
        assert where(host, 0, "bold") == [16]


async def test_the_mention_under_the_caret_is_bold_on_a_stronger_tint() -> None:
    host = Host("Meta paid it all.", [mark("m-1", "person", (5, 9))])
    async with host.run_test(size=(60, 12)) as pilot:
        plain = row(host)[6][1]
        host.article.move_to(5)
        await pilot.pause()
        strong = row(host)[6][1]
        assert strong.bold
        assert not plain.bold
        assert strong.bgcolor != plain.bgcolor
        host.article.move_to(0)
        await pilot.pause()
        assert row(host)[6][1] == plain


async def test_the_inner_tint_wins_and_overlaps_are_underlined_twice() -> None:
    marks = [mark("m-out", "role", (0, 12)), mark("m-in", "person", (5, 9)), mark("m-over", "amount", (8, 15))]
    host = Host("Meta paid it all in.", marks)
    async with host.run_test(size=(60, 12)) as pilot:
        host.article.move_to(19)
        await pilot.pause()
        hues = [style.bgcolor for _, style in row(host)[:15]]
        assert len({*hues[:5]}) == 1
        assert hues[5] != hues[0]
        assert hues[8] == hues[5]  # four code points against seven
        assert hues[9] not in (hues[0], hues[5])
        assert where(host, 0, "underline") == list(range(15))
        assert where(host, 0, "underline2") == [5, 6, 7, 8, 9, 10, 11]


async def test_a_discontinuous_mention_shows_its_gap_only_under_the_caret() -> None:
    host = Host("laid a few people off then", [mark("m-1", "event", (0, 4), (18, 21))])
    async with host.run_test(size=(60, 12)) as pilot:
        host.article.move_to(24)
        await pilot.pause()
        assert where(host, 0, "underline") == [0, 1, 2, 3, 18, 19, 20]
        host.article.move_to(19)
        await pilot.pause()
        assert where(host, 0, "underline") == list(range(21))
        assert [x for x in where(host, 0, "tint") if x != 19] == [0, 1, 2, 3, 18, 20]


async def test_the_gutter_lists_the_letters_of_each_line_in_reading_order() -> None:
    text = "one two three four five six\nmore\nlast of it all"
    marks = [
        mark("m-1", "person", (0, 3)),
        mark("m-2", "person", (4, 7)),
        mark("m-3", "amount", (8, 30)),
        mark("m-4", "role", (14, 18)),
        mark("m-5", "event", (19, 23)),
    ]
    host = Host(text, marks)
    async with host.run_test(size=(60, 12)):
        assert [gutter(host, y) for y in range(3)] == ["PAR+", "   A", "    "]


async def test_selection_and_caret_lie_over_every_tint() -> None:
    host = Host("Meta paid it all.", [mark("m-1", "person", (0, 9))])
    async with host.run_test(size=(60, 12)) as pilot:
        host.article.select(Span(5, 12))
        await pilot.pause()
        grounds = [style.bgcolor for _, style in row(host)[:17]]
        selected = grounds[6]
        assert [x for x, ground in enumerate(grounds) if ground == selected] == [5, 6, 7, 8, 9, 10]
        assert grounds[11] not in (selected, grounds[0], grounds[14])
        assert where(host, 0, "underline")[-1] == 8


async def test_a_search_hit_is_told_from_a_mention() -> None:
    host = Host("Meta paid it all.", [mark("m-1", "person", (0, 4))])
    async with host.run_test(size=(60, 12)) as pilot:
        host.article.set_matches([Span(5, 9)])
        host.article.move_to(16)
        await pilot.pause()
        assert where(host, 0, "bold") == [5, 6, 7, 8, 16]
        host.article.set_matches([])
        assert where(host, 0, "bold") == [16]


WIDE = "日本語を 👨‍👩‍👧🇩🇪 e\u0301tait שלום क्षत्रिय 한글 end"


@pytest.mark.parametrize("words", ["日", "語を", "👨‍👩‍👧", "🇩🇪", "e\u0301tait", "שלום", "क्षत्रिय", "한글", "end"])
async def test_the_cells_of_wide_and_joined_characters_are_those_of_the_mention(words: str) -> None:
    start = WIDE.index(words)
    host = Host(WIDE, [mark("m-1", "person", (start, start + len(words)))])
    async with host.run_test(size=(80, 12)) as pilot:
        host.article.move_to(len(WIDE))
        await pilot.pause()
        tinted = [segment for segment in host.article.render_line(3) if segment.style and segment.style.underline]
        assert "".join(segment.text for segment in tinted) == words
        before = cell_len("".join(segment.text for segment in host.article.render_line(3)).partition(words)[0])
        assert where(host, 0, "underline")[0] == before - LEFT


async def test_a_mention_that_ends_inside_a_grapheme_shows_the_whole_of_it() -> None:
    host = Host("a 👨‍👩‍👧 b", [mark("m-1", "person", (4, 5))])
    async with host.run_test(size=(60, 12)):
        assert where(host, 0, "underline") == [2, 3]


async def test_control_characters_are_shown_in_one_dim_cell_each() -> None:
    host = Host("\ufeffa\tb\x1b[31m\u202ec\x85d")
    async with host.run_test(size=(60, 12)) as pilot:
        host.article.move_to(2)
        await pilot.pause()
        assert "".join(text for text, _ in row(host)).rstrip() == "\ufffda\u2409b\u241b[31m\ufffdc"
        assert "".join(text for text, _ in row(host, 1)).rstrip() == "d"
        styles = [style for _, style in row(host)]
        assert styles[0].color == styles[4].color == styles[9].color != styles[1].color


async def test_line_ends_are_not_shown_but_can_be_stood_on_and_selected() -> None:
    host = Host("ab\r\ncd")
    async with host.run_test(size=(60, 12)) as pilot:
        host.article.move_to(2)
        await pilot.pause()
        assert "".join(text for text, _ in row(host)).rstrip() == "ab"
        assert where(host, 0, "tint") == [2]
        host.article.select(Span(1, 5))
        await pilot.pause()
        assert where(host, 0, "tint") == [1, 2]


async def test_title_and_source_stand_above_the_text() -> None:
    metadata = Metadata(title="A [b]title[/b]\x1b", source="Sample Wire", date=dt.date(2025, 7, 16))
    host = Host("text", metadata=metadata)
    async with host.run_test(size=(80, 12)):
        assert host.rows()[:4] == ["", "      A [b]title[/b]\u241b    Sample Wire · 16 July 2025", "", "      text"]


@pytest.mark.parametrize("length", [1, 60, 64, 70, 80, 84, 85, 170])
async def test_a_title_of_any_length_is_shown_whole(length: int) -> None:
    title = ("title " * 40)[:length].strip().ljust(length, "x")
    host = Host("text", metadata=Metadata(title=title))
    async with host.run_test(size=(96, 20)):
        assert " ".join(host.rows()).split() == [*title.split(), "text"]


async def test_text_is_no_wider_than_the_measure_however_wide_the_window() -> None:
    host = Host("word " * 400)
    async with host.run_test(size=(200, 20)):
        rows = host.rows()[3:]
        assert max(len(line.strip()) for line in rows) <= 84
        assert min(len(line) - len(line.lstrip()) for line in rows) > 50


async def test_changing_marks_repaints_what_they_touch() -> None:
    host = Host("Meta paid.\nGoogle left.", [mark("m-1", "person", (0, 4))])
    async with host.run_test(size=(60, 12)) as pilot:
        host.article.move_to(22)
        await pilot.pause()
        untouched = host.article.render_line(3)
        host.article.change_marks(added=[mark("m-2", "person", (11, 17))])
        assert where(host, 1, "underline") == [0, 1, 2, 3, 4, 5]
        assert host.article.render_line(3) is untouched
        host.article.change_marks(["m-1"], [mark("m-2", "event", (18, 22))])
        assert where(host, 0, "underline") == []
        assert where(host, 1, "underline") == [7, 8, 9, 10]
        assert gutter(host, 1) == "   E"


async def test_a_mark_over_the_whole_text_is_not_stressed_by_the_caret_in_it() -> None:
    text = "word " * 2000
    host = Host(text, [mark("m-all", "event", (0, len(text)))])
    async with host.run_test(size=(60, 12)):
        assert host.article.active == "m-all"
        assert where(host, 1, "bold") == []
        host.article.emphasise(["m-all"])
        assert len(where(host, 1, "bold")) > 40


async def test_a_resize_keeps_the_caret_in_sight() -> None:
    text = "".join(f"Paragraph {number} goes on for a while, with words. " * 3 + "\n\n" for number in range(300))
    host = Host(text)
    async with host.run_test(size=(120, 30)) as pilot:
        place = text.index("Paragraph 150 ")
        host.article.move_to(place, centre=True)
        for width in (50, 90, 31):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            low, high = host.article.text_on_screen()
            assert low <= place < high
            assert host.article.caret == place


async def test_a_resize_keeps_the_first_line_where_the_caret_is_not_on_screen() -> None:
    text = "".join(f"Paragraph {number} goes on for a while, with words. " * 3 + "\n\n" for number in range(300))
    host = Host(text)
    async with host.run_test(size=(120, 30)) as pilot:
        host.article.scroll_rows_to(400)
        await pilot.pause()
        top = host.article.text_on_screen()[0]
        await pilot.resize_terminal(60, 24)
        await pilot.pause()
        low, high = host.article.text_on_screen()
        assert low <= top < high


async def test_a_text_does_not_creep_while_its_window_is_dragged_wider_and_back() -> None:
    text = " ".join(f"w{number:05}" for number in range(20_000))
    host = Host(text)
    async with host.run_test(size=(120, 30)) as pilot:
        host.article.scroll_rows_to(400)
        await pilot.pause()
        top = host.article.text_on_screen()[0]
        for width in (61, 57, 50, 43, 120):
            await pilot.resize_terminal(width, 30)
            await pilot.pause()
        assert host.article.text_on_screen()[0] == top


async def test_a_long_text_settles_behind_the_screen_without_moving_it() -> None:
    text = "日本語を話します。 " * 40_000
    host = Host("")
    async with host.run_test(size=(60, 20)) as pilot:
        host.article.show(document(text))
        host.article.move_to(len(text) // 2, centre=True)
        await pilot.pause()
        before = host.rows()
        await host.workers.wait_for_complete()
        await pilot.pause()
        assert host.rows() == before
        assert host.settled[-1] + 3 == host.article.virtual_size.height


async def test_a_new_theme_is_shown_at_once() -> None:
    host = Host("Meta paid.", [Mark("m-1", (Span(0, 4),), 1, "P")])
    async with host.run_test(size=(60, 12)) as pilot:
        host.article.move_to(9)
        await pilot.pause()
        dark = row(host)[0][1]
        host.theme = "annotator-light"
        await pilot.pause()
        assert row(host)[0][1].bgcolor != dark.bgcolor
        assert row(host)[0][1].underline

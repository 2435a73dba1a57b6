"""Each movement of the design's key table, pressed as a key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from annotator.core.model import Span
from annotator.core.segments import grapheme_at
from annotator.tui.widgets.article import Mark
from tests.tui.article_host import Host, mark

TEXT = (
    "Meta's deal paid $14.3 billion. Its co-founder, Alexandr Wang, left.\n"
    "\n"
    "Jason Droege (the interim CEO) wrote a memo. It was long, and it went on for more than a line of this window.\n"
)


@asynccontextmanager
async def opened(
    text: str = TEXT, marks: tuple[Mark, ...] = (), at: int = 0, size: tuple[int, int] = (60, 20)
) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    host = Host(text, marks)
    async with host.run_test(size=size) as pilot:
        host.article.move_to(at)
        await pilot.pause()
        yield host, pilot


def at(words: str) -> int:
    return TEXT.index(words)


@pytest.mark.parametrize(
    ("start", "keys", "expected"),
    [
        (0, "right", at("deal")),
        (0, "right right right", at("$14.3")),
        (at("$14.3"), "left", at("paid")),
        (at("deal") + 2, "left", at("deal")),
        (at("left."), "right", at("Jason")),
        (at("Jason"), "left", at("left.")),
        (at("deal"), "alt+right", at("deal") + 1),
        (at("deal"), "alt+left", at("deal") - 1),
        (0, "left", 0),
        (at("window"), "right right", len(TEXT)),
        (at("deal"), "right_parenthesis", at("Its")),
        (at("co-founder"), "left_parenthesis", at("Its")),
        (at("Its"), "left_parenthesis", 0),
        (0, "right_curly_bracket", at("Jason")),
        (at("memo"), "left_curly_bracket", at("Jason")),
        (at("Jason"), "left_curly_bracket", 0),
        (0, "down", at("Alexandr")),
        (at("Alexandr"), "down", at("\n\n") + 1),
        (at("Alexandr") + 9, "down down", at("Jason") + 9),
        (at("Alexandr") + 9, "down down up up", at("Alexandr") + 9),
        (at("deal"), "end", at("Alexandr") - 1),
        (at("Wang"), "home", at("Alexandr")),
        (at("Wang"), "end", at("\n\n")),
        (at("memo"), "ctrl+home", 0),
        (at("memo"), "ctrl+end", len(TEXT)),
    ],
)
async def test_the_caret_goes_where_the_key_says(start: int, keys: str, expected: int) -> None:
    async with opened(at=start) as (host, pilot):
        await pilot.press(*keys.split())
        assert host.article.caret == expected
        assert host.article.selection is None


@pytest.mark.parametrize(
    ("start", "keys", "expected"),
    [
        (at("deal") + 2, "shift+right", "deal"),
        (at("deal") + 2, "shift+left", "deal"),
        (0, "shift+right", "Meta"),
        (at("deal") - 1, "shift+right", "deal"),
        (at("Wang") + 4, "shift+left", "Wang"),
        (at("deal"), "shift+right shift+right", "deal paid"),
        (at("deal"), "shift+right shift+right shift+left", "deal"),
        (at("deal"), "shift+right shift+left", "Meta's deal"),
        (at("paid"), "shift+left shift+left shift+right", "paid"),
        (at("paid"), "shift+left shift+left shift+right shift+right", "paid $14.3"),
        (at("co-"), "shift+right shift+right", "co-founder, Alexandr"),
        (at("deal"), "alt+shift+right alt+shift+right", "de"),
        (at("deal"), "alt+shift+right alt+shift+left", ""),
        (at("deal"), "shift+right alt+shift+left", "dea"),
        (at("deal"), "shift+right alt+shift+right", "deal "),
        (at("Its"), "shift+end", "Its co-founder,"),
        (at("Its"), "shift+home", "Meta's deal paid $14.3 billion. "),
        (at("deal"), "ctrl+shift+home", "Meta's "),
        (at("memo"), "ctrl+shift+end", TEXT[at("memo") :]),
        (at("Jason"), "shift+up", "\n"),
        (0, "shift+down", TEXT[: at("Alexandr")]),
        (at("deal"), "shift+right escape", ""),
    ],
)
async def test_shift_extends_the_selection_to_clean_ends(start: int, keys: str, expected: str) -> None:
    async with opened(at=start) as (host, pilot):
        await pilot.press(*keys.split())
        assert host.selected == expected


async def test_a_movement_drops_the_selection_and_goes_on_from_its_moving_end() -> None:
    async with opened(at=at("deal")) as (host, pilot):
        await pilot.press("shift+right", "shift+right")
        assert host.article.caret == at("paid") + 3
        await pilot.press("right")
        assert host.article.selection is None
        assert host.article.caret == at("$14.3")


async def test_space_grows_and_backspace_shrinks_by_the_same_steps() -> None:
    async with opened(at=at("Wang") + 1) as (host, pilot):
        seen = [host.selected]
        for _ in range(6):
            await pilot.press("space")
            seen.append(host.selected)
        assert seen == [
            "",
            "Wang",
            "Alexandr Wang",
            "Its co-founder, Alexandr Wang, left.",
            TEXT[: at("\n")],
            TEXT,
            TEXT,
        ]
        for expected in reversed(seen[:5]):
            await pilot.press("backspace")
            assert host.selected == expected
        assert host.article.caret == at("Wang") + 1


async def test_pages_go_down_and_back_to_the_same_place() -> None:
    text = "".join(f"line {number} of many\n" for number in range(200))
    async with opened(text, at=text.index("line 3 ") + 5) as (host, pilot):
        await pilot.press("pagedown")
        row = host.article.caret
        assert text[row - 5 : row + 3] == "line 21 "
        assert host.article.scroll_offset.y == 18
        await pilot.press("pageup")
        assert host.article.caret == text.index("line 3 ") + 5
        await pilot.press("shift+pagedown")
        assert host.selected == text[text.index("3 of") : text.index("21 of")]


async def test_the_caret_is_always_on_screen() -> None:
    text = "".join(f"line {number} of many\n" for number in range(300))
    async with opened(text) as (host, pilot):
        for target in (len(text), 0, len(text) // 2, text.index("line 20 "), text.index("line 299")):
            host.article.move_to(target)
            await pilot.pause()
            low, high = host.article.text_on_screen()
            assert low <= host.article.caret <= high
        host.article.move_to(text.index("line 150 "), centre=True)
        await pilot.pause()
        assert host.rows()[20 // 3].endswith("line 150 of many")


async def test_brackets_go_through_the_mentions_in_order_of_start_and_id() -> None:
    wang = (at("Alexandr"), at("Alexandr") + 13)
    marks = (
        mark("m-b", "person", wang),
        mark("m-a", "role", wang),
        mark("m-gap", "event", (at("deal"), at("deal") + 4), (at("left."), at("left.") + 4)),
        mark("m-z", "person", (at("Jason"), at("Jason") + 12)),
    )
    async with opened(marks=marks) as (host, pilot):
        seen = []
        for key in ("right_square_bracket", "left_square_bracket"):
            for _ in range(5):
                await pilot.press(key)
                seen.append((host.article.caret, host.article.active))
        deal, wang_a, wang_b, jason = (
            (at("deal"), "m-gap"),
            (at("Alexandr"), "m-a"),
            (at("Alexandr"), "m-b"),
            (at("Jason"), "m-z"),
        )
        assert seen == [deal, wang_a, wang_b, jason, jason, wang_b, wang_a, deal, deal, deal]


async def test_tab_selects_names_and_amounts_that_are_not_marked() -> None:
    marks = (mark("m-1", "amount", (at("$14.3"), at("$14.3") + 13)), mark("m-all", "event", (0, len(TEXT))))
    async with opened(marks=marks) as (host, pilot):
        seen = []
        for _ in range(3):
            await pilot.press("tab")
            seen.append(host.selected)
        assert seen == ["Meta", "Alexandr Wang", "Jason Droege"]
        await pilot.press("shift+tab")
        assert host.selected == "Alexandr Wang"


async def test_a_hint_goes_to_the_word_it_stands_on() -> None:
    async with opened(at=at("memo")) as (host, pilot):
        await pilot.press("f")
        assert host.rows()[3].lstrip().startswith("aata's")
        await pilot.press("a", "s")
        assert not host.article.hinting
        assert host.article.caret == at("deal")


async def test_any_other_key_ends_the_hints_and_does_nothing_else() -> None:
    async with opened(at=at("memo")) as (host, pilot):
        await pilot.press("f", "escape")
        assert not host.article.hinting
        await pilot.press("f", "a", "exclamation_mark")
        assert not host.article.hinting
        assert host.article.caret == at("memo")


async def test_moves_are_told_with_the_marks_under_the_caret() -> None:
    marks = (mark("m-in", "person", (at("deal"), at("deal") + 4)), mark("m-out", "event", (0, 20)))
    async with opened(marks=marks) as (host, pilot):
        await pilot.press("right")
        last = host.moves[-1]
        assert (last.offset, last.selection) == (at("deal"), None)
        assert [found.key for found in last.marks] == ["m-in", "m-out"]
        assert host.article.active == "m-in"
        host.article.change_marks(["m-in"])
        await pilot.pause()
        assert [found.key for found in host.moves[-1].marks] == ["m-out"]


UNICODE = "日本語を話す 👨‍👩‍👧🇩🇪 e\u0301tait क्षत्रिय\r\nשלום\tעולם\x1b[31m \ufeffend\r\n\r\n한글 \u0301x"


@pytest.mark.parametrize("key", ["right", "alt+right", "down", "right_parenthesis", "right_curly_bracket", "end"])
async def test_the_caret_never_stands_inside_a_grapheme(key: str) -> None:
    async with opened(UNICODE, size=(24, 12)) as (host, pilot):
        for _ in range(40):
            await pilot.press(key)
            caret = host.article.caret
            assert caret == len(UNICODE) or grapheme_at(UNICODE, caret).start == caret


async def test_stepping_by_grapheme_stops_once_on_each() -> None:
    async with opened("👨‍👩‍👧🇩🇪e\u0301\r\nx") as (host, pilot):
        seen = [host.article.caret]
        for _ in range(5):
            await pilot.press("alt+right")
            seen.append(host.article.caret)
        assert seen == [0, 5, 7, 9, 11, 12]


async def test_an_empty_document_takes_every_key() -> None:
    async with opened("") as (host, pilot):
        keys = "right left up down space tab f escape shift+right shift+down end pagedown ctrl+end right_square_bracket"
        await pilot.press(*keys.split(), "right_parenthesis", "left_curly_bracket")
        assert host.article.caret == 0
        assert host.article.selection is None


async def test_selecting_a_span_puts_the_caret_on_its_last_grapheme() -> None:
    async with opened("x e\u0301 y") as (host, pilot):
        host.article.select(Span(0, 4))
        await pilot.pause()
        assert host.article.caret == 2
        host.article.clear_selection()
        assert host.article.caret == 2

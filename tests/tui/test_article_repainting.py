"""After any act the screen shows what painting everything anew would: no line that changed is forgotten."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from annotator.core.model import Span
from annotator.tui.widgets.article import Mark
from annotator.tui.widgets.article.movement import Direction, Unit
from tests.tui.article_host import Host, mark

SENTENCES = (
    "Meta paid $14.3 billion for 日本語を話す 👨‍👩‍👧. ",
    "Its co-founder left.\n",
    "\r\n",
    "e\u0301tait naïve\t— ",
    "word " * 30,
)


def a_text(chance: random.Random) -> str:
    return "".join(chance.choice(SENTENCES) for _ in range(120))


def a_mark(chance: random.Random, text: str) -> Mark:
    start = chance.randrange(len(text) - 60)
    later = chance.choice([0, 0, 0, 40])
    spans = [(start, start + chance.randint(1, 30))] + ([(start + later, start + later + 9)] if later else [])
    return mark(f"m-{chance.randrange(30)}", chance.choice(["person", "role", "amount", "event"]), *spans)


def an_act(chance: random.Random, host: Host) -> Callable[[], object]:
    article, text = host.article, host.shown.text
    ways: tuple[Direction, ...] = (-1, 1)
    direction, extend = chance.choice(ways), chance.random() < 0.5
    units: tuple[Unit, ...] = ("grapheme", "word", "sentence", "paragraph")
    place = chance.randrange(len(text))
    return chance.choice(
        [
            lambda: article.move_by(chance.choice(units), direction, extend=extend),
            lambda: article.move_by("word", direction, extend=True),
            lambda: article.move_lines(direction * chance.randint(1, 4), extend=extend),
            lambda: article.move_page(direction, extend=extend),
            lambda: article.move_to(place, select=extend),
            lambda: article.select(Span(place, min(len(text), place + chance.randint(1, 200)))),
            article.clear_selection,
            article.grow_selection,
            article.shrink_selection,
            lambda: article.move_to_mark(direction),
            lambda: article.change_marks([f"m-{chance.randrange(30)}"], [a_mark(chance, text)]),
            lambda: article.emphasise([f"m-{chance.randrange(30)}" for _ in range(2)]),
            lambda: article.set_matches([Span(place, min(len(text), place + 3))]),
        ]
    )


async def on_screen(host: Host, pilot: Pilot[None]) -> list[str]:
    await pilot.pause()
    return [str(list(strip)) for strip in host.screen._compositor.render_strips()]


@pytest.mark.parametrize("seed", range(6))
async def test_the_screen_is_what_painting_anew_gives(seed: int) -> None:
    chance = random.Random(seed)
    text = a_text(chance)
    host = Host(text, [a_mark(chance, text) for _ in range(20)])
    async with host.run_test(size=(50, 16)) as pilot:
        await pilot.pause()
        for _ in range(40):
            an_act(chance, host)()
            seen = await on_screen(host, pilot)
            host.article.touch_all()
            assert seen == await on_screen(host, pilot)

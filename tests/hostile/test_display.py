"""Every hostile string as the guards show it: nothing that a terminal acts on, at the same length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from annotator.console import complain, say, say_json, say_table
from annotator.core.display import display_safe, one_line
from annotator.storage.problems import shown
from annotator.storage.toml_text import toml_string
from annotator.tui.guard import DisplayGuard
from annotator.tui.widgets.lines import Item, place
from tests.hostile.fixtures import DOSES, PAYLOADS
from tests.hostile.stream import FRAMEWORK, NOTHING, forbidden

EVERY = {**PAYLOADS, **DOSES}

HARMLESS = ("markup", "braces")
"""Payloads that are plain characters, to be shown as they are."""


@pytest.mark.parametrize("name", EVERY)
def test_the_guard_leaves_nothing_that_acts_and_moves_no_offset(name: str) -> None:
    safe = display_safe(EVERY[name])
    assert len(safe) == len(EVERY[name])
    assert forbidden(safe.encode(), NOTHING, "") == {}
    assert (safe == EVERY[name]) == name.startswith(HARMLESS)


@pytest.mark.parametrize("name", EVERY)
def test_the_backstop_under_every_widget_does_the_same(name: str) -> None:
    line = [Segment("before "), Segment(EVERY[name]), Segment(" after")]
    guarded = "".join(segment.text for segment in DisplayGuard().apply(line, Color.parse("#000000")))
    assert guarded == f"before {display_safe(EVERY[name])} after"


@pytest.mark.parametrize("name", EVERY)
def test_what_sentences_and_files_repeat_is_safe_to_look_at(name: str) -> None:
    for written in (one_line(EVERY[name]), shown(EVERY[name]), toml_string(EVERY[name])):
        assert forbidden(written.encode(), NOTHING, "") == {}


@pytest.mark.parametrize("name", EVERY)
def test_all_that_a_command_can_print_is_safe(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = EVERY[name]
    say(text)
    say_json({text: [text]})
    say_table((text[:0] + "column", "number"), [(text, 1)], flexible=["column"])
    complain(text)
    printed = capsys.readouterr()
    assert forbidden(printed.out.encode(), NOTHING, "\n") == {}
    assert forbidden(printed.err.encode(), NOTHING, "\n") == {}
    assert printed.err.count("\n") == 1


@given(st.text(st.characters(exclude_categories=())).map(display_safe))
def test_what_the_guard_lets_through_is_harmless_to_any_reader_of_the_stream(safe: str) -> None:
    assert forbidden(safe.encode(), NOTHING, "") == {}


@pytest.mark.parametrize("name", EVERY)
def test_items_of_a_line_take_the_cells_that_they_are_shown_in(name: str) -> None:
    item = Item(((EVERY[name], "plain"),), 1)
    assert item.width == cell_len(display_safe(EVERY[name]))
    assert [placed.x for placed in place([item, Item((("end", "plain"),))], 2_000)] == [1, 1 + item.width + 3]


@pytest.mark.parametrize(
    "sequence", ["\x1bc", "\x1b]52;c;eA==\x07", "\x1b[2J", "\x1b[3J", "\x1b]0;t\x1b\\", "\x1b_x\x1b\\", "\x9b2J"]
)
def test_the_reader_of_the_stream_finds_what_should_not_be_there(sequence: str) -> None:
    assert forbidden(f"\x1b[1;1H\x1b[1mbefore{sequence}after\x1b[0m".encode(), FRAMEWORK) != {}

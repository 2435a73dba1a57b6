"""What is left out of a frame stands on the terminal already: an emulator shows the same as for whole lines."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from annotator.tui.terminal_rows import Piece, TerminalRows

COLUMNS, ROWS = 24, 2
STYLES = (
    None,
    Style.parse("#dddddd on #111111"),
    Style.parse("#dddddd on #333311 underline"),
    Style.parse("bold #ffffff on #333311 underline"),
    Style.parse("bold #ffffff on #111111"),
    Style.parse("italic red"),
    Style.parse("dim reverse"),
    Style.parse("color(200) on color(17)"),
)
PLAIN, CARET = STYLES[1], Style.parse("bold #000000 on #ffaa00")
LETTERS = "abc “…”éШ会社한🙂"


@st.composite
def strips(draw: st.DrawFn) -> Strip:
    """A row of ``COLUMNS`` cells; few letters and styles, so that rows are alike in places."""
    parts = draw(st.lists(st.tuples(st.text(LETTERS, max_size=6), st.sampled_from(STYLES)), min_size=1, max_size=6))
    segments = [Segment(text, style) for text, style in parts]
    return Strip(Strip(segments).adjust_cell_length(COLUMNS, PLAIN))


def emulator() -> tuple[pyte.Screen, pyte.Stream]:
    screen = pyte.Screen(COLUMNS, ROWS)
    return screen, pyte.Stream(screen)


def cells(screen: pyte.Screen) -> list[list[object]]:
    return [[screen.buffer[row][column] for column in range(COLUMNS)] for row in range(ROWS)]


def whole(pieces: Sequence[Piece]) -> str:
    """Pieces as the framework sends them."""
    console = Console(file=io.StringIO(), color_system="truecolor", force_terminal=True)
    return "".join(f"\x1b[{piece.y + 1};{piece.x + 1}H{piece.strip.render(console)}" for piece in pieces)


@given(st.lists(st.tuples(st.integers(0, ROWS - 1), strips()), min_size=1, max_size=8))
def test_frames_of_what_changed_show_the_same_as_whole_lines(frames: list[tuple[int, Strip]]) -> None:
    rows = TerminalRows()
    screen, stream = emulator()
    expected, expected_stream = emulator()
    for y, strip in frames:
        piece = Piece(y, 0, strip)
        stream.feed(rows.draw([piece], ColorSystem.TRUECOLOR))
        expected_stream.feed(whole([piece]))
        assert cells(screen) == cells(expected)
        assert screen.cursor.attrs == expected.cursor.attrs


@given(st.lists(st.tuples(st.sampled_from([(0, 24), (0, 10), (10, 14), (4, 12), (16, 8)]), strips()), max_size=8))
def test_pieces_that_come_to_lie_over_others_are_sent_whole(frames: list[tuple[tuple[int, int], Strip]]) -> None:
    rows = TerminalRows()
    screen, stream = emulator()
    expected, expected_stream = emulator()
    for (x, width), strip in frames:
        text = Strip([Segment("x" * width, next(iter(strip)).style)], width)
        stream.feed(rows.draw([Piece(0, x, text)], ColorSystem.TRUECOLOR))
        expected_stream.feed(whole([Piece(0, x, text)]))
        assert cells(screen) == cells(expected)


def line(caret: int, text: str = "the quick brown fox jumps") -> Strip:
    return Strip([Segment(text[:caret], PLAIN), Segment(text[caret], CARET), Segment(text[caret + 1 :], PLAIN)])


def test_a_caret_that_moves_sends_the_cells_between_its_two_places() -> None:
    rows = TerminalRows()
    rows.draw([Piece(3, 0, line(4))], ColorSystem.TRUECOLOR)
    sent = rows.draw([Piece(3, 0, line(10))], ColorSystem.TRUECOLOR)
    assert sent.startswith("\x1b[4;5H")
    assert "".join(part.partition("m")[2] for part in sent.split("\x1b[")[2:]) == "quick b"


def test_what_stands_there_already_is_not_sent_again_until_it_is_forgotten() -> None:
    rows = TerminalRows()
    assert rows.draw([Piece(0, 0, line(4))], ColorSystem.TRUECOLOR)
    assert rows.draw([Piece(0, 0, line(4))], ColorSystem.TRUECOLOR) == ""
    rows.forget()
    assert "the " in rows.draw([Piece(0, 0, line(4))], ColorSystem.TRUECOLOR)


def test_a_line_with_characters_of_uncertain_width_is_sent_whole() -> None:
    rows = TerminalRows()
    text = "a family 👨‍👩‍👧 and क्षि in it"
    rows.draw([Piece(0, 0, line(2, text))], ColorSystem.TRUECOLOR)
    sent = rows.draw([Piece(0, 0, line(3, text))], ColorSystem.TRUECOLOR)
    assert sent.startswith("\x1b[1;1H")
    assert sent.endswith("in it\x1b[0m")

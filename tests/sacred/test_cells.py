"""What is highlighted is what is stored, cell by cell.

Two things are compared. In the process: the underlined pieces of the painted rows with the words of the
mention. In a pseudo-terminal: what an emulator shows in each cell, its character and its look, with the
cells that the layout gives each grapheme. The layout counts as the compositor does, by rich's tables. Other
terminals count otherwise: the emulator here knows no sequence at all, so that a family is eight cells wide
for it and a flag four. That what follows them stands in its column all the same is the work of
``annotator.tui.steady``, and the first thing tested. For the characters of a grapheme only the first is
compared, under NFC, because an emulator may keep or drop those that join.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from annotator.core.display import REPLACEMENT, display_safe
from annotator.core.model import Span
from annotator.core.operations import label_spans
from annotator.core.passages import LINE_ENDS as ENDS
from annotator.storage.project import Project
from annotator.storage.session import open_session
from annotator.tui.steady import steadied
from annotator.tui.themes import DARK
from annotator.tui.widgets.article.layout import Cluster, LineMap, clusters
from tests.sacred.emulator import Cell, CellTerminal
from tests.sacred.fixtures import CLUSTERS, GROUPS, LINE_ENDS, WHOLE, graphemes, sampled
from tests.sacred.page import page
from tests.terminal import KEYS
from tests.tui.article_host import document, mark
from tests.tui.whole_app import small_project

SEQUENCES = {"👩‍👩‍👧‍👦": 2, "🇵🇱": 2, "👍🏽": 2, "❤️": 2, "1️⃣": 2, "🏳️‍🌈": 2, "☺︎": 1, "🇵": 1, "🏴󠁧󠁢󠁥󠁮󠁧󠁿": 2}


@pytest.mark.parametrize(("sequence", "width"), SEQUENCES.items())
def test_the_cursor_is_put_where_the_compositor_takes_it_to_be(sequence: str, width: int) -> None:
    written = steadied(f"a{sequence}b")
    assert written == f"a\x1b7{' ' * width}\x1b8\x1b7{sequence}\x1b8\x1b[{width}Cb"
    assert cell_len(sequence) == width


@pytest.mark.parametrize(
    "text", ["plain", "\x1b[1;2H日本語 ›\x1b[0m", "שלום", "क्षत्रिय", "Tie\u0302\u0301ng", "a\u200db 10 #*"]
)
def test_what_terminals_agree_on_is_written_as_it_is(text: str) -> None:
    assert steadied(text) == text


def shown(grapheme: str) -> str:
    """What is painted for a grapheme."""
    if grapheme.strip(ENDS) == "":
        return ""
    safe = display_safe(grapheme)
    return safe if cell_len(safe) else REPLACEMENT


@pytest.mark.parametrize("group", GROUPS)
async def test_a_mention_is_underlined_on_its_own_characters_and_no_others(group: str) -> None:
    async with page(96, 20) as view:
        for name, text in GROUPS[group].items():
            view.show(document(text))
            for unit in sampled(graphemes(text), 60):
                view.set_marks([mark("m", "person", (unit.start, unit.end))])
                strips = [view.render_line(y) for y in range(view.size.height)]
                marked = [piece for strip in strips for piece in strip if piece.style and piece.style.underline]
                assert "".join(piece.text for piece in marked) == shown(text[unit.start : unit.end]), (name, unit)
                assert {strip.cell_length for strip in strips} == {view.size.width - 1}, (name, unit)


@pytest.mark.parametrize("group", GROUPS)
async def test_a_selection_lies_on_its_own_characters_and_on_line_ends_in_it(group: str) -> None:
    over = {f"{Color.parse(DARK.variables[name]).rgb}" for name in ("caret", "selected")}
    async with page(96, 20) as view:
        for name, text in GROUPS[group].items():
            view.show(document(text))
            for first, second in sampled(list(pairwise(graphemes(text))), 40):
                view.select(Span(first.start, second.end))
                pieces = [piece for y in range(view.size.height) for piece in view.render_line(y)]
                taken = "".join(piece.text for piece in pieces if ground(piece) in over)
                expected = [shown(text[unit.start : unit.end]) or " " for unit in (first, second)]
                assert taken == "".join(expected), (name, first)


def ground(piece: Segment) -> str:
    """The colour behind a piece of a line."""
    colour = piece.style.bgcolor.triplet if piece.style and piece.style.bgcolor else None
    return f"{tuple(colour)}" if colour else ""


# In a terminal

SELECT_CHARACTER = "\x1b[1;4C"
FIRST = "Marker\n"
SHEET = FIRST + "\n".join(CLUSTERS.values()) + "\n"
ODD = FIRST + "".join(f"{text}\n" for text in (*LINE_ENDS.values(), WHOLE["byte order mark"], WHOLE["one mark"]))


def graphemes_on_screen(text: str) -> list[Span]:
    """Those that have cells."""
    return [unit for unit in graphemes(text) if text[unit.start : unit.end].strip(ENDS)]


@contextmanager
def opened(folder: Path, text: str) -> Iterator[tuple[CellTerminal, Project]]:
    """The program on the text, every other grapheme of it a mention."""
    root = small_project(folder, text=text.encode())
    project = Project.open(root)
    session = open_session(project, "text", "ann-1")
    places = [(unit,) for unit in graphemes_on_screen(text)[::2]]
    session.apply(label_spans(project.schema, session, "person", places, near=()))
    session.close()
    terminal = CellTerminal(root, "text")
    try:
        yield terminal, project
    finally:
        terminal.close()


def laid_out(text: str, terminal: CellTerminal) -> dict[Span, tuple[Cell, Cluster]]:
    """Each grapheme's cell on the screen, counted from where the first line stands, and what is shown there."""
    top, left = terminal.place_of(FIRST.strip())
    lines = LineMap(text, 84)
    while lines.wrap_next():
        pass
    found: dict[Span, tuple[Cell, Cluster]] = {}
    for number in range(lines.count):
        line = lines.line(number)
        for cluster in clusters(text[line.start : line.end], line.start):
            (unit,) = (one for one in graphemes_on_screen(text) if one.start == cluster.start)
            found[unit] = ((top + number, left + cluster.cell), cluster)
    return found


def cells_of(place: Cell, cluster: Cluster) -> set[Cell]:
    """All cells of a grapheme."""
    return {(place[0], place[1] + cell) for cell in range(cluster.width)}


def composed(text: str) -> str:
    """The first character, composed with its marks."""
    return unicodedata.normalize("NFC", text)[:1]


@pytest.mark.parametrize("text", [SHEET, ODD], ids=["clusters", "line ends"])
def test_each_cell_shows_its_grapheme_and_is_underlined_where_that_is_a_mention(text: str, tmp_path: Path) -> None:
    with opened(tmp_path, text) as (terminal, project):
        places = laid_out(text, terminal)
        assert len(places) == len(graphemes_on_screen(text))
        wrong = [
            (unit, cluster.shown, terminal.cell(*place).data)
            for unit, (place, cluster) in places.items()
            if composed(terminal.cell(*place).data) != composed(cluster.shown)
        ]
        assert wrong == []

        said = project.annotation_set("ann-1", project.document("text"))
        marked = {mention.spans[0] for mention in said.mentions.values()}
        expected = {cell for unit, where in places.items() if unit in marked for cell in cells_of(*where)}
        assert terminal.cells(lambda cell: bool(cell.underscore)) == expected


def test_what_follows_on_a_line_stays_in_its_columns(tmp_path: Path) -> None:
    """The panel begins in one column, whatever the text beside it."""
    with opened(tmp_path, SHEET) as (terminal, _):
        panel = str(DARK.panel).removeprefix("#")
        ground = terminal.cells(lambda cell: cell.bg == panel)
        rows = range(2, 2 + SHEET.count("\n"))
        assert len({min(column for row, column in ground if row == wanted) for wanted in rows}) == 1


def test_caret_and_selection_take_the_cells_of_their_graphemes(tmp_path: Path) -> None:
    caret, selected = (DARK.variables[name].removeprefix("#") for name in ("caret", "selected"))
    with opened(tmp_path, SHEET) as (terminal, _):
        places = laid_out(SHEET, terminal)
        units = graphemes_on_screen(SHEET)
        top = places[units[0]][0][0]
        for name, steps in (("ZWJ families", 6), ("flags", 2), ("variation selectors", 4), ("Devanagari", 3)):
            place = next(at for at, unit in enumerate(units) if unit.start == SHEET.index(CLUSTERS[name]))
            down = places[units[place]][0][0] - top
            terminal.send("escape", KEYS["ctrl+home"] + KEYS["down"] * down)
            for step in range(steps):
                here = cells_of(*places[units[place + step]])
                assert terminal.cells(lambda cell: cell.bg == caret) == here, (name, step)
                terminal.send("alt+right")
            terminal.send(SELECT_CHARACTER * 2)
            first, second = (cells_of(*places[unit]) for unit in units[place + steps : place + steps + 2])
            assert terminal.cells(lambda cell: cell.bg in (caret, selected)) == first | second, name

"""The caret stands on whole graphemes only, and what keys select and label is what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.events import MouseDown, MouseMove, MouseUp

from annotator.storage.project import Project
from annotator.tui.widgets.article.movement import Direction, Unit
from annotator.tui.widgets.article.view import ArticleView
from tests.sacred.fixtures import CLUSTERS, GROUPS, LINE_ENDS, LONG, graphemes
from tests.sacred.page import page
from tests.tui.article_host import document
from tests.tui.whole_app import files_of, running, small_project, stored

Step = Callable[[ArticleView], None]

UNITS: tuple[Unit, ...] = ("grapheme", "word", "sentence", "paragraph")
WAYS: tuple[Direction, ...] = (1, -1)
MOST_STEPS = 3_000


def by_unit(unit: Unit, direction: Direction, extend: bool) -> Step:
    """A movement, or the same with shift."""
    return lambda view: view.move_by(unit, direction, extend=extend)


def by_lines(count: int, extend: bool) -> Step:
    """Up or down."""
    return lambda view: view.move_lines(count, extend=extend)


def by_page(direction: Direction, extend: bool) -> Step:
    """A screen up or down."""
    return lambda view: view.move_page(direction, extend=extend)


STEPS: dict[str, tuple[Direction, Step]] = {
    **{
        f"{'extend' if extend else 'move'} by {unit} {direction:+}": (direction, by_unit(unit, direction, extend))
        for unit in UNITS
        for direction in WAYS
        for extend in (False, True)
    },
    **{
        f"{'extend' if extend else 'move'} by {what} {direction:+}": (direction, step(direction, extend))
        for what, step in (("line", by_lines), ("page", by_page))
        for direction in WAYS
        for extend in (False, True)
    },
}


def walk(view: ArticleView, direction: Direction, step: Step, most: int = MOST_STEPS) -> Iterator[None]:
    """Takes a step again and again, from one end of the text until nothing changes."""
    view.move_to_edge("document", -1 if direction > 0 else 1)
    for _ in range(most):
        before = view.caret, view.selection
        step(view)
        yield
        if (view.caret, view.selection) == before:
            return
    assert most < MOST_STEPS, "the walk does not come to an end"


def boundaries_of(text: str) -> set[int]:
    """Where graphemes start, and the text's end."""
    return {0, len(text), *(unit.start for unit in graphemes(text))}


def assert_whole(view: ArticleView, boundaries: set[int], name: str) -> None:
    """Neither the caret nor an end of the selection is inside of a grapheme."""
    assert view.caret in boundaries, (name, view.caret)
    span = view.selection
    if span is not None:
        assert {span.start, span.end} <= boundaries, (name, span)


@pytest.mark.parametrize("group", GROUPS)
async def test_no_movement_stops_inside_a_grapheme(group: str) -> None:
    async with page(24, 8) as view:
        for name, text in GROUPS[group].items():
            boundaries = boundaries_of(text)
            view.show(document(text))
            for direction, step in STEPS.values():
                for _ in walk(view, direction, step):
                    assert_whole(view, boundaries, name)
            for _ in range(9):
                view.grow_selection()
                assert_whole(view, boundaries, name)
            for offset in range(len(text) + 2):
                view.move_to(offset)
                assert_whole(view, boundaries, name)


@pytest.mark.parametrize("group", GROUPS)
async def test_every_grapheme_can_be_stood_on_from_both_sides(group: str) -> None:
    async with page(24, 8) as view:
        for name, text in GROUPS[group].items():
            units = graphemes(text)
            view.show(document(text))
            for direction in WAYS:
                stops = [view.caret for _ in walk(view, direction, by_unit("grapheme", direction, False))]
                ends = [unit.end for unit in units] if direction > 0 else [unit.start for unit in reversed(units)]
                assert stops[: len(ends)] == ends, name


@pytest.mark.parametrize("group", GROUPS)
async def test_a_click_or_drag_on_any_cell_takes_whole_graphemes(group: str) -> None:
    async with page(24, 8) as view:
        for name, text in GROUPS[group].items():
            boundaries = boundaries_of(text)
            view.show(document(text))
            for y in range(view.size.height):
                for x in range(view.size.width):
                    view.on_mouse_down(MouseDown(view, x, y, 0, 0, 1, False, False, False))
                    view.on_mouse_move(MouseMove(view, x + 3, y, 3, 0, 1, False, False, False))
                    assert_whole(view, boundaries, name)
                    view.on_mouse_up(MouseUp(view, x + 3, y, 0, 0, 1, False, False, False))
                    assert_whole(view, boundaries, name)


async def test_in_a_word_of_a_megabyte_every_movement_goes_on() -> None:
    (text,) = LONG.values()  # of plain letters: every code point is a grapheme
    async with page(80, 24) as view:
        view.show(document(text))
        for direction, step in STEPS.values():
            stops = [(view.caret, view.selection) for _ in walk(view, direction, step, 40)]
            assert all(0 <= caret <= len(text) for caret, _ in stops)
            start = 0 if direction > 0 else len(text)
            assert stops[0] != (start, None)
            assert len(set(stops)) >= len(stops) - 1


HALVES = [
    {f"{name}{number:02}": text for number, text in enumerate(texts.values())}
    for name, texts in (
        ("a", {**LINE_ENDS, "wide": CLUSTERS["wide"], "NFD": CLUSTERS["NFD"], "NFC": CLUSTERS["NFC"]}),
        ("b", {name: text for name, text in CLUSTERS.items() if name not in ("wide", "NFC", "NFD")}),
    )
]


@pytest.mark.parametrize("documents", HALVES, ids=["line ends", "clusters"])
async def test_what_keys_select_and_label_is_what_is_stored(documents: dict[str, str], tmp_path: Path) -> None:
    folder = small_project(tmp_path, **{name: text.encode() for name, text in documents.items()})
    texts = texts_of(folder)
    said: dict[str, set[str]] = {}
    async with running(folder, next(iter(documents)), size=(100, 24)) as app:
        for place, (name, text) in enumerate(documents.items()):
            if place:
                await app.press("ctrl+pagedown")
            assert app.document == name
            app.page.move_to(0)
            await app.press("alt+right", "alt+shift+right", "alt+shift+right")
            first, second = graphemes(text)[1:3]
            assert app.selected == text[first.start : second.end]
            said[name] = {app.selected}
            await app.press("p", "ctrl+end", "alt+left", "space")
            said[name].add(app.selected)
            await app.press("e")
    assert texts_of(folder) == texts
    project = Project.open(folder)
    for name, text in documents.items():
        annotations = stored(folder, name)
        assert {project.document(name).quote(one.spans) for one in annotations.mentions.values()} == said[name]
        boundaries = boundaries_of(text)
        for mention in annotations.mentions.values():
            assert {end for span in mention.spans for end in (span.start, span.end)} <= boundaries
    assert list(project.check()) == []


def texts_of(folder: Path) -> dict[str, bytes]:
    """The documents' files."""
    return {name: data for name, data in files_of(folder).items() if name.startswith("documents/")}

"""The panel follows the caret, leads to what it shows, and keeps step with edits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual import on
from textual.color import Color
from textual.theme import Theme

from annotator.core.catalogue import Catalogue
from annotator.core.edits import Edit, RecordChange, apply
from annotator.core.model import Target
from annotator.core.schema import default_schema
from annotator.core.sentences import plain
from annotator.tui.themes import DARK, LIGHT
from annotator.tui.widgets.panel import ClaimsPanel
from tests.examples import annotation_set, document
from tests.panel_examples import HERE, MENTIONS, catalogue
from tests.tui.list_host import Host


class PanelHost(Host):
    """Keeps what the panel tells."""

    AUTO_FOCUS = None

    def __init__(self, theme: str = DARK.name) -> None:
        self.panel = ClaimsPanel()
        super().__init__(self.panel, theme=theme)
        self.highlighted: list[str] = []
        self.chosen: list[tuple[Target, str, str]] = []

    @on(ClaimsPanel.RecordHighlighted)
    def _highlighted(self, event: ClaimsPanel.RecordHighlighted) -> None:
        self.highlighted.append(event.row.record or "")

    @on(ClaimsPanel.RecordChosen)
    def _chosen(self, event: ClaimsPanel.RecordChosen) -> None:
        self.chosen.append((event.target, event.record_id, event.home))


def shown(panel: ClaimsPanel) -> list[str]:
    return [panel.render_line(y).text.rstrip() for y in range(panel.size.height)]


async def test_the_row_of_the_caret_is_lit_without_focus_or_message() -> None:
    app = PanelHost()
    async with app.run_test(size=(50, 30)) as pilot:
        app.panel.show(catalogue(), "layoffs")
        app.panel.follow(HERE.index("Droege"))
        await pilot.pause()
        assert app.panel.highlighted is not None
        assert plain(app.panel.highlighted.parts) == "Jason Droege is interim CEO"
        assert "▸Jason Droege is interim CEO" in shown(app.panel)
        assert (app.focused, app.highlighted, app.chosen) == (None, [], [])


async def test_moving_in_the_panel_tells_the_page_row_by_row() -> None:
    app = PanelHost()
    async with app.run_test(size=(50, 30)) as pilot:
        app.panel.show(catalogue(), "layoffs")
        app.panel.focus()
        await pilot.press("home", "down", "down")
        assert app.highlighted[-2:] == ["l-contra", "c-wang"]


async def test_choosing_a_link_by_key_or_mouse_goes_to_its_other_end() -> None:
    app = PanelHost()
    async with app.run_test(size=(50, 30)) as pilot:
        app.panel.show(catalogue(), "layoffs")
        app.panel.focus()
        await pilot.press("home", "down", "enter")
        line = next(y for y, text in enumerate(shown(app.panel)) if "denial says" in text)
        await pilot.click(app.panel, offset=(8, line + app.panel.content_offset.y))
        assert app.chosen == [(Target("news/denial", "c-hale"), "l-contra", "layoffs")] * 2


async def test_a_new_note_shows_at_once_and_the_lit_row_stays_on_its_record() -> None:
    app = PanelHost()
    built = catalogue()
    entry = built.entry("layoffs")
    assert entry is not None
    async with app.run_test(size=(50, 30)) as pilot:
        app.panel.show(built, "layoffs")
        app.panel.follow(HERE.index("14%"))
        noted = replace(MENTIONS["m-jason"], note="who?")
        built.update(apply(entry.annotations, Edit("note", (RecordChange(MENTIONS["m-jason"], noted),))))
        app.panel.refresh_record(["m-jason"])
        await pilot.pause()
        assert "   Jason Droege: note: who?" in shown(app.panel)
        assert app.panel.highlighted is not None
        assert app.panel.highlighted.record == "m-14"


async def test_a_removed_record_takes_the_light_with_it() -> None:
    app = PanelHost()
    built = catalogue()
    entry = built.entry("layoffs")
    assert entry is not None
    async with app.run_test(size=(50, 30)):
        app.panel.show(built, "layoffs")
        app.panel.follow_record("m-14")
        built.update(apply(entry.annotations, Edit("remove", (RecordChange(MENTIONS["m-14"], None),))))
        app.panel.refresh_record(["m-14"])
        assert app.panel.highlighted is None


async def test_removing_in_the_panel_goes_on_with_the_next_row() -> None:
    app = PanelHost()
    built = catalogue()
    entry = built.entry("layoffs")
    assert entry is not None
    async with app.run_test(size=(50, 30)) as pilot:
        app.panel.show(built, "layoffs")
        app.panel.follow_record("m-14")
        app.panel.focus()
        await pilot.pause()
        built.update(apply(entry.annotations, Edit("remove", (RecordChange(MENTIONS["m-14"], None),))))
        app.panel.refresh_record(["m-14"])
        assert app.panel.highlighted is not None
        assert app.panel.highlighted.record == "m-meta"


async def test_an_empty_panel_says_which_keys_to_press() -> None:
    app = PanelHost()
    built = Catalogue(default_schema("test"))
    built.put(document(), annotation_set())
    async with app.run_test(size=(50, 30)) as pilot:
        app.panel.show(built, "layoffs")
        await pilot.pause()
        text = "\n".join(shown(app.panel))
        assert "Nothing marked yet." in text
        for key, name in (("p", "person"), ("r", "role"), ("a", "amount"), ("e", "event")):
            assert f"{key}  {name}" in text


@pytest.mark.parametrize("theme", [DARK, LIGHT])
async def test_a_conflict_has_the_warning_colour_of_the_theme(theme: Theme) -> None:
    app = PanelHost(theme=theme.name)
    async with app.run_test(size=(50, 30)) as pilot:
        app.panel.show(catalogue(), "layoffs")
        await pilot.pause()
        strip = app.panel.render_line(2)
        (says,) = (segment for segment in strip if segment.text == "Brandon Hale")
        assert says.style is not None
        assert says.style.color is not None
        assert says.style.color == Color.parse(app.theme_variables["warning"]).rich_color
        assert says.style.bold

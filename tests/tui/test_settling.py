"""A changed text on the screen: what is no longer found is listed and placed, what is alike is confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.whole_app import NARROW, Running, files_of, running, stored


@pytest.fixture
def changed(chief: Path) -> Path:
    """The sample with a text in which three mentions are gone and one is spelt otherwise."""
    path = chief / "documents" / "layoffs.txt"
    text = path.read_text(encoding="utf-8")
    text = text.replace("around 200 people, some 14% of its staff", "many of its people, a seventh of all")
    path.write_text(text.replace("Jason Droege", "Jason Droge").replace("severance pay", "money"), encoding="utf-8")
    return chief


def highlighted(app: Running) -> str:
    row = app.panel.highlighted
    return "".join(part.text for part in row.parts) if row is not None else ""


async def to_row(app: Running, words: str) -> None:
    await app.press("i", "home")
    for _ in range(40):
        if highlighted(app).startswith(words):
            return
        await app.press("down")
    raise AssertionError(words)


async def test_opening_says_how_the_records_fared_and_lists_what_to_look_at(changed: Path) -> None:
    async with running(changed) as app:
        assert app.said.startswith("The text has changed since it was annotated: ")
        assert "found by likeness" in app.said
        rows = app.rows("#panel")
        assert rows[0].startswith("NO LONGER FOUND  4")
        assert [row for row in rows if "around 200" in row]
        assert any(row.startswith("P Jason Droege → Jason Droge") for row in rows)
        assert app.mention("Jason Droge").label == "person"
        assert "around 200" not in [app.text[one.start : one.end] for one in app.annotations.mentions.values()]


async def test_enter_on_a_lost_record_and_on_words_gives_it_its_place_and_undo_takes_it_back(
    changed: Path,
) -> None:
    async with running(changed) as app:
        await to_row(app, "A around 200")
        assert "give it its place" in app.line("keys")
        lost = app.panel.highlighted
        assert lost is not None
        await app.press("enter")
        assert app.focused == "page"
        assert "3 of 4: “around 200” was an amount." in app.said
        assert "place “around 200” here" in app.line("keys")
        await app.select("many")
        await app.press("enter")
        placed = app.mention("many")
        assert lost.aside == f"unanchored {placed.id}"
        assert app.said == "Placed. 3 more."
        assert app.focused == "panel"
        assert "laid off around 200 people" in highlighted(app)
        assert "give it its place" in app.line("keys")
        await app.press("escape", "ctrl+z")
        assert app.annotations.unanchored(placed.id) is not None
        assert not app.mentions("many")
        await app.press("ctrl+y")
        assert app.mention("many") == placed
    assert stored(changed, "layoffs").mentions[placed.id] == placed


async def test_the_label_key_of_a_lost_mention_places_it_too(changed: Path) -> None:
    async with running(changed) as app:
        await to_row(app, "A 14%")
        await app.press("enter")
        before = set(app.annotations.mentions)
        await app.select("seventh")
        await app.press("a")
        assert set(app.annotations.mentions) - before == {app.mention("seventh").id}
        assert app.annotations.known(app.mention("seventh").id) == app.mention("seventh")


async def test_another_label_labels_and_goes_on_placing(changed: Path) -> None:
    async with running(changed) as app:
        await to_row(app, "A 14%")
        await app.press("enter")
        await app.to("finances")
        await app.press("e")
        assert app.mention("finances").label == "event"
        assert "place “14%” here" in app.line("keys")


async def test_esc_leaves_a_record_without_a_place(changed: Path) -> None:
    async with running(changed) as app:
        await to_row(app, "A around 200")
        await app.press("enter", "escape")
        assert app.said == "It stays without a place; the panel lists it."
        assert "place “" not in app.line("keys")
        assert app.rows("#panel")[0].startswith("NO LONGER FOUND  4")


async def test_delete_removes_a_lost_record_for_good_and_undo_brings_it_back(changed: Path) -> None:
    async with running(changed) as app:
        await to_row(app, "A around 200")
        before = app.annotations
        await app.press("delete")
        assert app.said.startswith("Removed")
        assert app.said.endswith("3 more.")
        assert app.rows("#panel")[0].startswith("NO LONGER FOUND  3")
        await app.press("escape", "ctrl+z")
        assert app.annotations == before


async def test_what_was_found_by_likeness_is_confirmed_or_put_aside(changed: Path) -> None:
    async with running(changed) as app:
        await to_row(app, "P Jason Droege → Jason Droge")
        assert "it is right" in app.line("keys")
        mention = app.mention("Jason Droge")
        assert app.after_caret.startswith("Jason Droge")
        await app.press("delete")
        assert app.annotations.unanchored(mention.id) is not None
        await app.press("escape", "ctrl+z")
        assert app.mention("Jason Droge") == mention
        await to_row(app, "P Jason Droege → Jason Droge")
        await app.press("enter")
        assert f"moved {mention.id}" not in app.annotations.aside
        assert app.mention("Jason Droge") == mention


async def test_undo_stops_in_words_where_the_text_changed(changed: Path) -> None:
    async with running(changed) as app:
        await app.press("ctrl+z")
        assert "The text has changed since then" in app.said
        assert app.mentions("Jason Droge")


async def test_without_anything_aside_nothing_of_it_is_to_be_seen(chief: Path) -> None:
    async with running(chief) as app:
        assert not any("NO LONGER FOUND" in row or "LIKENESS" in row for row in app.rows("#panel"))
        assert "place" not in app.line("keys")


async def test_a_narrow_window_shows_the_panel_for_it_and_folds_it_while_placing(changed: Path) -> None:
    async with running(changed, size=NARROW) as app:
        await to_row(app, "A around 200")
        assert app.panel_is_shown()
        assert "give it its place" in app.line("keys")
        await app.press("enter")
        assert not app.panel_is_shown()
        assert app.focused == "page"


async def test_going_back_to_the_old_text_brings_every_file_back_but_the_history(chief: Path) -> None:
    path = chief / "documents" / "layoffs.txt"
    old = path.read_bytes()
    before = {name: data for name, data in files_of(chief).items() if not name.startswith("history")}
    path.write_bytes(old.replace(b"around 200 people", b"many"))
    async with running(chief) as app:
        assert "no longer found" in app.said
    path.write_bytes(old)
    async with running(chief) as app:
        assert app.said == "The text is again as it was: all records are back in their places."
    assert {name: data for name, data in files_of(chief).items() if not name.startswith("history")} == before

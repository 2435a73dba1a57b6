"""Every key that changes between screens, documents and the panel, in the whole application."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread

import pytest
from textual.widgets import Input

from annotator.core.sentences import plain
from annotator.tui.actions import ACTIONS, groups, shown
from annotator.tui.screens import library
from annotator.tui.settings import Settings
from annotator.tui.widgets.lines import PriorityLine
from annotator.tui.widgets.rows import RowList
from tests.tui.whole_app import NARROW, Running, no_space, running, small_project, stored


async def test_f1_shows_the_library_and_f2_the_article_where_it_was(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("severance")
        await app.press("f1")
        assert app.screen == "LibraryScreen"
        rows = app.rows("#documents")
        assert any("Layoffs after the deal" in row and "done" in row and "19" in row for row in rows)
        assert sum("Scale AI" in row for row in rows) >= 2
        await app.press("f2")
        assert app.screen == "AnnotateScreen"
        assert app.after_caret.startswith("severance")
        await app.press("right")
        assert app.after_caret.startswith("pay")


async def test_the_library_filters_while_one_types_and_enter_opens_the_first(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("f1")
        await app.type("six weeks")
        rows = [row for row in app.rows("#documents") if row]
        assert len(rows) == 1
        assert "Scale AI: six weeks in dates" in rows[0]
        await app.press("enter")
        assert app.screen == "AnnotateScreen"
        assert app.document == "timeline"


async def test_a_long_library_is_filtered_beside_the_keys_and_enter_waits_for_what_it_finds(
    chief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "AT_ONCE", 1)
    async with running(chief, "layoffs") as app:
        await app.press("f1", *"weeks", "enter")
        assert app.document == "timeline"
        await app.press("f1", "ctrl+end", "enter")
        assert app.document == "timeline"
        await app.press("f1", "ctrl+home", "enter")
        assert app.document == "clients"


async def test_the_library_goes_up_and_down_and_says_when_nothing_fits(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("f1", "up", "enter")
        assert app.document == "denial"
        await app.press("f1", *"zzz")
        assert "No document fits; esc clears the filter." in app.rows("#documents")[0]
        await app.press("enter")
        assert app.screen == "LibraryScreen"
        await app.press("escape")
        assert len([row for row in app.rows("#documents") if row]) == 5
        await app.press("escape")
        assert app.screen == "AnnotateScreen"


async def test_the_library_shows_what_was_done_since(chief: Path) -> None:
    async with running(chief, "memo") as app:
        await app.press("p", "f1")
        (row,) = [row for row in app.rows("#documents") if "What the staff were told" in row]
        assert "in progress" in row
        assert " 1 " in row


async def test_the_command_palette_does_what_is_chosen(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("severance")
        await app.press("ctrl+p")
        await app.type("label event")
        await app.press("enter")
        assert app.mention("severance").label == "event"


async def test_the_command_palette_lists_actions_labels_links_and_documents(chief: Path) -> None:
    async with running(chief, size=(140, 120)) as app:
        await app.press("ctrl+p")
        page = "\n".join(app.rows("#picker-rows"))
        for action in ACTIONS:
            listed = action.in_palette and action.place != "review"
            assert (action.help in page) is listed, action.id
        for words in ("label person", "link same-as", "open timeline"):
            assert words in page


async def test_the_command_palette_opens_a_document_also_from_the_library(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("f1", "ctrl+p")
        await app.type("open timeline")
        await app.press("enter")
        assert app.screen == "AnnotateScreen"
        assert app.document == "timeline"


async def test_help_lists_every_action_with_its_key(chief: Path) -> None:
    async with running(chief, size=(140, 200)) as app:
        await app.press("?")
        assert app.screen == "HelpScreen"
        page = " ".join("\n".join(app.rows("#help-rows")).split())
        for group, actions in groups():
            assert group.upper() in page
            for action in actions:
                if not action.id.startswith("extend."):
                    assert action.help in page, action.id
                    assert " or ".join(shown(key) for key in action.keys) in page, action.id
        for words in ("shift+a move", "Someone named", "Both name the same"):
            assert words in page
        await app.press("escape")
        assert app.screen == "AnnotateScreen"


async def test_help_comes_over_the_library_too_where_the_filter_does_not_take_its_key(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("f1", "f2", "?")
        assert app.screen == "HelpScreen"
        await app.press("?")
        assert app.screen == "AnnotateScreen"


async def test_ctrl_q_quits_from_every_screen_without_asking_and_all_is_saved(chief: Path) -> None:
    for way in ((), ("f1",), ("?",), ("/",), ("i",)):
        async with running(chief, "memo") as app:
            await app.to("managers")
            await app.press("ctrl+z", "e", *way)
            await app.pilot.press("ctrl+q")
            assert app.app._exit, way
        assert [one.label for one in stored(chief, "memo").mentions.values()] == ["event"], way


async def test_the_panel_is_hidden_and_shown_by_ctrl_b(chief: Path) -> None:
    async with running(chief) as app:
        assert app.panel_is_shown()
        wide = app.page.size.width
        await app.press("ctrl+b")
        assert not app.panel_is_shown()
        assert app.page.size.width > wide
        await app.press("ctrl+b")
        assert app.panel_is_shown()


async def test_a_narrow_window_starts_with_the_panel_folded_and_i_brings_it_out_and_escape_back(chief: Path) -> None:
    async with running(chief, size=NARROW) as app:
        assert not app.panel_is_shown()
        await app.press("i")
        assert app.panel_is_shown()
        assert app.focused == "panel"
        await app.press("escape")
        assert not app.panel_is_shown()
        assert app.focused == "page"


async def test_moving_in_the_panel_moves_the_page_and_the_caret_lights_the_panel(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("stepped down as chief executive")
        row = app.panel.highlighted
        assert row is not None
        assert row.record in (app.mention("stepped down as chief executive").id, *(one.id for one in app.claims()))
        await app.press("i", "home")
        assert app.after_caret.startswith("interim CEO Jason Droege")
        app.panel.follow_record(app.mention("won a contract with the Department of Defense").id)
        await app.press("down")
        assert app.after_caret.startswith("Department of Defense")
        await app.press("escape")
        assert app.focused == "page"
        assert app.after_caret.startswith("Department of Defense")


async def test_enter_in_the_panel_edits_the_row_s_record_and_delete_removes_it(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("Department of Defense")
        await app.press("i", "enter")
        assert app.written("#edit-title") == "Department of Defense"
        await app.press("right", "ctrl+s")
        mention = app.mention("Department of Defense")
        assert mention.label == "role"
        assert app.focused == "panel"
        assert app.panel.highlighted is not None
        assert app.panel.highlighted.record == mention.id
        await app.press("delete")
        assert mention.id not in app.annotations.mentions


async def test_g_on_a_link_in_the_panel_goes_to_its_other_end(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("i", "home", "down")
        assert app.panel.highlighted is not None
        assert app.panel.highlighted.kind == "link"
        await app.press("g")
        assert app.document == "denial"
        assert app.after_caret.startswith("interim CEO, Brandon Hale")
        await app.press("ctrl+o")
        assert app.document == "layoffs"


async def test_ctrl_page_up_and_down_go_through_the_documents_and_end_in_words(chief: Path) -> None:
    async with running(chief, "layoffs") as app:
        await app.to("severance")
        await app.press("ctrl+pagedown")
        assert app.document == "memo"
        await app.press("ctrl+pageup")
        assert app.document == "layoffs"
        assert app.after_caret.startswith("severance")
        await app.press("ctrl+pagedown", "ctrl+pagedown", "ctrl+pagedown")
        assert app.document == "timeline"
        assert "This is the last document." in app.said


async def test_ctrl_g_lists_the_documents_and_opens_the_one_chosen(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("ctrl+g")
        await app.type("staff")
        await app.press("enter")
        assert app.document == "memo"


async def test_f9_changes_between_dark_and_light_and_back(chief: Path) -> None:
    async with running(chief) as app:
        shown = [app.app.theme]
        for _ in range(2):
            await app.press("f9")
            shown.append(app.app.theme)
        assert shown == ["annotator-dark", "annotator-light", "annotator-dark"]


async def test_ctrl_s_says_that_all_is_saved(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("ctrl+s")
        assert "Everything is saved as it is done" in app.said


async def test_the_key_line_offers_what_can_be_done_now(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("severance")
        assert {"label:person", "claim", "find"} <= set(app.offered())
        assert not {"remove", "link:same-as"} & set(app.offered())
        await app.to("OpenAI")
        await app.press("p")
        assert {"remove", "edit", "link:same-as", "label:role"} <= set(app.offered())
        await app.select("Confidential files")
        assert {"claim", "label:event"} <= set(app.offered())
        assert "remove" not in app.offered()


async def test_the_find_bar_takes_letters_for_itself(chief: Path) -> None:
    async with running(chief) as app:
        before = app.annotations
        await app.press("/", *"pace")
        assert app.app.screen.query_one("#find", Input).value == "pace"
        assert app.annotations is before


async def test_the_writer_never_waits_for_the_screen(chief: Path) -> None:
    """While a document is being closed the screen waits for its writer: a writer that waited too would wait forever."""
    async with running(chief) as app:
        tell = list(app.app.workspace.session.on_saved)
        writer = Thread(target=lambda: [one("saving", "") for one in tell], daemon=True)
        writer.start()
        writer.join(2)
        assert not writer.is_alive()
        await app.settle()
    for one in tell:
        one("saved", "")


async def test_an_edit_and_at_once_another_document_are_both_done(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("severance")
        await app.pilot.press("e", "ctrl+pagedown")
        await app.settle()
        assert app.document == "memo"
    assert any(one.label == "event" and one.start == 499 for one in stored(chief, "layoffs").mentions.values())


async def test_what_cannot_be_saved_is_said_and_saved_when_it_can_be(
    chief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(chief) as app:
        with monkeypatch.context() as broken:
            broken.setattr(os, "fsync", no_space)
            await app.to("severance")
            await app.press("e")
            app.app.workspace.session.flush()
            await app.settle()
            assert "not saved" in app.line("top")
            assert "no space left" in app.said.casefold()
        await app.press("ctrl+s")
        app.app.workspace.session.flush()
        await app.settle()
        assert "✓ saved" in app.line("top")
    assert any(one.start == 499 for one in stored(chief, "layoffs").mentions.values())


async def test_own_keys_do_what_the_settings_say_and_the_key_line_shows_them(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news="one two three")
    async with running(folder, "news", settings=Settings(keys={"move.next-word": "l", "undo": "k"})) as app:
        await app.press("l")
        assert app.after_caret == "two three"
        await app.press("right")
        assert app.after_caret == "two three"
        await app.press("p")
        assert "k undo" in app.line("keys")
        await app.press("k")
        assert not app.annotations.mentions


async def test_the_key_line_leaves_the_keys_to_a_dialog(chief: Path) -> None:
    async with running(chief) as app:
        assert "? help" in app.line("keys")
        for keys in (("ctrl+p",), ("?",), ("enter",)):
            await app.to("Jason Droege")
            await app.press(*keys)
            assert app.app.screen.is_modal
            assert app.app.annotate.query_one("#keys", PriorityLine).items == ()
            await app.press("escape")
            assert "? help" in app.line("keys")


async def test_what_a_key_does_is_read_to_its_end_in_a_narrow_window(chief: Path) -> None:
    async with running(chief, size=NARROW) as app:
        for key, rows in (("ctrl+p", "#picker-rows"), ("question_mark", "#help-rows")):
            await app.press(key)
            listed = app.app.screen.query_one(rows, RowList)
            count, cut = 0, []
            for row in range(listed._count):
                for line in listed._render_row(row, listed.size.width):
                    painted = listed._strip(line, listed.size.width, "", first=False).text
                    count += 1
                    cut += [painted] if "…" in painted and "…" not in plain(line.parts) else []
            assert count > 40
            assert cut == []
            await app.press("escape")


async def test_ids_that_differ_only_in_case_are_told_in_the_library_before_they_are_opened(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news="One.", a="Two.", A="Three.")
    async with running(folder, "news") as app:
        await app.press("f1")
        rows = "\n".join(app.rows("#documents"))
        assert rows.count("differ only in case") == 2


async def type_ahead(app: Running, *keys: str) -> None:
    """Presses keys without waiting for any of them to be handled."""
    for key in keys:
        app.app.simulate_key(key)
    await app.settle()


async def test_letters_typed_ahead_of_the_find_bar_are_the_words_and_no_labels(chief: Path) -> None:
    async with running(chief) as app:
        before = app.app.workspace.annotations
        await type_ahead(app, "slash", *"peGoogle")
        assert app.app.screen.query_one("#find", Input).value == "peGoogle"
        assert app.app.workspace.annotations is before
        await app.press("escape", "e")
        assert app.app.workspace.annotations is not before


async def test_letters_typed_ahead_of_the_hints_go_where_they_say(chief: Path) -> None:
    async with running(chief) as app:
        before = app.app.workspace.annotations
        await app.press("f")
        letters, target = next(hint for hint in app.app.annotate.page._hints.items() if hint[0][0] in "prae")
        await app.press("escape")
        await type_ahead(app, "f", *letters)
        assert (app.app.annotate.page.hinting, app.app.annotate.page.caret) == (False, target)
        assert app.app.workspace.annotations is before

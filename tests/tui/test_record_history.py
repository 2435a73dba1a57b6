"""The history of the record under the caret: what was done to it, and where it came from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from annotator.core.edits import added, replaced
from annotator.storage.history import Line
from annotator.storage.project import Project
from annotator.storage.session import open_session
from tests.examples import NOW
from tests.tui.whole_app import copy_of, files_of, running, small_project


async def test_what_was_done_to_the_mention_is_told_the_newest_last(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, memo="In a memo, Jason Droege wrote."), "memo") as app:
        await app.select("Jason Droege")
        await app.press("p")
        await app.to("Droege")
        await app.press("r", "u", "ctrl+r")
        assert app.written("#history-title") == "History of “Jason Droege”"
        mention = app.mention("Jason Droege")
        assert app.written("#history-origin").startswith(f"{mention.id} · origin human · since 20")
        rows = app.rows("#history-rows")
        assert [row.removeprefix("▸ ").strip() for row in rows[::2]] == [
            "labelled “Jason Droege” as person",
            "relabelled “Jason Droege” from person to role",
            "undid: relabelled “Jason Droege” from person to role",
        ]
        assert all(row.endswith("  ann-1") for row in rows[1::2])
        await app.press("escape")
        assert app.screen == "AnnotateScreen"


async def test_an_accepted_suggestion_shows_the_rule_that_made_it(tmp_path: Path) -> None:
    async with running(copy_of("interim-chief", tmp_path), "memo") as app:
        await app.press("tab", "enter")
        await app.press("ctrl+r")
        assert " · origin suggestion:" in app.written("#history-origin")
        assert ", suggested by " in app.rows("#history-rows")[0]


async def test_what_was_accepted_from_another_is_told_from_the_start(tmp_path: Path) -> None:
    folder = small_project(tmp_path, memo="In a memo, Jason Droege wrote.")
    project = Project.open(folder)
    other = open_session(project, "memo", "ann-2", clock=lambda: NOW)
    async with running(folder, "memo") as app:
        await app.select("Jason Droege")
        await app.press("p")
        mine = app.mention("Jason Droege")
        theirs = replace(mine, label="role", created=NOW)
        other.apply(added("label role", [theirs]))
        other.close()
        accepted = replace(theirs, origin="accepted:ann-2")
        app.app.workspace.apply(replaced("accept", mine, accepted))
        await app.to("Droege")
        await app.press("ctrl+r")
        rows = app.rows("#history-rows")
        assert rows[1].endswith("  ann-2")
        assert rows[-1].endswith("  ann-1")


async def test_what_is_older_than_the_history_says_so_with_its_origin(tmp_path: Path) -> None:
    folder = copy_of("interim-chief", tmp_path)
    before = files_of(folder)
    async with running(folder) as app:
        await app.to("Jason Droege")
        await app.press("ctrl+r")
        assert " · origin " in app.written("#history-origin")
        assert app.written("#history-hint").startswith("Nothing is told of it: it is older than the history.")
        await app.press("enter", "escape")
    assert files_of(folder) == before


async def test_where_there_is_no_record_it_is_said(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, memo="In a memo."), "memo") as app:
        await app.press("ctrl+r")
        assert "There is no mention or claim here" in app.said


async def test_a_history_that_cannot_be_read_further_is_named(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, memo="In a memo, Jason Droege wrote."), "memo") as app:
        await app.select("Jason Droege")
        await app.press("p")
        app.app.workspace.session.save()
        path = app.app.workspace.project.paths.history("ann-1", "memo")
        mention = app.mention("Jason Droege")
        spoilt = Line(2, "", "", b'{"action": "' + mention.id.encode() + b'"}').encoded()
        path.write_bytes(path.read_bytes() + spoilt)
        await app.to("Droege")
        await app.press("ctrl+r")
        assert "history/ann-1/memo.jsonl:3: The history has an edit that cannot be read" in app.written("#history-hint")
        path.write_bytes(path.read_bytes().removesuffix(spoilt))


async def test_nothing_of_a_history_acts_on_the_screen(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, memo="[@click=app.quit]x[/] \x1b[31mred"), "memo") as app:
        await app.select("[@click=app.quit]x[/] \x1b[31mred")
        await app.press("p")
        mention = next(iter(app.annotations.mentions.values()))
        app.app.workspace.apply(replaced("note", mention, replace(mention, note="[/x]\x1b]0;owned\x07")))
        app.app.workspace.apply(replaced("x", replace(mention, note="[/x]\x1b]0;owned\x07"), mention))
        await app.press("ctrl+r")
        assert "[@click=app.quit]x[/] ␛[31mred" in app.rows("#history-rows")[0]
        assert "\x1b" not in app.screen_text()

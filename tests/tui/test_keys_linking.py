"""Every key that links, follows a link or removes one, pressed in the whole application."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core import ranking
from annotator.core.model import Target
from annotator.core.sentences import plain
from tests.tui.whole_app import running, small_project, stored


async def test_same_as_is_stored_in_the_document_that_it_starts_from(chief: Path) -> None:
    async with running(chief, "memo") as app:
        await app.select("Jason Droege")
        await app.press("p", "=")
        assert "same-as" in app.written("#picker-title")
        assert "Jason Droege" in app.rows("#picker-rows")[0]
        await app.press("enter")
        (link,) = app.links()
        assert (link.type, link.source) == ("same-as", app.mention("Jason Droege").id)
        assert app.words(link.target) == "Jason Droege"
        assert link.target.document in ("layoffs", "timeline")
        assert f"same-as “Jason Droege” in {link.target.document}" in app.said
    assert link.id in stored(chief, "memo").links
    assert link.id not in stored(chief, link.target.document).links


async def test_claims_are_tied_by_supports_and_contradicts(chief: Path) -> None:
    async with running(chief) as app:
        for key, kind in (("+", "supports"), ("!", "contradicts")):
            await app.to("around 200")
            claim = next(one for one in app.claims() if app.mention("around 200").id in one.arguments.get("amount", ()))
            known = {link.id for link in app.links()}
            await app.press(key)
            assert kind in app.written("#picker-title")
            await app.press("enter")
            (link,) = [link for link in app.links() if link.id not in known]
            assert (link.type, link.source) == (kind, claim.id)
            assert link.target.id.startswith("c-")


async def test_the_picker_filters_as_one_types(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("Jason Droege")
        await app.press("=")
        await app.type("brandon")
        assert "Brandon Hale" in app.rows("#picker-rows")[0]
        await app.press("enter")
        assert "same-as “Brandon Hale” in denial" in app.said


async def test_g_goes_to_the_other_end_in_its_document_and_ctrl_o_comes_back(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("Alexandr Wang")
        await app.press("g")
        if app.screen != "AnnotateScreen":
            await app.type("denial")
            await app.press("enter")
        assert app.document == "denial"
        assert app.after_caret.startswith("Alexandr Wang")
        await app.press("ctrl+o")
        assert app.document == "layoffs"
        assert app.after_caret.startswith("Alexandr Wang")


async def test_a_link_to_a_document_that_is_not_there_is_kept_and_going_there_is_refused(chief: Path) -> None:
    (chief / "documents/denial.txt").unlink()
    async with running(chief) as app:
        await app.to("Alexandr Wang")
        link = next(one for one in app.links() if one.target.document == "denial")
        await app.press("g")
        if app.screen != "AnnotateScreen":
            await app.type("denial")
            await app.press("enter")
        assert "is not in this folder; the link is kept." in app.said
    assert link.id in stored(chief, "layoffs").links


async def test_minus_removes_a_link_of_what_is_here_and_undo_brings_it_back(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("Alexandr Wang")
        wang = app.mention("Alexandr Wang").id
        before = app.annotations
        await app.press("-")
        if app.screen != "AnnotateScreen":
            await app.press("enter")
        gone = set(before.links) - {link.id for link in app.links()}
        assert [before.links[link_id].source for link_id in gone] == [wang]
        assert wang in app.annotations.mentions
        await app.press("ctrl+z")
        assert app.annotations == before


async def test_a_key_of_the_schema_links_the_document_to_another_the_likeliest_first(chief: Path) -> None:
    async with running(chief, "clients") as app:
        assert "# answers" in app.line("keys")
        await app.press("#")
        assert len(app.rows("#picker-rows")) == 2 * 4
        assert not any("still sends data" in row for row in app.rows("#picker-rows"))
        await app.type("layoffs")
        await app.press("enter")
        [link] = [link for link in app.links() if link.type == "answers"]
        assert (link.source, link.target) == ("", Target("layoffs", ""))

        await app.press("ctrl+home", "g")
        assert app.document == "layoffs"
        await app.press("ctrl+o")
        assert app.document == "clients"


async def test_going_where_nothing_is_linked_nor_the_document_is_refused_in_words(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, news="Ann left."), "news") as app:
        await app.press("g")
        assert "Nothing here is linked" in app.said


async def test_a_documents_link_is_seen_from_both_and_removed_on_its_row(chief: Path) -> None:
    async with running(chief, "layoffs") as app:
        await app.press("i", "end")
        row = app.panel.highlighted
        assert row is not None
        assert plain(row.parts) == "# answers from timeline  Scale AI: six weeks in dates"
        await app.press("-")
        assert "Removed the link answers" in app.said
    assert "answers" not in [link.type for link in stored(chief, "timeline").links.values()]


async def test_minus_where_nothing_is_linked_is_refused_in_words(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("severance")
        await app.press("-")
        assert "link" in app.said
        assert app.said.rstrip().endswith(".")
        assert app.screen == "AnnotateScreen"


async def test_what_joins_a_person_and_a_role_is_said_to_do_so(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news="Ann chief")
    async with running(folder, "news") as app:
        await app.to("Ann")
        await app.press("p")
        await app.to("chief")
        await app.press("r", "=", "enter")
        assert "though one is a role and the other a person; ctrl+z takes it back" in app.said
        assert len(app.links()) == 1


async def test_typing_in_the_picker_finds_mentions_in_documents_that_its_list_does_not_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "MOST_MENTIONS", 1)
    folder = small_project(tmp_path, one="Ann left. Bob left", two="Bea left", zeta="Zelda left")
    async with running(folder, "one") as app:
        await app.to("Bob")
        await app.press("p")
        for name in ("Ann", "Bea", "Zelda"):
            await app.to(name)
            await app.press("p", "ctrl+pagedown")
        await app.press("ctrl+pageup", "ctrl+pageup")
        await app.to("Ann")
        await app.press("=")
        assert not any("Zelda" in row for row in app.rows("#picker-rows"))
        assert any("Bob" in row for row in app.rows("#picker-rows"))
        await app.type("zel")
        await app.press("enter")
        assert "same-as “Zelda” in zeta" in app.said

"""Every key that leads along entities and claims across documents, pressed in the whole application."""

from __future__ import annotations

from pathlib import Path

from annotator.core.model import Target
from annotator.core.schema import DIFFERENT_FROM
from tests.tui.whole_app import running, small_project, stored


async def test_at_lists_all_mentions_of_the_entity_and_enter_goes_to_one(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("Alexandr Wang")
        await app.press("@")
        title = app.written("#picker-title")
        assert "“Alexandr Wang”" in title
        assert "documents" in title
        await app.type("denial")
        await app.press("enter")
        assert app.document == "denial"
        assert app.after_caret.startswith("Alexandr Wang")


async def test_at_on_a_mention_that_is_tied_to_none_says_what_would_tie_it(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, news="Ann left"), "news") as app:
        await app.to("Ann")
        await app.press("@")
        assert "Put the caret on a mention first" in app.said
        await app.press("p", "@")
        assert "= ties it" in app.said


async def test_a_mention_is_taken_out_of_its_entity_though_the_tie_is_kept_elsewhere(tmp_path: Path) -> None:
    folder = small_project(tmp_path, one="Ann left", two="Ann came")
    async with running(folder, "one") as app:
        await app.to("Ann")
        await app.press("p", "ctrl+pagedown")
        await app.to("Ann")
        await app.press("p", "=", "enter", "ctrl+pageup")
        assert app.document == "one"
        await app.to("Ann")
        there = stored(folder, "two")
        mention, before = app.mention("Ann"), app.annotations
        await app.press("_")
        assert "“Ann” is an entity of its own" in app.said
        (mark,) = app.links()
        assert (mark.type, mark.source) == (DIFFERENT_FROM, mention.id)
        after = app.annotations
        assert len(app.app.workspace.catalogue.cluster(Target("one", mention.id))) == 1
    async with running(folder, "one") as app:
        assert len(app.app.workspace.catalogue.cluster(Target("one", mention.id))) == 1
        assert app.annotations.links == after.links
        await app.press("ctrl+z")
        assert app.annotations.links == before.links
        assert len(app.app.workspace.catalogue.cluster(Target("one", mention.id))) == 2
    assert stored(folder, "two") == there


async def test_taking_out_what_is_tied_to_nothing_is_refused_in_words(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, news="Ann left"), "news") as app:
        await app.to("Ann")
        await app.press("p", "_")
        assert "“Ann” is tied to no other mention" in app.said


async def test_different_from_is_set_from_the_palette(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, news="Ann left. Ann came"), "news") as app:
        await app.to("Ann")
        await app.press("p", "*", "ctrl+p")
        await app.type("link different-from")
        await app.press("enter", "enter")
        assert [link.type for link in app.links()] == [DIFFERENT_FROM]
        await app.press("=")
        await app.press("enter")
        assert "marked as different" in app.said


async def test_the_timeline_lists_the_claims_about_the_same_by_date_and_marks_those_that_disagree(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("around 200")
        await app.press(":")
        assert "claims about the same" in app.written("#picker-title"), app.said
        rows = [row for row in app.rows("#picker-rows") if row.strip()]
        dates = [row.split()[0].lstrip("▸") for row in rows if "20" in row[:8]]
        assert len(dates) > 1
        assert dates == sorted(dates)
        assert any("●" in row for row in rows)
        await app.press("enter")
        assert app.screen == "AnnotateScreen"


async def test_the_timeline_of_nothing_is_refused_in_words(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, news="Ann left"), "news") as app:
        await app.press(":")
        assert "There is no claim here" in app.said


async def test_the_value_that_was_read_is_corrected_in_the_dialog_and_stored(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news="Some 200 left")
    async with running(folder, "news") as app:
        await app.select("Some 200")
        await app.press("a", "enter")
        assert any("≈ 200" in row for row in app.rows("#edit-fields"))
        await app.press(*["down"] * next(y for y, row in enumerate(app.rows("#edit-fields")) if "value" in row))
        await app.press("enter")
        await app.type("lots")
        assert "gives no amount" in app.written(".prompt-hint")
        await app.press("enter", *["backspace"] * 4)
        await app.type("190")
        await app.press("enter", "ctrl+s")
        assert app.mention("Some 200").attributes == {"value": "190"}
        await app.press("ctrl+z")
        assert app.mention("Some 200").attributes == {}
        await app.press("ctrl+y")
    assert [one.attributes for one in stored(folder, "news").mentions.values()] == [{"value": "190"}]


async def test_removing_what_another_document_links_to_says_so_and_undo_brings_it_back(tmp_path: Path) -> None:
    folder = small_project(tmp_path, one="Ann left", two="Ann came")
    async with running(folder, "one") as app:
        await app.to("Ann")
        await app.press("p", "ctrl+pagedown")
        await app.to("Ann")
        await app.press("p", "=", "enter", "ctrl+pageup")
        await app.to("Ann")
        before, there = app.annotations, stored(folder, "two")
        await app.press("delete")
        assert "Links to it that two keeps stay there, pending." in app.said
        assert stored(folder, "two") == there
        await app.press("ctrl+z")
        assert app.annotations == before

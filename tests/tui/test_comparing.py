"""Two documents beside each other: conflicts are gone through and settled, ties lead from one to the other."""

from __future__ import annotations

from pathlib import Path

from annotator.core.model import Target
from annotator.tui.widgets.article import ArticleView
from tests.tui.whole_app import NARROW, WIDE, Running, running, small_project, stored

BESIDE, ROWS = "#beside", "#facing-rows"


def page(app: Running, selector: str) -> ArticleView:
    return app.app.annotate.query_one(selector, ArticleView)


def head(app: Running) -> str:
    return app.line("facing-head")


def decided(folder: Path, document_id: str) -> list[str]:
    links = stored(folder, document_id).links.values()
    return sorted(link.type for link in links if link.type in ("contradicts", "supersedes", "not-comparable"))


async def test_f3_puts_the_document_that_disagrees_beside_with_both_claims_below(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("Jason Droege")
        await app.press("f3")
        assert head(app).startswith("CONFLICT 1 of 2   position · certain")
        assert "settled: contradicts" in head(app)
        assert [row.lstrip("▸ ").split()[0] for row in app.rows(ROWS)] == ["denial", "layoffs"]
        beside = page(app, BESIDE)
        assert beside.text.startswith("Scale AI wants")
        assert beside.text[beside.caret :].startswith("interim CEO, Brandon Hale")
        assert app.focused == "facing-rows"

        await app.press("f3")
        assert not beside.display
        assert app.focused == "page"


async def test_a_decision_is_a_link_and_the_next_conflict_comes(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("f3", "n")
        assert head(app).startswith("CONFLICT 2 of 2")
        assert app.document == "denial"
        await app.press("minus")
        assert "Settled: not-comparable" in app.said
        assert "none is left" in app.said
        assert "1 conflict" in app.line("top")
    assert decided(chief, "denial") == ["not-comparable"]


async def test_the_later_article_supersedes_though_it_stands_beside(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("f3", "n", "greater_than_sign")
        assert "Settled: supersedes" in app.said
    assert decided(chief, "timeline") == ["supersedes"]


async def test_what_is_the_same_after_all_is_no_conflict_and_undo_brings_it_back(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("f3", "n", "equals_sign")
        assert "the same after all" in app.said
        assert head(app).startswith("CONFLICT 1 of 1")
        await app.press("escape", "ctrl+z")
        assert "2 conflicts" in app.line("top")


async def test_the_keys_of_the_list_are_those_of_labels_elsewhere(chief: Path) -> None:
    """In the list p goes back; in the text it labels a person."""
    async with running(chief) as app:
        before = len(app.annotations.mentions)
        await app.press("f3", "n", "p")
        assert head(app).startswith("CONFLICT 1 of 2")
        assert len(stored(chief, "layoffs").mentions) == before
        await app.press("escape")
        assert app.focused == "page"


async def test_f6_makes_the_document_beside_the_open_one_where_it_stands(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("f3", "escape")
        left, right = page(app, "#page"), page(app, BESIDE)
        await app.press("f6")
        assert app.document == "denial"
        assert app.app.annotate.page is right
        assert app.focused == "beside"
        await app.press("ctrl+home", "right", "p")
        assert any(right.text[m.start : m.end] == "AI" for m in app.annotations.mentions.values())
        await app.press("f6")
        assert app.document == "layoffs"
        assert app.app.annotate.page is left
    assert len(stored(chief, "denial").mentions) == 9


async def test_the_caret_of_one_document_leads_that_of_the_other(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("f3", "escape")
        await app.to("Meta")
        beside = page(app, BESIDE)
        assert beside.text[beside.caret :].startswith("Meta")


async def test_a_document_that_comes_beside_is_where_the_caret_is_tied_to(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("Alexandr Wang")
        await app.press("f8", *"denial", "enter")
        beside = page(app, BESIDE)
        assert beside.text[beside.caret :].startswith("Alexandr Wang")


async def test_the_panel_is_that_of_the_side_with_the_keys(chief: Path) -> None:
    async with running(chief, size=(200, 40)) as app:
        await app.press("f3", "escape")
        assert app.panel_is_shown()
        assert any("laid off" in row for row in app.rows("#panel"))
        await app.press("f6")
        assert app.document == "denial"
        assert any("pipeline is intact" in row for row in app.rows("#panel"))
    async with running(chief, size=NARROW) as app:
        await app.press("f3", "escape", "ctrl+b")
        assert app.panel_is_shown()


async def test_a_link_goes_to_what_the_other_caret_stands_on_without_a_list(tmp_path: Path) -> None:
    folder = small_project(tmp_path, one="The chief spoke.", two="Kim left. Her boss stayed.")
    async with running(folder, "two") as app:
        await app.select("boss")
        await app.press("r", "ctrl+pageup")
        await app.select("chief")
        await app.press("r", "f3", "escape", "f6")
        await app.to("boss")
        await app.press("f6", "equals_sign")
        assert app.screen == "AnnotateScreen"
        (link,) = app.links()
        (boss,) = stored(folder, "two").mentions.values()
        assert (link.type, link.target) == ("same-as", Target("two", boss.id))
        assert "1 tie" in head(app)


async def test_a_note_goes_to_the_decision_or_before_that_to_the_claim(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("f3", "n", "semicolon")
        await app.type("early")
        await app.press("enter", "minus", "p", "n", "semicolon")
        await app.type("late")
        await app.press("enter")
        assert "note is kept" in app.said
        document = app.document
    annotations = stored(chief, document)
    assert "early" in [claim.note for claim in annotations.claims.values()]
    assert [link.note for link in annotations.links.values() if link.type == "not-comparable"] == ["late"]


async def test_the_queue_is_kept_up_to_date_while_annotating(chief: Path) -> None:
    """Deleting what one side says ends the conflict; undo brings it back, and its place in the queue."""
    async with running(chief) as app:
        await app.press("f3", "n", "escape")
        assert head(app).startswith("CONFLICT 2 of 2")
        assert app.document == "denial"
        await app.to("Brandon Hale")
        await app.press("delete")
        assert "no longer a conflict" in head(app)
        await app.press("ctrl+z")
        assert "no longer" not in head(app)
        assert head(app).startswith("CONFLICT 2 of 2")


async def test_documents_that_nothing_ties_say_so(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, one="Something.", two="Something else."), "one") as app:
        await app.press("f3")
        assert "nothing ties them yet" in head(app)
        await app.press("n")
        assert "disagree" in app.said


async def test_one_document_alone_is_not_compared(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, one="Something."), "one") as app:
        await app.press("f3")
        assert "no other document" in app.said


async def test_two_stand_beside_each_other_in_a_wide_window_and_above_in_a_narrow_one(chief: Path) -> None:
    for size in (WIDE, NARROW):
        async with running(chief, size=size) as app:
            await app.press("f3")
            left, right = page(app, "#page").region, page(app, BESIDE).region
            assert (left.y == right.y) == (size == WIDE)
            assert not app.panel_is_shown()
            assert min(left.height, right.height) >= 7


async def test_the_document_beside_shows_what_is_tied_also_where_the_two_are_stacked(chief: Path) -> None:
    async with running(chief, size=NARROW) as app:
        await app.to("Alexandr Wang")
        await app.press("f8", *"denial", "enter")
        beside = app.app.screen.query_one("#beside", ArticleView)
        low, high = beside.text_on_screen()
        assert low <= beside.caret < high
        assert beside.text[beside.caret :].startswith("Alexandr Wang")

"""The dashboard: how far everybody is, how well they agree, and a way from each figure to where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from annotator.core.edits import Edit, StatusChange, added
from annotator.core.model import Mention, Span, Status
from annotator.storage.project import Project
from annotator.storage.session import open_session
from annotator.tui.screens import dashboard
from annotator.tui.widgets.rows import RowList
from tests.tui.whole_app import Running, copy_of, running, small_project

TEXT = "Ann left as chief. Ben came."


def annotate(folder: Path, annotator: str, document: str, *, done: bool = False, **marks: str) -> None:
    """Marks words with labels, as one annotator."""
    session = open_session(Project.open(folder), document, annotator)
    text = session.document.text
    made = [
        Mention(session.new_id("mention"), label, (Span(text.index(words), text.index(words) + len(words)),))
        for words, label in marks.items()
    ]
    session.apply(added("label", made))
    if done:
        session.apply(Edit("status", (StatusChange(session.annotations.status, Status.DONE),)))
    session.close()


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Two annotators who agree about "more" and hardly about "news"."""
    folder = small_project(tmp_path, more="Ann again.", news=TEXT, rest="Nothing.")
    annotate(folder, "ann-1", "more", Ann="person", done=True)
    annotate(folder, "ann-2", "more", Ann="person")
    annotate(folder, "ann-1", "news", Ann="person", Ben="person")
    annotate(folder, "ann-2", "news", Ann="role", Ben="person", came="event")
    return folder


def plots(app: Running) -> list[str]:
    """What stands on the dashboard."""
    return app.rows("#plots")


def row_of(app: Running, words: str, after: str) -> str:
    """The first row with these words below a head."""
    rows = plots(app)
    start = next(place for place, row in enumerate(rows) if after in row)
    return next(row for row in rows[start + 1 :] if words in row)


async def test_it_tells_how_far_everybody_is_and_how_well_they_agree(office: Path) -> None:
    async with running(office, "more") as app:
        await app.press("f5")
        assert app.screen == "DashboardScreen"
        assert "1 of 3 done, 1 begun" in row_of(app, "ann-1", "HOW FAR")
        assert "0 of 3 done, 2 begun" in row_of(app, "ann-2", "HOW FAR")
        assert row_of(app, "person", "WHICH LABELS").split()[-1] == "5"
        # Of 3 and 4 mentions two are the same: 2 × 2 / 7.
        assert row_of(app, "ann-1 and ann-2", "DO WE AGREE").split()[4] == "0.57"
        assert row_of(app, "news", "WHERE DO WE DIFFER").split()[2] == "0.40"
        assert row_of(app, "more", "WHERE DO WE DIFFER").split()[2] == "1.00"
        assert row_of(app, "news", "WHERE DO WE DIFFER").split()[1] == "▪▪□"  # in files that say "todo"
        assert row_of(app, "more", "WHERE DO WE DIFFER").split()[1] == "■▪□"


async def test_enter_on_a_pair_reviews_the_document_where_they_agree_least(office: Path) -> None:
    async with running(office, "more") as app:
        await app.press("f5", "enter")
        assert app.screen == "ReviewScreen"
        assert "news" in app.line("top")


async def test_enter_on_a_document_reviews_that_one(office: Path) -> None:
    async with running(office, "news") as app:
        await app.press("f5", "end", "enter")
        assert app.screen == "ReviewScreen"
        assert "more" in app.line("top")


async def test_escape_goes_back_to_the_article(office: Path) -> None:
    async with running(office, "more") as app:
        await app.press("f5", "escape")
        assert app.screen == "AnnotateScreen"
        await app.press("f5", "f1")
        assert app.screen == "LibraryScreen"
        await app.press("f5", "f2")
        assert app.screen == "AnnotateScreen"


async def test_what_was_annotated_in_between_is_counted_when_it_is_shown_again(office: Path) -> None:
    async with running(office, "rest") as app:
        await app.press("f5", "f2")
        await app.to("Nothing")
        await app.press("e", "f5")
        assert "2 begun" in row_of(app, "ann-1", "HOW FAR")
        assert row_of(app, "event", "WHICH LABELS").split()[-1] == "2"


async def test_counting_can_be_stopped_and_begun_anew(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_project: Project, _names: Any, step: Callable[[], object], *_: Any, **__: Any) -> None:
        while True:
            step()

    async with running(office, "more") as app:
        with monkeypatch.context() as slow:
            slow.setattr(dashboard, "read_agreement", endless)
            await app.pilot.press("f5")
            await app.pilot.pause()
            assert "counting" in app.line("top")
            assert "esc stop" in app.line("keys")
            await app.press("escape")
            assert app.screen == "DashboardScreen"
            assert "stopped; r counts again" in app.line("top")
        await app.press("r")
        assert "ann-1 and ann-2" in row_of(app, "ann-1", "DO WE AGREE")
        assert "counting" not in app.line("top")


async def test_one_annotator_alone_is_told_that_agreement_needs_two(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news=TEXT)
    annotate(folder, "ann-1", "news", Ann="person")
    async with running(folder, "news") as app:
        await app.press("f5")
        assert any("Agreement is between two or more annotators" in row for row in plots(app))


async def test_nobody_has_annotated_and_it_says_what_to_press(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, news=TEXT), "news") as app:
        await app.press("f5")
        assert any("Nobody has annotated here yet; F1" in row for row in plots(app))


async def test_who_is_to_stay_unbiased_sees_no_agreement_on_what_they_have_not_done(office: Path) -> None:
    settings = office / "annotator.toml"
    settings.write_text(
        settings.read_text() + '\n[assignment]\nannotators = ["ann-1", "ann-2"]\neach = 2\nblind = true\n'
    )
    async with running(office, "more") as app:
        await app.press("f5")
        assert row_of(app, "more", "WHERE DO WE DIFFER").split()[2] == "1.00"
        assert row_of(app, "news", "WHERE DO WE DIFFER").split()[2] == "–"
        assert row_of(app, "ann-2", "HOW FAR").endswith("2 begun")
        assert not any(row.startswith("event") and row.endswith("1") for row in plots(app))


async def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_counted(office: Path) -> None:
    (office / "annotations" / "ann-2" / "news.toml").write_text("mentions = 3\n")
    (office / "history" / "ann-2" / "news.jsonl").unlink()
    async with running(office, "more") as app:
        await app.press("f5")
        assert any("Not counted: annotations/ann-2/news.toml" in row for row in plots(app))
        assert row_of(app, "ann-1 and ann-2", "DO WE AGREE").split()[4] == "1.00"


async def test_what_names_a_label_can_neither_act_nor_spoil_the_columns(office: Path) -> None:
    """A label of the sets that the schema does not have: brackets, an escape, wide letters, and very long."""
    hostile = "[red]\\u001b]52;c;x\\u0007表表表表表表表表表表表表"
    for path in (office / "annotations").rglob("*.toml"):
        path.write_text(path.read_text().replace('label = "event"', f'label = "{hostile}"'))
    for path in (office / "history").rglob("*.jsonl"):
        path.unlink()
    async with running(office, "more") as app:
        await app.press("f5")
        rows = plots(app)
        assert any("[red]" in row for row in rows)
        assert not any("\x1b" in row or "\x07" in row for row in rows)
        lines = app.app.screen.query_one("#plots", RowList).content_lines(range(len(rows)))
        assert len({line.cell_length for line in lines}) == 1
        assert all(cell_len(line.text) == line.cell_length for line in lines)


async def test_the_sample_shows_who_was_corrected(tmp_path: Path) -> None:
    async with running(copy_of("interim-chief", tmp_path, everybody=True), "layoffs") as app:
        await app.press("f5")
        assert "38%" in row_of(app, "ann-2", "WHO DRIFTS")

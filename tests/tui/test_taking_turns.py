"""Two sessions on one document take turns: the second reads, says who annotates, and takes over by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.core import operations
from annotator.core.model import Span
from annotator.storage import locks
from annotator.storage.project import Project
from annotator.storage.session import Session, open_session
from tests.tui.whole_app import ANNOTATOR, Running, files_of, running, stored


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for a lock looks often."""
    monkeypatch.setattr(locks, "WAIT", 0.02)


def another(folder: Path, document: str = "layoffs") -> Session:
    """Another session that annotates a document."""
    session = open_session(Project.open(folder), document, ANNOTATOR)
    assert session.claim() == ""
    return session


async def until(app: Running, so: Callable[[], object]) -> None:
    """Waits until something is so."""
    async with asyncio.timeout(30):
        while not so():
            await asyncio.sleep(0.01)
            await app.settle()


async def test_the_second_session_reads_and_says_who_annotates(chief: Path) -> None:
    first = another(chief)
    before = files_of(chief)
    async with running(chief) as app:
        assert "Another session is annotating this document: ann-1 (" in app.said
        assert "read only, open in another session" in app.line("top")
        assert "label:person" not in app.offered()
        await app.to("severance")
        await app.press("e")
        assert "can only be read: Another session" in app.said
    assert files_of(chief) == before
    first.close()


async def test_it_takes_over_when_the_first_leaves_and_shows_what_that_one_did(chief: Path) -> None:
    first = another(chief)
    async with running(chief) as app:
        await app.to("severance")
        caret = app.page.caret
        schema = first.project.schema
        first.apply(operations.label_spans(schema, first, "event", [(Span(0, 3),)], near=()))
        first.close()
        await until(app, lambda: not app.app.workspace.session.read_only)
        assert "is yours now" in app.said
        assert "read only" not in app.line("top")
        assert any(one.spans == (Span(0, 3),) for one in app.annotations.mentions.values())
        assert app.page.caret == caret
        await app.press("e")
        assert app.mentions("severance")
    assert any(one.start == caret for one in stored(chief, "layoffs").mentions.values())


async def test_a_document_that_is_left_is_no_longer_waited_for(chief: Path) -> None:
    first = another(chief)
    async with running(chief) as app:
        app.app.annotate.open_document("memo")
        await app.settle()
        first.close()
        assert another(chief).claim() == ""
        assert not app.app.workspace.session.read_only


async def test_a_document_of_another_session_is_not_edited_from_elsewhere(chief: Path) -> None:
    async with running(chief, "memo") as app:
        first = another(chief)
        before = files_of(chief)
        with pytest.raises(Exception, match="can only be read: Another session"):
            await app.app.workspace.edit_elsewhere("layoffs", lambda _session: None)
        assert files_of(chief) == before
        first.close()

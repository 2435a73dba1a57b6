"""What other programs write into the files of the open document is on the screen by itself, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.edits import Edit, RecordChange, apply
from annotator.core.model import Mention, Span, Target, aside_key
from annotator.storage import watching
from annotator.storage.project import Project
from annotator.tui.others import Found
from tests.repositories import commit, git, repository
from tests.tui.whole_app import ANNOTATOR, Running, running, stored


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has changed is looked at soon."""
    monkeypatch.setattr(watching, "QUIET", 0.02)


async def until(app: Running, so: Callable[[], object]) -> None:
    """Waits until something is so."""
    async with asyncio.timeout(30):
        while not so():
            await asyncio.sleep(0.01)
            await app.settle()


def changed(folder: Path, before: Mention | None, after: Mention | None, document: str = "layoffs") -> None:
    """Another program changes one mention in the annotation file, and knows nothing of histories."""
    project = Project.open(folder)
    edit = Edit("x", (RecordChange(before, after),))
    found = project.stored_set(ANNOTATOR, project.document(document)).annotations
    project.write(apply(found, edit), project.document(document))


OTHER = Mention("m-other", "person", (Span(0, 3),))


async def test_what_another_program_wrote_is_shown_and_said_without_a_key(chief: Path) -> None:
    async with running(chief) as app:
        changed(chief, None, OTHER)
        await until(app, lambda: "m-other" in app.annotations.mentions)
        assert app.said == "Another program has changed these annotations: 1 record brought in."
        assert app.page.keys_overlapping(Span(0, 3)) == ["m-other"]
        await app.press("ctrl+z")
        assert "m-other" not in app.annotations.mentions
    assert "m-other" not in stored(chief, "layoffs").mentions


async def test_a_document_without_a_file_yet_is_watched_too(chief: Path) -> None:
    async with running(chief, "memo") as app:
        assert not (chief / "annotations/ann-1/memo.toml").exists()
        changed(chief, None, OTHER, "memo")
        await until(app, lambda: "m-other" in app.annotations.mentions)


async def test_edits_of_both_are_kept_and_a_collision_in_both_versions(
    chief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "QUIET", 1000)  # it is seen before the next write, and so after the next key
    async with running(chief) as app:
        await app.to("severance")
        await app.press("e")
        app.app.workspace.session.save()
        mine = app.mention("severance")
        changed(chief, mine, replace(mine, label="amount"))
        await app.press("r")
        await until(app, lambda: app.annotations.aside)
        assert "both versions are kept" in app.said
        assert app.mention("severance").label == "role"
    found = stored(chief, "layoffs")
    assert found.mentions[mine.id].label == "role"
    other = found.aside[aside_key("collides", mine.id)].record
    assert isinstance(other, Mention)
    assert other.label == "amount"


async def test_a_text_that_changes_is_said_at_once_and_opened_anew_on_demand(chief: Path) -> None:
    async with running(chief, "memo") as app:
        path = chief / "documents/memo.txt"
        before = app.text
        path.write_bytes(b"Anew. " + path.read_bytes())
        await until(app, lambda: app.app.workspace.session.read_only)
        assert "has been changed by another program, and is shown as it was: ctrl+n opens it anew" in app.said
        assert "read only" in app.line("top")
        await app.press("e")
        assert "can only be read" in app.said
        assert app.text == before
        await app.press("ctrl+n")
        await until(app, lambda: app.text != before)
        assert app.text == f"Anew. {before}"
        await app.press("e")
        assert app.mentions("Anew")


async def test_a_file_that_cannot_be_read_is_said_and_left_and_read_once_it_can(chief: Path) -> None:
    path = chief / "annotations/ann-1/layoffs.toml"
    sound = path.read_bytes()
    async with running(chief) as app:
        count = len(app.annotations.mentions)
        path.write_bytes(b"<<<<<<< HEAD\n" + sound)
        await until(app, lambda: app.said)
        assert "annotations/ann-1/layoffs.toml" in app.said
        assert len(app.annotations.mentions) == count
        path.write_bytes(sound)
        changed(chief, None, OTHER)
        await until(app, lambda: "m-other" in app.annotations.mentions)
        assert len(app.annotations.mentions) == count + 1


async def test_another_branch_is_checked_out_while_the_application_is_open(chief: Path) -> None:
    repository(chief)
    async with running(chief) as app:
        await app.to("severance")
        await app.press("e")
        app.app.workspace.session.save()
        commit(chief, "an event")
        git(chief, "checkout", "-b", "other", "HEAD~1")
        await until(app, lambda: not app.mentions("severance"))
        assert git(chief, "status", "--short", "--untracked-files=no") == ""
        await app.to("severance")
        await app.press("r")
        app.app.workspace.session.save()
        commit(chief, "a role")
        git(chief, "checkout", "main")
        await until(app, lambda: [one.label for one in app.mentions("severance")] == ["event"])
        assert git(chief, "status", "--short", "--untracked-files=no") == ""
        assert app.app.workspace.session.state == "saved"


async def test_what_another_program_does_to_documents_that_are_not_open_shows_in_conflicts_and_library(
    chief: Path,
) -> None:
    async with running(chief) as app:
        catalogue = app.app.workspace.catalogue
        before = len(catalogue.find_conflicts())
        assert (before, len(catalogue)) == (2, 5)
        kept = chief.parent / "denial.txt"
        (chief / "documents/denial.txt").rename(kept)
        await until(app, lambda: len(catalogue) == 4)
        assert len(catalogue.find_conflicts()) < before
        await app.press("f1")
        kept.rename(chief / "documents/denial.txt")
        await until(app, lambda: len(catalogue.find_conflicts()) == before)
        assert "denial" in app.app.workspace.document_ids
        changed(chief, None, OTHER, "memo")
        await until(app, lambda: catalogue.record(Target("memo", "m-other")) is not None)


async def test_the_users_own_edits_do_not_make_the_other_documents_be_looked_at(
    chief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(chief) as app:
        await app.to("severance")
        await app.press("e")  # the first makes folders, which may be anybody's
        app.app.workspace.session.save()
        await asyncio.sleep(0.3)
        looked: list[str] = []

        def look() -> Iterator[Found]:
            looked.append("looked")
            return iter(())

        monkeypatch.setattr(app.app.workspace, "read_others", look)
        for key in ("r", "p", "ctrl+z"):
            await app.press(key)
        app.app.workspace.session.save()
        await asyncio.sleep(0.3)
        assert looked == []
        changed(chief, None, OTHER, "memo")
        await until(app, lambda: looked)

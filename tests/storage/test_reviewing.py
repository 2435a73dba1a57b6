"""A curator is told which sets cannot be compared as they are, and nothing of them is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.edits import added
from annotator.core.model import Link, Mention, Span, Target
from annotator.storage.creation import create_project
from annotator.storage.project import Project
from annotator.storage.reviewing import Reviewer
from annotator.storage.session import open_session

TEXT = "Ann left as chief. Ben came."


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """One document, on which two annotators have marked who is named."""
    (tmp_path / "news.txt").write_text(TEXT, encoding="utf-8")
    made = create_project(tmp_path / "project", [tmp_path / "news.txt"], "news")
    mark(made, "ann-1", "Ann", "Ben")
    mark(made, "ann-2", "Ann")
    return made


def mark(project: Project, annotator: str, *names: str) -> None:
    session = open_session(project, "news", annotator)
    spans = [Span(TEXT.index(name), TEXT.index(name) + len(name)) for name in names]
    session.apply(added("label", [Mention(session.new_id("mention"), "person", (span,)) for span in spans]))
    session.close()


def test_sets_of_another_version_of_the_text_are_taken_along_to_this_one(project: Project) -> None:
    path = project.paths.document("news")
    path.write_text(f"Yesterday. {TEXT}", encoding="utf-8")
    review = Reviewer(project).read("news").review
    quotes = [project.document("news").quote(item.group.record.spans) for item in review.items]  # type: ignore[union-attr]
    assert quotes == ["Ann", "Ben"]
    assert [item.what for item in review.items] == [(), ("missing",)]


def test_what_a_changed_text_no_longer_has_is_told(project: Project) -> None:
    project.paths.document("news").write_text("Ann left as chief.", encoding="utf-8")
    found = Reviewer(project).read("news")
    assert [item.what for item in found.review.items] == [()]
    assert any("ann-1: Records to look at: 1 no longer found" in note for note in found.notes)


def test_names_that_differ_only_in_case_are_told(project: Project) -> None:
    mark(project, "Ann-1", "Ann")
    found = Reviewer(project).read("news")
    assert any('"Ann-1" and "ann-1" differ only in case' in note for note in found.notes)
    assert found.review.annotators == ("Ann-1", "ann-1", "ann-2")


def test_sets_are_read_again_only_when_somebody_has_written_them(project: Project) -> None:
    reviewer = Reviewer(project)
    first = reviewer.read("news")
    assert reviewer.stamps("news") == first.stamps
    assert reviewer.read("news").sets[0] is first.sets[0]
    mark(project, "ann-2", "Ben")
    assert reviewer.stamps("news") != first.stamps
    again = reviewer.read("news")
    assert again.sets[0] is first.sets[0]
    assert [item.what for item in again.review.items] == [(), ()]


def test_a_link_to_a_document_that_is_not_here_is_reviewed_all_the_same(project: Project) -> None:
    for name in ("ann-1", "ann-2"):
        session = open_session(project, "news", name)
        ann = min(session.annotations.mentions.values(), key=lambda one: one.start)
        session.apply(added("link", [Link(session.new_id("link"), "same-as", ann.id, Target("elsewhere", "m-far"))]))
        session.close()
    review = Reviewer(project).read("news").review
    assert [item.what for item in review.items if item.kind == "link"] == [()]

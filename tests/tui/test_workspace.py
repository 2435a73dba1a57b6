"""One annotator's view of a project, without a screen."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from annotator.core import operations
from annotator.core.edits import Edit
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document, Span, Status
from annotator.storage.project import Project
from annotator.storage.session import Session
from annotator.tui.others import Found, Listed, Read, Unreadable
from annotator.tui.workspace import Workspace
from tests.tui.whole_app import ANNOTATOR, files_of, no_space, small_project, stored


def workspace(folder: Path) -> Workspace:
    """The view of a project that was just opened."""
    return Workspace(Project.open(folder), ANNOTATOR)


def learnt(folder: Path, document: str) -> Workspace:
    """The view of a project with a document open and the others read."""
    opened = workspace(folder)
    opened.adopt(opened.load(document))
    for found in opened.read_others():
        opened.learn(found)
    return opened


def label_first_word(session: Session) -> Edit:
    """Labels the first three code points."""
    schema = session.project.schema
    return operations.label_spans(schema, session, "person", [(Span(0, 3),)], near=())


def label_last_word(session: Session) -> Edit:
    """Labels the last three code points."""
    end = len(session.document.text)
    return operations.label_spans(session.project.schema, session, "person", [(Span(end - 3, end),)], near=())


def test_nothing_is_open_before_a_document_is(chief: Path) -> None:
    opened = workspace(chief)
    assert not opened.has_session
    with pytest.raises(AnnotatorError, match="No document is open yet"):
        _ = opened.session


def test_loading_a_document_opens_nothing_until_it_is_adopted(chief: Path) -> None:
    opened = workspace(chief)
    session = opened.load("memo")
    assert not opened.has_session
    opened.adopt(session)
    assert opened.document.id == "memo"
    assert opened.metadata("memo").title == "What the staff were told"
    opened.close()
    assert not opened.has_session


def test_another_document_closes_the_one_before_and_saves_it(chief: Path) -> None:
    opened = workspace(chief)
    opened.adopt(opened.load("memo"))
    opened.session.apply(label_first_word(opened.session))
    opened.adopt(opened.load("denial"))
    again = opened.load("memo")  # waits until it has been written
    assert [one.start for one in stored(chief, "memo").mentions.values()] == [0]
    assert again.annotations.mentions
    again.close()
    assert opened.close() == []


def test_what_cannot_be_written_on_closing_is_said(chief: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = workspace(chief)
    opened.adopt(opened.load("memo"))
    monkeypatch.setattr(os, "fsync", no_space)
    opened.session.apply(label_first_word(opened.session))
    (session,) = opened.close()
    assert "space left" in session.failure.casefold()
    assert session.unsaved_edits == 1


def test_edits_that_could_not_be_saved_on_leaving_are_there_when_the_document_is_opened_again(
    chief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = workspace(chief)
    opened.adopt(opened.load("memo"))
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", no_space)
        opened.session.apply(label_first_word(opened.session))
        opened.adopt(opened.load("denial"))
        again = opened.load("memo")
        assert [one.start for one in again.annotations.mentions.values()] == [0]
        assert opened.unsaved() == [again]
        assert not stored(chief, "memo").mentions
    opened.adopt(again)
    opened.session.undo()
    opened.session.redo()
    assert opened.close() == []
    assert [one.start for one in stored(chief, "memo").mentions.values()] == [0]


@pytest.mark.parametrize("mend", [Workspace.retry, lambda opened: opened.apply(label_first_word(opened.session))])
def test_what_could_not_be_saved_on_leaving_is_saved_on_a_key_and_with_the_next_edit_anywhere(
    chief: Path, monkeypatch: pytest.MonkeyPatch, mend: Callable[[Workspace], None]
) -> None:
    opened = workspace(chief)
    opened.adopt(opened.load("memo"))
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", no_space)
        opened.session.apply(label_first_word(opened.session))
        left = opened.session
        opened.adopt(opened.load("denial"))
        left.save()
        assert left.state == "failed"
    while left in opened.unsaved():  # the thread that gives up, then the one that is mended
        mend(opened)
        left.save()
    assert [one.start for one in stored(chief, "memo").mentions.values()] == [0]
    assert opened.close() == []


def test_an_edit_to_another_document_that_cannot_be_written_is_kept_and_tried_again(
    chief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = learnt(chief, "denial")
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", no_space)
        assert asyncio.run(opened.edit_elsewhere("memo", label_first_word)) == 1
        kept = opened.load("memo")
        assert kept.unsaved_edits == 1
        assert [session.document.id for session in opened.unsaved()] == ["memo"]
    assert opened.save_all() == []
    assert [one.start for one in stored(chief, "memo").mentions.values()] == [0]
    assert opened.close() == []


def test_each_edit_is_told_once_it_is_in_the_catalogue(chief: Path) -> None:
    opened = learnt(chief, "memo")
    told: list[int] = []

    def listener(_edit: Edit) -> None:
        entry = opened.catalogue.entry("memo")
        assert entry is not None
        told.append(len(entry.annotations.mentions))

    opened.listen(listener)
    opened.session.apply(label_first_word(opened.session))
    opened.session.undo()
    assert told == [1, 0]
    opened.close()


def test_counts_are_those_of_all_documents_that_have_been_read(chief: Path) -> None:
    opened = workspace(chief)
    assert (opened.progress(), opened.conflict_count()) == ("0 of 5 done", 0)
    assert opened.status("layoffs") is None
    opened = learnt(chief, "memo")
    assert (opened.progress(), opened.conflict_count()) == ("1 of 5 done", 1)
    assert opened.status("layoffs") is Status.DONE
    opened.close()


def test_what_is_open_is_newer_than_what_was_read_behind_it(chief: Path) -> None:
    opened = workspace(chief)
    opened.adopt(opened.load("denial"))
    late = list(opened.read_others())
    assert "memo" in [found.entry.document.id for found in late if isinstance(found, Read)]
    opened.adopt(opened.load("memo"))
    opened.session.apply(label_first_word(opened.session))
    for found in late:
        opened.learn(found)
    entry = opened.catalogue.entry("memo")
    assert entry is not None
    assert len(entry.annotations.mentions) == 1
    opened.close()


def test_a_document_that_cannot_be_read_is_named_with_its_reason_and_the_others_are_read(chief: Path) -> None:
    (chief / "documents/denial.txt").write_bytes(b"\xff")
    opened = learnt(chief, "memo")
    assert "not UTF-8" in opened.unreadable["denial"]
    assert "layoffs" in opened.catalogue
    assert list(opened.read_others()) == []
    opened.close()
    found = list(workspace(chief).read_others())
    assert [one.document for one in found if isinstance(one, Unreadable)] == ["denial"]


def again(opened: Workspace) -> list[str]:
    """Looks at the other documents once more; those of which there is news."""
    return [_name(found) for found in list(opened.read_others()) if opened.learn(found)]


def _name(found: Found) -> str:
    match found:
        case Read():
            return found.entry.document.id
        case Unreadable():
            return found.document
        case Listed():
            return "the list"


def test_only_documents_whose_files_another_program_has_written_are_read_again(
    chief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = learnt(chief, "memo")
    before = opened.catalogue.entry("denial")
    read: list[str] = []
    document = Project.document

    def reading(project: Project, document_id: str) -> Document:
        read.append(document_id)
        return document(project, document_id)

    monkeypatch.setattr(Project, "document", reading)
    assert again(opened) == []
    assert read == []
    path = chief / "annotations/ann-1/layoffs.toml"
    path.write_text(path.read_text().replace('status = "done"', 'status = "todo"'))
    path.with_name("denial.toml").touch()
    assert again(opened) == ["layoffs"]
    assert sorted(read) == ["denial", "layoffs"]
    assert opened.status("layoffs") is Status.TODO
    assert opened.catalogue.entry("denial") is before
    assert again(opened) == []
    opened.close()


def test_documents_that_come_and_go_do_so_in_the_list_too(chief: Path) -> None:
    opened = learnt(chief, "memo")
    before = len(opened.catalogue.find_conflicts())
    for name in ("denial.txt", "denial.toml"):
        (chief / "documents" / name).rename(chief / name)
    (chief / "documents/fresh.txt").write_text("Something new.")
    assert set(again(opened)) == {"the list", "fresh"}
    assert "fresh" in opened.document_ids
    assert "denial" not in {*opened.document_ids, *(entry.document.id for entry in opened.catalogue)}
    assert len(opened.catalogue.find_conflicts()) < before
    (chief / "denial.txt").rename(chief / "documents/denial.txt")
    assert set(again(opened)) == {"the list", "denial"}
    assert len(opened.catalogue.find_conflicts()) == before
    opened.close()


def test_a_text_that_another_program_has_changed_is_read_with_its_annotations(chief: Path) -> None:
    opened = learnt(chief, "memo")
    path = chief / "documents/layoffs.txt"
    path.write_text(f"Tuesday. {path.read_text()}")
    assert again(opened) == ["layoffs"]
    entry = opened.catalogue.entry("layoffs")
    assert entry is not None
    assert "Jason Droege" in [entry.document.quote(one.spans) for one in entry.annotations.mentions.values()]
    assert opened.conflict_count() == 1
    opened.close()


def test_what_was_done_in_a_document_since_it_was_read_behind_is_not_lost_to_what_its_files_said(chief: Path) -> None:
    opened = learnt(chief, "denial")
    path = chief / "annotations/ann-1/memo.toml"
    opened.adopt(opened.load("memo"))
    opened.session.apply(label_first_word(opened.session))
    opened.adopt(opened.load("denial"))
    opened.close()
    opened = learnt(chief, "denial")
    path.write_text(path.read_text() + "# by hand\n")
    late = list(opened.read_others())
    asyncio.run(opened.edit_elsewhere("memo", label_last_word))
    assert [opened.learn(found) for found in late] == [False]
    entry = opened.catalogue.entry("memo")
    assert entry is not None
    assert len(entry.annotations.mentions) == 2
    opened.close()


def test_a_document_that_is_not_open_is_edited_through_its_own_history(chief: Path) -> None:
    opened = learnt(chief, "denial")
    assert asyncio.run(opened.edit_elsewhere("memo", label_first_word)) == 1
    assert opened.document.id == "denial"
    opened.adopt(opened.load("memo"))
    assert [one.start for one in stored(chief, "memo").mentions.values()] == [0]
    assert opened.session.can_undo
    opened.close()


async def test_an_edit_elsewhere_is_gone_through_with_though_nobody_waits_for_it_any_more(chief: Path) -> None:
    opened = learnt(chief, "denial")
    begun, go_on = Event(), Event()

    def slowly(session: Session) -> Edit:
        begun.set()
        go_on.wait(20)
        return label_first_word(session)

    waiting = asyncio.create_task(opened.edit_elsewhere("memo", slowly))
    await asyncio.to_thread(begun.wait, 20)
    waiting.cancel()  # the loop is free while the thread is in the midst of it
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    assert await asyncio.gather(*opened._elsewhere) == [1]
    entry = opened.catalogue.entry("memo")
    assert entry is not None
    assert len(entry.annotations.mentions) == 1
    assert opened.close() == []
    assert [one.start for one in stored(chief, "memo").mentions.values()] == [0]


def test_a_document_that_can_only_be_read_is_not_edited_from_elsewhere(chief: Path) -> None:
    path = chief / "annotations/ann-1/denial.toml"
    path.write_bytes(path.read_bytes().replace(b"format = 1", b"format = 99", 1))
    opened = learnt(chief, "memo")
    before = files_of(chief)
    with pytest.raises(AnnotatorError, match="newer annotator"):
        asyncio.run(opened.edit_elsewhere("denial", label_first_word))
    assert files_of(chief) == before
    opened.close()


def test_neighbours_are_those_of_the_library_and_end_at_its_ends(chief: Path) -> None:
    opened = workspace(chief)
    assert opened.document_ids == ["clients", "denial", "layoffs", "memo", "timeline"]
    assert opened.neighbour("layoffs", 1) == "memo"
    assert opened.neighbour("layoffs", -1) == "denial"
    assert opened.neighbour("clients", -1) is None
    assert opened.neighbour("timeline", 1) is None
    assert opened.neighbour("gone", 1) == "clients"


def test_a_project_without_documents_has_no_first_one(tmp_path: Path) -> None:
    opened = workspace(small_project(tmp_path))
    assert opened.document_ids == []
    assert opened.first_document() is None
    assert opened.neighbour("gone", 1) is None

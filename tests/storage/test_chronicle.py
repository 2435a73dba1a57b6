"""Who did what when is told in the order of time, from one history or from all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import count

import pytest

from annotator.core.edits import Edit, added, replaced
from annotator.core.errors import AnnotatorError
from annotator.core.model import Link, Mention, Target, spans_of
from annotator.storage import history
from annotator.storage.chronicle import Deed, Place, as_it_is_now, chronicle, histories
from annotator.storage.edit_data import edit_json
from annotator.storage.history import Line, iterate_lines, read_history
from annotator.storage.problems import Problem
from annotator.storage.project import Project
from annotator.storage.session import open_session
from tests.examples import NOW, PERSON, ROLE, TEXT
from tests.storage.conftest import MakeProject
from tests.storage.sessions import LABELLED, crash, opened


@pytest.fixture
def two(make_project: MakeProject) -> Project:
    """Two documents on which two annotators worked in turn, a minute after each other."""
    project = make_project(layoffs=TEXT, denial="Nobody resigned.")
    minutes = count()
    for annotator, document_id, words in (
        ("ann-1", "layoffs", "In"),
        ("ann-2", "denial", "Nobody"),
        ("ann-1", "denial", "resigned"),
        ("ann-2", "layoffs", "memo"),
        ("ann-1", "layoffs", "around 200"),
    ):
        now = NOW + dt.timedelta(minutes=next(minutes))
        session = open_session(project, document_id, annotator, clock=lambda now=now: now)  # type: ignore[misc]
        start = session.document.text.index(words)
        mention = Mention(session.new_id("mention"), "role", spans_of((start, start + len(words))))
        session.apply(added("label role", [mention]))
        session.close()
    return project


def told(project: Project, places: list[Place], record_id: str = "") -> list[Deed]:
    problems: list[Problem] = []
    deeds = list(chronicle(project, places, problems.append, record_id))
    assert problems == []
    return deeds


def test_all_that_was_done_is_told_the_newest_last(two: Project) -> None:
    deeds = told(two, histories(two))
    assert [(deed.annotator, deed.document, deed.words) for deed in deeds] == [
        ("ann-1", "layoffs", "labelled “In” as role"),
        ("ann-2", "denial", "labelled “Nobody” as role"),
        ("ann-1", "denial", "labelled “resigned” as role"),
        ("ann-2", "layoffs", "labelled “memo” as role"),
        ("ann-1", "layoffs", "labelled “around 200” as role"),
    ]


def test_one_document_or_one_annotator_is_told_alone(two: Project) -> None:
    assert {deed.document for deed in told(two, histories(two, "denial"))} == {"denial"}
    assert {deed.annotator for deed in told(two, histories(two, annotator="ann-2"))} == {"ann-2"}
    assert len(told(two, histories(two, "layoffs", "ann-1"))) == 2
    with pytest.raises(AnnotatorError, match='Nobody named "ann-9" has annotated here; those who have: ann-1, ann-2'):
        histories(two, annotator="ann-9")


def test_the_history_of_a_document_that_is_gone_is_told(two: Project) -> None:
    two.paths.document("denial").unlink()
    deeds = told(two, histories(two, "denial"))
    assert all(deed.words.startswith("labelled m-") for deed in deeds)
    assert len(deeds) == 2


def test_what_was_taken_back_and_done_again_is_told_so(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.undo()
    session.redo()
    session.close()
    words = "labelled “Jason Droege” as person"
    assert [deed.words for deed in told(project, histories(project))] == [words, f"undid: {words}", f"redid: {words}"]


def test_the_history_of_a_record_leaves_all_else_out(project: Project) -> None:
    session = opened(project)
    session.apply(added("label", [PERSON, ROLE]))
    session.apply(added("link", [Link("l-1", "same-as", "m-role", Target("layoffs", "m-person"))]))
    session.apply(LABELLED[2])
    session.apply(replaced("relabel", ROLE, Mention(ROLE.id, "person", ROLE.spans)))
    session.close()
    deeds = told(project, histories(project), "m-person")
    assert [deed.words for deed in deeds] == [
        "labelled “Jason Droege” as person",
        "linked “interim CEO” to “Jason Droege” (same-as)",
    ]
    assert deeds[0].edit == added("label", [PERSON])


def test_where_a_record_came_from_can_be_told_also_without_a_history(project: Project) -> None:
    session = opened(project)
    session.apply(added("accept", [PERSON]))
    session.apply(LABELLED[1])
    session.apply(LABELLED[1].inverse())
    session.close()
    places = histories(project)
    assert list(as_it_is_now(project, places, "m-person")) == [
        "m-person is “Jason Droege”, person in layoffs by ann-1; its origin is human."
    ]
    assert list(as_it_is_now(project, places, "m-role")) == ["m-role is not in layoffs by ann-1 now."]
    project.paths.history("ann-1", "layoffs").unlink()
    assert "its origin is human" in next(iter(as_it_is_now(project, [], "m-person")))
    with pytest.raises(AnnotatorError, match='There is no "m-none" here, and never was'):
        list(as_it_is_now(project, [], "m-none"))


def test_what_cannot_be_read_is_complained_of_and_the_rest_is_told(two: Project) -> None:
    path = two.paths.history("ann-1", "layoffs")
    path.write_bytes(path.read_bytes() + b"{torn")
    with two.paths.history("ann-2", "denial").open("ab") as file:
        file.write(Line(2, "", "", b"{}").encoded())
    problems: list[Problem] = []
    deeds = list(chronicle(two, histories(two), problems.append))
    assert len(deeds) == 5
    assert sorted(str(problem).partition(" ")[0] for problem in problems) == [
        "history/ann-1/layoffs.jsonl:5:",
        "history/ann-2/denial.jsonl:3:",
    ]


def parts(project: Project) -> Iterator[Line | Problem]:
    return iterate_lines(project.paths, "ann-1", "layoffs")


@pytest.mark.parametrize("size", [1, 7, 400, 1 << 16])
def test_lines_are_the_same_in_whatever_parts_they_are_read(
    project: Project, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(project)
    for edit in LABELLED:
        session.apply(edit)
    crash(session)
    monkeypatch.setattr(history, "_PART", size)
    whole = read_history(project.paths, "ann-1", "layoffs")
    assert tuple(parts(project)) == whole.lines
    path = project.paths.history("ann-1", "layoffs")
    data = path.read_bytes()
    for cut in range(0, len(data), 37):
        path.write_bytes(data[:cut])
        whole = read_history(project.paths, "ann-1", "layoffs")
        assert list(parts(project)) == [*whole.lines, *whole.problems]


def test_a_long_history_is_gone_through_without_being_kept(project: Project) -> None:
    path = project.paths.history("ann-1", "layoffs")
    path.parent.mkdir(parents=True)
    edit = edit_json(Edit("label", LABELLED[0].changes))
    path.write_bytes(b"".join(Line(number, "", "", edit).encoded() for number in range(1, 3001)))
    deeds = chronicle(project, histories(project), lambda _: None)
    first = next(deeds)
    assert first.line.seq == 1
    assert sum(1 for _ in deeds) == 2999


def test_what_was_said_of_a_text_that_has_changed_is_told_in_the_words_of_then(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.apply(LABELLED[1])
    session.undo()
    session.close()
    project.paths.document("layoffs").write_bytes(b"All that was said before is gone.")
    deeds = told(project, histories(project))
    assert [deed.words for deed in deeds][:2] == ["labelled “Jason Droege” as person", "labelled “interim CEO” as role"]


@pytest.mark.parametrize("time", ["\x1b[2J", "", "never", "9999-99-99", "0001-01-01T00:00:00+23:59"])
def test_a_time_that_is_none_is_shown_as_it_stands_and_harmlessly(time: str) -> None:
    deed = Deed("layoffs", "ann-1", Line(1, time, ""), "words", None)
    assert deed.local_time.isprintable()
    assert deed.local_time == time.replace("\x1b", "␛")

"""How long somebody worked is told by the times of their edits, without pauses."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from annotator.core.edits import added
from annotator.core.model import AnnotationSet
from annotator.storage.edit_data import edit_json
from annotator.storage.history import Line
from annotator.storage.project import Project
from annotator.storage.toml_text import toml_datetime
from annotator.storage.working_time import Times, work_on
from tests.examples import AMOUNT, NOW, PERSON, ROLE, annotation_set, document
from tests.storage.conftest import MakeProject


def write_history(project: Project, document_id: str, *seconds: int, damaged: bool = False) -> None:
    """A history with one edit at each of these seconds after now."""
    path = project.paths.history("ann-1", document_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        Line(
            number, toml_datetime(NOW + dt.timedelta(seconds=later)), "", edit_json(added("label", [PERSON]))
        ).encoded()
        for number, later in enumerate(seconds, 1)
    ]
    path.write_bytes(b"".join(lines) + (b"{nonsense\n" if damaged else b""))


def told(project: Project, annotations: AnnotationSet) -> tuple[float, str]:
    times = Times(project, "ann-1")
    problems = [problem for name in ("a", "b") for problem in times.read(name)]
    assert problems == []
    [work] = times.told([work_on(document(document_id="a"), annotations, None, {})])
    return work.seconds, work.began


def test_the_time_is_that_between_edits_in_whichever_document(make_project: MakeProject) -> None:
    project = make_project(a="Ada Kim resigned.", b="Ada Kim resigned.")
    write_history(project, "a", 0, 60, 4000, 4010)
    write_history(project, "b", 100, 3990)

    assert told(project, annotation_set([PERSON, ROLE])) == (60 + 10 + 10, NOW.isoformat())


def test_without_a_history_the_records_tell_when_it_began(make_project: MakeProject) -> None:
    assert told(make_project(a="x", b="x"), annotation_set([PERSON])) == (0.0, NOW.isoformat())


def test_what_was_brought_in_is_not_counted_as_made() -> None:
    brought = replace(AMOUNT, origin="import:brat"), replace(ROLE, origin="accepted:ann-2")
    work = work_on(document(), annotation_set([PERSON, *brought]), None, {})

    assert (work.records, work.made) == (3, 1)


def test_a_damaged_line_is_named_and_what_is_before_it_counts(make_project: MakeProject) -> None:
    project = make_project(a="x")
    write_history(project, "a", 0, 60, damaged=True)
    times = Times(project, "ann-1")

    [problem] = times.read("a")

    assert problem.line == 3
    [work] = times.told([work_on(document(document_id="a"), annotation_set([PERSON]), None, {})])
    assert work.seconds == pytest.approx(60)

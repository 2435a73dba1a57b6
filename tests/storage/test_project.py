"""A project reads what is there, strictly, and writes sets in its own format."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

import annotator
from annotator.core.edits import added
from annotator.core.errors import AnnotatorError
from annotator.core.model import Metadata, Status
from annotator.storage import atomic
from annotator.storage.problems import FileError
from annotator.storage.project import Project
from annotator.storage.session import open_session
from tests.examples import PERSON, memo
from tests.storage.conftest import MakeProject, snapshot_of


def test_opening_a_folder_without_a_project_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match='There is no project here; "annotator init" makes one'):
        annotator.open_project(tmp_path)


def test_opening_a_project_with_a_broken_schema_says_where(project: Project) -> None:
    project.paths.schema.write_bytes(b"format = 1\nname = \n")
    with pytest.raises(FileError, match=r"annotator.toml:2: This is not valid TOML"):
        Project.open(project.root)


def test_documents_are_listed_in_natural_order_and_annotators_too(make_project: MakeProject) -> None:
    project = make_project(**{"day 10": "a", "day 2": "b"})
    (project.root / "documents" / "week").mkdir()
    (project.root / "documents" / "week" / "1.txt").write_bytes(b"c")
    assert project.document_ids() == ["day 2", "day 10", "week/1"]
    for name in ("ann-10", "ann-2", ".hidden"):
        (project.root / "annotations" / name).mkdir(parents=True)
    assert project.annotators() == ["ann-2", "ann-10"]


def test_a_text_is_read_verbatim(make_project: MakeProject) -> None:
    text = "\ufeffa\r\nb\rc\x0b\x0c\x85\u2028\u2029d\te\u0301\x00"
    assert make_project(odd=text).document("odd").text == text


def test_a_text_that_is_not_utf8_names_the_byte(make_project: MakeProject) -> None:
    project = make_project(bad=b"ok \xff")
    with pytest.raises(FileError, match=r"documents/bad.txt: It is not UTF-8: the byte at offset 3 is 0xff"):
        project.document("bad")


def test_a_document_id_that_is_a_path_is_refused(project: Project) -> None:
    with pytest.raises(AnnotatorError, match=r'may not have the part "\.\."'):
        project.document("../annotator")


def test_metadata_is_read_and_unknown_keys_are_kept(project: Project) -> None:
    project.paths.metadata("layoffs").write_bytes(
        b'title = "A memo"\ndate = 2026-07-16\nurl = "https://example.org"\ntopic = "chief"\nx = 1\n'
    )
    expected = Metadata("A memo", "", dt.date(2026, 7, 16), "https://example.org", "chief", {"x": 1})
    assert project.document("layoffs").metadata == expected


def test_wrong_metadata_is_said_with_its_line(project: Project) -> None:
    project.paths.metadata("layoffs").write_bytes(b'title = "A memo"\ndate = "July"\n')
    with pytest.raises(FileError, match=r'documents/layoffs.toml:2: The metadata has "July" as "date"'):
        project.document("layoffs")


def test_nobody_having_annotated_is_an_empty_set(project: Project) -> None:
    annotations = project.annotation_set("ann-1", project.document("layoffs"))
    assert (annotations.document, annotations.annotator, annotations.status) == ("layoffs", "ann-1", Status.TODO)
    assert len(annotations.mentions) == 0


@pytest.mark.parametrize("save_as", ["toml", "json"])
def test_a_set_is_written_in_the_projects_format_and_read_again(save_as: str, make_project: MakeProject) -> None:
    project = make_project(save_as)
    document = project.document("layoffs")
    project.write(memo(), document)
    path = project.root / "annotations" / "ann-1" / f"layoffs.{save_as}"
    data = path.read_bytes()
    assert project.annotation_set("ann-1", document) == memo()
    project.write(memo(), document)
    assert path.read_bytes() == data
    if save_as == "json":
        assert json.loads(data)["mentions"][0]["quote"] == "interim CEO"


def test_a_change_of_format_leaves_one_file(make_project: MakeProject) -> None:
    project = make_project("json")
    document = project.document("layoffs")
    project.write(memo(), document)
    other = Project(project.paths, replace(project.schema, save_as="toml"))
    assert other.annotation_set("ann-1", document) == memo()
    other.write(memo(), document)
    assert [path.name for path in (project.root / "annotations" / "ann-1").iterdir()] == ["layoffs.toml"]


def test_a_change_of_format_that_is_interrupted_loses_nothing(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project("json")
    document = project.document("layoffs")
    project.write(memo(), document)
    other = Project(project.paths, replace(project.schema, save_as="toml"))
    done = replace(memo(), status=Status.DONE)
    calls = 0
    write = atomic.write_bytes

    class Killed(BaseException):
        pass

    def stop_at(limit: int) -> None:
        def counted(path: Path, data: bytes) -> None:
            nonlocal calls
            calls += 1
            if calls == limit:
                raise Killed
            write(path, data)

        monkeypatch.setattr(atomic, "write_bytes", counted)

    def stop(_: Path) -> None:
        raise Killed

    for limit, expected in ((1, memo()), (2, done)):
        calls = 0
        stop_at(limit)
        with pytest.raises(Killed):
            other.write(done, document)
        assert other.annotation_set("ann-1", document) == expected
    monkeypatch.setattr(atomic, "write_bytes", write)
    monkeypatch.setattr(atomic, "remove", stop)
    with pytest.raises(Killed):
        other.write(done, document)
    assert len(other.set_files("ann-1", "layoffs")) == 2
    assert other.annotation_set("ann-1", document) == done


def test_two_files_that_say_different_things_are_refused_naming_both(make_project: MakeProject) -> None:
    project = make_project("json")
    document = project.document("layoffs")
    project.write(memo(), document)
    path = project.paths.annotation_set("ann-1", "layoffs", "toml")
    empty = replace(memo(), claims=type(memo().claims)(), links=type(memo().links)())
    Project(project.paths, replace(project.schema, save_as="toml")).write(empty, document)
    project.write(memo(), document)
    path.write_bytes(b"")
    before = snapshot_of(project.root)
    with pytest.raises(FileError, match=r'layoffs.toml:1: The file has no "format"'):
        project.annotation_set("ann-1", document)
    other = Project(project.paths, replace(project.schema, save_as="toml"))
    path.unlink()
    data = project.paths.annotation_set("ann-1", "layoffs", "json").read_bytes()
    other.write(empty, document)
    project.paths.annotation_set("ann-1", "layoffs", "json").write_bytes(data)
    with pytest.raises(FileError, match=r"layoffs.json: There is also layoffs.toml, which says something else"):
        project.annotation_set("ann-1", document)
    assert set(snapshot_of(project.root)) == set(before)


def test_a_set_that_names_what_it_lacks_is_not_written(project: Project) -> None:
    broken = replace(memo(), mentions=type(memo().mentions)())
    with pytest.raises(FileError, match=r"It is not written\. The claim c-position has"):
        project.write(broken, project.document("layoffs"))
    assert not project.paths.annotations.exists()


def test_a_set_is_not_written_through_a_link_out_of_the_project(project: Project, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    project.paths.annotations.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileError, match="leads out of the project"):
        project.write(memo(), project.document("layoffs"))
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_last_annotator_is_remembered_out_of_gits_sight(project: Project) -> None:
    assert project.last_annotator() is None
    project.remember_annotator("ann-1")
    project.remember_annotator("ann-2")
    assert project.last_annotator() == "ann-2"
    assert (project.root / ".annotator" / ".gitignore").read_bytes() == b"*\n"
    project.paths.last_annotator.write_bytes(b"../x")
    assert project.last_annotator() is None
    with pytest.raises(AnnotatorError, match="annotator name"):
        project.remember_annotator("../x")


def test_what_a_crash_kept_from_the_file_is_read_from_the_history(project: Project) -> None:
    session = open_session(project, "layoffs", "ann-1", snapshot_after=3600)
    session.apply(added("label person", [PERSON]))
    session.flush()
    document = project.document("layoffs")
    assert project.set_files("ann-1", "layoffs") == []
    assert project.annotation_set("ann-1", document) == session.annotations
    session.close()
    assert project.annotation_set("ann-1", document) == session.annotations


def test_a_history_that_ends_with_its_snapshots_mark_is_not_gone_through(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session(project, "layoffs", "ann-1")
    session.apply(added("label person", [PERSON]))
    session.close()
    monkeypatch.setattr("annotator.storage.project.read_history", pytest.fail)
    assert project.annotation_set("ann-1", project.document("layoffs")) == session.annotations

"""The assignment is read from the schema or a file it names, and what is wrong with it is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.allocation import NOBODY, Assignment
from annotator.core.errors import AnnotatorError
from annotator.storage.creation import create_project
from annotator.storage.project import Project
from annotator.storage.queues import queues


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with four documents."""
    texts = []
    for name in ("a", "b", "c", "d"):
        texts.append(tmp_path / f"{name}.txt")
        texts[-1].write_text(f"Text {name}.", encoding="utf-8")
    return create_project(tmp_path / "project", texts, "letters")


def with_settings(project: Project, settings: str, **files: str) -> Project:
    schema = project.paths.schema
    schema.write_text(f"{schema.read_text(encoding='utf-8')}\n{settings}\n", encoding="utf-8")
    for name, text in files.items():
        (project.root / f"{name}.toml").write_text(text, encoding="utf-8")
    return Project.open(project.root)


def test_a_project_without_one_gives_nobody_anything(project: Project) -> None:
    assert project.schema.assignment == NOBODY
    assert queues(project) == {}


def test_every_document_twice_is_one_line(project: Project) -> None:
    opened = with_settings(project, '[assignment]\nannotators = ["ann-1", "ann-2"]\neach = 2\nblind = true')
    assert opened.schema.assignment == Assignment(("ann-1", "ann-2"), 2, blind=True)
    assert queues(opened) == dict.fromkeys(("ann-1", "ann-2"), ("a", "b", "c", "d"))


def test_it_may_stand_in_a_file_of_its_own(project: Project) -> None:
    opened = with_settings(project, '[assignment]\nfile = "who.toml"', who='documents = { ann-1 = ["a", "c"] }\n')
    assert queues(opened) == {"ann-1": ("a", "c")}


def test_who_has_begun_a_document_keeps_it(project: Project) -> None:
    opened = with_settings(project, '[assignment]\nannotators = ["ann-1", "ann-2"]\neach = 1')
    folder = opened.paths.annotations / "ann-2"
    folder.mkdir(parents=True)
    for name in ("a", "b", "c"):
        (folder / f"{name}.toml").write_text("", encoding="utf-8")
    assert queues(opened) == {"ann-1": ("d",), "ann-2": ("a", "b", "c")}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("each = 3", ["3 annotators for each document", "names 2"]),
        ("each = 0", [":1", 'as "each"']),
        ('each = "twice"', ['"twice"']),
        ('order = "random"', ["random", "listed, shuffled"]),
        ('blind = "yes"', ["neither true nor false"]),
        ('documents = { "../x" = ["a"] }', ["../x"]),
        ('documents = { ann-3 = "a" }', ["ann-3", "no array"]),
        ('documents = { ann-3 = ["a"], Ann-3 = ["b"] }', ["differ only in case"]),
        ("eech = 2", ["eech"]),
    ],
)
def test_what_is_wrong_is_said_with_its_line(project: Project, settings: str, words: list[str]) -> None:
    with pytest.raises(AnnotatorError) as refused:
        with_settings(project, f'[assignment]\nannotators = ["ann-1", "ann-2"]\n{settings}')
    assert all(word in str(refused.value) for word in ["annotator.toml:", *words])


@pytest.mark.parametrize("name", ["../who.toml", "/etc/passwd", "nobody.toml"])
def test_a_file_outside_of_the_project_or_that_is_not_there_is_refused(project: Project, name: str) -> None:
    with pytest.raises(AnnotatorError, match=name.rpartition("/")[2]):
        with_settings(project, f'[assignment]\nfile = "{name}"')


def test_check_names_documents_that_are_given_to_somebody_and_are_not_there(project: Project) -> None:
    opened = with_settings(project, '[assignment]\ndocuments = { ann-1 = ["a", "e", "f/*"] }')
    assert [str(problem) for problem in opened.check()] == [
        'annotator.toml: The assignment gives "ann-1" the document "e", and no document is called so.',
        'annotator.toml: The assignment gives "ann-1" the document "f/*", and no document is called so.',
    ]

"""Ids never become paths that lead elsewhere, and only plain files of the project are read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import AnnotatorError
from annotator.storage.paths import Paths, clashes, ids_below, natural_order, read_file
from annotator.storage.problems import FileError
from tests.storage.strategies import characters

names = st.one_of(
    st.text(characters, max_size=12),
    st.text("./\\a..", max_size=8),
    st.lists(st.sampled_from(["..", "a", "", "."])).map("/".join),
)


@given(names, names)
def test_whatever_the_names_the_paths_stay_inside(annotator: str, document_id: str) -> None:
    paths = Paths(Path("/project"))
    ways: list[tuple[Path, Callable[[], Path]]] = [
        (paths.documents, lambda: paths.document(document_id)),
        (paths.documents, lambda: paths.metadata(document_id)),
        (paths.annotations, lambda: paths.annotation_set(annotator, document_id, "toml")),
        (paths.histories, lambda: paths.history(annotator, document_id)),
    ]
    for folder, path in ways:
        try:
            found = path()
        except AnnotatorError:
            continue
        assert Path(os.path.normpath(found)) == found
        assert found.is_relative_to(folder)
        assert found != folder


@pytest.mark.parametrize("document_id", ["..", "../x", "a/../../x", "/etc/passwd", "a//b", "", "con", "a\n", "C:x"])
def test_ids_that_are_paths_are_refused(document_id: str) -> None:
    with pytest.raises(AnnotatorError, match="The document id"):
        Paths(Path("/project")).document(document_id)


def test_ids_that_differ_only_in_case_or_form_are_told() -> None:
    assert clashes(["Memo", "memo", "caf\u00e9", "cafe\u0301", "other"]) == [
        ("Memo", "memo"),
        ("cafe\u0301", "caf\u00e9"),
    ]


def test_days_are_in_the_order_of_their_numbers() -> None:
    names = ["day 10", "Day 2", "day 1/b", "day 1/a", "other"]
    assert sorted(names, key=natural_order) == ["day 1/a", "day 1/b", "Day 2", "day 10", "other"]


@given(st.lists(st.text(characters, min_size=1, max_size=6)))
def test_any_names_have_one_order(found: list[str]) -> None:
    found.sort(key=natural_order)
    backwards = found[::-1]
    backwards.sort(key=natural_order)
    assert backwards == found


def refusal(paths: Paths, path: Path, most: int = 100) -> str:
    with pytest.raises(FileError) as caught:
        paths.read(path, most)
    return str(caught.value)


def test_what_is_no_plain_file_of_the_project_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (root / "out.txt").symlink_to("../secret.txt")
    (root / "circle.txt").symlink_to("circle.txt")
    (root / "away").symlink_to(tmp_path)
    (root / "folder.txt").mkdir()
    os.mkfifo(root / "pipe.txt")
    (root / "device.txt").symlink_to("/dev/zero")
    (root / "large.txt").write_bytes(b"x" * 101)
    paths = Paths(root)
    assert refusal(paths, root / "none.txt") == "none.txt: There is no such file."
    assert "out.txt: It is a link that leads out of the project" in refusal(paths, root / "out.txt")
    assert "It is a link that leads" in refusal(paths, root / "device.txt")
    assert "It is a link that leads in a circle" in refusal(paths, root / "circle.txt")
    assert "It is a link that leads out of the project" in refusal(paths, root / "away" / "secret.txt")
    assert "It is a folder" in refusal(paths, root / "folder.txt")
    assert "It is no regular file" in refusal(paths, root / "pipe.txt")
    assert "It is larger than" in refusal(paths, root / "large.txt")


def test_a_link_within_the_project_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"words")
    (tmp_path / "b.txt").symlink_to("a.txt")
    assert Paths(tmp_path).read(tmp_path / "b.txt", 100) == b"words"


def test_ids_are_found_in_nested_folders_and_hidden_ones_are_left_out(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.d.txt", ".git/e.txt", "b/.f.txt", "g.toml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert sorted(found for found, _ in ids_below(tmp_path, [".txt"])) == ["a", "b/c.d"]


def test_a_folder_that_became_a_link_after_its_path_was_resolved_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_bytes(b"secret")
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "documents").symlink_to(tmp_path / "elsewhere")
    assert read_file(tmp_path / "elsewhere" / "a.txt", 100, root=tmp_path) == b"secret"
    with pytest.raises(OSError, match=r"Not a directory|Too many levels"):
        read_file(tmp_path / "project" / "documents" / "a.txt", 100, root=tmp_path / "project")

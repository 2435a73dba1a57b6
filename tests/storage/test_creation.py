"""A new project is made of texts byte for byte, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.schema import default_schema
from annotator.storage import atomic
from annotator.storage.creation import create_project
from annotator.storage.problems import FileError
from tests.storage.conftest import snapshot_of

TEXTS = {"memo.txt": b"\xef\xbb\xbfa\r\nb\rc\x0c\xc2\x85d", "denial.txt": b""}


def sources(folder: Path, texts: dict[str, bytes]) -> list[Path]:
    folder.mkdir()
    for name, data in texts.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in texts]


def test_texts_are_copied_byte_for_byte_under_the_default_schema(tmp_path: Path) -> None:
    project = create_project(tmp_path / "new" / "project", sources(tmp_path / "in", TEXTS), "two memos")
    assert project.document_ids() == ["denial", "memo"]
    assert project.schema == default_schema("two memos")
    assert (project.root / "documents" / "memo.txt").read_bytes() == TEXTS["memo.txt"]
    assert project.document("memo").text == "\ufeffa\r\nb\rc\x0c\x85d"
    assert list(project.check()) == []


@pytest.mark.parametrize(
    ("name", "document_id"),
    [
        ("a?b:c.txt", "a-b-c"),
        (".txt", "document"),
        ("-- draft .txt", "draft"),
        ("con.txt", "_con"),
        ("*.txt", "document"),
        ("x" * 250 + ".txt", "x" * 60),
        ("memo.md", "memo.md"),
    ],
)
def test_a_name_that_is_no_id_is_made_one_and_said(name: str, document_id: str, tmp_path: Path) -> None:
    said: list[str] = []
    project = create_project(tmp_path / "project", sources(tmp_path / "in", {name: b"words"}), "x", said.append)
    assert project.document_ids() == [document_id]
    assert [f'the document is called "{document_id}"' in sentence for sentence in said] == [True] * (name != "memo.md")


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"good.txt": b"good", "latin.txt": b"caf\xe9"}, "It is not UTF-8: the byte at offset 3 is 0xe9; convert"),
        ({"Memo.txt": b"a", "memo.txt": b"b"}, "ids must differ in more than case, so rename one of the files"),
        ({"caf\u00e9.txt": b"a", "cafe\u0301.txt": b"b"}, "ids must differ in more than case"),
        ({"a?b.txt": b"a", "a-b.txt": b"b"}, 'and .*a?b.txt is "a-b"'),
    ],
)
def test_a_refusal_leaves_nothing_behind(texts: dict[str, bytes], sentence: str, tmp_path: Path) -> None:
    found = sources(tmp_path / "in", texts)
    said: list[str] = []
    with pytest.raises(FileError, match=sentence.replace("?", r"\?")):
        create_project(tmp_path / "project", found, "x", said.append)
    assert not (tmp_path / "project").exists()
    assert said == []


def test_texts_that_are_absent_or_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none.txt: There is no such file"):
        create_project(tmp_path / "project", [tmp_path / "none.txt"], "x")
    with pytest.raises(FileError, match=r"It is a folder; name the texts in it instead, as in FOLDER/\*\.txt\."):
        create_project(tmp_path / "project", [tmp_path], "x")
    assert not (tmp_path / "project").exists()


def test_a_project_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    create_project(tmp_path / "project", sources(tmp_path / "in", TEXTS), "x")
    before = snapshot_of(tmp_path / "project")
    with pytest.raises(FileError, match="There is a project here already"):
        create_project(tmp_path / "project", [], "y")
    assert snapshot_of(tmp_path / "project") == before


def test_a_document_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "memo.txt").write_bytes(b"mine")
    with pytest.raises(FileError, match="There is such a file already; nothing was changed"):
        create_project(tmp_path, sources(tmp_path / "in", TEXTS), "x")
    assert snapshot_of(tmp_path / "documents") == {"memo.txt": b"mine"}
    assert not (tmp_path / "annotator.toml").exists()


def test_a_full_disk_half_way_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, written = atomic.write_bytes, 0

    def fill(path: Path, data: bytes) -> None:
        nonlocal written
        written += 1
        if written == 3:
            raise OSError(28, "No space left on device")
        write(path, data)

    monkeypatch.setattr(atomic, "write_bytes", fill)
    found = sources(tmp_path / "in", TEXTS)
    with pytest.raises(FileError, match="no space left on device; no project was made"):
        create_project(tmp_path / "new" / "project", found, "x")
    assert not (tmp_path / "new").exists()

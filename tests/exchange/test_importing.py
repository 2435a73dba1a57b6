"""Import: all or nothing, by the way that every change takes, and the schema grows as its owner wrote it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator import open_project
from annotator.exchange.sources import Sources
from annotator.exchange.taking import Taking
from annotator.storage.session import Session, open_session
from tests.cli.shell import Shell
from tests.exchange.folders import tree

TEXT = "Ada Byron met the board.\n"
ANN = "T1\tHuman 0 9\tAda Byron\nT2\tBody 14 23\tthe board\nR1\tKnows Arg1:T1 Arg2:T2\nA1\tSure T1 high\n"


@pytest.fixture
def corpus(shell: Shell) -> Path:
    """Two documents, one of them in a folder."""
    write("corpus/one", ANN)
    write("corpus/sub/two", ANN.replace("high", "low"))
    return Path("corpus")


def write(stem: str, annotations: str, text: str = TEXT) -> None:
    """A document of a corpus."""
    Path(stem).parent.mkdir(parents=True, exist_ok=True)
    Path(f"{stem}.txt").write_bytes(text.encode())
    Path(f"{stem}.ann").write_bytes(annotations.encode())


def test_a_new_folder_becomes_a_project_with_the_labels_of_the_source(shell: Shell, corpus: Path) -> None:
    done = shell("import", "brat", corpus, "-p", "new", "--as", "ann-1")
    assert (done.status, done.err) == (0, "")
    assert "2 documents, 4 mentions, 2 links by ann-1" in done.out
    project = open_project("new")
    assert project.document_ids() == ["one", "sub/two"]
    assert list(project.schema.labels) == ["Human", "Body"]
    assert project.schema.labels["Human"].key == "h"
    assert project.schema.labels["Human"].attributes == {"Sure": "text"}
    assert project.schema.tying == "same-as"
    assert shell("check", "-p", "new").status == 0
    (first, _) = project.annotations("ann-1")
    assert {mention.origin for mention in first.mentions.values()} == {"import:brat"}


def test_each_document_gets_one_edit_that_can_be_undone(shell: Shell, corpus: Path) -> None:
    shell("import", "brat", corpus, "-p", "new", "--as", "ann-1")
    session = open_session(open_project("new"), "one", "ann-1")
    assert session.can_undo == "import brat"
    session.undo()
    session.close()
    assert not session.annotations.mentions


def test_texts_alone_make_a_project_with_the_usual_labels(shell: Shell, corpus: Path) -> None:
    assert shell("import", "text", corpus, "-p", "new").status == 0
    project = open_project("new")
    assert "person" in project.schema.labels
    assert [document.text for document in project.documents()] == [TEXT, TEXT]


def test_without_a_project_here_it_is_said_what_to_do(shell: Shell, corpus: Path) -> None:
    shell("import", "brat", corpus).refuses("no project here")
    shell("import", "brat", corpus, "-p", "corpus").refuses("not empty")


def test_annotators_of_one_corpus_come_in_one_after_the_other(shell: Shell, corpus: Path) -> None:
    shell("import", "brat", corpus, "-p", "new", "--as", "ann-1")
    write("corpus/one", "T1\tHuman 0 3\tAda\n")
    done = shell("import", "brat", corpus, "-p", "new", "--as", "ann-2")
    assert "Imported 0 documents, 3 mentions, 1 link by ann-2." in done.out
    assert "2 documents of the source were here already." in done.out
    ids = [set(one.mentions) for one in open_project("new").annotations(document="one")]
    assert [len(one) for one in ids] == [2, 1]
    assert not ids[0] & ids[1]


def test_another_text_is_refused_and_nothing_is_changed(shell: Shell, corpus: Path) -> None:
    shell("import", "brat", corpus, "-p", "new", "--as", "ann-1")
    before = tree(Path("new"))
    write("corpus/0-fresh", "T1\tNovel 0 3\tAda\n")
    write("corpus/sub/two", "", TEXT + "more")
    shell("import", "brat", corpus, "-p", "new", "--as", "ann-1").refuses("sub/two", "another text", "Nothing was")
    assert tree(Path("new")) == before


def test_the_schema_grows_and_its_comments_stay(shell: Shell, corpus: Path) -> None:
    shell("init", "mine")
    schema = Path("mine/annotator.toml")
    written = schema.read_text().replace('name = "person"\n', 'name = "person" # who acts\n')
    schema.write_text(written)
    done = shell("import", "brat", corpus, "-p", "mine", "--as", "ann-1", "--map", "Human=person")
    assert done.status == 0, done.err
    assert "the label Body (b)" in done.out
    assert "Sure of person" in done.out
    grown = schema.read_text()
    assert "# who acts" in grown
    assert [line for line in written.split("\n") if line not in grown.split("\n")] == []
    project = open_project("mine")
    assert project.schema.labels["person"].attributes == {"Sure": "text"}
    assert shell("check", "-p", "mine").status == 0


def test_a_value_that_a_list_lacks_is_added_to_it(shell: Shell, corpus: Path) -> None:
    shell("init", "mine")
    schema = Path("mine/annotator.toml")
    schema.write_text(schema.read_text() + '[[labels]]\nname = "Human"\nattributes = { Sure = ["high"] } # how sure\n')
    assert shell("import", "brat", corpus, "-p", "mine", "--as", "ann-1").status == 0
    assert 'attributes = { Sure = ["high", "low"] } # how sure' in schema.read_text()


def test_what_contradicts_the_schema_is_refused_with_a_way_out(shell: Shell, corpus: Path) -> None:
    shell("init", "mine")
    schema = Path("mine/annotator.toml")
    schema.write_text(schema.read_text() + '[[link-types]]\nname = "Knows"\njoins = "claims"\n')
    before = tree(Path("mine"))
    shell("import", "brat", corpus, "-p", "mine", "--as", "ann-1").refuses('"Knows" links join claims', "--map")
    assert tree(Path("mine")) == before
    assert shell("import", "brat", corpus, "-p", "mine", "--as", "ann-1", "--map", "Knows=knows").status == 0


def test_a_name_that_maps_nothing_is_said(shell: Shell, corpus: Path) -> None:
    done = shell("import", "brat", corpus, "-p", "new", "--as", "ann-1", "--map", "Humann=person")
    assert "no label or type of that name" in done.err
    assert shell("import", "brat", corpus, "-p", "new", "--map", "Human").status == 2


def test_formats_and_options_that_there_are_not_are_named(shell: Shell, corpus: Path) -> None:
    shell("import", "bart", corpus, "-p", "new").refuses('no format "bart"', "brat")
    shell("import", "brat", corpus, "-p", "new", "-o", "x=y").refuses('no option "x"')
    shell("import", "parquet", corpus, "-p", "new").refuses("only for export")
    shell("import", "brat", "nowhere", "-p", "new").refuses("no such file")
    assert not Path("new").exists()


@pytest.mark.parametrize("name", ["CON.txt", "a\u200b.txt", "[draft] x.txt", "trailing .txt", "- dash.txt"])
def test_names_that_are_no_ids_are_mended_and_said(name: str, shell: Shell) -> None:
    Path("corpus").mkdir()
    Path("corpus", name).write_text(TEXT)
    done = shell("import", "text", "corpus", "-p", "new")
    assert done.status == 0
    assert "is no document id" in done.err
    assert shell("check", "-p", "new").status == 0


def test_names_that_differ_only_in_case_are_refused(shell: Shell) -> None:
    Path("corpus").mkdir()
    Path("corpus/Memo.txt").write_text(TEXT)
    Path("corpus/memo.txt").write_text(TEXT)
    shell("import", "text", "corpus", "-p", "new").refuses("more than case")
    assert not Path("new").exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
@pytest.mark.parametrize("is_new", [True, False])
def test_an_import_that_fails_half_way_leaves_nothing(
    error: type[BaseException] | OSError,
    is_new: bool,
    shell: Shell,
    corpus: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not is_new:
        shell("init", "mine")
        write("other/sub/two", "T1\tperson 0 3\tAda\n")
        shell("import", "brat", "other", "-p", "mine", "--as", "ann-1")
    before = tree(Path())
    bring, calls = Taking.bring, list[str]()

    def fails(taking: Taking, *rest: object) -> object:
        calls.append("")
        done = bring(taking, *rest)  # type: ignore[arg-type]
        if len(calls) == 2:
            raise error
        return done

    monkeypatch.setattr(Taking, "bring", fails)
    done = shell("import", "brat", corpus, "-p", "mine", "--as", "ann-1")
    assert done.status in (1, 130)
    after = tree(Path())
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == (set() if is_new else {"mine/history/ann-1/sub/two.jsonl"}), (
        "the history has an edit and its undoing"
    )
    monkeypatch.setattr(Taking, "bring", bring)
    assert shell("import", "brat", corpus, "-p", "mine", "--as", "ann-1").status == 0
    assert shell("check", "-p", "mine").status == 0


def test_a_document_that_somebody_is_annotating_is_not_imported_into(shell: Shell, corpus: Path) -> None:
    shell("import", "brat", corpus, "-p", "new", "--as", "ann-1")
    write("corpus/one", ANN + "T3\tHuman 0 3\tAda\n")
    before = tree(Path("new"))
    other: Session = open_session(open_project("new"), "one", "ann-1")
    assert not other.claim()
    try:
        done = shell("import", "brat", corpus, "-p", "new", "--as", "ann-1")
        done.refuses("Another session is annotating")
    finally:
        other.close()
    assert tree(Path("new")) == before


def test_folders_behind_links_are_left_out_and_said(shell: Shell, corpus: Path) -> None:
    Path("corpus/more").symlink_to(Path("elsewhere").absolute())
    Path("elsewhere").mkdir()
    Path("elsewhere/x.txt").write_text(TEXT)
    said: list[str] = []
    assert len(Sources([corpus], said.append)) == 4
    assert "link to a folder" in said[0]


def test_two_sources_may_not_have_one_name_twice(shell: Shell, corpus: Path) -> None:
    write("second/one", ANN)
    shell("import", "brat", corpus, "second", "-p", "new").refuses("there twice")


def test_attributes_and_metadata_that_a_document_has_otherwise_stay_and_are_said(shell: Shell) -> None:
    Path("corpus").mkdir()
    line = {"id": "memo", "text": TEXT, "spans": [], "attributes": {"tone": "dry"}, "meta": {"title": "The memo"}}
    path = Path("corpus/all.jsonl")
    path.write_text(json.dumps(line))
    assert shell("import", "jsonl", "corpus", "-p", "new", "--as", "ann-1").status == 0
    again = shell("import", "jsonl", "corpus", "-p", "new", "--as", "ann-1")
    assert "kept" not in again.out
    assert "keep" not in again.out
    path.write_text(json.dumps({**line, "attributes": {"tone": "warm"}, "meta": {"title": "Another"}}))
    done = shell("import", "jsonl", "corpus", "-p", "new", "--as", "ann-1")
    assert "1 attribute of documents had another value here, and kept it." in done.out
    assert "1 document keeps its metadata here, though the source has others" in done.out
    said = shell.json("import", "jsonl", "corpus", "-p", "new", "--as", "ann-1")
    assert said["held"] == {"document-attributes": 1, "metadata": 1}
    project = open_project("new")
    assert [one.attributes for one in project.annotations()] == [{"tone": "dry"}]
    assert project.document("all/memo").title == "The memo"


def test_tokens_that_come_after_the_text_are_not_passed_over_in_silence(shell: Shell) -> None:
    write("corpus/one", "", "Ada met")
    shell("import", "text", "corpus", "-p", "new")
    write("columns/one", "", "Ada\tB-PER\nmet\tO\n")
    done = shell("import", "conll2003", "columns", "-p", "new", "--as", "ann-1")
    assert "1 document keeps its metadata here" in done.out


def test_what_was_added_to_the_schema_is_told_as_data_too(shell: Shell, corpus: Path) -> None:
    shell("init", "mine")
    said = shell.json("import", "brat", corpus, "-p", "mine", "--as", "ann-1", "--map", "Human=person")
    assert said["schema"]["labels"] == ["Body"]
    assert said["schema"]["label-attributes"] == {"person": ["Sure"]}

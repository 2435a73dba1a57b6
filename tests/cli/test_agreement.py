"""``annotator agree``: how well annotators agree, as tables for people and as data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.model import AnnotationSet, Mention, Status, spans_of
from annotator.core.records import Records
from annotator.storage.project import Project
from tests.cli.shell import Shell


@pytest.fixture
def two(shell: Shell, demo: Path) -> Path:
    """The demo, which ann-2 has annotated as ann-1 has, but for the first mention of each document."""
    project = Project.open(demo)
    for document_id in project.document_ids():
        document = project.document(document_id)
        ours = project.annotation_set("ann-1", document)
        if ours.mentions:
            used = {one for claim in ours.claims.values() for ids in claim.arguments.values() for one in ids}
            used |= {end for link in ours.links.values() for end in (link.source, link.target.id)}
            free = next((name for name in ours.mentions if name not in used), "")
            changes = {free: None} if free else {}
            theirs = replace(ours, annotator="ann-2", mentions=ours.mentions.with_changes(changes))
            project.write(theirs, document)
    return demo


def put(folder: Path, annotator: str, document_id: str, *mentions: Mention, status: Status = Status.TODO) -> None:
    project = Project.open(folder)
    document = project.document(document_id)
    records = Records((one.id, one) for one in mentions)
    project.write(AnnotationSet(document_id, annotator, document.sha256, status, records), document)


def test_the_data_has_the_shape_that_others_read(shell: Shell, two: Path) -> None:
    data = shell.json("agree", "-p", two)

    assert data["annotators"] == ["ann-1", "ann-2"]
    assert set(data) >= {"annotators", "overall", "pairs", "labels", "documents"}
    for measures in (data["overall"], *data["documents"].values(), *data["pairs"]):
        assert set(measures) >= {"mentions", "claims", "links", "entities"}
        assert set(measures["mentions"]) >= {"exact", "overlap", "kappa", "alpha"}
        assert set(measures["mentions"]["exact"]) >= {"precision", "recall", "f1"}
        assert set(measures["entities"]) >= {"muc", "b3", "ceafe", "lea", "conll"}
    exact = data["overall"]["mentions"]["exact"]
    assert 0.5 < exact["precision"] < 1
    assert exact["recall"] == 1
    assert data["overall"]["claims"]["f1"] == 1
    assert data["overall"]["entities"]["conll"] == 1
    assert shell.json("agree", "-p", two) == data


def test_tables_tell_it_to_people(shell: Shell, two: Path) -> None:
    printed = shell("agree", "-p", two)

    assert printed.status == 0
    assert "Agreement of ann-1, ann-2: 1 pair of annotators" in printed.out
    assert "mentions, κ of code points" in printed.out
    assert "person" in printed.out
    assert "layoffs" in printed.out


def test_what_is_undefined_is_null_with_its_reason(shell: Shell, demo: Path) -> None:
    put(demo, "ann-2", "layoffs", status=Status.DONE)
    put(demo, "ann-3", "layoffs", status=Status.DONE)

    data = shell.json("agree", "-p", demo, "--as", "ann-2", "--as", "ann-3")

    mentions = data["overall"]["mentions"]
    assert mentions["exact"] == {
        "precision": None,
        "recall": None,
        "f1": None,
        "why": "neither has marked a mention",
    }
    assert (mentions["kappa"], mentions["why"]["kappa"]) == (None, "nothing is marked")
    assert data["overall"]["entities"]["why"]["conll"]
    printed = shell("agree", "-p", demo, "--as", "ann-2", "--as", "ann-3").out
    assert "undefined, as neither has marked a mention." in printed


def test_the_curator_counts_only_when_named_and_is_the_reference(shell: Shell, two: Path) -> None:
    put(two, "gold", "layoffs", Mention("m-gold000001", "person", spans_of((0, 2))))

    assert shell.json("agree", "-p", two)["annotators"] == ["ann-1", "ann-2"]
    data = shell.json("agree", "-p", two, "--as", "gold", "--as", "ann-1")
    assert data["annotators"] == ["ann-1", "gold"]
    assert data["pairs"][0]["annotators"] == ["ann-1", "gold"]
    assert list(data["documents"]) == ["layoffs"]


def test_one_annotator_alone_agrees_with_nobody(shell: Shell, demo: Path) -> None:
    shell("agree", "-p", demo).refuses("Only ann-1 has annotated here", "two or more")
    shell("agree", "-p", demo, "--as", "ann-1").refuses("name another", "--as")
    shell("agree", "-p", demo, "--as", "ann-1", "--as", "ann-1").refuses("name another")
    shell("agree", "-p", demo, "--as", "ann-1", "--as", "nobody").refuses('"nobody"', "ann-1")
    put(demo, "gold", "layoffs", status=Status.DONE)
    shell("agree", "-p", demo).refuses("--as ann-1 --as gold")


def test_an_empty_set_is_no_work_and_is_not_compared(shell: Shell, two: Path) -> None:
    before = shell.json("agree", "-p", two)["documents"]
    put(two, "ann-2", "memo")
    put(two, "ann-1", "memo", Mention("m-0000000001", "person", spans_of((0, 2))))

    assert shell.json("agree", "-p", two)["documents"] == before


def test_those_who_share_no_document_are_named(shell: Shell, two: Path) -> None:
    put(two, "ann-3", "memo", Mention("m-0000000001", "person", spans_of((0, 2))))

    data = shell.json("agree", "-p", two)

    assert "ann-1 and ann-3 have worked on no document in common." in data["notes"]
    pair = next(one for one in data["pairs"] if one["annotators"] == ["ann-1", "ann-3"])
    assert pair["mentions"]["exact"]["why"] == "there is no document that both have worked on"
    assert "ann-1 and ann-3 have worked on no document in common." in shell("agree", "-p", two).out


def test_names_that_differ_only_in_case_are_two_people_and_it_is_said(shell: Shell, two: Path) -> None:
    if (two / "annotations" / "ANN-1").exists():
        pytest.skip("this file system does not tell such names apart")
    put(two, "Ann-1", "layoffs", Mention("m-0000000001", "person", spans_of((0, 2))))

    notes = shell.json("agree", "-p", two)["notes"]

    assert any("Ann-1 and ann-1 differ only in case" in note for note in notes)


def test_sets_of_an_earlier_text_are_taken_along_and_what_is_lost_is_said(shell: Shell, two: Path) -> None:
    text = two / "documents" / "layoffs.txt"
    words = text.read_text().replace("Jason Droege", "J. D.", 1)
    before = {path: path.read_bytes() for path in two.rglob("*.toml")}
    text.write_text(f"Updated. {words}")

    data = shell.json("agree", "-p", two)

    assert any("no longer found in the text, do not count" in note for note in data["notes"])
    assert data["documents"]["layoffs"]["mentions"]["exact"]["recall"] == 1
    assert {path: path.read_bytes() for path in two.rglob("*.toml")} == before


def test_labels_that_the_schema_does_not_have_count_and_are_named(shell: Shell, two: Path) -> None:
    for path in (two / "annotations" / "ann-2").rglob("*.toml"):
        path.write_text(path.read_text().replace('label = "role"', 'label = "post"'))

    data = shell.json("agree", "-p", two)

    assert data["labels"]["post"]["exact"]["f1"] == 0
    assert any('ann-2 has used the label "post", which is not in the schema' in note for note in data["notes"])


def test_a_file_that_cannot_be_read_is_left_out_and_named(shell: Shell, two: Path) -> None:
    (two / "annotations" / "ann-2" / "layoffs.toml").write_text("mentions = 3\n")

    outcome = shell("agree", "-p", two)

    assert outcome.status == 1
    assert "Not compared: annotations/ann-2/layoffs.toml" in outcome.err
    assert "timeline" in outcome.out


def test_quality_tells_speed_corrections_and_drift(shell: Shell, two: Path) -> None:
    project = Project.open(two)
    document = project.document("layoffs")
    gold = replace(project.annotation_set("ann-2", document), annotator="gold", status=Status.DONE)
    project.write(gold, document)

    qualities = shell.json("agree", "-p", two)["quality"]

    assert set(qualities) == {"ann-1", "ann-2"}
    assert qualities["ann-2"]["corrected"] == 0
    assert 0 < qualities["ann-1"]["corrected"] < 0.2
    assert qualities["ann-1"]["checked"] == qualities["ann-2"]["checked"] + 1
    assert 0 < qualities["ann-1"]["drift"] < 0.1
    assert qualities["ann-1"]["per-hour"] is None  # no history came with the sample
    assert "corrected" in shell("agree", "-p", two).out

"""``annotator conflicts``: where documents contradict each other, as a table for people and as data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.model import Document, Link, Status, Target
from annotator.storage.project import Project
from tests.articles import Said, article, figure, position
from tests.cli.shell import Shell


@pytest.fixture
def make(shell: Shell, tmp_path: Path) -> Path:
    texts = []
    for name, said in (("a", [position("Ada Kim"), figure("around 200")]), ("b", [position("Li Wang"), figure("200")])):
        (tmp_path / f"{name}.txt").write_text(article(name, *said)[0].text)
        texts.append(tmp_path / f"{name}.txt")
    assert shell("init", tmp_path / "made", *texts).status == 0
    return tmp_path / "made"


def annotate(
    folder: Path,
    document_id: str,
    *said: Said,
    annotator: str = "ann-1",
    link: Link | None = None,
    status: Status = Status.TODO,
) -> None:
    project = Project.open(folder)
    document = project.document(document_id)
    annotations = article(document_id, *said)[1]
    annotations = replace(annotations, annotator=annotator, text_sha256=document.sha256, status=status)
    if link is not None:
        annotations = replace(annotations, links=annotations.links.with_changes({link.id: link}))
    project.write(annotations, document)


def test_a_conflict_appears_without_anyone_telling_and_no_false_one(shell: Shell, make: Path) -> None:
    annotate(make, "a", position("Ada Kim"), figure("around 200"))
    annotate(make, "b", position("Li Wang"), figure("200"))

    [conflict] = shell.json("conflicts", "-p", make)

    assert conflict["type"] == "position"
    assert conflict["grade"] == "possible"
    assert conflict["same"] == {"role": "interim CEO"}
    assert conflict["settled"] is None
    assert [claim["document"] for claim in conflict["claims"]] == ["a", "b"]
    assert [claim["arguments"]["person"] for claim in conflict["claims"]] == [["Ada Kim"], ["Li Wang"]]
    printed = shell("conflicts", "-p", make).out
    assert "1 conflict: 0 certain, 1 possible" in printed
    assert "Ada Kim" in printed
    assert "Li Wang" in printed


def test_a_link_between_the_claims_settles_it(shell: Shell, make: Path) -> None:
    annotate(make, "a", position("Ada Kim"), link=Link("l-1", "contradicts", "c-0", Target("b", "c-0")))
    annotate(make, "b", position("Li Wang"))

    [conflict] = shell.json("conflicts", "-p", make)

    assert conflict["settled"] == "contradicts"


def test_a_contradiction_that_only_a_link_tells_is_listed(shell: Shell, make: Path) -> None:
    annotate(make, "a", figure("around 200"), link=Link("l-1", "contradicts", "c-0", Target("b", "c-0")))
    annotate(make, "b", figure("14%"))

    [conflict] = shell.json("conflicts", "-p", make)

    assert (conflict["grade"], conflict["settled"]) == ("certain", "contradicts")


def test_the_curators_word_counts_before_an_annotators(shell: Shell, make: Path) -> None:
    annotate(make, "a", position("Ada Kim"))
    annotate(make, "b", position("Li Wang"))
    annotate(make, "b", annotator="gold")
    assert len(shell.json("conflicts", "-p", make)) == 1, "a curation that is not done does not count yet"
    annotate(make, "b", annotator="gold", status=Status.DONE)

    assert shell.json("conflicts", "-p", make) == []
    assert len(shell.json("conflicts", "-p", make, "--as", "ann-1")) == 1
    assert "No conflicts" in shell("conflicts", "-p", make).out


def test_an_unknown_annotator_is_refused_naming_those_there_are(shell: Shell, make: Path) -> None:
    annotate(make, "a", position("Ada Kim"))

    result = shell("conflicts", "-p", make, "--as", "nobody-here")

    assert result.status == 1
    assert "ann-1" in result.err


def test_a_file_that_cannot_be_read_is_named_and_the_rest_compared(shell: Shell, make: Path) -> None:
    annotate(make, "a", position("Ada Kim"))
    annotate(make, "b", position("Li Wang"))
    (make / "documents" / "c.txt").write_bytes(b"\xff\xfe\xff")

    result = shell("conflicts", "-p", make)

    assert result.status == 1
    assert "documents/c.txt" in result.err
    assert "Li Wang" in result.out


def test_no_sequence_of_a_text_reaches_the_terminal(shell: Shell, make: Path) -> None:
    name = "Ada\x1b]52;c;aGk=\x07 Kim"
    document: Document = article("a", position(name))[0]
    (make / "documents" / "a.txt").write_text(document.text)
    annotate(make, "a", position(name))
    annotate(make, "b", position("Li Wang"))

    assert "\x1b" not in shell("conflicts", "-p", make).out

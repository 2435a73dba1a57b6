"""Imported, annotated, saved and read again: the text is byte-identical, and every quote is what its offsets say."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.model import QUOTE_GAP, AnnotationSet, Span, Spans
from annotator.core.operations import change_record, label_spans
from annotator.core.schema import SaveAs
from annotator.storage.creation import create_project
from annotator.storage.project import Project
from annotator.storage.session import open_session
from tests.sacred.fixtures import ALL, CLUSTERS, LINE_ENDS, SHORT, graphemes, sampled

SAVE_AS: tuple[SaveAs, ...] = ("toml", "json")


def imported(folder: Path, text: str, save_as: SaveAs) -> Project:
    """A project made of one text file, as ``annotator init`` makes it."""
    source = folder / "text.txt"
    source.write_bytes(text.encode())
    schema = create_project(folder / "project", [source], "sacred").paths.schema
    schema.write_bytes(schema.read_bytes().replace(b'save-as = "toml"', f'save-as = "{save_as}"'.encode()))
    return Project.open(schema.parent)


def places(text: str) -> list[Spans]:
    """Single graphemes, code points inside of them, longer stretches, the whole, and two that are apart."""
    units = sampled(graphemes(text), 12)
    if not units:
        return []
    inner = [Span(unit.start, unit.start + 1) for unit in units if len(unit) > 1][:3]
    across = [Span(before.start, after.end) for before, after in pairwise(units)][:4]
    apart = [(units[0], units[-1])] if units[-1].start > units[0].end else []
    return [*((span,) for span in (*units, *inner, *across, Span(0, len(text)))), *apart]


def annotate(project: Project, text: str) -> AnnotationSet:
    """A mention on each place, through a session that is left and entered again for their notes."""
    if not text:
        return AnnotationSet("text", "ann-1", project.document("text").sha256)
    session = open_session(project, "text", "ann-1")
    session.apply(label_spans(project.schema, session, "person", places(text), near=()))
    session.close()
    session = open_session(project, "text", "ann-1")
    for mention in list(session.annotations.mentions.values()):
        noted = replace(mention, note=session.document.quote(mention.spans)[:80])
        session.apply(change_record(session.annotations, project.schema, mention, noted))
    annotations = session.annotations
    session.close()
    assert (session.state, session.read_only) == ("saved", "")
    return annotations


def mentions_in_file(project: Project, save_as: SaveAs) -> list[dict[str, Any]]:
    """The mentions as another reader of the format finds them in the one file that there is."""
    files = project.set_files("ann-1", "text")
    if not files:
        return []
    ((found, path),) = files
    assert found == save_as
    data = path.read_bytes().decode()
    mentions: list[dict[str, Any]] = (tomli.loads(data) if save_as == "toml" else json.loads(data))["mentions"]
    return mentions


def assert_sacred(folder: Path, text: str, save_as: SaveAs) -> None:
    """The whole way there and back; what is wrong with it fails."""
    project = imported(folder, text, save_as)
    said = annotate(project, text)
    document = project.document("text")
    assert project.paths.document("text").read_bytes() == text.encode()
    assert document.text == text

    read = project.annotation_set("ann-1", document)
    assert read == said
    assert {mention.spans for mention in read.mentions.values()} == set(places(text))
    for mention in read.mentions.values():
        assert mention.note == document.quote(mention.spans)[:80]

    for record in mentions_in_file(project, save_as):
        assert record["quote"] == QUOTE_GAP.join(text[start:end] for start, end in record["spans"])
    assert len(mentions_in_file(project, save_as)) == len(said.mentions)
    assert list(project.check()) == []


@pytest.mark.parametrize("save_as", SAVE_AS)
@pytest.mark.parametrize("name", ALL)
def test_a_text_and_its_quotes_come_back_as_they_were(name: str, save_as: SaveAs, tmp_path: Path) -> None:
    assert_sacred(tmp_path, ALL[name], save_as)


@pytest.mark.parametrize("name", [name for name, text in SHORT.items() if text])
def test_saving_what_was_read_changes_no_byte(name: str, tmp_path: Path) -> None:
    project = imported(tmp_path, SHORT[name], "toml")
    annotate(project, SHORT[name])
    ((_, path),) = project.set_files("ann-1", "text")
    before = path.read_bytes()
    document = project.document("text")
    project.write(project.annotation_set("ann-1", document), document)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["CRLF", "NFD", "ZWJ families", "line and paragraph separators", "byte order mark"])
def test_changing_the_format_keeps_every_quote(name: str, tmp_path: Path) -> None:
    text = ALL[name]
    project = imported(tmp_path, text, "toml")
    said = annotate(project, text)
    schema = project.paths.schema
    schema.write_bytes(schema.read_bytes().replace(b'save-as = "toml"', b'save-as = "json"'))
    project = Project.open(project.root)
    document = project.document("text")
    project.write(said, document)
    assert project.annotation_set("ann-1", document) == said
    assert len(mentions_in_file(project, "json")) == len(said.mentions)


PIECES = sorted({piece for text in (*LINE_ENDS.values(), *CLUSTERS.values()) for piece in text.split(" ")})


@settings(max_examples=25)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map("".join), st.sampled_from(SAVE_AS))
def test_any_mixture_of_texts_comes_back_as_it_was(text: str, save_as: SaveAs) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_sacred(Path(folder), text, save_as)

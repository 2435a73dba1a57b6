"""The bundled corpora keep what the program promises of any project, and show what it is for."""

from __future__ import annotations

import hashlib
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli

from annotator.core.catalogue import Catalogue
from annotator.core.ids import LENGTH, PREFIXES, is_record_id
from annotator.core.model import Claim, Status, Target
from annotator.storage.project import Project
from annotator.storage.reviewing import Reviewer

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
NAMES = ("interim-chief", "many-scripts")
ANNOTATED = sorted(
    path.relative_to(CORPORA).as_posix() for name in NAMES for path in (CORPORA / name / "annotations").rglob("*.toml")
)
RECORDS = ("mentions", "claims", "links")


def _read(path: Path) -> dict[str, Any]:
    return tomli.loads(path.read_bytes().decode("utf-8"))


def _text(corpus: str, document_id: str) -> str:
    return (CORPORA / corpus / "documents" / f"{document_id}.txt").read_bytes().decode("utf-8")


def _records(corpus: str, *kinds: str) -> Iterator[dict[str, Any]]:
    for path in sorted((CORPORA / corpus / "annotations").rglob("*.toml")):
        content = _read(path)
        for kind in kinds:
            yield from content.get(kind, [])


def _envelopes(document_id: str) -> list[tuple[int, int]]:
    content = _read(CORPORA / "interim-chief" / "annotations" / "ann-1" / f"{document_id}.toml")
    return [(mention["spans"][0][0], mention["spans"][-1][1]) for mention in content["mentions"]]


def _catalogue(corpus: str) -> Catalogue:
    project = Project.open(CORPORA / corpus)
    catalogue = Catalogue(project.schema)
    for document_id in project.document_ids():
        document = project.document(document_id)
        catalogue.put(document, project.annotation_set("ann-1", document))
    return catalogue


@pytest.mark.parametrize("name", NAMES)
def test_check_finds_nothing_to_say_about_a_bundled_corpus(name: str) -> None:
    assert [str(problem) for problem in Project.open(CORPORA / name).check()] == []


@pytest.mark.parametrize("annotated", ANNOTATED)
def test_every_quote_stands_in_the_text_at_its_offsets(annotated: str) -> None:
    corpus, content = annotated.partition("/")[0], _read(CORPORA / annotated)
    text = _text(corpus, content["document"])
    assert content["text-sha256"] == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert content["mentions"]
    for record in content["mentions"] + content["claims"]:
        assert record["quote"] == " … ".join(text[start:end] for start, end in record["spans"])


@pytest.mark.parametrize("annotated", ANNOTATED)
def test_saving_a_set_again_gives_the_same_bytes(annotated: str, tmp_path: Path) -> None:
    corpus, content = annotated.partition("/")[0], _read(CORPORA / annotated)
    copy = tmp_path / corpus
    shutil.copytree(CORPORA / corpus, copy)
    project = Project.open(copy)
    document = project.document(content["document"])
    annotations = project.annotation_set(content["annotator"], document)
    saved = tmp_path / annotated
    saved.unlink()
    project.write(annotations, document)
    assert saved.read_bytes() == (CORPORA / annotated).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_of_the_programs_kind_and_used_once(name: str) -> None:
    ids = [record["id"] for record in _records(name, *RECORDS)]
    assert len(ids) == len(set(ids))
    for record_id in ids:
        prefix, _, rest = record_id.partition("-")
        assert is_record_id(record_id)
        assert prefix in PREFIXES.values()
        assert len(rest) == LENGTH


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_is_told_that_the_texts_are_samples(name: str) -> None:
    assert "samples, written for this program" in (CORPORA / name / "annotator.toml").read_text("utf-8")
    texts = sorted((CORPORA / name / "documents").glob("*.txt"))
    assert len(texts) >= 4
    for text in texts:
        metadata = text.with_suffix(".toml")
        assert metadata.read_text("utf-8").startswith("# A sample, written for this program.")
        assert _read(metadata)["source"].startswith("Sample ")


@pytest.mark.parametrize("name", NAMES)
def test_the_documents_of_a_corpus_have_a_title_a_date_and_one_topic(name: str) -> None:
    project = Project.open(CORPORA / name)
    documents = [project.document(document_id) for document_id in project.document_ids()]
    assert all(document.metadata.title and document.metadata.date for document in documents)
    assert len({document.topic for document in documents}) == 1


def test_the_demo_has_a_review_that_is_half_done() -> None:
    reviewer = Reviewer(Project.open(CORPORA / "interim-chief"))
    review = reviewer.read("layoffs").review
    still = [item for item in review.disagreements if item.is_open]
    assert 5 <= len(still) < len(review.disagreements)
    assert {what for item in still for what in item.what} >= {"missing", "span", "argument", "entity"}
    assert all(item.decision is not None or item.kind == "link" for item in review.unanimous)
    assert reviewer.open_items("denial") > 5


def test_the_demo_shows_that_two_articles_name_different_interim_chiefs() -> None:
    catalogue = _catalogue("interim-chief")
    layoffs = catalogue.entry("layoffs")
    assert layoffs is not None
    (link,) = [link for link in layoffs.annotations.links.values() if link.type == "contradicts"]
    here, there = layoffs.annotations.record(link.source), catalogue.record(link.target)
    assert isinstance(here, Claim)
    assert isinstance(there, Claim)
    far = link.target.document
    assert catalogue.words(Target("layoffs", here.arguments["person"][0])) == "Jason Droege"
    assert catalogue.words(Target(far, there.arguments["person"][0])) == "Brandon Hale"
    assert Target(far, there.arguments["role"][0]) in catalogue.cluster(Target("layoffs", here.arguments["role"][0]))


def test_the_demo_ties_one_person_across_documents() -> None:
    catalogue = _catalogue("interim-chief")
    layoffs = catalogue.entry("layoffs")
    assert layoffs is not None
    reach = {
        catalogue.words(Target("layoffs", mention_id)): {
            target.document for target in catalogue.cluster(Target("layoffs", mention_id))
        }
        for mention_id in layoffs.annotations.mentions
    }
    assert reach["Meta"] == {"layoffs", "denial", "timeline"}
    assert reach["Jason Droege"] == {"layoffs", "timeline"}


def test_the_demo_has_nested_overlapping_and_discontinuous_mentions() -> None:
    envelopes = _envelopes("layoffs")
    assert any(a != b and a[0] <= b[0] and b[1] <= a[1] for a in envelopes for b in envelopes)
    assert any(a[0] < b[0] < a[1] < b[1] for a in envelopes for b in envelopes)
    assert any(len(mention["spans"]) > 1 for mention in _records("interim-chief", "mentions"))


def test_the_demo_has_a_note_and_attributes_and_uses_every_label_and_claim_type() -> None:
    schema = Project.open(CORPORA / "interim-chief").schema
    mentions = list(_records("interim-chief", "mentions"))
    claims = list(_records("interim-chief", "claims"))
    assert any(record.get("note") for record in [*mentions, *claims])
    assert any(mention.get("attributes") for mention in mentions)
    assert {mention["label"] for mention in mentions} == set(schema.labels)
    assert {claim["type"] for claim in claims} == set(schema.claim_types)


def test_the_demo_is_partly_annotated() -> None:
    statuses = {entry.document.id: entry.annotations.status for entry in _catalogue("interim-chief")}
    assert statuses == {
        "clients": Status.TODO,
        "denial": Status.IN_PROGRESS,
        "layoffs": Status.DONE,
        "memo": Status.TODO,
        "timeline": Status.IN_PROGRESS,
    }


def test_the_crlf_document_still_ends_its_lines_with_crlf() -> None:
    raw = (CORPORA / "many-scripts" / "documents" / "polish-crlf.txt").read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r") > 0
    assert any("\r\n" in mention["quote"] for mention in _records("many-scripts", "mentions"))


def test_the_vietnamese_document_still_has_its_combining_marks() -> None:
    text = _text("many-scripts", "vietnamese-nfd")
    assert unicodedata.is_normalized("NFD", text)
    assert not unicodedata.is_normalized("NFC", text)


def test_the_emoji_document_still_has_families_flags_and_skin_tones() -> None:
    text = _text("many-scripts", "emoji")
    family, flag, skin, keycap, tag = (
        "\U0001f468\u200d\U0001f469",
        "\U0001f1ef\U0001f1f5",
        "\U0001f3fd",
        "\u20e3",
        "\U000e007f",
    )
    for needed in (family, flag, skin, keycap, tag, "\ufe0f"):
        assert needed in text


def test_the_scripts_are_those_that_trip_programs_up() -> None:
    letters = "".join(_text("many-scripts", document_id) for document_id in ("japanese", "arabic", "hindi"))
    blocks = {unicodedata.name(letter).partition(" ")[0] for letter in letters if letter.isalpha()}
    assert {"HIRAGANA", "KATAKANA", "CJK", "ARABIC", "DEVANAGARI"} <= blocks

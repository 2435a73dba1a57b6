"""Ids are random, and names never become paths."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import AnnotatorError
from annotator.core.ids import _PLAIN, check_document_id, check_name, folded, is_record_id, new_id


def test_ids_are_short_and_random() -> None:
    bits = random.Random(7).getrandbits
    made = [new_id(kind, bits) for kind in ("mention", "claim", "link") for _ in range(1000)]
    assert len(set(made)) == 3000
    assert all(is_record_id(one) and len(one) == 12 for one in made)
    assert {one[:2] for one in made} == {"m-", "c-", "l-"}


@pytest.mark.parametrize(
    "name", ["layoffs", "2025/july/a b", "日本/天気", "naïve", "a.b-c_d", "ann-1", "O'Neil & co", "cafe\u0301", "हिन्दी"]
)
def test_ordinary_names_pass(name: str) -> None:
    assert check_document_id(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "", "..", "../x", "a/../b", "/etc/passwd", "a//b", "a/", ".hidden", "a\\b", "C:x", "con", "aux.txt", "LPT1",
        "a\x00b", "a\nb", "a\x1b[2J", "x" * 201, "a" * 150 + "/" + "b" * 150 + "/" + "c" * 400, "a ", "a.", "-x", "*",
        "a\u202eb", "\u0301a",
    ],
)  # fmt: skip
def test_names_that_could_be_paths_or_harm_are_refused(name: str) -> None:
    with pytest.raises(AnnotatorError, match="document id"):
        check_document_id(name)


def test_an_annotator_name_has_no_folders() -> None:
    assert check_name("ann-1", "annotator name") == "ann-1"
    with pytest.raises(AnnotatorError, match="The annotator name"):
        check_name("a/b", "annotator name")


@given(st.text())
def test_whatever_passes_stays_in_its_folder(name: str) -> None:
    try:
        check_document_id(name)
    except AnnotatorError:
        return
    assert not name.startswith(("/", "."))
    assert ".." not in name.split("/")
    assert not set(name) & set('\\:*?"<>|\0\n\r')


@given(st.from_regex(_PLAIN, fullmatch=True) | st.text("conaux1 ./-_Kſ"))
def test_what_is_sound_at_a_glance_is_sound(name: str) -> None:
    if len(name) <= 200 and _PLAIN.fullmatch(name):
        for segment in name.split("/"):
            assert check_name(segment, "name") == segment


def test_names_fold_over_case_and_normal_form() -> None:
    assert folded("Café") == folded("CAFE\u0301")
    assert folded("Straße") == folded("STRASSE")
    assert folded("a") != folded("b")

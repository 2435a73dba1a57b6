"""Redaction: the words are gone in every form they come in, and spans stay on what they were on."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import spans_of
from annotator.core.redaction import Redacted, Redactor, name_words, pseudonyms

REDACTOR = Redactor(
    {
        "Jason Droege": "PERSON_1",
        "Droege": "PERSON_1",
        "Ann": "PERSON_2",
        "José Núñez": "PERSON_3",
        "200": "AMOUNT_1",
        "山田": "PERSON_4",
    }
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Jason Droege spoke.", "PERSON_1 spoke."),
        ("JASON\n  DROEGE spoke.", "PERSON_1 spoke."),
        ("https://a.b/jason-droege_1.html", "https://a.b/PERSON_1_1.html"),
        ("q=jason%20droege", "q=PERSON_1"),
        ("Droege's, Droeges", "PERSON_1's, PERSON_1s"),
        ("Ann, Annual, Ann's", "PERSON_2, Annual, PERSON_2's"),
        ("JOSE\u0301 NU\u0301N\u0303EZ", "PERSON_3"),
        ("200 of 2000 and 1200", "AMOUNT_1 of 2000 and 1200"),
        ("昨日山田氏は", "昨日PERSON_4氏は"),
        ("nobody", "nobody"),
        ("", ""),
    ],
)
def test_words_are_found_in_every_form(text: str, plain: str) -> None:
    assert REDACTOR.plain(text) == plain


def test_the_longest_words_are_taken_first() -> None:
    redactor = Redactor({"Al": "A", "Al Gore": "B", "Al Gore Junior": "C"})
    assert redactor.plain("Al; Al Gore; Al Gore Junior; Al Gor") == "A; B; C; A Gor"


def test_nothing_is_replaced_where_there_is_nothing_to_replace() -> None:
    assert Redactor({}).plain("Jason Droege") == "Jason Droege"
    assert Redactor({" - ": "X"}).plain("a - b") == "a - b"


NAMES = st.lists(st.text("abcé -'", min_size=1, max_size=6).filter(lambda one: re.search(r"\w", one)), max_size=5)


@given(NAMES, st.text("abcé -'.\n", max_size=60))
def test_no_word_stands_alone_afterwards(names: list[str], text: str) -> None:
    plain = Redactor(dict.fromkeys(names, "#")).plain(text)
    for name in names:
        pieces = re.findall(r"[^\s_./+,;:'’-]+", name)
        gap = r"[\s'.-]+"
        assert not re.search(rf"(?<!\w){gap.join(map(re.escape, pieces))}(?!\w)", plain), name


@given(st.text("abc ", min_size=1, max_size=30), st.data())
def test_spans_stay_on_what_they_were_on(text: str, data: st.DataObject) -> None:
    ends = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    places = [
        (start, end, data.draw(st.text("XY", min_size=1, max_size=4)))
        for start, end in zip(ends[::2], ends[1::2], strict=False)
    ]
    redacted = Redacted.of(text, places)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    (span,) = redacted.spans(spans_of((start, end)))
    touched = [place for place in places if place[0] < end and start < place[1]]
    first = min([start, *(place[0] for place in touched)])
    last = max([end, *(place[1] for place in touched)])
    assert (
        redacted.text[span.start : span.end]
        == Redacted.of(text[first:last], [(a - first, b - first, c) for a, b, c in touched]).text
    )


def test_pieces_that_fall_into_one_name_become_one() -> None:
    redacted = Redacted.of("Jason B. Droege", [(0, 15, "PERSON_1")])
    assert redacted.spans(spans_of((0, 5), (9, 15))) == spans_of((0, 8))


def test_only_words_with_a_capital_may_be_names() -> None:
    assert list(name_words("the CEO of Scale, Anne-Marie O'Hara")) == ["CEO", "Scale", "Anne-Marie", "O'Hara"]
    assert list(name_words("Droege")) == []


def test_a_pseudonym_has_none_of_the_words() -> None:
    assert next(pseudonyms("person", ["Droege"])) == "PERSON_1"
    assert next(pseudonyms("person", ["Person"])) == "NAME_1"
    assert next(pseudonyms("a b/c", [])) == "A_B_C_1"

"""Splits: nothing leaks, nothing depends on the order, every side has its share."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import AnnotatorError
from annotator.core.splits import Divided, divide, shares

NAMES = ("train", "dev", "test")
SHARES = {"train": 0.8, "dev": 0.1, "test": 0.1}
LABELS = st.dictionaries(st.sampled_from(["person", "role", "event"]), st.integers(1, 20), max_size=3)
DOCUMENTS = st.dictionaries(
    st.integers(0, 200).map(lambda number: f"d{number}"),
    st.tuples(LABELS, st.lists(st.sampled_from("abcdefghijkl"), max_size=2)),
    max_size=60,
).map(lambda found: [Divided(name, labels, tuple(keys)) for name, (labels, keys) in found.items()])


@given(DOCUMENTS, st.integers(0, 5))
def test_every_document_is_on_one_side_and_no_key_on_two(documents: list[Divided], seed: int) -> None:
    found = divide(documents, SHARES, seed)
    assert set(found) == {document.id for document in documents}
    sides: dict[str, set[str]] = {}
    for document in documents:
        for key in document.keys:
            sides.setdefault(key, set()).add(found[document.id])
    assert all(len(side) == 1 for side in sides.values())


@given(DOCUMENTS, st.randoms())
def test_the_order_of_the_documents_makes_no_difference(documents: list[Divided], luck: object) -> None:
    shuffled = list(documents)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    assert divide(shuffled, SHARES, 1) == divide(documents, SHARES, 1)


@given(st.integers(10, 300), st.integers(0, 9))
def test_documents_that_stand_alone_are_divided_to_the_last_one(number: int, seed: int) -> None:
    counts = Counter(divide([Divided(f"d{one}", {}) for one in range(number)], SHARES, seed).values())
    assert min(counts[name] for name in NAMES) >= 1
    assert all(abs(counts[name] - share * number) <= 1 for name, share in SHARES.items())


def test_another_seed_divides_otherwise() -> None:
    documents = [Divided(f"d{one}", {}) for one in range(50)]
    assert divide(documents, SHARES, 1) != divide(documents, SHARES, 2)


def test_a_rare_label_is_on_every_side_that_can_have_it() -> None:
    documents = [Divided(f"d{one}", {"common": 5, **({"rare": 1} if one % 10 == 0 else {})}) for one in range(100)]
    found = divide(documents, SHARES, 3)
    rare = Counter(found[document.id] for document in documents if "rare" in document.labels)
    assert rare == {"train": 8, "dev": 1, "test": 1}


@pytest.mark.parametrize("words", ["", "80", "80/10/5/5", "a/b", "80/-20", "nan/nan", "inf/1", "0/0"])
def test_what_is_no_split_is_refused(words: str) -> None:
    with pytest.raises(AnnotatorError, match="is no split"):
        shares(words, NAMES)


def test_shares_need_not_be_per_cent() -> None:
    assert shares("8/1/1", NAMES) == {"train": 0.8, "dev": 0.1, "test": 0.1}
    assert shares("3/1", NAMES) == {"train": 0.75, "test": 0.25}

"""The measures of coreference, against examples worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.coreference import entity_scores
from annotator.core.scores import Score

KEY = [set("abc"), set("defg")]
RESPONSE = [set("ab"), set("cd"), set("fghi")]
"""The example of Moosavi and Strube (2016), section 3."""


@pytest.mark.parametrize(
    ("measure", "precision", "recall"),
    [
        ("muc", 2 / 5, 2 / 5),
        ("b3", (2 + 1 + 1) / 8, (5 / 3 + 5 / 4) / 7),
        ("ceafe", (0.8 + 0.5) / 3, (0.8 + 0.5) / 2),
        ("lea", (2 * 1 + 2 * 0 + 4 / 6) / 8, (3 / 3 + 4 / 6) / 7),
    ],
)
def test_the_example_of_the_lea_paper_has_its_scores(measure: str, precision: float, recall: float) -> None:
    score = entity_scores(RESPONSE, KEY)[measure]

    assert score.precision == pytest.approx(precision)
    assert score.recall == pytest.approx(recall)
    assert score.f1 == pytest.approx(2 * precision * recall / (precision + recall))


def test_the_conll_score_is_the_mean_of_three() -> None:
    scores = entity_scores(RESPONSE, KEY)

    assert scores["conll"].f1 == pytest.approx(sum(scores[name].f1 or 0 for name in ("muc", "b3", "ceafe")) / 3)


def test_an_entity_of_one_is_resolved_by_an_entity_of_one() -> None:
    assert entity_scores([{"a"}], [{"a"}])["lea"].f1 == 1
    assert entity_scores([{"a", "b"}], [{"a"}])["lea"].f1 == 0
    assert entity_scores([{"a"}], [{"a"}])["muc"] == Score(None, None, None, "no entity has two mentions")
    assert entity_scores([{"a"}], [{"a"}])["conll"].f1 is None


def test_where_neither_has_an_entity_nothing_is_defined() -> None:
    for score in entity_scores([], []).values():
        assert score.f1 is None
        assert score.reason


def test_where_one_side_has_none_all_is_missed() -> None:
    score = entity_scores([], KEY)["b3"]

    assert (score.precision, score.recall, score.f1) == (None, 0.0, 0.0)


groupings = st.lists(st.integers(0, 5), min_size=1, max_size=12)


def grouped(numbers: list[int], step: int = 1) -> list[set[int]]:
    entities: dict[int, set[int]] = {}
    for mention, number in enumerate(numbers):
        entities.setdefault(number, set()).add(mention * step)
    return list(entities.values())


@given(groupings, groupings)
def test_scores_lie_between_nothing_and_one_and_swap_with_the_sides(ours: list[int], theirs: list[int]) -> None:
    there, back = entity_scores(grouped(ours), grouped(theirs)), entity_scores(grouped(theirs), grouped(ours))

    for name, score in there.items():
        assert (score.precision, score.recall) == (back[name].recall, back[name].precision)
        for value in (score.precision, score.recall, score.f1):
            assert value is None or -1e-9 <= value <= 1 + 1e-9


@given(groupings)
def test_a_grouping_agrees_wholly_with_itself(numbers: list[int]) -> None:
    for name, score in entity_scores(grouped(numbers), grouped(numbers)[::-1]).items():
        assert score.f1 is None or score.f1 == pytest.approx(1), name

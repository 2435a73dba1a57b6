"""The measures beside independent implementations: krippendorff, scikit-learn's κ, nervaluate; and where these fail."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nervaluate import Evaluator
from sklearn.metrics import cohen_kappa_score

from annotator.core.grid import alpha, grid, kappa, nominal_alpha
from annotator.core.mention_counts import count_mentions
from annotator.core.model import Mention, spans_of

LENGTH = 24
LABELS = ("person", "role", "event")

TEXTBOOK = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
"""Krippendorff's example of four observers and twelve units, some missing ("Computing Krippendorff's
Alpha-Reliability", 2011, section C); its nominal α is 0.743."""


def categories(mentions: list[Mention]) -> list[int]:
    """The category of each code point as a number: one bit a label."""
    found = [0] * LENGTH
    for mention in mentions:
        for offset in range(mention.start, mention.end):
            found[offset] |= 1 << LABELS.index(mention.label)
    return found


def made(places: list[tuple[int, int, str]]) -> list[Mention]:
    return [
        Mention(f"m-{number}", label, spans_of((start, min(LENGTH, start + length))))
        for number, (start, length, label) in enumerate(places)
    ]


mentions = st.lists(
    st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 6), st.sampled_from(LABELS)), min_size=1, max_size=6
).map(made)


@settings(max_examples=40)
@given(mentions, mentions)
def test_alpha_and_kappa_are_what_others_make_of_the_same_code_points(
    ours: list[Mention], theirs: list[Mention]
) -> None:
    left, right = categories(ours), categories(theirs)
    counts = grid(ours, theirs, LENGTH)
    if len({*left, *right}) == 1:
        assert alpha(counts).value is None
        assert kappa(counts).value is None
        return

    expected = krippendorff.alpha(np.array([left, right], dtype=float), level_of_measurement="nominal")
    assert alpha(counts).value == pytest.approx(expected)
    assert kappa(counts).value == pytest.approx(cohen_kappa_score(left, right))


def test_the_textbook_example_has_its_alpha() -> None:
    """Four observers with gaps: 0.743, as the book has it and the other implementation."""
    table = np.array([[np.nan if one is None else one for one in row] for row in TEXTBOOK], dtype=float)
    units = [[one for one in column if one is not None] for column in zip(*TEXTBOOK, strict=True)]
    found = nominal_alpha((unit, 1) for unit in units)

    assert found is not None
    assert found.value == pytest.approx(0.743, abs=0.0005)
    assert found.value == pytest.approx(krippendorff.alpha(table, level_of_measurement="nominal"))


def evaluated(ours: list[Mention], theirs: list[Mention]) -> dict[str, dict[str, float]]:
    """What nervaluate says of ours against theirs. Its ends are the last place covered, ours the one after it."""

    def told(mentions: list[Mention]) -> list[dict[str, object]]:
        return [{"label": one.label, "start": one.start, "end": one.end - 1} for one in mentions]

    results = Evaluator([told(theirs)], [told(ours)], tags=list(LABELS), loader="dict").evaluate()["overall"]
    return {
        name: {"precision": results[name].precision, "recall": results[name].recall, "f1": results[name].f1}
        for name in ("strict", "exact", "ent_type")
    }


@st.composite
def apart(draw: st.DrawFn) -> list[Mention]:
    """Mentions of which no two share a code point: what nervaluate's first come, first served does no harm to."""
    places, here = [], 0
    for step, length, label in draw(
        st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3), st.sampled_from(LABELS)), min_size=1, max_size=5)
    ):
        places.append((here + step, length, label))
        here += step + length
    return [
        Mention(f"m-{number}", label, spans_of((start, start + length)))
        for number, (start, length, label) in enumerate(places)
    ]


@settings(max_examples=40)
@given(apart())
def test_exact_scores_are_what_nervaluate_says_where_mentions_are_apart(ours: list[Mention]) -> None:
    theirs = [
        Mention(f"o-{number}", LABELS[number % 3] if number % 2 else one.label, one.spans)
        for number, one in enumerate(ours)
        if number % 4 != 3
    ]
    found, expected = count_mentions(ours, theirs), evaluated(ours, theirs)

    for name, tally in (("strict", found.exact), ("exact", found.spans)):
        score = tally.score("")
        assert score.precision == pytest.approx(expected[name]["precision"])
        assert score.recall == pytest.approx(expected[name]["recall"])
        assert score.f1 == pytest.approx(expected[name]["f1"])


def test_unlike_nervaluate_ours_does_not_depend_on_the_order() -> None:
    """A long mention of ours comes first and takes the only partner of the short one after it."""
    ours = made([(0, 10, "person"), (0, 2, "person")])
    theirs = made([(0, 3, "person"), (8, 2, "person")])

    assert count_mentions(ours, theirs).overlap.score("").f1 == 1
    assert count_mentions(ours[::-1], theirs).overlap.score("").f1 == 1
    assert {evaluated(order, theirs)["ent_type"]["f1"] for order in (ours, ours[::-1])} != {1.0}


def test_unlike_nervaluate_ours_has_no_score_where_both_sides_are_empty() -> None:
    assert evaluated([], [])["strict"]["f1"] == 0
    assert count_mentions([], []).exact.score("nothing").f1 is None

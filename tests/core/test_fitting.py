"""What a format has no place for is taken out, and each thing of it is told."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.fitting import ALL, Holds, fitted
from annotator.core.model import AnnotationSet, Mention, Target, spans_of
from annotator.core.schema import default_schema
from tests.examples import annotation_set, document
from tests.formats.examples import memo

SCHEMA = default_schema("news")


def fit(annotations: AnnotationSet, holds: Holds, has: bool = True) -> tuple[AnnotationSet, Counter[str]]:
    """The set as a format has it, and what is lost."""
    lost: Counter[str] = Counter()
    item = memo()
    whole = fitted(annotations, item.document, holds, SCHEMA, lambda kind, _: lost.update([kind]), lambda _: has)
    return whole, lost


def test_a_format_that_holds_all_loses_nothing() -> None:
    (annotations,) = memo().sets
    assert fit(annotations, ALL) == (annotations, Counter())


@pytest.mark.parametrize("name", [name for name in Holds._fields if name not in ("annotators", "across")])
def test_whatever_a_format_does_not_hold_is_told(name: str) -> None:
    (annotations,) = memo().sets
    kept, lost = fit(annotations, ALL._replace(**{name: False}))
    assert lost
    assert kept != annotations
    assert not fit(kept, ALL._replace(**{name: False}))[1], "what is left fits"


def test_a_link_to_what_does_not_go_out_is_told() -> None:
    (annotations,) = memo().sets
    link = next(iter(annotations.links.values()))
    far = annotations.links.with_changes({link.id: type(link)(link.id, link.type, link.source, Target("other", "m-x"))})
    from dataclasses import replace

    outside = replace(annotations, links=far)
    assert fit(outside, ALL, has=False)[1] == {"link with an end that is left out": 1}
    assert fit(outside, ALL._replace(across=False))[1] == {"link to another document": 1}


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), max_size=12), st.booleans())
def test_what_stays_lies_apart_or_one_in_the_other(places: list[tuple[int, int]], nested: bool) -> None:
    mentions = [
        Mention(f"m-{n}", "person", spans_of((start, start + length))) for n, (start, length) in enumerate(places)
    ]
    whole = annotation_set(mentions, of=document("x" * 40, "one"))
    lost: list[str] = []
    holds = ALL._replace(nested=nested, overlapping=False)
    kept = fitted(whole, document("x" * 40, "one"), holds, SCHEMA, lambda kind, _: lost.append(kind), lambda _: True)
    assert len(kept.mentions) + len(lost) == len(mentions)
    stay = list(kept.mentions.values())
    for number, one in enumerate(stay):
        for other in stay[number + 1 :]:
            apart = one.end <= other.start or other.end <= one.start
            inside = one.spans[0].contains(other.spans[0]) or other.spans[0].contains(one.spans[0])
            assert apart or (nested and inside)

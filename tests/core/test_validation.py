"""The schema's refusals say what is allowed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.model import AttributeValue, Claim, Link, Target
from annotator.core.schema import Label, default_schema, make_schema
from annotator.core.validation import mention_problems, problems_in
from tests.examples import PERSON, POSITION, annotation_set, memo, mention

SCHEMA = default_schema("test")
RICH = make_schema(
    labels=[
        Label("person", attributes={"certainty": ("sure", "unsure"), "age": "number", "alias": "text", "dead": "flag"})
    ]
)


def test_a_sound_set_has_no_problem() -> None:
    assert list(problems_in(memo(), SCHEMA)) == []


def test_each_record_that_does_not_fit_is_named() -> None:
    odd = annotation_set(
        [PERSON, mention("m-odd", "place", "memo")],
        [replace(POSITION, arguments={"person": ("m-person", "m-odd"), "boss": ("m-person",), "role": ("m-gone",)})],
        [Link("l-1", "owns", "m-person", Target("x", "y")), Link("l-2", "contradicts", "m-person", Target("x", "y"))],
    )
    said = list(problems_in(odd, SCHEMA))
    assert [record_id for record_id, _ in said] == ["m-odd", *["c-position"] * 4, "l-1", "l-2"]
    sentences = " ".join(sentence for _, sentence in said)
    assert 'The label "place" is not in the schema; it has: person, role, amount, event.' in sentences
    assert "takes exactly one mention, not 2" in sentences
    assert "takes a person, not a place" in sentences
    assert 'no argument "boss"; it has: person, role' in sentences
    assert "m-gone, which is not in this set" in sentences


def test_an_empty_slot_is_told() -> None:
    empty = annotation_set([PERSON], [Claim("c-1", "position", POSITION.spans, {"person": ("m-person",)})])
    ((_, sentence),) = problems_in(empty, SCHEMA)
    assert sentence == 'The argument "role" of a position is empty; it takes exactly one mention.'


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("certainty", "sure", None),
        ("certainty", "maybe", "is one of sure, unsure"),
        ("age", 40.5, None),
        ("age", True, "is a number"),
        ("alias", "JD", None),
        ("alias", 3, "is a text"),
        ("dead", False, None),
        ("dead", "no", "is true or false"),
        ("height", 2, "is no attribute of the label"),
    ],
)
def test_attributes_have_the_kind_that_the_schema_says(name: str, value: AttributeValue, problem: str | None) -> None:
    said = list(mention_problems(replace(PERSON, attributes={name: value}), RICH))
    if problem is None:
        assert said == []
    else:
        assert len(said) == 1
        assert problem in said[0]

"""What is read of an amount or date is shown, may be corrected, and has to be readable then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.catalogue import Catalogue
from annotator.core.comparison import shown_value, value_of_mention
from annotator.core.edits import apply
from annotator.core.errors import AnnotatorError
from annotator.core.model import Mention
from annotator.core.operations import change_record, relabel
from annotator.core.outline_rows import claim_row, mention_row
from annotator.core.schema import VALUE, AttributeType, Label, default_schema, make_schema
from annotator.core.sentences import plain
from annotator.core.validation import mention_problems
from tests.examples import AMOUNT, EVENT, PERSON, annotation_set, document, memo, mention

SCHEMA = default_schema("test")


def corrected(value: str | float, of: Mention = AMOUNT) -> Mention:
    return replace(of, attributes={VALUE: value})


def test_a_corrected_value_is_read_in_place_of_the_words() -> None:
    assert str(value_of_mention(SCHEMA, document(), AMOUNT).read) == "≈ 200"
    assert str(value_of_mention(SCHEMA, document(), corrected("14%")).read) == "14 %"


def test_what_was_read_is_shown_where_the_words_say_it_otherwise() -> None:
    text = "Some 200 of 200 left on 16 July 2025, it cost 14.3bn US dollars."
    schema = make_schema(labels=[Label("amount"), Label("date"), Label("person")])
    shown = {
        words: shown_value(schema, document(text), mention("m-1", label, words, text))
        for label, words in (
            ("amount", "Some 200"),
            ("amount", "200"),
            ("date", "16 July 2025"),
            ("amount", "14.3bn US dollars"),
            ("amount", "it"),
        )
    }
    assert shown == {
        "Some 200": "≈ 200",
        "200": "",
        "16 July 2025": "2025-07-16",
        "14.3bn US dollars": "USD 14.3 bn",
        "it": "",
    }
    assert shown_value(schema, document(text), mention("m-1", "person", "200", text)) == ""


def test_values_stand_at_the_right_of_claims_and_mentions_once_they_are_compared() -> None:
    catalogue = Catalogue(SCHEMA)
    catalogue.put(document(), memo())
    entry = catalogue.entry("layoffs")
    assert entry is not None
    assert mention_row(catalogue, entry, AMOUNT).right == ()
    catalogue.find_conflicts()
    assert plain(mention_row(catalogue, entry, AMOUNT).right) == "≈ 200"
    figure = replace(memo().claims["c-position"], type="figure", arguments={"amount": ("m-amount",)})
    assert plain(claim_row(catalogue, entry, figure).right) == "≈ 200"


def test_an_amount_may_have_a_value_though_the_schema_names_none_and_a_person_may_not() -> None:
    assert list(mention_problems(corrected("190"), SCHEMA)) == []
    assert "no attribute of the label" in next(mention_problems(corrected("190", PERSON), SCHEMA))


@pytest.mark.parametrize("value", ["", "some", "Ann"])
def test_a_value_that_gives_no_amount_is_refused_in_a_sentence(value: str) -> None:
    with pytest.raises(AnnotatorError, match="gives no amount; write it as"):
        change_record(memo(), SCHEMA, AMOUNT, corrected(value))


def test_a_date_that_gives_no_date_is_refused_in_a_sentence() -> None:
    schema = make_schema(labels=[Label("date")])
    (problem,) = mention_problems(Mention("m-1", "date", AMOUNT.spans, attributes={VALUE: "soon"}), schema)
    assert "gives no date; write it as" in problem


def test_the_kind_that_the_schema_gives_the_value_stays() -> None:
    number: dict[str, AttributeType] = {VALUE: "number"}
    schema = make_schema(labels=[Label("amount", attributes=number)])
    assert list(mention_problems(corrected(190), schema)) == []
    assert "is a number" in next(mention_problems(corrected("190"), schema))


def test_a_value_goes_with_the_label_that_is_read() -> None:
    annotations = annotation_set([corrected("190"), EVENT])
    edit = relabel(annotations, SCHEMA, corrected("190"), "event")
    assert apply(annotations, edit).mentions[AMOUNT.id].attributes == {}

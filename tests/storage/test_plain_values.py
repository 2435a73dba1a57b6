"""JSON keeps what TOML can say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.core.display import display_safe
from annotator.storage.plain_values import json_line, json_value
from tests.storage.strategies import same, values


@given(values | st.floats())
@example({"$date": "2026-11-21"})
@example({"$$date": 1})
@example({"$table": {"$x": 1}})
def test_every_value_comes_back_as_it_was(value: Any) -> None:
    written = json_line(value)
    assert same(json_value(written), value)
    assert display_safe(written) == written
    json.loads(written, parse_constant=pytest.fail)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": null}', "null"),
        ('{"a": 1, "b": 2, "a": 3}', 'The key "a" is there twice'),
        ('{"a": "\\ud800"}', "surrogate"),
        ('["\\uD83D"]', "surrogate"),
        ('{"a": NaN}', "NaN"),
        ('{"$what": "x"}', r'The key "\$what" is not known'),
        ('{"$date": "yesterday"}', "which is no date"),
    ],
)
def test_what_would_not_survive_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        json_value(text)


def test_a_whole_surrogate_pair_is_a_character() -> None:
    assert json_value('"\\ud83d\\ude00"') == "\U0001f600"


def test_a_quote_of_a_whole_document_is_written_in_pieces_as_if_in_one() -> None:
    text = 'Said \u201cyes\u201d,\r\n\tthen "no" \\ \U0001f600\u2028\u202e e\u0301 ' * 20_000
    line = json_line({"id": "m-1", "quote": text, "spans": [[0, len(text)]]})
    assert json_value(line)["quote"] == text
    assert line.replace("\\u2028", "\u2028").replace("\\u202e", "\u202e") == json.dumps(
        {"id": "m-1", "quote": text, "spans": [[0, len(text)]]}, ensure_ascii=False
    )

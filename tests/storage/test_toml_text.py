"""What the emitter writes, a TOML parser reads back as it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.display import display_safe
from annotator.storage.toml_text import toml_block, toml_string, toml_value
from tests.storage.strategies import same, texts, values


@given(st.dictionaries(texts, values | st.floats(), max_size=4))
def test_every_value_comes_back_as_it_was(table: dict[str, Any]) -> None:
    assert same(tomli.loads(toml_block(table)), table)


@given(values)
def test_a_value_stands_in_one_line_that_a_terminal_may_show(value: Any) -> None:
    written = toml_value(value)
    assert display_safe(written) == written


def test_records_look_as_the_contract_lays_them_out() -> None:
    table = {
        "id": "m-1",
        "spans": [(187, 190)],
        "created": dt.datetime(2026, 11, 21, 19, tzinfo=dt.UTC),
        "attributes": {"approximate": True},
        "arguments": {},
        "two words": 1,
    }
    assert toml_block(table) == (
        'id = "m-1"\nspans = [[187, 190]]\ncreated = 2026-11-21T19:00:00Z\n'
        'attributes = { approximate = true }\narguments = {}\n"two words" = 1\n'
    )


def test_what_toml_lacks_is_refused() -> None:
    with pytest.raises(TypeError, match="NoneType"):
        toml_value(None)


def test_a_text_longer_than_a_piece_is_written_as_if_in_one() -> None:
    line = 'Said \u201cyes\u201d,\r\n\tthen "no" \\ \U0001f600\u2028 e\u0301 '
    assert toml_string(line * 20_000) == f'"{toml_string(line)[1:-1] * 20_000}"'

"""Messages name the line at which a value stands."""

from __future__ import annotations

import tomli
from hypothesis import given
from hypothesis import strategies as st

from annotator.storage.lines import json_lines, line_of, toml_lines
from annotator.storage.plain_values import json_line
from annotator.storage.toml_text import toml_block
from tests.storage.strategies import texts, values

TOML = '''# [[mentions]] in a comment
format = 1
note = """
[[mentions]]
id = "not this" \\
"""
other = \'\'\'
[[mentions]]\'\'\'

[[mentions]]
id = "m-1"
spans = [
  [1, 2],  # id = 3
]
[[ "mentions" ]]
id = "m-2"
[mentions.attributes]
deep.key = 1
[[mentions]]
id = "m-3"
[table]
id = 1
'''


def test_toml_headers_and_keys_are_found_and_texts_are_not_taken_for_them() -> None:
    assert [record["id"] for record in tomli.loads(TOML)["mentions"]] == ["m-1", "m-2", "m-3"]
    lines = toml_lines(TOML)
    assert line_of(("format",), lines) == 2
    assert line_of(("mentions", 0), lines) == 10
    assert line_of(("mentions", 0, "spans"), lines) == 12
    assert line_of(("mentions", 1, "id"), lines) == 16
    assert line_of(("mentions", 1, "attributes", "deep", "key"), lines) == 18
    assert line_of(("mentions", 2, "nowhere"), lines) == 19
    assert line_of(("table", "id"), lines) == 22
    assert line_of(("absent",), lines) == 1


def test_json_values_are_found_however_they_are_laid_out() -> None:
    text = '{\n"format": 1, "note": "[{\\"}",\n"mentions": [\n{"id": "m-1"},\n{\n"id":\n"m-2", "spans": [[1,\n2]]}]}'
    lines = json_lines(text)
    assert line_of(("format",), lines) == 2
    assert line_of(("mentions", 0, "id"), lines) == 4
    assert line_of(("mentions", 1), lines) == 5
    assert line_of(("mentions", 1, "id"), lines) == 6
    assert line_of(("mentions", 1, "spans", 0, 1), lines) == 8


@given(st.lists(st.dictionaries(texts, values, max_size=3), min_size=1, max_size=3))
def test_each_record_is_found_after_any_others(records: list[dict[str, object]]) -> None:
    toml = "".join(f"[[records]]\n{toml_block(record)}" for record in records)
    json = '{"records": [\n' + ",\n".join(json_line(record) for record in records) + "]}"
    for number in range(len(records)):
        toml_line = 1 + sum(1 + len(before) for before in records[:number])
        assert line_of(("records", number), toml_lines(toml)) == toml_line
        assert line_of(("records", number), json_lines(json)) == 2 + number

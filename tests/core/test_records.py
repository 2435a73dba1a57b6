"""Records: a value that is cheap to derive from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import FOLD_AFTER, Records

keys = st.text("abcdef", min_size=1, max_size=2)
steps = st.lists(st.dictionaries(keys, st.none() | st.integers(), max_size=5), max_size=200)


@given(st.dictionaries(keys, st.integers()), steps)
def test_records_behave_like_a_dictionary_after_any_changes(
    start: dict[str, int], changes: list[dict[str, int | None]]
) -> None:
    records = Records(start.items())
    expected = dict(start)
    for step in changes:
        records = records.with_changes(step)
        for key, value in step.items():
            if value is None:
                expected.pop(key, None)
            else:
                expected[key] = value
    assert dict(records) == expected
    assert len(records) == len(expected)
    assert sorted(records.values()) == sorted(expected.values())
    assert set(records) == set(expected)
    assert all(key in records for key in expected)
    assert records == Records(expected.items())


def test_the_old_value_stays_as_it_was_across_a_fold() -> None:
    first = Records((str(number), number) for number in range(1000))
    seen = [first]
    for number in range(2 * FOLD_AFTER):
        seen.append(seen[-1].with_changes({str(number): None, f"new-{number}": number}))
    assert dict(first) == {str(number): number for number in range(1000)}
    assert "0" not in seen[-1]
    assert seen[-1]["new-511"] == 511
    assert len(seen[1]) == 1000

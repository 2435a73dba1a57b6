"""Row numbers by bisection are those that counting gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.shelf import Key, Shelf

keys = st.tuples(st.integers(0, 30), st.sampled_from("abcdef"))
contents = st.dictionaries(keys, st.integers(0, 3), max_size=25)


def listed(items: dict[Key, int]) -> list[tuple[Key, int]]:
    return [(key, place) for key in sorted(items) for place in range(items[key] + 1)]


@given(contents, st.lists(st.tuples(keys, st.integers(0, 3))), st.lists(keys))
def test_every_row_is_where_counting_puts_it_after_any_changes(
    items: dict[Key, int], put: list[tuple[Key, int]], dropped: list[Key]
) -> None:
    shelf = Shelf(items.items())
    kept = dict(items)
    for key in dropped:
        shelf.drop(key)
        kept.pop(key, None)
        assert shelf.rows == len(listed(kept))
    for key, further in put:
        shelf.drop(key)
        shelf.put(key, further)
        kept[key] = further
        assert shelf.rows == len(listed(kept))
    rows = listed(kept)
    assert shelf.rows == len(rows)
    assert [shelf.at(row) for row in range(len(rows))] == rows
    assert all(shelf.row_of(key) == rows.index((key, 0)) for key in kept)
    assert all(key in shelf for key in kept)


@given(contents, st.integers(-1, 31))
def test_looking_back_gives_what_starts_before_the_nearest_first(items: dict[Key, int], offset: int) -> None:
    expected = sorted((key for key in items if key[0] <= offset), reverse=True)
    assert list(Shelf(items.items()).back_from(offset)) == expected

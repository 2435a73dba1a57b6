"""The top and key lines shorten by priority, and never cut a word."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.schema import default_schema
from annotator.tui.actions import ACTIONS, shown
from annotator.tui.keyline import Now, key_items
from annotator.tui.widgets.lines import GAP, Item, place

items = st.lists(
    st.builds(
        lambda words, weight, right: Item(((words, "plain"),), weight, right=right),
        st.text("abc日", min_size=1, max_size=12),
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=12,
)


@given(items, st.integers(0, 120))
def test_what_is_shown_fits_and_nothing_overlaps(given_items: list[Item], width: int) -> None:
    placed = place(given_items, width)
    for before, after in itertools.pairwise(placed):
        assert before.x + before.item.width + GAP <= after.x
    if placed:
        assert placed[0].x >= 1
        assert placed[-1].x + placed[-1].item.width <= width - 1


@given(items, st.integers(0, 120))
def test_nothing_goes_that_weighs_more_than_what_stays(given_items: list[Item], width: int) -> None:
    kept = [one.item for one in place(given_items, width)]
    gone = [item for item in given_items if item not in kept]
    if gone and kept:
        assert max(item.weight for item in gone) <= max(item.weight for item in kept)


def test_the_labels_and_the_help_stay_longest() -> None:
    schema = default_schema("x")
    offered = key_items(schema, Now(), {})
    narrow = [one.item.action for one in place(offered, 60)]
    assert narrow[:4] == ["label:person", "label:role", "label:amount", "label:event"]
    assert "help" in narrow


def test_the_key_line_offers_what_can_be_done_now() -> None:
    schema = default_schema("x")

    def actions(now: Now) -> set[str]:
        return {item.action for item in key_items(schema, now, {})}

    assert {"edit", "remove", "link:same-as"} <= actions(Now(mention=True))
    assert "remove" not in actions(Now(selection=True))
    assert "claim" in actions(Now(selection=True))
    assert "link:contradicts" in actions(Now(claim=True))
    assert not {"label:person", "link:same-as"} & actions(Now(mention=True, read_only=True))
    suggested = key_items(schema, Now(selection=True, suggestion="amount"), {})
    assert suggested[0].pieces == (("⏎", "accent"), (" label amount", "plain"))


def test_a_key_of_the_users_own_is_the_one_that_is_shown() -> None:
    (item,) = [item for item in key_items(default_schema("x"), Now(), {"claim": "k,ctrl+k"}) if item.action == "claim"]
    assert item.pieces[0] == ("k", "accent")


def test_every_key_has_a_name_that_people_know() -> None:
    names = {shown(key) for action in ACTIONS for key in action.keys}
    assert {"ctrl+z", "⇥", "shift+⇥", "(", "*", "F1", "alt+→", "del"} <= names
    assert [name for name in names if "_" in name] == ["_"]

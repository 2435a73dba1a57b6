"""Entities are what ties connect, however the ties came and went."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.entities import Entities, entity_name
from annotator.core.model import Target

NODES = [Target(f"d{number % 3}", f"m{number}") for number in range(7)]
pairs = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES))


def reachable(ties: Counter[tuple[Target, Target]], start: Target) -> frozenset[Target]:
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for one, other in +ties:
            for near, far in ((one, other), (other, one)):
                if near == here and far not in found:
                    found.add(far)
                    waiting.append(far)
    return frozenset(found)


@given(st.lists(st.tuples(st.booleans(), pairs), max_size=40))
def test_members_are_what_the_ties_reach(steps: list[tuple[bool, tuple[Target, Target]]]) -> None:
    entities, ties = Entities(), Counter[tuple[Target, Target]]()
    for comes, pair in steps:
        keys = {node: entities.key(node) for node in NODES}
        if comes:
            ties[pair] += 1
            moved = entities.tie(*pair)
        elif ties[pair]:
            ties[pair] -= 1
            moved = entities.untie(*pair)
        else:
            continue
        for node in NODES:
            assert entities.members(node) == reachable(ties, node)
            assert entities.size(node) == len(reachable(ties, node))
        assert {node for node in NODES if entities.key(node) != keys[node]} <= moved
        assert all(entities.same(*both) == (both[1] in reachable(ties, both[0])) for both in [pair, pair[::-1]])
    assert set(entities) == {group for node in NODES if len(group := reachable(ties, node)) > 1}


def test_an_entity_is_called_by_its_most_frequent_words() -> None:
    assert entity_name(["Hale", "Brandon Hale", "Hale"]) == "Hale"
    assert entity_name(["Hale", "Brandon Hale"]) == "Brandon Hale"
    assert entity_name([]) == ""

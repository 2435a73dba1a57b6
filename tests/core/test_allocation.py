"""Documents are given to annotators evenly, the same everywhere, and nobody loses what they have begun."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.allocation import ORDERS, Assignment, allocate, next_in

NAMES = ("ann-1", "ann-2", "ann-3", "ann-4")
documents = st.lists(st.sampled_from([f"news/{number}" for number in range(40)]), unique=True)


@st.composite
def assignments(draw: st.DrawFn) -> Assignment:
    names = tuple(draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True)))
    named = draw(st.dictionaries(st.sampled_from(NAMES), st.just(("news/1*",)), max_size=1))
    return Assignment(names, draw(st.integers(0, len(names))), named, draw(st.sampled_from(ORDERS)))


def seats(queues: dict[str, tuple[str, ...]]) -> Counter[str]:
    return Counter(document for queue in queues.values() for document in queue)


@given(documents, assignments())
def test_every_document_is_annotated_as_often_as_was_asked(ids: list[str], assignment: Assignment) -> None:
    queues = allocate(ids, assignment)
    assert all(len(queue) == len(set(queue)) for queue in queues.values())
    by_hand = Counter(document for document in ids if document.startswith("news/1") for _ in assignment.named)
    if not assignment.named:
        assert seats(queues) == Counter(dict.fromkeys(ids, assignment.each)) - Counter()
    assert all(seats(queues)[document] >= max(assignment.each, by_hand[document]) for document in ids)


@given(documents, st.integers(1, 4))
def test_the_work_is_shared_evenly(ids: list[str], each: int) -> None:
    loads = [len(queue) for queue in allocate(ids, Assignment(NAMES, each)).values()]
    assert max(loads) - min(loads) <= 1


def test_each_pair_of_annotators_has_about_as_many_documents_in_common() -> None:
    queues = allocate([f"news/{number}" for number in range(60)], Assignment(NAMES, 2))
    shared = [len(set(queues[one]) & set(queues[other])) for one, other in combinations(NAMES, 2)]
    assert (sum(shared), max(shared) - min(shared) <= 4) == (60, True)


@given(documents, assignments(), st.data())
def test_nobody_loses_what_they_have_begun(ids: list[str], assignment: Assignment, data: st.DataObject) -> None:
    names = st.sets(st.sampled_from(assignment.annotators))
    begun = {document: data.draw(names) for document in ids}
    queues = allocate(ids, assignment, begun)
    assert all(document in queues[name] for document, whose in begun.items() for name in whose)


@given(documents, assignments())
def test_the_order_of_a_queue_is_the_librarys_or_everybodys_own(ids: list[str], assignment: Assignment) -> None:
    for queue in allocate(ids, assignment).values():
        if assignment.order == "listed":
            assert list(queue) == [document for document in ids if document in queue]
    assert allocate(ids, assignment) == allocate(ids, assignment)


def test_shuffled_queues_differ_from_annotator_to_annotator() -> None:
    ids = [f"news/{number}" for number in range(20)]
    first, second = allocate(ids, Assignment(NAMES[:2], 2, order="shuffled")).values()
    assert sorted(first) == sorted(second)
    assert first != second != tuple(ids)


def test_a_pattern_gives_all_documents_of_a_folder() -> None:
    ids = ["a", "news/1", "news/2"]
    assert allocate(ids, Assignment(named={"ann-1": ("news/*",), "ann-2": ("a",)})) == {
        "ann-1": ("news/1", "news/2"),
        "ann-2": ("a",),
    }


def test_the_next_document_is_the_next_open_one_and_after_the_end_the_first() -> None:
    queue = ("a", "b", "c", "d")
    assert next_in(queue, "b", {"a", "d"}) == "d"
    assert next_in(queue, "d", {"a", "d"}) == "a"
    assert next_in(queue, "elsewhere", {"c"}) == "c"
    assert next_in(queue, "c", {"c"}) is None

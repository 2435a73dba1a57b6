"""The queue of conflicts: where it begins, and where it goes on when some are decided or gone."""

from __future__ import annotations

import threading
from dataclasses import replace

from annotator.core.catalogue import Catalogue
from annotator.core.edits import apply
from annotator.core.model import Target
from annotator.core.queue import Queue, next_open, queue_about, queue_after
from annotator.core.schema import default_schema
from annotator.core.settling import settle
from tests.articles import article, position
from tests.core.test_settling import CLERK


def disagreeing() -> Catalogue:
    """Documents a and b with two holders of each of three posts."""
    catalogue = Catalogue(default_schema("test"))
    for name, person in (("a", "Ada Kim"), ("b", "Li Wang")):
        catalogue.put(*article(name, *(position(person, post) for post in ("CEO", "chair", "CFO"))))
    catalogue.find_conflicts()
    return catalogue


def decide(catalogue: Catalogue, queue: Queue) -> None:
    """Says of the conflict that is shown that it is a contradiction."""
    entry = catalogue.entry("a")
    assert entry is not None
    assert queue.shown is not None
    edit = settle(catalogue, queue.shown, "contradicts", CLERK, "a")
    catalogue.put(entry.document, apply(entry.annotations, edit))


def test_it_begins_at_the_claim_where_the_user_is() -> None:
    queue = queue_about(disagreeing(), "b", ["c-1"])

    assert queue.shown is not None
    assert queue.shown.pair == (Target("a", "c-1"), Target("b", "c-1"))
    assert (queue.at, queue.open, len(queue.conflicts)) == (1, 3, 3)


def test_elsewhere_it_begins_at_the_first_that_is_to_be_decided() -> None:
    catalogue = disagreeing()
    decide(catalogue, queue_about(catalogue, "c", []))

    assert queue_about(catalogue, "c", []).at == 1
    assert queue_about(catalogue, "c", []).open == 2


def test_it_goes_on_to_the_next_that_is_to_be_decided_and_round() -> None:
    catalogue = disagreeing()
    queue = queue_about(catalogue, "a", ["c-2"])
    places = [queue.at]
    while queue.open:
        decide(catalogue, queue)
        queue = next_open(catalogue, queue_after(catalogue, queue))
        places.append(queue.at)

    assert places == [2, 0, 1, 1]


def test_what_takes_the_place_of_a_conflict_that_is_gone_is_shown() -> None:
    catalogue = disagreeing()
    queue = queue_about(catalogue, "a", ["c-1"])
    entry = catalogue.entry("a")
    assert entry is not None
    without = entry.annotations.claims.with_changes({"c-1": None})
    catalogue.put(entry.document, replace(entry.annotations, claims=without))

    queue = queue_after(catalogue, queue)

    assert queue.shown is not None
    assert queue.shown.ours == Target("a", "c-2")
    assert len(queue.conflicts) == 2


def test_an_empty_queue_shows_nothing_and_steps_nowhere() -> None:
    queue = queue_about(Catalogue(default_schema("test")), "a", [])

    assert queue == queue.stepped(1) == Queue()
    assert queue.shown is None


def test_it_is_made_in_a_thread_while_annotations_change() -> None:
    catalogue = disagreeing()
    failures: list[BaseException] = []

    def look() -> None:
        try:
            for _ in range(200):
                queue_about(catalogue, "a", ["c-1"])
        except BaseException as failure:  # noqa: BLE001 - told by the test
            failures.append(failure)

    thread = threading.Thread(target=look)
    thread.start()
    number = 0
    while thread.is_alive():
        number += 1
        catalogue.put(*article(f"d{number % 50}", position("Eva Novak" if number % 2 else "Tom Kim")))
    thread.join()

    assert not failures

"""An annotator's work over time: speed without pauses, corrections, and the drift of labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.checked import Checked, checked
from annotator.core.model import AnnotationSet, Mention, Status, spans_of
from annotator.core.quality import PAUSE, Work, active_seconds, divergence, quality
from annotator.core.records import Records
from annotator.core.remarks import Decision, Version, digest_of

LENGTH = 100


def work(document: str, began: str, records: int = 10, **labels: int) -> Work:
    return Work(document, began, 360.0, records, records, 4, 1, labels, {"person": 5, "role": 5})


def test_pauses_are_cut_and_the_time_is_that_of_the_document_that_was_edited() -> None:
    moments = [(0.0, "a"), (60.0, "a"), (90.0, "b"), (90.0 + PAUSE + 1, "a"), (90.0 + PAUSE + 11, "a")]

    assert active_seconds(moments[::-1]) == {"a": 70.0, "b": 30.0}
    assert active_seconds([]) == {}


def test_speed_is_records_an_hour_and_corrections_are_a_share_of_what_was_checked() -> None:
    whole = quality("ann-1", [work("a", "2026-01-01", person=5, role=5), work("b", "2026-01-02", person=10)]).whole

    assert whole.per_hour == pytest.approx(20 / 0.2)
    assert whole.corrected == pytest.approx(2 / 8)
    assert (whole.records, whole.checked, whole.began) == (20, 8, "2026-01-01")


def test_the_parts_are_in_the_order_of_time_and_show_who_drifts() -> None:
    works = [work(f"d{day}", f"2026-01-{day:02}", person=5, role=5 if day < 9 else 0) for day in range(1, 11)]
    parts = quality("ann-1", works[::-1]).parts

    assert [part.began for part in parts] == ["2026-01-01", "2026-01-03", "2026-01-05", "2026-01-07", "2026-01-09"]
    assert [part.drift for part in parts[:4]] == [0, 0, 0, 0]
    assert parts[4].drift == pytest.approx(divergence({"person": 1}, {"person": 1, "role": 1}))


def test_where_nothing_tells_there_is_no_figure() -> None:
    whole = quality("ann-1", [Work("a", "", 0.0, 3, 3, 0, 0, {"person": 3}, {})]).whole

    assert (whole.per_hour, whole.corrected, whole.drift) == (None, None, None)
    assert quality("ann-1", []).parts == ()


def test_divergence_of_distributions_by_hand() -> None:
    assert divergence({"a": 3, "b": 1}, {"a": 30, "b": 10}) == 0
    assert divergence({"a": 3}, {"b": 1}) == 1
    assert divergence({"a": 1}, {"a": 1, "b": 1}) == pytest.approx(0.3112781)
    assert divergence({}, {"a": 1}) is None


counts = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 50), min_size=1)


@given(counts, counts)
def test_divergence_is_symmetric_and_from_nought_to_one(ours: dict[str, int], theirs: dict[str, int]) -> None:
    there, back = divergence(ours, theirs), divergence(theirs, ours)

    assert there is not None
    assert 0 <= there <= 1
    assert back == pytest.approx(there)


def said(annotator: str, *mentions: Mention, status: Status = Status.IN_PROGRESS) -> AnnotationSet:
    return AnnotationSet("a", annotator, "", status, Records((one.id, one) for one in mentions))


def test_of_a_curator_who_decides_only_what_is_decided_counts() -> None:
    kept, changed, later = (Mention(f"m-{n}", "person", spans_of((n * 10, n * 10 + 5))) for n in range(3))
    mine = said("ann-1", kept, changed, later)
    other = Mention("n-1", "role", changed.spans)
    same, settled = Mention("g-0", "person", kept.spans), Mention("g-1", "role", changed.spans)
    decisions = [
        Decision("d-0", (Version("ann-1", "m-0", digest_of(kept)),), "accepted:ann-1", ("g-0",)),
        Decision(
            "d-1",
            (Version("ann-1", "m-1", digest_of(changed)), Version("ann-2", "n-1", digest_of(other))),
            "accepted:ann-2",
            ("g-1",),
        ),
    ]
    gold = AnnotationSet(
        "a",
        "gold",
        "",
        mentions=Records((one.id, one) for one in (same, settled)),
        remarks=Records((one.id, one) for one in decisions),
    )

    assert checked(mine, gold, LENGTH) == Checked(2, 1)


def test_of_a_curator_without_decisions_all_counts_once_they_are_done() -> None:
    one, two = Mention("m-1", "person", spans_of((0, 5))), Mention("m-2", "person", spans_of((10, 15)))
    settled = Mention("g-1", "person", spans_of((0, 5)))

    assert checked(said("ann-1", one, two), said("gold", settled), LENGTH) == Checked(0, 0)
    assert checked(said("ann-1", one, two), said("gold", settled, status=Status.DONE), LENGTH) == Checked(2, 1)

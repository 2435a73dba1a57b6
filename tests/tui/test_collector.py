"""The collector rests while the application starts, and works afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from annotator.tui import collector


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """Leaves the collector as it was found."""
    yield
    gc.unfreeze()
    gc.enable()


def test_nothing_is_collected_between_hold_and_release_and_what_was_made_is_left_alone() -> None:
    collector.hold()
    assert not gc.isenabled()
    collector.release()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_a_release_without_a_hold_freezes_nothing() -> None:
    frozen = gc.get_freeze_count()
    collector.release()
    assert gc.isenabled()
    assert gc.get_freeze_count() == frozen

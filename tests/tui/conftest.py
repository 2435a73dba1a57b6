"""Corpora and small projects in a temporary folder, for tests that drive the whole application."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.whole_app import copy_of


@pytest.fixture
def chief(tmp_path: Path) -> Path:
    """A copy of the corpus "interim-chief"."""
    return copy_of("interim-chief", tmp_path)


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A copy of the corpus "many-scripts"."""
    return copy_of("many-scripts", tmp_path)

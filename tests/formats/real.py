"""Samples of public corpora that lie beside the clone; tests that need them say loudly where they are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.in_memory import MemorySource

FORMATS = Path(__file__).parents[3] / "shared" / "data" / "formats"


def real_files(folder: str, pattern: str = "*") -> dict[str, bytes]:
    """The files of a sample by name; the test is skipped where there are none."""
    found = {path.name: path.read_bytes() for path in sorted((FORMATS / folder).glob(pattern)) if path.is_file()}
    if not found:
        pytest.skip(f"NOT TESTED ON REAL DATA: {FORMATS / folder} has no {pattern}")
    return found


def real_source(folder: str, pattern: str = "*") -> MemorySource:
    """The files of a sample as a source."""
    return MemorySource(real_files(folder, pattern))

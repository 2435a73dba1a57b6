"""Samples of public corpora, which stand beside the repository and are not shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

REAL = Path(__file__).parents[3] / "shared" / "data" / "formats"
needs_real_data = pytest.mark.skipif(not REAL.is_dir(), reason=f"{REAL} is not there: no real corpus was read")

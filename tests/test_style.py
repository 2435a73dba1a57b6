"""The house rules that tools hold: format, lint and types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

CHECKS = {
    "format": ["ruff", "format", "--check"],
    "lint": ["ruff", "check"],
    "types": ["mypy"],
}


@pytest.mark.parametrize("check", CHECKS)
def test_all_code_keeps_the_rules_of(check: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *CHECKS[check]], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_of_the_project_holds_two_sides_of_a_merge() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("only a clone knows which files are the project's")
    found = subprocess.run(
        ["git", "grep", "-nE", "^(<{7}|>{7})( |$)"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (found.returncode, found.stdout) == (1, ""), found.stdout + found.stderr

"""Suites in a process of their own, and what happens where a machine cannot run one."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import ParamSpec

import pytest

from tests.crashes.judging import Tally

NOTHING_SKIPPED = "NOTHING_SKIPPED"
"""The environment variable that ``.ci/run`` sets."""

P = ParamSpec("P")


def alone(suite: Callable[P, Tally], *arguments: P.args, **options: P.kwargs) -> Tally:
    """The suite's tally, from a fresh process without threads: the suites fork."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        tally = pool.submit(suite, *arguments, **options).result()
    print(tally)
    return tally


def require(why_not: str, *, always: bool = True) -> None:
    """Skips the test where ``why_not`` says why this machine cannot run it, and the summary at the end repeats it.

    What is to be run ``always`` fails under ``.ci/run`` instead.
    """
    if not why_not:
        return
    if always and os.environ.get(NOTHING_SKIPPED):
        pytest.fail(f"This must be tested here, and cannot be: {why_not}.")
    pytest.skip(f"NOT TESTED HERE: {why_not}.")

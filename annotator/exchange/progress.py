"""How long work is shown: by whoever calls, on a terminal or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias

Progress: TypeAlias = Callable[[str, int | None], AbstractContextManager[Callable[[], object]]]
"""Shows how far long work is: its words and number of steps; gives what is called after each."""


@contextmanager
def unseen(words: str, total: int | None) -> Iterator[Callable[[], object]]:  # noqa: ARG001  as Progress has it
    """Shows nothing."""
    yield lambda: None

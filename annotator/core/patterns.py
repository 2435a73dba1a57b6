"""Regular expressions that are compiled when they are first used.

One with wide classes of characters takes 1 to 5 ms to compile; those that the first screen does without can wait.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn")


class _Late:
    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        """Compiles; from then on each method is found at once."""
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self._source, self._flags)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, made when one of its methods is first asked for; it has no other attributes."""
    return cast("re.Pattern[str]", _Late(source, flags))

"""What reading and writing CorefUD have in common: names, and how words stand within an attribute."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

KEY = "corefud"
"""The extra key of a mention under which stands the number of its head, where that is not the first word."""
PLAIN = "mention"
"""The label of mentions whose entity is of no kind."""
LABEL = "label"
"""The attribute of a mention whose label is not the kind of its entity."""
BRIDGING = "bridging"
"""The type of a link that stands for bridging without a relation."""
SPLIT = "split-antecedent"
"""The type of a link from an entity to one of those that it consists of."""

_SPECIAL = re.compile(r"[%,|()\-=:;<>\s\x00-\x1f\x7f\[\]]")
_GAPS = {" ": r"\s", "\t": r"\t", "\r": r"\r", "\n": r"\n", "|": r"\p", "\\": r"\\"}
_GAP = re.compile(r"\\(.)", re.DOTALL)
_GAP_OF = {escape[1]: character for character, escape in _GAPS.items()}


def escaped(words: str) -> str:
    """Words as they stand within an attribute: what means something there is written as in a URL."""
    return _SPECIAL.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), words)


def unescaped(words: str) -> str:
    """The words that ``escaped`` was given."""
    return unquote(words, errors="replace") if "%" in words else words


def gap_escaped(gap: str) -> str:
    """White space as SpacesAfter has it."""
    return "".join(_GAPS.get(character, character) for character in gap)


def gap_unescaped(gap: str) -> str:
    """The white space that SpacesAfter says."""
    return _GAP.sub(lambda found: _GAP_OF.get(found[1], found[0]), gap)


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(record.getMessage())


@contextmanager
def heard() -> Iterator[list[str]]:
    """What the library warns of, in place of its words on the terminal."""
    handler, root = _Heard(), logging.getLogger()
    before = root.handlers[:]
    root.handlers[:] = [handler]
    try:
        yield handler.words
    finally:
        root.handlers[:] = before

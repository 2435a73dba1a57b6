"""Columns of a source that have no place in the model, kept shortly in a document's metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from string import ascii_letters, digits
from typing import Any

LETTERS = ascii_letters + digits
"""Stand for the cells of a column that has few different ones, as tags of parts of speech are."""


def keep_column(sentences: Sequence[Sequence[str]]) -> dict[str, Any]:
    """What is kept of a column whose cells these are, sentence by sentence."""
    cells = list(chain.from_iterable(sentences))
    if len(set(cells)) <= 1:
        return {"same": cells[0] if cells else ""}
    for first in (0, 1):
        if all(list(sentence) == _numbers(first, len(sentence)) for sentence in sentences):
            return {"from": first}
    names = list(dict.fromkeys(cells))
    if len(names) <= len(LETTERS):
        letter = dict(zip(names, LETTERS, strict=False))
        return {"names": names, "letters": "".join([letter[cell] for cell in cells])}
    return {"cells": "\t".join(cells)}


def column_cells(kept: object, lengths: Sequence[int]) -> list[str] | None:
    """The cells of a column for sentences of these lengths; None where what is kept is not of them."""
    if not isinstance(kept, Mapping):
        return None
    count = sum(lengths)
    match dict(kept):
        case {"same": str(cell)}:
            return [cell] * count
        case {"from": int(first)}:
            return list(chain.from_iterable(_numbers(first, length) for length in lengths))
        case {"names": list(names), "letters": str(letters)} if all(isinstance(name, str) for name in names):
            named: dict[str, str] = dict(zip(LETTERS, names, strict=False))
            return (
                [named[letter] for letter in letters] if set(letters) <= set(named) and len(letters) == count else None
            )
        case {"cells": str(cells)}:
            found = cells.split("\t")
            return found if len(found) == count else None
        case _:
            return None


def _numbers(first: int, count: int) -> list[str]:
    return [str(number) for number in range(first, first + count)]

"""Tokens as they may stand in a column."""

from __future__ import annotations

import re

from annotator.core.model import Document
from annotator.formats.base import Lost, Writing

SPACE = re.compile(r"\s+")
_BREAKS = {"\t": re.compile("[\t\r\n]+"), " ": SPACE}


def column_word(document: Document, word: str, separator: str, writing: Writing) -> str:
    """A token whose white space does not end its column: that is an underscore, and told."""
    if not _BREAKS[separator].search(word):
        return word
    writing.leave_out(Lost("white space within a token", document.id, word))
    return SPACE.sub("_", word)

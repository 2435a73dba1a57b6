"""JSONL that the library ``datasets`` loads, with the classes of its labels in the card beside it.

A row is a sentence with ``tokens`` and ``ner_tags`` (IOB2), or a document with ``text`` and ``spans``. Rows of one
``document`` that follow each other are its sentences. Tags are written as words, which the card makes classes of.
"""

from __future__ import annotations

from annotator.formats.huggingface_reading import read
from annotator.formats.huggingface_writing import write

__all__ = ["read", "write"]

"""JSONL of spans as spaCy's Prodigy has it (https://prodi.gy/docs/api-interfaces): a document a line.

``text``, ``spans`` with ``start``, ``end`` (code points) and ``label``, ``relations`` between two spans, ``tokens``,
``meta``, and ``_annotator_id``. Where it has no place for something of ours a key of our own has it, which other tools
pass by: ``id``, ``note`` and ``attributes`` of a span, ``note`` and ``attributes`` of a relation.
"""

from __future__ import annotations

from annotator.formats.jsonl_reading import read
from annotator.formats.jsonl_writing import write

__all__ = ["read", "write"]

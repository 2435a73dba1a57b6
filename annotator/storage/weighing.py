"""What it would cost to read a file, told before a parser is let loose on it: its signs are counted, which is quick.

A parser works for seconds, or for minutes, on what is nonsense, and lets nothing else run meanwhile. Its work is
told well enough by how often the signs stand there that make it do something.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from annotator.core.model import AnnotationSet, Document
from annotator.core.schema import SaveAs

PATIENCE: Mapping[SaveAs, float] = {"toml": 0.6, "json": 1.2}
"""Seconds that parsing a file may take, as estimated: some 20,000 records in TOML, which is slow, 200,000 in JSON."""
MERGING = 10.0
"""The same for a merge, which nobody waits for at a screen, and which has no other way of reading."""
EDIT = 2.5
"""The same for an edit of a history: one that changes MOST_CHANGES records is within."""
MOST_CHANGES = 150_000
"""How many changes one edit may have."""
BOUNDLESS = math.inf
"""For what has been read before and found sound."""


class TooMuchError(ValueError):
    """What would take a parser too long."""


_COSTS: Mapping[SaveAs, Mapping[str, float]] = {
    "toml": {
        "[": 4e-6,
        "=": 2.2e-6,
        ",": 1.1e-6,
        "{": 1e-6,
        ".": 3e-7,
        "\\": 3e-7,
        "#": 2e-7,
        '"': 1.5e-7,
        "'": 1.5e-7,
        "\n": 2e-8,
    },
    "json": {"{": 1.4e-6, "[": 3.5e-7, ":": 3e-7, ",": 1e-7, '"': 3e-8, "\\": 1e-8},
}
"""Seconds that the parsers were measured to take for each such sign, with what follows it."""

_APART: Mapping[SaveAs, re.Pattern[str]] = {
    "toml": re.compile(
        r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+(?:"""|\Z)'
        r"|'''(?:[^']++|'{1,2}(?!'))*+(?:'''|\Z)"
        r'|"(?:[^"\\\n]++|\\.)*+"?'
        r"|'[^'\n]*+'?"
        r"|#[^\n]*+",
        re.DOTALL,
    ),
    "json": re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL),
}
"""Texts and comments, in which signs mean nothing."""

_INSIDE: Mapping[SaveAs, Mapping[str, float]] = {
    "toml": {'"': 2e-7, "'": 2e-7, "#": 2e-7, "\\": 3e-7},
    "json": {'"': 2e-7, "\\": 1e-8},
}
"""Seconds that those take, to leave them out here or to parse them."""

_PART = 1 << 20


def is_too_much(text: str, syntax: SaveAs, patience: float | None = None) -> bool:
    """Whether parsing the text would take longer than ``patience``, in seconds; without one, than PATIENCE."""
    patience = PATIENCE[syntax] if patience is None else patience
    if patience == BOUNDLESS or len(text) * max(_COSTS[syntax].values()) < patience:
        return False
    if not _weighs_more(text, _COSTS[syntax], patience):
        return False
    # Signs within texts were counted too, and what is annotated may be full of them.
    if _weighs_more(text, _INSIDE[syntax], patience):
        return True
    return _weighs_more(_APART[syntax].sub("", text), _COSTS[syntax], patience)


def _weighs_more(text: str, costs: Mapping[str, float], most: float) -> bool:
    weight = 0.0
    for start in range(0, len(text), _PART):
        end = start + _PART
        weight += sum(text.count(sign, start, end) * cost for sign, cost in costs.items())
        if weight > most:
            return True
    return False


def most_records(document: Document) -> int:
    """How many records, spans and remarks are read in one set on a document: more than anybody has to say of it."""
    return 50_000 + 4 * len(document.text)


def count_records(table: Mapping[str, Any], sections: Iterable[str]) -> int:
    """How many records and spans the sections of a file have, as it was parsed."""
    count = 0
    for section in sections:
        records = table.get(section)
        if isinstance(records, list):
            count += len(records)
            count += sum(len(one["spans"]) for one in records if isinstance(one, dict) and _has_spans(one))
    return count


def records_in(annotations: AnnotationSet) -> int:
    """The same of a set."""
    spans = sum(len(mention.spans) for mention in annotations.mentions.values())
    spans += sum(len(claim.spans) for claim in annotations.claims.values())
    records = len(annotations.mentions) + len(annotations.claims) + len(annotations.links)
    return spans + records + len(annotations.remarks) + len(annotations.aside)


def _has_spans(record: Mapping[str, Any]) -> bool:
    return isinstance(record.get("spans"), list)

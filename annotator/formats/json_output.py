"""JSON for other tools, a value a line or a file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import orjson

from annotator.core.model import Attributes
from annotator.formats.base import Lost, Writing


def json_line(value: Any) -> bytes:
    """A value in one line, with its end. Keys stay in their order, so that the same value is the same bytes."""
    try:
        line: bytes = orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # a whole number of more than 64 bits
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"
    return line


def attributes_out(attributes: Attributes, document: str, writing: Writing) -> Mapping[str, Any]:
    """Attributes as JSON has them: infinite numbers and what is none are told and left out."""
    kept: dict[str, Any] = {}
    for name, value in attributes.items():
        if isinstance(value, float) and not math.isfinite(value):
            writing.leave_out(Lost("attribute that is no finite number", document, f"{name} = {value}"))
        else:
            kept[name] = value
    return kept

"""What is known of a document, as keys of a JSON object and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from annotator.core.model import Document, Metadata
from annotator.formats.json_input import Fields
from annotator.formats.lines import stem_of

DOCUMENT = "document"
"""The key under which a document's id is written, and read again."""
_KEYS = ("title", "source", "date", "url", "topic")


def about_out(document: Document) -> dict[str, Any]:
    """What is known of a document besides its text and id."""
    about = document.metadata
    values = (about.title, about.source, about.date.isoformat() if about.date else "", about.url, about.topic)
    return {key: value for key, value in zip(_KEYS, values, strict=True) if value}


def about_in(said: Mapping[str, Any]) -> Metadata:
    """Metadata of what a source says; what it has no place for stays as it is in ``extra``, where it may be kept."""
    texts = {key: value for key in _KEYS if isinstance(value := said.get(key), str)}
    date = _date(texts.get("date", ""))
    known = {key for key in texts if key != "date" or date is not None} | {DOCUMENT}
    extra = {key: kept for key, value in said.items() if key not in known and (kept := _kept(value)) is not None}
    return Metadata(
        texts.get("title", ""),
        texts.get("source", ""),
        date,
        texts.get("url", ""),
        texts.get("topic", ""),
        {"meta": extra} if extra else {},
    )


def rest_out(document: Document) -> dict[str, Any]:
    """What a source said of a document that had no place."""
    rest = document.metadata.extra.get("meta")
    return dict(rest) if isinstance(rest, Mapping) else {}


def document_name(fields: Fields, *also: Fields) -> str:
    """What a line calls its document: by ``document``, else by its file and ``id``, else by its file and line."""
    for one in (fields, *also):
        if isinstance(name := one.data.get(DOCUMENT), str) and name:
            return name
    stem = stem_of(fields.name)
    for key in ("id", "doc_id"):
        value = fields.data.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return f"{stem}/{value}"
    return f"{stem}/{fields.line}"


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _kept(value: Any) -> Any:
    """A value without what TOML has none for: null."""
    match value:
        case None:
            return None
        case list():
            return [kept for one in value if (kept := _kept(one)) is not None]
        case Mapping():
            return {key: kept for key, one in value.items() if (kept := _kept(one)) is not None}
        case _:
            return value

"""``documents/<id>.toml``: what is known of a document besides its text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from annotator.core.model import Metadata
from annotator.storage.fields import Complaints, Fields
from annotator.storage.problems import shown
from annotator.storage.syntax import complaints_error, parse
from annotator.storage.toml_text import toml_block


def read_metadata(data: bytes, path: Path) -> Metadata:
    """The metadata that a file holds; unknown keys are kept in ``extra``. FileError, with lines, where it is wrong."""
    complaints = Complaints()
    fields = Fields(parse(data, "toml", path), (), "The metadata", complaints)
    metadata = Metadata(
        fields.text_or("title", ""),
        fields.text_or("source", ""),
        _date(fields),
        fields.text_or("url", ""),
        fields.text_or("topic", ""),
        fields.rest(),
    )
    if complaints:
        raise complaints_error(complaints, data, "toml", path)
    return metadata


def metadata_text(metadata: Metadata) -> str:
    """The file that says so, keys without a value left out; TypeError for what TOML does not have."""
    said = {
        "title": metadata.title,
        "source": metadata.source,
        "date": metadata.date,
        "url": metadata.url,
        "topic": metadata.topic,
    }
    return toml_block({**{key: value for key, value in said.items() if value}, **metadata.extra})


def _date(fields: Fields) -> dt.date | None:
    value = fields.take("date")
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    fields.complain("date", f'has {shown(value)} as "date", which is no date; write it as 2026-11-21.')
    return None

"""Mentions, claims and links as plain tables, with the keys that the files have; and back, checked.

Annotation sets and histories share this, so a record looks the same wherever it is stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

from annotator.core.ids import is_record_id
from annotator.core.model import WHYS, Aside, Claim, Document, Kind, Link, Mention, Record, Span, Spans, Target
from annotator.storage.fields import Complaints, Fields
from annotator.storage.lines import Place
from annotator.storage.paths import is_document_id
from annotator.storage.problems import shown
from annotator.storage.toml_text import toml_datetime


def record_data(record: Record, document: Document | None) -> dict[str, Any]:
    """A record as a table, in the order of the files' keys. Quotes come from ``document``; without one there are none.

    Optional keys that say nothing are left out.
    """
    data: dict[str, Any] = {"id": record.id}
    match record:
        case Mention():
            data["label"] = record.label
            _put_spans(data, record.spans, document)
        case Claim():
            data["type"] = record.type
            _put_spans(data, record.spans, document)
            if record.arguments:
                data["arguments"] = record.arguments
        case Link():
            data["type"] = record.type
            if record.source:
                data["source"] = record.source
            data["target"] = target_data(record.target)
    data["origin"] = record.origin
    if record.created is not None:
        data["created"] = record.created
    if record.note:
        data["note"] = record.note
    if record.attributes:
        data["attributes"] = record.attributes
    if record.extra:
        data.update(record.extra)
    return data


def target_data(target: Target) -> dict[str, str]:
    """Where a link leads, or what a comment is about, as a table."""
    return {"document": target.document, "id": target.id} if target.id else {"document": target.document}


def json_record(record: Record, document: Document | None) -> dict[str, Any]:
    """The same as JSON has it, with its time as text."""
    data = record_data(record, document)
    return data if record.created is None else {**data, "created": toml_datetime(record.created)}


_ASIDE_KEYS = ("why", "kind", "text-sha256")
_ASIDE_KEY = re.compile(rf"_*(?:{'|'.join(_ASIDE_KEYS)})")


def aside_data(aside: Aside) -> dict[str, Any]:
    """What is kept aside as a table: why, of what kind, and the record's keys, with the words that it covered.

    Keys of the record's own that would stand in the way get a "_" in front.
    """
    data: dict[str, Any] = {"why": aside.why, "kind": aside.kind}
    if aside.text:
        data["text-sha256"] = aside.text
    if aside.record is None:
        return {**data, "id": aside.id}
    for key, value in record_data(aside.record, None).items():
        data[f"_{key}" if _ASIDE_KEY.fullmatch(key) else key] = value
        if key == "spans":
            data["quote"] = aside.quote
    return data


def json_aside(aside: Aside) -> dict[str, Any]:
    """The same as JSON has it, with its time as text."""
    data = aside_data(aside)
    moment = data.get("created")
    return data if moment is None else {**data, "created": toml_datetime(moment)}


def read_aside(table: Mapping[str, Any], place: Place, complaints: Complaints) -> Aside | None:
    """What such a table keeps aside; None, and complaints, where something is wrong with it.

    Its spans and words are those of another text, so they are compared with none.
    """
    before = len(complaints)
    own = {key: value for key, value in table.items() if key in _ASIDE_KEYS}
    rest = {
        key[1:] if key[0] == "_" and _ASIDE_KEY.fullmatch(key) else key: value
        for key, value in table.items()
        if key not in _ASIDE_KEYS
    }
    fields = Fields(own, place, lambda: f"What is aside as {named(rest, place)}", complaints)
    why, kind = fields.one_of("why", WHYS), fields.one_of("kind", _KINDS)
    text, quote = fields.text_or("text-sha256", ""), rest.get("quote", "") if kind != "link" else ""
    if not isinstance(quote, str):
        fields.complain("quote", f'has {shown(quote)} as "quote", which is no text.')
    if why is None or kind is None or len(complaints) > before:
        return None
    if why == "collides" and rest.keys() == {"id"} and isinstance(rest["id"], str) and is_record_id(rest["id"]):
        return Aside(why, rest["id"], kind, None, text=text)
    record = read_record(kind, rest, place, None, complaints)
    return Aside(why, record.id, kind, record, quote, text) if record is not None else None


_KINDS: tuple[Kind, ...] = get_args(Kind)


def _put_spans(data: dict[str, Any], spans: Spans, document: Document | None) -> None:
    data["spans"] = [(span.start, span.end) for span in spans]
    if document is not None:
        data["quote"] = document.quote(spans)


def read_record(
    kind: Kind, table: Mapping[str, Any], place: Place, document: Document | None, complaints: Complaints
) -> Record | None:
    """The record of a table; None, and complaints, where something is wrong with it.

    With a document, spans must lie in its text and a quote must be there and equal to it.
    """
    before = len(complaints)
    fields = Fields(table, place, lambda: f"The {kind} {named(table, place)}", complaints)
    record = _READERS[kind](fields, checked_id(fields), document)
    return record if len(complaints) == before else None


def checked_id(fields: Fields) -> str:
    """The id of a record or remark."""
    record_id = fields.text("id")
    if record_id and not is_record_id(record_id):
        fields.complain("id", f"has {shown(record_id)} as its id; an id has letters, digits and _ . : - only.")
    return record_id


def named(table: Mapping[str, Any], place: Place) -> str:
    """What a sentence calls the record or remark of a table: its id where that is one, else its number."""
    record_id = table.get("id")
    if isinstance(record_id, str) and is_record_id(record_id):
        return record_id
    return f"number {int(place[-1]) + 1}" if place else "here"


def _read_mention(fields: Fields, record_id: str, document: Document | None) -> Mention:
    label = fields.text("label")
    spans = _read_spans(fields, document)
    return Mention(record_id, label, spans, **_common(fields))


def _read_claim(fields: Fields, record_id: str, document: Document | None) -> Claim:
    claim_type = fields.text("type")
    spans = _read_spans(fields, document)
    arguments = {}
    for name, ids in fields.table("arguments").items():
        if isinstance(ids, list | tuple) and all(isinstance(mention_id, str) for mention_id in ids):
            arguments[name] = tuple(ids)
        else:
            fields.complain("arguments", f"has {shown(ids)} as the argument {shown(name)}, which is no array of ids.")
    return Claim(record_id, claim_type, spans, arguments, **_common(fields))


def _read_link(fields: Fields, record_id: str, _document: Document | None) -> Link:
    link_type = fields.text("type")
    source = fields.text_or("source", "")
    return Link(record_id, link_type, source, read_target(fields, "target"), **_common(fields))


def read_target(fields: Fields, key: str) -> Target:
    """The document, and if any the record, that the table under ``key`` names."""
    what = f"The {key} of the {fields.what.removeprefix('The ')}"
    ends = Fields(fields.table(key), (*fields.place, key), what, fields.complaints)
    target_document, target_id = ends.text("document"), ends.text_or("id", "")
    if target_document and not is_document_id(target_document):
        ends.complain("document", f"has {shown(target_document)} as its document, which is no document id.")
    ends.refuse_rest(("document", "id"))
    return Target(target_document, target_id)


_READERS: dict[Kind, Callable[[Fields, str, Document | None], Record]] = {
    "mention": _read_mention,
    "claim": _read_claim,
    "link": _read_link,
}


def _common(fields: Fields) -> dict[str, Any]:
    return {
        "origin": fields.text_or("origin", "human"),
        "created": fields.moment("created"),
        "note": fields.text_or("note", ""),
        "attributes": fields.attributes("attributes"),
        "extra": fields.rest(),
    }


def _read_spans(fields: Fields, document: Document | None) -> Spans:
    value = fields.take("spans")
    quote = fields.take("quote")
    spans: list[Span] = []
    if not isinstance(value, list | tuple) or not value:
        fields.complain("spans", 'has no "spans": an array of [start, end] pairs with at least one of them.')
        return (_NO_SPAN,)
    for pair in value:
        sentence = _span_problem(pair, spans[-1].end if spans else 0, document)
        if sentence:
            fields.complain("spans", sentence)
            return (_NO_SPAN,)
        spans.append(Span(pair[0], pair[1]))
    if document is not None and quote != document.quote(spans):
        words = document.quote(spans)
        if quote is None:
            fields.complain("quote", f'has no "quote"; the text there is {shown(words)}.')
        else:
            fields.complain("quote", f"quotes {shown(quote)}, but the text there is {shown(words)}.")
    return tuple(spans)


_NO_SPAN = Span(0, 1)


def _span_problem(pair: Any, earliest: int, document: Document | None) -> str:
    if not (isinstance(pair, list | tuple) and len(pair) == 2 and type(pair[0]) is int and type(pair[1]) is int):
        return f"has the span {shown(pair)}; a span is [start, end], two whole numbers."
    start, end = pair
    if not 0 <= start < end:
        return f"has the span [{start}, {end}]; it must hold 0 <= start < end."
    if start < earliest:
        return f"has the span [{start}, {end}] before the end of the one in front of it; spans are in order and apart."
    if document is not None and end > len(document.text):
        return f"has the span [{start}, {end}], but the text ends at {len(document.text)}."
    return ""

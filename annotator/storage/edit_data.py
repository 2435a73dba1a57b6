"""Edits as JSON for the history, and back. Records have the keys of the annotation sets, without quotes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from annotator.core.display import one_line
from annotator.core.edits import (
    AsideChange,
    AttributesChange,
    Change,
    Edit,
    RecordChange,
    RemarkChange,
    StatusChange,
    TextChange,
)
from annotator.core.errors import AnnotatorError
from annotator.core.model import Aside, Kind, Record, Status
from annotator.core.remarks import REMARK_KINDS, Remark, RemarkKind
from annotator.storage.fields import Complaints
from annotator.storage.plain_values import json_line, json_value
from annotator.storage.record_data import json_aside, json_record, read_aside, read_record
from annotator.storage.remark_data import json_remark, read_remark
from annotator.storage.weighing import EDIT, is_too_much


def edit_json(edit: Edit) -> bytes:
    """An edit in one line of JSON."""
    return json_line({"action": edit.action, "changes": [_change_data(change) for change in edit.changes]}).encode()


def _change_data(change: Change) -> dict[str, Any]:
    match change:
        case RecordChange(before=before, after=after):
            sides = {"before": before, "after": after}
            data: dict[str, Any] = {"kind": change.kind}
            return data | {side: json_record(record, None) for side, record in sides.items() if record is not None}
        case RemarkChange(before=before, after=after):
            remarks = {"before": before, "after": after}
            sides_data = {side: json_remark(remark) for side, remark in remarks.items() if remark is not None}
            return {"kind": change.kind} | sides_data
        case AsideChange(before=before, after=after):
            kept = {"before": before, "after": after}
            return {"kind": "aside"} | {side: json_aside(aside) for side, aside in kept.items() if aside is not None}
        case TextChange(before=before, after=after):
            return {"kind": "text", "before": before, "after": after}
        case StatusChange(before=before, after=after):
            return {"kind": "status", "before": str(before), "after": str(after)}
        case AttributesChange(before=before, after=after):
            return {"kind": "attributes", "before": before, "after": after}


def read_edit(data: bytes) -> Edit:
    """The edit of such a line; AnnotatorError where it holds none."""
    try:
        table = json_value(_text(data))
        return Edit(str(table["action"]), tuple(_read_change(change) for change in table["changes"]))
    except MemoryError as error:
        raise AnnotatorError("The history has an edit that there is not enough memory to read.") from error
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise AnnotatorError(f"The history has an edit that cannot be read: {one_line(str(error))}.") from error


def _text(data: bytes) -> str:
    text = data.decode("utf-8")
    if is_too_much(text, "json", EDIT):
        raise ValueError("it has more brackets, keys and values than an edit")
    return text


def _read_change(data: Mapping[str, Any]) -> Change:
    kind = data["kind"]
    if kind == "status":
        return StatusChange(Status(data["before"]), Status(data["after"]))
    if kind == "aside":
        return AsideChange(_read_aside_side(data, "before"), _read_aside_side(data, "after"))
    if kind == "text":
        return TextChange(str(data["before"]), str(data["after"]))
    if kind == "attributes":
        return AttributesChange(dict(data["before"]), dict(data["after"]))
    for record_kind in get_args(Kind):
        if kind == record_kind:
            return RecordChange(_read_side(kind, data, "before"), _read_side(kind, data, "after"))
    for remark_kind in REMARK_KINDS:
        if kind == remark_kind:
            return RemarkChange(_read_remark_side(kind, data, "before"), _read_remark_side(kind, data, "after"))
    raise ValueError(f'The edit changes a "{kind}", which is not known here.')


def _read_side(kind: Kind, data: Mapping[str, Any], side: str) -> Record | None:
    if side not in data:
        return None
    complaints = Complaints()
    record = read_record(kind, data[side], (), None, complaints)
    if complaints:
        raise ValueError(complaints.found[0][1])
    return record


def _read_remark_side(kind: RemarkKind, data: Mapping[str, Any], side: str) -> Remark | None:
    if side not in data:
        return None
    complaints = Complaints()
    remark = read_remark(kind, data[side], (), complaints)
    if complaints:
        raise ValueError(complaints.found[0][1])
    return remark


def _read_aside_side(data: Mapping[str, Any], side: str) -> Aside | None:
    if side not in data:
        return None
    complaints = Complaints()
    aside = read_aside(data[side], (), complaints)
    if complaints:
        raise ValueError(complaints.found[0][1])
    return aside

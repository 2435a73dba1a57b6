"""Comments and decisions as plain tables, with the keys that the files have; and back, checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from annotator.core.remarks import COMMENT_STATES, Comment, Decision, Remark, RemarkKind, Version
from annotator.storage.fields import Complaints, Fields
from annotator.storage.lines import Place
from annotator.storage.record_data import checked_id, named, read_target, target_data
from annotator.storage.toml_text import toml_datetime

REMARK_SECTIONS: dict[str, RemarkKind] = {"comments": "comment", "decisions": "decision"}


def remark_data(remark: Remark) -> dict[str, Any]:
    """A remark as a table, in the order of the files' keys; optional ones that say nothing are left out."""
    data: dict[str, Any] = {"id": remark.id}
    match remark:
        case Comment():
            data["about"] = target_data(remark.about)
            data |= {"answers": remark.answers} if remark.answers else {}
            data |= {"state": remark.state} if remark.state else {}
            data |= {"text": remark.text} if remark.text else {}
        case Decision():
            data["about"] = [version._asdict() for version in remark.about]
            data["choice"] = remark.choice
            data |= {"results": remark.results} if remark.results else {}
    data["origin"] = remark.origin
    if remark.created is not None:
        data["created"] = remark.created
    if isinstance(remark, Decision) and remark.note:
        data["note"] = remark.note
    return {**data, **remark.extra}


def json_remark(remark: Remark) -> dict[str, Any]:
    """The same as JSON has it, with its time as text."""
    data = remark_data(remark)
    return data if remark.created is None else {**data, "created": toml_datetime(remark.created)}


def read_remark(kind: RemarkKind, table: Mapping[str, Any], place: Place, complaints: Complaints) -> Remark | None:
    """The remark of a table; None, and complaints, where something is wrong with it."""
    before = len(complaints)
    fields = Fields(table, place, lambda: f"The {kind} {named(table, place)}", complaints)
    remark = _READERS[kind](fields, checked_id(fields))
    return remark if len(complaints) == before else None


def _read_comment(fields: Fields, remark_id: str) -> Comment:
    return Comment(
        remark_id,
        read_target(fields, "about"),
        fields.text_or("text", ""),
        fields.text_or("answers", ""),
        fields.choice_or("state", COMMENT_STATES, ""),
        fields.text_or("origin", "human"),
        fields.moment("created"),
        fields.rest(),
    )


def _read_decision(fields: Fields, remark_id: str) -> Decision:
    about = tuple(_read_version(fields, place, table) for place, table in fields.tables("about"))
    return Decision(
        remark_id,
        about,
        fields.text("choice"),
        fields.texts("results"),
        fields.text_or("origin", "human"),
        fields.moment("created"),
        fields.text_or("note", ""),
        fields.rest(),
    )


def _read_version(fields: Fields, place: Place, table: Mapping[str, Any]) -> Version:
    whose = fields.what.removeprefix("The ")
    version = Fields(table, place, f"A version that the {whose} is about", fields.complaints)
    found = Version(version.text("annotator"), version.text("id"), version.text("digest"))
    version.refuse_rest(Version._fields)
    return found


_READERS: dict[RemarkKind, Callable[[Fields, str], Remark]] = {"comment": _read_comment, "decision": _read_decision}

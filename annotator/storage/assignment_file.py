"""``[assignment]`` of ``annotator.toml``, or of a file that it names: who annotates which documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from annotator.core.allocation import NOBODY, ORDERS, Assignment
from annotator.core.errors import AnnotatorError
from annotator.core.ids import check_name, folded
from annotator.storage.fields import Complaints, Fields
from annotator.storage.problems import file_error, shown
from annotator.storage.syntax import complaints_error, parse

Elsewhere: TypeAlias = Callable[[str], tuple[Path, bytes]]
"""Reads a file of the project by the name that the schema gives it: how messages call it, and its bytes. FileError."""

_KEYS = ("file", "annotators", "each", "documents", "order", "blind")


def nowhere(name: str) -> tuple[Path, bytes]:
    """There is no project around the schema."""
    raise file_error(Path(name), "There is no such file.")


def read_assignment(schema: Fields, elsewhere: Elsewhere) -> Assignment:
    """The assignment that a schema tells of, or that is in the file it names; complaints where it is not sound."""
    place = (*schema.place, "assignment")
    fields = Fields(schema.table("assignment"), place, "The assignment", schema.complaints)
    name = fields.text_or("file", "")
    if not name:
        return _read(fields, _KEYS)
    fields.refuse_rest(("file",))
    if schema.complaints:
        return NOBODY
    path, data = elsewhere(name)
    complaints = Complaints()
    assignment = _read(Fields(parse(data, "toml", path), (), "The assignment", complaints), _KEYS[1:])
    if complaints:
        raise complaints_error(complaints, data, "toml", path)
    return assignment


def _read(fields: Fields, known: tuple[str, ...]) -> Assignment:
    annotators = fields.texts("annotators")
    each = fields.take("each")
    named = dict(_named(fields, fields.table("documents")))
    assignment = Assignment(
        tuple(dict.fromkeys(annotators)),
        0 if each is None else each if type(each) is int else -1,
        named,
        fields.choice_or("order", ORDERS, "listed"),
        fields.flag_or("blind", False),
    )
    fields.refuse_rest(known)
    for key, names in (("annotators", annotators), ("documents", tuple(named))):
        for sentence in _name_problems(names):
            fields.complain(key, sentence)
    most = len(assignment.annotators)
    if assignment.each < 0 or (each is not None and assignment.each == 0):
        fields.complain("each", f'has {shown(each)} as "each", which is how many annotate a document: 1, 2, …')
    elif assignment.each > most:
        fields.complain("each", f'wants {assignment.each} annotators for each document, but "annotators" names {most}.')
    elif annotators and each is None:
        return assignment._replace(each=most)
    return assignment


def _named(fields: Fields, table: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, patterns in table.items():
        if isinstance(patterns, list | tuple) and all(type(one) is str for one in patterns):
            yield name, tuple(patterns)
        else:
            fields.complain(
                "documents", f"has {shown(patterns)} as the documents of {shown(name)}, which is no array of ids."
            )


def _name_problems(names: tuple[str, ...]) -> Iterator[str]:
    known: dict[str, str] = {}
    for name in names:
        try:
            check_name(name, "annotator name")
        except AnnotatorError as error:
            yield f"names an annotator that cannot be: {error}"
        other = known.setdefault(folded(name), name)
        if other != name:
            yield f"names {shown(other)} and {shown(name)}, which differ only in case or in the form of their letters."

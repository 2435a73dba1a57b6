"""When and for how long an annotator worked on each document, as the histories tell, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from annotator.core.checked import Checked, checked
from annotator.core.model import AnnotationSet, Document, Record
from annotator.core.quality import Work, active_seconds
from annotator.storage.history import iterate_lines
from annotator.storage.problems import FileError, Problem
from annotator.storage.project import Project

_BROUGHT_IN = ("import:", "accepted:")
"""What the origins of records begin with that took their annotator no time."""


def work_on(document: Document, mine: AnnotationSet, gold: AnnotationSet | None, others: Mapping[str, int]) -> Work:
    """One annotator's work on a document, still without its times. ``others`` counts the others' labels there."""
    records: list[Record] = [*mine.mentions.values(), *mine.claims.values(), *mine.links.values()]
    found = checked(mine, gold, len(document.text)) if gold is not None else Checked(0, 0)
    created = min((record.created for record in records if record.created is not None), default=None)
    labels: dict[str, int] = {}
    for mention in mine.mentions.values():
        labels[mention.label] = labels.get(mention.label, 0) + 1
    made = sum(not record.origin.startswith(_BROUGHT_IN) for record in records)
    began = created.astimezone(dt.UTC).isoformat() if created is not None else ""
    return Work(document.id, began, 0.0, len(records), made, found.checked, found.corrected, labels, dict(others))


class Times:
    """The moments of one annotator's edits in all documents: of the histories nothing else is kept."""

    def __init__(self, project: Project, annotator: str) -> None:
        self._project, self._annotator = project, annotator
        self._moments: list[tuple[float, str]] = []

    def read(self, document_id: str) -> list[Problem]:
        """Takes note of the edits in one document; what cannot be read, which is left out."""
        try:
            for line in iterate_lines(self._project.paths, self._annotator, document_id):
                if isinstance(line, Problem):
                    return [line]
                if line.edit_json:
                    self._moments.append((_moment(line.time), document_id))
        except FileError as error:
            return list(error.problems[:1])
        except ValueError:
            path = self._project.paths.history(self._annotator, document_id)
            return [Problem(self._project.paths.relative(path), None, "A line has no time that can be read.")]
        return []

    def told(self, works: Iterable[Work]) -> list[Work]:
        """Those works with their times: when the first edit was, where the history knows it, and for how long."""
        seconds = active_seconds(self._moments)
        first: dict[str, float] = {}
        for moment, document in self._moments:
            first[document] = min(moment, first.get(document, moment))
        return [
            one._replace(
                seconds=seconds.get(one.document, 0.0),
                began=dt.datetime.fromtimestamp(first[one.document], dt.UTC).isoformat()
                if one.document in first
                else one.began,
            )
            for one in works
        ]


def _moment(time: str) -> float:
    """Seconds since 1970 of a history's time, in UTC; ValueError."""
    found = dt.datetime.fromisoformat(time)
    return (found if found.tzinfo is not None else found.replace(tzinfo=dt.UTC)).timestamp()

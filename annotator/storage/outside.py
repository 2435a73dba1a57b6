"""What another program has made of an annotation set's files while a session has it open, and how both go on.

The files are read as if they were opened now. What they say is merged with the session's state, record by record; base
is what this session last knew to be on disk. The history goes on after what is there: edits that were not on disk
yet follow it, renumbered.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from annotator.core.edits import Edit, apply
from annotator.core.errors import EditError
from annotator.core.merging import Merged, changes_between, merge
from annotator.core.model import AnnotationSet, Document
from annotator.storage.history import History, Line, read_history
from annotator.storage.paths import MOST_TEXT, read_file
from annotator.storage.project import Project, stamp_of
from annotator.storage.recovery import Recovery, StoredSet
from annotator.storage.state import state_on
from annotator.storage.writer import Entry

KEPT_HERE = "keep what was done here meanwhile"
"""The words of the edit that brings ours into what another program wrote, where one by one they do not fit."""


class Known(NamedTuple):
    """What a session knows: its state, what of it is on disk, the history's lines, and what is still to be written."""

    now: AnnotationSet
    on_disk: AnnotationSet
    sha256: str
    lines: Sequence[Line]
    pending: Sequence[Entry]


class Found(NamedTuple):
    """What the files say now, and what that is together with what was ``known``.

    ``continues``: the history begins with all of ours. ``grown``: and has more after it. ``cut``: it is the beginning
    of ours, and nothing else was written.
    """

    known: Known
    stored: StoredSet
    history: History
    recovery: Recovery
    merged: Merged
    continues: bool
    grown: bool
    cut: bool

    def with_known(self, known: Known, document: Document) -> Found:
        """The same, where this session has gone on meanwhile."""
        return _found(known, self.stored, self.history, self.recovery, document)

    def words(self) -> str:
        """What to tell the user, in a sentence; empty where nothing is to be seen of it."""
        if not self.merged.edit.changes:
            return ""
        edit = self.merged.edit
        afters = [*(change.after for change in edit.records), *(change.after for change in edit.remarks)]
        removed = afters.count(None)
        asides = [change.after for change in self.merged.edit.asides if change.after is not None]
        collisions = sum(aside.why == "collides" for aside in asides)
        brought_in = len(afters) - removed
        said = [f"{_count(brought_in, 'record')} brought in"] if brought_in or not (removed or collisions) else []
        if removed:
            # A file that was cut between two records reads like one from which they were taken out.
            is_step = self.continues and not self.grown
            back = f" (ctrl+z brings {'them' if removed > 1 else 'it'} back)" if is_step else ""
            said.append(f"{_count(removed, 'record')} removed{back}")
        if collisions:
            said.append(f"{_count(collisions, 'record')} changed here too: both versions are kept, for you to choose")
        return f"Another program has changed these annotations: {'; '.join(said)}."


class Seen:
    """A file as it was read, known again by its hash, and that is asked for only where the system notes a change."""

    def __init__(self, path: Path, sha256: str) -> None:
        self._path, self._sha256 = path, sha256
        self._stamp: tuple[int, ...] | None = None

    def is_as_left(self) -> bool:
        """Whether it still has the same bytes. What cannot be read now is not another text."""
        stamp = stamp_of(self._path)
        if stamp == self._stamp or not stamp:
            return True
        try:
            data = read_file(self._path, MOST_TEXT)
        except (OSError, ValueError):
            return True
        if hashlib.sha256(data).hexdigest() != self._sha256:
            return False
        self._stamp = stamp
        return True


def look(project: Project, annotator: str, document: Document, known: Known) -> Found:
    """What another program has made of the files; AnnotatorError where they cannot be read."""
    stored = project.stored_set(annotator, document)
    history = read_history(project.paths, annotator, document.id)
    recovery = state_on(project.paths, document, stored, history)
    return _found(known, stored, history, recovery, document)


def _found(known: Known, stored: StoredSet, history: History, recovery: Recovery, document: Document) -> Found:
    common = len(known.lines)
    continues = tuple(history.lines[:common]) == tuple(known.lines)
    shorter = tuple(known.lines[: len(history.lines)]) == tuple(history.lines)
    cut = shorter and not continues and stored.sha256 == known.sha256
    theirs = known.on_disk if cut else recovery.annotations
    merged = merge(known.on_disk, known.now, theirs, document.quote)
    return Found(known, stored, history, recovery, merged, continues, continues and len(history.lines) > common, cut)


def rebased(found: Found, last_seq: int, now: dt.datetime) -> list[Entry]:
    """The edits that are not on disk yet, to follow ``last_seq``: each renumbered where all fit, else as one."""
    onto, wanted = found.recovery.annotations, found.merged.annotations
    own = [entry for entry in found.known.pending if entry.edit is not None and entry.role != "recovers"]
    entries: list[Entry] = []
    state = onto
    if own:
        shift = last_seq + 1 - own[0].seq
        try:
            for entry in own:
                if entry.edit is not None:
                    state = apply(state, entry.edit)
                of = entry.of + shift if entry.of >= own[0].seq else entry.of
                entries.append(entry._replace(seq=last_seq + 1 + len(entries), of=of, text=state.text_sha256))
        except EditError:
            state = onto
            entries = []
    if state == wanted:
        return entries
    edit = Edit(KEPT_HERE, tuple(changes_between(onto, wanted)))
    return [Entry(last_seq + 1, now, edit, text=wanted.text_sha256)] if edit.changes else []


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"

"""Folding old edits of a history away, on the user's word: the one way in which a history grows shorter.

What is folded is in the annotation file; what is kept stays byte for byte, and can be undone as before. The file is
replaced as a whole, so that whatever happens there is the old history or the new one.
"""

from __future__ import annotations

from typing import NamedTuple

from annotator.storage import atomic
from annotator.storage.history import History, Line, ends_with_mark, read_history
from annotator.storage.locks import SetLock
from annotator.storage.problems import FileError, file_error, reason
from annotator.storage.project import Project
from annotator.storage.recovery import recover
from annotator.storage.session import open_session


class Folded(NamedTuple):
    """How many edits were folded away, and how many bytes shorter the history is."""

    edits: int = 0
    bytes: int = 0


def fold(project: Project, annotator: str, document_id: str, before: str = "") -> Folded:
    """Folds away the edits of one history that are older than ``before``, a time as histories have it; empty for all.

    FileError, and nothing changed, where a session is at work on the set or the history is damaged.
    """
    name = project.paths.relative(project.paths.history(annotator, document_id))
    history = read_history(project.paths, annotator, document_id)
    if history.problems:
        raise FileError(history.problems)
    if not _old_lines(history, before):
        return Folded()
    _save_what_is_pending(project, annotator, document_id)
    lock = SetLock(project.paths, annotator, document_id)
    holder = lock.take()
    if holder:
        raise file_error(name, f"Another session is annotating this document: {holder}; leave it there first.")
    try:
        return _folded(project, annotator, document_id, before)
    except OSError as error:
        raise file_error(name, f"It cannot be written: {reason(error)}.") from error
    finally:
        lock.release()


def _save_what_is_pending(project: Project, annotator: str, document_id: str) -> None:
    """Brings into the annotation file what is in the history only, as opening the document does."""
    if ends_with_mark(project.paths, annotator, document_id, project.stored_sha256(annotator, document_id)):
        return
    document = project.document(document_id)
    history = read_history(project.paths, annotator, document_id)
    recovery = recover(project.stored_set(annotator, document), history)
    if recovery.notes or recovery.annotations.text_sha256 != document.sha256:
        sentence = (
            "It is left as it is: another program has changed the text or the annotations; open the document first."
        )
        raise file_error(history.path, sentence)
    session = open_session(project, document_id, annotator, document=document)
    session.close()
    if session.read_only or session.state == "failed":
        raise file_error(history.path, f"It is left as it is. {session.read_only or session.failure}")


def _folded(project: Project, annotator: str, document_id: str, before: str) -> Folded:
    paths = project.paths
    history = read_history(paths, annotator, document_id)
    if history.problems:
        raise FileError(history.problems)
    sha256 = project.stored_sha256(annotator, document_id)
    if history.lines[-1].edit_json or history.lines[-1].follows != sha256:
        raise file_error(history.path, "It is left as it is: the annotation file is not the one that it tells of.")
    old = _old_lines(history, before)
    last = history.lines[old - 1]
    base = Line(last.seq, last.time, sha256, role="folds", of=last.seq)
    kept = b"".join([line.encoded() for line in history.lines[old:]])
    atomic.write_bytes(paths.inside(paths.root / history.path), base.encoded() + kept)
    edits = sum(bool(line.edit_json) for line in history.lines[:old])
    return Folded(edits, history.length - len(base.encoded()) - len(kept))


def _old_lines(history: History, before: str) -> int:
    """How many lines at the beginning are older; 0 where there is no edit among them."""
    old = 0
    for line in history.lines:
        if before and line.time >= before:
            break
        old += 1
    return old if any(line.edit_json for line in history.lines[:old]) else 0

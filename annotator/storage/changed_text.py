"""Taking an annotation set along to a text that has changed since, as one edit.

What it makes is not written here: the session puts the edit into the history before the file, and who only reads
forgets it again.
"""

from __future__ import annotations

from annotator.core.anchoring import Reanchored, reanchor
from annotator.core.edits import apply
from annotator.core.errors import EditError
from annotator.core.model import AnnotationSet, Document
from annotator.storage.kept_texts import kept_text
from annotator.storage.paths import Paths
from annotator.storage.recovery import StoredSet, TakenAlong
from annotator.storage.undo import Step


def take_along(
    paths: Paths, annotations: AnnotationSet, stored: StoredSet, document: Document, last: Step | None = None
) -> TakenAlong:
    """Takes a set that is of another text to that of ``document``. ``last`` is the last step that was done to it.

    AnnotatorError where that step cannot be read.
    """
    back = _back(annotations, document, last)
    if back is not None:
        return back
    old = kept_text(paths, annotations.text_sha256)
    found = reanchor(annotations, _quotes(annotations, stored), old, document)
    return TakenAlong(apply(annotations, found.edit), found.edit, _sentence(found))


def _back(annotations: AnnotationSet, document: Document, last: Step | None) -> TakenAlong | None:
    """The set as it was before its text changed, where the text has changed back and nothing was done since."""
    if last is None or last.edit.text is None or last.edit.text.before != document.sha256:
        return None
    edit = last.edit.inverse()
    try:
        before = apply(annotations, edit)
    except EditError:
        return None
    return TakenAlong(before, edit, "The text is again as it was: all records are back in their places.", last)


def _quotes(annotations: AnnotationSet, stored: StoredSet) -> dict[str, str]:
    """The words of the records that are as the file has them."""
    found = {}
    for record_id, quote in stored.quotes.items():
        record = annotations.record(record_id)
        if record is not None and record == stored.annotations.record(record_id):
            found[record_id] = quote
    return found


def _sentence(found: Reanchored) -> str:
    fates = (
        (found.stayed, "stayed"),
        (found.moved, "moved with their words"),
        (found.returned, "found again"),
        (found.alike, "found by likeness"),
        (found.lost, "no longer found"),
    )
    told = ", ".join(f"{number:,} {words}" for number, words in fates if number) or "nothing was marked"
    listed = " The panel lists what to look at." if found.alike or found.lost or found.returned else ""
    return f"The text has changed since it was annotated: {told}.{listed}"

"""The state of an annotation set on its document as it is now: what the files say, taken along to a changed text."""

from __future__ import annotations

from functools import partial

from annotator.core.merging import Quote
from annotator.core.model import Document, quote_of
from annotator.storage.history import History
from annotator.storage.paths import Paths
from annotator.storage.recovery import Recovery, StoredSet, no_words, recover, require_bounds
from annotator.storage.undo import UndoStack


def state_on(paths: Paths, document: Document, stored: StoredSet, history: History) -> Recovery:
    """What ``stored`` and ``history`` make together, with the offsets of ``document``; nothing is written.

    FileError where they make nothing.
    """
    recovery = recover(stored, history, _quote(paths, document, stored))
    require_bounds(recovery, document, history.path)
    if recovery.annotations.text_sha256 == document.sha256:
        return recovery
    from annotator.storage.changed_text import take_along  # texts change rarely

    done = UndoStack.of_history(history.lines).done if recovery.rejoined is None else []
    taken = take_along(paths, recovery.annotations, stored, document, done[-1] if done else None)
    return recovery._replace(annotations=taken.annotations, taken=taken)


def _quote(paths: Paths, document: Document, stored: StoredSet) -> Quote:
    """Gives the words of spans of the text that the file is of."""
    sha256 = stored.annotations.text_sha256
    if sha256 == document.sha256:
        return document.quote
    from annotator.storage.kept_texts import kept_text

    old = kept_text(paths, sha256)
    return partial(quote_of, old) if old is not None else no_words

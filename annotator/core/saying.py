"""Edits that say something about annotations: comments, answers, and what is settled of them."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.edits import Edit, RemarkChange
from annotator.core.errors import AnnotatorError
from annotator.core.feedback import Correction
from annotator.core.model import AnnotationSet, Target
from annotator.core.operations import Author
from annotator.core.remarks import Comment, CommentState
from annotator.core.threads import Said, Thread


def comment(author: Author, about: Target, text: str) -> Edit:
    """Begins a thread about a record or, with an empty id, a document; AnnotatorError without words."""
    return _said("comment", author, Comment("", about, _words(text)))


def answer(author: Author, thread: Thread, text: str) -> Edit:
    """Answers a thread; one that was resolved is open again. AnnotatorError without words."""
    state: CommentState = "" if thread.is_open else "reopened"
    first = thread.first.comment
    return _said("answer", author, Comment("", first.about, _words(text), first.id, state))


def resolve(author: Author, thread: Thread) -> Edit:
    """Says that a thread is settled, or where it is, that it is open again."""
    state: CommentState = "resolved" if thread.is_open else "reopened"
    first = thread.first.comment
    return _said("resolve" if thread.is_open else "reopen", author, Comment("", first.about, "", first.id, state))


def take_back(annotations: AnnotationSet, said: Said) -> Edit:
    """Removes a comment of one's own; AnnotatorError where it is somebody else's."""
    mine = annotations.remarks.get(said.comment.id)
    if said.annotator != annotations.annotator or mine is None:
        raise AnnotatorError(f"This was said by {said.annotator}; only they can take it back.")
    return Edit("take the comment back", (RemarkChange(mine, None),))


def accept(author: Author, corrections: Sequence[Correction], document: str) -> Edit:
    """Accepts what the curator decided, as one edit; what has been answered stays as it is."""
    comments = [
        Comment("", one.about(document), "", one.decision.id, "accepts") for one in corrections if one.answer is None
    ]
    return _said("accept what was decided", author, *comments)


def object_to(author: Author, correction: Correction, document: str, text: str) -> Edit:
    """Objects to what the curator decided, and says why; an answer given before is replaced."""
    objection = Comment("", correction.about(document), _words(text), correction.decision.id, "objects")
    edit = _said("object", author, objection)
    if correction.answer is None:
        return edit
    return Edit(edit.action, (RemarkChange(correction.answer, None), *edit.changes))


def _said(action: str, author: Author, *comments: Comment) -> Edit:
    changes = []
    for one in comments:
        fresh = Comment(author.new_id("comment"), one.about, one.text, one.answers, one.state, created=author.now())
        changes.append(RemarkChange(None, fresh))
    return Edit(action, tuple(changes))


def _words(text: str) -> str:
    if not text.strip():
        raise AnnotatorError("A comment needs words; nothing was written.")
    return text

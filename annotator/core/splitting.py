"""Taking a mention out of its entity, by one edit of its own set."""

from __future__ import annotations

from annotator.core.catalogue import Catalogue
from annotator.core.display import one_line, shortened
from annotator.core.edits import Change, Edit, RecordChange
from annotator.core.errors import AnnotatorError
from annotator.core.model import Link, Mention, Target
from annotator.core.operations import Author
from annotator.core.schema import DIFFERENT_FROM


def take_out(catalogue: Catalogue, home: str, mention: Mention, author: Author) -> Edit:
    """The edit to the set of ``home`` after which ``mention`` is an entity of its own; AnnotatorError where it is.

    Ties kept in that set go. Those kept in other documents' sets stay as they are: a mark of difference, kept here,
    cuts each. So one edit does it, one undo brings it all back, and nobody else's file is touched.
    """
    here = Target(home, mention.id)
    ties = catalogue.ties_of(here)
    if not ties:
        words = shortened(one_line(catalogue.words(here) or ""), 40)
        raise AnnotatorError(f"“{words}” is tied to no other mention: it is an entity of its own.")
    changes: list[Change] = [RecordChange(far.link, None) for far in ties if far.home == home]
    created = author.now()
    for target in dict.fromkeys(far.target for far in ties if far.home != home):
        mark = Link(author.new_id("link"), DIFFERENT_FROM, mention.id, target, "human", created)
        changes.append(RecordChange(None, mark))
    return Edit("take out of the entity", tuple(changes))


def parts_left(catalogue: Catalogue, mention: Target, others: frozenset[Target]) -> int:
    """How many entities the ``others`` of an entity are, now that ``mention`` is out of it."""
    return len({catalogue.entities.key(target) for target in others if target != mention})

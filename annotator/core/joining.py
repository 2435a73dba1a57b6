"""What a link would do to what is linked already, in all documents: refused where that makes no sense."""

from __future__ import annotations

from annotator.core.catalogue import Catalogue
from annotator.core.display import one_line, shortened
from annotator.core.errors import AnnotatorError
from annotator.core.model import Link, Target
from annotator.core.schema import DIFFERENT_FROM, LinkType

_LONGEST = 40


def refuse_link(catalogue: Catalogue, home: str, link: Link, *, besides: str = "") -> None:
    """AnnotatorError where ``link``, to be kept in the set of ``home``, does not go with those there are.

    Refused are: a link of the same type between the two, in whichever document it is kept; a directed, transitive link
    whose target leads back to its source; a tie between two entities that are marked as different; and such a mark
    within one entity. ``besides`` is the id of a link in whose place it comes, and which does not count.
    """
    link_type, source = catalogue.schema.link_type(link.type), Target(home, link.source)
    # Before all else: a tie that a mark of difference cuts is there already, and does not count.
    if link_type.joins == "mentions" and link_type.ties and (apart := marked_apart(catalogue, source, link.target)):
        raise AnnotatorError(
            f"{_named(catalogue, apart[0])} and {_named(catalogue, apart[1])} are marked as different, so the entities "
            f'they belong to cannot be one; remove that "{DIFFERENT_FROM}" link first.'
        )
    for far in catalogue.far_ends(source):
        if far.link.id == besides:
            continue
        if far.link.type == link.type and far.target == link.target and (far.outgoing or link_type.symmetric):
            raise AnnotatorError(f'These two are linked by "{link.type}" already.')
    if (
        link_type.transitive
        and not link_type.symmetric
        and _leads_to(catalogue, link_type, link.target, source, besides)
    ):
        raise AnnotatorError(
            f'{_named(catalogue, link.target)} {link.type} {_named(catalogue, source)} already, so that "{link.type}" '
            "the other way round would go in a circle."
        )
    if link.type == DIFFERENT_FROM and catalogue.entities.same(source, link.target):
        raise AnnotatorError(
            f"{_named(catalogue, source)} and {_named(catalogue, link.target)} are mentions of one entity by their "
            "links; take it apart first."
        )


def marked_apart(catalogue: Catalogue, ours: Target, theirs: Target) -> tuple[Target, Target] | None:
    """Two mentions, one of each entity, that are marked as different; None where there are none."""
    entities = catalogue.entities
    if entities.size(ours) > entities.size(theirs):
        found = marked_apart(catalogue, theirs, ours)
        return found and (found[1], found[0])
    for mention in sorted(entities.members(ours)):
        for far in catalogue.far_ends(mention):
            if far.link.type == DIFFERENT_FROM and entities.same(far.target, theirs):
                return mention, far.target
    return None


def _leads_to(catalogue: Catalogue, link_type: LinkType, start: Target, end: Target, besides: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == end:
            return True
        ahead = {
            far.target
            for far in catalogue.far_ends(here)
            if far.outgoing and far.link.type == link_type.name and far.link.id != besides
        }
        waiting += ahead - seen
        seen |= ahead
    return False


def _named(catalogue: Catalogue, target: Target) -> str:
    words = catalogue.words(target)
    return f"“{shortened(one_line(words), _LONGEST)}”" if words else f"what is linked in {one_line(target.document)}"

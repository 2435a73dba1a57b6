"""What has been decided about conflicts, what can be, and the conflicts that only a link tells."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from annotator.core.catalogue import CONTRADICTS, DECIDING, SUPERSEDES, Catalogue
from annotator.core.conflicts import Conflict
from annotator.core.edits import Edit, RecordChange
from annotator.core.errors import AnnotatorError
from annotator.core.joining import refuse_link
from annotator.core.model import Claim, Link, Target
from annotator.core.operations import Author

Settlement: TypeAlias = Literal["contradicts", "supersedes", "same", "not-comparable"]
SETTLEMENTS: tuple[Settlement, ...] = get_args(Settlement)
"""What can be decided about a conflict; "same" joins what differs, so that there is a conflict no longer."""


def settlements(catalogue: Catalogue, conflict: Conflict) -> list[str]:
    """The link types by which the two claims are settled, each once; several where deciders disagree."""
    found = {far.link.type for far in catalogue.far_ends(conflict.ours) if far.target == conflict.theirs}
    return [name for name in DECIDING if name in found]


def all_conflicts(catalogue: Catalogue) -> list[Conflict]:
    """The conflicts that values and entities show, and those that only a ``contradicts`` link tells, certain first."""
    catalogue.find_conflicts()
    return known_conflicts(catalogue)


def known_conflicts(catalogue: Catalogue) -> list[Conflict]:
    """The same, of what has been compared so far. May be asked for in another thread."""
    if catalogue.conflicts is None:
        return []
    shown = list(catalogue.conflicts)
    told = [conflict for conflict in _told_by_links(catalogue) if conflict.pair not in catalogue.conflicts]
    certain = [conflict for conflict in shown if conflict.grade == "certain"]
    return [*certain, *told, *(conflict for conflict in shown if conflict.grade == "possible")]


def _told_by_links(catalogue: Catalogue) -> list[Conflict]:
    found = []
    for pair, types in catalogue.decided().items():
        if CONTRADICTS not in types or len(pair) < 2:
            continue
        ours, theirs = sorted(pair)
        claim = catalogue.record(ours)
        if isinstance(claim, Claim) and isinstance(catalogue.record(theirs), Claim):
            claim_type = catalogue.schema.claim_types.get(claim.type)
            found.append(Conflict(ours, theirs, claim.type, "certain", claim_type.differ if claim_type else ()))
    return sorted(found, key=lambda conflict: conflict.pair)


def settling_home(catalogue: Catalogue, conflict: Conflict, how: Settlement, here: str) -> str:
    """The document in whose set a decision is kept: the one ``here`` if it can be, else the one it starts from.

    Of two claims the one in the later document supersedes; AnnotatorError where their dates do not tell.
    """
    documents = [target.document for target in conflict.pair]
    if how == SUPERSEDES:
        return _newer(catalogue, conflict).document
    return here if here in documents else documents[0]


def settle(catalogue: Catalogue, conflict: Conflict, how: Settlement, author: Author, home: str) -> Edit:
    """The edit to the set of ``home`` that decides a conflict; an earlier decision in that set goes with it.

    AnnotatorError where the schema lacks the link type, or the links that there are do not allow it.
    """
    ours, theirs = conflict.pair if conflict.ours.document == home else conflict.pair[::-1]
    if how == SUPERSEDES:
        ours = _newer(catalogue, conflict)
        theirs = next(target for target in conflict.pair if target != ours)
    entry = catalogue.entry(home)
    if entry is None or ours.document != home:
        raise AnnotatorError(f"{home} has neither of the two claims.")
    link_type = catalogue.schema.link_type(how if how != "same" else catalogue.schema.tying or "same-as")
    ends = [(ours.id, theirs)] if how != "same" else _differing_mentions(catalogue, conflict, ours, theirs)
    created = author.now()
    fresh = [Link(author.new_id("link"), link_type.name, source, target, "human", created) for source, target in ends]
    gone = [link for link in entry.annotations.links.values() if link.type in DECIDING and _joins(link, ours, theirs)]
    if not fresh or any(link.type == how for link in gone):
        raise AnnotatorError(f"That is settled already: {how}.")
    for link in fresh:
        refuse_link(catalogue, home, link)
    changes = [RecordChange(link, None) for link in gone] + [RecordChange(None, link) for link in fresh]
    return Edit(f"settle: {how}", tuple(changes))


def _newer(catalogue: Catalogue, conflict: Conflict) -> Target:
    dates = []
    for target in conflict.pair:
        entry = catalogue.entry(target.document)
        dates.append(entry.document.metadata.date if entry is not None else None)
    first, second = dates
    if first is None or second is None or first == second:
        raise AnnotatorError(
            "The dates of the two documents do not tell which is later; link the later claim to the earlier yourself."
        )
    return conflict.pair[0] if first > second else conflict.pair[1]


def _differing_mentions(
    catalogue: Catalogue, conflict: Conflict, ours: Target, theirs: Target
) -> list[tuple[str, Target]]:
    """For each argument that differs, a mention of ours and the one of theirs that it is to be the same as."""
    left, right = catalogue.record(ours), catalogue.record(theirs)
    if not isinstance(left, Claim) or not isinstance(right, Claim):
        return []
    pairs = [(left.arguments.get(name, ()), right.arguments.get(name, ())) for name in conflict.differing]
    return [(one[0], Target(theirs.document, other[0])) for one, other in pairs if one and other]


def _joins(link: Link, ours: Target, theirs: Target) -> bool:
    return link.source == ours.id and link.target == theirs

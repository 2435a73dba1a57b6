"""Two annotators on one document: what they have in common, counted, and which records go together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from annotator.core.alignment import align
from annotator.core.errors import AnnotatorError
from annotator.core.grid import Grid, grid
from annotator.core.grouping import paired_claims
from annotator.core.mention_counts import MentionCounts, count_mentions
from annotator.core.model import AnnotationSet, Claim, Mention, Span
from annotator.core.scores import Tally


class Names(NamedTuple):
    """For ids of theirs those of ours that are the same: ``exact`` on just the same spans, ``near`` by overlap or, of
    claims, by likeness. What is in neither has nothing beside it."""

    exact: Mapping[str, str]
    near: Mapping[str, str]

    def of(self, record_id: str) -> str | None:
        """The id of ours that goes with one of theirs, or None."""
        return self.exact.get(record_id) or self.near.get(record_id)


class Paired(NamedTuple):
    """Two annotators on one document. ``names`` tells which ends of links are the same."""

    document: str
    mentions: MentionCounts
    claims: Tally
    grid: Grid
    names: Names


def pair_sets(ours: AnnotationSet, theirs: AnnotationSet, length: int) -> Paired:
    """Compares two sets on one text of that many code points.

    Claims agree where their types do and their arguments are filled by aligned mentions, wherever their evidence is;
    those without arguments where their evidence shares a code point. AnnotatorError where the sets are of two texts.
    """
    if ours.text_sha256 != theirs.text_sha256:
        raise AnnotatorError(
            f"{ours.annotator} and {theirs.annotator} annotated different versions of {ours.document}; "
            "open it as each of them, so that both sets are of the text as it is now."
        )
    left, right = list(ours.mentions.values()), list(theirs.mentions.values())
    needs_names = bool(ours.claims or theirs.claims or ours.links or theirs.links)
    # Links of other documents may end here too; where one of the two has no mention, no end has another beside it.
    exact, near = _paired_mentions(left, right) if needs_names or (left and right) else ({}, {})
    same, alike = _paired_claims(ours, theirs, {**exact, **near})
    tally = Tally(len(same), len(ours.claims), len(theirs.claims))
    names = Names({**exact, **same}, {**near, **alike})
    return Paired(ours.document, count_mentions(left, right), tally, grid(left, right, length), names)


def _paired_mentions(ours: Sequence[Mention], theirs: Sequence[Mention]) -> tuple[dict[str, str], dict[str, str]]:
    exact: dict[str, str] = {}
    near: dict[str, str] = {}
    for pair in align(ours, theirs):
        if pair.ours is not None and pair.theirs is not None:
            names = exact if pair.match in ("exact", "span") else near
            names[pair.theirs.id] = pair.ours.id
    return exact, near


def _paired_claims(
    ours: AnnotationSet, theirs: AnnotationSet, names: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The claims that say the same, and of the rest those that are most alike: for the ids of theirs those of ours."""
    if not ours.claims or not theirs.claims:
        return {}, {}
    waiting: defaultdict[Hashable, list[Claim]] = defaultdict(list)
    for claim in sorted(ours.claims.values(), key=_place, reverse=True):
        waiting[_content(claim, {})].append(claim)
    # Theirs are told in ids of ours; one that has none beside it gets a name that no id has.
    known = {one: names.get(one, f"\0{one}") for one in theirs.mentions}
    same: dict[str, str] = {}
    for claim in sorted(theirs.claims.values(), key=_place):
        content = _content(claim, known)
        if content[1] and (found := waiting.get(content)):
            same[claim.id] = found.pop().id
    taken = set(same.values())
    left = [claim for claim in ours.claims.values() if claim.id not in taken]
    right = [claim for claim in theirs.claims.values() if claim.id not in same]
    alike: dict[str, str] = {}
    for one, other, _ in paired_claims(left, right, names):
        bare = not _content(one, {})[1] and not _content(other, {})[1]
        says_the_same = bare and one.type == other.type and _share(one.spans, other.spans)
        (same if says_the_same else alike)[other.id] = one.id
    return same, alike


def _place(claim: Claim) -> tuple[int, int, str]:
    return claim.start, claim.end, claim.id


def _content(claim: Claim, names: Mapping[str, str]) -> tuple[str, frozenset[tuple[str, frozenset[str]]]]:
    """What a claim says: its type and what fills its arguments."""
    filled = ((slot, frozenset(names.get(one, one) for one in ids)) for slot, ids in claim.arguments.items() if ids)
    return claim.type, frozenset(filled)


def _share(ours: Iterable[Span], theirs: Sequence[Span]) -> bool:
    return any(one.overlaps(other) for one in ours for other in theirs)

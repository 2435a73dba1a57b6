"""How much of an annotator's work a curator has looked at, and how much of that was changed or rejected."""

from __future__ import annotations

from typing import NamedTuple

from annotator.core.alignment import align
from annotator.core.feedback import corrections
from annotator.core.model import AnnotationSet, Status
from annotator.core.pairing import pair_sets
from annotator.core.remarks import decisions_of


class Checked(NamedTuple):
    """Records of an annotator: how many the curator has settled, and how many of those otherwise."""

    checked: int
    corrected: int


def checked(mine: AnnotationSet, gold: AnnotationSet, length: int) -> Checked:
    """What a curator made of the mentions and claims of ``mine``, on a text of that many code points.

    Where the curator settled disagreements, just what they decided about counts, and what was accepted is not a
    correction. Where the curator has no decisions there and is done, all counts: a record is right that is in the
    curator's set just so. A curator who is not done may not have come to it yet.
    """
    decisions = decisions_of(gold)
    if decisions:
        about = {version.id for one in decisions for version in one.about if version.annotator == mine.annotator}
        wrong = {
            record.id for one in corrections(mine, gold) if one.what in ("changed", "rejected") for record in one.mine
        }
        settled = {one for one in about if one in mine.mentions or one in mine.claims}
        return Checked(len(settled), len(settled & wrong))
    if gold.status is not Status.DONE:
        return Checked(0, 0)
    right = sum(one.match == "exact" for one in align(mine.mentions.values(), gold.mentions.values()))
    right += pair_sets(mine, gold, length).claims.both
    everything = len(mine.mentions) + len(mine.claims)
    return Checked(everything, everything - right)

"""Preference pairs, a pair a line: to a ``prompt`` one answer is ``chosen`` over another that is ``rejected``.

They follow from what was annotated of claims: what supersedes a claim is to be chosen over it, and to a claim that one
other supports and another contradicts, the one that supports it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from annotator.core.model import Target
from annotator.core.sentences import CONTRADICTS, SUPERSEDES, SUPPORTS
from annotator.formats.base import Dataset, Lost, Output, Writing
from annotator.formats.claim_ends import ClaimLinks, claim_links
from annotator.formats.json_output import json_line

CURRENT = "Which of these statements is the later word on the matter?"
AGREES = "Which of these statements agrees with this one?"


class _Pair(NamedTuple):
    reason: str
    prompt: str
    chosen: Target
    rejected: Target
    annotator: str


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A file a split. A pair whose claims are in different splits is in none."""
    links = claim_links(dataset)
    for document, link in links.others:
        writing.leave_out(Lost("link of other than two claims", document, link.type))
    pairs = list(_pairs(links, writing))
    if not pairs:
        writing.say(
            f'There is no pair: one comes of a claim linked to another by "{SUPERSEDES}", or of claims of which one is '
            f'linked by "{SUPPORTS}" and another by "{CONTRADICTS}" to the same.'
        )
    for split in dataset.splits:
        with output.open(f"{split or 'all'}.jsonl") as file:
            for pair in pairs:
                if links.ends[pair.chosen].split == split:
                    file.write(json_line(_row(pair, links)))


def _row(pair: _Pair, links: ClaimLinks) -> dict[str, Any]:
    chosen, rejected = links.ends[pair.chosen], links.ends[pair.rejected]
    return {
        "prompt": pair.prompt,
        "chosen": chosen.sentence,
        "rejected": rejected.sentence,
        "reason": pair.reason,
        "chosen_source": chosen.source,
        "rejected_source": rejected.source,
        "annotator": pair.annotator,
    }


def _pairs(links: ClaimLinks, writing: Writing) -> Iterator[_Pair]:
    supporting: dict[tuple[Target, str], list[Target]] = {}
    against: dict[tuple[Target, str], list[Target]] = {}
    for one in links.joined:
        ours, theirs = one.ends
        kind = one.link.type
        if kind == SUPERSEDES:
            yield from _whole(_Pair(SUPERSEDES, CURRENT, ours, theirs, one.annotator), links, writing)
        elif kind == SUPPORTS:
            supporting.setdefault((theirs, one.annotator), []).append(ours)
        elif kind == CONTRADICTS:
            against.setdefault((theirs, one.annotator), []).append(ours)
            against.setdefault((ours, one.annotator), []).append(theirs)
        else:
            writing.leave_out(Lost("link without preference", one.document, kind))
    for (claim, annotator), chosen in supporting.items():
        prompt = f"{AGREES} {links.ends[claim].sentence}"
        rejected = against.get((claim, annotator), [])
        if not rejected:
            writing.leave_out(Lost("support of a claim that nothing contradicts", claim.document, SUPPORTS))
        for better in chosen:
            for worse in rejected:
                pair = _Pair(f"{SUPPORTS} and {CONTRADICTS}", prompt, better, worse, annotator)
                yield from _whole(pair, links, writing, claim)


def _whole(pair: _Pair, links: ClaimLinks, writing: Writing, about: Target | None = None) -> Iterator[_Pair]:
    """The pair where all that it is made of is in one split."""
    parts = [pair.chosen, pair.rejected, *([about] if about is not None else [])]
    if len({links.ends[part].split for part in parts}) == 1:
        yield pair
    else:
        writing.leave_out(Lost("pair across splits", pair.chosen.document, pair.reason))

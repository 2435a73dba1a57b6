"""Pairs of claims for natural language inference, a pair a line.

``premise`` and ``hypothesis`` are sentences, ``label`` is ``supports``, ``contradicts`` or ``neither``: the last where
two claims are linked as not comparable. With ``-o unlinked=N`` as many pairs of claims of one topic that nobody has
linked go with them as ``neither``, and ``decided`` is false of those.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice
from typing import Any

from annotator.core.errors import AnnotatorError
from annotator.core.model import Target
from annotator.core.schema import NOT_COMPARABLE
from annotator.core.sentences import CONTRADICTS, SUPPORTS
from annotator.formats.base import Dataset, Lost, Output, Writing
from annotator.formats.claim_ends import ClaimLinks, End, Joined, claim_links, end_of
from annotator.formats.json_output import json_line

LABELS = {SUPPORTS: SUPPORTS, CONTRADICTS: CONTRADICTS, NOT_COMPARABLE: "neither"}
_MOST_CLAIMS = 2_000


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A file a split. A pair whose claims are in different splits is in none."""
    links = claim_links(dataset)
    pairs = list(_pairs(links, writing))
    for document, link in links.others:
        writing.leave_out(Lost("link of other than two claims", document, link.type))
    extra = _number(writing)
    written = len(pairs)
    for split in dataset.splits:
        with output.open(f"{split or 'all'}.jsonl") as file:
            for one in pairs:
                if links.ends[one.ends[0]].split == split:
                    file.write(json_line(_row(one, links)))
            for row in islice(_unlinked(dataset, split, links), extra):
                file.write(json_line(row))
                written += 1
    if not written:
        writing.say(
            f"There is no pair: no two claims are linked by {', '.join(LABELS)}. "
            "-o unlinked=100 adds so many pairs of one topic that nobody linked."
        )


def _number(writing: Writing) -> int:
    told = writing.options.get("unlinked", "0")
    if not told.isdecimal() or len(told) > 9:
        raise AnnotatorError(f'The option "unlinked" of "claim-pairs" is a number, not "{told[:40]}".')
    return int(told)


def _pairs(links: ClaimLinks, writing: Writing) -> Iterator[Joined]:
    for one in links.joined:
        ours, theirs = (links.ends[end] for end in one.ends)
        if one.link.type not in LABELS:
            writing.leave_out(Lost("link without inference", one.document, one.link.type))
        elif ours.split != theirs.split:
            writing.leave_out(Lost("pair across splits", one.document, one.link.type))
        else:
            yield one


def _row(one: Joined, links: ClaimLinks) -> dict[str, Any]:
    row = _sentences(links.ends[one.ends[0]], links.ends[one.ends[1]], LABELS[one.link.type])
    return {**row, "decided": True, "annotator": one.annotator, "link": one.link.id}


def _sentences(premise: End, hypothesis: End, label: str) -> dict[str, Any]:
    return {
        "premise": premise.sentence,
        "hypothesis": hypothesis.sentence,
        "label": label,
        "premise_claim": {"type": premise.type, "words": premise.words},
        "hypothesis_claim": {"type": hypothesis.type, "words": hypothesis.words},
        "premise_source": premise.source,
        "hypothesis_source": hypothesis.source,
    }


def _unlinked(dataset: Dataset, split: str, links: ClaimLinks) -> Iterator[dict[str, Any]]:
    """Pairs of claims of one topic that nobody has linked, those of the first documents first."""
    linked = {frozenset(one.ends) for one in links.joined}
    topics: dict[str, list[tuple[Target, End, str]]] = {}
    for document, sets in dataset.items(split):
        for said in sets:
            for claim in said.claims.values():
                group = topics.setdefault(document.topic, [])
                if len(group) < _MOST_CLAIMS:
                    end = end_of(document, claim, split)
                    group.append((Target(document.id, claim.id), end, said.annotator))
    for group in topics.values():
        for (ours, premise, who), (theirs, hypothesis, other) in combinations(group, 2):
            different = premise.sentence != hypothesis.sentence
            if who == other and different and frozenset((ours, theirs)) not in linked:
                yield {**_sentences(premise, hypothesis, "neither"), "decided": False, "annotator": who, "link": ""}

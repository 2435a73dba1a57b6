"""What a review costs: opening it over five annotators' sets, the next disagreement, and settling one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from annotator.core.ids import new_id
from annotator.core.model import AnnotationSet, Mention, Status
from annotator.core.records import Records
from annotator.storage.project import Project
from tests.benchmarks.figures import Row, Verdict, against, median, of_redraws
from tests.benchmarks.keys import DOWN, UP, Act, Bench
from tests.benchmarks.lab import OUR_WORDS, Lab, ours
from tests.benchmarks.texts import Size, make_text, mentions_in, write_project

ANNOTATORS = 5
OPENING = 300
"""Milliseconds that opening may take over what the article takes."""
REVIEW, ARTICLE, UNDO = b"\x1bOS", b"\x1bOQ", b"\x1a"


def measure_reviewing(lab: Lab) -> Iterator[Row]:
    """A document with five sets: the review beside the article's caret key."""
    count = min(2_000, lab.plan.mentions)
    root = _project(lab.folder / "review", count)
    group = f"review, {ANNOTATORS} × {count:,} mentions"
    with ExitStack() as stack:
        article = stack.enter_context(lab.running(ours(root), OUR_WORDS))
        article.rest()
        caret = Bench(group, article, [Act("caret", (DOWN, UP))])
        program = stack.enter_context(lab.running(ours(root), OUR_WORDS))
        program.rest()
        opening = [program.press(REVIEW, 5.0, 0.5)]
        program.rest()
        acts = [Act("next disagreement", (b"n",)), Act("settle one", (b"a",)), Act("undo", (UNDO,), before=b"b")]
        review = Bench(group, program, acts)
        for turn in range(lab.plan.rounds):
            caret.once(turn)
            review.once(turn)
        for _ in range(max(1, lab.plan.starts // 3)):
            program.press(ARTICLE, 2.0, 0.3)
            program.rest()
            opening.append(program.press(REVIEW, 5.0, 0.5))
            program.rest()
    key = caret.of("caret")
    yield of_redraws(group, "caret by line in the article", key)
    over = median(one.ms for one in opening) - median(one.ms for one in key)
    yield of_redraws(group, "opening it", opening, Verdict(over, OPENING, "ms over a caret key"))
    for act in acts:
        yield of_redraws(group, act.name, act.redraws, *against(act.redraws, key, 2, "a caret key"))


def _project(root: Path, count: int) -> Path:
    """A document on which five annotators have marked nearly the same, each with slips of their own."""
    text = make_text(Size("review", 60 * count, count))
    marked = mentions_in(text, count)[:-1]
    write_project(root, text, marked)
    project = Project.open(root)
    document = project.document("text")
    for number in range(1, ANNOTATORS + 1):
        chance = random.Random(number)
        mentions = [_slip(mention, chance) for mention in marked if chance.random() > 0.1]
        found = AnnotationSet("text", f"ann-{number}", document.sha256, Status.DONE)
        project.write(replace(found, mentions=Records((one.id, one) for one in mentions)), document)
    return root


def _slip(mention: Mention, chance: random.Random) -> Mention:
    fresh = replace(mention, id=new_id("mention", chance.getrandbits))
    return replace(fresh, label="role") if chance.random() < 0.1 else fresh

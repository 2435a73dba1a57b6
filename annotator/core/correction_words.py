"""A correction as lines for a list: what the annotator had, what the curator made of it, and why."""

from __future__ import annotations

from annotator.core.display import one_line, shortened
from annotator.core.feedback import Correction
from annotator.core.model import Claim, Document, Link, Mention, Record
from annotator.core.schema import Schema
from annotator.core.sentences import Part, Parts, words_of

LONGEST = 60
_NOT_MARKED, _LEFT_OUT = "not marked", "left out"


def correction_parts(correction: Correction, document: Document, schema: Schema) -> Parts:
    """What was, and what is: “interim chief” person → role."""
    mine = _side(correction.mine, document, schema) or (Part(_NOT_MARKED, "dim"),)
    settled = _side(correction.settled, document, schema) or (Part(_LEFT_OUT, "warning"),)
    return (*mine, Part("  →  ", "dim"), *settled)


def answer_words(correction: Correction) -> str:
    """What the annotator has said of it: nothing while they have not."""
    answer = correction.answer
    if answer is None:
        return ""
    return "accepted" if answer.state == "accepts" else f"you object: {shortened(one_line(answer.text), LONGEST)}"


def _side(records: tuple[Record, ...], document: Document, schema: Schema) -> Parts:
    parts: list[Part] = []
    for record in records:
        parts += [Part("  ")] if parts else []
        match record:
            case Mention(label=label, spans=spans):
                words = f"“{words_of(document, spans, LONGEST)}”"
                parts.append(Part(f"{schema.letter_of(label)} ", schema.colour_of(label)))
                parts += [Part(words, "strong"), Part(f" {one_line(label)}", "dim")]
            case Claim(type=name, spans=spans):
                words = f" “{words_of(document, spans, LONGEST)}”"
                parts += [Part(f"claim {one_line(name)}", "strong"), Part(words, "dim")]
            case Link(type=name, target=target):
                parts += [Part(f"link {one_line(name)}", "strong"), Part(f" to {one_line(target.document)}", "dim")]
    return tuple(parts)

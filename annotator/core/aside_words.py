"""What a set keeps aside, in words."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.core.model import AnnotationSet, Why, aside_counts

ASIDE_WORDS: Mapping[Why, str] = {
    "unanchored": "no longer found in the text",
    "moved": "found by likeness in the changed text",
    "collides": "written differently by another program",
}
"""Why records are aside, in the order of weight."""


def aside_sentence(annotations: AnnotationSet) -> str:
    """What a set keeps aside, as a sentence for whoever opens it; empty where it is nothing."""
    counts = aside_counts(annotations)
    told = ", ".join(f"{counts[why]:,} {words}" for why, words in ASIDE_WORDS.items() if counts[why])
    return f"Records to look at: {told}. The panel lists them." if told else ""

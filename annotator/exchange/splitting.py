"""Which document of an export is in train, dev or test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet, Document
from annotator.core.splits import Divided, divide, shares
from annotator.exchange.choosing import Chosen
from annotator.exchange.progress import Progress
from annotator.formats.base import SPLITS

By: TypeAlias = Literal["document", "topic", "entity"]
BYS: tuple[By, ...] = get_args(By)


def checked_by(words: str) -> By:
    """What keeps documents together; AnnotatorError for words that are none."""
    for by in BYS:
        if words == by:
            return by
    raise AnnotatorError(f'"{words}" keeps no documents together; write one of {", ".join(BYS)}.')


@dataclass(frozen=True, slots=True)
class Split:
    """How documents are divided: their shares, such as "80/10/10", the seed, and what keeps them together.

    "topic": documents of one topic are on one side; "entity": those that links of any kind tie together are;
    "document": each is by itself, which lets what one document says of a thing leak to the other side.
    """

    shares: str
    seed: int = 0
    by: By = "entity"


def split_of(chosen: Chosen, split: Split, progress: Progress) -> dict[str, str]:
    """The split of each document. AnnotatorError for shares that are none."""
    wanted = shares(split.shares, SPLITS)
    with progress("Dividing", len(chosen.whose)) as advance:
        documents: list[Divided] = []
        for document, sets in chosen.items():
            labels = Counter(mention.label for one in sets for mention in one.mentions.values())
            documents.append(Divided(document.id, labels, tuple(_keys(document, sets, split.by))))
            advance()
    return divide(documents, wanted, split.seed)


def empty_splits(split: Split, found: Mapping[str, int]) -> Iterator[str]:
    """What there is to say of splits that got no document."""
    empty = [name for name in shares(split.shares, SPLITS) if not found.get(name)]
    if empty:
        together = {"document": "", "topic": " of one topic", "entity": " that links tie together"}[split.by]
        yield (
            f"There is no document for {' and '.join(empty)}: those{together} are on one side. "
            "--by document, topic or entity says what belongs together."
        )


def _keys(document: Document, sets: tuple[AnnotationSet, ...], by: By) -> Iterator[str]:
    """What a document has in common with those that belong to it."""
    if by == "topic" and document.topic:
        yield document.topic
    if by == "entity":
        yield document.id
        for one in sets:
            yield from {link.target.document for link in one.links.values() if link.target.document != document.id}

"""Writes coreference of CoNLL-2012."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, pairwise
from typing import Any

from annotator.core.model import Document, Mention, Target, quote_of
from annotator.formats.base import Dataset, Entities, Item, Lost, Output, Writing
from annotator.formats.columns import column_cells
from annotator.formats.conll2012_reading import KEY, LABEL, WORD, Place, at_tokens, cell_parts
from annotator.formats.lines import outputs
from annotator.formats.tokens import Tokens, tokens_of
from annotator.formats.words import column_word

SUFFIX = ".conll"


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A file a split, or one a document. Columns, order and numbers are those of a document's source."""
    entities = dataset.entities()
    for file, items in outputs(dataset, output, SUFFIX):
        for item in items:
            for line in _lines(item, entities, writing):
                file.write(f"{line}\n".encode())


def _lines(item: Item, entities: Entities, writing: Writing) -> Iterator[str]:
    document = item.document
    kept = document.metadata.extra.get(KEY)
    kept = kept if isinstance(kept, Mapping) else {}
    mentions = [mention for one in item.sets for mention in one.mentions.values()]
    tokens = tokens_of(document, [edge for mention in mentions for edge in (mention.start, mention.end)])
    places = _places(document, tokens, mentions, entities, writing)
    separator = " " if (writing.options.get("separator") or kept.get("separator")) == "space" else "\t"
    words = [
        column_word(document, document.text[token.start : token.end], separator, writing) for token in tokens.spans
    ]
    lengths = [last - first for first, last in pairwise((0, *tokens.sentences))]
    columns = _columns(kept, words, lengths) or _usual(document, words, lengths, separator)
    columns.append(_cells(kept, places, len(words)))
    rows = list(zip(*columns, strict=True))
    begin = kept.get("begin")
    name = document.id
    yield begin if isinstance(begin, str) and "\n" not in begin else f"#begin document ({name}); part 000"
    comments = kept.get("comments")
    comments = comments if isinstance(comments, list) else []
    for place, (first, last) in enumerate(pairwise((0, *tokens.sentences))):
        yield from (line for line in _comments(comments, place))
        yield from (separator.join(row) for row in rows[first:last])
        yield ""
    yield "#end document"


def _comments(kept: Sequence[Any], sentence: int) -> Iterator[str]:
    for entry in kept:
        match entry:
            case [int(place), str(line)] if place == sentence and "\n" not in line:
                yield line


def _places(
    document: Document, tokens: Tokens, mentions: Sequence[Mention], entities: Entities, writing: Writing
) -> list[Place]:
    """The mentions that have a place, each with the number of its entity."""
    fitting: list[tuple[int, int, Mention]] = []
    for mention in mentions:
        range_of = tokens.covering(mention.spans[0]) if len(mention.spans) == 1 else None
        if range_of is None:
            kind = "discontinuous mention" if len(mention.spans) > 1 else "mention cut by a token"
            _lose(kind, document, mention, writing)
            continue
        fitting.append((*range_of, mention))
    fitting.sort(key=lambda one: (one[0], -one[1], one[2].id))
    numbers = _Numbers(document, [mention for _, _, mention in fitting], entities)
    places: list[Place] = []
    open_ones: dict[str, list[int]] = {}
    for first, last, mention in fitting:
        entity = numbers.of(mention)
        ends = open_ones.setdefault(entity, [])
        while ends and ends[-1] <= first:
            ends.pop()
        if ends and ends[-1] < last:  # which of the two ends where could not be told
            _lose("mention that crosses one of its entity", document, mention, writing)
            continue
        ends.append(last)
        if mention.label != (writing.options.get("label") or LABEL):
            _lose("label", document, mention, writing)
        places.append(Place(first, last, entity))
    return places


def _lose(kind: str, document: Document, mention: Mention, writing: Writing) -> None:
    words = f"{mention.label}: {quote_of(document.text, mention.spans)}"
    writing.leave_out(Lost(kind, document.id, words))


class _Numbers:
    """The numbers of entities in one document: those of its source where they still tell the same, else new ones."""

    def __init__(self, document: Document, mentions: Sequence[Mention], entities: Entities) -> None:
        self._document, self._entities = document, entities
        self._known: dict[object, str] = {}
        taken: set[str] = set()
        for mention in mentions:
            kept = mention.extra.get(KEY)
            key = self._key(mention)
            if isinstance(kept, str) and kept.isdecimal() and key not in self._known and kept not in taken:
                self._known[key] = kept
                taken.add(kept)
        self._free = (number for number in map(str, count()) if number not in taken)

    def of(self, mention: Mention) -> str:
        key = self._key(mention)
        if key not in self._known:
            self._known[key] = next(self._free)
        return self._known[key]

    def _key(self, mention: Mention) -> object:
        number = self._entities.number(Target(self._document.id, mention.id))
        return mention.id if number is None else number


def _cells(kept: Mapping[str, Any], places: Sequence[Place], length: int) -> list[str]:
    nothing, ordered = kept.get("nothing"), kept.get("cells")
    cells = [nothing if nothing in ("", "_") else "-"] * length
    for token, some in at_tokens(places).items():
        parts = cell_parts(token, some)
        source = ordered.get(str(token)) if isinstance(ordered, Mapping) else None
        is_same = isinstance(source, str) and sorted(source.split("|")) == sorted(parts)
        cells[token] = str(source) if is_same else "|".join(parts)
    return cells


def _columns(kept: Mapping[str, Any], words: list[str], lengths: Sequence[int]) -> list[list[str]] | None:
    """All columns but the last as the source had them; None where they are not of these tokens."""
    width = kept.get("width")
    if not (isinstance(width, int) and WORD + 2 <= width <= 100):
        return None
    columns: list[list[str]] = []
    for place in range(width - 1):
        cells = words if place == WORD else column_cells(kept.get(f"column-{place + 1}"), lengths)
        if cells is None or any("\n" in cell for cell in cells):
            return None
        columns.append(cells)
    return columns


def _usual(document: Document, words: list[str], lengths: Sequence[int], separator: str) -> list[list[str]]:
    """The columns of a document that has no source: what is not known is a hyphen or an asterisk, as in the task."""
    many = len(words)
    name = document.id if separator == "\t" else document.id.replace(" ", "_")
    numbers = [str(number) for length in lengths for number in range(length)]
    hyphens = ["-"] * many
    return [[name] * many, ["0"] * many, numbers, words, hyphens, ["*"] * many, *[hyphens] * 4, ["*"] * many]

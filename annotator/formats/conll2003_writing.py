"""Writes columns of tokens with tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from annotator.core.model import Document, Mention
from annotator.formats.base import Dataset, Item, Output, Writing
from annotator.formats.chunking import chunks_in
from annotator.formats.columns import column_cells
from annotator.formats.conll2003_reading import DOCSTART, KEY, SAME_TEXT
from annotator.formats.lines import outputs
from annotator.formats.tags import OUTSIDE, SCHEMES, Scheme, tags_of
from annotator.formats.tokens import Tokens, tokens_of
from annotator.formats.words import SPACE, column_word

SUFFIX = ".conll"


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A file a split, or one a document. Columns, comments and the scheme are those of a document's source."""
    for file, items in outputs(dataset, output, SUFFIX):
        begins = output.is_file or dataset.splits != ("",)
        for place, item in enumerate(items):
            is_marked = begins and (place > 0 or KEY not in item.document.metadata.extra)
            for line in _lines(item, writing, begins=is_marked):
                file.write(f"{line}\n".encode())


class _Look(NamedTuple):
    """How a document is laid out, as its source was or as the user says."""

    separator: str
    scheme: Scheme
    kept: Mapping[str, Any]


def _look(document: Document, writing: Writing) -> _Look:
    kept = document.metadata.extra.get(KEY)
    kept = kept if isinstance(kept, Mapping) else {}
    separator = writing.options.get("separator") or kept.get("separator")
    scheme = writing.options.get("scheme") or kept.get("scheme")
    return _Look(
        " " if separator == "space" else "\t", next((one for one in SCHEMES if one == scheme), SCHEMES[0]), kept
    )


def _lines(item: Item, writing: Writing, *, begins: bool) -> Iterator[str]:
    document, look = item.document, _look(item.document, writing)
    mentions = [mention for one in item.sets for mention in one.mentions.values()]
    edges = [edge for mention in mentions for edge in (mention.start, mention.end)]
    tokens = tokens_of(document, edges)
    tags = _tags(document, tokens, mentions, look, writing)
    words = [
        column_word(document, document.text[token.start : token.end], look.separator, writing) for token in tokens.spans
    ]
    lengths = [last - first for first, last in pairwise((0, *tokens.sentences))]
    rows = list(zip(*_columns(look.kept, words, tags, lengths), strict=True))
    comments = _comments(look.kept)
    yield from _begin(document, look, len(rows[0]) if rows else 2, writing, begins=begins)
    texts = _texts(document, tokens)
    for place, (first, last) in enumerate(pairwise((0, *tokens.sentences))):
        yield from (texts[place] if line == SAME_TEXT else line for line in comments.get(place, ()))
        yield from (look.separator.join(row) for row in rows[first:last])
        yield ""
    yield from (line for place, lines in comments.items() if place >= len(lengths) for line in lines)


def _begin(document: Document, look: _Look, width: int, writing: Writing, *, begins: bool) -> Iterator[str]:
    kept = look.kept.get("begin")
    if isinstance(kept, str) and "\n" not in kept:
        yield kept
        if kept.startswith(DOCSTART):
            yield ""
    elif begins and writing.options.get("documents") == "newdoc":
        yield f"# newdoc id = {document.id}"
    elif begins:
        yield look.separator.join([DOCSTART, *["-X-"] * (width - 2), OUTSIDE])
        yield ""


def _tags(document: Document, tokens: Tokens, mentions: Sequence[Mention], look: _Look, writing: Writing) -> list[str]:
    """The tags of all tokens; what has no place in them is left out."""
    tags: list[str] = []
    lengths = [last - first for first, last in pairwise((0, *tokens.sentences))]
    for chunks, length in zip(chunks_in(document, tokens, mentions, writing), lengths, strict=True):
        named = [chunk._replace(label=_tag_name(chunk.label, writing)) for chunk in chunks]
        tags += tags_of(named, length, look.scheme)
    return tags


def _tag_name(label: str, writing: Writing) -> str:
    name = SPACE.sub("_", label)
    if name != label:
        writing.say(f'The label "{label}" has white space, and is written "{name}".')
    return name


def _columns(kept: Mapping[str, Any], words: list[str], tags: list[str], lengths: Sequence[int]) -> list[list[str]]:
    """Columns as the source had them; where those do not fit the tokens, words and tags alone."""
    width, token, tag = kept.get("width"), kept.get("token"), kept.get("tag")
    if not (isinstance(width, int) and 2 <= width <= 100):
        return [words, tags]
    columns: list[list[str]] = []
    for place in range(1, width + 1):
        cells = (
            words if place == token else tags if place == tag else column_cells(kept.get(f"column-{place}"), lengths)
        )
        if cells is None or any("\n" in cell for cell in cells):
            return [words, tags]
        columns.append(cells)
    return columns


def _comments(kept: Mapping[str, Any]) -> dict[int, list[str]]:
    """The comments before each sentence, by its number."""
    found: dict[int, list[str]] = {}
    for entry in kept.get("comments", ()) if isinstance(kept.get("comments"), list) else ():
        match entry:
            case [int(place), *lines] if all(isinstance(line, str) and "\n" not in line for line in lines):
                found.setdefault(place, []).extend(lines)
    return found


def _texts(document: Document, tokens: Tokens) -> list[str]:
    """What a comment says of the text of each sentence."""
    return [
        f"{SAME_TEXT} = {document.text[tokens.spans[first].start : tokens.spans[last - 1].end]}"
        for first, last in pairwise((0, *tokens.sentences))
    ]

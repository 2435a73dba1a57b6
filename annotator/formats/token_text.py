"""Texts of sources that only have tokens.

Between two tokens of a sentence stands one space, and between two sentences one line end; where the source tells the
text of a sentence and its tokens stand in that, the text is the source's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from annotator.core.model import Document, Metadata, Span
from annotator.formats.base import FormatError, make_document
from annotator.formats.tokens import keep_tokens, kept_tokens

MOST_KEPT = 900_000
"""Bytes that a source's own words may take in a document's metadata, which may have 1 MiB."""


class TokenText:
    """A text that is made sentence by sentence."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self.tokens: list[Span] = []
        self.ends: list[int] = []

    def add(self, words: Sequence[str], told: str | None = None) -> bool:
        """Adds a sentence of at least one word, none empty; whether its text is the one that is ``told``."""
        if self._pieces:
            self._append("\n")
        places = _places(words, told) if told is not None else None
        text = told if told is not None and places is not None else " ".join(words)
        if places is None:
            places, start = [], 0
            for word in words:
                places.append(start)
                start += len(word) + 1
        self.tokens += [
            Span(self._length + start, self._length + start + len(word))
            for start, word in zip(places, words, strict=True)
        ]
        self._append(text)
        self.ends.append(self.tokens[-1].end)
        return text == told

    def document(
        self, document_id: str, name: str, extra: Mapping[str, Mapping[str, Any]], say: Callable[[str], None]
    ) -> Document:
        """The document, with its tokens, its sentences and ``extra`` in the metadata.

        What is too large for that is left out, and said.
        """
        text = "".join(self._pieces)
        kept = dict(keep_tokens(text, self.tokens, self.ends))
        extra, dropped = _fitting(extra, MOST_KEPT - _size(kept))
        if dropped:
            say(
                f"{name}: {', '.join(dropped)} of {document_id} is too large to be kept with the document, and is lost."
            )
        if _size(kept) > MOST_KEPT:
            raise FormatError(name, None, f'The document "{document_id}" has too many tokens; divide it.')
        document = make_document(document_id, text, name, Metadata(extra={**kept, **extra}))
        again = kept_tokens(document)
        if again is None or list(again.spans) != self.tokens:
            say(f"{name}: Some of its tokens begin or end with white space, or are nothing else; that is not kept.")
        return document

    def _append(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)


def _places(words: Sequence[str], told: str) -> list[int] | None:
    """Where each word starts in the sentence's text; None where anything but white space is between them."""
    places, end = [], 0
    for word in words:
        start = told.find(word, end)
        if start < 0 or not (start == end or told[end:start].isspace()):
            return None
        places.append(start)
        end = start + len(word)
    return places if not told[end:].strip() and "\n" not in told else None


def _fitting(extra: Mapping[str, Mapping[str, Any]], most: int) -> tuple[Mapping[str, Any], list[str]]:
    """What of a source's own words fits, by the entries of each of its keys, and the entries that do not."""
    sizes = {(key, name): _size(entry) for key, told in extra.items() for name, entry in told.items()}
    dropped: list[tuple[str, str]] = []
    for place, size in sorted(sizes.items(), key=lambda one: -one[1]):
        if sum(sizes.values()) <= most:
            break
        dropped.append(place)
        sizes[place] -= size
    kept = {key: {name: told[name] for name in told if (key, name) not in dropped} for key, told in extra.items()}
    return kept, [name for _, name in dropped]


def _size(value: Any) -> int:
    """About how many bytes a value takes in TOML."""
    match value:
        case str():
            return len(value.encode("utf-8", "surrogatepass")) + value.count("\t") + value.count("\n") + 3
        case Mapping():
            return sum(_size(key) + _size(item) + 5 for key, item in value.items())
        case list() | tuple():
            return sum(_size(item) + 2 for item in value)
        case _:
            return 8

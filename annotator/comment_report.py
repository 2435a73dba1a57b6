"""Comments, as a list to read and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from annotator.console import say
from annotator.core.display import one_line, shortened
from annotator.core.threads import Said
from annotator.storage.chronicle import on_this_clock
from annotator.storage.comments import Told
from annotator.storage.toml_text import toml_datetime

Found: TypeAlias = Sequence[tuple[str, Told]]
"""Threads, each with the document in whose sets it was found."""

LONGEST = 60


def threads_data(found: Found) -> list[dict[str, Any]]:
    """One object a thread."""
    return [
        {
            "document": document,
            "about": told.thread.about.id,
            "words": told.about.words if told.about is not None else None,
            "open": told.thread.is_open,
            "said": [_said_data(one) for one in told.thread.said],
        }
        for document, told in found
    ]


def _said_data(said: Said) -> dict[str, Any]:
    one = said.comment
    created = toml_datetime(one.created) if one.created is not None else None
    return {"id": one.id, "annotator": said.annotator, "created": created, "state": one.state, "text": one.text}


def print_threads(found: Found) -> None:
    """One paragraph a thread: what it is about, and each comment on a line."""
    open_ones = sum(told.thread.is_open for _, told in found)
    say(f"{open_ones} open, {len(found) - open_ones} settled." if found else "Nobody has said anything yet.")
    for document, told in found:
        say()
        words = told.about.words if told.about is not None else "what is not here"
        about = f" “{shortened(one_line(words), LONGEST)}”" if words else ""
        say(f"{one_line(document)}{about}{'' if told.thread.is_open else ', settled'}")
        for said in told.thread.said:
            say(f"  {one_line(said.annotator)}{_when(said)}: {_words(said)}")


def _when(said: Said) -> str:
    return f", {on_this_clock(said.comment.created)}" if said.comment.created is not None else ""


def _words(said: Said) -> str:
    state, text = said.comment.state, one_line(said.comment.text)
    return " ".join(filter(None, (f"({state})" if state else "", text)))

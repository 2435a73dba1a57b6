"""Other programs on the same text, where they are on this machine: SLATE, vim and less."""

from __future__ import annotations

import shutil
import sys
from bisect import bisect_right
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from annotator.core.model import Mention
from tests.benchmarks.texts import Size, make_text, mentions_in

CARET_WORD, CARET_LINE, EXTEND, PAGE = "caret by word", "caret by line", "extend selection", "page"


@dataclass(frozen=True, slots=True)
class Peer:
    """How another program is started on a text, and which of its keys do what ours do."""

    name: str
    command: list[str]
    cwd: Path
    keys: dict[str, tuple[bytes, ...]]


def peers(folder: Path, size: Size) -> list[Peer]:
    """The peers that are here, each on a text of that size; SLATE with its annotations too."""
    here = folder / "peers" / size.folder
    here.mkdir(parents=True, exist_ok=True)
    text = make_text(size)
    (here / "text.txt").write_text(text, encoding="utf-8", newline="")
    found = []
    if not absent("slate"):
        (here / "text.txt.annotations").write_text(slate_annotations(text, size), encoding="utf-8")
        command = [sys.executable, "-m", "slate", "text.txt", "-t", "categorical", "-s", "token", "-o", "-l", "log"]
        keys = {CARET_WORD: (b";",), CARET_LINE: (b"o", b"i"), EXTEND: (b"/",), PAGE: (b"}", b"{")}
        found.append(Peer("SLATE", command, here, keys))
    if not absent("vim"):
        command = ["vim", "-u", "NONE", "-i", "NONE", "-n", "text.txt"]
        keys = {CARET_WORD: (b"w",), CARET_LINE: (b"j", b"k"), EXTEND: (b"vw",), PAGE: (b"\x06", b"\x02")}
        found.append(Peer("vim", command, here, keys))
    if not absent("less"):
        found.append(Peer("less", ["less", "text.txt"], here, {CARET_LINE: (b"j", b"k"), PAGE: (b" ", b"b")}))
    return found


def absent(name: str) -> str:
    """The sentence for a peer that is not on this machine; else empty."""
    if name != "slate":
        return "" if shutil.which(name) else f"{name} is not installed; it is left out."
    try:
        version("slate-nlp")
    except PackageNotFoundError:
        return 'SLATE is not installed, so nothing is held against it; "pip install slate-nlp" brings it.'
    return ""


def slate_annotations(text: str, size: Size) -> str:
    """The mentions of a text as SLATE writes them: first and last token, each by its line and its place there."""
    tokens: list[tuple[int, int]] = []
    starts: list[int] = []
    offset = 0
    for number, line in enumerate(text.split("\n")):
        place = offset
        for token_number, token in enumerate(line.split()):
            place = text.index(token, place)
            starts.append(place)
            tokens.append((number, token_number))
            place += len(token)
        offset += len(line) + 1
    labels = {"person": "a", "role": "s", "amount": "d", "event": "v"}

    def line_of(mention: Mention) -> str:
        first = tokens[max(0, bisect_right(starts, mention.start) - 1)]
        last = tokens[max(0, bisect_right(starts, mention.end - 1) - 1)]
        where = f"({first}, {last})" if first != last else f"{first}"
        return f"{where} - label:{labels[mention.label]}\n"

    return "".join(line_of(mention) for mention in mentions_in(text, size.mentions))

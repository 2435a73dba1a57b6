"""Projects of the sizes that are measured: text, and mentions spread evenly, one of them over the whole text."""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import dataclass
from pathlib import Path

from annotator.core.ids import new_id
from annotator.core.model import AnnotationSet, Document, Mention, Span
from annotator.core.records import Records
from annotator.core.schema import default_schema
from annotator.storage.codec import encode_set
from annotator.storage.schema_file import schema_text

LATIN = tuple(
    re.findall(
        r"\w+",
        "the company said that its interim chief had told staff about a plan to cut jobs after an investment by one of "
        "its largest clients while analysts warned of further losses in the second half of this year and of a slow "
        "return to growth for everybody who builds on shared data",
    )
)
WIDE = [
    "会社は",
    "暫定責任者が",
    "発表した。",
    "👩‍👩‍👧",
    "🇩🇪",
    "e\u0301te\u0301",
    "한국어",
    "क्षि",
    "投資",
    "word",
    "二百人",
    "n\u0303o",
]


@dataclass(frozen=True, slots=True)
class Size:
    """One measured text: ``characters`` long, with so many mentions."""

    name: str
    characters: int
    mentions: int
    kind: str = "latin"


SIZES = (
    Size("10 KB / 100", 10_000, 100),
    Size("1 MB / 10,000", 1_000_000, 10_000),
    Size("10 MB / 100,000", 10_000_000, 100_000),
    Size("10 MB / 100", 10_000_000, 100),
    Size("1 MB one paragraph", 1_000_000, 10_000, "paragraph"),
    Size("1 MB wide", 1_000_000, 10_000, "wide"),
)


def make_text(size: Size) -> str:
    """A text of that size, the same each time."""
    chance = random.Random(11)
    words = WIDE if size.kind == "wide" else LATIN
    pieces: list[str] = []
    length = 0
    while length < size.characters:
        sentence = " ".join(chance.choices(words, k=chance.randint(8, 20))).capitalize() + "."
        end = " " if size.kind == "paragraph" or chance.random() < 0.8 else "\n\n"
        pieces.append(sentence + end)
        length += len(sentence) + len(end)
    return "".join(pieces)[: size.characters]


def make_project(folder: Path, size: Size) -> Path:
    """A project with the one document "text", annotated by ann-1."""
    root = folder / size.name.replace(" ", "-").replace("/", "").replace(",", "")
    if root.exists():
        return root
    text = make_text(size)
    data = text.encode()
    document = Document("text", text, hashlib.sha256(data).hexdigest())
    annotations = AnnotationSet("text", "ann-1", document.sha256, mentions=Records(_mentions(text, size.mentions)))
    for part in ("documents", "annotations/ann-1"):
        (root / part).mkdir(parents=True)
    (root / "annotator.toml").write_text(schema_text(default_schema(size.name)), encoding="utf-8")
    (root / "documents/text.txt").write_bytes(data)
    (root / "annotations/ann-1/text.toml").write_bytes(encode_set(annotations, document, "toml"))
    return root


def _mentions(text: str, count: int) -> list[tuple[str, Mention]]:
    chance = random.Random(12)
    labels = ["person", "role", "amount", "event"]
    step = len(text) // count
    made = []
    for number in range(count - 1):
        start = number * step + chance.randrange(max(1, step // 2))
        while text[start].isspace():
            start += 1
        end = start + chance.randint(3, 18)
        made.append(Mention(new_id("mention", chance.getrandbits), chance.choice(labels), (Span(start, end),)))
    made.append(Mention(new_id("mention", chance.getrandbits), "event", (Span(0, len(text)),)))
    return [(mention.id, mention) for mention in made]

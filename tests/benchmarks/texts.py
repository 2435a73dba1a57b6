"""Projects of the sizes that are measured: text, and mentions spread evenly, one of them over the whole text."""

from __future__ import annotations

import hashlib
import random
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.core.ids import new_id
from annotator.core.model import AnnotationSet, Claim, Document, Mention, Span
from annotator.core.records import Records
from annotator.core.schema import SaveAs, default_schema
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

    @property
    def folder(self) -> str:
        """A folder's name for it."""
        return self.name.replace(" ", "-").replace("/", "").replace(",", "")


MIDDLE = "zenith"
"""A word that stands once, in the middle of each text: for going there."""

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
    pieces.insert(len(pieces) // 2, f"{MIDDLE} ")
    return "".join(pieces)[: size.characters]


def make_project(folder: Path, size: Size) -> Path:
    """A project with the one document "text", annotated by ann-1."""
    text = make_text(size)
    return write_project(folder / size.folder, text, mentions_in(text, size.mentions))


def write_project(
    root: Path, text: str, mentions: Sequence[Mention], claims: Sequence[Claim] = (), save_as: SaveAs = "toml"
) -> Path:
    """A project with one document and one set, unless it is there already."""
    if root.exists():
        return root
    data = text.encode()
    document = Document("text", text, hashlib.sha256(data).hexdigest())
    records = Records((one.id, one) for one in mentions), Records((one.id, one) for one in claims)
    annotations = AnnotationSet("text", "ann-1", document.sha256, mentions=records[0], claims=records[1])
    for part in ("documents", "annotations/ann-1"):
        (root / part).mkdir(parents=True)
    schema = replace(default_schema(root.name), save_as=save_as)
    (root / "annotator.toml").write_text(schema_text(schema), encoding="utf-8")
    (root / "documents/text.txt").write_bytes(data)
    (root / f"annotations/ann-1/text.{save_as}").write_bytes(encode_set(annotations, document, save_as))
    return root


def mentions_in(text: str, count: int) -> list[Mention]:
    """So many mentions, evenly over the text, the last of them over all of it; the same each time."""
    chance = random.Random(12)
    labels = ["person", "role", "amount", "event"]
    step = len(text) // count
    made = []
    for number in range(count - 1):
        start = number * step + chance.randrange(max(1, step // 2))
        while text[start].isspace():
            start += 1
        end = min(start + chance.randint(3, 18), len(text))
        made.append(Mention(new_id("mention", chance.getrandbits), chance.choice(labels), (Span(start, end),)))
    made.append(Mention(new_id("mention", chance.getrandbits), "event", (Span(0, len(text)),)))
    return made


def make_library(root: Path, count: int) -> Path:
    """A project of so many short documents, in folders of a thousand, unless it is there already."""
    if root.exists():
        return root
    half_made = root.with_name(f"{root.name}.half-made")
    shutil.rmtree(half_made, ignore_errors=True)
    for number in range(count):
        folder = half_made / f"documents/part-{number // 1000:03}"
        if number % 1000 == 0:
            folder.mkdir(parents=True)
        words = f"Article {number}. The {LATIN[number % len(LATIN)]} chief said that {number} jobs go.\n"
        (folder / f"article-{number:06}.txt").write_text(words, encoding="utf-8")
    (half_made / "annotator.toml").write_text(schema_text(default_schema(root.name)), encoding="utf-8")
    half_made.rename(root)
    return root


def make_claims(root: Path, rows: int) -> Path:
    """A project with one document whose claims panel has so many rows: half of them claims, half loose mentions."""
    if root.exists():
        return root
    text = make_text(Size("", rows * 50, 0))
    mentions = mentions_in(text, rows + 1)[:-1]
    chance = random.Random(13)
    claims = [
        Claim(new_id("claim", chance.getrandbits), "happening", one.spans, {"event": (one.id,)})
        for one in mentions[::2]
    ]
    return write_project(root, text, mentions, claims)

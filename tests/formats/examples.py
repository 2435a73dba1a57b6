"""Items that tests of formats share: two documents of one topic, with all that a project can hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from annotator.core.model import Claim, Link, Mention, Metadata, Target, spans_of
from annotator.formats.base import Item, make_document, make_set
from tests.formats.in_memory import MemoryOutput

MEMO = "In a memo, interim CEO Jason Droege 🙂 wrote that around 200 people were laid off.\nMore follows."
DENIAL = "The company denies it: nobody was laid off, and Droege never was CEO."
NOON = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


def at(text: str, *words: str) -> tuple[tuple[int, int], ...]:
    """Where the words stand first, one pair of offsets each."""
    return tuple((text.index(word), text.index(word) + len(word)) for word in words)


def marked(record_id: str, label: str, text: str, *words: str) -> Mention:
    """A mention of these words of a text; of several, with gaps between them."""
    return Mention(record_id, label, spans_of(*at(text, *words)), "human", NOON)


def memo() -> Item:
    """Nested, crossing and discontinuous mentions, claims, ties within and across, attributes and a note."""
    document = make_document(
        "news/memo", MEMO, "memo.txt", Metadata("The memo", "Daily", dt.date(2026, 11, 20), "https://example.org/1")
    )
    person = replace(marked("m-person", "person", MEMO, "Jason Droege"), note="his name", attributes={"sure": True})
    records = (
        person,
        marked("m-role", "role", MEMO, "interim CEO"),
        marked("m-whole", "person", MEMO, "interim CEO Jason Droege"),
        marked("m-cross", "event", MEMO, "Droege 🙂 wrote"),
        marked("m-gap", "event", MEMO, "200 people", "laid off"),
        marked("m-amount", "amount", MEMO, "around 200"),
        Claim(
            "c-position",
            "position",
            spans_of(*at(MEMO, "interim CEO Jason Droege")),
            {"person": ("m-person",), "role": ("m-role",)},
            created=NOON,
        ),
        Claim("c-figure", "figure", spans_of(*at(MEMO, "around 200")), {"amount": ("m-amount",), "event": ("m-gap",)}),
        Link("l-same", "same-as", "m-whole", Target("news/memo", "m-person"), created=NOON),
        Link("l-supports", "supports", "c-figure", Target("news/memo", "c-position"), created=NOON),
    )
    return Item(document, (make_set(document, records, "ann-1"),))


def denial() -> Item:
    """One mention that is tied to the other document, and a claim that contradicts one there."""
    document = make_document("news/denial", DENIAL, "denial.txt")
    records = (
        marked("m-droege", "person", DENIAL, "Droege"),
        marked("m-ceo", "role", DENIAL, "CEO"),
        Claim(
            "c-denial",
            "position",
            spans_of(*at(DENIAL, "Droege never was CEO")),
            {"person": ("m-droege",), "role": ("m-ceo",)},
        ),
        Link("l-across", "same-as", "m-droege", Target("news/memo", "m-person"), created=NOON),
        Link("l-contradicts", "contradicts", "c-denial", Target("news/memo", "c-position"), created=NOON),
    )
    return Item(document, (make_set(document, records, "ann-1"),))


def both() -> tuple[Item, Item]:
    """The two, in the order of their ids."""
    return denial(), memo()


def on_disk(output: MemoryOutput, folder: Path) -> Path:
    """The folder, with what was written in it."""
    for name, data in output.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder

"""Datasets in and out, document by document: JSONL beside orjson, brat beside bioc, and memory as documents grow.

Times are processor times of this process, taken in turns. The folders are on the disk that temporary files are on.
"""

from __future__ import annotations

import importlib
import io
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import BinaryIO

import orjson

from annotator.core.ids import new_id
from annotator.core.model import Mention, Target, spans_of
from annotator.core.schema import default_schema
from annotator.exchange.sources import Sources
from annotator.formats import brat, jsonl
from annotator.formats.base import Dataset, Item, Reading, Writing, make_document, make_set
from annotator.storage.codec import encode_set
from annotator.storage.schema_file import schema_text
from tests.benchmarks.figures import Row, Verdict, median, of_times
from tests.benchmarks.lab import Lab

MENTIONS = 20
WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda"]
ROUNDS = 3
WRITER, READER, GROWTH = 1 / 0.4, 1 / 5, 1.2
"""At most as long as orjson takes for the same lines, as bioc for the same files, as with a fifth of the documents."""


def made(number: int) -> Item:
    """A document of 200 words with twenty mentions."""
    luck = Random(number)
    words = [luck.choice(WORDS) for _ in range(200)]
    document = make_document(f"doc-{number:05d}", f"{' '.join(words)} {number}\n", "made")
    starts = [sum(len(word) + 1 for word in words[:place]) for place in range(0, 200, 200 // MENTIONS)]
    records = [
        Mention(
            f"m-{number:05d}{place:05d}",
            ("person", "role")[place % 2],
            spans_of((start, start + len(words[10 * place]))),
        )
        for place, start in enumerate(starts)
    ]
    return Item(document, (make_set(document, records, "ann-1"),))


def measure_streams(lab: Lab) -> Iterator[Row]:
    """JSONL, brat, and memory."""
    count = lab.plan.related
    yield from measure_lines(count)
    yield from measure_brat(lab, count)
    yield from measure_memory(lab, count // 4)  # each document imported is several times waited for by the disk


class _Memory:
    """An output of one file in memory."""

    is_file = True

    def __init__(self) -> None:
        self.file = io.BytesIO()

    def open(self, _name: str) -> BinaryIO:
        """The file, which stays readable."""
        self.file = io.BytesIO()
        self.file.close = lambda: None  # type: ignore[method-assign]
        return self.file


def measure_lines(count: int) -> Iterator[Row]:
    """Writing JSONL of values in memory, beside orjson writing the same lines, and the same values as they are."""
    items = [made(number) for number in range(count)]
    output, schema = _Memory(), default_schema("made")

    def each(split: str = "") -> Iterator[Item]:
        return iter(items)

    dataset = Dataset("made", schema, each, _Nobody)

    def ours() -> None:
        jsonl.write(dataset, output, Writing(lambda _: None, lambda _: None))

    ours()
    lines = [orjson.loads(line) for line in output.file.getvalue().splitlines()]

    def of_lines() -> None:
        with io.BytesIO() as file:
            for line in lines:
                file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))

    def of_values() -> None:
        with io.BytesIO() as file:
            for document, sets in items:
                mentions = [list(one.mentions.values()) for one in sets]
                value = {"id": document.id, "text": document.text, "mentions": mentions}
                file.write(orjson.dumps(value, default=dict, option=orjson.OPT_APPEND_NEWLINE))

    times = in_turns(ours, of_lines, of_values)
    group = f"{count:,} documents × {MENTIONS} mentions"
    ratio = median(times[0]) / median(times[1])
    yield of_times(
        group, "written as JSONL, beside orjson of ready lines", times[0], Verdict(ratio, WRITER, "× orjson")
    )
    ratio = median(times[0]) / median(times[2])
    yield of_times(group, "beside orjson of the same values", times[0], Verdict(ratio, WRITER, "× orjson"))


class _Nobody:
    """Entities of mentions that no link ties."""

    def number(self, mention: Target) -> int | None:
        """None."""
        return None


def measure_brat(lab: Lab, count: int) -> Iterator[Row]:
    """Reading a folder of brat, beside bioc where it is installed."""
    folder = lab.folder / "brat"
    folder.mkdir()
    write_brat(folder, count)
    luck = random.Random(1)

    def ours() -> None:
        reading = Reading(default_schema("made"), lambda kind: new_id(kind, luck.getrandbits), lambda _: None)
        assert sum(1 for _ in brat.read(Sources([folder]), reading)) == count

    group = f"{count:,} files of brat"
    if not (lab.plan.peers and find_spec("bioc")):
        (alone,) = in_turns(ours)
        yield of_times(group, "read and proved; bioc is not installed", alone)
        return
    peer = importlib.import_module("bioc.brat")

    def theirs() -> None:
        for path in sorted(folder.glob("*.txt")):
            with path.open() as text, path.with_suffix(".ann").open() as annotations:
                peer.load(text, annotations)

    times = in_turns(ours, theirs)
    ratio = median(times[0]) / median(times[1])
    yield of_times(group, "read and proved", times[0], Verdict(ratio, READER, "× bioc"))


def write_brat(folder: Path, count: int) -> None:
    """So many made documents as brat has them."""
    for number in range(count):
        document, (annotations,) = made(number)
        lines = [
            f"T{place}\t{mention.label} {mention.start} {mention.end}\t{document.quote(mention.spans)}\n"
            for place, mention in enumerate(annotations.mentions.values(), 1)
        ]
        (folder / f"{document.id}.txt").write_text(document.text)
        (folder / f"{document.id}.ann").write_text("".join(lines))


def measure_memory(lab: Lab, count: int) -> Iterator[Row]:
    """The most memory of the whole commands, with a fifth of the documents and with all."""
    peaks: dict[str, list[float]] = {"export": [], "import": []}
    times: dict[str, list[float]] = {"export": [], "import": []}
    for number in (count // 5, count):
        project = lab.folder / f"project-{number}"
        write_project(project, number)
        source, out, new = lab.folder / f"source-{number}", lab.folder / f"out-{number}", lab.folder / f"new-{number}"
        source.mkdir()
        write_brat(source, number)
        for name, arguments in (
            ("export", ["jsonl", out, "-p", project]),
            ("import", ["brat", source, "-p", new, "--as", "ann-1"]),
        ):
            began = time.perf_counter()
            peaks[name].append(peak_of([name, *map(str, arguments)]))
            times[name].append(1000 * (time.perf_counter() - began))
    for name, (small, large) in peaks.items():
        verdict = Verdict(large / small, GROWTH, f"× of {count // 5:,}")
        said = f"most memory of annotator {name}: {small:.0f} MiB, then {large:.0f} MiB"
        yield Row(f"{count // 5:,} and {count:,} documents", said, times[name][1], verdicts=(verdict,))


def write_project(root: Path, count: int) -> None:
    """A project of made documents, annotated by one."""
    documents, sets = root / "documents", root / "annotations" / "ann-1"
    documents.mkdir(parents=True)
    sets.mkdir(parents=True)
    (root / "annotator.toml").write_text(schema_text(default_schema("made")))
    for number in range(count):
        document, (annotations,) = made(number)
        (documents / f"{document.id}.txt").write_text(document.text)
        (sets / f"{document.id}.toml").write_bytes(encode_set(annotations, document, "toml"))


_PROGRAM = """
import re, sys
from pathlib import Path
from annotator.cli import main
status = main(sys.argv[1:])
print("peak", re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
sys.exit(status)
"""


def peak_of(arguments: list[str]) -> float:
    """The most memory, in MiB, that a command had."""
    command = [sys.executable, "-c", _PROGRAM, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    return int(done.stdout.rpartition("peak ")[2]) / 1024


def in_turns(*works: Callable[[], None]) -> list[list[float]]:
    """The processor times of each, in milliseconds, taken in turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for taken, work in zip(times, works, strict=True):
            began = time.process_time()
            work()
            taken.append(1000 * (time.process_time() - began))
    return times

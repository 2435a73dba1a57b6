"""What saving costs: edit to "saved", what the event loop waits for meanwhile, and opening what has a long history."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from annotator.core.edits import Edit, RecordChange
from annotator.core.model import Mention, Span
from annotator.core.schema import SaveAs
from annotator.storage.project import Project
from annotator.storage.session import Session, open_session
from tests.benchmarks.figures import Row, Verdict, against_times, of_times, quantile
from tests.benchmarks.keys import RIGHT
from tests.benchmarks.lab import Lab, ours
from tests.benchmarks.texts import Size, make_text, mentions_in, write_project

FORMATS: tuple[SaveAs, ...] = ("toml", "json")
PAUSE = 0.02
"""Seconds between two edits or keys: faster than anybody types."""

WATCHED = 6.0
"""Seconds for which each of the two programs is watched after an edit: the snapshot is written in the third."""


def measure_saving(lab: Lab) -> Iterator[Row]:
    """The three of issue and promise: saved soon, keys handled meanwhile, opened soon."""
    sizes = [size for size in lab.plan.sizes if size.kind == "latin" and size.characters <= 1_000_000]
    for size in sizes:
        for save_as in FORMATS:
            yield _until_saved(lab, size, save_as)
    for save_as in FORMATS:
        yield from _while_saving(lab, sizes[-1], save_as)
    yield from _opening(lab, sizes[0])


def _project(lab: Lab, size: Size, save_as: SaveAs) -> Path:
    text = make_text(size)
    return write_project(
        lab.folder / f"saving-{save_as}-{size.folder}", text, mentions_in(text, size.mentions), (), save_as
    )


def _until_saved(lab: Lab, size: Size, save_as: SaveAs) -> Row:
    """From an edit until its line is on the disk; the annotation file is rewritten behind it meanwhile."""
    session = open_session(Project.open(_project(lab, size, save_as)), "text", "ann-1", snapshot_after=0.5)
    times = []
    try:
        for number in range(lab.plan.rounds * 4):
            edit = _edit(session, number)
            began = time.perf_counter()
            session.apply(edit)
            session.flush()
            times.append((time.perf_counter() - began) * 1000)
            time.sleep(PAUSE)
    finally:
        session.close()
    what = f"{size.name}, {save_as}"
    return of_times('edit to "saved"', what, times, Verdict(quantile(times, 0.95), 50, "ms, p95"))


def _edit(session: Session, number: int) -> Edit:
    mention = Mention(session.new_id("mention"), "person", (Span(number, number + 3),), "human", session.now())
    return Edit("label person", (RecordChange(None, mention),))


def _while_saving(lab: Lab, size: Size, save_as: SaveAs) -> Iterator[Row]:
    """What the event loop waits for while a snapshot is written, and what keys take then."""
    lates: dict[bool, list[float]] = {True: [0.0], False: [0.0]}
    keys: dict[bool, list[float]] = {True: [], False: []}
    for typing in (False, True):
        root = _project(lab, size, save_as)
        report = lab.folder / "report.jsonl"
        command = [sys.executable, "-m", "tests.benchmarks.probed", str(root), str(report)]
        pressed: list[tuple[float, float]] = []
        with lab.running(command, b" mentions") as program:
            program.settle(1)
            for _ in range(max(1, lab.plan.starts // 5)):
                began = time.perf_counter()
                program.press(RIGHT + RIGHT + b"p")
                while time.perf_counter() - began < WATCHED:
                    if typing:
                        at = time.perf_counter()
                        pressed.append((at, program.press(RIGHT, quiet=PAUSE).ms))
                    else:
                        program.settle(0.1)
            left_at = time.perf_counter()
            program.press(b"\x11")
            program.wait(20)
        notes = [json.loads(line) for line in report.read_text(encoding="utf-8").split("\n") if line]
        # The clock counts from the machine's start, the same in both processes.
        saves = [(at, at + took) for what, at, took in notes if what == "snapshot" and at < left_at]
        if typing:
            for at, ms in pressed:
                keys[_overlaps(saves, at, ms / 1000)].append(ms)
        else:
            for what, at, late in notes:
                if what == "late" and saves and saves[0][0] - 1 < at < left_at:
                    lates[_overlaps(saves, at, late)].append(late * 1000)
        shutil.rmtree(root)
    group = f"while {size.name} is saved, {save_as}"
    yield Row(group, "longest block of the event loop", verdicts=(Verdict(max(lates[True]), 10, "ms"),))
    yield Row(group, "longest when nothing is saved", said=f"{max(lates[False]):.1f} ms")
    yield of_times(group, "a caret key meanwhile", keys[True], *against_times(keys[True], keys[False], 2, "calm key"))


def _overlaps(saves: list[tuple[float, float]], at: float, took: float) -> bool:
    return any(at < end and at + took > start for start, end in saves)


def _opening(lab: Lab, size: Size) -> Iterator[Row]:
    """A document that was edited often beside the same one, its annotations as they are, without a history."""
    edited = _project(lab, replace(size, name=f"{size.name} edited"), "toml")
    session = open_session(Project.open(edited), "text", "ann-1", snapshot_after=3600)
    for number in range(lab.plan.edits // 2):
        edit = _edit(session, number % 1000)
        session.apply(edit)
        session.apply(edit.inverse())
        if number % 100 == 0:
            session.flush()
    session.close()
    plain = lab.folder / "without-history"
    shutil.copytree(edited, plain, ignore=shutil.ignore_patterns("history"))
    times: dict[Path, list[float]] = {edited: [], plain: []}
    words = f"{size.mentions:,} mentions".encode()
    for turn in range(lab.plan.starts + 1):
        for root, taken in times.items():
            program = lab.program(ours(root))
            try:
                took = program.first_screen(words)
            finally:
                program.close()
            if turn:
                taken.append(took)
    yield of_times("start until annotations are shown", "without a history", times[plain])
    ratio = against_times(times[edited], times[plain], 1.5, "without")
    yield of_times("start until annotations are shown", f"after {lab.plan.edits:,} edits", times[edited], *ratio)

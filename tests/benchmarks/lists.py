"""Lists of a hundred and of 100,000 rows: the library, the claims panel, and the picker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.driver import Program
from tests.benchmarks.figures import Row, Verdict, against, against_times, of_redraws, of_times
from tests.benchmarks.keys import DOWN, PAGE_DOWN, Act, Bench
from tests.benchmarks.lab import OUR_WORDS, Lab, ours
from tests.benchmarks.texts import make_claims, make_library

LIBRARY, ARTICLE, PANEL, PALETTE, ESCAPE = b"\x1bOP", b"\x1bOQ", b"i", b"\x10", b"\x1b"
FIRST, LAST = b"\x1b[1;5H", b"\x1b[1;5F"
PANEL_FIRST, PANEL_LAST = b"\x1b[H", b"\x1b[F"


def library_acts() -> list[Act]:
    """What is done in the library, whose keys go to its filter."""
    return [
        Act("key", (DOWN,)),
        Act("page", (PAGE_DOWN,), before=PAGE_DOWN),
        Act("to the end", (LAST,), after=FIRST),
        Act("filter: a letter that all have", (b"a",), after=b"\x7f"),
        Act("filter: a further letter, that few have", (b"9",), before=b"art 9 9 9", after=b"\x7f" * 10),
        Act("from the library", (ARTICLE,), after=LIBRARY),
        Act("to the library", (LIBRARY,), before=ARTICLE),
    ]


def panel_acts() -> list[Act]:
    """What is done in the claims panel."""
    return [
        Act("key", (DOWN,)),
        Act("page", (PAGE_DOWN,), before=PAGE_DOWN),
        Act("to the end", (PANEL_LAST,), after=PANEL_FIRST),
    ]


def palette_acts() -> list[Act]:
    """The palette, which lists every document too."""
    return [
        Act("open", (PALETTE,), after=ESCAPE),
        Act("key", (DOWN,), before=PALETTE, after=ESCAPE),
        Act("filter: a letter", (b"a",), before=PALETTE, after=ESCAPE),
    ]


def measure_lists(lab: Lab) -> Iterator[Row]:
    """Each list, short and long, in turns."""
    libraries = [make_library(lab.kept / f"library-{count}", count) for count in lab.plan.rows]
    panels = [make_claims(lab.folder / f"claims-{count}", count) for count in lab.plan.rows]
    yield from _compare(lab, "library", libraries, library_acts, LIBRARY)
    yield from _compare(lab, "palette", libraries, palette_acts, b"")
    yield from _compare(lab, "claims panel", panels, panel_acts, PANEL)


def _compare(lab: Lab, name: str, roots: list[Path], acts: Callable[[], list[Act]], enter: bytes) -> Iterator[Row]:
    few, many = (f"{name}, {count:,} rows" for count in lab.plan.rows)
    with ExitStack() as stack:
        benches = [
            Bench(label, _inside(lab, stack, root, enter), acts())
            for label, root in zip((few, many), roots, strict=True)
        ]
        for turn in range(lab.plan.rounds):
            for bench in benches:
                bench.once(turn)
    starts = [_starts(lab, root) for root in roots] if name != "palette" else []
    if starts:
        yield of_times(few, "start", starts[0])
        yield of_times(many, "start", starts[1], *against_times(starts[1], starts[0], 2, f"{lab.plan.rows[0]} rows"))
    for act, short in zip(benches[1].acts, benches[0].acts, strict=True):
        yield of_redraws(few, act.name, short.redraws)
    for act, short in zip(benches[1].acts, benches[0].acts, strict=True):
        limit = 1.5 if "filter" in act.name else 1.15
        verdicts: tuple[Verdict, ...] = against(act.redraws, short.redraws, limit, f"{lab.plan.rows[0]} rows")
        yield of_redraws(many, act.name, act.redraws, *verdicts)


def _starts(lab: Lab, root: Path) -> list[float]:
    """Milliseconds to the first screen, of some starts; what they need has been compiled by then."""
    times = []
    for _ in range(max(1, lab.plan.starts // 3)):
        program = lab.program(ours(root))
        try:
            times.append(program.first_screen(OUR_WORDS))
        finally:
            program.close()
    return times


def _inside(lab: Lab, stack: ExitStack, root: Path, enter: bytes) -> Program:
    program = stack.enter_context(lab.running(ours(root), OUR_WORDS))
    program.rest()
    if enter:
        program.press(enter)
    return program

"""What a key costs: the application at every size, the floor and the peers, all in turns, key by key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.driver import Program, Redraw
from tests.benchmarks.figures import Row, Verdict, against, median, of_redraws, p50, quantile
from tests.benchmarks.lab import FLOOR, FLOOR_WORDS, OUR_WORDS, Lab, ours
from tests.benchmarks.peers import CARET_LINE, CARET_WORD, EXTEND, PAGE, Peer, absent, peers
from tests.benchmarks.texts import MIDDLE, Size, make_project

UP, DOWN, RIGHT, SHIFT_RIGHT = b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[1;2C"
PAGE_DOWN, PAGE_UP, HOME, END = b"\x1b[6~", b"\x1b[5~", b"\x1b[1;5H", b"\x1b[1;5F"
WHEEL_DOWN, WHEEL_UP = b"\x1b[<65;30;15M", b"\x1b[<64;30;15M"
GRIP, DRAG, DRAG_BACK, LET_GO = b"\x1b[<0;20;12M", b"\x1b[<32;28;12M", b"\x1b[<32;24;12M", b"\x1b[<0;24;12m"
DELETE, UNDO = b"\x1b[3~", b"\x1a"

SLOW = 100
"""Milliseconds of a key from which on a peer is asked for a fifth of the rounds: some take seconds."""

STARTS_WITHIN = 60
"""Seconds that a peer has to start."""

CARET_KEYS = (CARET_WORD, CARET_LINE, EXTEND)
LABEL, EDITS = "label", ("label", "relabel", "delete", "undo")


@dataclass
class Act:
    """Something that is timed: ``before`` is sent and not timed, then one of ``keys`` is; ``after`` is not either.

    Each has to draw something: what does not is waited for in vain.
    """

    name: str
    keys: tuple[bytes, ...]
    before: bytes = b""
    after: bytes = b""
    redraws: list[Redraw] = field(default_factory=list)

    def once(self, program: Program, turn: int, patience: float) -> None:
        """Does it once."""
        if self.before:
            program.press(self.before)
        self.redraws.append(program.press(self.keys[turn % len(self.keys)], patience))
        if self.after:
            program.press(self.after)


def reading() -> list[Act]:
    """What changes nothing, in this order, in each round."""
    return [
        Act(CARET_WORD, (RIGHT,)),
        Act(CARET_LINE, (DOWN, UP)),
        Act(EXTEND, (SHIFT_RIGHT,), before=SHIFT_RIGHT),
        Act("mouse drag, one step", (DRAG, DRAG_BACK), before=GRIP, after=LET_GO + RIGHT),
        Act(PAGE, (PAGE_DOWN, PAGE_UP)),
        Act("wheel", (WHEEL_DOWN, WHEEL_UP)),
        Act("go to the middle", (b"n",), before=HOME),
        Act("go to the end", (END,), after=HOME + PAGE_DOWN),
    ]


def writing() -> list[Act]:
    """What changes the set; after each round it is as it was. A caret key goes along, to be held against."""
    return [
        Act(CARET_LINE, (DOWN, UP)),
        Act(LABEL, (b"p",), before=RIGHT + RIGHT),
        Act("relabel", (b"r",)),
        Act("delete", (DELETE,)),
        Act("undo", (UNDO,), after=UNDO + UNDO),
    ]


@dataclass
class Bench:
    """One program in the round, with what it does."""

    name: str
    program: Program
    acts: list[Act]
    patience: float = 2
    """Seconds that it has to begin a redraw."""

    def once(self, turn: int) -> None:
        """One round; slow programs take every fifth."""
        for act in self.acts:
            if turn % 5 and p50(act.redraws) > SLOW:
                continue
            act.once(self.program, turn, self.patience)

    def of(self, name: str) -> list[Redraw]:
        """What an act of that name cost."""
        return next((act.redraws for act in self.acts if act.name == name), [])


def measure_keys(lab: Lab) -> Iterator[Row]:
    """Reading at all sizes in turns; then writing, one size after the other, since each writes a file behind it."""
    sizes = lab.plan.sizes
    roots = {size: make_project(lab.folder, size) for size in sizes}
    with ExitStack() as stack:
        floor = Bench("floor", stack.enter_context(lab.running(FLOOR, FLOOR_WORDS)), [Act("key", (DOWN,))])
        benches = {size: Bench(size.name, _ready(lab, stack, roots[size]), reading()) for size in sizes}
        others, said = _peers(lab, stack, sizes if lab.plan.peers else ())
        for turn in range(lab.plan.rounds):
            for bench in (*benches.values(), *(one for found in others.values() for one in found)):
                floor.once(turn)
                bench.once(turn)
    yield of_redraws("floor", "a key that repaints two lines", floor.of("key"))
    for sentence in said:
        yield Row("floor", sentence)
    smallest = benches[sizes[0]]
    for size in sizes:
        yield from _read_rows(size, benches[size], smallest, floor.of("key"), others.get(size, []))
        yield from _write_rows(lab, size, roots[size])


def _ready(lab: Lab, stack: ExitStack, root: Path) -> Program:
    """The application, all read, with the word in the middle looked for and the caret one page down."""
    program = stack.enter_context(lab.running(ours(root), OUR_WORDS))
    program.rest()
    for keys in (b"/", MIDDLE.encode(), b"\r", HOME, PAGE_DOWN):
        program.press(keys)
    return program


def _peers(lab: Lab, stack: ExitStack, sizes: tuple[Size, ...]) -> tuple[dict[Size, list[Bench]], list[str]]:
    """The peers that have started, by size, and a sentence for each that has not."""
    said = [sentence for name in ("slate", "vim", "less") if (sentence := absent(name))]
    found: dict[Size, list[Bench]] = {}
    for size in sizes:
        found[size] = []
        for peer in peers(lab.folder, size):
            program = lab.program(peer.command, peer.cwd)
            stack.callback(program.close)
            try:
                program.first_screen(_first_word(peer), STARTS_WITHIN)
            except TimeoutError:
                program.close()
                said.append(f"{peer.name} shows nothing of {size.name} in {STARTS_WITHIN} s; it is left out there.")
                continue
            found[size].append(Bench(peer.name, program, [Act(name, keys) for name, keys in peer.keys.items()], 30))
    return found, said


def _first_word(peer: Peer) -> bytes:
    text = (peer.cwd / "text.txt").read_bytes()[:200]
    return text.split()[0][:12]


def _read_rows(size: Size, bench: Bench, smallest: Bench, floor: list[Redraw], others: list[Bench]) -> Iterator[Row]:
    slate = next((one for one in others if one.name == "SLATE"), None)
    caret = bench.of(CARET_LINE)
    for act in bench.acts:
        here = act.redraws
        verdicts: list[Verdict] = []
        if act.name in CARET_KEYS:
            verdicts += against(here, floor, 1.6, "floor")
            verdicts += against(here, slate.of(act.name) if slate else [], 0.5, "SLATE's")
            verdicts.append(Verdict(quantile((one.ms for one in here), 0.95), 16.7, "ms, p95"))
            verdicts.append(Verdict(median(one.sent for one in here), 900, "bytes"))
        else:
            verdicts += against(here, caret, 2 if "drag" in act.name else 4, "caret key")
        if bench is not smallest:
            limit = 1.15 if size.kind == "latin" else 1.5
            verdicts += against(here, smallest.of(act.name), limit, smallest.name)
        yield of_redraws(size.name, act.name, act.redraws, *verdicts)
    for other in others:
        for act in other.acts:
            yield of_redraws(size.name, f"{other.name}: {act.name}", act.redraws)


def _write_rows(lab: Lab, size: Size, root: Path) -> Iterator[Row]:
    with ExitStack() as stack:
        bench = Bench(size.name, _ready(lab, stack, root), writing())
        for turn in range(lab.plan.rounds):
            bench.once(turn)
    caret = bench.of(CARET_LINE)
    for name in EDITS:
        redraws = bench.of(name)
        yield of_redraws(size.name, name, redraws, *against(redraws, caret, 2, "caret key"))

"""The one table that a run prints, and the machine that it was made on."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from itertools import groupby

from rich.console import Console
from rich.table import Table

from tests.benchmarks.figures import Row, Verdict

HEADS = ("", "p50 ms", "p95 ms", "cpu ms", "bytes", "measured", "by cpu", "target", "")


def machine() -> str:
    """The machine and its load, for the head of a table: figures mean little without."""
    system = (
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, Textual {version('textual')}"
    )
    return f"{os.cpu_count()} cores, {load()}; {system}"


def load() -> str:
    """How many processes want a core: over the last minute, and over the last five."""
    last, longer, _ = os.getloadavg()
    return f"load {last:.1f} ({longer:.1f} over five minutes)"


def print_table(console: Console, rows: Iterable[Row]) -> None:
    """Prints the rows by their groups, each with what it is held against, and how many targets are met."""
    table = Table(title_justify="left", show_edge=False, pad_edge=False)
    for number, head in enumerate(HEADS):
        table.add_column(head, justify="right" if 0 < number < len(HEADS) - 1 else "left", no_wrap=number != 0)
    met = judged = 0
    for group, found in groupby(rows, key=lambda row: row.group):
        table.add_section()
        table.add_row(f"[bold]{group}")
        for row in found:
            _add(table, row)
            judged += len(row.verdicts)
            met += sum(verdict.met for verdict in row.verdicts)
    console.print(table)
    console.print(f"{met} of {judged} targets met. {load()[:1].upper()}{load()[1:]} at the end.")


def _add(table: Table, row: Row) -> None:
    cells = [f"  {row.what}", _number(row.p50), _number(row.p95), _number(row.cpu), _number(row.sent, 0)]
    if not row.verdicts:
        table.add_row(*cells, row.said)
    for number, verdict in enumerate(row.verdicts):
        head = cells if number == 0 else [""] * len(cells)
        table.add_row(*head, *_judged(verdict))


def _judged(verdict: Verdict) -> tuple[str, str, str, str]:
    places = 2 if verdict.unit.startswith(("×", "%")) else 1 if verdict.unit == "ms" else 0
    measured = f"{verdict.measured:.{places}f} {verdict.unit}"
    return measured, _number(verdict.by_cpu, 2), f"≤ {verdict.target:g}", "met" if verdict.met else "[bold red]not met"


def _number(value: float | None, places: int = 1) -> str:
    return "" if value is None else f"{value:,.{places}f}"

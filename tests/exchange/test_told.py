"""What README says of formats is what the registry has."""

from __future__ import annotations

from pathlib import Path

from annotator.formats.registry import FORMATS

ROOT = Path(__file__).parents[2]


def table() -> str:
    """The table of formats, as README has it."""
    rows = ["| format | is | in | out | needs |", "|---|---|---|---|---|"]
    for entry in FORMATS.values():
        extra = f"`annotator[{entry.extra}]`" if entry.extra else ""
        signs = ["✓" if can else "" for can in (entry.reads, entry.writes)]
        rows.append(f"| `{entry.name}` | {entry.words} | {signs[0]} | {signs[1]} | {extra} |")
    return "\n".join(row.replace("|  |", "| |").replace("|  |", "| |") for row in rows)


def test_the_table_of_formats_is_that_of_the_registry() -> None:
    assert table() in (ROOT / "README.md").read_text(encoding="utf-8"), f"README should have:\n\n{table()}"

"""What README says of formats is what the registry has; ``python -m tests.exchange.test_told`` puts its table in."""

from __future__ import annotations

import re
from pathlib import Path

from annotator.exchange.reports import counted
from annotator.formats.registry import FORMATS

README = Path(__file__).parents[2] / "README.md"
_HEAD = "| format | is | in | out | needs |\n|---|---|---|---|---|\n"


def table() -> str:
    """The table of formats, as README has it."""
    rows = []
    for entry in FORMATS.values():
        extra = f"`annotator[{entry.extra}]`" if entry.extra else ""
        signs = ["✓" if can else "" for can in (entry.reads, entry.writes)]
        cells = (f"`{entry.name}`", entry.words, *signs, extra)
        rows.append(re.sub(r" +", " ", f"| {' | '.join(cells)} |\n"))
    return _HEAD + "".join(rows)


def test_the_table_of_formats_is_that_of_the_registry() -> None:
    said = README.read_text(encoding="utf-8")
    assert table() + "\n" in said, "python -m tests.exchange.test_told puts it in"


def test_several_of_a_kind_are_told_in_the_plural() -> None:
    assert counted(1, "link to another document") == "1 link to another document"
    assert counted(1200, "link to another document") == "1,200 links to another document"
    assert counted(2, "pair across splits") == "2 pairs across splits"
    assert counted(0, "mention") == "0 mentions"


if __name__ == "__main__":
    there = re.escape(_HEAD) + r"(?:\|.*\n)*"
    README.write_text(re.sub(there, lambda _: table(), README.read_text(encoding="utf-8")), encoding="utf-8")

"""The command line: one thin function a command, in a module a kind of command."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.cli import agreement, exchange, opening, others, reading, versions
from annotator.cli.common import commands
from annotator.console import carry_out

__all__ = ["agreement", "commands", "exchange", "main", "opening", "others", "reading", "versions"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit status."""
    return carry_out(commands, arguments)

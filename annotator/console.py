"""What the commands say, and how they fail: one safe line, never a traceback."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import platform
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

import annotator
from annotator.core.display import display_safe, one_line, shortened
from annotator.core.errors import AnnotatorError

FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""
LONGEST_WORDS = 300
"""Code points of what an unforeseen error says."""
NO_LIMIT = 1_000_000
"""Cells of a line that is not shown on a terminal."""
NONE = "-"
"""Stands in a table where there is nothing to say."""


def say(text: str = "") -> None:
    """Prints one line on standard output; nothing in it can act on the terminal."""
    click.echo(display_safe(text))


def complain(text: str) -> None:
    """Prints one line on standard error, under the program's name."""
    click.echo(f"annotator: {one_line(text)}", err=True)


def say_json(data: Any) -> None:
    """Prints data as JSON: ASCII only, so that nothing in it can act on the terminal."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=True))


def say_json_array(items: Iterable[Any]) -> None:
    """Prints items as a JSON array, each on a line of its own as soon as it is there."""
    before = "[\n"
    for item in items:
        click.echo(before + json.dumps(item, ensure_ascii=True), nl=False)
        before = ",\n"
    click.echo("\n]" if before == ",\n" else "[]")


def say_table(columns: Sequence[str], rows: Iterable[Sequence[str | int]], flexible: Sequence[str] = ()) -> None:
    """Prints an empty line and then aligned columns, numbers to the right; nothing where there are no rows.

    A column that says NONE throughout is left out. On a terminal the columns ``flexible`` wrap where lines would be
    too long; into a pipe or file every row is one line.
    """
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table

    lines = [[cell if isinstance(cell, int) else one_line(cell) for cell in row] for row in rows]
    if not lines:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    places = [place for place in range(len(columns)) if any(line[place] != NONE for line in lines)]
    for place in places:
        numeric = all(isinstance(line[place], int) for line in lines)
        table.add_column(
            columns[place],
            justify="right" if numeric else "left",
            no_wrap=columns[place] not in flexible,
        )
    for line in lines:
        table.add_row(*(str(line[place]) for place in places))
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = Measurement.get(console, console.options.update(max_width=NO_LIMIT), table).maximum
    click.echo()
    with console.capture() as captured:
        console.print(table)
    for printed in captured.get().split("\n")[:-1]:
        click.echo(printed.rstrip())


@contextmanager
def progress(words: str, total: int | None) -> Iterator[Callable[[], object]]:
    """Shows on a terminal how far long work is; yields what is to be called after each step.

    Without ``total`` it shows only that the work goes on, and for how long.
    """
    if not (sys.stderr and sys.stderr.isatty()):
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    ends = (BarColumn(), MofNCompleteColumn()) if total is not None else (SpinnerColumn(),)
    text = TextColumn("{task.description}", markup=False)
    with Progress(text, *ends, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(words, total=total)
        yield lambda: shown.advance(task)


def carry_out(commands: click.Command, arguments: Sequence[str] | None = None) -> int:
    """Runs the command that ``arguments`` (default: those of the process) ask for; the exit status.

    A refusal is one line on standard error and 1, wrong usage one line and 2.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # what a terminal cannot show must not stop a command
    try:
        status = commands.main(arguments, prog_name="annotator", standalone_mode=False)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "annotator"
        complain(f'{error.format_message().rstrip(".")}. See "{path} --help".')
        return WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        complain("Stopped.")
        return INTERRUPTED
    except (AnnotatorError, click.ClickException) as error:
        complain(str(error))
        return FAILED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        complain(f"{where}{error.strerror or error}.")
        return FAILED
    except MemoryError:
        complain("There is not enough memory for this.")
        return FAILED
    except Exception as error:  # noqa: BLE001  the last resort: whatever it is, the user gets a line and a report
        words = shortened(str(error), LONGEST_WORDS)
        complain(f"This is a fault of the program ({type(error).__name__}: {words}). {_report(error)}")
        for note in getattr(error, "__notes__", ()):
            complain(note)
        return FAILED
    return status if isinstance(status, int) else 0


def _report(error: Exception) -> str:
    """Writes down what happened; the sentence that says where."""
    from platformdirs import user_log_path

    moment = dt.datetime.now(dt.UTC)
    folder = user_log_path("annotator", appauthor=False)
    path = folder / f"crash-{moment:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    system = f"annotator {annotator.__version__}, Python {platform.python_version()}, {platform.platform()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{system}\n{moment.isoformat()}\n\n{_safe(_traceback(error))}")
    except OSError as refusal:
        return f"A report could not be written to {path}: {refusal.strerror}."
    return f"A report for its authors is in {path}."


def _safe(text: str) -> str:
    return "\n".join(display_safe(line) for line in text.split("\n"))


def _traceback(error: BaseException) -> str:
    """Where it happened and what kind of error it was, of all that led to it.

    Not what the errors say: that may be words of a text, and a report is there to be sent to others.
    """
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    led_to_it = f"{_traceback(before)}\n" if before is not None else ""
    among = "".join(f"\n{_traceback(one)}" for one in error.exceptions) if isinstance(error, BaseExceptionGroup) else ""
    places = "".join(traceback.format_tb(error.__traceback__))
    kind = type(error)
    return f"{led_to_it}{places}{kind.__module__}.{kind.__qualname__}\n{among}"


def shown_path(path: Path) -> str:
    """A path as a message names it: from the current folder where it is below it."""
    here = Path.cwd()
    absolute = path.absolute()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)

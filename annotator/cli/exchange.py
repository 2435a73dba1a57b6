"""The commands that bring datasets in and out."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

import click

from annotator.cli.common import FOLDER, commands, json_option, place, project_option
from annotator.cli.opening import known_name, usual_name
from annotator.console import FAILED, complain, progress, say, say_json
from annotator.storage.paths import SCHEMA_FILE


class FormatsCommand(click.Command):
    """A command whose help ends with the formats that it knows."""

    def format_epilog(
        self,
        ctx: click.Context,  # noqa: ARG002  as click has it
        formatter: click.HelpFormatter,
    ) -> None:
        """Writes the formats, each with its options."""
        from annotator.formats.registry import FORMATS

        importing = self.name == "import"
        with formatter.section("Formats"):
            rows: list[tuple[str, str]] = []
            for entry in FORMATS.values():
                if entry.reads if importing else entry.writes:
                    extra = f" (needs annotator[{entry.extra}])" if entry.extra else ""
                    rows.append((entry.name, entry.words + extra))
                    for option in entry.reading_options if importing else entry.writing_options:
                        values = f": {', '.join(option.values)}" if option.values else ""
                        rows.append((f"  -o {option.name}=…", option.help + values))
            formatter.write_dl(rows)


def pairs(given: Sequence[str], what: str) -> dict[str, str]:
    """``OLD=NEW`` arguments as a mapping; wrong usage where one is none."""
    found: dict[str, str] = {}
    for one in given:
        before, sign, after = one.partition("=")
        if not sign or not before or not after:
            raise click.UsageError(f"{what} takes two names with = between them, not {one!r}.")
        found[before] = after
    return found


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Lets a signal to end the process end the work as ctrl+c does, so that nothing of it is left behind."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in (getattr(signal, name) for name in names)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(remarks: Iterable[str], data: Callable[[], object] | None, sentences: Iterable[str]) -> None:
    """Says what was done, as JSON where there is ``data``; the remarks go where errors go, and do not mix with it."""
    for sentence in remarks:
        complain(sentence)
    if data is not None:
        say_json(data())
    else:
        for sentence in sentences:
            say(sentence)


def _commanded(name: str) -> Callable[[Callable[..., None]], click.Command]:
    return commands.command(name, cls=FormatsCommand)


@_commanded("import")
@click.argument("format_name", metavar="FORMAT")
@click.argument("sources", nargs=-1, required=True, type=FOLDER, metavar="SOURCE...")
@project_option
@click.option("--as", "name", metavar="NAME", help="Whose annotations they are (default: who annotates here).")
@click.option("--map", "mapped", multiple=True, metavar="OLD=NEW", help="Call a label or type of the source NEW.")
@click.option("-o", "options", multiple=True, metavar="OPTION=VALUE", help="What the format is to be told.")
@json_option
def import_command(
    format_name: str,
    sources: tuple[Path, ...],
    folder: Path | None,
    name: str | None,
    mapped: tuple[str, ...],
    options: tuple[str, ...],
    as_json: bool,
) -> None:
    """Bring documents and annotations of another tool into a project: all of them, or none.

    Where DIR of -p is empty or not there yet, a project is made in it. A document that the project has, with the same
    text, only gets annotations; what is there already is not added again, and labels that the schema lacks are added.
    """
    from annotator.exchange.importing import Wanted, import_into, new_project
    from annotator.exchange.project import OpenProject
    from annotator.exchange.reports import import_data, import_sentences
    from annotator.tui.actions import taken_keys

    root = place(folder)
    named = (folder or click.get_current_context().obj) is not None
    is_new = named and not os.path.lexists(root / SCHEMA_FILE)
    project = new_project(root) if is_new else OpenProject.open(root, taken_keys())
    whose = known_name(project, name) if name is not None else usual_name(project)
    given = Wanted(format_name, sources, whose, pairs(mapped, "--map"), pairs(options, "-o"), taken_keys(), progress)
    with stopped_by_signals():
        report = import_into(project, given)
    _tell(report.said, partial(import_data, report) if as_json else None, import_sentences(report))


@_commanded("export")
@click.argument("format_name", metavar="FORMAT")
@click.argument("out", type=FOLDER, metavar="OUT")
@project_option
@click.option("--as", "names", multiple=True, metavar="NAME", help="Only the annotations of NAME; may be repeated.")
@click.option("--gold", is_flag=True, help="Only what the curator has settled.")
@click.option("--agreed", type=click.IntRange(min=2), metavar="N", help="Only what N annotators at least agree on.")
@click.option("--split", metavar="80/10/10", help="Divide the documents into train, dev and test (80/20: no dev).")
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Another number, another division.")
@click.option(
    "--by",
    type=click.Choice(["document", "topic", "entity"]),
    default="entity",
    show_default=True,
    help="What stays on one side: single documents, those of one topic, or those that links tie together.",
)
@click.option("--redact", "redacted", multiple=True, metavar="LABEL", help="Put pseudonyms for all words so labelled.")
@click.option("-o", "options", multiple=True, metavar="OPTION=VALUE", help="What the format is to be told.")
@click.option("--strict", is_flag=True, help="Exit with 1 where the format had no place for something.")
@json_option
def export_command(
    format_name: str,
    out: Path,
    folder: Path | None,
    names: tuple[str, ...],
    gold: bool,
    agreed: int | None,
    split: str | None,
    seed: int,
    by: str,
    redacted: tuple[str, ...],
    options: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> None:
    """Write the labelled dataset to OUT, a new folder or file, and say what the format had no place for.

    Of each document what the curator settled goes out, where there is such, else what everybody said of it.
    """
    from annotator.exchange.choosing import Selection
    from annotator.exchange.exporting import Ordered, export
    from annotator.exchange.project import OpenProject
    from annotator.exchange.reports import export_data, export_sentences
    from annotator.exchange.splitting import Split, checked_by

    project = OpenProject.open(place(folder))
    ordered = Ordered(
        format_name,
        out,
        Selection(names, gold, agreed or 0),
        Split(split, seed, checked_by(by)) if split is not None else None,
        redacted,
        pairs(options, "-o"),
        progress,
    )
    with stopped_by_signals():
        report = export(project, ordered)
    _tell(report.said, partial(export_data, report) if as_json else None, export_sentences(report))
    if strict and report.lost:
        click.get_current_context().exit(FAILED)

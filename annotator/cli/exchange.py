"""The commands that bring datasets in and out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from annotator.cli.common import FOLDER, commands, json_option, open_project, place, project_option
from annotator.cli.opening import known_name, usual_name
from annotator.console import FAILED, complain, progress, say, say_json
from annotator.storage.project import Project


def pairs(given: Sequence[str], what: str) -> dict[str, str]:
    """``OLD=NEW`` arguments as a mapping; wrong usage where one is none."""
    found: dict[str, str] = {}
    for one in given:
        before, sign, after = one.partition("=")
        if not sign or not before or not after:
            raise click.UsageError(f"{what} takes two names with = between them, not {one!r}.")
        found[before] = after
    return found


@commands.command("import")
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
    """Bring documents and annotations of another tool into a project: all of them, or none."""
    from annotator.exchange.importing import Wanted, import_into
    from annotator.exchange.reports import import_data, import_sentences
    from annotator.tui.actions import taken_keys

    project = Project.open(place(folder), taken_keys())
    whose = known_name(project, name) if name is not None else usual_name(project)
    report = import_into(
        project,
        Wanted(
            format_name,
            sources,
            whose,
            pairs(mapped, "--map"),
            pairs(options, "-o"),
            taken_keys(),
            progress=progress,
        ),
    )
    for sentence in report.said:
        complain(sentence)
    if as_json:
        say_json(import_data(report))
    else:
        for sentence in import_sentences(report):
            say(sentence)


@commands.command("export")
@click.argument("format_name", metavar="FORMAT")
@click.argument("out", type=FOLDER, metavar="OUT")
@project_option
@click.option("--as", "names", multiple=True, metavar="NAME", help="Only the annotations of NAME; may be repeated.")
@click.option("--gold", is_flag=True, help="Only what the curator has settled.")
@click.option("--agreed", type=click.IntRange(min=2), metavar="N", help="Only what N annotators at least agree on.")
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
    options: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> None:
    """Write the labelled dataset to OUT, a new folder or file, and say what the format had no place for."""
    from annotator.exchange.choosing import Selection
    from annotator.exchange.exporting import Ordered, export
    from annotator.exchange.reports import export_data, export_sentences

    project = open_project(folder)
    selection = Selection(names, gold, agreed or 0)
    report = export(project, Ordered(format_name, out, selection, pairs(options, "-o"), progress))
    for sentence in report.said:
        complain(sentence)
    if as_json:
        say_json(export_data(report))
    else:
        for sentence in export_sentences(report):
            say(sentence)
    if strict and report.lost:
        click.get_current_context().exit(FAILED)

"""The commands on what was done: the history, and two versions of one file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from annotator.cli.common import FOLDER, commands, json_option, open_project, project_option, require_document
from annotator.console import FAILED, complain, progress, say, say_json_array
from annotator.core.errors import AnnotatorError
from annotator.storage.problems import Problem
from annotator.storage.project import Project


@commands.command()
@click.argument("document", metavar="[DOCUMENT]", required=False)
@project_option
@click.option("--as", "name", metavar="NAME", help="Only what NAME did.")
@click.option("--mention", "record", metavar="ID", help="Only what was done to this mention, claim or link.")
@json_option
@click.option("--compact", is_flag=True, help="Fold edits away instead: for good, and undo no longer reaches them.")
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="With --compact: only what is older than this day, 2026-01-31.",
)
def history(
    document: str | None,
    folder: Path | None,
    name: str | None,
    record: str | None,
    as_json: bool,
    compact: bool,
    before: dt.datetime | None,
) -> None:
    """Show who did what when, the newest last."""
    if compact:
        if record is not None or as_json:
            raise click.UsageError(
                "--compact goes with --as, --before and a document only.", click.get_current_context()
            )
        compact_histories(open_project(folder), document, name, before)
        return
    if before is not None:
        raise click.UsageError("--before goes with --compact.", click.get_current_context())
    from annotator.reports import deed_data, print_history
    from annotator.storage.chronicle import as_it_is_now, chronicle, histories

    project = open_project(folder)
    places = histories(project, document, name)
    if document is not None and not places:
        require_document(project, document)
    problems: list[Problem] = []
    deeds = chronicle(project, places, problems.append, record or "")
    if as_json:
        say_json_array(deed_data(deed) for deed in deeds)
    else:
        told = print_history(deeds, places)
        if record is not None:
            for line in as_it_is_now(project, told, record):
                say(line)
        elif not told:
            say("Nothing has been done here yet.")
    for problem in problems:
        complain(str(problem))
    if problems:
        click.get_current_context().exit(FAILED)


@commands.command()
@click.argument("base", type=FOLDER, metavar="BASE")
@click.argument("ours", type=FOLDER, metavar="OURS")
@click.argument("theirs", type=FOLDER, metavar="THEIRS")
@click.option("--path", "name", default="", metavar="PATH", help="The file's own name, where these are copies of it.")
def merge(base: Path, ours: Path, theirs: Path, name: str) -> None:
    """Merge two versions of an annotation set or a history into OURS.

    Both come from BASE. Records are merged by id; where both sides have changed one differently, both versions are kept
    in the file, the application lets you choose, and the exit status is 1. git does this by itself with these lines in
    .gitattributes

    \b
      annotations/** merge=annotator
      history/**/*.jsonl merge=annotator

    and, once in each clone:

    \b
      git config merge.annotator.driver "annotator merge %O %A %B --path %P"
    """
    from annotator.storage.merge_driver import merge_files

    collisions = merge_files(base, ours, theirs, name)
    for sentence in collisions:
        complain(sentence)
    if collisions:
        click.get_current_context().exit(FAILED)


def compact_histories(project: Project, document: str | None, name: str | None, before: dt.datetime | None) -> None:
    """Folds old edits away and says how many; a history that cannot be folded is named and left as it is."""
    from annotator.reports import counted
    from annotator.storage.chronicle import histories
    from annotator.storage.folding import Folded, fold
    from annotator.storage.toml_text import toml_datetime

    places = histories(project, document, name)
    if document is not None and not places:
        require_document(project, document)
    day = toml_datetime(before.astimezone(dt.UTC)) if before is not None else ""
    results: list[Folded] = []
    failed = False
    with progress("Folding", len(places)) as advance:
        for one in places:
            try:
                results.append(fold(project, one.annotator, one.document, day))
            except AnnotatorError as error:
                failed = True
                complain(str(error))
            advance()
    edits = sum(result.edits for result in results)
    say(f"Folded {counted(edits, 'edit')} away: {sum(result.bytes for result in results):,} bytes less.")
    if failed:
        click.get_current_context().exit(FAILED)

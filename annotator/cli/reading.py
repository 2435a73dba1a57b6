"""The commands that tell what is in a project, and change nothing."""

from __future__ import annotations

import os
from pathlib import Path

import click

from annotator.cli.common import commands, json_option, open_project, place, project_option, require_annotator
from annotator.console import FAILED, complain, progress, say, say_json
from annotator.storage.paths import SCHEMA_FILE
from annotator.storage.problems import FileError

MOST_COMPLAINTS = 10
"""Files that are not counted and are named; of more, the number."""


@commands.command()
@project_option
@json_option
def check(folder: Path | None, as_json: bool) -> None:
    """Check every file of a project.

    Names each problem with its file and line. The exit status is 0 when all is well, else 1.
    """
    from annotator.reports import counted, problems_data

    try:
        project = open_project(folder)
        with progress(f"Checking {counted(len(project.document_ids()), 'document')}", None):
            problems = list(project.check())
    except FileError as error:
        if not os.path.lexists(place(folder) / SCHEMA_FILE):
            raise
        problems = list(error.problems)
    if as_json:
        say_json(problems_data(problems))
    else:
        for problem in problems:
            say(str(problem))
        say(f"{counted(len(problems), 'problem')}." if problems else "All is well.")
    if problems:
        click.get_current_context().exit(FAILED)


@commands.command()
@project_option
@json_option
def stats(folder: Path | None, as_json: bool) -> None:
    """Count what is annotated: per document, annotator, label and type."""
    from annotator.reports import print_statistics, statistics_data
    from annotator.storage.statistics import project_statistics

    project = open_project(folder)
    with progress("Counting", len(project.document_ids())) as advance:
        statistics = project_statistics(project, advance)
    if as_json:
        say_json(statistics_data(statistics))
    else:
        print_statistics(statistics)
    for problem in statistics.problems[:MOST_COMPLAINTS]:
        complain(f"Not counted: {problem}")
    if len(statistics.problems) > MOST_COMPLAINTS:
        complain(f'And {len(statistics.problems) - MOST_COMPLAINTS} more; "annotator check" lists them.')
    if statistics.problems:
        click.get_current_context().exit(FAILED)


@commands.command()
@project_option
@click.option("--as", "name", metavar="NAME", help="As NAME sees it (default: the curator, else who annotated).")
@json_option
def conflicts(folder: Path | None, name: str | None, as_json: bool) -> None:
    """List where documents contradict each other: certain by links, or possible by what is said."""
    from annotator.conflict_report import conflicts_data, print_conflicts
    from annotator.core.settling import all_conflicts
    from annotator.storage.reading import read_catalogue

    project = open_project(folder)
    whose = require_annotator(project, name) if name is not None else ""
    with progress("Reading", len(project.document_ids())) as advance:
        catalogue, problems = read_catalogue(project, whose, advance)
    found = all_conflicts(catalogue)
    if as_json:
        say_json(conflicts_data(catalogue, found))
    else:
        print_conflicts(catalogue, found)
    for problem in problems:
        complain(f"Not read: {problem}")
    if problems:
        click.get_current_context().exit(FAILED)


@commands.command()
@project_option
@json_option
def schema(folder: Path | None, as_json: bool) -> None:
    """Show the schema, checked: labels, claim types, link types."""
    from annotator.reports import print_schema, schema_data

    checked = open_project(folder).schema
    if as_json:
        say_json(schema_data(checked))
    else:
        print_schema(checked)

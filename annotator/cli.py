"""The command line: one thin function a command."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

import annotator
from annotator.console import FAILED, carry_out, complain, progress, say, say_json, say_json_array, shown_path
from annotator.core.errors import AnnotatorError
from annotator.storage.bundled import DEMO, DEMO_ANNOTATOR, DEMO_DOCUMENT
from annotator.storage.paths import SCHEMA_FILE
from annotator.storage.problems import FileError, Problem
from annotator.storage.project import Project

P = ParamSpec("P")
R = TypeVar("R")

NO_PROJECT = """There is no project in this folder. You can

  annotator demo               look around in a copy of a sample project
  annotator init DIR TEXT…     make a project of your own texts
  annotator open DIR           open a project that is elsewhere

and "annotator --help" lists all commands."""

FOLDER = click.Path(path_type=Path)

MOST_COMPLAINTS = 10
"""Files that are not counted and are named; of more, the number."""


def project_option(command: Callable[P, R]) -> Callable[P, R]:
    """The option that every command on a project has."""
    return click.option(
        "-p", "--project", "folder", type=FOLDER, metavar="DIR", help="The project's folder (default: this one)."
    )(command)


def json_option(command: Callable[P, R]) -> Callable[P, R]:
    """The option that every command which prints data has."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(annotator.__version__, message="annotator %(version)s")
@project_option
@click.pass_context
def commands(context: click.Context, folder: Path | None) -> None:
    """Annotate articles in a terminal, link them across documents, and see where they disagree.

    Without a command: opens the project in the current folder.
    """
    context.obj = folder
    if context.invoked_subcommand is not None:
        return
    if folder is None and not os.path.lexists(SCHEMA_FILE):
        click.echo(NO_PROJECT)
        return
    run_application(open_project(folder), None, None)


@commands.command("open")
@click.argument("directory", type=FOLDER, metavar="[DIR]", required=False)
@project_option
@click.option("--as", "name", metavar="NAME", help="Annotate as NAME (default: the last one used here).")
@click.option("--document", metavar="ID", help="Start with this document.")
def open_command(directory: Path | None, folder: Path | None, name: str | None, document: str | None) -> None:
    """Open a project in the application."""
    run_application(open_project(directory or folder), name, document)


@commands.command()
@click.option(
    "--into", "-p", "--project", type=FOLDER, metavar="DIR", help="Where to copy it (default: annotator-demo, here)."
)
@click.option("--corpus", default=DEMO, show_default=True, metavar="NAME", help="Which sample.")
@click.option("--no-open", is_flag=True, help="Copy only.")
def demo(into: Path | None, corpus: str, no_open: bool) -> None:
    """Copy a sample project to a folder of yours and open the copy."""
    from annotator.storage.samples import copy_corpus

    target = into or Path("annotator-demo")
    if copy_corpus(corpus, target):
        say(f'Copied the sample "{corpus}" to {target}.')
    else:
        say(f"{target} is there already and stays as it is.")
    if not no_open:
        project = open_project(target)
        start = DEMO_DOCUMENT if DEMO_DOCUMENT in project.document_ids() else None
        run_application(project, project.last_annotator() or DEMO_ANNOTATOR, start)


@commands.command()
@click.argument("directory", type=FOLDER, metavar="DIR", required=False)
@click.argument("texts", nargs=-1, type=FOLDER, metavar="[TEXT]...")
@project_option
@click.option("--name", help="The project's name (default: the folder's).")
def init(directory: Path | None, texts: tuple[Path, ...], folder: Path | None, name: str | None) -> None:
    """Make a project in the folder DIR from text files.

    The texts are copied byte for byte, and their names become the ids of the documents. With -p DIR, all arguments
    are texts.
    """
    from annotator.storage.creation import create_project

    folder = folder or click.get_current_context().obj
    if folder is not None and directory is not None:
        texts = (directory, *texts)
    target = folder or directory
    if target is None:
        raise click.UsageError("Name the folder that the project shall be in.", click.get_current_context())
    project = create_project(target, texts, name or target.absolute().name, complain)
    number = len(project.document_ids())
    say(f"Made a project with {number} document{'s' * (number != 1)}. Next: annotator open {shown_path(target)}")


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


def place(folder: Path | None) -> Path:
    """The project's folder: that of the command, else that before the command, else the current one."""
    return (folder or click.get_current_context().obj or Path()).absolute()


def open_project(folder: Path | None) -> Project:
    """The project that a command is about; its keys must not be those of the application."""
    from annotator.tui.actions import taken_keys

    return Project.open(place(folder), taken_keys())


def run_application(project: Project, name: str | None, document: str | None) -> None:
    """Opens the application, once all that was asked for is known to be possible."""
    name = known_name(project, name) if name is not None else usual_name(project)
    if document is not None:
        require_document(project, document)
    if not on_terminal():
        raise AnnotatorError("The application needs a terminal; the other commands work without one.")
    from annotator.tui import collector

    collector.hold()
    from annotator.tui.app import run

    run(project, name, document)


def on_terminal() -> bool:
    """Whether there is a terminal to read keys from and to draw on: the application draws on standard error."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def known_name(project: Project, name: str) -> str:
    """``name`` where it may be an annotator's; AnnotatorError where it may not, or is another's but for case."""
    from annotator.core.ids import check_name, folded

    check_name(name, "annotator name")
    for other in project.annotators():
        if other != name and folded(other) == folded(name):
            raise AnnotatorError(
                f'The annotator name "{name}" differs from "{other}" only in case or in the form of its letters; '
                "take that one, or a name of its own."
            )
    return name


def require_annotator(project: Project, name: str) -> str:
    """``name`` where somebody of that name has annotated; AnnotatorError, with those who have, where not."""
    known = project.annotators()
    if name not in known:
        raise AnnotatorError(
            f'There are no annotations by "{name}"; there are some by: {", ".join(known) or "nobody"}.'
        )
    return name


def usual_name(project: Project) -> str:
    """Who annotates where nobody says: the last one here, else the system's user."""
    import getpass
    import re

    name = project.last_annotator()
    if name is not None:
        return name
    try:
        return known_name(project, re.sub(r"[^\w.-]+", "-", getpass.getuser()).strip("-. "))
    except (AnnotatorError, OSError, KeyError):  # a user without a name, or with one that cannot be a folder's
        return "ann-1"


def require_document(project: Project, document: str) -> None:
    """AnnotatorError, with the ids that are most like it, where there is no such document."""
    known = project.document_ids()
    if document in known:
        return
    from rapidfuzz import fuzz, process, utils

    near = [
        found
        for found, _, _ in process.extract(
            document, known, scorer=fuzz.WRatio, processor=utils.default_process, limit=3, score_cutoff=60
        )
    ]
    hint = f"near it: {', '.join(near)}" if near else f'"annotator stats" lists all {len(known)}'
    raise AnnotatorError(f'There is no document "{document}"; {hint}.')


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit status."""
    return carry_out(commands, arguments)

"""The commands that open the application, or make what it opens."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from annotator.cli.common import FOLDER, commands, open_project, project_option, require_document
from annotator.console import complain, say, shown_path
from annotator.core.errors import AnnotatorError
from annotator.storage.bundled import DEMO, DEMO_ANNOTATOR, DEMO_DOCUMENT
from annotator.storage.paths import SCHEMA_FILE
from annotator.storage.project import Project

NO_PROJECT = """There is no project in this folder. You can

  annotator demo               look around in a copy of a sample project
  annotator init DIR TEXT…     make a project of your own texts
  annotator import … -p DIR    make one of what another tool has
  annotator open DIR           open a project that is elsewhere

and "annotator --help" lists all commands."""


def open_here(folder: Path | None) -> None:
    """What the program does without a command: it opens the project here, or tells what can be done without one."""
    if folder is None and not os.path.lexists(SCHEMA_FILE):
        click.echo(NO_PROJECT)
    else:
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
@click.argument("directory", type=FOLDER, metavar="[DIR]", required=False)
@click.option(
    "--into", "-p", "--project", type=FOLDER, metavar="DIR", help="The same as DIR (default: annotator-demo, here)."
)
@click.option("--corpus", default=DEMO, show_default=True, metavar="NAME", help="Which sample.")
@click.option("--no-open", is_flag=True, help="Copy only.")
def demo(directory: Path | None, into: Path | None, corpus: str, no_open: bool) -> None:
    """Copy a sample project to the folder DIR and open the copy."""
    from annotator.storage.samples import copy_corpus

    if directory and into:
        raise click.UsageError(f"One folder is enough: {directory} or {into}.")
    target = directory or into or Path("annotator-demo")
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

"""What the commands share: the group that they belong to, their options, and the project that they are about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

import annotator
from annotator.core.errors import AnnotatorError
from annotator.storage.project import Project

P = ParamSpec("P")
R = TypeVar("R")

FOLDER = click.Path(path_type=Path)


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
    from annotator.cli.opening import open_here  # it is built on this module

    open_here(folder)


def place(folder: Path | None) -> Path:
    """The project's folder: that of the command, else that before the command, else the current one."""
    return (folder or click.get_current_context().obj or Path()).absolute()


def open_project(folder: Path | None) -> Project:
    """The project that a command is about; its keys must not be those of the application."""
    from annotator.tui.actions import taken_keys

    return Project.open(place(folder), taken_keys())


def require_annotator(project: Project, name: str) -> str:
    """``name`` where somebody of that name has annotated; AnnotatorError, with those who have, where not."""
    known = project.annotators()
    if name not in known:
        raise AnnotatorError(
            f'There are no annotations by "{name}"; there are some by: {", ".join(known) or "nobody"}.'
        )
    return name


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

"""The commands on working together: who is to do what, and what was said."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.common import commands, json_option, open_project, project_option, require_document
from annotator.console import FAILED, complain, progress, say, say_json, say_table
from annotator.core.errors import AnnotatorError


@commands.command()
@project_option
@click.option("--as", "name", metavar="NAME", help="Only the documents of NAME.")
@json_option
def queue(folder: Path | None, name: str | None, as_json: bool) -> None:
    """Show which documents are whose, in the order in which they are to be done.

    They are given out, every document twice for example, by these lines in annotator.toml

    \b
      [assignment]
      annotators = ["ann-1", "ann-2", "ann-3"]
      each = 2                              # annotators for each document
      order = "shuffled"                    # or "listed", as in the library
      blind = true                          # others' work is unseen until one's own is done
      documents = { ann-1 = ["news/*"] }    # given by hand

    or by the same lines, without their head, in a file that file = "…" names there.
    """
    from annotator.storage.queues import queues, status_of

    project = open_project(folder)
    found = queues(project)
    if name is not None and name not in found:
        known = f"those who are: {', '.join(found)}" if found else "nobody is, as annotator.toml has no [assignment]"
        raise AnnotatorError(f'"{name}" is given no documents here; {known}.')
    rows: list[tuple[str, str, str]] = []
    problems: list[str] = []
    wanted = [(who, document) for who, ids in found.items() if name in (None, who) for document in ids]
    with progress("Reading", len(wanted)) as advance:
        for who, document in wanted:
            try:
                rows.append((who, document, str(status_of(project, who, document))))
            except AnnotatorError as error:
                rows.append((who, document, "unreadable"))
                problems.append(str(error))
            advance()
    if as_json:
        say_json([dict(zip(("annotator", "document", "status"), row, strict=True)) for row in rows])
    elif not found:
        say('Nobody is given any documents; "annotator queue --help" tells how they are given out.')
    else:
        done = sum(status == "done" for _, _, status in rows)
        say(f"{done} of {len(rows)} done.")
        say_table(("annotator", "document", "status"), rows, flexible=["document"])
    for problem in problems:
        complain(problem)
    if problems:
        click.get_current_context().exit(FAILED)


@commands.command()
@click.argument("document", metavar="[DOCUMENT]", required=False)
@project_option
@click.option("--open", "only_open", is_flag=True, help="Only what is not resolved.")
@json_option
def comments(document: str | None, folder: Path | None, only_open: bool, as_json: bool) -> None:
    """List what was said of annotations and documents, with its answers."""
    from annotator.comment_report import print_threads, threads_data
    from annotator.storage.comments import Comments

    project = open_project(folder)
    if document is not None:
        require_document(project, document)
    reader, names = Comments(project), project.annotators()
    ids = [document] if document is not None else project.document_ids()
    with progress("Reading", len(ids)) as advance:
        told = []
        for one in ids:
            told += [(one, found) for found in reader.told(one, names) if found.thread.is_open or not only_open]
            advance()
    if as_json:
        say_json(threads_data(told))
    else:
        print_threads(told)
    for problem in reader.unread.values():
        complain(problem)
    if reader.unread:
        click.get_current_context().exit(FAILED)

"""The command that tells how well annotators agree."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.common import commands, json_option, open_project, project_option
from annotator.console import FAILED, complain, progress, say_json


@commands.command()
@project_option
@click.option("--as", "names", metavar="NAME", multiple=True, help="Compare NAME; repeat it (default: all annotators).")
@json_option
def agree(folder: Path | None, names: tuple[str, ...], as_json: bool) -> None:
    """Tell how well annotators agree.

    Compared are all annotators but the curator, or those named with --as, the curator among them if named; each pair
    on the documents that both have worked on: where either has marked something or set another status than to do.
    Overall figures, and those by label and document, are means over pairs. Precision is the share of the first one's
    records that the second has too, recall that of the second's that the first has.

    \b
    exact     the same label and spans       overlap   the same label, a code point in common
    κ, α      Cohen's and Krippendorff's, on the labels of each code point
    claims    the same type, arguments filled by aligned mentions
    links     the same type and aligned ends, in other documents too
    entities  those of two mentions or more, in all documents: MUC, B³, CEAFe, LEA; CoNLL, the mean of the first three

    What has no value is left out, or null, with the reason. Intervals are drawn over documents.

    Of each annotator it tells the records an hour (pauses of more than five minutes are cut), the share that the
    curator changed or rejected of what was checked, and the drift: how far the labels are from the others' on the same
    documents, 0 to 1, in all and for five parts of the work in the order of time.
    """
    from annotator.agreement_report import agreement_data, print_agreement
    from annotator.storage.agreement import compared_annotators, read_agreement

    project = open_project(folder)
    annotators = compared_annotators(project, names)
    with progress("Comparing", len(project.document_ids())) as advance:
        reading = read_agreement(project, annotators, advance)
    if as_json:
        say_json(agreement_data(reading.report, reading.quality, reading.notes))
    else:
        print_agreement(reading.report, reading.quality, reading.notes)
    for problem in reading.problems:
        complain(f"Not compared: {problem}")
    if reading.problems:
        click.get_current_context().exit(FAILED)

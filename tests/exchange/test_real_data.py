"""Real corpora in by the command line and out again: all is well, and what comes back is the same."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from annotator import open_project
from tests.cli.shell import Shell
from tests.formats.real_data import REAL, needs_real_data


def content(folder: str) -> Counter[tuple[str, str, object]]:
    """Every mention of a project, and how many claims and links of each type there are."""
    found: Counter[tuple[str, str, object]] = Counter()
    for one in open_project(folder).annotations():
        found.update((one.document, mention.label, mention.spans) for mention in one.mentions.values())
        found.update((one.document, claim.type, "claim") for claim in one.claims.values())
        found.update((one.document, link.type, "link") for link in one.links.values())
    return found


@needs_real_data
@pytest.mark.parametrize(
    ("name", "folder", "mentions"),
    [("brat", "brat/BioNLP-ST_2011_REL", 452), ("ecbplus", "ecbplus", 179), ("conll2012", "conll2012", 417)],
)
def test_a_corpus_comes_in_and_out_by_the_command_line(name: str, folder: str, mentions: int, shell: Shell) -> None:
    done = shell("import", name, REAL / folder, "-p", "one", "--as", "ann-1")
    assert done.status == 0, done.err
    assert f"{mentions} mentions" in done.out
    assert shell("check", "-p", "one").status == 0
    assert shell("export", name, Path("out"), "-p", "one", "--strict").status == 0
    assert shell("import", name, "out", "-p", "two", "--as", "ann-1").status == 0
    assert content("two") == content("one")

"""An import that is killed: every document is whole or absent, and a second import adds just the rest."""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator import open_project
from annotator.cli import main
from tests.cli.shell import Shell
from tests.exchange.folders import tree

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the program is killed in a fork of this process")

COLUMNS = {
    "a/one": "Ada\tB-PER\nByron\tI-PER\nmet\tO\nthe\tO\nBoard\tB-ORG\n\nShe\tO\nleft\tO\n",
    "two": "Paris\tB-LOC\nfell\tO\n\nAda\tB-PER\nstayed\tO\n",
}
"""Their tokens and sentence ends are kept beside the text: a document is more than one file."""
MOST_POINTS = 200


@pytest.fixture
def source(shell: Shell) -> Path:
    """Two documents of a token format."""
    for name, words in COLUMNS.items():
        path = Path("corpus", f"{name}.conll")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words)
    return Path("corpus")


def command(source: Path) -> tuple[str, ...]:
    """The import that is killed, and repeated."""
    return ("import", "conll2003", str(source), "-p", "mine", "--as", "ann-1")


def killed_at(point: int, source: Path) -> bool:
    """Imports in a process that is killed just before it flushes for the ``point``-th time; False where it was done."""
    child = os.fork()
    if not child:
        flush, left = os.fsync, [point]

        def dies(descriptor: int) -> None:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            flush(descriptor)

        os.fsync = dies  # type: ignore[assignment]  # files are flushed by their numbers only
        os._exit(main(list(command(source))))
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def before_each_flush(source: Path, is_new: bool) -> Iterator[int]:
    """The project after an import that was killed there, for each moment there is."""
    for point in range(1, MOST_POINTS):
        shutil.rmtree("mine", ignore_errors=True)
        if not is_new:
            shutil.copytree("mine-before", "mine")
        if not killed_at(point, source):
            assert point > 10, "it was to be killed more than a few times"
            return
        yield point
    pytest.fail("it never came to an end")


def said() -> dict[str, Counter[tuple[str, int, int]]]:
    """The mentions of each document, as often as they are there."""
    return {
        one.document: Counter((mention.label, mention.start, mention.end) for mention in one.mentions.values())
        for one in open_project("mine").annotations("ann-1")
    }


def dataset_files() -> dict[str, bytes]:
    """The schema and all that is of documents, byte for byte."""
    return {
        name: data
        for name, data in tree(Path("mine")).items()
        if name.endswith((".toml", ".txt")) and not name.startswith("annotations/")
    }


@pytest.mark.parametrize("is_new", [True, False])
def test_a_killed_import_leaves_whole_documents_and_the_next_adds_the_rest(
    is_new: bool, shell: Shell, source: Path
) -> None:
    if not is_new:
        shell("init", "mine-before")
        shutil.copytree("mine-before", "mine")
    assert shell(*command(source)).status == 0
    files, mentions = dataset_files(), said()
    assert sum(map(len, mentions.values())) == 4
    for point in before_each_flush(source, is_new):
        there: list[str] = []
        if Path("mine/annotator.toml").exists():
            there = open_project("mine").document_ids()
            for document_id in there:
                for suffix in ("txt", "toml"):
                    name = f"documents/{document_id}.{suffix}"
                    assert dataset_files().get(name) == files[name], f"{name} is half there at {point}"
            for document_id, found in said().items():
                assert found in (Counter(), mentions[document_id]), f"{document_id} is half annotated at {point}"
        done = shell(*command(source))
        assert done.status == 0, (point, done.err)
        lacking = len(COLUMNS) - len(there)
        assert done.out.startswith(f"Imported {lacking} document{'s' * (lacking != 1)}"), (point, done.out)
        assert dataset_files() == files, point
        assert said() == mentions, point
        checked = shell("check", "-p", "mine")
        assert (checked.status, checked.err) == (0, ""), (point, checked.out)
        assert not [name for name in tree(Path("mine")) if name.endswith(".tmp")], point

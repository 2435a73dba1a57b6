"""An import that is killed takes nothing back: what it left is sound, and the next one brings the rest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import open_project
from tests.cli.shell import Shell

TEXT = "Ada Byron met the board.\n"
ANN = "T1\tHuman 0 9\tAda Byron\nT2\tBody 14 23\tthe board\nR1\tKnows Arg1:T1 Arg2:T2\n"
DOCUMENTS = 4
IMPORT = ("import", "brat", "corpus", "-p", "new", "--as", "ann-1")

_KILLED = """
import os, signal, sys
from annotator.cli import main
left, whole = int(sys.argv[1]), os.fsync
def counted(descriptor):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    whole(descriptor)
os.fsync = counted
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture
def corpus(shell: Shell) -> Path:
    """Some documents, each with two mentions and a link."""
    for number in range(DOCUMENTS):
        Path("corpus").mkdir(exist_ok=True)
        Path("corpus", f"d{number}.txt").write_text(TEXT)
        Path("corpus", f"d{number}.ann").write_text(ANN)
    return Path("corpus")


def killed_at(wait: int) -> bool:
    """Runs the import in a process of its own and kills it at its wait for the disk of that number; whether it was."""
    done = subprocess.run([sys.executable, "-c", _KILLED, str(wait), *IMPORT], capture_output=True, check=False)
    return done.returncode == -signal.SIGKILL


def said(root: str) -> dict[str, list[tuple[str, str]]]:
    """What the project says of each document, without ids and times."""
    project = open_project(root)
    found: dict[str, list[tuple[str, str]]] = {document_id: [] for document_id in project.document_ids()}
    for one in project.annotations("ann-1"):
        found[one.document] += [(mention.label, str(mention.spans)) for mention in one.mentions.values()]
        found[one.document] += [(link.type, link.target.document) for link in one.links.values()]
    return {document_id: sorted(records) for document_id, records in found.items()}


@pytest.mark.skipif(os.name == "nt", reason="only POSIX kills a process at once")
@pytest.mark.parametrize("first", range(1, 5))
def test_every_document_is_whole_or_absent_and_a_second_import_brings_the_rest(
    shell: Shell, corpus: Path, tmp_path: Path, first: int
) -> None:
    unharmed = {f"d{number}": [("Body", "(Span(start=14, end=23),)")] for number in range(DOCUMENTS)}
    for number, records in unharmed.items():
        records += [("Human", "(Span(start=0, end=9),)"), ("Knows", number)]
    kills = [0, 0]
    for wait in range(first, 400, 4):
        root = Path(f"at-{wait}")
        root.mkdir()
        os.chdir(root)
        Path("corpus").symlink_to(tmp_path / corpus)
        if not killed_at(wait):
            assert wait > DOCUMENTS
            break
        kills[Path("new/annotator.toml").exists()] += 1
        if Path("new/annotator.toml").exists():
            assert shell("check", "-p", "new").status == 0
            for document_id, records in said("new").items():
                assert records in ([], unharmed[document_id])
        again = shell(*IMPORT)
        assert (again.status, again.err) == (0, ""), f"killed at wait {wait}"
        assert said("new") == unharmed, f"killed at wait {wait}"
        assert shell("check", "-p", "new").status == 0
        os.chdir(tmp_path)
    assert kills[True] > DOCUMENTS, kills

"""Export: which annotations go out, that splits do not leak, and what is said of it."""

from __future__ import annotations

import doctest
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import annotator
from annotator import open_project
from annotator.core.errors import AnnotatorError
from annotator.core.model import Status
from annotator.exchange import outputs
from annotator.storage.session import open_session
from tests.cli.shell import Shell
from tests.exchange.folders import tree

TEXT = "Ada Byron met the board.\n"


def write(stem: str, *mentions: tuple[str, int, int]) -> None:
    """A document of a corpus."""
    Path(stem).parent.mkdir(parents=True, exist_ok=True)
    Path(f"{stem}.txt").write_text(TEXT)
    lines = [f"T{n}\t{label} {start} {end}\t{TEXT[start:end]}\n" for n, (label, start, end) in enumerate(mentions, 1)]
    Path(f"{stem}.ann").write_text("".join(lines))


@pytest.fixture
def three(shell: Shell) -> str:
    """A project in which two annotated both documents and the curator settled one."""
    for name, label in (("ann-1", "person"), ("ann-2", "role"), ("gold", "event")):
        write(f"{name}/one", (label, 0, 9), ("amount", 14, 23))
        if name != "gold":
            write(f"{name}/two", (label, 0, 9), ("amount", 14, 23))
        assert shell("import", "brat", name, "-p", "three", "--as", name).status == 0
    return "three"


def labels(out: str, document: str) -> list[str]:
    """The labels of a document in a brat export."""
    return [line.split("\t")[1].split(" ")[0] for line in Path(out, f"{document}.ann").read_text().splitlines()]


def test_what_is_settled_comes_first_and_the_rest_is_said(shell: Shell, three: str) -> None:
    done = shell("export", "brat", "out", "-p", three)
    assert labels("out", "one") == ["event", "amount"]
    assert labels("out", "two") == ["person", "amount"]
    assert "1 document that several annotated and nobody settled" in done.err


def test_only_the_settled_or_only_one_annotators(shell: Shell, three: str) -> None:
    done = shell("export", "brat", "out", "-p", three, "--gold")
    assert sorted(tree(Path("out"))) == ["annotation.conf", "one.ann", "one.txt"]
    assert "1 document without annotations of those asked for: not exported." in done.err
    assert shell("export", "brat", "second", "-p", three, "--as", "ann-2").status == 0
    assert labels("second", "two") == ["role", "amount"]


def test_only_what_enough_annotators_agree_on(shell: Shell, three: str) -> None:
    assert shell("export", "brat", "out", "-p", three, "--agreed", "2").status == 0
    assert labels("out", "one") == labels("out", "two") == ["amount"]
    shell("export", "brat", "more", "-p", three, "--agreed", "3").refuses("No 3 annotators can agree")


def test_a_format_for_one_annotator_takes_no_two(shell: Shell, three: str) -> None:
    shell("export", "brat", "out", "-p", three, "--as", "ann-1", "--as", "ann-2").refuses("folder of its own")
    shell("export", "brat", "out", "-p", three, "--as", "ann-9").refuses("ann-9", "ann-1")
    assert not Path("out").exists()


def test_documents_that_links_tie_together_are_on_one_side(shell: Shell, demo: Path) -> None:
    report = open_project(demo).export("parquet", "out", annotators=["ann-1"], split="50/50", seed=1)
    assert report.splits == {"train": 3}, "all three are tied to each other"
    assert any("no document for test" in sentence for sentence in report.said)
    apart = open_project(demo).export("parquet", "apart", annotators=["ann-1"], split="50/50", by="document")
    assert set(apart.splits) == {"train", "test"}
    with pytest.raises(AnnotatorError, match="keeps no documents together"):
        open_project(demo).export("parquet", "more", split="50/50", by="luck")


def test_splits_are_told_in_their_usual_order(shell: Shell) -> None:
    for number in range(6):
        write(f"corpus/{number}", ("P", 0, 3))
    shell("import", "brat", "corpus", "-p", "mine", "--as", "ann-1")
    for seed in range(8):  # whichever the first document is in
        done = shell.json("export", "jsonl", f"out-{seed}", "-p", "mine", "--split", "20/20/60", "--seed", str(seed))
        assert list(done["splits"]) == ["train", "dev", "test"]


def test_what_is_lost_is_counted_and_strict_makes_it_a_failure(shell: Shell, demo: Path) -> None:
    done = shell("export", "conll2003", "out", "-p", "demo", "--as", "ann-1")
    assert done.status == 0
    assert "Left out, as the format has no place for it: " in done.out
    strict = shell("export", "conll2003", "strict", "-p", "demo", "--as", "ann-1", "--strict")
    assert strict.status == 1
    assert tree(Path("strict")) == tree(Path("out"))
    lost = shell.json("export", "conll2003", "json", "-p", "demo", "--as", "ann-1")["left-out"]
    assert lost["claim"]["number"] >= len(lost["claim"]["first"]) > 0
    assert shell("export", "parquet", "all", "-p", "demo", "--as", "ann-1", "--strict").status == 0


def test_a_format_without_its_library_says_what_to_install(
    shell: Shell, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.formats.registry.find_spec", lambda _: None)
    done = shell("export", "parquet", "out", "-p", "demo")
    done.refuses('pip install "annotator[parquet]"')
    assert not Path("out").exists()


def test_nothing_annotated_is_no_dataset(shell: Shell) -> None:
    shell("init", "mine")
    shell("export", "brat", "out", "-p", "mine").refuses("no annotations to export")


def test_an_empty_set_says_that_there_is_nothing(shell: Shell) -> None:
    write("corpus/one")
    shell("import", "brat", "corpus", "-p", "mine", "--as", "ann-1")
    (empty,) = open_project("mine").annotations()
    assert (empty.status, len(empty.mentions)) == (Status.IN_PROGRESS, 0)
    assert shell("export", "brat", "out", "-p", "mine").status == 0
    assert Path("out/one.ann").read_text() == ""


@pytest.mark.skipif(not hasattr(signal, "SIGTERM") or os.name == "nt", reason="only POSIX ends programs by signals")
def test_a_signal_to_end_leaves_nothing(shell: Shell, demo: Path) -> None:
    program = """
import os, signal, sys
from annotator.exchange import exporting
from annotator.cli import main
made = exporting._Items._made
def stop(*given):
    os.kill(os.getpid(), signal.SIGTERM)
    return made(*given)
exporting._Items._made = stop
sys.exit(main(["export", "brat", "out", "-p", "demo", "--as", "ann-1"]))
"""
    before = tree(Path())
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 130
    assert tree(Path()) == before


def test_what_a_killed_export_left_behind_goes_with_the_next(shell: Shell, demo: Path) -> None:
    for name in (".out.0123456789abcdef.tmp", ".other.0123456789abcdef.tmp"):
        Path(name).mkdir()
        Path(name, "x").write_text("x")
    assert shell("export", "brat", "out", "-p", "demo", "--as", "ann-1").status == 0
    assert not Path(".out.0123456789abcdef.tmp").exists()
    assert Path(".other.0123456789abcdef.tmp", "x").exists()


def test_a_session_that_is_open_elsewhere_does_not_hinder_an_export(shell: Shell, demo: Path) -> None:
    session = open_session(open_project(demo), "layoffs", "ann-1")
    assert not session.claim()
    assert shell("export", "brat", "out", "-p", "demo", "--as", "ann-1").status == 0
    session.close()


def test_the_examples_of_the_python_interface_are_true(shell: Shell) -> None:
    shell("demo", "--no-open")
    tests = doctest.DocTestFinder(recurse=True).find(annotator)
    results = [doctest.DocTestRunner().run(test) for test in tests]
    assert sum(result.attempted for result in results) >= 5
    assert sum(result.failed for result in results) == 0


@pytest.mark.parametrize("waits", [True, False])
def test_a_target_of_many_files_is_on_disk_before_it_appears(
    waits: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(outputs, "SYNC_WAITS", waits)
    monkeypatch.setattr(outputs, "ONE_BY_ONE", 2)
    monkeypatch.setattr(os, "fsync", lambda _: calls.append("file"))
    monkeypatch.setattr(os, "sync", lambda: calls.append("late" if (tmp_path / "out").exists() else "all"))
    with outputs.Target(tmp_path / "out") as target:
        before = len(calls)
        for number in range(5):
            target.open(f"{number}.txt").close()
        waited_for = len(calls) - before
    assert waited_for == (2 if waits else 5)
    assert calls.count("all") == waits
    assert "late" not in calls
    assert len(tree(tmp_path / "out")) == 5

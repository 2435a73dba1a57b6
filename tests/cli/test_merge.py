"""git merges the work of two branches: by record and by edit, and what collides is kept in both versions."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.edits import Edit, added, replaced
from annotator.core.model import AnnotationSet, Mention, aside_key
from annotator.storage.history import read_history
from annotator.storage.project import Project
from annotator.storage.session import open_session
from tests.cli.shell import Shell
from tests.examples import AMOUNT, EVENT, PERSON, POSITION, ROLE
from tests.repositories import commit, git, repository
from tests.storage.conftest import MakeProject, make_project
from tests.storage.sessions import opened, stored

__all__ = ["make_project"]

ATTRIBUTES = "annotations/** merge=annotator\nhistory/**/*.jsonl merge=annotator\n"


def edit(project: Project, *edits: Edit) -> AnnotationSet:
    """A session does these edits; the set after them."""
    session = opened(project)
    for one in edits:
        session.apply(one)
    session.close()
    assert session.state == "saved"
    return session.annotations


@pytest.fixture(params=["toml", "json"])
def branches(request: pytest.FixtureRequest, make_project: MakeProject) -> Project:
    """A repository on the branch "ours", with a branch "theirs" that comes from the same."""
    project = make_project(request.param)
    (project.root / ".gitattributes").write_text(ATTRIBUTES, encoding="utf-8")
    edit(project, added("label", [PERSON, ROLE]))
    repository(project.root)
    driver = f"{shlex.quote(sys.executable)} -m annotator merge %O %A %B --path %P"
    git(project.root, "config", "merge.annotator.driver", driver)
    git(project.root, "branch", "theirs")
    git(project.root, "checkout", "-b", "ours")
    return project


def on_both(project: Project, ours: list[Edit], theirs: list[Edit]) -> tuple[AnnotationSet, AnnotationSet]:
    """Edits on each branch, committed; the sets there. "ours" is checked out."""
    git(project.root, "checkout", "theirs")
    there = edit(project, *theirs)
    commit(project.root, "theirs")
    git(project.root, "checkout", "ours")
    here = edit(project, *ours)
    commit(project.root, "ours")
    return here, there


def test_the_work_of_two_branches_is_merged_and_can_be_undone(branches: Project) -> None:
    relabelled = replace(ROLE, label="person")
    on_both(
        branches,
        [added("label amount", [AMOUNT]), replaced("relabel", ROLE, relabelled)],
        [added("label event", [EVENT]), added("claim", [POSITION])],
    )
    assert "CONFLICT" not in git(branches.root, "merge", "--no-edit", "theirs")
    found = stored(branches)
    assert set(found.mentions) == {"m-person", "m-role", "m-amount", "m-event"}
    assert (found.mentions["m-role"], found.claims["c-position"], len(found.aside)) == (relabelled, POSITION, 0)
    history = read_history(branches.paths, "ann-1", "layoffs")
    assert (history.damaged, history.last_seq) == (b"", 5)
    session = opened(branches)
    assert (session.annotations, session.notes) == (found, ())
    actions = []
    while undone := session.undo():
        actions.append(undone.action)
    assert actions == ["relabel", "label amount", "claim", "label event", "label"]
    assert not session.annotations.mentions
    session.close()


def test_what_collides_is_a_conflict_for_git_and_both_versions_are_in_the_file(branches: Project) -> None:
    ours, theirs = replace(PERSON, label="role"), replace(PERSON, note="theirs")
    on_both(branches, [replaced("x", PERSON, ours)], [replaced("x", PERSON, theirs), added("label", [EVENT])])
    said = git(branches.root, "merge", "theirs", status=1)
    assert "CONFLICT" in said
    assert 'm-person, "Jason Droege", differs on both sides' in said
    found = stored(branches)
    assert (found.mentions["m-person"], found.mentions["m-event"]) == (ours, EVENT)
    aside = found.aside[aside_key("collides", "m-person")]
    assert (aside.record, aside.quote) == (theirs, "Jason Droege")
    commit(branches.root, "merged")
    assert edit(branches, added("label", [AMOUNT])).aside == found.aside


def test_an_undo_on_one_branch_takes_back_its_own_step_after_a_merge(branches: Project) -> None:
    git(branches.root, "checkout", "theirs")
    edit(branches, added("label event", [EVENT]))
    commit(branches.root, "theirs")
    git(branches.root, "checkout", "ours")
    session = opened(branches)
    session.apply(added("label amount", [AMOUNT]))
    session.undo()
    session.close()
    commit(branches.root, "ours")
    git(branches.root, "merge", "--no-edit", "theirs")
    again = opened(branches)
    assert (again.can_undo, again.can_redo) == ("label event", "label amount")
    assert again.redo() is not None
    assert set(again.annotations.mentions) == {"m-person", "m-role", "m-event", "m-amount"}
    again.close()


def test_a_set_that_both_branches_began_is_merged_without_a_base(branches: Project) -> None:
    for branch, mention in (("theirs", EVENT), ("ours", AMOUNT)):
        git(branches.root, "checkout", branch)
        session = open_session(branches, "layoffs", "ann-2")
        session.apply(added("label", [mention]))
        session.close()
        commit(branches.root, branch)
    git(branches.root, "merge", "--no-edit", "theirs")
    found = branches.annotation_set("ann-2", branches.document("layoffs"))
    assert set(found.mentions) == {"m-event", "m-amount"}


def copies(project: Project, folder: Path, *versions: bytes) -> list[Path]:
    """Copies under names as git gives them."""
    paths = [folder / f".merge_file_{number}" for number in range(len(versions))]
    for path, data in zip(paths, versions, strict=True):
        path.write_bytes(data)
    return paths


BAD = [
    (b"<<<<<<< ours\n", "layoffs.toml (theirs):1: This is not valid TOML"),
    (b"format = 99\n", "newer annotator"),
    (b"", "different documents or by different annotators"),
]


@pytest.mark.parametrize(("theirs", "sentence"), BAD)
def test_what_cannot_be_read_leaves_ours_as_it_was(
    theirs: bytes, sentence: str, make_project: MakeProject, shell: Shell, tmp_path: Path
) -> None:
    project = make_project()
    edit(project, added("label", [PERSON]))
    data = project.paths.annotation_set("ann-1", "layoffs", "toml").read_bytes()
    paths = copies(project, tmp_path, data, data, theirs)
    outcome = shell("merge", *paths, "--path", "annotations/ann-1/layoffs.toml")
    outcome.refuses(sentence)
    assert paths[1].read_bytes() == data


def test_a_damaged_history_is_not_merged(make_project: MakeProject, shell: Shell, tmp_path: Path) -> None:
    project = make_project()
    edit(project, added("label", [PERSON]))
    data = project.paths.history("ann-1", "layoffs").read_bytes()
    paths = copies(project, tmp_path, data, data, data + b"{torn")
    shell("merge", *paths, "--path", "history/ann-1/layoffs.jsonl").refuses("layoffs.jsonl (theirs):", "damaged")
    assert paths[1].read_bytes() == data


def test_versions_of_different_texts_are_not_merged(make_project: MakeProject, shell: Shell, tmp_path: Path) -> None:
    project = make_project()
    edit(project, added("label", [PERSON]))
    data = project.paths.annotation_set("ann-1", "layoffs", "toml").read_bytes()
    digest = project.document("layoffs").sha256.encode()
    paths = copies(project, tmp_path, data, data, data.replace(digest, b"0" * 64))
    shell("merge", *paths, "--path", "layoffs.toml").refuses("different versions of the text")
    assert paths[1].read_bytes() == data


def test_other_files_are_not_merged(shell: Shell, tmp_path: Path, make_project: MakeProject) -> None:
    paths = copies(make_project(), tmp_path, b"a", b"b", b"c")
    shell("merge", *paths, "--path", "documents/memo.txt").refuses("Only annotation sets")
    shell("merge", *paths[:2], tmp_path / "gone", "--path", "x.toml").refuses("no such file")
    assert paths[1].read_bytes() == b"b"


def test_a_mention_with_a_gap_keeps_its_words(make_project: MakeProject, shell: Shell, tmp_path: Path) -> None:
    project = make_project()
    gapped = Mention("m-gap", "event", (*PERSON.spans, *EVENT.spans))
    edit(project, added("label", [gapped]))
    path = project.paths.annotation_set("ann-1", "layoffs", "toml")
    base = path.read_bytes()
    edit(project, added("label", [AMOUNT]))
    paths = copies(project, tmp_path, base, base, path.read_bytes())
    assert shell("merge", *paths, "--path", "layoffs.toml").status == 0
    assert paths[1].read_bytes() == path.read_bytes()

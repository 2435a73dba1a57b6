"""A set whose text has changed is taken along to it: by an edit, in the history before the file; nothing is lost."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from annotator.core import operations
from annotator.core.edits import Edit, RecordChange, added
from annotator.core.errors import AnnotatorError
from annotator.core.model import Claim, Link, Target
from annotator.storage.history import read_history
from annotator.storage.kept_texts import keep_text, kept_text
from annotator.storage.project import Project
from annotator.storage.session import Session
from tests.examples import AMOUNT, EVENT, PERSON, POSITION, ROLE, TEXT, document
from tests.storage.conftest import snapshot_of
from tests.storage.sessions import crash, opened, stored

CHANGED = (
    TEXT.replace("In a memo", "In a long memo").replace(" and ", " & ").replace("around 200 people were", "some were")
)
ALL = [added("label", [PERSON, ROLE, AMOUNT, EVENT]), added("claim", [POSITION])]


@pytest.fixture
def annotated(project: Project) -> Project:
    """A project in which the text has been annotated and the session closed."""
    session = opened(project)
    for edit in ALL:
        session.apply(edit)
    session.close()
    return project


def change(project: Project, text: str) -> None:
    project.paths.document("layoffs").write_bytes(text.encode())


def words(session: Session) -> dict[str, str]:
    return {key: session.document.quote(one.spans) for key, one in session.annotations.mentions.items()}


def forget_texts(project: Project) -> None:
    shutil.rmtree(project.paths.local)


BLIND = pytest.mark.parametrize("blind", [False, True], ids=["text kept", "by quotes alone"])


@BLIND
def test_opening_takes_the_records_to_their_words_and_says_how_they_fared(annotated: Project, blind: bool) -> None:
    if blind:
        forget_texts(annotated)
    change(annotated, CHANGED)
    session = opened(annotated)
    assert session.read_only == ""
    assert words(session) == {"m-person": "Jason Droege", "m-role": "interim CEO", "m-event": "laid off"}
    assert session.annotations.unanchored("m-amount") == AMOUNT
    assert session.annotations.claims["c-position"].arguments == POSITION.arguments
    [sentence] = session.notes
    assert sentence.startswith("The text has changed since it was annotated: ")
    assert "1 no longer found. The panel lists what to look at." in sentence


def test_the_edit_is_in_the_history_before_the_file_is_of_the_new_text(annotated: Project) -> None:
    change(annotated, CHANGED)
    session = opened(annotated)
    session.apply(operations.set_status(session.annotations, session.annotations.status.DONE))
    crash(session)
    lines = read_history(annotated.paths, "ann-1", "layoffs").lines
    taken, status = (line for line in lines if line.edit_json and line.text == document(CHANGED).sha256)
    assert taken.edit().action == "re-anchor to the changed text"
    assert status.seq == taken.seq + 1
    assert stored(annotated).text_sha256 == document(TEXT).sha256
    again = opened(annotated)
    assert again.annotations == session.annotations
    again.close()
    assert stored(annotated) == session.annotations


def test_leaving_writes_what_was_taken_along_and_opening_again_has_nothing_to_do(annotated: Project) -> None:
    change(annotated, CHANGED)
    session = opened(annotated)
    session.close()
    assert stored(annotated) == session.annotations
    before = snapshot_of(annotated.root)
    again = opened(annotated)
    assert again.annotations == session.annotations
    assert again.notes == ("Records to look at: 1 no longer found in the text. The panel lists them.",)
    again.close()
    assert snapshot_of(annotated.root) == before


@BLIND
def test_a_text_that_changes_back_brings_everything_back(annotated: Project, blind: bool) -> None:
    before = stored(annotated)
    change(annotated, CHANGED)
    opened(annotated).close()
    if blind:
        forget_texts(annotated)
    change(annotated, TEXT)
    session = opened(annotated)
    assert session.annotations == before
    assert session.notes == ("The text is again as it was: all records are back in their places.",)
    session.close()
    assert stored(annotated) == before
    again = opened(annotated)
    assert again.can_undo == "claim"
    again.undo()
    assert not again.annotations.claims


@BLIND
def test_a_text_that_changes_back_after_further_edits_brings_everything_back(annotated: Project, blind: bool) -> None:
    before = stored(annotated)
    change(annotated, CHANGED)
    session = opened(annotated)
    session.apply(_noted(session))
    session.close()
    if blind:
        forget_texts(annotated)
    change(annotated, TEXT)
    back = opened(annotated).annotations
    assert {key: one.spans for key, one in back.mentions.items()} == {
        key: one.spans for key, one in before.mentions.items()
    }
    assert blind or not back.aside
    assert back.mentions["m-person"].note == "seen"


def _noted(session: Session) -> Edit:
    from dataclasses import replace

    person = session.annotations.mentions["m-person"]
    return Edit("note", (RecordChange(person, replace(person, note="seen")),))


def test_undo_stops_where_the_text_changed(annotated: Project) -> None:
    change(annotated, CHANGED)
    session = opened(annotated)
    session.apply(_noted(session))
    assert session.undo() is not None
    assert session.can_undo == ""
    state = session.annotations
    with pytest.raises(AnnotatorError, match="The text has changed since then"):
        session.undo()
    assert session.annotations == state
    assert session.redo() is not None


def test_edits_that_only_the_history_has_are_taken_along_too(project: Project) -> None:
    session = opened(project)
    session.apply(ALL[0])
    crash(session)
    change(project, CHANGED)
    again = opened(project)
    assert words(again) == {"m-person": "Jason Droege", "m-role": "interim CEO", "m-event": "laid off"}
    again.close()
    assert stored(project) == again.annotations


def test_who_only_reads_sees_the_records_in_their_places_and_writes_nothing(annotated: Project) -> None:
    change(annotated, CHANGED)
    before = snapshot_of(annotated.root)
    now = annotated.document("layoffs")
    read = annotated.annotation_set("ann-1", now)
    assert now.quote(read.mentions["m-event"].spans) == "laid off"
    assert [str(problem).partition(":")[0] for problem in annotated.check()] == [
        "documents/layoffs.txt",
        "annotations/ann-1/layoffs.toml",
    ]
    assert snapshot_of(annotated.root) == before


def test_a_json_set_is_taken_along_too(annotated: Project) -> None:
    schema = annotated.paths.schema
    schema.write_text(schema.read_text().replace('save-as = "toml"', 'save-as = "json"'))
    project = Project.open(annotated.root)
    session = opened(project)
    session.apply(_noted(session))
    session.close()
    forget_texts(project)
    change(project, CHANGED)
    assert words(opened(project))["m-event"] == "laid off"


def test_links_from_other_documents_into_a_changed_one_stay_whole(annotated: Project) -> None:
    link = Link("l-1", "same-as", "", Target("layoffs", "m-amount"))
    change(annotated, CHANGED)
    opened(annotated).close()
    after = stored(annotated)
    assert after.known("m-amount") == AMOUNT
    assert link.target.id not in after.mentions


def test_a_claim_whose_evidence_is_gone_is_aside_and_keeps_its_arguments(annotated: Project) -> None:
    change(annotated, "Jason Droege was laid off. Nothing else is left of this text.")
    session = opened(annotated)
    claim = session.annotations.unanchored("c-position")
    assert isinstance(claim, Claim)
    assert claim.arguments == POSITION.arguments
    session.close()
    assert stored(annotated).unanchored("c-position") == claim


def test_a_kept_text_is_the_one_of_its_hash_or_none(project: Project) -> None:
    keep_text(project.paths, document(CHANGED))
    sha256 = document(CHANGED).sha256
    assert kept_text(project.paths, sha256) == CHANGED
    path = project.paths.local / "texts" / f"{sha256}.txt"
    path.write_bytes(CHANGED.encode()[:-1])
    assert kept_text(project.paths, sha256) is None
    path.unlink()
    path.mkdir()
    assert kept_text(project.paths, sha256) is None
    keep_text(project.paths, document(CHANGED))


def test_a_text_that_cannot_be_kept_keeps_nothing_from_being_saved(project: Project) -> None:
    project.paths.local.mkdir(exist_ok=True)
    Path(project.paths.local / "texts").write_text("in the way")
    session = opened(project)
    session.apply(ALL[0])
    session.close()
    assert (session.state, session.failure) == ("saved", "")


def git(project: Project, *arguments: str) -> None:
    who = ["-c", "user.name=ann-1", "-c", "user.email=ann-1@example.org", "-c", "core.autocrlf=false"]
    subprocess.run(["git", *who, *arguments], cwd=project.root, check=True, capture_output=True)


def test_a_checkout_of_another_version_of_the_text_and_back_loses_nothing(annotated: Project) -> None:
    before = stored(annotated)
    (annotated.root / ".gitignore").write_text("annotations/\nhistory/\n.annotator/\n")
    git(annotated, "init", "--initial-branch=first")
    git(annotated, "add", ".")
    git(annotated, "commit", "--message=as it was annotated")
    git(annotated, "checkout", "-b", "second")
    change(annotated, CHANGED)
    git(annotated, "commit", "--all", "--message=another version")
    for _ in range(2):
        session = opened(annotated)
        assert "m-amount" not in session.annotations.mentions
        session.close()
        git(annotated, "checkout", "first")
        session = opened(annotated)
        assert session.annotations == before
        session.close()
        git(annotated, "checkout", "second")

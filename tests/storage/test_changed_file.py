"""What another program did to an annotation file while nobody had it open: nothing is lost, and undo takes it back."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.edits import Edit, added, apply, replaced
from annotator.core.model import AnnotationSet, aside_key
from annotator.storage.chronicle import chronicle, histories
from annotator.storage.project import Project
from tests.examples import EVENT, PERSON, POSITION, ROLE
from tests.storage.conftest import snapshot_of
from tests.storage.sessions import LABELLED, crash, opened, stored


def changed_by_another(project: Project, edit: Edit) -> None:
    """Another program does an edit to the file as it is."""
    project.write(apply(stored(project), edit), project.document("layoffs"))


def test_unsaved_edits_are_brought_into_a_file_that_another_program_has_changed(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    crash(session)
    changed_by_another(project, added("label event", [EVENT]))
    again = opened(project)
    assert set(again.annotations.mentions) == {"m-person", "m-event"}
    assert again.notes == ()
    crash(again)
    third = opened(project)
    assert third.annotations == again.annotations
    third.apply(LABELLED[1])
    crash(third)
    fourth = opened(project)
    assert fourth.annotations == third.annotations
    assert fourth.undo() == LABELLED[1].inverse()
    fourth.undo()
    assert set(fourth.annotations.mentions) == {"m-event"}
    fourth.close()
    assert set(stored(project).mentions) == {"m-event"}


def test_edits_that_collide_with_another_programs_are_told_and_both_versions_are_kept(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    second = opened(project)
    second.apply(replaced("relabel", PERSON, replace(PERSON, label="role")))
    second.apply(LABELLED[1])
    crash(second)
    changed_by_another(project, replaced("other", PERSON, replace(PERSON, label="event")))
    third = opened(project)
    assert third.annotations.mentions["m-person"].label == "role"
    aside = third.annotations.aside[aside_key("collides", "m-person")]
    assert (aside.record, aside.quote) == (replace(PERSON, label="event"), "Jason Droege")
    assert "m-role" in third.annotations.mentions
    assert "1 of what you changed last (mention m-person): " in third.notes[0]
    third.close()
    assert opened(project).annotations == third.annotations
    assert ["1 written differently" in note for note in opened(project).notes] == [True]


def test_what_was_in_the_file_is_not_brought_back_after_another_program_removed_it(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    changed_by_another(project, LABELLED[0].inverse())
    again = opened(project)
    assert len(again.annotations.mentions) == 0
    again.apply(LABELLED[1])
    crash(again)
    assert set(opened(project).annotations.mentions) == {"m-role"}


def test_a_file_cut_between_two_records_is_told_on_opening_with_how_many_it_has_lost(project: Project) -> None:
    session = opened(project)
    for edit in LABELLED:
        session.apply(edit)
    session.undo()
    session.close()
    changed_by_another(project, replaced("relabel", PERSON, replace(PERSON, label="role")))
    (note,) = opened(project).notes
    assert note == (
        "Another program has changed the annotations since they were saved here; look at them before you go on, "
        "undo brings back how they were."
    )
    path = project.paths.annotation_set("ann-1", "layoffs", "toml")
    path.write_bytes(path.read_bytes().partition(b"[[mentions]]")[0])
    (note,) = opened(project).notes
    assert note == (
        "Another program has changed the annotations since they were saved here, and 2 records made here are no longer "
        "in the file: undo brings them back, or go on without them."
    )


def cut_by_another(project: Project) -> AnnotationSet:
    """Another program takes all records out of a file that was saved with three; what it was before."""
    session = opened(project)
    for edit in LABELLED:
        session.apply(edit)
    session.close()
    path = project.paths.annotation_set("ann-1", "layoffs", "toml")
    path.write_bytes(path.read_bytes().partition(b"[[mentions]]")[0])
    return session.annotations


def test_undo_brings_back_what_another_program_took_out_of_a_file_that_nobody_had_open(project: Project) -> None:
    before = cut_by_another(project)
    again = opened(project)
    assert not again.annotations.mentions
    again.undo()
    assert again.annotations == before
    crash(again)
    third = opened(project)
    assert (third.annotations, third.notes) == (before, ())
    third.redo()
    assert not third.annotations.mentions
    third.undo()
    third.undo()
    assert set(third.annotations.mentions) == {"m-person", "m-role"}
    third.close()
    assert set(stored(project).mentions) == {"m-person", "m-role"}
    assert list(project.check()) == []
    words = [deed.words for deed in chronicle(project, histories(project), print)]
    removed = "removed “Jason Droege” (person), removed “interim CEO” (role) and removed “around 200” (amount)"
    assert words[3] == f"took in from another program: {removed}"
    assert words[4].startswith("undid: took in from another program: removed")


def test_who_goes_on_without_what_was_taken_out_may_still_bring_it_back(project: Project) -> None:
    before = cut_by_another(project)
    again = opened(project)
    again.apply(added("label event", [EVENT]))
    crash(again)
    third = opened(project)
    assert set(third.annotations.mentions) == {"m-event"}
    third.undo()
    third.undo()
    assert third.annotations == before
    third.close()
    assert opened(project).annotations == before
    assert list(project.check()) == []


def test_looking_at_a_file_that_another_program_has_cut_writes_nothing(project: Project) -> None:
    cut_by_another(project)
    files = snapshot_of(project.root)
    opened(project).close()
    assert snapshot_of(project.root) == files


def test_undo_takes_back_what_another_program_changed_and_leaves_what_it_added(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    changed_by_another(project, replaced("relabel", PERSON, replace(PERSON, label="role")))
    changed_by_another(project, added("label event", [EVENT]))
    again = opened(project)
    again.undo()
    assert again.annotations.mentions["m-person"] == PERSON
    assert set(again.annotations.mentions) == {"m-person", "m-event"}
    again.close()


def test_unsaved_edits_never_make_a_set_that_names_what_it_lacks(project: Project) -> None:
    session = opened(project)
    session.apply(added("label", [PERSON, ROLE]))
    session.close()
    second = opened(project)
    second.apply(added("claim", [POSITION]))
    crash(second)
    changed_by_another(project, LABELLED[0].inverse())
    third = opened(project)
    assert (len(third.annotations.claims), third.read_only) == (0, "")
    assert third.annotations.aside[aside_key("collides", "c-position")].record == POSITION
    assert "(claim c-position)" in third.notes[0]


def test_a_file_changed_while_it_is_open_is_not_overwritten(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.flush()
    changed_by_another(project, added("label event", [EVENT]))
    session.close()
    assert (session.state, session.failure) == ("saved", "")
    assert set(stored(project).mentions) == {"m-person", "m-event"}
    assert opened(project).annotations == session.annotations


def test_work_after_a_collision_is_not_mixed_with_what_collided(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    second = opened(project)
    second.apply(replaced("mine", PERSON, replace(PERSON, label="role")))
    crash(second)
    theirs = replace(PERSON, label="event")
    changed_by_another(project, replaced("theirs", PERSON, theirs))
    third = opened(project)
    assert len(third.notes) == 1
    mine = replace(PERSON, label="role")
    third.apply(replaced("settled", mine, PERSON))
    crash(third)
    fourth = opened(project)
    assert fourth.annotations == third.annotations
    assert fourth.annotations.mentions["m-person"] == PERSON
    assert ["1 written differently" in note for note in fourth.notes] == [True]
    assert fourth.undo() == replaced("settled", PERSON, mine)
    fourth.close()
    assert stored(project).mentions["m-person"] == mine
    assert stored(project).aside[aside_key("collides", "m-person")].record == theirs


def test_what_was_added_and_removed_again_is_removed_where_the_file_still_has_it(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.apply(LABELLED[0].inverse())
    crash(session)
    changed_by_another(project, added("label", [PERSON, EVENT]))
    assert set(opened(project).annotations.mentions) == {"m-event"}

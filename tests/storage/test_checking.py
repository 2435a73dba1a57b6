"""``check`` tells everything that is wrong, and changes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from annotator.core.edits import Edit, added, replaced
from annotator.core.model import Claim, Link, Mention, Target, spans_of
from annotator.core.records import Records
from annotator.storage.history import Line, read_history
from annotator.storage.project import Project
from annotator.storage.statistics import project_statistics
from tests.examples import PERSON, annotation_set, document, memo, place
from tests.storage.conftest import MakeProject, snapshot_of
from tests.storage.sessions import LABELLED, crash, opened

LINK = "annotations/ann-1/layoffs.toml:47: "


def told(project: Project) -> list[str]:
    """What ``check`` says, after making sure that it changed nothing."""
    before = snapshot_of(project.root)
    sentences = [str(problem) for problem in project.check()]
    assert snapshot_of(project.root) == before
    return sentences


def test_a_sound_project_has_no_problems(make_project: MakeProject) -> None:
    project = make_project(layoffs=document().text, denial="Brandon Hale is interim CEO.")
    project.write(memo(), project.document("layoffs"))
    denial = project.document("denial")
    hale = Mention("m-hale", "person", spans_of((0, 12)))
    role = Mention("m-chief", "role", spans_of((16, 27)))
    other = Claim("c-other", "position", spans_of((0, 28)), {"person": ("m-hale",), "role": ("m-chief",)})
    project.write(annotation_set([hale, role], [other], of=denial), denial)
    assert told(project) == []


def test_a_link_to_nothing_in_another_document_is_told_with_its_line(make_project: MakeProject) -> None:
    project = make_project(layoffs=document().text, denial="words")
    project.write(memo(), project.document("layoffs"))
    assert told(project) == [
        LINK + 'The link l-denial leads to "c-other", which ann-1 does not have in the document "denial".'
    ]


def test_a_link_to_a_document_that_is_not_there_is_told(project: Project) -> None:
    project.write(memo(), project.document("layoffs"))
    assert told(project) == [
        'annotations/ann-1/layoffs.toml:47: The link l-denial leads to the document "denial", which does not exist.'
    ]


def test_a_link_to_the_wrong_kind_in_another_document_is_told(make_project: MakeProject) -> None:
    project = make_project(layoffs=document().text, denial="words")
    project.write(memo(), project.document("layoffs"))
    denial = project.document("denial")
    project.write(annotation_set([Mention("c-other", "person", spans_of((0, 5)))], of=denial), denial)
    assert told(project) == [
        'annotations/ann-1/layoffs.toml:47: A "contradicts" link joins claims; this one ends at a mention.'
    ]


def test_a_link_into_an_unreadable_document_is_not_told_twice(make_project: MakeProject) -> None:
    project = make_project(layoffs=document().text, denial=b"\xff")
    project.write(memo(), project.document("layoffs"))
    assert told(project) == [
        "documents/denial.txt: It is not UTF-8: the byte at offset 0 is 0xff; convert the file to UTF-8."
    ]


def test_what_the_schema_does_not_have_is_told_with_its_line(project: Project) -> None:
    odd = Mention("m-odd", "animal", place("memo"))
    project.write(annotation_set([odd]), project.document("layoffs"))
    [sentence] = told(project)
    assert sentence.startswith('annotations/ann-1/layoffs.toml:7: The label "animal" is not in the schema; it has: ')


def test_all_that_is_wrong_with_a_file_is_told(project: Project) -> None:
    sound = replace(memo(), links=Records[Link]())
    project.write(sound, project.document("layoffs"))
    path = project.paths.annotation_set("ann-1", "layoffs", "toml")
    text = path.read_text().replace('quote = "interim CEO"', 'quote = "CEO"').replace("[[70, 78]]", "[[70, 780]]")
    path.write_text(text)
    assert [sentence.partition(": ")[0] for sentence in told(project)] == [
        "annotations/ann-1/layoffs.toml:11",
        "annotations/ann-1/layoffs.toml:34",
    ]


def test_names_that_cannot_be_ids_or_are_too_alike_are_told(make_project: MakeProject) -> None:
    project = make_project(**{"Memo": "a", "memo": "b", "-x": "c"})
    misnamed, alike = told(project)
    assert misnamed == 'documents/-x.txt: "-x" cannot be a document id; rename the file.'
    assert alike.startswith('documents/Memo.txt: The documents "Memo" and "memo" differ only in case')


def test_folders_that_no_annotator_can_have_are_told(project: Project) -> None:
    for name in ("annotations/COM1", "history/a\x1b[2J", "annotations/.hidden"):
        (project.root / name).mkdir(parents=True)
        (project.root / name / "layoffs.toml").write_text("format = 1\n", encoding="utf-8")
    rest = "cannot be an annotator name, and nothing in there is read; rename the folder."
    assert told(project) == [
        f'annotations/COM1: "COM1" {rest}',
        f'history/a\u241b[2J: "a\u241b[2J" {rest}',
    ]


def test_annotators_whose_names_are_too_alike_are_told(project: Project) -> None:
    for name in ("Ann-1", "ann-1", "ann-2"):
        (project.root / "annotations" / name).mkdir(parents=True)
    (alike,) = told(project)
    assert alike.startswith('annotations/Ann-1: The annotators "Ann-1" and "ann-1" differ only in case')


def test_annotations_of_no_document_are_told(project: Project) -> None:
    project.write(replace(memo(), links=Records[Link]()), project.document("layoffs"))
    project.paths.document("layoffs").rename(project.paths.document("renamed"))
    assert told(project) == ['annotations/ann-1/layoffs.toml: There is no document "layoffs" that it could be about.']


def test_a_damaged_history_is_told_with_its_line(project: Project) -> None:
    path = project.paths.history("ann-1", "layoffs")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"{torn")
    (project.paths.annotations / "ann-1").mkdir(parents=True)
    assert [sentence.partition(":1: ")[0] for sentence in told(project)] == ["history/ann-1/layoffs.jsonl"]


def test_links_between_documents_of_one_project_are_checked_for_each_annotator(make_project: MakeProject) -> None:
    project = make_project(layoffs=document().text, denial="words")
    link = Link("l-1", "same-as", "m-person", Target("denial", "m-1"))
    for annotator in ("ann-1", "ann-2"):
        mentions = memo().mentions
        project.write(
            annotation_set([mentions["m-person"]], links=[link], annotator=annotator), project.document("layoffs")
        )
    denial = project.document("denial")
    there = annotation_set([Mention("m-1", "person", spans_of((0, 5)))], of=denial, annotator="ann-2")
    project.write(there, denial)
    assert [sentence.partition(":")[0] for sentence in told(project)] == ["annotations/ann-1/layoffs.toml"]


def edited(project: Project, *edits: Edit) -> Path:
    """Saves edits in the history only, as a crash before the first snapshot leaves them; the history's path."""
    session = opened(project)
    for edit in edits:
        session.apply(edit)
    crash(session)
    return project.paths.history("ann-1", "layoffs")


def test_a_set_that_is_only_in_the_history_is_checked_too(project: Project) -> None:
    edited(project, added("label", [Mention("m-odd", "animal", place("memo"))]))
    [sentence] = told(project)
    assert sentence.startswith('history/ann-1/layoffs.jsonl: The label "animal" is not in the schema')


def test_links_to_what_is_only_in_a_history_lead_somewhere(make_project: MakeProject) -> None:
    project = make_project(layoffs=document().text, denial="words")
    edited(project, added("label", [memo().mentions["m-person"]]))
    denial = project.document("denial")
    link = Link("l-1", "same-as", "m-1", Target("layoffs", "m-person"))
    there = annotation_set([Mention("m-1", "person", spans_of((0, 5)))], links=[link], of=denial)
    project.write(there, denial)
    assert told(project) == []


def test_each_line_whose_edit_cannot_be_read_is_told_once(project: Project) -> None:
    path = edited(project, *LABELLED)
    lines = [
        line._replace(edit_json=b'{"action": "x"}') if line.seq in (1, 3) else line
        for line in read_history(project.paths, "ann-1", "layoffs").lines
    ]
    path.write_bytes(b"".join(line.encoded() for line in lines))
    sentence = "The history has an edit that cannot be read: 'changes'."
    assert told(project) == [f"history/ann-1/layoffs.jsonl:{line}: {sentence}" for line in (1, 3)]
    assert "history/ann-1/layoffs.jsonl:1: The history has an edit" in opened(project).read_only


def test_an_unreadable_edit_that_the_file_has_already_is_told_and_opens(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    lines = read_history(project.paths, "ann-1", "layoffs").lines
    spoilt = (lines[0]._replace(edit_json=b"{}"), *lines[1:])
    project.paths.history("ann-1", "layoffs").write_bytes(b"".join(line.encoded() for line in spoilt))
    assert [sentence.partition(" The ")[0] for sentence in told(project)] == ["history/ann-1/layoffs.jsonl:1:"]
    assert opened(project).annotations == session.annotations


def test_edits_that_no_longer_fit_are_told_with_their_lines(project: Project) -> None:
    session = opened(project)
    session.apply(LABELLED[0])
    session.close()
    edited(project, LABELLED[1], replaced("relabel", PERSON, replace(PERSON, label="role")))
    project.write(annotation_set([replace(PERSON, label="event")]), project.document("layoffs"))
    sentence, aside = told(project)
    assert "was written differently by another program" in aside
    assert sentence.startswith("history/ann-1/layoffs.jsonl:4: This change of the mention m-person is in no")


def test_edits_of_a_text_that_has_changed_are_told(project: Project) -> None:
    edited(project, LABELLED[0])
    project.paths.document("layoffs").write_bytes(b"Another text.")
    changed, lost = told(project)
    assert changed.startswith("documents/layoffs.txt: The text has changed since ann-1 annotated it; open the document")
    assert lost.startswith(
        'history/ann-1/layoffs.jsonl: The mention m-person, "Jason Droege", is no longer found in the'
    )


def test_a_history_of_no_document_is_told(project: Project) -> None:
    edited(project, LABELLED[0])
    project.paths.document("layoffs").rename(project.paths.document("renamed"))
    assert told(project) == ['history/ann-1/layoffs.jsonl: There is no document "layoffs" that it could be about.']


def test_a_set_that_is_only_in_the_history_is_counted(project: Project) -> None:
    edited(project, *LABELLED)
    statistics = project_statistics(project)
    assert [said.annotator for said in statistics.documents[0].sets] == ["ann-1"]
    assert statistics.totals.mentions == 3
    assert project.annotators() == ["ann-1"]


def test_a_set_that_is_only_in_an_unreadable_history_is_said_not_to_be_counted(project: Project) -> None:
    edited(project, LABELLED[0]).write_bytes(Line(1, "", "", b"{}").encoded())
    statistics = project_statistics(project)
    assert [problem.path.name for problem in statistics.problems] == ["layoffs.jsonl"]
    assert statistics.totals.mentions == 0


def test_a_hidden_text_is_told(project: Project) -> None:
    (project.paths.documents / "..a.txt").write_text("hidden")
    assert told(project) == [
        "documents/..a.txt: It is left out, as its name begins with a dot; rename it if it is to be a document."
    ]

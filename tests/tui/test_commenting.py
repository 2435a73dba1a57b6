"""What others say reaches the annotator: comments, corrections, the next document; and what is to stay unseen does."""

from __future__ import annotations

from pathlib import Path

from annotator.core.edits import Edit, RecordChange, RemarkChange, added
from annotator.core.model import Mention, Span, Status, Target
from annotator.core.operations import set_status
from annotator.core.remarks import Decision, Version, comments_of, decisions_of, digest_of
from annotator.core.saying import comment
from annotator.storage.project import Project
from annotator.storage.session import open_session
from tests.examples import NOW
from tests.tui.whole_app import files_of, running, small_project, stored

TEXT = "Ann left as chief. Ben came."
LETTERS = '[assignment]\nannotators = ["ann-1", "ann-2"]\n'


def office(folder: Path, settings: str = "", **texts: str) -> Path:
    """A project in which "Ann" and "chief" of the document "news" are marked by ann-1."""
    root = small_project(folder, **{"news": TEXT, **texts})
    if settings:
        schema = root / "annotator.toml"
        schema.write_text(f"{schema.read_text(encoding='utf-8')}\n{settings}", encoding="utf-8")
    session = open_session(Project.open(root), "news", "ann-1")
    for label, words in (("person", "Ann"), ("role", "chief")):
        start = TEXT.index(words)
        mention = Mention(session.new_id("mention"), label, (Span(start, start + len(words)),), created=session.now())
        session.apply(added("label", [mention]))
    session.close()
    return root


def mention_of(folder: Path, words: str) -> Mention:
    mentions = stored(folder, "news").mentions.values()
    return next(one for one in mentions if TEXT[one.start : one.end] == words)


def said_by(folder: Path, annotator: str, about: str, text: str) -> None:
    session = open_session(Project.open(folder), "news", annotator, clock=lambda: NOW)  # before all that is said later
    session.apply(comment(session, Target("news", about), text))
    session.close()


def decided(folder: Path, words: str, label: str = "") -> Decision:
    """The curator gives the mention of these words another label, or with none leaves it out."""
    theirs = mention_of(folder, words)
    session = open_session(Project.open(folder), "news", "gold")
    made = Mention(session.new_id("mention"), label, theirs.spans, created=session.now()) if label else None
    version = Version("ann-1", theirs.id, digest_of(theirs))
    results = (made.id,) if made is not None else ()
    decision = Decision(session.new_id("decision"), (version,), "own" if label else "neither", results)
    records = [RecordChange(None, made)] if made is not None else []
    session.apply(Edit("decide", (*records, RemarkChange(None, decision))))
    session.close()
    return decision


async def test_a_comment_is_written_on_what_is_here_into_the_writers_own_file(tmp_path: Path) -> None:
    folder = office(tmp_path)
    async with running(folder, "news") as app:
        await app.to("Ann")
        await app.press('"')
        assert app.written(".prompt-title") == "Comment on “Ann”"
        await app.type("Which Ann?")
        await app.press("enter")
        assert "others see it" in app.said
        assert "1 comment" in app.line("top")
    (said,) = comments_of(stored(folder, "news"))
    assert (said.text, said.about, said.created is not None) == (
        "Which Ann?",
        Target("news", mention_of(folder, "Ann").id),
        True,
    )


async def test_a_comment_off_any_mention_is_about_the_document(tmp_path: Path) -> None:
    folder = office(tmp_path)
    async with running(folder, "news") as app:
        await app.to("came")
        await app.press('"', "N", "o", "enter")
    assert [one.about for one in comments_of(stored(folder, "news"))] == [Target("news")]


async def test_another_annotators_comment_is_answered_and_resolved_in_ones_own_file(tmp_path: Path) -> None:
    folder = office(tmp_path)
    said_by(folder, "ann-2", mention_of(folder, "Ann").id, "Ann who?")
    theirs = {name: data for name, data in files_of(folder).items() if "/ann-2/" in name}
    async with running(folder, "news") as app:
        assert "1 comment" in app.line("top")
        await app.to("Ann")
        await app.press('"')
        assert app.rows("#talk-rows")[0] == "▸Ann who?" or "Ann who?" in app.rows("#talk-rows")[0]
        await app.press("enter")
        await app.type("Smith")
        await app.press("enter", '"', "r")
        assert app.said == "Resolved."
        assert "comment" not in app.line("top")
        await app.press("ctrl+z")
        assert "1 comment" in app.line("top")
    answer, *more = comments_of(stored(folder, "news"))
    assert more == []
    assert (answer.text, answer.answers) == (
        "Smith",
        comments_of(stored(folder, "news", "ann-2"))[0].id,
    )
    assert {name: data for name, data in files_of(folder).items() if "/ann-2/" in name} == theirs


async def test_only_ones_own_words_can_be_taken_back(tmp_path: Path) -> None:
    folder = office(tmp_path)
    said_by(folder, "ann-2", "", "Good.")
    async with running(folder, "news") as app:
        await app.to("came")
        await app.press('"', "delete")
        assert "said by ann-2" in app.said
        await app.press('"', "n")
        await app.type("Yes")
        await app.press("enter")
        assert len(comments_of(app.annotations)) == 1
        await app.press('"', "delete")
        assert "Taken back" in app.said
        assert comments_of(app.annotations) == []


async def test_all_comments_are_listed_filtered_and_jumped_to(tmp_path: Path) -> None:
    folder = office(tmp_path, more="Nothing here.")
    said_by(folder, "ann-2", mention_of(folder, "chief").id, "Of what?")
    said_by(folder, "gold", "", "A good text.")
    async with running(folder, "more") as app:
        await app.press("f7")
        assert app.written("#picker-title") == "Comments · 2 open, 0 resolved"
        await app.type("ann-2")
        await app.press("enter")
        assert app.document == "news"
        assert app.after_caret.startswith("chief")


async def test_a_comment_on_what_is_gone_is_kept_and_says_so(tmp_path: Path) -> None:
    folder = office(tmp_path)
    said_by(folder, "ann-2", "m-0000000000", "This one?")
    async with running(folder, "news") as app:
        await app.press("f7", "enter")
        assert "no longer there" in app.said
    assert [one.text for one in comments_of(stored(folder, "news", "ann-2"))] == ["This one?"]


async def test_a_correction_is_shown_accepted_and_not_shown_again(tmp_path: Path) -> None:
    folder = office(tmp_path)
    decision = decided(folder, "Ann", "role")
    async with running(folder, "news") as app:
        assert "1 correction" in app.line("top")
        await app.press("ctrl+k")
        assert "“Ann” person  →  R “Ann” role" in " ".join(app.rows("#corrections-rows"))
        await app.press("a")
        assert "all answered" in app.written("#corrections-title")
        await app.press("escape")
        assert "correction" not in app.line("top")
    (answer,) = comments_of(stored(folder, "news"))
    assert (answer.answers, answer.state) == (decision.id, "accepts")
    assert decisions_of(stored(folder, "news", "gold")) == [decision]


async def test_an_objection_says_why_and_the_curator_finds_it_among_the_comments(tmp_path: Path) -> None:
    folder = office(tmp_path)
    decided(folder, "chief")
    async with running(folder, "news") as app:
        await app.press("ctrl+k", "o")
        await app.type("It is a post")
        await app.press("enter")
        assert "You object" in app.said
        await app.press("f7")
        await app.type("objection")
        assert "It is a post" in app.rows("#picker-rows")[0]


async def test_enter_on_a_correction_goes_to_its_words(tmp_path: Path) -> None:
    folder = office(tmp_path)
    decided(folder, "chief")
    async with running(folder, "news") as app:
        await app.press("ctrl+k", "enter")
        assert app.after_caret.startswith("chief")


async def test_where_nothing_was_decided_otherwise_that_is_said(tmp_path: Path) -> None:
    async with running(office(tmp_path), "news") as app:
        await app.press("ctrl+k")
        assert "decided nothing here otherwise" in app.said


async def test_others_stay_unseen_until_ones_own_is_done_where_the_project_wants_that(tmp_path: Path) -> None:
    folder = office(tmp_path, f"{LETTERS}blind = true\n")
    said_by(folder, "ann-2", "", "Ann is a person, surely.")
    decided(folder, "Ann", "role")
    async with running(folder, "news") as app:
        assert "comment" not in app.line("top")
        assert "correction" not in app.line("top")
        await app.press("f7")
        assert "Nobody has commented" in app.said
        app.app.workspace.apply(set_status(app.annotations, Status.DONE))
        await app.settle()
        assert "1 comment" in app.line("top")
        assert "1 correction" in app.line("top")


async def test_one_key_opens_the_next_document_of_ones_own_queue(tmp_path: Path) -> None:
    settings = '[assignment]\ndocuments = { ann-1 = ["news", "c"], ann-2 = ["b"] }\n'
    folder = office(tmp_path, settings, b="Second.", c="Third.")
    async with running(folder, "news") as app:
        assert "0 of your 2 done" in app.line("top")
        await app.press("ctrl+t")
        assert app.document == "c"
        await app.press("f1")
        assert "not yours" in app.rows("#documents")[2]
        await app.press("f2")
        app.app.workspace.apply(set_status(app.annotations, Status.DONE))
        await app.press("ctrl+t")
        assert app.document == "news"
        await app.press("ctrl+t")
        assert "Only this one is left" in app.said


async def test_without_queues_the_next_document_is_the_next_that_is_not_done(tmp_path: Path) -> None:
    async with running(office(tmp_path, b="Second."), "news") as app:
        await app.press("ctrl+t")
        assert app.document == "b"
        await app.press("ctrl+t")
        assert app.document == "news"

"""A curator goes through what annotators disagree about by keyboard alone, and everything is in the gold set."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest

from annotator.core.edits import added
from annotator.core.model import Claim, Link, Mention, Span, Target
from annotator.core.remarks import decisions_of
from annotator.storage.project import Project
from annotator.storage.reviewing import Reviewed, Reviewer
from annotator.storage.session import Session, open_session
from annotator.tui.actions import ACTIONS
from annotator.tui.widgets.article.painter import GUTTER
from tests.tui.whole_app import Running, files_of, running, small_project, stored

TEXT = "Ann left as chief. Ben came."
Marks = dict[str, str]


def session(folder: Path, annotator: str, document: str = "news") -> Session:
    return open_session(Project.open(folder), document, annotator)


def annotate(folder: Path, annotator: str, marks: Marks, document: str = "news") -> dict[str, Mention]:
    """Marks words with labels, as one annotator."""
    opened = session(folder, annotator, document)
    text = opened.document.text
    made = {
        words: Mention(
            opened.new_id("mention"),
            label,
            (Span(text.index(words), text.index(words) + len(words)),),
            created=opened.now(),
        )
        for words, label in marks.items()
    }
    opened.apply(added("label", made.values()))
    opened.close()
    return made


OURS: Marks = {"Ann": "person", "chief": "role", "Ben": "person"}
THEIRS: Marks = {"Ann": "role", "chief": "role", "came": "event"}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Two annotators who agree about "chief", not about "Ann", and of whom each has one mention alone."""
    folder = small_project(tmp_path, news=TEXT, more="Ann again.", rest="Nothing.")
    annotate(folder, "ann-1", OURS)
    annotate(folder, "ann-2", THEIRS)
    return folder


def gold(folder: Path, document: str = "news") -> dict[str, str]:
    """The words and labels of the curator's mentions."""
    text = Project.open(folder).document(document).text
    mentions = stored(folder, document, "gold").mentions.values()
    return {text[one.start : one.end]: one.label for one in mentions}


async def look_again(app: Running) -> None:
    """What happens a moment after a key: it is looked whether sets have changed."""
    app.app.review_screen.reviewing.look_again()
    await app.settle()


def head(app: Running) -> str:
    return app.line("review-head")


async def test_the_queue_shows_what_differs_with_what_everybody_says(office: Path) -> None:
    async with running(office, "news") as app:
        await app.press("f4")
        assert app.screen == "ReviewScreen"
        assert "DISAGREEMENT 1 of 3" in head(app)
        assert "label" in head(app)
        assert "“Ann”" in head(app)
        assert "settled 0   open 3   agreed without asking 1" in head(app)
        assert app.rows("#review-rows") == ["▸ A ann-1   person   “Ann”", "B ann-2   role   “Ann”"]


async def test_a_whole_review_by_keyboard_alone(office: Path) -> None:
    others = {name: data for name, data in files_of(office).items() if "/gold/" not in name}
    async with running(office, "news") as app:
        await app.press("f4", "b")
        assert "DISAGREEMENT 2 of 3" in head(app)
        assert "missing" in head(app)
        await app.press("1", "0")
        assert "All of this document is settled" in app.app.review_screen.sentence
        await app.press("=")
    assert gold(office) == {"Ann": "role", "Ben": "person", "chief": "role"}
    origins = sorted(one.origin for one in stored(office, "news", "gold").mentions.values())
    assert origins == ["accepted:ann-1", "accepted:ann-1", "accepted:ann-2"]
    choices = sorted(one.choice for one in decisions_of(stored(office, "news", "gold")))
    assert choices == ["accepted:ann-1", "accepted:ann-2", "neither", "unanimous"]
    assert {name: data for name, data in files_of(office).items() if "/gold/" not in name} == others
    assert list(Project.open(office).check()) == []


async def test_what_is_settled_stays_so_after_a_restart_and_undo_still_takes_it_back(office: Path) -> None:
    async with running(office, "news") as app:
        await app.press("f4", "b", "a")
        assert "settled 2   open 1" in head(app)
    async with running(office, "news") as app:
        await app.press("f4")
        assert "DISAGREEMENT 3 of 3" in head(app)
        await app.press("ctrl+z")
        assert "Taken back" in app.app.review_screen.sentence
        assert "DISAGREEMENT 2 of 3" in head(app)
        assert "settled 1   open 2" in head(app)
        await app.press("ctrl+y")
        assert "settled 2   open 1" in head(app)


async def test_a_changed_annotation_reopens_what_it_touches_and_nothing_else(office: Path) -> None:
    async with running(office, "news") as app:
        await app.press("f4", "b", "a", "0")
        annotate(office, "ann-2", {"Ben": "role"})
        await look_again(app)
        assert "have changed" in app.app.review_screen.sentence
        assert "settled 2   open 1" in head(app)
        await app.press("n")
        assert "“Ben”" in head(app)
    assert gold(office) == {"Ann": "role", "Ben": "person"}


async def test_a_set_that_vanishes_while_reviewing_is_noticed(office: Path) -> None:
    async with running(office, "news") as app:
        await app.press("f4")
        for path in (office / "annotations" / "ann-2", office / "history" / "ann-2"):
            for file in path.iterdir():
                file.unlink()
        await look_again(app)
        said = app.app.review_screen.sentence
        assert "have changed" in said or "Only ann-1" in said
        assert app.app.review_screen.under.annotators == ("ann-1",)


async def test_all_that_are_alike_are_settled_at_once_and_taken_back_at_once(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news=TEXT)
    annotate(folder, "ann-1", {"Ann": "person", "Ben": "person"})
    annotate(folder, "ann-2", {"Ann": "role", "Ben": "role"})
    async with running(folder, "news") as app:
        await app.press("f4", "*")
        assert app.written("#picker-title") == "All 2 like this"
        await app.press("down", "enter")
        assert "settled 2   open 0" in head(app)
        await app.press("u")
        assert "settled 0   open 2" in head(app)


async def test_with_three_annotators_what_two_say_is_the_majority(office: Path) -> None:
    annotate(office, "ann-3", OURS)
    async with running(office, "news") as app:
        await app.press("f4", "m")
        assert "open 0" in head(app)
    assert gold(office) == {"Ann": "person", "Ben": "person"}


async def test_the_curators_own_version_is_edited_from_one_of_theirs(office: Path) -> None:
    async with running(office, "news") as app:
        await app.press("f4", "down", "e")
        assert app.screen == "EditRecord"
        await app.press("right", "ctrl+s")
    (decision,) = decisions_of(stored(office, "news", "gold"))
    assert decision.choice == "own"
    assert gold(office).keys() == {"Ann"}
    assert gold(office)["Ann"] != "role"


async def test_a_selection_on_the_page_is_the_place_of_the_curators_own(office: Path) -> None:
    async with running(office, "news") as app:
        await app.press("f4")
        page = app.app.review_screen.page
        page.select(Span(0, 8))
        await app.settle()
        await app.press("e")
    assert gold(office) == {"Ann left": "person"}


async def test_a_note_on_a_decision_reaches_those_it_is_about(office: Path) -> None:
    async with running(office, "news") as app:
        await app.press("f4", "b", "p", ";")
        await app.type("A post")
        await app.press("enter", "f2")
        await app.press("ctrl+k")
        assert "A post" in " ".join(app.rows("#corrections-rows"))


async def test_n_goes_on_to_the_next_document_that_has_something_open(office: Path) -> None:
    annotate(office, "ann-1", {"Ann": "person"}, "more")
    annotate(office, "ann-2", {"Ann": "role"}, "more")
    async with running(office, "news") as app:
        await app.press("f4", "a", "a", "a", "n")
        assert "more" in app.line("top")
        assert "DISAGREEMENT 1 of 1" in head(app)
        await app.press("a", "n")
        assert "nothing is left to settle" in app.app.review_screen.sentence


async def test_links_across_documents_bring_their_other_end_along(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news="Ann left.", more="Ann again.")
    ours = annotate(folder, "ann-1", {"Ann": "person"})["Ann"]
    there = annotate(folder, "ann-1", {"Ann": "person"}, "more")["Ann"]
    annotate(folder, "ann-2", {"Ann": "person"})
    annotate(folder, "ann-2", {"Ann": "person"}, "more")
    opened = session(folder, "ann-1")
    opened.apply(added("link", [Link(opened.new_id("link"), "same-as", ours.id, Target("more", there.id))]))
    opened.close()
    async with running(folder, "news") as app:
        await app.press("f4")
        assert "entity" in head(app)
        assert "“Ann”   same-as   “Ann” of more" in app.rows("#review-rows")[0]
        await app.press("a")
        assert "settled 1   open 0" in head(app)
    (link,) = stored(folder, "news", "gold").links.values()
    assert link.source in stored(folder, "news", "gold").mentions
    assert link.target.id in stored(folder, "more", "gold").mentions
    assert list(Project.open(folder).check()) == []


def tie_across(folder: Path, annotator: str) -> None:
    """Marks who is named in both documents as one, besides what the annotator has of the first already."""
    ours = annotate(folder, annotator, {"Ann": "person"})["Ann"]
    there = annotate(folder, annotator, {"Ann": "person"}, "more")["Ann"]
    opened = session(folder, annotator)
    opened.apply(added("link", [Link(opened.new_id("link"), "same-as", ours.id, Target("more", there.id))]))
    opened.close()


async def test_a_link_across_documents_that_all_have_is_taken_with_all_that_nobody_disagrees_about(
    tmp_path: Path,
) -> None:
    folder = small_project(tmp_path, news="Ben came. Ann left.", more="Ann again.")
    for annotator, label in (("ann-1", "person"), ("ann-2", "role")):
        annotate(folder, annotator, {"Ben": label})
        tie_across(folder, annotator)
    async with running(folder, "news") as app:
        await app.press("f4", "=")
        assert "accepted too" in app.app.review_screen.sentence
        assert "“Ben”" in head(app)
    (link,) = stored(folder, "news", "gold").links.values()
    assert link.target.id in stored(folder, "more", "gold").mentions
    assert gold(folder) == {"Ann": "person"}


async def test_a_link_across_documents_that_was_left_out_can_be_taken_after_all(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news="Ann left.", more="Ann again.")
    tie_across(folder, "ann-1")
    annotate(folder, "ann-2", {"Ann": "person"})
    annotate(folder, "ann-2", {"Ann": "person"}, "more")
    async with running(folder, "news") as app:
        await app.press("f4", "0")
        assert "settled 1   open 0" in head(app)
        await app.press("a")
        assert "accepted too" in app.app.review_screen.sentence
    curated = stored(folder, "news", "gold")
    (link,) = curated.links
    assert [one.choice for one in decisions_of(curated) if link in one.results] == ["accepted:ann-1"]
    assert "neither" not in {one.choice for one in decisions_of(curated)}


async def test_claims_bring_what_fills_them(office: Path) -> None:
    opened = session(office, "ann-1")
    mentions = {opened.document.quote(one.spans): one.id for one in opened.annotations.mentions.values()}
    filled = {"person": (mentions["Ann"],), "role": (mentions["chief"],)}
    opened.apply(added("claim", [Claim(opened.new_id("claim"), "position", (Span(0, 18),), filled)]))
    opened.close()
    async with running(office, "news") as app:
        await app.press("f4", "n")
        assert "claim" in head(app)
        await app.press("a")
        assert "settled 2" in head(app)
    assert len(stored(office, "news", "gold").claims) == 1
    assert gold(office) == {"Ann": "person", "chief": "role"}


async def test_the_gutter_has_a_column_for_each_annotator(office: Path) -> None:
    async with running(office, "news") as app:
        await app.press("f4")
        page = app.app.review_screen.page
        line = next(page.render_line(y).text for y in range(page.size.height) if "Ann left" in page.render_line(y).text)
        assert line[page._left : page._left + GUTTER] == "PR  "


async def test_a_click_on_a_mark_shows_what_is_said_of_it(office: Path) -> None:
    async with running(office, "news") as app:
        await app.press("f4")
        app.app.review_screen.page.move_to(TEXT.index("Ben"))
        await app.settle()
        assert "“Ben”" in head(app)


async def test_where_nobody_or_only_one_has_annotated_that_is_said(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news=TEXT, more="Ann again.")
    annotate(folder, "ann-1", OURS)
    async with running(folder, "news") as app:
        await app.press("f4")
        assert "Only ann-1 has annotated" in app.app.review_screen.sentence
        assert "NOTHING TO SETTLE HERE" in head(app)
        assert "by one annotator alone 3" in head(app)
        assert "agreed" not in head(app)
        await app.press("a")
        assert "There is nothing to settle here" in app.app.review_screen.sentence
        await app.press("=")
        assert "Taken as all say it: 3" in app.app.review_screen.sentence
    async with running(folder, "more") as app:
        await app.press("f4")
        assert "Nobody but the curator" in app.app.review_screen.sentence


@pytest.mark.parametrize("annotators", [1, 2, 3, 4])
async def test_a_long_sentence_lies_over_the_page_just_above_what_annotators_say(
    tmp_path: Path, annotators: int
) -> None:
    folder = small_project(tmp_path, news=TEXT)
    for number in range(annotators):
        annotate(folder, f"ann-{number + 1}", {"Ann": ("person", "role")[number % 2]})
    async with running(folder, "news", size=(80, 24)) as app:
        await app.press("f4")
        screen = app.app.review_screen
        screen.say("A sentence that is far too long for one line. " * 3, "warning")
        await app.settle()
        assert screen.said.region.bottom == screen.query_one("#review-below").region.y


async def test_a_curator_who_annotates_too_reviews_in_the_session_that_is_open(tmp_path: Path) -> None:
    own = (small_project(tmp_path / "x", news=TEXT) / "annotator.toml").read_text(encoding="utf-8")
    folder = small_project(tmp_path, own.replace('curator = "gold"', 'curator = "ann-1"'), news=TEXT)
    annotate(folder, "ann-2", {"Ann": "person"})
    annotate(folder, "ann-3", {"Ann": "role"})
    async with running(folder, "news") as app:
        await app.to("Ben")
        await app.press("p", "f4", "a", "f2")
        assert sorted(app.text[one.start : one.end] for one in app.annotations.mentions.values()) == ["Ann", "Ben"]
        await app.press("ctrl+z")
        assert [app.text[one.start : one.end] for one in app.annotations.mentions.values()] == ["Ben"]


async def test_a_set_that_cannot_be_read_is_left_out_and_said(office: Path) -> None:
    annotate(office, "ann-3", OURS)
    path = office / "annotations" / "ann-3" / "news.toml"
    path.write_bytes(path.read_bytes().replace(b"format = 1", b"format = 99", 1))
    async with running(office, "news") as app:
        await app.press("f4")
        assert "What ann-3 said is left out" in app.app.review_screen.sentence
        assert app.app.review_screen.under.annotators == ("ann-1", "ann-2")


async def test_labels_that_the_schema_lacks_are_said_and_reviewed_all_the_same(office: Path) -> None:
    annotate(office, "ann-3", {"Ann": "place"})
    async with running(office, "news") as app:
        await app.press("f4")
        assert "ann-3 has labels that the schema does not: place" in app.app.review_screen.sentence
        assert "C ann-3   place   “Ann”" in app.rows("#review-rows")[2]


async def test_who_leaves_while_the_review_is_still_being_read_leaves_nothing_behind(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, read = Event(), Reviewer.read

    def slowly(self: Reviewer, *arguments: Any) -> Reviewed:
        assert goes_on.wait(60)
        return read(self, *arguments)

    monkeypatch.setattr(Reviewer, "read", slowly)
    async with running(office, "news") as app:
        await app.pilot.press("f4", "f2")
        goes_on.set()
        await app.settle()
        assert app.screen == "AnnotateScreen"
        assert app.app.review_screen.under.reviewed is None
        assert not app.app.review_screen.under.curation.has_session
        await app.press("f4", "a")
        assert "settled 1" in head(app)


async def test_every_key_of_the_review_does_what_the_registry_says(office: Path) -> None:
    async with running(office, "news") as app:
        await app.press("f4")
        bound = {key: active.binding.action for key, active in app.app.active_bindings.items()}
        for action in ACTIONS:
            if action.place == "review":
                assert all(bound.get(key, "").endswith(f"do('{action.id}')") for key in action.keys), action.id
        done = {*app.app.review_screen.reviewing.actions, "review.page-up", "review.page-down"}
        assert done == {action.id for action in ACTIONS if action.place == "review"}

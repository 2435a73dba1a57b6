"""Every key that annotates, pressed in the whole application, and what is refused in words."""

from __future__ import annotations

from pathlib import Path

from annotator.core.model import Span, Status
from tests.tui.whole_app import files_of, running, small_project, stored

NEWS = "Jason Droege is interim CEO now. Brandon Hale is interim CEO too. Alexandr Wang left."


async def test_a_label_key_labels_the_word_under_the_caret(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("severance")
        await app.press("right", "left", "e")
        mention = app.mention("severance")
        assert (mention.label, mention.origin) == ("event", "human")
    assert [one.label for one in stored(chief, "layoffs").mentions.values() if one.id == mention.id] == ["event"]


async def test_each_label_of_the_schema_has_its_key(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, news="one two three four"), "news") as app:
        for key, word in zip("prae", ("one", "two", "three", "four"), strict=True):
            await app.to(word)
            await app.press(key)
        assert [app.mention(word).label for word in app.text.split()] == ["person", "role", "amount", "event"]


async def test_a_label_key_labels_the_selection_and_puts_the_caret_on_it(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("Some of those")
        await app.press("shift+right", "shift+right", "shift+right", "shift+right", "p")
        assert app.mention("Some of those affected").label == "person"
        assert app.selected == ""
        assert app.after_caret.startswith("Some of those")


async def test_a_label_key_on_a_mention_gives_it_that_label_and_keeps_its_id(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("Department of Defense")
        before = app.mention("Department of Defense")
        await app.press("r")
        after = app.annotations.mentions[before.id]
        assert (before.label, after.label, after.spans) == ("person", "role", before.spans)


async def test_a_selection_inside_a_mention_becomes_a_mention_in_it(chief: Path) -> None:
    async with running(chief) as app:
        await app.select("Defense")
        await app.press("r")
        assert app.mention("Defense").label == "role"
        assert app.mention("Department of Defense").label == "person"
        assert next(mark.key for mark in app.page.marks_at(app.page.caret)) == app.mention("Defense").id


async def test_enter_accepts_a_suggestion_and_says_by_which_rule_it_came(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news="Yesterday Mary Smith paid $5 million to the town.")
    async with running(folder, "news") as app:
        await app.press("tab")
        assert "label person" in app.line("keys")
        await app.press("enter")
        person = app.mention("Mary Smith")
        assert person.label == "person"
        assert person.origin.startswith("suggestion:")
        assert len(person.origin) > len("suggestion:")
        await app.press("tab", "enter")
        assert app.mention("$5 million").label == "amount"
    assert person.origin in {one.origin for one in stored(folder, "news").mentions.values()}


async def test_enter_edits_label_attributes_and_note_of_the_mention_here(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("several hundred")
        before = app.mention("several hundred")
        await app.press("enter")
        assert app.written("#edit-title") == "several hundred"
        await app.press("right", "down", "right", "down", "enter")
        await app.type("check it")
        await app.press("enter", "ctrl+s")
        after = app.annotations.mentions[before.id]
        assert (before.label, after.label) == ("amount", "event")
        assert (after.attributes, after.note) == ({"certainty": "sure"}, "check it")


async def test_the_dialog_left_by_escape_changes_nothing(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("several hundred")
        before = app.annotations
        await app.press("enter", "right", "escape")
        assert app.annotations is before


async def test_delete_removes_the_mention_with_its_links_and_its_place_in_claims_and_says_so(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("Alexandr Wang")
        gone = app.mention("Alexandr Wang")
        links = len(app.links())
        await app.press("delete")
        assert gone.id not in app.annotations.mentions
        assert "Removed, with 1 link and its place in 1 claim" in app.said
        assert len(app.links()) == links - 1
        assert all(gone.id not in ids for claim in app.claims() for ids in claim.arguments.values())
        await app.press("ctrl+z")
        assert app.annotations.mentions[gone.id] == gone
        assert len(app.links()) == links


async def test_star_labels_the_same_words_in_this_document_and_again_in_all(tmp_path: Path) -> None:
    folder = small_project(tmp_path, a="Meta pays. Meta buys, Metal not.", b="Meta, and Meta.", c="Nobody.")
    async with running(folder, "a") as app:
        await app.press("p", "*")
        assert [one.start for one in app.mentions("Meta")] == [0, 11]
        assert "Labelled 1 place more" in app.said
        await app.press("*")
        assert "Labelled 2 places in 1 other document" in app.said
        await app.press("*")
        assert "is labelled person everywhere already" in app.said
    assert [(one.label, one.start) for one in stored(folder, "b").mentions.values()] == [("person", 0), ("person", 10)]
    assert not stored(folder, "c").mentions


async def test_a_claim_is_made_at_once_where_there_is_one_way_to_fill_it(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, news=NEWS), "news") as app:
        await app.press("tab", "p", "end")
        await app.select("interim CEO")
        await app.press("r", "c")
        (claim,) = app.claims()
        assert claim.type == "position"
        assert claim.spans == (Span(0, 32),)
        assert claim.arguments == {
            "person": (app.mention("Jason Droege").id,),
            "role": (app.mention("interim CEO").id,),
        }
        assert "Claimed: Jason Droege is interim CEO." in app.said


async def test_where_there_are_several_ways_they_are_listed_and_enter_takes_the_first(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news="Jason Droege or Brandon Hale is interim CEO.")
    async with running(folder, "news") as app:
        for words, key in (("Jason Droege", "p"), ("Brandon Hale", "p"), ("interim CEO", "r")):
            await app.select(words)
            await app.press(key)
        await app.press("ctrl+home", "escape")
        await app.select("Jason Droege or Brandon Hale is interim CEO")
        await app.press("c")
        assert app.written("#picker-title") == "Which claim?"
        listed = [line.lstrip("▸ ") for line in app.rows("#picker-rows") if line]
        assert listed[1] == "Brandon Hale is interim CEO"
        await app.press("enter")
        (claim,) = app.claims()
        assert claim.arguments["person"] == (app.mention("Brandon Hale").id,)


async def test_the_claim_is_about_the_mention_under_the_caret(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news="Jason Droege or Brandon Hale is interim CEO.")
    async with running(folder, "news") as app:
        for words, key in (("Brandon Hale", "p"), ("interim CEO", "r"), ("Jason Droege", "p")):
            await app.select(words)
            await app.press(key)
        await app.press("c")
        (claim,) = app.claims()
        assert claim.arguments["person"] == (app.mention("Jason Droege").id,)


async def test_c_again_makes_the_other_claims_of_the_sentence_and_then_says_that_all_is_claimed(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, news="They laid off 200, which is 14% of all."), "news") as app:
        for words, key in (("laid off", "e"), ("200", "a"), ("14%", "a")):
            await app.select(words)
            await app.press(key)
        await app.press("c", "c")
        amounts = [claim.arguments["amount"] for claim in app.claims()]
        assert sorted(amounts) == sorted(((app.mention("14%").id,), (app.mention("200").id,)))
        await app.press("c")
        assert "claimed already" in app.said


async def test_undo_and_redo_go_step_by_step_by_either_key(chief: Path) -> None:
    for undo, redo in (("ctrl+z", "ctrl+y"), ("u", "U")):
        async with running(chief) as app:
            states = [app.annotations]
            for word in ("managers", "sense", "severance"):
                await app.to(word)
                await app.press("e")
                states.append(app.annotations)
            for state in reversed(states[:-1]):
                await app.press(undo)
                assert app.annotations == state
            for state in states[1:]:
                await app.press(redo)
                assert app.annotations == state
            await app.press(undo, undo, undo)


async def test_undo_reaches_back_before_the_restart(chief: Path) -> None:
    async with running(chief) as app:
        before = app.annotations
        await app.to("severance")
        await app.press("e")
    async with running(chief) as app:
        assert app.mentions("severance")
        await app.press("ctrl+z")
        assert app.annotations == before
        await app.press("ctrl+z")
        assert "There is nothing left to undo." in app.said
    async with running(chief) as app:
        await app.press("ctrl+y")
        assert app.mention("severance").label == "event"


async def test_the_ends_of_a_mention_move_word_by_word(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("Jason Droege")
        mention_id = app.mention("Jason Droege").id
        for key, words in (
            (">", "Jason Droege wrote"),
            (".", "Jason Droege"),
            ("<", "CEO Jason Droege"),
            (",", "Jason Droege"),
            (",", "Droege"),
        ):
            await app.press(key)
            assert app.app.workspace.document.quote(app.annotations.mentions[mention_id].spans) == words, key
        await app.press(",")
        assert "press delete to remove the mention" in app.said
        assert app.app.workspace.document.quote(app.annotations.mentions[mention_id].spans) == "Droege"


async def test_a_part_is_added_to_the_mention_before_it(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news="They take several hundred people on again.")
    async with running(folder, "news") as app:
        await app.to("take")
        await app.press("e")
        await app.select("on")
        await app.press("&")
        assert app.mention("take … on").spans == (Span(5, 9), Span(33, 35))
    assert "spans = [[5, 9], [33, 35]]" in (folder / "annotations/ann-1/news.toml").read_text(encoding="utf-8")


async def test_a_note_is_written_on_the_mention_here(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("OpenAI")
        await app.press("p", ";")
        await app.type("the maker of GPT")
        await app.press("enter")
        assert app.mention("OpenAI").note == "the maker of GPT"


async def test_the_first_edit_begins_a_document_and_its_undo_takes_that_back(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, news=NEWS), "news") as app:
        seen = [app.annotations.status]
        for key in ("p", "ctrl+z"):
            await app.press(key)
            seen.append(app.annotations.status)
        assert seen == [Status.TODO, Status.IN_PROGRESS, Status.TODO]
        assert not app.annotations.mentions


async def test_ctrl_d_takes_the_status_round(tmp_path: Path) -> None:
    folder = small_project(tmp_path, news=NEWS)
    async with running(folder, "news") as app:
        seen = []
        for _ in range(3):
            await app.press("ctrl+d")
            seen.append(app.annotations.status)
        assert seen == [Status.IN_PROGRESS, Status.DONE, Status.TODO]
        await app.press("ctrl+d", "ctrl+d")
        assert "done" in app.line("top")
    assert stored(folder, "news").status is Status.DONE


REFUSALS = (
    ("severance", "=", '"same-as" joins mentions'),
    ("Confidential files", "!", '"contradicts" joins claims'),
    ("severance", "enter", "There is no mention or claim here"),
    ("severance", "delete", "There is no mention or claim here"),
    ("severance", ";", "There is no mention or claim here"),
    ("severance", "*", "Put the caret on a mention"),
    ("severance", ">", "Put the caret on a mention"),
    ("severance", "&", "Select the words to add"),
    ("Confidential files", "c", "No mention in this sentence fits a claim"),
    ("around 200", "e", 'The argument "amount" of a figure takes'),
    ("around 200", "a", "That is labelled amount already."),
    ("OpenAI", "ctrl+o", "There is no jump to go back from."),
    ("OpenAI", "ctrl+y", "There is nothing to redo."),
)


async def test_what_is_refused_is_said_in_a_sentence_and_changes_nothing(chief: Path) -> None:
    async with running(chief) as app:
        before, files = app.annotations, files_of(chief)
        for words, key, sentence in REFUSALS:
            await app.to(words)
            await app.press(key)
            assert sentence in app.said, (key, app.said)
            assert app.said.rstrip().endswith("."), app.said
            assert app.screen == "AnnotateScreen", key
            await app.press("right")
            assert sentence not in app.said
        assert app.annotations is before
    assert files_of(chief) == files


async def test_where_there_is_no_word_there_is_nothing_to_label(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, news="One.\n\n\nTwo."), "news") as app:
        await app.press("down", "p")
        assert "There is no word here to label." in app.said
        assert not app.annotations.mentions

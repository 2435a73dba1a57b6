"""Every key that moves, selects or finds, pressed in the whole application."""

from __future__ import annotations

from pathlib import Path

from annotator.core.model import Span
from annotator.tui.actions import ACTIONS, BY_ID
from tests.tui.whole_app import running, small_project

POEM = "One two three. Four five six.\nSeven eight nine.\n\nTen eleven twelve.\n"


MOVEMENTS = (
    ("right", "Scale AI", "AI has laid off"),
    ("left", "Scale AI", "company Scale AI"),
    ("alt+right", "Scale AI", "cale AI"),
    ("alt+left", "Scale AI", " Scale AI"),
    (")", "staff, a month", "Alexandr Wang stepped"),
    ("(", "staff, a month", "The data-labelling"),
    ("}", "staff, a month", "In a note to everyone"),
    ("{", "staff, a month", "The data-labelling"),
    ("ctrl+home", "staff, a month", "The data-labelling"),
    ("]", "Scale AI", "laid off around"),
    ("[", "people, some", "around 200"),
)


async def test_the_caret_goes_by_word_character_sentence_paragraph_and_mention(chief: Path) -> None:
    async with running(chief) as app:
        for key, start, there in MOVEMENTS:
            await app.to(start)
            await app.press(key)
            assert app.after_caret.startswith(there), key
            assert app.selected == ""


async def test_the_caret_goes_by_line_and_to_its_edges(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, poem=POEM), "poem") as app:
        await app.to("two")
        await app.press("down")
        assert app.after_caret.startswith("n eight")
        await app.press("home")
        assert app.after_caret.startswith("Seven eight")
        await app.press("end")
        assert app.after_caret.startswith("\n\nTen")
        await app.press("home", "up")
        assert app.after_caret.startswith("One two")


async def test_the_caret_keeps_its_column_over_an_empty_line(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, poem=POEM), "poem") as app:
        await app.to("eight")
        await app.press("down", "down")
        assert app.after_caret.startswith("even twelve")


async def test_ctrl_end_goes_to_the_end_of_the_document(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("ctrl+end")
        assert app.page.caret == len(app.text)


async def test_page_down_goes_a_screen_of_lines_and_page_up_comes_back(tmp_path: Path) -> None:
    lines = "\n".join(f"line {number}" for number in range(300))
    async with running(small_project(tmp_path, long=lines), "long") as app:
        height = app.page.size.height
        await app.press("pagedown")
        number = int(app.after_caret.split("\n")[0].removeprefix("line "))
        assert height - 4 <= number <= height
        await app.press("pageup")
        assert app.page.caret == 0


EXTENSIONS = (
    ("shift+right", "Scale AI", "Scale"),
    ("shift+left", "Scale AI", "Scale"),
    ("alt+shift+right", "Scale AI", "S"),
    ("alt+shift+left", "Scale AI", " "),
    ("shift+home", "data-labelling", "The "),
    ("ctrl+shift+home", "data-labelling", "The "),
    ("ctrl+shift+end", "to plan.", "to plan.\n"),
)


async def test_with_shift_the_same_keys_select(chief: Path) -> None:
    async with running(chief) as app:
        for key, start, selected in EXTENSIONS:
            await app.to(start)
            await app.press(key)
            assert app.selected == selected, key


async def test_shift_with_the_arrows_selects_lines_and_shift_end_the_rest_of_one(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, poem=POEM), "poem") as app:
        await app.press("shift+down")
        assert app.selected == "One two three. Four five six.\n"
        await app.press("shift+up")
        assert app.selected == ""
        await app.to("eight")
        await app.press("shift+end")
        assert app.selected == "eight nine."
        await app.to("Ten")
        await app.press("shift+pageup")
        assert app.selected.startswith("One two") or app.selected.endswith("nine.\n\n")
        await app.to("Ten")
        await app.press("shift+pagedown")
        assert app.selected == "Ten eleven twelve.\n"


async def test_extending_takes_word_after_word_and_gives_them_back(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("Scale AI")
        await app.press("shift+right", "shift+right", "shift+right")
        assert app.selected == "Scale AI has"
        await app.press("shift+left")
        assert app.selected == "Scale AI"


async def test_space_grows_from_word_to_paragraph_and_backspace_takes_each_step_back(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("passwords")
        grown: list[str] = []
        while not grown or grown[-1] != app.selected:
            grown.append(app.selected)
            await app.press("space")
        assert grown[1] == "passwords"
        assert "Some of those affected found out when their passwords stopped working." in grown
        assert any(one.startswith("In a note") and one.endswith("severance pay.") for one in grown)
        assert grown[-1] == app.text
        for before in reversed(grown[:-1]):
            await app.press("backspace")
            assert app.selected == before


async def test_escape_clears_the_selection_and_the_caret_stays_where_it_was_seen(chief: Path) -> None:
    async with running(chief) as app:
        await app.select("generative AI")
        caret = app.page.caret
        await app.press("escape")
        assert app.selected == ""
        assert app.page.caret == caret


async def test_tab_selects_the_next_name_or_amount_that_is_not_labelled_and_shift_tab_the_one_before(
    tmp_path: Path,
) -> None:
    folder = small_project(tmp_path, news="Yesterday Mary Smith paid $5 million to Robert Jones.")
    async with running(folder, "news") as app:
        await app.press("tab")
        assert app.selected == "Mary Smith"
        await app.press("tab")
        assert app.selected == "$5 million"
        await app.press("shift+tab")
        assert app.selected == "Mary Smith"
        await app.press("p", "tab", "shift+tab")
        assert app.selected != "Mary Smith"
        assert app.said.startswith("No further name or amount before this place")


async def test_at_the_last_mention_the_next_one_is_refused_in_words(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("ctrl+end")
        caret = app.page.caret
        await app.press("]")
        assert "There is no mention after this place." in app.said
        assert app.page.caret == caret


async def test_hints_take_the_caret_to_the_word_whose_letter_is_typed(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, poem="Alpha beta gamma delta"), "poem") as app:
        await app.press("f")
        assert any("a" in line and "s" in line and "d" in line for line in app.shown(app.page))
        assert "Type a letter" in app.said
        await app.press("d")
        assert app.after_caret == "gamma delta"
        await app.press("f", "escape")
        assert not app.page.hinting
        assert app.after_caret == "gamma delta"


async def test_a_letter_typed_at_a_hint_labels_nothing(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, poem="Alpha beta gamma delta"), "poem") as app:
        await app.press("f", "a")
        assert not app.annotations.mentions


async def test_what_is_looked_for_is_found_forwards_and_backwards_and_round_the_end(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("/")
        await app.type("scale ai")
        await app.press("enter")
        assert (app.selected, app.page.selection) == ("Scale AI", Span(27, 35))
        assert "1 of 2" in app.said
        await app.press("n")
        assert app.selected == "Scale AI"
        assert app.page.selection != Span(27, 35)
        await app.press("n")
        assert (app.selected, app.page.selection) == ("Scale AI", Span(27, 35))
        await app.press("N")
        assert app.selected == "Scale AI"
        assert app.page.selection != Span(27, 35)
        assert "2 of 2" in app.said


async def test_what_is_not_there_is_said_so(chief: Path) -> None:
    async with running(chief) as app:
        await app.press("/")
        await app.type("unicorn")
        await app.press("enter")
        assert "“unicorn” is not in this document." in app.said
        await app.press("n")
        assert "press / and type it" in app.said


async def test_escape_leaves_the_find_bar_and_the_caret_alone(chief: Path) -> None:
    async with running(chief) as app:
        await app.to("severance")
        await app.press("/", "p", "e", "escape", "right")
        assert app.after_caret.startswith("pay.")
        assert not app.mentions("severance")


async def test_every_key_of_the_registry_is_bound_to_its_action_where_it_applies(chief: Path) -> None:
    async with running(chief) as app:
        bound = {key: active.binding.action for key, active in app.app.active_bindings.items()}
        for action in ACTIONS:
            if action.place not in ("library", "conflicts", "review"):
                for key in action.keys:
                    assert bound.get(key, "").endswith(f"do('{action.id}')"), f"{key} is not bound to {action.id}"


async def test_the_screen_can_do_exactly_what_the_registry_says(chief: Path) -> None:
    async with running(chief) as app:
        registered = {action.id for action in ACTIONS if action.place in ("text", "annotate", "conflicts")}
        assert {name for name in app.app.annotate.actions if name in BY_ID} == registered
        assert {name for name in app.app.annotate.actions if name not in BY_ID} == {
            "panel.enter",
            "panel.leave",
            "compare.leave",
        }


def test_keys_with_modifiers_are_named_as_a_terminal_names_them() -> None:
    keys = [key for action in ACTIONS for key in action.keys]
    assert [key for key in keys if key.split("+")[:-1] != sorted(key.split("+")[:-1])] == []

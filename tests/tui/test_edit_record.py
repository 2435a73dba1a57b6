"""The dialog gives the changed record, says what the schema refuses, and leaves everything where it is left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Static

from annotator.core.errors import AnnotatorError
from annotator.core.model import AttributeValue, Record
from annotator.core.schema import Label
from annotator.tui.screens.edit_record import EditRecord
from annotator.tui.screens.fields import Field, filled, number_refusal
from annotator.tui.widgets.rows import RowList
from tests.panel_examples import CLAIMS, LINKS, MENTIONS, catalogue, schema
from tests.tui.list_host import Host


class EditHost(Host):
    """Keeps what the dialog gives."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Record | None] = []

    def edit(self, record: Record) -> None:
        self.push_screen(EditRecord(record, catalogue(), "layoffs"), self.given.append)

    def said(self) -> str:
        return str(self.screen.query_one("#edit-said", Static).render())

    def lines(self) -> list[str]:
        rows = self.screen.query_one(RowList)
        return [rows.render_line(y).text.strip() for y in range(rows.size.height)]

    def row(self, words: str) -> int:
        return next(y for y, line in enumerate(self.lines()) if words in line)


FREE = MENTIONS["m-14"]


async def test_the_label_is_changed_with_the_arrows_and_saved() -> None:
    app = EditHost()
    async with app.run_test() as pilot:
        app.edit(FREE)
        await pilot.press("right", "ctrl+s")
        assert app.given == [replace(FREE, label="event")]


async def test_the_label_is_picked_from_a_list() -> None:
    app = EditHost()
    async with app.run_test() as pilot:
        app.edit(FREE)
        await pilot.press("enter", *"pers", "enter", "ctrl+s")
        assert app.given == [replace(FREE, label="person")]


async def test_closed_lists_flags_numbers_and_texts_are_filled_by_their_kind() -> None:
    app = EditHost()
    async with app.run_test() as pilot:
        app.edit(FREE)
        await pilot.press("down", "right")
        await pilot.press("down", "enter")
        await pilot.press("down", "enter", *"0.14", "enter")
        await pilot.press("down", "enter", *"of staff", "enter")
        await pilot.press("down", "enter", *"check", "enter", "ctrl+s")
        attributes: dict[str, AttributeValue] = {
            "certainty": "sure",
            "approximate": True,
            "value": 0.14,
            "remark": "of staff",
        }
        assert app.given == [replace(FREE, attributes=attributes, note="check")]


async def test_a_field_is_cleared_by_delete() -> None:
    app = EditHost()
    async with app.run_test() as pilot:
        app.edit(replace(FREE, attributes={"certainty": "sure", "value": 3}))
        await pilot.press("down", "delete", "ctrl+s")
        assert app.given == [replace(FREE, attributes={"value": 3})]


async def test_a_word_is_no_number_and_cannot_be_entered() -> None:
    app = EditHost()
    async with app.run_test() as pilot:
        app.edit(FREE)
        await pilot.press("down", "down", "down", "enter", *"many", "enter")
        assert "is not a number" in str(app.screen.query_one("#prompt-said", Static).render())
        await pilot.press("escape", "ctrl+s")
        assert app.given == [None]


async def test_a_label_that_a_claim_does_not_take_is_refused_in_words_and_not_saved() -> None:
    app = EditHost()
    async with app.run_test() as pilot:
        app.edit(MENTIONS["m-200"])
        await pilot.press("right")
        assert 'The argument "amount" of a figure takes' in app.said()
        await pilot.press("ctrl+s")
        assert app.given == []
        await pilot.press("left", "escape")
        assert app.given == [None]


async def test_a_slot_takes_another_mention_of_its_label() -> None:
    app = EditHost()
    async with app.run_test() as pilot:
        app.edit(CLAIMS["c-jason"])
        await pilot.press("down", "enter", *"wang", "enter", "ctrl+s")
        claim = CLAIMS["c-jason"]
        assert app.given == [replace(claim, arguments={"person": ("m-wang",), "role": ("m-role",)})]


async def test_a_slot_for_many_takes_one_more_and_gives_one_back() -> None:
    app = EditHost()
    happening = replace(CLAIMS["c-jason"], type="happening", arguments={"event": ("m-off",), "person": ("m-jason",)})
    async with app.run_test() as pilot:
        app.edit(happening)
        await pilot.press("down", "down", "down", "enter", *"meta", "enter")
        assert [line for line in app.lines() if "person" in line and "type" not in line] == [
            "person   Jason Droege",
            "▸ person   Meta",
            "person   + add",
        ]
        await pilot.press("up", "delete", "ctrl+s")
        assert app.given == [replace(happening, arguments={"event": ("m-off",), "person": ("m-meta",)})]


async def test_an_emptied_slot_is_said_to_be_empty_but_may_be_saved() -> None:
    app = EditHost()
    async with app.run_test() as pilot:
        app.edit(CLAIMS["c-200"])
        await pilot.press("down", "delete")
        assert 'The argument "event" of a figure is empty' in app.said()
        await pilot.press("ctrl+s")
        assert app.given == [replace(CLAIMS["c-200"], arguments={"amount": ("m-200",)})]


async def test_a_link_offers_the_types_that_join_the_same() -> None:
    app = EditHost()
    async with app.run_test(size=(100, 30)) as pilot:
        app.edit(LINKS["l-contra"])
        await pilot.pause()
        first = app.lines()[0]
        assert all(name in first for name in ("supports", "contradicts", "supersedes"))
        assert "same-as" not in first
        await pilot.press("right", "ctrl+s")
        assert app.given == [replace(LINKS["l-contra"], type="supersedes")]


async def test_a_claim_of_another_type_keeps_the_slots_that_the_type_has() -> None:
    app = EditHost()
    async with app.run_test() as pilot:
        app.edit(CLAIMS["c-200"])
        await pilot.press("right", "ctrl+s")
        assert app.given == [replace(CLAIMS["c-200"], type="happening", arguments={"event": ("m-off",)})]


def test_attributes_that_the_new_label_does_not_have_are_left_out() -> None:
    narrow = replace(schema(), labels={**schema().labels, "event": Label("event")})
    marked = replace(FREE, attributes={"certainty": "sure"})
    field = Field("choice", "type", "label", "label", "amount", ("amount", "event"))
    assert filled(marked, field, "event", narrow) == replace(FREE, label="event")
    assert filled(marked, field, "person", narrow) == replace(marked, label="person")


async def test_the_mouse_alone_does_it() -> None:
    app = EditHost()
    async with app.run_test(size=(100, 30)) as pilot:
        app.edit(FREE)
        await pilot.pause()
        rows = app.screen.query_one(RowList)
        await pilot.click(rows, offset=(4, app.row("approximate")))
        await pilot.click(rows, offset=(4, app.row("save")))
        assert app.given == [replace(FREE, attributes={"approximate": True})]


async def test_saving_without_a_change_gives_nothing() -> None:
    app = EditHost()
    async with app.run_test() as pilot:
        app.edit(FREE)
        await pilot.press("ctrl+s")
        assert app.given == [None]


async def test_the_chosen_value_is_told_without_colour_and_the_ends_are_explained() -> None:
    app = EditHost()
    async with app.run_test(size=(80, 24)) as pilot:
        app.edit(FREE)
        await pilot.pause()
        assert "○ person   ○ role   ● amount   ○ event" in app.lines()[0]
        assert "Its ends move in the text itself" in str(app.screen.query_one("#edit-hint", Static).render())


def test_a_document_that_is_not_read_yet_is_refused_in_words() -> None:
    with pytest.raises(AnnotatorError, match="not read yet"):
        EditRecord(FREE, catalogue(), "elsewhere")


@pytest.mark.parametrize("text", ["", "  ", "200", "14.3", "-1", " 1e3 "])
def test_numbers_are_taken(text: str) -> None:
    assert number_refusal(text) == ""


@pytest.mark.parametrize("text", ["many", "1,5", "nan", "inf", "12 people"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert "is not a number" in number_refusal(text)

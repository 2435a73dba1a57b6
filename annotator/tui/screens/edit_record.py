"""Editing a mention, claim or link: what it is, its attributes and note, and what fills a claim's slots."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.core.catalogue import Catalogue
from annotator.core.display import display_safe, one_line
from annotator.core.errors import AnnotatorError
from annotator.core.model import Claim, Link, Mention, Record
from annotator.core.operations import change_record
from annotator.core.sentences import claim_parts, plain, words_of
from annotator.core.validation import unfilled_slots
from annotator.tui.actions import BY_ID
from annotator.tui.screens.dialog import Dialog
from annotator.tui.screens.fields import Field, cleared, field_line, fields_of, filled, parsed, refusal_of, stepped
from annotator.tui.screens.picker import Option, Picker
from annotator.tui.screens.prompts import Prompt
from annotator.tui.screens.slots import slot_options
from annotator.tui.widgets.rows import Line, RowList

KEYS_HINT = "⏎ changes · ← → values · del clears · ctrl+s saves · esc leaves"


class EditRecord(Dialog[Record | None]):
    """Gives the changed record, of the same id, or None where nothing was changed.

    What the schema refuses is said in words while it is so, and cannot be saved.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", show=False),
        Binding("ctrl+s", "save", "save", show=False),
        Binding("left", "step(-1)", "value before", show=False),
        Binding("right", "step(1)", "next value", show=False),
        Binding("delete,backspace", "clear", "clear", show=False),
    ]

    def __init__(self, record: Record, catalogue: Catalogue, document_id: str) -> None:
        super().__init__()
        entry = catalogue.entry(document_id)
        if entry is None:
            raise AnnotatorError(f'The document "{document_id}" is not read yet; try again in a moment.')
        self._schema = catalogue.schema
        self._entry = entry
        self._before = record
        self._record = record
        self._fields: tuple[Field, ...] = ()

    def compose(self) -> ComposeResult:
        """What is edited, its fields, what is wrong or still missing, the keys."""
        with Vertical(id="edit"):
            yield Static(id="edit-title", markup=False)
            yield RowList(id="edit-fields")
            yield Static(id="edit-said", markup=False)
            yield Static(Content(self._hint()), id="edit-hint")

    def on_mount(self) -> None:
        """Puts the cursor on the first field."""
        self._show()
        self.query_one(RowList).focus()

    def action_leave(self) -> None:
        """Leaves everything as it was."""
        self.dismiss(None)

    def action_save(self) -> None:
        """Gives the record where the schema allows it."""
        if self._record == self._before:
            self.dismiss(None)
        elif not self._refusal():
            self.dismiss(self._record)

    def action_step(self, step: int) -> None:
        """Gives the field under the cursor its next value, where it has a list of them."""
        self._take(stepped(self._record, self._field(), step, self._schema))

    def action_clear(self) -> None:
        """Empties the field under the cursor."""
        self._take(cleared(self._record, self._field()))

    @on(RowList.Chosen)
    def _open(self, event: RowList.Chosen) -> None:
        event.stop()
        field = self._fields[event.index]
        match field.kind:
            case "choice":
                self._pick(field)
            case "flag":
                self._take(stepped(self._record, field, 1, self._schema))
            case "text" | "number":
                self._ask(field)
            case "mention" | "add":
                self._pick_mention(field)
            case "save":
                self.action_save()
            case "leave":
                self.action_leave()

    def _pick(self, field: Field) -> None:
        options = [Option(value, (field.part(value),)) for value in field.values]
        self._push(Picker(field.title, options), field)

    def _pick_mention(self, field: Field) -> None:
        if isinstance(self._record, Claim):
            options = slot_options(self._schema, self._entry, self._record, field.name)
            self._push(Picker(f"{field.title}: which mention?", options), field)

    def _ask(self, field: Field) -> None:
        hint = f"read as {field.read} · ⏎ takes · esc leaves" if field.read else ""
        check = partial(refusal_of, self._record, field, self._schema)
        self._push(Prompt(field.title, field.value, hint=hint, check=check), field)

    def _push(self, screen: Picker | Prompt, field: Field) -> None:
        def answered(answer: str | None) -> None:
            if answer is not None:
                self._take(filled(self._record, field, parsed(field, answer), self._schema))

        self.app.push_screen(screen, answered)

    def _field(self) -> Field:
        cursor = self.query_one(RowList).cursor
        return self._fields[cursor if cursor is not None else 0]

    def _take(self, record: Record) -> None:
        if record != self._record:
            self._record = record
            self._show()

    def _show(self) -> None:
        rows = self.query_one(RowList)
        self._fields = fields_of(self._record, self._schema, self._entry, self._before)
        cursor = min(rows.cursor or 0, len(self._fields) - 1)
        rows.set_source(len(self._fields), self._lines, cursor=cursor)
        rows.styles.height = min(len(self._fields), max(3, self.app.size.height - 10))
        refusal = self._refusal()
        said = self.query_one("#edit-said", Static)
        said.set_class(bool(refusal), "refused")
        said.update(Content(display_safe(refusal or self._missing())))
        self.query_one("#edit-title", Static).update(Content(self._title()))

    def _lines(self, row: int, width: int) -> tuple[Line, ...]:
        names = max(cell_len(one_line(field.title)) for field in self._fields)
        return (field_line(self._fields[row], names, width),)

    def _refusal(self) -> str:
        if self._record == self._before:
            return ""
        try:
            change_record(self._entry.annotations, self._schema, self._before, self._record)
        except AnnotatorError as error:
            return str(error)
        return ""

    def _missing(self) -> str:
        if isinstance(self._record, Claim):
            return next(iter(unfilled_slots(self._record, self._schema)), "")
        return ""

    def _title(self) -> str:
        match self._record:
            case Mention(spans=spans):
                return words_of(self._entry.document, spans)
            case Claim() as claim:
                return plain(claim_parts(self._entry, claim, self._schema))
            case link:
                there = self._before.target if isinstance(self._before, Link) else link.target
                return display_safe(f"{link.type} · {there.document}")

    def _hint(self) -> str:
        if isinstance(self._before, Mention | Claim):
            return f"Its ends move in the text itself: {_keys('start')} the start, {_keys('end')} the end.\n{KEYS_HINT}"
        return KEYS_HINT


def _keys(end: str) -> str:
    """The keys that move an end, as the actions have them."""
    return " ".join(BY_ID[f"ends.{end}-{way}"].shown_key for way in ("earlier", "later"))

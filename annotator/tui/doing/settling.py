"""Settling what is kept aside: giving records a place in the changed text, confirming or refusing the one found."""

from __future__ import annotations

from collections.abc import Mapping

from textual.screen import ModalScreen

from annotator.core import operations
from annotator.core.aside_rows import aside_groups
from annotator.core.display import one_line, shortened
from annotator.core.edits import Edit
from annotator.core.errors import AnnotatorError
from annotator.core.model import AnnotationSet, Aside, Claim, Mention, Why
from annotator.core.validation import with_article
from annotator.core.versions import CHOICES, Choice, choose
from annotator.tui.doing.desk import Desk, span_here

LONGEST = 40

KEPT: Mapping[Choice, str] = {
    "ours": "The version here is kept.",
    "theirs": "The other version is kept.",
    "both": "Both are kept.",
}
"""What is said of a choice between two versions."""


class Settling:
    """What the rows of the panel's first groups are for. ``placing`` is the key of the record that is being placed."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.placing = ""

    @property
    def row(self) -> Aside | None:
        """What the panel's row keeps aside, where the keys go to the panel."""
        row = self.desk.panel.highlighted if self.desk.in_panel else None
        return self._kept(row.aside) if row is not None and row.aside else None

    @property
    def placed_words(self) -> str:
        """The words of the record that is being placed, empty where none is."""
        aside = self._kept(self.placing) if self.placing else None
        return _words(aside) if aside is not None else ""

    def take(self, key: str) -> None:
        """Enter on a row: places a record that is not found, confirms the place of another, or shows two versions."""
        aside = self._kept(key)
        if aside is None:
            return
        match aside.why:
            case "unanchored":
                self._begin(aside)
            case "moved":
                self._settle(aside, operations.confirm_place(aside), "It is right there.")
            case "collides":
                self._ask(aside)

    def remove_row(self) -> bool:
        """Delete on a row: removes a record that is not found for good, or puts one found by likeness aside."""
        aside = self.row
        if aside is None:
            return False
        annotations = self._annotations()
        match aside.why:
            case "unanchored":
                edit = operations.discard(annotations, aside)
                along = operations.goes_with(edit)
                self._settle(aside, edit, f"Removed{f', with {along}' if along else ''}. ctrl+z brings it back.")
            case "moved":
                self._settle(aside, operations.refuse_place(annotations, aside), "Put aside, to be placed.")
            case "collides":
                self._settle(aside, operations.discard(annotations, aside), "The version here is kept.")
        return True

    def place_here(self, label: str = "") -> bool:
        """Gives the record that is being placed the selection, or the word under the caret; whether one was.

        With a ``label`` only a mention of that label is placed.
        """
        aside = self._kept(self.placing) if self.placing and not self.desk.in_panel else None
        if aside is None:
            return False
        if label and not (isinstance(aside.record, Mention) and aside.record.label == label):
            return False
        span = span_here(self.desk)
        if span is None:
            raise AnnotatorError("Select the words to place it on first.")
        self.placing = ""
        self._apply(operations.place_aside(aside, (span,)))
        self.desk.page.move_to(span.start)
        left = self._all("unanchored")
        if left:
            self.desk.show_panel(True)
            self.desk.panel.focus()
            self.desk.panel.follow_aside(left[0].key)
        self.desk.say(f"Placed. {_more(len(left))}", "good")
        return True

    def leave(self) -> bool:
        """Leaves the record that is being placed without a place; whether there was one."""
        was, self.placing = self.placing, ""
        if was:
            self.desk.say("It stays without a place; the panel lists it.")
        return bool(was)

    def _begin(self, aside: Aside) -> None:
        self._annotations()
        self.placing = aside.key
        self.desk.page.focus()
        self.desk.show_panel(None)
        record = aside.record
        if isinstance(record, Mention | Claim):
            # Where it once stood is as good a place to begin to look as any.
            self.desk.page.move_to(min(record.start, len(self.desk.workspace.document.text)), centre=True)
        what = with_article(record.label) if isinstance(record, Mention) else "a claim"
        number = [one.key for one in self._all("unanchored")].index(aside.key) + 1
        of = self._count("unanchored")
        where = f"{number} of {of}: " if of > 1 else ""
        self.desk.say(f"{where}“{_words(aside)}” was {what}. Select where it is now, then enter; esc leaves it.")

    def _ask(self, aside: Aside) -> None:
        """Shows both versions side by side, and keeps what is chosen."""
        from annotator.tui.screens.choose import Choose

        annotations = self._annotations()
        entry = self.desk.workspace.catalogue.entry(annotations.document)
        if entry is None:
            return
        all_keys = [one.key for one in self._all("collides")]

        def chosen(answer: str) -> None:
            choice = next(one for one in CHOICES if one == answer)
            edit = choose(self._annotations(), aside, choice, self.desk.workspace.session.new_id)
            self._settle(aside, edit, KEPT[choice])

        screen: ModalScreen[str | None] = Choose(entry, aside, all_keys.index(aside.key) + 1, len(all_keys))
        self.desk.ask(screen, chosen)

    def _settle(self, aside: Aside, edit: Edit, said: str) -> None:
        self._apply(edit)
        left = self._count(aside.why)
        self.desk.say(f"{said} {_more(left)}".rstrip() if left else said, "good")

    def _apply(self, edit: Edit) -> None:
        self._annotations()
        self.desk.workspace.apply(edit)

    def _annotations(self) -> AnnotationSet:
        session = self.desk.workspace.session
        if session.read_only:
            raise AnnotatorError(f"This document can only be read: {session.read_only}")
        return session.annotations

    def _kept(self, key: str) -> Aside | None:
        return self.desk.workspace.annotations.aside.get(key)

    def _all(self, why: Why) -> list[Aside]:
        return aside_groups(self.desk.workspace.annotations).get(why, [])

    def _count(self, why: Why) -> int:
        return len(self._all(why))


def _words(aside: Aside) -> str:
    return shortened(one_line(aside.quote[: 2 * LONGEST]), LONGEST)


def _more(left: int) -> str:
    return f"{left:,} more." if left else "That was the last."

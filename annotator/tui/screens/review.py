"""The review screen: one page with everybody's marks, and below it what the annotators disagree about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from annotator.core.disagreements import Item as Disagreement
from annotator.core.display import one_line, shortened
from annotator.core.errors import AnnotatorError
from annotator.core.model import NOTHING, Claim, Mention
from annotator.core.review_words import about, letter_of, settled_line, voice_line, what_words
from annotator.storage.session import Session
from annotator.storage.writer import State
from annotator.tui.actions import ACTIONS, BY_ID, Action, shown
from annotator.tui.bindings import bindings_for
from annotator.tui.doing.desk import Tone
from annotator.tui.doing.reviewing import Reviewing, ends_of
from annotator.tui.frames import FramedScreen
from annotator.tui.topline import LONGEST_NAME, SAVED, SAVING
from annotator.tui.under_review import UnderReview
from annotator.tui.widgets.article import ArticleView, CaretMoved
from annotator.tui.widgets.article.layout import Line
from annotator.tui.widgets.article.marks import Mark, Marks
from annotator.tui.widgets.article.painter import GUTTER, Scene
from annotator.tui.widgets.lines import SENTENCE, Item, PriorityLine
from annotator.tui.widgets.rows import Line as Row
from annotator.tui.widgets.rows import RowList
from annotator.tui.widgets.said import Said
from annotator.tui.workspace import Workspace

if TYPE_CHECKING:
    from annotator.core.schema import Schema

T = TypeVar("T")

MARGINS = 2
"""Cells of the key line that are no item's."""
MOST_ROWS = 8
"""Rows of what annotators say that are seen at once."""
HEAD_AND_KEYS = 2
"""Rows of the part below the page besides the list."""


class ReviewPage(ArticleView):
    """An article whose gutter has a column for each annotator; the keys are the list's below it."""

    def scene_of(self, line: Line) -> Scene:
        """The gutter in columns."""
        return super().scene_of(line)._replace(gutter=self.gutter_cells, columns=True)


class ReviewRows(RowList, inherit_bindings=False):
    """What each annotator says, a row each; enter takes the one with the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("up", "move(-1)", "up"),
        ("down", "move(1)", "down"),
        ("enter", "choose", "take"),
    ]


class ReviewScreen(FramedScreen):
    """Goes through a document's disagreements; what is decided goes to the curator's set."""

    BINDINGS = bindings_for("review")
    AUTO_FOCUS = "#review-rows"

    def __init__(self, workspace: Workspace, keys: Mapping[str, str] = NOTHING) -> None:
        """``keys`` are the user's own, by action."""
        super().__init__()
        self.workspace = workspace
        self._keys = keys
        self.top_line, self.key_line, self.said = PriorityLine(id="top"), PriorityLine(id="keys"), Said()
        self.head, self.rows = PriorityLine(id="review-head"), ReviewRows(id="review-rows")
        self.page = ReviewPage(id="review-page")
        self.page.can_focus = False
        self.under = UnderReview(workspace)
        self.reviewing = Reviewing(self, self.under)
        for one in (self.under.curation, workspace):
            one.listen_to_saving(self._saved)
        self._follows = True
        self.sentence = ""
        """What is being said, or empty."""
        self._tone: Tone = "plain"

    def compose(self) -> ComposeResult:
        """Top line, page, the disagreement, key line."""
        yield self.top_line
        yield self.page
        with Vertical(id="review-below"):
            yield self.head
            yield self.rows
        yield self.key_line
        yield self.said

    def on_mount(self) -> None:
        """Lets a click on a mark show what is said of it."""
        self.page.follower = self._caret_moved
        self.show_top()

    def on_screen_resume(self) -> None:
        """Sets may have changed while another screen was shown."""
        if self.under.reviewed is not None:
            self.reviewing.look_again()

    def review(self, document_id: str) -> None:
        """Shows the review of a document."""
        reviewed = self.under.reviewed
        if reviewed is None or reviewed.document.id != document_id:
            self.reviewing.open(document_id)

    # What is done: one way in for keys, clicks and the palette.

    def action_do(self, action_id: str) -> None:
        """Does what the registry calls ``action_id``."""
        match action_id:
            case "review.page-down":
                self.page.scroll_page_down(animate=False)
            case "review.page-up":
                self.page.scroll_page_up(animate=False)
            case _ if action_id in self.reviewing.actions:
                self.attempt(self.reviewing.actions[action_id])
            case _ if BY_ID[action_id].place == "everywhere":
                self.app.call_later(self.app.run_action, f"app.do('{action_id}')")

    def attempt(self, act: Callable[[], None]) -> None:
        """Does something, and says why where that is refused."""
        self.paint_soon()
        self.say("", "plain")
        try:
            act()
        except AnnotatorError as error:
            self.say(str(error), "warning")

    def say(self, sentence: str, tone: Tone = "plain") -> None:
        """Shows a sentence at the head of the key line, or above it where it is long, until the next key."""
        self.sentence, self._tone = sentence, tone
        self.show_keys()
        self.paint_soon()

    def ask(self, screen: ModalScreen[T | None], then: Callable[[T], None]) -> None:
        """Shows a dialog; ``then`` gets what was chosen, and is not called where nothing was."""

        def chosen(answer: T | None) -> None:
            if answer is not None:
                self.attempt(lambda: then(answer))

        self.app.push_screen(screen, chosen)

    @on(RowList.Chosen, "#review-rows")
    def _taken(self, event: RowList.Chosen) -> None:
        if event.index < len(self.under.annotators):
            self.attempt(lambda: self.reviewing.take(event.index))

    @on(PriorityLine.Pressed)
    def _pressed(self, event: PriorityLine.Pressed) -> None:
        self.action_do(event.action)

    def annotator_of_row(self) -> str | None:
        """Whose version the cursor is on."""
        cursor, annotators = self.rows.cursor, self.under.annotators
        return annotators[cursor] if cursor is not None and cursor < len(annotators) else None

    # What is shown

    def show_document(self) -> None:
        """Shows the document with everybody's marks, and the disagreement that is next."""
        reviewed = self.under.reviewed
        if reviewed is None:
            return
        with self._by_itself():
            if self.page.text is not reviewed.document.text:
                self.page.gutter_cells = max(GUTTER, len(reviewed.review.annotators))
                self.page.show(reviewed.document)
            self.page.set_marks(Marks(self._marks(self.under.items)))
        self.show_item()

    def show_decisions(self, places: Sequence[int]) -> None:
        """Shows what became quiet, or loud again, since something was decided about the items of these places."""
        items = [self.under.items[place] for place in places]
        with self._by_itself():
            self.page.change_marks((), self._marks(items))
        self.show_item()

    @contextmanager
    def _by_itself(self) -> Iterator[None]:
        """While the caret moves without the user: nothing follows it."""
        self._follows = False
        try:
            yield
        finally:
            self._follows = True

    def _marks(self, items: Sequence[Disagreement]) -> Iterator[Mark]:
        schema, columns = self.workspace.schema, {name: at for at, name in enumerate(self.under.annotators)}
        for item in items:
            for voice in item.group.voices:
                if isinstance(voice.record, Mention):
                    yield _mark(voice.record, schema, columns[voice.annotator], quiet=not item.is_open)

    def show_item(self) -> None:
        """Shows the disagreement that the curator is at: its words on the page, what everybody says below."""
        item, scene = self.under.item, self.under.scene
        self._show_head()
        self.show_top()
        self.show_keys()
        if item is None or scene is None:
            self.rows.set_source(0, lambda _row, _width: ())
            self._make_room(1)
            self.page.emphasise(())
            return
        lines = [voice_line(item, at, name, scene) for at, name in enumerate(self.under.annotators)]
        settled = settled_line(item, scene)
        lines += [settled] if settled else []
        self._make_room(len(lines))
        first = next((at for at, name in enumerate(self.under.annotators) if item.group.by(name) is not None), 0)
        self.rows.set_source(
            len(lines),
            lambda row, _width: (Row(lines[row], indent=1),),
            selectable=lambda row: row < len(self.under.annotators),
            cursor=first,
        )
        self.page.emphasise(one for voice in item.group.voices for one in ends_of(voice.record, scene.document.id))
        self._go_to(item)
        self.paint_soon()

    def _make_room(self, rows: int) -> None:
        """Gives the list as many rows as it needs; laid out anew only where that is another number."""
        wanted, height = min(MOST_ROWS, rows), self.rows.styles.height
        if height is None or height.value != wanted:
            self.rows.styles.height = wanted
            self.said.styles.margin = (0, 0, wanted + HEAD_AND_KEYS, 0)  # over the page, and over nothing below it

    def _go_to(self, item: Disagreement) -> None:
        starts = [one.record.start for one in item.group.voices if isinstance(one.record, Mention | Claim)]
        if not starts:
            sources = {id_ for voice in item.group.voices for id_ in ends_of(voice.record, "")}
            found = (self.under.bench.item_of(one) for one in sources)
            starts = [next((one.group.place[0] for one in found if one is not None), 0)]
        with self._by_itself():
            self.page.move_to(min(starts), centre=True)

    def _caret_moved(self, event: CaretMoved) -> None:
        """A click on a mark shows the disagreement about it."""
        if not self._follows or self.under.reviewed is None:
            return
        for mark in self.page.marks_at(event.offset):
            place = self.under.bench.place_of(mark.key)
            if place is not None and not self.under.items[place].is_unanimous:
                self.reviewing.go_to(place)
                return

    def _show_head(self) -> None:
        item, scene = self.under.item, self.under.scene
        settled, still, agreed = self.under.counts()
        queue = self.under.queue()
        asked = "agreed without asking" if len(self.under.annotators) > 1 else "by one annotator alone"
        counts = f"settled {settled}   open {still}   {asked} {agreed}"
        right = Item(((counts, "dim"),), 40, right=True)
        if item is None or scene is None:
            words = "NOTHING TO SETTLE HERE" if self.under.reviewed is not None else "…"
            self.head.show([Item(((words, "strong"),), 90), right])
            return
        number = f"DISAGREEMENT {queue.index(self.under.at) + 1} of {len(queue)}"
        words = shortened(about(item, scene), LONGEST_NAME)
        self.head.show(
            [
                Item(((number, "strong"),), 95),
                Item(((what_words(item), "warning" if item.is_open else "good"),), 90),
                Item(((words, "plain"),), 60),
                right,
            ]
        )

    def _saved(self, _session: Session, state: State, failure: str) -> None:
        """In the thread that writes."""
        if state == "failed":
            self.call_later(
                self.say, f"Not saved: {failure} What you settled is kept here; ctrl+s tries again.", "error"
            )
        self.call_later(self.show_top)

    def show_top(self) -> None:
        """Shows where we are, as whom, and that everything is saved."""
        reviewed, schema = self.under.reviewed, self.workspace.schema
        items = [
            Item((("annotator", "accent"),), 10, "library"),
            Item(((shortened(one_line(self.workspace.project.name), LONGEST_NAME), "plain"),), 30, "library"),
        ]
        if reviewed is not None:
            name = shortened(one_line(reviewed.document.id), LONGEST_NAME)
            items.append(Item(((" › ", "dim"), (name, "strong")), 90, joined=True))
            session = self.under.session
            if session.read_only:
                items.append(Item((("read only", "warning"),), 95, right=True))
            elif session.state == "failed":
                items.append(Item((("not saved", "error"),), 95, right=True))
            else:
                items.append(SAVING if session.state == "saving" else SAVED)
        items.insert(-1, Item(((f"review as {shortened(one_line(schema.curator), 24)}", "dim"),), 50, right=True))
        self.top_line.show(items)
        self.paint_soon()

    def show_keys(self) -> None:
        """Shows what can be done with the disagreement."""
        item, items = self.under.item, list[Item]()
        if item is not None:
            for at, _ in enumerate(self.under.annotators[:4]):
                action = BY_ID[f"review.take-{at + 1}"]
                items.append(self._key_item(action, f" take {letter_of(at)}", "plain", 98 - at))
        useful = ("review.next", "review.unanimous") if item is None else None
        few = len(self.under.annotators) < 3
        for action in ACTIONS:
            if few and action.id == "review.majority":
                continue
            if "review" in action.moments and (useful is None or action.id in useful):
                items.append(self._key_item(action, f" {action.words}", "dim", action.weight))
        items += [self._key_item(BY_ID[name], f" {BY_ID[name].words}", "dim", 45) for name in ("annotate", "help")]
        said = Item(((self.sentence, self._tone),), SENTENCE)
        fits = said.width <= self.size.width - MARGINS
        self.said.say("" if fits else self.sentence, self._tone)
        self.key_line.show([said, *items] if fits and self.sentence else items)

    def _key_item(self, action: Action, words: str, look: str, weight: int) -> Item:
        key = shown(self._keys[action.id].split(",")[0]) if action.id in self._keys else action.shown_key
        return Item(((key, "accent"), (words, look)), weight, action.id)

    def on_resize(self, _event: events.Resize) -> None:
        """What is at hand stays on the page."""
        item = self.under.item
        if item is not None:
            self._go_to(item)


def _mark(mention: Mention, schema: Schema, column: int, *, quiet: bool) -> Mark:
    hue = int(schema.colour_of(mention.label).removeprefix("label-"))
    return Mark(mention.id, mention.spans, hue, schema.letter_of(mention.label), quiet, column)

"""A list to choose from, over the page: typing filters, enter takes the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import ClassVar, NamedTuple, overload

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from annotator.core.display import one_line
from annotator.core.filtering import Filter
from annotator.core.sentences import Part, Parts, plain
from annotator.tui.screens.dialog import Dialog
from annotator.tui.widgets.rows import Line, RowList

AT_ONCE = 2_000
"""Up to so many options a filter takes less than a frame; more are filtered in a thread."""

FURTHER_FROM = 2
"""How many letters are typed before it is looked further than the list."""

AROUND = 9
"""Lines of the screen that are not the list: margins, title, input, hint."""


class Option(NamedTuple):
    """One thing to choose, on one line or, with a ``context``, on two.

    ``detail`` stands dim at the right; options of one ``group`` stand together below its name until the
    user types. ``words`` are what else typing finds it by. Texts are made safe by the list.
    """

    key: str
    parts: Parts
    context: Parts = ()
    detail: str = ""
    group: str = ""
    words: str = ""


class MadeOptions(Sequence[Option]):
    """Options of which each is made when it is asked for: lists of 100,000. They have no groups; ``tall`` ones take
    two lines each."""

    def __init__(self, count: int, make: Callable[[int], Option], *, tall: bool = False) -> None:
        self.tall = tall
        self._count = count
        self._make = make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Option: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Option]: ...

    def __getitem__(self, place: int | slice) -> Option | Sequence[Option]:
        if isinstance(place, slice):
            return [self._make(one) for one in range(*place.indices(self._count))]
        if not 0 <= place < self._count:
            raise IndexError(place)
        return self._make(place)


class Picker(Dialog[str | None]):
    """Gives the key of the option that was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", show=False),
        Binding("up", "list('move', -1)", "up", show=False),
        Binding("down", "list('move', 1)", "down", show=False),
        Binding("pageup", "list('page', -1)", "page up", show=False),
        Binding("pagedown", "list('page', 1)", "page down", show=False),
        Binding("ctrl+home", "list('first')", "first", show=False),
        Binding("ctrl+end", "list('last')", "last", show=False),
    ]

    class Filtered(Message):
        """A search in a thread is through."""

        def __init__(self, query: str, found: list[int]) -> None:
            super().__init__()
            self.query = query
            self.found = found

    class Further(Message):
        """What typing found beyond the list, possibly nothing."""

        def __init__(self, query: str, options: Sequence[Option]) -> None:
            super().__init__()
            self.query = query
            self.options = options

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        *,
        prompt: str = "type to filter",
        look_further: Callable[[str], Sequence[Option]] | None = None,
    ) -> None:
        """``look_further`` gives options that are not in the list for what was typed; it is asked in a thread."""
        super().__init__()
        self._look_further = look_further
        self._looking = ""
        self._title = title
        self._prompt = prompt
        self._options = options
        self._all = _grouped(options)
        self._tall = options.tall if isinstance(options, MadeOptions) else any(option.context for option in options)
        self._rows: Sequence[int | str] = ()
        self._filter: Filter | None = None
        self._making = Lock()
        self._pending: str | None = None
        self._take_when_found = False

    def compose(self) -> ComposeResult:
        """Title, filter, list, hint."""
        with Vertical(id="picker"):
            yield Static(Content(one_line(self._title)), id="picker-title")
            yield Input(placeholder=self._prompt, id="picker-filter", compact=True)
            yield RowList(id="picker-rows")
            yield Static(id="picker-hint", markup=False)

    def on_mount(self) -> None:
        """Shows all options in their order, by groups."""
        self.query_one(RowList).can_focus = False
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).focus()
        self._show(self._all)
        self._fit()
        if len(self._options) > AT_ONCE:
            self._prepare()

    def on_resize(self, _event: events.Resize) -> None:
        """Keeps the list as high as its options need and the screen has."""
        self._fit()

    def action_leave(self) -> None:
        """Chooses nothing."""
        self.dismiss(None)

    def action_list(self, action: str, step: int = 0) -> None:
        """Moves in the list while the focus stays in the filter."""
        self.query_one(RowList).move(action, step)

    @on(Input.Changed, "#picker-filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        query = event.value
        if not query.strip():
            self._pending = None
            self._show(self._all)
        elif len(self._options) <= AT_ONCE:
            self._show(self._make_filter().matches(query))
        else:
            self._pending = query
            self._search(query)
        self._looking = query if self._look_further is not None and len(query.strip()) >= FURTHER_FROM else ""
        if self._looking:
            self._look(query)

    @work(thread=True, exclusive=True, group="further")
    def _look(self, query: str) -> None:
        worker = get_current_worker()
        found = self._look_further(query) if self._look_further is not None else ()
        if not worker.is_cancelled:
            self.post_message(self.Further(query, found))

    @on(Further)
    def _looked(self, event: Further) -> None:
        """Adds what was found; where the user has moved in the list already, it comes with the next letter."""
        known = {option.key for option in self._options}
        fresh = [option for option in event.options if option.key not in known]
        if fresh:
            self._options = [*self._options, *fresh]
            self._all = _grouped(self._options)
            self._filter = None
        if event.query != self._looking:
            return
        self._looking = ""
        rows = self.query_one(RowList)
        if fresh and rows.cursor == rows.first_selectable():
            self._show(self._make_filter().matches(event.query))
        if self._take_when_found and self._pending is None:
            self._take()

    @work(thread=True, group="prepare")
    def _prepare(self) -> None:
        self._make_filter()

    @work(thread=True, exclusive=True, group="search")
    def _search(self, query: str) -> None:
        worker = get_current_worker()
        found = self._make_filter().matches(query, lambda: worker.is_cancelled)
        if not worker.is_cancelled:
            self.post_message(self.Filtered(query, found))

    @on(Filtered)
    def _searched(self, event: Filtered) -> None:
        if event.query != self._pending:
            return
        self._pending = None
        self._show(event.found)
        if self._take_when_found:
            self._take()

    @on(Input.Submitted, "#picker-filter")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        # Enter right after a letter means the list that the letter will give, not the one still shown.
        if self._pending is not None or (self._looking and not self._rows):
            self._take_when_found = True
        else:
            self._take()

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self._take()

    def _take(self) -> None:
        self._take_when_found = False
        cursor = self.query_one(RowList).cursor
        place = self._rows[cursor] if cursor is not None else None
        if isinstance(place, int) and self.is_current:  # a second enter comes when the first has been taken
            self.dismiss(self._options[place].key)

    def _make_filter(self) -> Filter:
        with self._making:
            if self._filter is None:
                names = [plain(one.parts) for one in self._options]
                others = [f"{one.detail} {one.group} {one.words} {plain(one.context)}" for one in self._options]
                self._filter = Filter(names, others)
            return self._filter

    def _show(self, rows: Sequence[int | str]) -> None:
        self._rows = rows
        shown = self.query_one(RowList)
        height = 2 if self._tall else 1
        shown.set_source(len(self._rows), self._lines, selectable=self._is_option, row_height=height)
        shown.move_cursor(shown.first_selectable())
        shown.scroll_home(animate=False)
        total = len(self._options)
        count = min(len(rows), total)
        said = "nothing fits" if not count else f"{total:,}" if count == total else f"{count:,} of {total:,}"
        self.query_one("#picker-hint", Static).update(Content(f"⏎ takes · ↑ ↓ moves · esc leaves      {said}"))

    def _fit(self) -> None:
        """As high as all options need and the screen has; the same while the user types."""
        row_height = 2 if self._tall else 1
        room = max(row_height, (self.size.height - AROUND) // row_height * row_height)
        self.query_one(RowList).styles.height = min(max(len(self._all), 1) * row_height, room)

    def _is_option(self, row: int) -> bool:
        return isinstance(self._rows[row], int)

    def _lines(self, row: int, _width: int) -> tuple[Line, ...]:
        place = self._rows[row]
        if isinstance(place, str):
            header = Line((Part(one_line(place).upper(), "header"),))
            return (Line(), header) if self._tall else (header,)
        option = self._options[place]
        detail = (Part(option.detail, "link"),) if option.detail else ()
        first = Line(_safe(option.parts), _safe(detail), indent=1)
        return (first, Line(_safe(option.context), indent=3)) if self._tall else (first,)


def _grouped(options: Sequence[Option]) -> Sequence[int | str]:
    """All options in their order, with the name of each group, where they have any, above its first."""
    if isinstance(options, MadeOptions):
        return range(len(options))
    rows: list[int | str] = []
    group = ""
    for place, option in enumerate(options):
        if option.group != group:
            group = option.group
            rows.append(group)
        rows.append(place)
    return rows


def _safe(parts: Parts) -> Parts:
    return tuple(Part(part.text.replace("\n", " "), part.style) for part in parts)

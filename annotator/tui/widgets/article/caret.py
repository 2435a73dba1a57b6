"""The article's marks, caret and selection: one way in for every change of place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from annotator.core.model import Document, Span
from annotator.core.segments import grapheme_start, next_grapheme, previous_grapheme
from annotator.tui.widgets.article.layout import Line
from annotator.tui.widgets.article.marks import Mark, Marks
from annotator.tui.widgets.article.messages import CaretMoved
from annotator.tui.widgets.article.movement import Reach
from annotator.tui.widgets.article.painter import Scene
from annotator.tui.widgets.article.pane import MARGIN, ArticlePane

LONG = 2_000
"""A mark that is longer, in code points, is not stressed for the caret in it: the page would flicker."""


class CaretPane(ArticlePane):
    """A pane with marks, a caret and a selection.

    The caret always stands on the start of a grapheme, or at a line end, or at the text's end.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 -- Textual's name
        super().__init__(id=id, classes=classes)
        self.follower: Callable[[CaretMoved], None] = lambda _moved: None
        """Called at once when the caret moves: what follows it is then painted in the same frame."""
        self._caret = self._point = 0
        self._selection: Span | None = None
        self._reach: Reach | None = None
        self._column: int | None = None
        self._chosen: str | None = None
        self._here: tuple[Mark, ...] | None = None
        self._emphasised: frozenset[str] = frozenset()
        self._strong: frozenset[str] = frozenset()
        self._matches: tuple[Span, ...] = ()
        self._grown: list[tuple[int, Reach | None]] = []
        self._hints: dict[str, int] = {}
        self._hint_typed = ""

    # What is shown

    def show(self, document: Document) -> None:
        """Shows a document from its start, without marks, selection or search hits."""
        self._caret, self._selection = 0, None
        self._point, self._reach, self._column, self._chosen = 0, None, None, None
        self._marks, self._matches, self._grown, self._hints = Marks(), (), [], {}
        self._here = None
        self._emphasised = self._strong = frozenset()
        self.load(document)
        self._tell()

    def set_marks(self, marks: Iterable[Mark] | Marks) -> None:
        """Puts these marks in the place of all that there were; ``Marks`` that are given are taken as they are."""
        self._marks = marks if isinstance(marks, Marks) else Marks(marks)
        self._here = None
        self._strong = self._keys_to_stress()
        self.touch_all()
        self._tell()

    def change_marks(self, removed: Iterable[str] = (), added: Iterable[Mark] = ()) -> None:
        """Takes marks out by key and adds others; one of a known key is replaced. Costs what changed."""
        before, self._here = self._marks_on_caret(), None
        touched: list[Mark | None] = []
        for key in removed:
            touched.append(self._marks.discard(key))
        for mark in added:
            touched += [self._marks.get(mark.key), mark]
            self._marks.add(mark)
        self.touch(*((mark.start, mark.end) for mark in touched if mark is not None), *self._stress())
        if self._marks_on_caret() != before:
            self._tell()

    def emphasise(self, keys: Iterable[str]) -> None:
        """Stresses these marks besides the one under the caret: those of a claim, say."""
        self._emphasised = frozenset(keys)
        touched = self._stress()
        if touched:
            self.touch(*touched)

    def set_matches(self, matches: Iterable[Span]) -> None:
        """Highlights search hits; none take the highlights away. They do not overlap."""
        self._matches = tuple(sorted(matches))
        self.touch_all()

    def marks_at(self, offset: int) -> list[Mark]:
        """The marks on the grapheme at ``offset``, innermost first; under the caret, one gone to first of all."""
        if offset == self._caret:
            return list(self._marks_on_caret())
        return self._marks.on(offset, next_grapheme(self.text, offset))

    def keys_overlapping(self, span: Span) -> list[str]:
        """The keys of the marks that share a code point with ``span``, each once, by start."""
        return list(dict.fromkeys(entry[2] for entry in self._marks.overlapping(span.start, span.end)))

    def mark_before(self, offset: int) -> Mark | None:
        """The mark that starts last before ``offset``."""
        return self._marks.preceding(offset, None)

    @property
    def active(self) -> str | None:
        """The key of the mark under the caret: the one gone to, else the innermost."""
        marks = self._marks_on_caret()
        return marks[0].key if marks else None

    # Caret and selection

    @property
    def caret(self) -> int:
        """The offset of the grapheme that the caret stands on: with a selection, the one at its moving end."""
        return self._caret

    @property
    def selection(self) -> Span | None:
        """What is selected, or None."""
        return self._selection

    def move_to(self, offset: int, *, select: bool = False, centre: bool = False) -> None:
        """Puts the caret on the grapheme at ``offset``; with ``select`` the selection's end goes there instead."""
        offset = grapheme_start(self.text, max(0, offset))
        if not select:
            self._place(offset, None, centre=centre)
            return
        reach = self._held()
        self._place(self._point, Reach(reach.low, reach.high, offset), centre=centre)

    def _held(self) -> Reach:
        """What a movement by characters or lines extends: the far side of the selection, else the caret."""
        return self._reach.from_point() if self._reach else Reach(self._point, self._point, self._point)

    def select(self, span: Span, *, centre: bool = False) -> None:
        """Selects a span; the caret goes to its last grapheme."""
        self._place(self._point, Reach(span.start, span.end, span.end), centre=centre)

    def clear_selection(self) -> None:
        """Drops the selection; the caret stays where it is seen."""
        if self._reach is not None:
            self._place(self.caret, None)

    def go_to_mark(self, key: str, *, centre: bool = False) -> None:
        """Puts the caret on a mark's start; it is the active one there, also where others lie over it."""
        mark = self._marks.get(key)
        if mark is not None:
            self._place(grapheme_start(self.text, mark.start), None, centre=centre, chosen=key)

    def _place(
        self,
        point: int,
        reach: Reach | None,
        *,
        centre: bool = False,
        keep: bool = False,
        chosen: str | None = None,
        margin: int = MARGIN,
    ) -> None:
        """The one way in which caret and selection change; ``keep`` holds the column and what was grown."""
        old_caret, old, old_chosen = self._caret, self._selection, self._chosen
        new = reach.span if reach is not None else None
        caret = point
        if reach is not None and new is None:
            caret, reach = reach.focus, None
        elif reach is not None and new is not None:
            caret = previous_grapheme(self.text, new.end) if reach.focus >= new.end else new.start
        self._caret = self._point = caret
        self._selection, self._reach, self._chosen, self._here = new, reach, chosen, None
        if not keep:
            self._column, self._grown = None, []
        self.prepare(caret)
        touched = [*_difference(old, new), *self._stress()]
        if caret != old_caret:
            touched += [(old_caret, old_caret + 1), (caret, caret + 1)]
        if touched:
            self.touch(*touched)
        self.reveal(caret, centre=centre, margin=margin)
        if (caret, new, chosen) != (old_caret, old, old_chosen):
            self._tell()

    def _marks_on_caret(self) -> tuple[Mark, ...]:
        if self._here is None:
            marks = self._marks.on(self._caret, next_grapheme(self.text, self._caret))
            if self._chosen is not None:
                marks.sort(key=lambda mark: mark.key != self._chosen)
            self._here = tuple(marks)
        return self._here

    def _keys_to_stress(self) -> frozenset[str]:
        marks = self._marks_on_caret()
        if not marks or marks[0].end - marks[0].start > LONG:
            return self._emphasised
        return self._emphasised | {marks[0].key}

    def _stress(self) -> list[tuple[int, int]]:
        """Stresses what is to be stressed now; gives what looks different by it."""
        strong = self._keys_to_stress()
        changed = [self._marks.get(key) for key in strong ^ self._strong]
        self._strong = strong
        return [(mark.start, mark.end) for mark in changed if mark is not None]

    def _tell(self) -> None:
        self.follower(CaretMoved(self._caret, self._selection, self._marks_on_caret()))

    # What the pane asks

    def kept_in_sight(self) -> int:
        """The caret."""
        return self.caret

    def scene_of(self, line: Line) -> Scene:
        """What is painted over the line besides its text."""
        caret = self.caret
        on_line = line.start <= caret < line.limit or (caret == line.limit == len(self.text))
        stand = None
        if on_line:
            stand = (line.end, line.end) if caret >= line.end else (caret, next_grapheme(self.text, caret))
        hints = {
            offset: label[len(self._hint_typed) :]
            for label, offset in self._hints.items()
            if line.start <= offset < line.end
        }
        return Scene(self._marks, self._strong, self.selection, stand, self._matches, hints)


def _difference(old: Span | None, new: Span | None) -> list[tuple[int, int]]:
    """What is in one of two selections and not in the other."""
    if old == new:
        return []
    if old is None or new is None or not old.overlaps(new):
        return [(span.start, span.end) for span in (old, new) if span is not None]
    ends = ((old.start, new.start), (old.end, new.end))
    return [(min(before, after), max(before, after)) for before, after in ends if before != after]

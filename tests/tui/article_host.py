"""A small application around the article view, with the keys of the design, for its tests."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from annotator.core.model import Document, Metadata, Span, spans_of
from annotator.tui.themes import THEMES
from annotator.tui.widgets.article import ArticleView, CaretMoved, LayoutSettled, Mark, MarkClicked

STYLES = Path(__file__).parents[2] / "styles" / "article.tcss"
HUES = {"person": 1, "role": 2, "amount": 3, "event": 4}


def document(text: str, metadata: Metadata | None = None) -> Document:
    """A document of that text; the hash is of no matter to the view."""
    return Document("sample", text, "0" * 64, metadata or Metadata())


def mark(key: str, label: str, *pairs: tuple[int, int]) -> Mark:
    """A mark of one of the default labels."""
    return Mark(key, spans_of(*pairs), HUES[label], label[0].upper())


class Host(App[None]):
    """Shows one document in an article view that fills the screen."""

    CSS_PATH = STYLES
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(f"{shift}{key}", f"article('{method}', '{unit}', {direction}, {bool(shift)})")
            for shift in ("", "shift+")
            for key, method, unit, direction in (
                ("left", "move_by", "word", -1),
                ("right", "move_by", "word", 1),
                ("home", "move_to_edge", "line", -1),
                ("end", "move_to_edge", "line", 1),
            )
        ),
        *(
            Binding(f"{key}", f"article('{method}', '{unit}', {direction}, {extend})")
            for key, method, unit, direction, extend in (
                ("alt+left", "move_by", "grapheme", -1, False),
                ("alt+right", "move_by", "grapheme", 1, False),
                ("alt+shift+left", "move_by", "grapheme", -1, True),
                ("alt+shift+right", "move_by", "grapheme", 1, True),
                ("left_parenthesis", "move_by", "sentence", -1, False),
                ("right_parenthesis", "move_by", "sentence", 1, False),
                ("left_curly_bracket", "move_by", "paragraph", -1, False),
                ("right_curly_bracket", "move_by", "paragraph", 1, False),
                ("ctrl+home", "move_to_edge", "document", -1, False),
                ("ctrl+end", "move_to_edge", "document", 1, False),
                ("ctrl+shift+home", "move_to_edge", "document", -1, True),
                ("ctrl+shift+end", "move_to_edge", "document", 1, True),
            )
        ),
        Binding("up", "lines(-1, False)"),
        Binding("down", "lines(1, False)"),
        Binding("shift+up", "lines(-1, True)"),
        Binding("shift+down", "lines(1, True)"),
        Binding("pageup", "page(-1, False)"),
        Binding("pagedown", "page(1, False)"),
        Binding("shift+pagedown", "page(1, True)"),
        Binding("space", "plain('grow_selection')"),
        Binding("backspace", "plain('shrink_selection')"),
        Binding("escape", "plain('clear_selection')"),
        Binding("f", "plain('show_hints')"),
        Binding("left_square_bracket", "step('move_to_mark', -1)"),
        Binding("right_square_bracket", "step('move_to_mark', 1)"),
        Binding("tab", "step('select_candidate', 1)", priority=True),
        Binding("shift+tab", "step('select_candidate', -1)", priority=True),
    ]

    def __init__(self, text: str, marks: Iterable[Mark] = (), metadata: Metadata | None = None) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "annotator-dark"
        self.shown = document(text, metadata)
        self.marks = tuple(marks)
        self.moves: list[CaretMoved] = []
        self.clicked: list[str] = []
        self.settled: list[int] = []

    def compose(self) -> ComposeResult:
        yield ArticleView(id="article")

    def on_mount(self) -> None:
        self.article.follower = self.moves.append
        self.article.show(self.shown)
        self.article.set_marks(self.marks)
        self.article.focus()

    @property
    def article(self) -> ArticleView:
        return self.query_one(ArticleView)

    def action_article(self, method: str, unit: str, direction: int, extend: bool) -> None:
        getattr(self.article, method)(unit, direction, extend=extend)

    def action_lines(self, count: int, extend: bool) -> None:
        self.article.move_lines(count, extend=extend)

    def action_page(self, direction: int, extend: bool) -> None:
        self.article.move_page(1 if direction > 0 else -1, extend=extend)

    def action_plain(self, method: str) -> None:
        getattr(self.article, method)()

    def action_step(self, method: str, direction: int) -> None:
        getattr(self.article, method)(direction)

    def on_mark_clicked(self, message: MarkClicked) -> None:
        self.clicked.append(message.key)

    def on_layout_settled(self, message: LayoutSettled) -> None:
        self.settled.append(message.lines)

    @property
    def selected(self) -> str:
        """The words that are selected; empty without a selection."""
        span: Span | None = self.article.selection
        return self.shown.text[span.start : span.end] if span else ""

    def rows(self) -> list[str]:
        """What each row of the pane shows, gutter and all, without trailing spaces."""
        height = self.article.size.height
        return [self.article.render_line(y).text.rstrip() for y in range(height)]

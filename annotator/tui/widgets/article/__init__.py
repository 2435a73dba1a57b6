"""The article view, and what it takes and tells."""

from __future__ import annotations

from annotator.tui.widgets.article.marks import Mark
from annotator.tui.widgets.article.messages import CaretMoved, LayoutBegun, LayoutSettled, MarkClicked
from annotator.tui.widgets.article.view import ArticleView

__all__ = ["ArticleView", "CaretMoved", "LayoutBegun", "LayoutSettled", "Mark", "MarkClicked"]

"""An article view without the application around it, to which texts are shown one after the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from annotator.tui.widgets.article.view import ArticleView
from tests.tui.article_host import Host


@asynccontextmanager
async def page(columns: int, rows: int) -> AsyncIterator[ArticleView]:
    """A page of that size."""
    async with Host("").run_test(size=(columns, rows)) as pilot:
        assert isinstance(pilot.app, Host)
        yield pilot.app.article

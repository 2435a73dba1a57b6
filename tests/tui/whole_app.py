"""The whole application on a folder, while a test types and clicks: what it shows, and what it has done."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from annotator.core.model import AnnotationSet, Claim, Link, Mention, Target
from annotator.storage.project import Project
from annotator.tui.actions import taken_keys
from annotator.tui.app import AnnotatorApp
from annotator.tui.settings import Settings
from annotator.tui.widgets.article import ArticleView
from annotator.tui.widgets.lines import SENTENCE, PriorityLine
from annotator.tui.widgets.panel import ClaimsPanel
from annotator.tui.widgets.rows import RowList
from annotator.tui.widgets.said import Said
from annotator.tui.workspace import Workspace

CORPORA = Path(__file__).parents[2] / "corpora"
ANNOTATOR = "ann-1"
WIDE, NARROW = (140, 40), (80, 24)


def copy_of(corpus: str, folder: Path, *, everybody: bool = False) -> Path:
    """A corpus of the program's own, copied to ``folder``, with what one annotator or ``everybody`` made of it."""
    target = folder / corpus
    others = () if everybody else ("ann-2", "gold")
    shutil.copytree(CORPORA / corpus, target, ignore=shutil.ignore_patterns(".annotator", "history", *others))
    return target


def small_project(folder: Path, schema: str = "", /, **texts: str | bytes) -> Path:
    """A project of these texts, by id, with the schema of the corpus "interim-chief" unless another is given."""
    root = folder / "small"
    (root / "documents").mkdir(parents=True)
    own = (CORPORA / "interim-chief" / "annotator.toml").read_text(encoding="utf-8")
    (root / "annotator.toml").write_bytes((schema or own).encode())
    for document_id, text in texts.items():
        data = text if isinstance(text, bytes) else text.encode()
        (root / "documents" / f"{document_id}.txt").write_bytes(data)
    return root


def application(folder: Path, document: str | None = "layoffs", settings: Settings | None = None) -> AnnotatorApp:
    """The application on the project in ``folder``, not running yet."""
    return AnnotatorApp(Workspace(Project.open(folder, taken_keys()), ANNOTATOR), document, settings)


def no_space(_descriptor: int) -> None:
    """In the place of ``os.fsync``: the disk is full."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def stored(folder: Path, document_id: str, annotator: str = ANNOTATOR) -> AnnotationSet:
    """What the files say about a document now."""
    project = Project.open(folder)
    return project.annotation_set(annotator, project.document(document_id))


def files_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder and their bytes, but for those that may be thrown away."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".annotator" not in path.parts
    }


class Running:
    """The running application. Words stand for places: the first occurrence in the open document."""

    def __init__(self, app: AnnotatorApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def settle(self) -> None:
        """Waits until nothing is under way: no message, no worker."""
        await self.pilot.pause()
        while list(self.app.workers):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Presses keys, one after the other."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Types a text."""
        await self.press(*("space" if character == " " else character for character in text))

    # Where things are

    @property
    def screen(self) -> str:
        """What kind of screen is on top."""
        return type(self.app.screen).__name__

    @property
    def focused(self) -> str:
        """The id of the widget that keys go to."""
        return (self.app.focused.id or "") if self.app.focused else ""

    def panel_is_shown(self) -> bool:
        """Whether the claims panel is there to be seen."""
        return self.panel.display

    @property
    def page(self) -> ArticleView:
        """The article of the open document."""
        return self.app.annotate.page

    @property
    def panel(self) -> ClaimsPanel:
        """The claims panel."""
        return self.app.annotate.panel

    @property
    def text(self) -> str:
        """The open document's text."""
        return self.app.workspace.document.text

    @property
    def document(self) -> str:
        """The open document's id."""
        return self.app.workspace.document.id

    @property
    def annotations(self) -> AnnotationSet:
        """The open document's set."""
        return self.app.workspace.annotations

    @property
    def selected(self) -> str:
        """The words that are selected, or nothing."""
        span = self.page.selection
        return self.text[span.start : span.end] if span else ""

    @property
    def after_caret(self) -> str:
        """The text from the caret on."""
        return self.text[self.page.caret :]

    async def to(self, words: str) -> None:
        """Puts the caret on the first character of words."""
        self.page.move_to(self.text.index(words))
        await self.settle()

    async def select(self, words: str) -> None:
        """Selects words."""
        await self.to(words)
        self.page.move_to(self.text.index(words) + len(words), select=True)
        await self.settle()

    # What is there

    def mentions(self, words: str, document: str = "") -> list[Mention]:
        """The mentions of these words, here or in another document that has been read."""
        entry = self.app.workspace.catalogue.entry(document or self.document)
        if entry is None:
            return []
        return [one for one in entry.annotations.mentions.values() if entry.document.quote(one.spans) == words]

    def mention(self, words: str, document: str = "") -> Mention:
        """The first mention of these words."""
        return self.mentions(words, document)[0]

    def claims(self) -> list[Claim]:
        """The claims of the open document."""
        return list(self.annotations.claims.values())

    def links(self) -> list[Link]:
        """The links of the open document."""
        return list(self.annotations.links.values())

    def words(self, target: Target) -> str:
        """The words at the end of a link."""
        return self.app.workspace.catalogue.words(target) or ""

    # What is shown

    def line(self, name: str) -> str:
        """What one of the two lines says: "top" or "keys"."""
        items = self.app.screen.query_one(f"#{name}", PriorityLine).items
        return "   ".join("".join(text for text, _ in item.pieces) for item in items)

    @property
    def said(self) -> str:
        """The sentence at the head of the key line, or above it where it is long; empty where there is none."""
        long = self.app.screen.query_one(Said)
        if long.display:
            return " ".join(strip.text.strip() for strip in (long.render_line(y) for y in range(long.size.height)))
        items = self.app.screen.query_one("#keys", PriorityLine).items
        return "".join(text for text, _ in items[0].pieces) if items and items[0].weight == SENTENCE else ""

    def offered(self) -> list[str]:
        """The ids of what the key line offers."""
        return [item.action for item in self.app.screen.query_one("#keys", PriorityLine).items]

    def shown(self, widget: Widget) -> list[str]:
        """The lines of a widget as they are painted."""
        return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]

    def rows(self, selector: str) -> list[str]:
        """The lines of a list on the screen that is on top."""
        return [line.strip() for line in self.shown(self.app.screen.query_one(selector, RowList))]

    def written(self, selector: str) -> str:
        """What a title or hint of the screen on top says."""
        return str(self.app.screen.query_one(selector, Static).render())

    def screen_text(self) -> str:
        """Everything on the screen, line by line, as it goes to the terminal."""
        screen = self.app.screen
        return "\n".join(strip.text for strip in screen._compositor.render_strips(screen.size))


@asynccontextmanager
async def running(
    folder: Path,
    document: str | None = "layoffs",
    *,
    size: tuple[int, int] = WIDE,
    settings: Settings | None = None,
) -> AsyncIterator[Running]:
    """The application on a folder, opened and settled; at the end it is left as a user leaves it."""
    app = application(folder, document, settings)
    try:
        async with app.run_test(size=size) as pilot:
            session = Running(app, pilot)
            await session.settle()
            yield session
    finally:
        for held in app.workspaces:
            held.close()

"""What the screens look like, narrow and wide, dark and light."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from annotator.core.edits import Edit, RecordChange, RemarkChange, replaced
from annotator.core.model import Target, reading_order, spans_of
from annotator.core.remarks import Decision, Version, digest_of
from annotator.core.saying import answer, comment
from annotator.core.threads import threads_of
from annotator.storage.comments import said_in
from annotator.storage.project import Project
from annotator.storage.session import open_session
from annotator.tui.settings import Settings, ThemeName
from tests.examples import NOW
from tests.tui.whole_app import ANNOTATOR, NARROW, WIDE, Running, application, copy_of

SnapCompare = Callable[..., bool]


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen: a document of a corpus, where the caret goes, and what is pressed."""

    corpus: str = "interim-chief"
    document: str | None = "layoffs"
    words: str = ""
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = WIDE
    theme: ThemeName = "dark"


PICTURES = {
    "annotate-dark-wide": Picture(words="Jason Droege"),
    "annotate-light-wide": Picture(words="Jason Droege", theme="light"),
    "annotate-dark-narrow": Picture(words="Jason Droege", size=NARROW),
    "annotate-light-narrow": Picture(words="Jason Droege", size=NARROW, theme="light"),
    "suggestion-dark-wide": Picture(document="memo", keys=("tab",)),
    "suggestion-light-narrow": Picture(words="Worth", keys=("tab",), size=NARROW, theme="light", document="clients"),
    "selection-light-wide": Picture(words="Some of those", keys=("shift+right",) * 5, theme="light"),
    "refusal-dark-narrow": Picture(words="around 200", keys=("e",), size=NARROW),
    "panel-folded-dark-wide": Picture(keys=("ctrl+b",)),
    "panel-light-narrow": Picture(keys=("i", "down"), size=NARROW, theme="light"),
    "library-dark-wide": Picture(keys=("f1",)),
    "library-light-narrow": Picture(keys=("f1",), size=NARROW, theme="light"),
    "help-dark-wide": Picture(keys=("?",)),
    "help-light-narrow": Picture(keys=("?",), size=NARROW, theme="light"),
    "link-picker-dark-wide": Picture(words="stepped down", keys=("+",)),
    "link-picker-light-narrow": Picture(words="stepped down", keys=("=",), size=NARROW, theme="light"),
    "edit-dark-wide": Picture(words="around 200", keys=("enter", "down")),
    "edit-claim-light-narrow": Picture(keys=("i", "home", "enter"), size=NARROW, theme="light"),
    "japanese-dark-wide": Picture("many-scripts", "japanese"),
    "arabic-light-wide": Picture("many-scripts", "arabic", theme="light"),
    "emoji-dark-narrow": Picture("many-scripts", "emoji", size=NARROW),
    "conflict-dark-wide": Picture(words="Jason Droege", keys=("f3",)),
    "conflict-light-narrow": Picture(words="Jason Droege", keys=("f3",), size=NARROW, theme="light"),
    "timeline-dark-wide": Picture(words="Jason Droege", keys=(":",)),
    "timeline-light-narrow": Picture(words="Jason Droege", keys=(":",), size=NARROW, theme="light"),
    "entity-dark-wide": Picture(words="Alexandr Wang", keys=("@",)),
    "entity-light-narrow": Picture(words="Alexandr Wang", keys=("@",), size=NARROW, theme="light"),
    "link-dark-wide": Picture(document="denial", keys=("i", "home", *("down",) * 4, "enter")),
    "link-light-narrow": Picture(
        document="denial", keys=("i", "home", *("down",) * 4, "enter"), size=NARROW, theme="light"
    ),
    "document-link-light-narrow": Picture(document="clients", keys=("#",), size=NARROW, theme="light"),
    "ties-dark-wide": Picture(words="Alexandr Wang", keys=("f8", *"denial", "enter")),
    "ties-dark-narrow": Picture(words="Alexandr Wang", keys=("f8", *"denial", "enter"), size=NARROW),
    "palette-dark-narrow": Picture(keys=("ctrl+p", *"label"), size=NARROW),
    "empty-project-dark-narrow": Picture(document=None, size=NARROW),
    "read-only-dark-narrow": Picture(size=NARROW),
    "talk-dark-wide": Picture(words="Jason Droege", keys=('"',)),
    "talk-light-narrow": Picture(words="Jason Droege", keys=('"',), size=NARROW, theme="light"),
    "comments-dark-narrow": Picture(keys=("f7",), size=NARROW),
    "corrections-dark-wide": Picture(keys=("ctrl+k", "a"), size=WIDE),
    "corrections-light-narrow": Picture(keys=("ctrl+k",), size=NARROW, theme="light"),
    "review-dark-wide": Picture(keys=("f4",)),
    "review-light-narrow": Picture(keys=("f4", "n"), size=NARROW, theme="light"),
    "review-claim-light-wide": Picture(keys=("f4", "n", "n"), theme="light"),
    "review-document-dark-narrow": Picture(document="denial", keys=("f4",), size=NARROW),
    "dashboard-dark-wide": Picture(keys=("f5",)),
    "dashboard-light-narrow": Picture(keys=("f5",), size=NARROW, theme="light"),
    "dashboard-end-dark-narrow": Picture(keys=("f5", "end"), size=NARROW),
    "history-dark-wide": Picture(words="Jason Droege", keys=("ctrl+r",)),
    "history-light-narrow": Picture(words="Jason Droege", keys=("ctrl+r",), size=NARROW, theme="light"),
}


def damaged(folder: Path) -> None:
    """Makes the set of "layoffs" one of a newer program."""
    path = folder / "annotations/ann-1/layoffs.toml"
    path.write_bytes(path.read_bytes().replace(b"format = 1", b"format = 99", 1))


def worked_on(folder: Path) -> None:
    """Changes the mention "Jason Droege" of "layoffs" to and fro, at a known time."""
    session = open_session(Project.open(folder), "layoffs", ANNOTATOR, clock=lambda: NOW)
    text = session.document.text
    mentions = session.annotations.mentions.values()
    before = next(one for one in mentions if text[one.start : one.end] == "Jason Droege")
    session.apply(replaced("relabel", before, replace(before, label="role")))
    session.undo()
    noted = replace(before, note="Who told the staff of it, and when?")
    session.apply(replaced("note", before, noted))
    session.apply(replaced("move the ends", noted, replace(noted, spans=spans_of((before.start, before.end - 7)))))
    session.undo()
    session.close()


def spoken_of(folder: Path) -> None:
    """Has others comment on "Jason Droege" of "layoffs", and the curator decide otherwise, at a known time."""
    project = Project.open(folder)
    mentions = sorted(
        project.annotation_set(ANNOTATOR, project.document("layoffs")).mentions.values(), key=reading_order
    )
    about = Target("layoffs", next(one.id for one in mentions if one.label == "person" and one.end - one.start == 12))
    other = open_session(project, "layoffs", "ann-2", clock=lambda: NOW)
    other.apply(comment(other, about, "Is he the same Jason Droege as in the memo? The memo gives him another post."))
    (thread,) = threads_of(said_in(other.annotations))
    other.close()
    gold = open_session(project, "layoffs", "gold", clock=lambda: NOW)
    gold.apply(answer(gold, thread, "He is; the memo is older."))
    first, second, *_ = mentions
    made = replace(first, id="m-0000000001", label="role")
    changed = Decision("d-1", (Version(ANNOTATOR, first.id, digest_of(first)),), "own", (made.id,), note="A post")
    rejected = Decision("d-2", (Version(ANNOTATOR, second.id, digest_of(second)),), "neither")
    gold.apply(Edit("decide", (RecordChange(None, made), RemarkChange(None, changed), RemarkChange(None, rejected))))
    gold.close()


@pytest.mark.parametrize("name", PICTURES)
def test_looks_as_accepted(tmp_path: Path, snap_compare: SnapCompare, name: str) -> None:
    picture = PICTURES[name]
    folder = copy_of(picture.corpus, tmp_path, everybody=name.startswith(("review", "dashboard")))
    if name.startswith("empty-project"):
        shutil.rmtree(folder / "documents")
        shutil.rmtree(folder / "annotations")
    if name.startswith("read-only"):
        damaged(folder)
    if name.startswith("history"):
        worked_on(folder)
    if name.startswith(("talk", "comments", "corrections")):
        spoken_of(folder)
    app = application(folder, picture.document, Settings(theme=picture.theme))

    async def reach(pilot: Pilot[None]) -> None:
        running = Running(app, pilot)
        await running.settle()
        if picture.words:
            await running.to(picture.words)
        await running.press(*picture.keys)
        for bar in app.screen.query(Input):
            bar.cursor_blink = False
        await running.settle()

    try:
        assert snap_compare(app, terminal_size=picture.size, run_before=reach)
    finally:
        for held in app.workspaces:
            held.close()

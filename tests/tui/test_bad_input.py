"""Bad input on screen: a clear sentence, nothing changed on disk, and nothing that acts on the terminal."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.core.display import display_safe
from tests.tui.whole_app import NARROW, Running, copy_of, files_of, running, small_project

SET = "annotations/ann-1/layoffs.toml"


def replaced(before: str, after: str) -> Callable[[Path], None]:
    """Damages the annotation file: the first ``before`` becomes ``after``."""

    def damage(folder: Path) -> None:
        text = (folder / SET).read_text(encoding="utf-8")
        assert before in text
        (folder / SET).write_text(text.replace(before, after, 1), encoding="utf-8")

    return damage


def truncated(folder: Path) -> None:
    data = (folder / SET).read_bytes()
    (folder / SET).write_bytes(data[: len(data) // 2])


def not_utf8(folder: Path) -> None:
    (folder / "documents/layoffs.txt").write_bytes(b"abc \xff\xfe def")


def two_cases(folder: Path) -> None:
    (folder / "documents/Layoffs.txt").write_bytes(b"abc def")


BAD = {
    "truncated": (truncated, f"{SET}:147: "),
    "newer format": (replaced("format = 1", "format = 99"), f"{SET}:1: It was written by a newer annotator"),
    "out of range": (replaced("[[40, 48]]", "[[40, 99999]]"), f"{SET}:10: The mention m-gb9nxtcw8y has the span"),
    "quote": (
        replaced('quote = "laid off"', 'quote = "laid on"'),
        'quotes "laid on", but the text there is "laid off"',
    ),
    "link from nothing": (replaced('source = "m-27mftjtd9a"', 'source = "m-00mftjtd9a"'), "which is not in the file."),
    "not UTF-8": (not_utf8, "documents/layoffs.txt: It is not UTF-8: the byte at offset 4 is 0xff"),
    "two cases": (two_cases, 'The documents "layoffs" and "Layoffs" differ only in case'),
}


def on_screen(app: Running) -> str:
    """All that is on the screen, in one line, so that a wrapped sentence is found too."""
    return " ".join(app.screen_text().split())


@pytest.mark.parametrize("name", BAD)
async def test_what_is_wrong_with_a_file_is_on_the_screen_and_nothing_is_changed(tmp_path: Path, name: str) -> None:
    damage, sentence = BAD[name]
    folder = copy_of("interim-chief", tmp_path)
    damage(folder)
    before = files_of(folder)
    async with running(folder, size=(100, 30)) as app:
        assert sentence in on_screen(app)
        for keys in (("right",), ("p",), ("]",), ("delete",), ("c",), ("ctrl+z",), ("ctrl+d",), ("ctrl+s",)):
            await app.press(*keys)
        await app.press("p")
        assert "only be read" in on_screen(app) or "No document is open" in on_screen(app)
        await app.press("f1", "f2")
    assert files_of(folder) == before


@pytest.mark.parametrize("name", ["newer format", "not UTF-8"])
async def test_the_library_says_which_documents_cannot_be_read(tmp_path: Path, name: str) -> None:
    damage, _ = BAD[name]
    folder = copy_of("interim-chief", tmp_path)
    damage(folder)
    for first in ("denial", "layoffs"):
        async with running(folder, first) as app:
            await app.press("f1")
            (row,) = [row for row in app.rows("#documents") if "layoffs" in row or "Layoffs" in row]
            assert "UTF-8" in row or "newer annotator" in row or "read only" in row, (first, row)
            assert any("What the staff were told" in row for row in app.rows("#documents")), first


async def test_a_link_to_nothing_is_shown_as_such_and_kept(chief: Path) -> None:
    replaced("m-pygp0bkxs7", "m-0000000000")(chief)
    before = files_of(chief)
    async with running(chief) as app:
        await app.to("Meta bought")
        await app.press("g")
        assert files_of(chief) == before
        assert "m-0000000000" in {link.target.id for link in app.links()}
    assert files_of(chief) == before


async def test_an_empty_project_says_what_to_do(tmp_path: Path) -> None:
    folder = small_project(tmp_path)
    shutil.rmtree(folder / "documents")
    before = files_of(folder)
    async with running(folder, None, size=NARROW) as app:
        assert "put .txt files into the folder documents/ and open the project again" in on_screen(app)
        await app.press("enter", "f2", "escape", "p", "f1", "down", "?", "escape", "ctrl+p", "escape")
    assert files_of(folder) == before


async def test_an_empty_document_can_be_opened(tmp_path: Path) -> None:
    async with running(small_project(tmp_path, empty=""), "empty") as app:
        for keys in ("p", "c", "space", "tab", "]", "f", "escape", "end", "down", "shift+right", "*", "ctrl+end"):
            await app.press(keys)
        assert not app.annotations.mentions
        assert app.page.caret == 0


async def test_a_long_sentence_is_on_the_screen_to_its_end_however_narrow_it_is(chief: Path) -> None:
    async with running(chief, size=NARROW) as app:
        await app.press("p", "right", "r", "ctrl+end")
        await app.to("around 200")
        await app.press("e")
        assert 'The argument "amount" of a figure takes' in on_screen(app)
        assert app.said.split()[-1] in on_screen(app).split("The argument")[1]


ESCAPES = "\x1b]52;c;ZXZpbA==\x07\x1bc\x9b31m\x1b[2J\x08\u202egnihton\u202c\u2066x\u2069\u200f"
MARKUP = "[@click=app.quit]x[/] [b [/b] [bold]y[/nothing] [$error]"
HOSTILE = f"Ann {MARKUP} {ESCAPES} end"


def hostile_project(folder: Path) -> Path:
    """A project with control sequences and markup wherever a file has a string."""
    name = json.dumps(HOSTILE)
    schema = f"""
format = 1
name = {name}
[[labels]]
name = "person"
key = "p"
colour = "label-1"
description = {name}
[[labels]]
name = "role"
key = "r"
colour = "label-2"
description = {name}
[[claim-types]]
name = "position"
arguments = {{ person = {{ labels = ["person"] }}, role = {{ labels = ["role"] }} }}
reads = {json.dumps("{person} " + MARKUP + " {role}")}
description = {name}
[[link-types]]
name = "same-as"
key = "="
joins = "mentions"
description = {name}
"""
    root = small_project(folder, schema, a=f"{HOSTILE}\n{HOSTILE} chief.\n", b=f"{HOSTILE} chief\n")
    for document_id in ("a", "b"):
        path = root / "documents" / f"{document_id}.toml"
        path.write_text(f"title = {name}\nsource = {name}\ntopic = {name}\n", encoding="utf-8")
    return root


def assert_harmless(app: Running) -> None:
    """No character that a terminal acts on, and none that hides what is there."""
    for character in set(app.screen_text()) - {"\n"}:
        assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp"), hex(ord(character))
        assert display_safe(character) == character, hex(ord(character))


async def test_no_string_of_a_file_is_markup_or_acts_on_the_terminal(tmp_path: Path) -> None:
    folder = hostile_project(tmp_path)
    async with running(folder, "b") as app:
        await app.press("p")
        await app.select("chief")
        await app.press("r", "c")
        assert app.claims()
    async with running(folder, "a") as app:
        assert_harmless(app)
        assert "[@click=app.quit]x[/]" in app.screen_text()
        for keys in (
            ("p",),
            (";", *"[b]x[/@"),
            ("enter",),
            ("=",),
            ("escape",),
            ("enter",),
            ("down", "escape"),
            ("shift+end",),
            ("r",),
            ("c",),
            ("escape",),
            ("*",),
            ("*",),
            ("i",),
            ("enter",),
            ("escape",),
            ("escape",),
            ("/", *"[b", "enter"),
            ("f",),
            ("escape",),
            ("ctrl+g",),
            ("escape",),
            ("f1",),
            ("f2",),
            ("?",),
            ("escape",),
            ("ctrl+p",),
            ("escape",),
        ):
            await app.press(*keys)
            assert_harmless(app)
        picture = app.app.export_screenshot()
        assert "\x1b" not in picture
        assert "\u202e" not in picture
        assert app.mentions("Ann")[0].note == "[b]x[/@"


async def test_a_click_on_markup_in_a_text_is_a_click_on_text(tmp_path: Path) -> None:
    async with running(hostile_project(tmp_path), "a") as app:
        for words in ("app.quit", "[b"):
            for y, line in enumerate(app.screen_text().split("\n")):
                if words in line and app.screen == "AnnotateScreen":
                    await app.pilot.click(offset=(line.index(words), y))
        assert not app.app._exit


@pytest.mark.parametrize(
    "text", ["a\u2028b\x85c\x0bd\x0ce\r\nf\rg", "\ufeffBOM first", "e\u0301\u0301 👩‍👩‍👧‍👦 🇵🇱 한국어"]
)
async def test_strange_texts_are_shown_and_marked_by_their_code_points(tmp_path: Path, text: str) -> None:
    folder = small_project(tmp_path, odd=text)
    async with running(folder, "odd") as app:
        assert app.text == text
        await app.press("ctrl+home", "p")
        assert_harmless(app)
        for mention in app.annotations.mentions.values():
            assert all(0 <= span.start < span.end <= len(text) for span in mention.spans)
        for keys in ("right", "down", "end", "alt+left", "shift+left", "escape", "ctrl+end", "}", "(", "space"):
            await app.press(keys)
            assert_harmless(app)
    assert (folder / "documents/odd.txt").read_bytes() == text.encode()

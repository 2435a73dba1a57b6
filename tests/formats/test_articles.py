"""Texts, Markdown and pages as documents: what is said, what it is called, and when it was."""

from __future__ import annotations

import datetime as dt

import pytest

from annotator.core.model import Document
from annotator.formats import html, markdown, text
from annotator.formats.base import FormatError
from tests.formats.in_memory import Ears, MemorySource

PARAGRAPH = "In a memo, interim CEO Jason Droege &amp; others wrote that around 200 people were laid off. 🙂"
PAGE = f"""<!DOCTYPE html><html><head><title>The memo | Daily</title><meta property="og:site_name" content="Daily">
<meta property="article:published_time" content="2026-11-20T10:00:00Z">
<link rel="canonical" href="https://example.org/memo"></head><body><nav><a href="/">Home</a> <a href="/x">More</a></nav>
<article><h1>The memo</h1><p>{PARAGRAPH}</p><p>More follows in the second paragraph, which is long enough.</p></article>
<script>alert("never")</script><footer>Copyright and nothing else</footer></body></html>"""


def the_one(module: object, name: str, data: bytes | str) -> Document:
    """The one document of a file."""
    (item,) = module.read(MemorySource({name: data}), Ears().reading())  # type: ignore[attr-defined]
    assert item.sets == ()
    found: Document = item.document
    return found


@pytest.mark.parametrize("words", ["", "\ufeffone\r\ntwo\u2028three\n", "e\u0301 🙂 \x1b[31m"])
def test_a_text_is_taken_verbatim(words: str) -> None:
    document = the_one(text, "a/b.c.txt", words)
    assert (document.id, document.text) == ("a/b.c", words)


def test_markdown_keeps_its_marks_and_gives_what_stands_in_front_as_metadata() -> None:
    said = '---\ntitle: "The *memo*"\ndate: 2026-11-20T10:00:00Z\nurl: https://example.org/1\ntags: [a, b]\n---\n'
    document = the_one(markdown, "memo.md", said + "# Another\n\nHe *said* so.\n")
    assert document.text == "# Another\n\nHe *said* so.\n"
    known = document.metadata
    assert (known.title, known.date, known.url) == ("The *memo*", dt.date(2026, 11, 20), "https://example.org/1")


@pytest.mark.parametrize(
    ("words", "title", "kept"),
    [
        ("Text\n\n# The memo #\n", "The memo", "Text\n\n# The memo #\n"),
        ("+++\ntitle = 'Memo'\n[x]\ny = 1\n+++\nText", "Memo", "Text"),
        ("---\nText that is no front matter\n", "", "---\nText that is no front matter\n"),
        ("---\n- : x\n\n---\n", "", ""),
        ("\r\n---\r\n", "", "\r\n---\r\n"),
    ],
)
def test_titles_of_markdown(words: str, title: str, kept: str) -> None:
    document = the_one(markdown, "memo.markdown", words)
    assert (document.metadata.title, document.text) == (title, kept)


def test_of_a_page_the_readable_text_is_taken() -> None:
    pytest.importorskip("trafilatura")
    document = the_one(html, "memo.html", PAGE)
    assert "interim CEO Jason Droege & others wrote" in document.text
    assert "🙂" in document.text
    assert not any(word in document.text for word in ("Home", "never", "Copyright", "<"))
    known = document.metadata
    assert (known.title, known.source, known.date) == ("The memo", "Daily", dt.date(2026, 11, 20))
    assert known.url == "https://example.org/memo"


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"\xff\xfe\x00",
        "<div>" * 20_000 + "deep",
        PAGE.replace("<!DOCTYPE html>", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'),
        "<html><body></body></html>",
    ],
    ids=["empty", "no text", "deep", "entities", "nothing"],
)
def test_a_page_without_an_article_is_refused_in_a_sentence(page: bytes | str) -> None:
    pytest.importorskip("trafilatura")
    with pytest.raises(FormatError, match=r"memo\.html: (It cannot be read|There is no article)"):
        the_one(html, "memo.html", page)


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """The library fails at each page in this way."""
    trafilatura = pytest.importorskip("trafilatura")

    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(trafilatura, "bare_extraction", fails)


def test_a_page_that_the_library_stumbles_over_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, IndexError("pop from empty list"))
    with pytest.raises(FormatError, match=r"^memo\.html: .*\(IndexError\); save its text as \.txt"):
        the_one(html, "memo.html", PAGE)


def test_a_page_is_not_blamed_for_a_lack_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, MemoryError())
    with pytest.raises(MemoryError):
        the_one(html, "memo.html", PAGE)

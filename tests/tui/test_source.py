"""Opening where a document is from: a web address only, on the user's key only."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from tests.tui.whole_app import running, small_project

METADATA = "documents/news.toml"


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was asked for, on a machine with windows."""
    addresses: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url, *_: addresses.append(url))
    monkeypatch.setenv("DISPLAY", ":0")
    return addresses


def project(folder: Path, url: str) -> Path:
    """A project of one document from there."""
    root = small_project(folder, news=f"See {url} for more.")
    (root / METADATA).write_text(f'url = "{url}"\n', encoding="utf-8")
    return root


async def test_a_web_address_is_opened_on_the_users_key_and_not_before(tmp_path: Path, asked_for: list[str]) -> None:
    async with running(project(tmp_path, "https://example.org/a?b=c"), "news") as app:
        await app.to("https")
        await app.pilot.click("#page", offset=(12, 2))
        await app.press("enter", "g", "f1", "f2")
        assert asked_for == []
        await app.press("ctrl+l")
        assert asked_for == ["https://example.org/a?b=c"]
        assert app.said == "Opened https://example.org/a?b=c in the browser."


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://a@b.example", ""])
async def test_nothing_else_is_opened_and_it_is_said_why(tmp_path: Path, asked_for: list[str], url: str) -> None:
    async with running(project(tmp_path, url), "news") as app:
        await app.press("ctrl+l")
        assert asked_for == []
        assert "Only http and https addresses are opened" in app.said or 'has no "url"' in app.said


async def test_without_windows_the_address_is_said(
    tmp_path: Path, asked_for: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    async with running(project(tmp_path, "https://example.org/a"), "news") as app:
        await app.press("ctrl+l")
        assert asked_for == []
        assert "the address is https://example.org/a" in app.said

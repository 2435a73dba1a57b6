"""Which addresses a browser may be given."""

from __future__ import annotations

import pytest

from annotator.core.addresses import is_web_address


@pytest.mark.parametrize(
    "url",
    ["https://example.org", "http://example.org:8080/a/b?c=d&e=%20#f", "HTTPS://Example.Org/", "http://[::1]/x"],
)
def test_web_addresses_may_be_opened(url: str) -> None:
    assert is_web_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.org/",
        "data:text/html,x",
        "vscode://x",
        "//example.org",
        "example.org",
        "https://",
        "https:///etc/passwd",
        "https://example.org@evil.example",
        "https://example.org/\x1b]52;c;x\x07",
        "https://example.org/a b",
        "https://example.org/\n--help",
        "https://ex\u0430mple.org",
        "https://example.org/\u202egpj.exe",
        " https://example.org",
        "--version",
        "",
    ],
)
def test_nothing_else_may(url: str) -> None:
    assert not is_web_address(url)

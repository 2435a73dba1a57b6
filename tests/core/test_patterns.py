"""A pattern that is made late does what one made at once does."""

from __future__ import annotations

import re

import pytest

from annotator.core.patterns import late


@pytest.mark.parametrize("method", ["findall", "split"])
def test_it_finds_what_a_pattern_made_at_once_finds(method: str) -> None:
    source, text = "[a-c]+", "abc, BCA; cab"
    found = getattr(late(source, re.IGNORECASE), method)(text)
    assert found == getattr(re.compile(source, re.IGNORECASE), method)(text)


def test_it_is_compiled_when_it_is_first_used_and_then_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_it = re.compile

    def watched(source: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(source)
        return compile_it(source, flags)

    monkeypatch.setattr(re, "compile", watched)
    pattern = late("x+")
    assert not compiled
    assert pattern.fullmatch("xxx")
    assert pattern.search("axb")
    assert compiled == ["x+"]


def test_what_no_pattern_has_it_has_not_either() -> None:
    with pytest.raises(AttributeError):
        _ = late("x").there_is_no_such  # type: ignore[attr-defined]

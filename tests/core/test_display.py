"""The display guard: nothing that a terminal acts on gets through, and no offset moves."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.display import display_safe, one_line, shortened

HOSTILE = [
    "\x1bc", "\x1b[2J", "\x1b]0;title\x07", "\x1b]8;;https://x\x1b\\", "\x1b]52;c;aGk=\x07", "\x1bP1$r\x1b\\", "\x9b2J",
    "\x9d0;t\x9c", "\u202eevil\u202c", "\u2066x\u2069", "\u200b", "\ufeff", "\u00ad", "\x00", "\x0e\x0f", "\x7f",
    "\x85", "\u2028",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_harmless_at_the_same_length(text: str) -> None:
    safe = display_safe(text)
    assert len(safe) == len(text)
    assert safe != text
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs") for character in safe)


@given(st.text(st.characters(exclude_categories=())))
def test_no_control_character_gets_through_and_no_offset_moves(text: str) -> None:
    safe = display_safe(text)
    assert len(safe) == len(text)
    assert not any(unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") for character in safe)
    assert display_safe(safe) == safe
    assert all(ours == theirs for ours, theirs in zip(text, safe, strict=True) if ours.isalnum() or ours == " ")


@pytest.mark.parametrize(
    "text", ["👨\u200d👩\u200d👧", "❤\ufe0f", "क्\u200dष", "می\u200cخواهم", "e\u0301", "日本語", "שלום"]
)
def test_scripts_and_emoji_stay_as_they_are(text: str) -> None:
    assert display_safe(text) == text


def test_lists_show_one_line() -> None:
    assert one_line(" a\r\n\tb\x1b[2J ") == "a b␛[2J"
    assert shortened("interim chief", 8) == "interim…"
    assert shortened("chief", 5) == "chief"

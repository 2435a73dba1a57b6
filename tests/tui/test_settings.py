"""The user's own settings: what is wrong is said with the file's name, and nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.schema import default_schema
from annotator.tui.settings import Settings, read_settings

SCHEMA = default_schema("x")


def read(folder: Path, text: str) -> Settings:
    """The settings that a file with this text gives."""
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path, SCHEMA)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.toml", SCHEMA) == Settings()


def test_keys_are_given_by_the_actions_id(tmp_path: Path) -> None:
    settings = read(
        tmp_path, 'theme = "light"\n[keys]\n"claim" = "k, ctrl+x"\n"move.next-word" = "."\n"ends.end-earlier" = "f12"\n'
    )
    assert settings.theme == "light"
    assert settings.keys == {"claim": "k,ctrl+x", "move.next-word": "full_stop", "ends.end-earlier": "f12"}


def test_modifiers_may_be_given_in_any_order(tmp_path: Path) -> None:
    assert read(tmp_path, '[keys]\n"claim" = "shift+ctrl+k, #"\n"extend.line-up" = "shift+alt+up"\n').keys == {
        "claim": "ctrl+shift+k,#",
        "extend.line-up": "alt+shift+up",
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("theme = ", "cannot be read"),
        ("them = 'dark'", 'no setting "them"; there are: theme, keys'),
        ("theme = 'blue'", 'theme is "dark" or "light"'),
        ("keys = 3", "is a table"),
        ("[keys]\nfly = 'x'", 'no action "fly"'),
        ("[keys]\nclaim = 3", "are a text"),
        ("[keys]\nclaim = 'ctrl + k'", '"ctrl + k" is no key'),
        ("[keys]\nclaim = 'k,,x'", '"" is no key'),
        ("[keys]\nclaim = 'p'", 'the key "p" is that of the schema\'s "person" and of "claim"'),
        ("[keys]\nclaim = 'f'", 'the key "f" is that of "claim" and of "hints"'),
    ],
)
def test_what_is_wrong_is_said_with_the_files_name(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(AnnotatorError, match=r"settings\.toml") as refused:
        read(tmp_path, text)
    assert sentence in str(refused.value)

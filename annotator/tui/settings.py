"""The user's own settings: the theme, and keys for actions, in ``settings.toml`` of their configuration folder.

```toml
theme = "light"            # dark | light

[keys]                     # by the action's id, which the help page shows at the right
"move.next-word" = "l"
"claim" = "k,ctrl+k"
```
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias, get_args

import tomli
from platformdirs import user_config_path

from annotator.core.errors import AnnotatorError
from annotator.core.model import NOTHING
from annotator.core.schema import Schema
from annotator.tui.actions import ACTIONS, BY_ID, CHARACTERS

ThemeName: TypeAlias = Literal["dark", "light"]
NAME = "settings.toml"

_KEY = re.compile(r"(?:(?:alt|ctrl|hyper|meta|shift|super)\+)*(?:\w+|[^\w\s])")


class Settings(NamedTuple):
    """``keys`` gives actions, by id, other keys: names of the framework, several joined by commas."""

    theme: ThemeName = "dark"
    keys: Mapping[str, str] = NOTHING


def settings_path() -> Path:
    """Where the file is on this system."""
    return user_config_path("annotator", appauthor=False) / NAME


def read_settings(path: Path, schema: Schema) -> Settings:
    """The settings of a file, or the defaults where there is none.

    AnnotatorError where an entry is unknown, or where a key is that of two things.
    """
    try:
        data = tomli.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise AnnotatorError(f"{path}: the settings cannot be read: {error}.") from error
    for name in data.keys() - {"theme", "keys"}:
        raise AnnotatorError(f'{path}: there is no setting "{name}"; there are: theme, keys.')
    theme = data.get("theme", "dark")
    if theme not in get_args(ThemeName):
        raise AnnotatorError(f'{path}: the theme is "dark" or "light", not {theme!r}.')
    keys = data.get("keys", {})
    if not isinstance(keys, dict):
        raise AnnotatorError(f"{path}: [keys] is a table of action ids, each with its keys.")
    return Settings(theme, _checked(keys, schema, path))


def _checked(keys: dict[str, object], schema: Schema, path: Path) -> dict[str, str]:
    checked: dict[str, str] = {}
    for action_id, wanted in keys.items():
        if action_id not in BY_ID:
            raise AnnotatorError(f'{path}: there is no action "{action_id}"; the help page (?) lists them all.')
        if not isinstance(wanted, str) or not wanted.strip():
            raise AnnotatorError(f'{path}: the keys of "{action_id}" are a text such as "ctrl+k".')
        checked[action_id] = ",".join(_key(key.strip(), path) for key in wanted.split(","))
    taken = {_named(key): f'the schema\'s "{entry.name}"' for key, entry in schema.keyed()}
    # The list of conflicts has the keys to itself while it has the focus, and so has the review.
    apart: dict[str, dict[str, str]] = {"conflicts": {}, "review": {}}
    for action in ACTIONS:
        owners = apart.get(action.place, taken)
        for key in checked[action.id].split(",") if action.id in checked else action.keys:
            if key in owners:
                raise AnnotatorError(f'{path}: the key "{key}" is that of {owners[key]} and of "{action.id}".')
            owners[key] = f'"{action.id}"'
    return checked


def _key(key: str, path: Path) -> str:
    """The framework's name of a key, its modifiers in the one order that it knows; AnnotatorError for no key."""
    if _KEY.fullmatch(key) is None or not key.isprintable():
        raise AnnotatorError(f'{path}: "{key}" is no key; write one as "k", "ctrl+k" or "f7".')
    *modifiers, last = key.split("+") if key != "+" else [key]
    return "+".join((*sorted(modifiers), _named(last)))


def _named(key: str) -> str:
    """The framework's name of a key that may be given as the character itself."""
    names = {character: name for name, character in CHARACTERS.items()}
    return names.get(key, key)

"""Values that TOML has and JSON does not, as JSON: dates, times, infinity and not-a-number.

Each becomes an object with one key that begins with "$", so that a value comes back as what it was
whichever of the two formats a set passes through.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from annotator.core.display import UNSAFE
from annotator.core.patterns import late
from annotator.storage.toml_text import PIECE

_TO_ESCAPE = late(f"[{UNSAFE}]")

_SURROGATE = late("[\ud800-\udfff]")

_TAGS: dict[str, Callable[[str], Any]] = {
    "$datetime": dt.datetime.fromisoformat,
    "$date": dt.date.fromisoformat,
    "$time": dt.time.fromisoformat,
    "$float": float,
}


def to_json(value: Any) -> Any:
    """``value`` in what JSON has. A table of one key that begins with "$" gets another "$" in front."""
    match value:
        case str() | bool() | int():
            return value
        case dt.datetime():
            return {"$datetime": value.isoformat()}
        case dt.date():
            return {"$date": value.isoformat()}
        case dt.time():
            return {"$time": value.isoformat()}
        case float():
            return value if math.isfinite(value) else {"$float": repr(value)}
        case list() | tuple():
            return [to_json(item) for item in value]
        case Mapping():
            plain = {key: to_json(item) for key, item in value.items()}
            return {f"${key}": item for key, item in plain.items()} if _looks_tagged(plain) else plain
        case _:
            raise TypeError(f"JSON files have no value of type {type(value).__name__}")


def json_line(value: Any) -> str:
    """``value`` as JSON in one line. What a terminal would act on, or not show, is escaped."""
    plain = to_json(value)
    if isinstance(plain, dict) and any(isinstance(item, str) and len(item) > PIECE for item in plain.values()):
        return f"{{{', '.join([f'{_json(key)}: {_json(item)}' for key, item in plain.items()])}}}"
    return _json(plain)


def _json(value: Any) -> str:
    if isinstance(value, str) and len(value) > PIECE:
        pieces = [_json(value[start : start + PIECE])[1:-1] for start in range(0, len(value), PIECE)]
        return f'"{"".join(pieces)}"'
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text if text.isprintable() else _TO_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def json_value(text: str) -> Any:
    """What was written with ``json_line``, or by hand.

    ValueError with a sentence for what JSON or the files do not allow: null, a key twice in one object,
    half of a surrogate pair; its subclass ``json.JSONDecodeError`` where the text is no JSON.
    """
    value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    if "\\ud" in text or "\\uD" in text:
        _check_surrogates(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> Any:
    table = dict(pairs)
    if len(table) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f'The key "{next(name for name in names if names.count(name) > 1)}" is there twice.')
    if None in table.values():
        raise ValueError("It has a null, for which there is no use here; leave the key out.")
    if not _looks_tagged(table):
        return table
    [(key, value)] = pairs
    if key.startswith("$$"):
        return {key[1:]: value}
    if key not in _TAGS or not isinstance(value, str):
        raise ValueError(f'The key "{key}" is not known; keys that begin with "$" are for values that JSON lacks.')
    try:
        return _TAGS[key](value)
    except ValueError as error:
        raise ValueError(f'The key "{key}" has "{value}", which is no {key[1:]}.') from error


def _looks_tagged(table: Mapping[str, Any]) -> bool:
    return len(table) == 1 and next(iter(table)).startswith("$")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"It has the number {name}, which JSON does not have.")


def _check_surrogates(value: Any) -> None:
    match value:
        case str():
            if _SURROGATE.search(value):
                raise ValueError("It has half of a surrogate pair in a text, which is no character.")
        case list():
            for item in value:
                _check_surrogates(item)
        case dict():
            for key, item in value.items():
                _check_surrogates(key)
                _check_surrogates(item)

"""Ids: random, unique across annotators, never reused; and which names may become files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from annotator.core.errors import AnnotatorError

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letters that are mistaken for digits."""

LENGTH = 10
"""Characters after the prefix: 50 random bits, so that a million ids collide with a chance of 1 in 2,000."""

PREFIXES = {"mention": "m", "claim": "c", "link": "l", "comment": "k", "decision": "d"}

_PAIRS = [first + second for second in ALPHABET for first in ALPHABET]
"""The letters of ten bits."""

RandomBits = Callable[[int], int]
"""``random.Random.getrandbits`` or ``secrets.randbits``: a number of that many random bits."""

_RECORD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}")
_SEGMENT = re.compile(r"\w[\w .,'()&+@~=-]*")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_PLAIN_SEGMENT = r"(?!con|prn|aux|nul|com|lpt)[a-z0-9_](?:[ .]?[a-z0-9_-])*"
_PLAIN = re.compile(rf"{_PLAIN_SEGMENT}(?:/{_PLAIN_SEGMENT})*", re.IGNORECASE | re.ASCII)
"""Ids that are sound at a glance, as nearly all are: each is looked at several times, and there may be 100,000."""
_MAX_SEGMENT_BYTES = 200
_MAX_ID_BYTES = 800


def new_id(kind: str, random_bits: RandomBits) -> str:
    """A fresh id such as ``m-8f2k1c0q4z``; ``kind`` is that of a record or a remark."""
    bits, two = random_bits(5 * LENGTH), _PAIRS
    letters = f"{two[bits & 1023]}{two[bits >> 10 & 1023]}{two[bits >> 20 & 1023]}{two[bits >> 30 & 1023]}"
    return f"{PREFIXES[kind]}-{letters}{two[bits >> 40]}"


def is_record_id(text: str) -> bool:
    """Whether ``text`` may be the id of a record or a remark."""
    return _RECORD_ID.fullmatch(text) is not None


def folded(name: str) -> str:
    """The form under which two names are the same on a file system that ignores case or normalises."""
    if name.isascii():  # nearly all are, and the library may have 100,000
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def check_name(name: str, what: str) -> str:
    """``name`` itself where it may name one file or folder, on every file system; else AnnotatorError.

    ``what`` opens the sentence: "annotator name", "document id".
    """
    problem = _segment_problem(name)
    if problem:
        raise AnnotatorError(f"The {what} {name!r} {problem}.")
    return name


def check_document_id(document_id: str) -> str:
    """``document_id`` itself where each part between "/" may name a file or folder; else AnnotatorError."""
    if len(document_id) <= _MAX_SEGMENT_BYTES and _PLAIN.fullmatch(document_id):
        return document_id
    if len(document_id.encode("utf-8", "surrogatepass")) > _MAX_ID_BYTES:
        raise AnnotatorError(f"The document id {document_id[:40]!r}… is longer than {_MAX_ID_BYTES} bytes.")
    for segment in document_id.split("/"):
        problem = _segment_problem(segment)
        if problem:
            raise AnnotatorError(f"The document id {document_id!r} {problem}.")
    return document_id


def _segment_problem(segment: str) -> str:
    if segment == "":
        return 'has an empty part; write it without a leading, trailing or double "/"'
    if segment in (".", ".."):
        return f'may not have the part "{segment}": ids are names, not paths'
    if len(segment.encode("utf-8", "surrogatepass")) > _MAX_SEGMENT_BYTES:
        return f"has a part longer than {_MAX_SEGMENT_BYTES} bytes"
    if _RESERVED.fullmatch(segment):
        return f'may not have the part "{segment}", which some systems reserve for a device'
    # Combining marks are letters' parts in many scripts, and in names that a file system keeps decomposed.
    bare = segment if segment.isascii() else segment[:1] + "".join(filter(_is_no_mark, segment[1:]))
    if not _SEGMENT.fullmatch(bare) or segment[-1] in " .":
        return (
            "may only have letters, digits, spaces and _ . - , ' ( ) & + @ ~ =; "
            "each part starts with a letter, digit or _ and ends with neither a space nor a dot"
        )
    return ""


def _is_no_mark(character: str) -> bool:
    return unicodedata.category(character) not in ("Mn", "Mc")

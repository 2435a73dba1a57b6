"""Values of mentions, by the kind of their label, and how two of them stand to each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from typing import NamedTuple, assert_never

from annotator.core.amounts import LONGEST, Amount, Comparison, compare_amounts, read_amount
from annotator.core.dates import Dates, compare_dates, read_dates
from annotator.core.display import one_line, shortened
from annotator.core.model import Document, Mention
from annotator.core.names import compare_names, compare_roles, compare_words, is_name, name_words, role_words, stems
from annotator.core.schema import VALUE, CompareAs, Schema


class Value(NamedTuple):
    """What a mention says: its words (or the user's correction of them), read as its label wants.

    ``read`` is the amount or the dates where the label has such; None where the words give none.
    """

    compare_as: CompareAs
    words: str
    read: Amount | Dates | None = None

    @property
    def key(self) -> Hashable:
        """What values that are certainly the same share; None where the words tell nothing."""
        match self.compare_as:
            case "names":
                return name_words(self.words) if is_name(self.words) else None
            case "roles":
                return role_words(self.words) or None
            case "words":
                return stems(self.words) or None
            case "amounts" | "dates":
                return self.read
            case unreachable:
                assert_never(unreachable)

    @property
    def tells(self) -> bool:
        """Whether there is anything to compare: a pronoun or an unreadable figure tells nothing."""
        return self.key is not None


def value_of(words: str, compare_as: CompareAs, written: dt.date | None = None) -> Value:
    """The value that ``words`` give; ``written`` is the date of the article, for dates without a year."""
    match compare_as:
        case "amounts":
            return Value(compare_as, words, read_amount(words))
        case "dates":
            return Value(compare_as, words, read_dates(words, written))
        case _:
            return Value(compare_as, words)


def value_of_mention(schema: Schema, document: Document, mention: Mention) -> Value:
    """The value of a mention: what the user has put in its words' place, else what its words give."""
    corrected = mention.attributes.get(VALUE)
    words = str(corrected) if corrected is not None else document.quote(mention.spans)
    return value_of(words, schema.compared_as(mention.label), document.metadata.date)


def shown_value(schema: Schema, document: Document, mention: Mention) -> str:
    """What was read of an amount or a date, in few characters; empty where nothing was, or the words are no other."""
    value = value_of_mention(schema, document, mention)
    said = "" if value.read is None else str(value.read)
    words = document.quote(mention.spans)[:LONGEST]
    return "" if said.replace(" ", "") == words.replace(" ", "") else said


def value_refusal(text: str, compare_as: CompareAs) -> str:
    """Why a text is no value of that kind, in a sentence; nothing where it is one."""
    if compare_as == "amounts" and read_amount(text) is None:
        return f"“{shortened(one_line(text), 40)}” gives no amount; write it as 200, around 200, 14 % or $14.3 billion."
    if compare_as == "dates" and read_dates(text, dt.date.min) is None:
        return f"“{shortened(one_line(text), 40)}” gives no date; write it as 2025-07-16, 16 July 2025 or July 2025."
    return ""


def compare_values(ours: Value, theirs: Value) -> Comparison:
    """ "same", "overlaps" (both may be true), "differs", or "unknown" where they cannot be compared."""
    if ours.compare_as != theirs.compare_as:
        return "unknown"
    match ours.compare_as:
        case "names":
            return compare_names(ours.words, theirs.words)
        case "roles":
            return compare_roles(ours.words, theirs.words)
        case "words":
            return compare_words(ours.words, theirs.words)
        case "amounts" | "dates":
            return _compare_read(ours.read, theirs.read)
        case unreachable:
            assert_never(unreachable)


def _compare_read(ours: Amount | Dates | None, theirs: Amount | Dates | None) -> Comparison:
    match ours, theirs:
        case Amount(), Amount():
            return compare_amounts(ours, theirs)
        case Dates(), Dates():
            return compare_dates(ours, theirs)
        case _:
            return "unknown"

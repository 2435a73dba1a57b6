"""Files that stand as the program lays them out are read quickly, and nobody can tell but by the clock."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.model import AnnotationSet, Document, Mention, Span
from annotator.core.records import Records
from annotator.storage.codec import decode_set, decode_thoroughly, encode_set
from annotator.storage.problems import FileError, Problem
from annotator.storage.quick_toml import Unsound, read_quickly
from tests.examples import document
from tests.storage.strategies import annotated

PATH = Path("annotations/ann-1/layoffs.toml")
SNIPPETS = (
    "\n[[mentions]]\n",
    "\n[[claims]]\n",
    "\n[[others]]\n",
    "\n[table]\n",
    "\n[mentions.more]\nx = 1\n",
    "[",
    "]]",
    '"',
    '"""',
    "'''\n[[mentions]]\n'''",
    "\\",
    "\r",
    "\n",
    "# a remark\n",
    'id = "m-1"\n',
    "mentions = []\n",
    "format = 2\n",
    "0",
    "\x00",
    "é",
)

Outcome = tuple[AnnotationSet | None, tuple[str, ...], tuple[Problem, ...]]


def outcome(data: bytes, source: Document, *, thoroughly: bool) -> Outcome:
    """What reading a file comes to: the set with the order of its records, or all that is wrong."""
    try:
        if thoroughly:
            read = decode_thoroughly(data, "toml", source, "ann-1", PATH)
        else:
            read = decode_set(data, "toml", source, "ann-1", PATH)
    except FileError as error:
        return None, (), error.problems
    return read, (*read.mentions, *read.claims, *read.links), ()


@given(annotated())
@settings(deadline=None)
def test_every_file_of_the_program_with_a_record_is_read_quickly(pair: tuple[Document, AnnotationSet]) -> None:
    source, annotations = pair
    data = encode_set(annotations, source, "toml")
    # Tables of the header's own stand where a record could, and make the reading thorough.
    if (annotations.mentions or annotations.claims or annotations.links) and not annotations.extra:
        assert not isinstance(read_quickly(data.decode(), source), Unsound)
    assert outcome(data, source, thoroughly=False) == outcome(data, source, thoroughly=True)


@given(annotated(), st.data())
@settings(deadline=None, max_examples=300)
def test_a_file_that_was_changed_by_hand_reads_the_same_quickly_and_thoroughly(
    pair: tuple[Document, AnnotationSet], data: st.DataObject
) -> None:
    source, annotations = pair
    text = encode_set(annotations, source, "toml").decode()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        moved = text[start:end]
        put = data.draw(st.sampled_from(("", moved + moved, *SNIPPETS)))
        text = text[:start] + put + text[end:]
    changed = text.encode()
    assert outcome(changed, source, thoroughly=False) == outcome(changed, source, thoroughly=True)


@pytest.mark.parametrize("length", [65_535, 65_536, 65_537, 200_000])
def test_a_quote_as_long_as_the_document_is_compared_to_its_last_character(length: int) -> None:
    source = document('a "b"\n\x1b\\é' * (length // 8) + "." * (length % 8 + 1))
    whole = Mention("m-1", "event", (Span(0, len(source.text)),))
    annotations = AnnotationSet(source.id, "ann-1", source.sha256, mentions=Records([("m-1", whole)]))
    data = encode_set(annotations, source, "toml")
    assert not isinstance(read_quickly(data.decode(), source), Unsound)
    assert decode_set(data, "toml", source, "ann-1", PATH) == annotations
    place = data.rindex(b'."\norigin')
    wrong = data[:place] + b"!" + data[place + 1 :]
    assert isinstance(read_quickly(wrong.decode(), source), Unsound)
    with pytest.raises(FileError, match="quotes"):
        decode_set(wrong, "toml", source, "ann-1", PATH)


def test_an_id_that_is_there_twice_is_left_to_thorough_reading() -> None:
    source = document("One two three.")
    mentions = [Mention(f"m-{number}", "person", (Span(0, 3),)) for number in (1, 2)]
    annotations = AnnotationSet(source.id, "ann-1", source.sha256, mentions=Records((one.id, one) for one in mentions))
    data = encode_set(annotations, source, "toml").replace(b'"m-2"', b'"m-1"')
    assert isinstance(read_quickly(data.decode(), source), Unsound)
    with pytest.raises(FileError, match="there twice"):
        decode_set(data, "toml", source, "ann-1", PATH)


def test_labels_are_kept_once_however_many_mentions_have_them() -> None:
    source = document("One two three.")
    mentions = [Mention(f"m-{number}", "person", (Span(0, 3),)) for number in range(3)]
    annotations = AnnotationSet(source.id, "ann-1", source.sha256, mentions=Records((one.id, one) for one in mentions))
    read = decode_set(encode_set(annotations, source, "toml"), "toml", source, "ann-1", PATH)
    assert len({id(one.label) for one in read.mentions.values()}) == 1


def test_a_quote_that_is_another_word_of_the_same_length_is_named_with_its_line() -> None:
    source = document("One two three.")
    mention = Mention("m-1", "person", (Span(0, 3),))
    annotations = AnnotationSet(source.id, "ann-1", source.sha256, mentions=Records([("m-1", mention)]))
    data = encode_set(annotations, source, "toml").replace(b'quote = "One"', b'quote = "Two"')
    assert isinstance(read_quickly(data.decode(), source), Unsound)
    with pytest.raises(FileError, match='quotes "Two", but the text there is "One"') as refused:
        decode_set(data, "toml", source, "ann-1", PATH)
    assert refused.value.problems[0].line == data[: data.index(b"quote")].count(b"\n") + 1

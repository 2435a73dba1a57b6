"""What offsets of other tools count is found by the words that they say stand there, for a file as a whole."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.core import breakers
from annotator.formats.base import FormatError, Unit
from annotator.formats.offsets import TRIED, UNITS, OffsetMap, Place, Proof, unit_of

TEXTS = st.text(st.sampled_from("ab \r\né́🙂👨‍👩‍👧漢\U0001d11e"), max_size=30) | st.text(max_size=20)


def counted(text: str, unit: Unit) -> int:
    """How long a text is in a unit, worked out the plain way."""
    match unit:
        case "utf-16":
            return len(text.encode("utf-16-le")) // 2
        case "utf-8":
            return len(text.encode())
        case "crlf":
            return len(text.replace("\r\n", "\n"))
        case "graphemes":
            return len(list(breakers.graphemes(text)))
    return len(text)


@given(TEXTS, st.sampled_from([unit for unit in UNITS if unit not in ("graphemes", "crlf")]))
def test_offsets_of_a_unit_are_the_lengths_of_what_is_before(text: str, unit: Unit) -> None:
    offsets = OffsetMap(text, unit)
    there = {counted(text[:place], unit): place for place in range(len(text) + 1)}
    assert offsets.length == counted(text, unit)
    assert {place: offsets.offset(place) for place in there.values()} == {place: at for at, place in there.items()}
    assert {at: offsets.code_point(at) for at in range(-1, offsets.length + 2)} == {
        at: there.get(at) for at in range(-1, offsets.length + 2)
    }


@given(TEXTS, st.sampled_from(["graphemes", "crlf"]))
def test_what_counts_as_one_has_no_offset_within(text: str, unit: Unit) -> None:
    offsets = OffsetMap(text, unit)
    whole = [offsets.code_point(at) for at in range(offsets.length + 1)]
    assert offsets.length == counted(text, unit)
    assert whole[0] == 0
    assert whole[-1] == len(text)
    assert [offsets.offset(place) for place in whole if place is not None] == list(range(offsets.length + 1))
    within = set(range(len(text) + 1)) - set(whole)
    assert {offsets.offset(place) for place in within} <= {None}


@given(TEXTS, st.sampled_from(TRIED), st.data())
def test_a_file_is_read_in_a_unit_under_which_every_quote_is_where_it_says(
    text: str, unit: Unit, data: st.DataObject
) -> None:
    assume(text)
    offsets = OffsetMap(text, unit)
    places = []
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        first, last = offsets.offset(start), offsets.offset(end)
        if first is not None and last is not None and first < last:
            places.append(Place(((first, last),), text[start:end]))
    settled = unit_of("f", [(text, places)], lambda _: None)
    found = OffsetMap(text, settled)
    for ((start, end),), quote, _ in places:
        first, last = found.code_point(start), found.code_point(end)
        assert first is not None
        assert last is not None
        assert text[first:last].replace("\r\n", "\n") == (quote or "").replace("\r\n", "\n")


def test_the_unit_is_that_of_the_whole_file_and_is_said() -> None:
    said: list[str] = []
    plain, smiling = "one two", "🙂 one two"
    texts = [
        (plain, [Place(((4, 7),), "two", 1)]),
        (smiling, [Place(((7, 10),), "two", 2)]),
        ("é two", [Place(((2, 5),), "two", 3)]),
    ]
    assert unit_of("f.jsonl", texts, said.append) == "utf-16"
    assert said == ["f.jsonl: Its offsets count UTF-16 code units."]


def test_the_first_line_that_no_unit_is_left_for_is_named() -> None:
    texts = [
        ("🙂 one", [Place(((3, 6),), "one", 1)]),  # UTF-16
        ("é one", [Place(((2, 5),), "one", 2), Place(((1, 3),), "one", 3), Place(((0, 3),), "xxx", 4)]),
    ]
    with pytest.raises(FormatError, match=r"^f, line 3: It says that 'one' stands at 1 to 3, and there is ' o'"):
        unit_of("f", texts, lambda _: None)


@pytest.mark.parametrize("piece", [(1, 9), (-1, 1), (2, 2), (3, 1)])
def test_offsets_out_of_the_text_are_refused(piece: tuple[int, int]) -> None:
    for text in ("plain", "🙂 in"):
        with pytest.raises(FormatError, match=r"^f, line 7: The offsets"):
            Proof("f").see(text, [Place((piece,), None, 7)])


def test_offsets_between_the_halves_of_a_surrogate_pair_are_refused() -> None:
    with pytest.raises(FormatError, match="within a character"):
        Proof("f", "utf-16").see("🙂 in", [Place(((1, 3),), None, 7)])


def test_a_unit_that_the_user_tells_is_proved_as_well() -> None:
    text = "👨‍👩‍👧 one"
    assert unit_of("f", [(text, [Place(((2, 5),), "one")])], lambda _: None, "graphemes") == "graphemes"
    with pytest.raises(FormatError, match="counted in graphemes"):
        unit_of("f", [(text, [Place(((6, 9),), "one")])], lambda _: None, "graphemes")


def test_a_quote_whose_line_ends_were_made_plain_is_one_of_a_text_with_crlf() -> None:
    assert unit_of("f", [("a\r\nb\r\nc", [Place(((2, 5),), "b\nc")])], lambda _: None) == "crlf"


def test_without_words_offsets_are_what_the_format_says() -> None:
    proof = Proof("f")
    proof.see("🙂🙂", [Place(((0, 1),), None)])
    with pytest.raises(FormatError):
        proof.see("🙂🙂", [Place(((0, 4),), None, 2)])

"""Records find their words again in a changed text; what is not found for sure is said, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.core.anchoring import Reanchored, reanchor
from annotator.core.edits import apply
from annotator.core.model import AnnotationSet, Claim, Link, Mention, Span, Target, quote_of, spans_of
from tests.examples import annotation_set, document

OLD = (
    "In a memo of 16 July, interim CEO Jason Droege wrote that the company had grown too fast.\n"
    "Around 200 people were laid off, he said; the company employs 1,400 more.\n\n"
    "A spokesman for the company declined to comment on the memo.\n"
)


def over(text: str, *quotes: str) -> AnnotationSet:
    """A set with a mention for each quote, at the first place where it stands; "first|second" has two parts."""
    mentions = []
    for quote in quotes:
        spans, at = [], 0
        for part in quote.split("|"):
            at = text.index(part, at)
            spans.append((at, at + len(part)))
            at += len(part)
        mentions.append(Mention(f"m-{quote}".replace(" ", "_").replace("|", "."), "event", spans_of(*spans)))
    return annotation_set(mentions, of=document(text))


def quotes_of(annotations: AnnotationSet, text: str) -> dict[str, str]:
    records: list[Mention | Claim] = [*annotations.mentions.values(), *annotations.claims.values()]
    return {record.id: quote_of(text, record.spans) for record in records}


def moved(annotations: AnnotationSet, old: str, new: str, *, blind: bool = False) -> tuple[Reanchored, AnnotationSet]:
    """Re-anchored, with the old text at hand or (blind) by the quotes alone."""
    found = reanchor(annotations, quotes_of(annotations, old), None if blind else old, document(new))
    after = apply(annotations, found.edit)
    assert apply(after, found.edit.inverse()) == annotations
    return found, after


def words(annotations: AnnotationSet, text: str) -> Mapping[str, str]:
    return {key.removeprefix("m-"): quote_of(text, one.spans) for key, one in annotations.mentions.items()}


BOTH = pytest.mark.parametrize("blind", [False, True], ids=["with the old text", "by the quotes alone"])


@BOTH
def test_words_stay_where_they_were_or_move_with_what_stands_before_them(blind: bool) -> None:
    annotations = over(OLD, "16 July", "interim CEO", "Jason Droege", "Around 200", "laid off")
    found, after = moved(annotations, OLD, OLD.replace("too fast", "much too fast"), blind=blind)
    assert (found.stayed, found.moved, found.alike, found.lost) == (3, 2, 0, 0)
    assert not after.aside
    assert words(after, OLD.replace("too fast", "much too fast"))["laid_off"] == "laid off"
    assert after.text_sha256 == document(OLD.replace("too fast", "much too fast")).sha256


@BOTH
def test_a_repeated_quote_does_not_jump_to_another_place(blind: bool) -> None:
    text = "".join(f"On day {number} the company said {number * 7} things. " for number in range(1, 41))
    starts = [place for place in range(len(text)) if text.startswith("the company", place)]
    mentions = [Mention(f"m-{n}", "person", spans_of((at, at + 11))) for n, at in enumerate(starts, 1)]
    new = text.replace("On day 17 the company said 119 things. ", "").replace("On day 5 ", "On the fifth day ")
    _, after = moved(annotation_set(mentions, of=document(text)), text, new, blind=blind)
    for number in range(1, 41):
        if f"m-{number}" in after.mentions:
            following = new[after.mentions[f"m-{number}"].end :]
            assert following.startswith(f" said {number * 7} things")
    assert after.unanchored("m-17") is not None
    assert blind or len(after.mentions) == 39


@BOTH
def test_a_repeated_quote_is_held_by_the_words_around_it_that_are_there_once(blind: bool) -> None:
    text = "".join(f"On day{number} the company said {number * 7} things. " for number in range(1, 41))
    days = [place for place in range(len(text)) if text.startswith("day", place)]
    starts = [place for place in range(len(text)) if text.startswith("the company", place)]
    mentions = [Mention(f"m-{n}", "person", spans_of((at, at + 11))) for n, at in enumerate(starts, 1)]
    mentions += [Mention(f"d-{n}", "event", spans_of((at, text.index(" ", at)))) for n, at in enumerate(days, 1)]
    new = text.replace("On day17 the company said 119 things. ", "").replace("On day5 ", "On the fifth of day5 ")
    found, after = moved(annotation_set(mentions, of=document(text)), text, new, blind=blind)
    assert (found.lost, found.alike) == (2, 0)
    for number in after.mentions:
        if number.startswith("m-"):
            assert new[after.mentions[number].end :].startswith(f" said {int(number[2:]) * 7} things")


def test_what_was_deleted_is_unanchored_with_its_words_and_the_text_they_are_of() -> None:
    annotations = over(OLD, "Jason Droege", "Around 200", "laid off")
    new = OLD.replace("Around 200 people were laid off, he said; t", "T")
    found, after = moved(annotations, OLD, new)
    assert (found.stayed, found.lost) == (1, 2)
    aside = after.aside["unanchored m-laid_off"]
    assert (aside.quote, aside.text, aside.record) == (
        "laid off",
        document(OLD).sha256,
        annotations.mentions["m-laid_off"],
    )


def test_a_paragraph_that_was_moved_takes_its_records_along_for_sure() -> None:
    first, second = OLD.split("\n\n")
    new = f"{second}\n{first}\n"
    found, after = moved(over(OLD, "interim CEO", "Around 200", "spokesman"), OLD, new)
    assert (found.alike, found.lost) == (0, 0)
    assert words(after, new) == {"interim_CEO": "interim CEO", "Around_200": "Around 200", "spokesman": "spokesman"}


def test_words_that_were_changed_a_little_are_found_by_likeness_and_listed() -> None:
    annotations = over(OLD, "Jason Droege", "Around 200")
    new = OLD.replace("Jason Droege", "Jason Droge").replace("Around 200", "Around 250")
    found, after = moved(annotations, OLD, new)
    assert found.alike == 2
    assert words(after, new) == {"Jason_Droege": "Jason Droge", "Around_200": "Around 250"}
    assert after.aside["moved m-Around_200"].quote == "Around 200"
    assert after.aside["moved m-Around_200"].record == annotations.mentions["m-Around_200"]


@BOTH
def test_words_that_were_replaced_are_not_found_by_likeness(blind: bool) -> None:
    new = OLD.replace("Around 200", "Some dozen").replace("laid off", "let go")
    found, after = moved(over(OLD, "16 July", "Around 200", "laid off"), OLD, new, blind=blind)
    assert (found.alike, found.lost) == (0, 2)
    assert set(after.mentions) == {"m-16_July"}


@BOTH
def test_a_mention_of_several_parts_moves_part_by_part_or_not_at_all(blind: bool) -> None:
    annotations = over(OLD, "interim|Droege", "16 July", "Jason", "wrote")
    new = OLD.replace("interim CEO Jason", "interim chief executive Jason")
    _, after = moved(annotations, OLD, new, blind=blind)
    assert words(after, new)["interim.Droege"] == "interim … Droege"
    gone = OLD.replace("interim CEO Jason Droege", "Jason Droege")
    _, after = moved(annotations, OLD, gone, blind=blind)
    assert after.unanchored("m-interim.Droege") is not None
    assert after.aside["unanchored m-interim.Droege"].quote == "interim … Droege"


def test_claims_and_links_keep_their_ids_and_ends() -> None:
    annotations = over(OLD, "interim CEO", "Jason Droege", "Around 200")
    claim = Claim(
        "c-1", "position", spans_of((0, OLD.index("\n"))), {"person": ("m-Jason_Droege",), "x": ("m-Around_200",)}
    )
    link = Link("l-1", "same-as", "m-Around_200", Target("denial", "m-far"))
    annotations = replace(
        annotations,
        claims=annotations.claims.with_changes({"c-1": claim}),
        links=annotations.links.with_changes({"l-1": link}),
    )
    new = "Updated. " + OLD.replace("Around 200 people", "Many")
    _, after = moved(annotations, OLD, new)
    assert after.claims["c-1"].arguments == claim.arguments
    assert after.links == annotations.links
    assert quote_of(new, after.claims["c-1"].spans) == OLD.partition("\n")[0]
    assert after.unanchored("m-Around_200") is not None


@BOTH
def test_when_the_text_comes_back_everything_finds_its_place_again(blind: bool) -> None:
    annotations = over(OLD, "Jason Droege", "Around 200", "laid off", "declined")
    new = OLD.replace("Jason Droege", "Jason Droge").replace("Around 200 people were laid off, he said; t", "T")
    _, there = moved(annotations, OLD, new, blind=blind)
    assert len(there.mentions) < 4
    _, back = moved(there, new, OLD, blind=blind)
    assert back == annotations


def test_what_had_no_place_is_found_where_a_later_text_has_its_words_once() -> None:
    annotations = over(OLD, "declined to comment", "laid off")
    _, there = moved(annotations, OLD, "Nothing of this remains.")
    assert not there.mentions
    newest = "They declined to comment. Some were laid off."
    found, after = moved(there, "Nothing of this remains.", newest)
    assert (found.returned, found.lost) == (1, 1)
    assert words(after, newest) == {"declined_to_comment": "declined to comment"}
    assert "moved m-declined_to_comment" in after.aside


def test_a_word_is_not_found_in_the_middle_of_another() -> None:
    found, after = moved(over("The art of war is long.", "art"), "The art of war is long.", "The party of war is long.")
    assert (found.lost, len(after.mentions)) == (1, 0)


def test_words_that_are_the_same_with_nothing_of_their_own_around_them_are_listed() -> None:
    old = "He paid 200 dollars. Later 200 people left town by bus."
    new = "He paid 200 dollars. Soon then 200 horses ran over hills."
    at = old.rindex("200")
    mention = Mention("m-1", "amount", spans_of((at, at + 3)))
    found, after = moved(annotation_set([mention], of=document(old)), old, new)
    assert (found.alike, found.moved, found.stayed) == (1, 0, 0)
    assert after.mentions["m-1"].start == new.rindex("200")


def test_where_two_places_are_as_like_neither_is_taken() -> None:
    old = "It began on Monday. Smithe called. That was the end of it."
    new = "It began on Monday. Smitha wrote, and Smitho wrote. That was the end of it."
    found, _ = moved(over(old, "Smithe"), old, new)
    assert (found.alike, found.lost) == (0, 1)
    found, _ = moved(over(old, "Smithe"), old, new.replace("Smitho", "others"))
    assert (found.alike, found.lost) == (1, 0)


def test_a_word_that_both_texts_have_once_is_found_wherever_it_went() -> None:
    old = "Zed came first.\nMany things happened then.\n"
    new = "Many things happened then.\nAt last was Zed.\n"
    found, after = moved(over(old, "Zed"), old, new)
    assert found.alike == 1
    assert words(after, new) == {"Zed": "Zed"}


def test_a_word_that_has_become_the_beginning_of_another_is_not_found_there() -> None:
    old = "In the long story the cat sat."
    found, _ = moved(over(old, "cat"), old, old.replace("cat", "catalogue"))
    assert (found.stayed, found.alike, found.lost) == (0, 0, 1)


def test_a_record_whose_words_nobody_knows_is_kept() -> None:
    annotations = over(OLD, "Jason Droege")
    found = reanchor(annotations, {}, None, document("Another text, with Jason Droege."))
    after = apply(annotations, found.edit)
    assert after.unanchored("m-Jason_Droege") == annotations.mentions["m-Jason_Droege"]


WORDS = ["a", "the", "company", "memo", "said", "Droege", "200", "people", "off", "é🏽", "\u0301x", "CEO"]
SENTENCES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(lambda found: " ".join(found) + ". "),
    min_size=1,
    max_size=12,
)


@st.composite
def changed(draw: st.DrawFn) -> tuple[str, str, list[tuple[Span, ...]]]:
    """A text, the same after some edits, and spans of the first."""
    old = "".join(draw(SENTENCES))
    new = old
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(new)))
        end = draw(st.integers(start, min(len(new), start + 12)))
        new = new[:start] + draw(st.text("a 2é.\n", max_size=6)) + new[end:]
    edges = st.lists(st.integers(0, len(old)), min_size=2, max_size=4, unique=True).map(sorted)
    spans = draw(
        st.lists(edges.map(lambda at: tuple(Span(*at[n : n + 2]) for n in range(0, len(at) - 1, 2))), max_size=6)
    )
    return old, new, spans


@given(changed(), st.booleans())
@settings(deadline=None, max_examples=300)
def test_nothing_is_dropped_and_what_is_sure_has_its_words(
    case: tuple[str, str, list[tuple[Span, ...]]], blind: bool
) -> None:
    old, new, spans = case
    mentions = [Mention(f"m-{number}", "event", one) for number, one in enumerate(spans)]
    before = annotation_set(mentions, of=document(old))
    found, after = moved(before, old, new, blind=blind)
    assert found.stayed + found.moved + found.alike + found.lost == len(mentions)
    for mention in mentions:
        here, lost = after.mentions.get(mention.id), after.unanchored(mention.id)
        assert (here is None) == (lost is not None)
        quote = quote_of(old, mention.spans)
        if here is None:
            assert lost == mention
            assert after.aside[f"unanchored {mention.id}"].quote == quote
        else:
            assert all(one.end <= two.start for one, two in zip(here.spans, here.spans[1:], strict=False))
            assert here.end <= len(new)
            if f"moved {mention.id}" not in after.aside:
                assert quote_of(new, here.spans) == quote
    if old == new and not blind:
        assert after.mentions == before.mentions


@example(("a the the a. a a. a a. ", "he a. a a. a a. a .", [(Span(9, 21),)]))
@given(changed())
@settings(deadline=None, max_examples=300)
def test_words_that_both_texts_have_once_are_found(case: tuple[str, str, list[tuple[Span, ...]]]) -> None:
    old, new, spans = case
    mentions = [Mention(f"m-{number}", "event", one[:1]) for number, one in enumerate(spans)]
    _, after = moved(annotation_set(mentions, of=document(old)), old, new)
    for mention in mentions:
        quote = quote_of(old, mention.spans)
        once = all(0 <= text.find(quote) == text.rfind(quote) for text in (old, new))
        if once and _whole(old, quote) and _whole(new, quote):
            assert quote_of(new, after.mentions[mention.id].spans) == quote


def _whole(text: str, quote: str) -> bool:
    start = text.index(quote)
    ends = [text[at - 1 : at + 1] for at in (start, start + len(quote)) if 0 < at < len(text)]
    return not any(pair.isalnum() for pair in ends)


def test_a_document_of_ten_thousand_mentions_is_only_looked_through_where_it_changed() -> None:
    lines = [
        f"Line {number} says that person{number % 50} met the company on day {number}.\n" for number in range(10_000)
    ]
    text = "".join(lines)
    mentions = []
    at = 0
    for number, line in enumerate(lines):
        start = at + line.index("the company")
        mentions.append(Mention(f"m-{number}", "person", spans_of((start, start + 11))))
        at += len(line)
    new = "".join(["A new first line.\n", *lines[:5000], *lines[5010:]])
    found, after = moved(annotation_set(mentions, of=document(text)), text, new)
    assert (found.moved, found.alike, found.lost) == (9990, 0, 10)
    assert new[: after.mentions["m-9999"].start].endswith("person49 met ")

"""The panel's rows say what the annotations say, and stay right through any edits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.catalogue import Catalogue
from annotator.core.edits import Edit, RecordChange, apply
from annotator.core.model import Claim, Link, Mention, Record, Target, spans_of
from annotator.core.outline import Outline
from annotator.core.outline_rows import Row
from annotator.core.schema import default_schema
from annotator.core.sentences import in_context, plain, words_of
from tests.articles import article, position
from tests.examples import annotation_set, document
from tests.panel_examples import CLAIMS, HERE, LINKS, MENTIONS, catalogue, schema


def rows(outline: Outline) -> list[Row]:
    return [outline.row(number) for number in range(len(outline))]


def told(built: Catalogue, document_id: str = "layoffs") -> list[str]:
    """Each row as plain text, what stands at the right after a bar."""
    return [
        " " * max(0, row.indent) + plain(row.parts) + (f" | {plain(row.right)}" if row.right else "")
        for row in rows(Outline(built, document_id))
    ]


def test_the_panel_reads_as_sentences() -> None:
    assert told(catalogue()) == [
        "POSITION  2",
        "Jason Droege is interim CEO",
        "  ⚡ denial says Brandon Hale",
        "Alexandr Wang is chief executive",
        "  = denial",
        "",
        "FIGURE  1",
        "laid off: around 200",
        "",
        "LOOSE MENTIONS  3",
        "A 14%",
        "P Meta | = 2 documents",
        "E leaving",
        "",
        "ENTITIES  3",
        "P Alexandr Wang | 2 mentions in 2 documents",
        "  Alexandr Wang  denial",
        "R chief executive | 2 mentions in 2 documents",
        "  chief executive  denial",
        "P Meta | 2 mentions in 2 documents",
        "  Meta  denial",
    ]


def test_a_conflict_is_in_the_warning_colour_and_leads_to_the_other_claim() -> None:
    row = Outline(catalogue(), "layoffs").row(2)
    assert [part.style for part in row.parts] == ["warning", "link", "dim", "warning"]
    assert (row.target, row.record, row.home) == (Target("news/denial", "c-hale"), "l-contra", "layoffs")


def test_the_bar_has_the_hue_of_the_last_slot_that_a_claim_needs() -> None:
    bars = {plain(row.parts): row.bar for row in rows(Outline(catalogue(), "layoffs")) if row.kind == "claim"}
    assert bars["Jason Droege is interim CEO"] == "label-2"
    assert bars["laid off: around 200"] == "label-3"


def test_a_link_that_lives_in_the_other_document_is_shown_too() -> None:
    link = Link("l-far", "supports", "c-hale", Target("layoffs", "c-200"))
    built = catalogue(far_links=(link,))
    assert "  + supported by denial  Brandon Hale is interim CEO" in told(built)
    (row,) = (row for row in rows(Outline(built, "layoffs")) if row.record == "l-far")
    assert (row.target, row.home) == (Target("news/denial", "c-hale"), "news/denial")


def test_a_far_end_that_is_not_here_is_said_to_be_pending() -> None:
    gone = Link("l-gone", "supersedes", "c-200", Target("later", "c-x"))
    removed = Link("l-removed", "same-as", "m-14", Target("news/denial", "m-x"))
    lines = told(catalogue(links={"l-gone": gone, "l-removed": removed}))
    assert "  > pending: later is not here" in lines
    assert "  = pending: its other end in denial is not here" in lines


def test_an_empty_slot_shows_its_name_and_one_that_may_be_empty_is_left_out() -> None:
    claims = {
        "c-1": Claim("c-1", "figure", MENTIONS["m-14"].spans, {"amount": ("m-14",)}),
        "c-2": Claim("c-2", "happening", MENTIONS["m-leaving"].spans, {"event": ("m-leaving",)}),
    }
    lines = told(catalogue(claims=claims, links={}))
    assert "event…: 14%" in lines
    assert "leaving" in lines


def test_a_claim_of_a_type_that_the_schema_no_longer_has_keeps_its_arguments() -> None:
    claims = {"c-1": Claim("c-1", "sale", MENTIONS["m-14"].spans, {"share": ("m-14",)})}
    assert told(catalogue(claims=claims, links={}))[:2] == ["SALE  1", "  share 14%"]


def test_notes_and_attributes_stand_below_what_they_are_about() -> None:
    mentions = MENTIONS | {
        "m-14": replace(MENTIONS["m-14"], note="of\nwhat?", attributes={"certainty": "sure", "approximate": False}),
        "m-jason": replace(MENTIONS["m-jason"], note="who?"),
    }
    lines = told(catalogue(mentions=mentions))
    at = lines.index("A 14%")
    assert lines[at + 1 : at + 3] == ["  note: of what?", "  certainty sure, not approximate"]
    assert lines[lines.index("Jason Droege is interim CEO") + 2] == "  Jason Droege: note: who?"


def test_links_of_the_whole_document_have_a_group_of_their_own() -> None:
    link = Link("l-doc", "answers", "", Target("news/denial"))
    built = catalogue(links={"l-doc": link})
    assert told(built)[-2:] == ["THIS DOCUMENT  1", " → answers denial"]
    assert Outline(built, "layoffs").row_of("l-doc") == len(Outline(built, "layoffs")) - 1


def test_nothing_that_a_terminal_acts_on_comes_through() -> None:
    text = "a\x1b]0;x\x07b \u202e done"
    built = Catalogue(schema())
    of = document(text, "layoffs")
    built.put(of, annotation_set([Mention("m-1", "person", spans_of((0, len(text))), note="\x9b2J")], of=of))
    shown = "".join(told(built))
    assert shown.isprintable()
    assert "␛]0;x␇b" in shown


def test_a_long_quote_is_shortened_without_reading_all_of_it() -> None:
    of = document("word " * 1_000_000)
    assert words_of(of, spans_of((0, 5_000_000)), 12) == "word word w…"


def test_the_context_of_a_mention_is_cut_at_words() -> None:
    context = in_context(document(HERE), MENTIONS["m-14"].spans, 12)
    assert [part.text for part in context] == ["…laid off, ", "14%", " of staff.…"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Droege", "Jason Droege is interim CEO"),
        ("wrote", "Jason Droege is interim CEO"),
        ("around", "laid off: around 200"),
        ("14%", "A 14%"),
        ("laid off", "laid off: around 200"),
        ("Google", "P Meta"),
    ],
)
def test_a_caret_lights_the_row_of_what_it_is_in_or_of_the_nearest_before(words: str, expected: str) -> None:
    outline = Outline(catalogue(), "layoffs")
    number = outline.row_at(HERE.index(words))
    assert number is not None
    assert plain(outline.row(number).parts) == expected


def test_before_the_first_record_no_row_is_lit() -> None:
    assert Outline(catalogue(), "layoffs").row_at(0) is None


def test_a_document_that_is_not_known_has_no_rows() -> None:
    outline = Outline(catalogue(), "elsewhere")
    assert (len(outline), outline.row_of("m-14"), outline.row_at(3)) == (0, None, None)


def test_every_record_of_the_set_is_found_on_its_row() -> None:
    outline = Outline(catalogue(), "layoffs")
    for record_id in (*CLAIMS, "m-14", "m-meta", "m-leaving", "l-contra"):
        number = outline.row_of(record_id)
        assert number is not None
        assert outline.row(number).record == record_id
    assert outline.row_of("m-jason") == outline.row_of("c-jason")


SLOTS = {"position": ("person", "role"), "figure": ("event", "amount"), "odd": ("x",)}


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Any record over few ids, so that edits add, replace and remove the same ones."""
    kind = draw(st.sampled_from("mcl"))
    number = draw(st.integers(0, 4))
    start = draw(st.integers(0, 40))
    note = draw(st.sampled_from(("", "a note")))
    if kind == "m":
        return Mention(
            f"m-{number}", draw(st.sampled_from(("person", "amount"))), spans_of((start, start + 3)), note=note
        )
    if kind == "c":
        name = draw(st.sampled_from(sorted(SLOTS)))
        ids = st.lists(st.sampled_from([f"m-{place}" for place in range(5)]), max_size=2, unique=True).map(tuple)
        arguments = {slot: draw(ids) for slot in SLOTS[name]}
        return Claim(f"c-{number}", name, spans_of((start, start + 9)), arguments, note=note)
    ends = st.sampled_from(["", *(f"{letter}-{place}" for letter in "mc" for place in range(5))])
    target = Target(draw(st.sampled_from(("layoffs", "news/denial", "gone"))), draw(st.one_of(ends, st.just("m-wang"))))
    return Link(f"l-{number}", draw(st.sampled_from(("same-as", "contradicts", "answers"))), draw(ends), target)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.tuples(records(), st.booleans()), min_size=1, max_size=3), max_size=12), st.booleans())
def test_after_any_edits_the_rows_are_those_of_an_outline_made_anew(
    edits: list[list[tuple[Record, bool]]], conflicts_known: bool
) -> None:
    built = catalogue({}, {}, {})
    if conflicts_known:
        built.find_conflicts()
    outline = Outline(built, "layoffs")
    for wanted in edits:
        entry = built.entry("layoffs")
        assert entry is not None
        changes: dict[str, RecordChange] = {}
        for record, keep in wanted:
            before = entry.annotations.record(record.id)
            after = record if keep or before is None else None
            changes[record.id] = RecordChange(before, after)
        built.update(apply(entry.annotations, Edit("any", tuple(changes.values()))))
        outline.update(changes)
        anew = Outline(built, "layoffs")
        assert rows(outline) == rows(anew)
        assert [outline.row_at(offset) for offset in range(0, 50, 7)] == [anew.row_at(at) for at in range(0, 50, 7)]


def test_removing_one_end_of_a_link_within_the_document_shows_at_the_other_end_that_it_is_missing() -> None:
    built = catalogue(links={"l-1": Link("l-1", "same-as", "m-14", Target("layoffs", "m-leaving"))})
    outline = Outline(built, "layoffs")
    entry = built.entry("layoffs")
    assert entry is not None
    built.update(apply(entry.annotations, Edit("remove", (RecordChange(MENTIONS["m-leaving"], None),))))
    outline.update(["m-leaving"])
    assert rows(outline) == rows(Outline(built, "layoffs"))
    assert "  = pending: its other end in layoffs is not here" in told(built)


def test_a_document_that_a_claim_is_linked_to_is_not_said_to_agree_as_well() -> None:
    agreeing = catalogue(links={key: LINKS[key] for key in ("l-wang", "l-chief")})
    assert "  = denial" in told(agreeing)
    contra = Link("l-contra", "contradicts", "c-wang", Target("news/denial", "c-hale"))
    at_odds = catalogue(links={key: LINKS[key] for key in ("l-wang", "l-chief")} | {"l-contra": contra})
    assert "  = denial" not in told(at_odds)


def test_links_of_the_sample_are_all_told() -> None:
    told_of = "\n".join(told(catalogue()))
    assert len(LINKS) == 4
    assert all(words in told_of for words in ("⚡ denial", "= denial", "= 2 documents"))


def test_an_entity_is_called_by_its_most_frequent_words_with_its_mentions_in_all_documents_below() -> None:
    made = Catalogue(default_schema("test"))
    for name, person in (("a", "his"), ("b", "Jason Droege"), ("c", "Jason Droege")):
        made.put(*article(name, position(person)))
    for name in ("b", "c"):
        entry = made.entry(name)
        assert entry is not None
        link = Link("l-1", "same-as", "m-0person", Target("a", "m-0person"))
        made.put(entry.document, replace(entry.annotations, links=entry.annotations.links.with_changes({"l-1": link})))

    assert told(made, "a") == [
        "POSITION  1",
        "his is interim CEO",
        "  his = Jason Droege",
        "",
        "ENTITIES  1",
        "P Jason Droege | 3 mentions in 3 documents",
        "  Jason Droege  b",
        "  Jason Droege  c",
    ]


def test_of_an_entity_of_thousands_the_panel_lists_some_and_says_how_many_more_there_are() -> None:
    made = Catalogue(default_schema("test"))
    made.put(*article("a", position("Jason Droege")))
    for number in range(1_000):
        document, annotations = article(f"b{number:03}", position("Droege"))
        link = Link("l-1", "same-as", "m-0person", Target("a", "m-0person"))
        made.put(document, replace(annotations, links=annotations.links.with_changes({"l-1": link})))

    assert told(made, "a")[-3:] == ["  Droege  b018", "  Droege  b019", "  … and 980 more; @ lists them all"]


def test_a_claim_that_disagrees_is_shown_though_nobody_has_linked_it() -> None:
    built = Catalogue(default_schema("test"))
    built.put(*article("layoffs", position("Jason Droege")))
    built.put(*article("denial", position("Brandon Hale"), position("Droege")))
    assert told(built)[1:] == ["Jason Droege is interim CEO"]

    built.find_conflicts()
    assert told(built)[1:] == ["Jason Droege is interim CEO", "  ⚡ denial says Brandon Hale  possible"]
    row = Outline(built, "layoffs").row(2)
    assert (row.target, row.record) == (Target("denial", "c-0"), None)
    assert (built.conflicts_in("layoffs"), built.conflicts_in("denial")) == (1, 2)


def test_a_conflict_that_is_decided_is_shown_by_its_link_alone() -> None:
    built = Catalogue(default_schema("test"))
    here, said = article("layoffs", position("Jason Droege"))
    link = Link("l-1", "not-comparable", "c-0", Target("denial", "c-0"))
    built.put(here, replace(said, links=said.links.with_changes({"l-1": link})))
    built.put(*article("denial", position("Brandon Hale")))
    built.find_conflicts()

    assert not any("⚡" in row for row in told(built))
    assert built.conflicts_in("layoffs") == 0

"""brat standoff: what is read and written again says the same; what is wrong is named with its line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.growth import Needs, growth_for
from annotator.core.model import AnnotationSet, Claim, Mention
from annotator.core.schema import BUILT_IN_LINK_TYPES, Schema, make_schema
from annotator.formats import brat
from annotator.formats.base import FormatError, Item, SchemaParts
from annotator.formats.brat_conf import CONF, conf_text, read_conf
from tests.formats.brat_lines import meaning
from tests.formats.examples import memo
from tests.formats.in_memory import Ears, MemoryFile, MemoryOutput, MemorySource, dataset_of
from tests.formats.real_data import REAL, needs_real_data

TEXT = "Dr. Ada Byron met\nthe board; 🙂 nobody else did."
EMPTY = make_schema()


def schema_of(items: list[Item], parts: SchemaParts | None = None) -> Schema:
    """A schema that fits the items, as an import into an empty project makes it."""
    needs, parts = Needs(), parts or SchemaParts()
    for item in items:
        for one in item.sets:
            needs.see(one)
    growth, problems = growth_for(EMPTY, needs, parts.labels, parts.claim_types, parts.link_types)
    assert not problems
    return make_schema(labels=growth.labels, claim_types=growth.claim_types, link_types=growth.link_types)


def read(annotations: str, text: str = TEXT) -> tuple[list[Item], SchemaParts]:
    """The one document of a source, and what the source says of its schema."""
    reading = Ears().reading(EMPTY)
    return list(brat.read(MemorySource({"a.txt": text, "a.ann": annotations}), reading)), reading.parts


def the_set(annotations: str) -> AnnotationSet:
    """What was read of the one document."""
    return read(annotations)[0][0].sets[0]


def again(annotations: str, text: str = TEXT) -> str:
    """What is written of what was read."""
    items, parts = read(annotations, text)
    output, ears = MemoryOutput(), Ears()
    brat.write(dataset_of(items, schema=schema_of(items, parts)), output, ears.writing())
    assert not ears.lost
    return output.files["a.ann"].decode()


@needs_real_data
@pytest.mark.parametrize("corpus", ["BioNLP-ST_2011_GE", "BioNLP-ST_2011_REL", "CoNLL-ST_2006"])
def test_a_corpus_that_is_read_and_written_has_the_same_lines(corpus: str) -> None:
    files = {path.name: path.read_bytes() for path in (REAL / "brat" / corpus).iterdir()}
    reading = Ears().reading(EMPTY)
    items = list(brat.read(MemorySource(files), reading))
    output = MemoryOutput()
    brat.write(dataset_of(items, schema=schema_of(items, reading.parts)), output, Ears().writing())
    names = [name for name in files if name.endswith((".ann", ".txt"))]
    assert len(names) == 40
    for name in names:
        if name.endswith(".txt"):
            assert output.files[name] == files[name]
        else:
            assert meaning(output.files[name].decode()) == meaning(files[name].decode()), name


ALL = """\
T1\tPerson 4 7;8 13\tAda Byron
T2\tBoard 18 27\tthe board
T3\tMeeting 14 17\tmet
T4\tDenial 38 47\telse did.
E1\tMeeting:T3 Who:T1 Who2:T2
E2\tDenial:T4 What:E1 What2:T2
R1\tMember Arg1:T1 Arg2:T2
R2\tCause From:T1 To:E1
*\tSame T1 T2 T4
A1\tNegated E2
M1\tDoubtful E1
A2\tRank T1 first lady
N1\tReference T1 Wikipedia:534366\tAda Lovelace
#1\tAnnotatorNotes T2\tof what?
#2\tComment T2\ta second note
#3\tAnnotatorNotes R1\tsince 1840
"""


def test_everything_that_brat_has_comes_back() -> None:
    assert meaning(again(ALL)) == meaning(ALL)


def test_what_brat_says_has_its_place_in_the_model() -> None:
    annotations = the_set(ALL)
    by_label = {mention.label: mention for mention in annotations.mentions.values()}
    person = by_label["Person"]
    assert [(span.start, span.end) for span in person.spans] == [(4, 7), (8, 13)]
    assert person.attributes == {"Rank": "first lady"}
    assert by_label["Board"].note == "of what?"
    meeting, denial = sorted(annotations.claims.values(), key=lambda claim: claim.start)
    assert meeting.arguments == {"trigger": (by_label["Meeting"].id,), "Who": (person.id, by_label["Board"].id)}
    assert denial.arguments["What"] == (by_label["Meeting"].id, by_label["Board"].id)
    assert denial.attributes == {"Negated": True}


def test_an_event_that_lost_its_trigger_as_an_argument_is_not_named_for_it() -> None:
    """A user may have put another mention into the slot: then that is what is written."""
    (item,), _ = read(ALL)
    (annotations,) = item.sets
    denial = next(claim for claim in annotations.claims.values() if claim.type == "Denial")
    person = next(mention for mention in annotations.mentions.values() if mention.label == "Person")
    changed = replace(denial, arguments={**denial.arguments, "What": (person.id,)})
    claims = annotations.claims.with_changes({denial.id: changed})
    items = [Item(item.document, (replace(annotations, claims=claims),))]
    output = MemoryOutput()
    brat.write(dataset_of(items, schema=schema_of(items)), output, Ears().writing())
    assert "Denial:T4 What:T1\n" in output.files["a.ann"].decode()


def test_claims_without_a_trigger_come_back_without_one() -> None:
    items = [memo()]
    output, ears = MemoryOutput(), Ears()
    brat.write(dataset_of(items), output, ears.writing())
    (back,) = brat.read(output.source(), Ears().reading())
    (before,), (after,) = items[0].sets, back.sets
    assert sorted(_shape(before)) == sorted(_shape(after))
    assert {one.spans for one in before.claims.values()} == {one.spans for one in after.claims.values()}
    assert not any("trigger" in claim.arguments for claim in after.claims.values())


def _shape(annotations: AnnotationSet) -> list[tuple[str, str, tuple[tuple[int, int], ...]]]:
    records: list[Mention | Claim] = [*annotations.mentions.values(), *annotations.claims.values()]
    named = [(one, one.label if isinstance(one, Mention) else one.type) for one in records]
    return [(type(one).__name__, name, tuple((span.start, span.end) for span in one.spans)) for one, name in named]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("T1\tPerson 4 99\tAda", "out of the text"),
        ("T1\tPerson 7 4\tAda", "are empty"),
        ("T1\tPerson 4 7\tBob", "there is 'Ada'"),
        ("T1\tPerson 4 7;5 13\tAda da Byron", "overlap"),
        ("T1\tPerson x y\tAda", "offsets"),
        ("T1\tPerson 4 7", "tabs between"),
        ("T1 Person 4 7 Ada", "no tab"),
        ("R1\tMember Arg1:T0 Arg2:T9", "T9"),
        ("R1\tMember Arg1:T0", "two arguments"),
        ("E1\tMeeting:T9", "T9"),
        ("E1\tMeeting", "trigger"),
        ("E1\tMeeting:T0 Who:E2", "E2"),
        ("E1\tMeeting:T0 Who:E1", "argument of itself"),
        ("A1\tNegated T9", "T9"),
        ("A1\tNegated", "the id of what it is of"),
        ("N1\tReference T0", "a reference"),
        ("*\tSame T0", "at least two"),
        ("*\tSame T0 T9", "T9"),
        ("#1\tNote\tx", "the id of what it is on"),
        ("Z1\tsomething T0", "no id of brat's"),
        ("T0\tPerson 4 7\tAda", "also that of line 1"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(line: str, words: str) -> None:
    with pytest.raises(FormatError) as refused:
        read(f"T0\tPerson 8 13\tByron\n{line}\n")
    assert str(refused.value).startswith("a.ann, line 2: ")
    assert words in str(refused.value)


@pytest.mark.parametrize(("unit", "start", "end"), [("code-points", 6, 9), ("utf-16", 8, 11), ("utf-8", 12, 15)])
def test_whatever_the_offsets_count_they_are_proved_by_the_words(unit: str, start: int, end: int) -> None:
    ears = Ears()
    source = MemorySource({"a.txt": "🙂🙂 et Ada é", "a.ann": f"T1\tPerson {start} {end}\tAda\n"})
    (item,) = brat.read(source, ears.reading(EMPTY))
    (mention,) = item.sets[0].mentions.values()
    assert (mention.start, mention.end) == (6, 9)
    assert bool(ears.said) == (unit != "code-points")


def test_events_in_a_circle_are_refused() -> None:
    lines = "T1\tA 0 2\tDr\nT2\tB 4 7\tAda\nE1\tA:T1 X:E2\nE2\tB:T2 X:E1\n"
    with pytest.raises(FormatError, match="argument of itself"):
        read(lines)


def test_a_long_chain_of_events_is_no_circle() -> None:
    chain = "".join(f"E{number}\tA:T1 X:E{number + 1}\n" for number in range(1, 3000))
    assert len(the_set(f"T1\tA 0 2\tDr\n{chain}E3000\tA:T1\n").claims) == 3000


def test_annotations_without_their_text_are_refused() -> None:
    with pytest.raises(FormatError, match=r"a\.txt"):
        list(brat.read(MemorySource({"a.ann": ""}), Ears().reading()))


def test_what_is_not_utf_8_is_named_with_its_line() -> None:
    source = MemorySource({"a.txt": b"one\ntwo \xff", "a.ann": b""})
    with pytest.raises(FormatError, match=r"a\.txt, line 2: It is not UTF-8"):
        list(brat.read(source, Ears().reading()))


CONFIGURATION = """\
[entities]
Person
Organisation
\tCompany
!Heading
----
[relations]
<AGENT>=Person|Company
Owns\tArg1:<AGENT>, Arg2:Company
Equiv Arg1:Person, Arg2:Person, <REL-TYPE>:symmetric-transitive
Causes\tArg1:<EVENT>, Arg2:<EVENT>
<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:contain
[events]
Sale\tSeller+:Person, Buyer?:<AGENT>, Price*:<ANY>, After:<EVENT>
[attributes]
Negated\tArg:<EVENT>
Rank\tArg:Person|Sale, Value:low|high
"""


def test_a_configuration_becomes_a_schema_and_is_written_as_it_was_meant() -> None:
    parts = SchemaParts()
    read_conf(MemoryFile(CONF, CONFIGURATION.encode()), parts)
    assert list(parts.labels) == ["Person", "Organisation", "Company", "Sale"]
    assert parts.labels["Person"].attributes == {"Rank": ("low", "high")}
    sale = parts.claim_types["Sale"]
    assert {slot: argument.count for slot, argument in sale.arguments.items()} == {
        "trigger": "1",
        "Seller": "+",
        "Buyer": "?",
        "Price": "*",
        "After": "1",
    }
    assert sale.arguments["Buyer"].labels == ("Person", "Company")
    assert sale.attributes == {"Negated": "flag", "Rank": ("low", "high")}
    assert (parts.link_types["Equiv"].ties, parts.link_types["Causes"].joins) == (True, "claims")
    schema = make_schema(
        labels=parts.labels.values(), claim_types=parts.claim_types.values(), link_types=parts.link_types.values()
    )
    again = SchemaParts()
    read_conf(MemoryFile(CONF, conf_text(schema).encode()), again)
    assert {name: kind._replace(description="") for name, kind in again.claim_types.items()} == parts.claim_types
    assert again.labels == parts.labels
    assert again.link_types == parts.link_types
    assert not {kind.name for kind in BUILT_IN_LINK_TYPES} & set(again.link_types)


WORDS = st.from_regex(r"[A-Za-z][A-Za-z-]{0,6}", fullmatch=True)


@st.composite
def standoff(draw: st.DrawFn) -> tuple[str, str]:
    """A text and lines of every kind on it, without circles."""
    text = draw(st.text(st.characters(codec="utf-8", exclude_characters="\r\t"), min_size=3, max_size=60))
    lines: list[str] = []
    bound = draw(st.integers(1, 5))
    for number in range(1, bound + 1):
        ends = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=4, unique=True).map(sorted))
        pairs = list(zip(ends[::2], ends[1::2], strict=False))
        quote = " ".join(text[start:end] for start, end in pairs).replace("\n", " ")
        where = ";".join(f"{start} {end}" for start, end in pairs)
        lines.append(f"T{number}\t{draw(WORDS)} {where}\t{quote}")
    texts = st.integers(1, bound).map(lambda number: f"T{number}")
    events = draw(st.integers(0, 3))
    for number in range(1, events + 1):
        trigger = draw(st.integers(1, bound))
        label = lines[trigger - 1].split("\t")[1].split(" ")[0]
        earlier = [st.just(f"E{one}") for one in range(1, number)]
        roles = draw(st.lists(WORDS.filter(lambda word: word != "trigger"), max_size=3, unique=True))
        arguments = "".join(f" {role}:{draw(st.one_of(texts, *earlier))}" for role in roles)
        lines.append(f"E{number}\t{label}:T{trigger}{arguments}")
    for number in range(1, draw(st.integers(0, 3)) + 1):
        lines.append(f"R{number}\tr-{draw(WORDS)} Arg1:{draw(texts)} Arg2:{draw(texts)}")
    if bound > 1 and draw(st.booleans()):
        names = draw(st.lists(texts, min_size=2, max_size=4, unique=True))
        lines.append(f"*\tEquiv {' '.join(names)}")
    for number in range(1, draw(st.integers(0, 2)) + 1):
        lines.append(f"A{number}\ta{number}-{draw(WORDS)} {draw(texts)}{draw(st.sampled_from(['', ' high', ' 7']))}")
    for number in range(1, draw(st.integers(0, 2)) + 1):
        lines.append(f"#{number}\tAnnotatorNotes {draw(texts)}\t{draw(WORDS)}")
    return text, "\n".join(lines) + "\n"


@given(standoff())
def test_whatever_is_read_is_written_with_the_same_meaning(example: tuple[str, str]) -> None:
    text, annotations = example
    assert meaning(again(annotations, text)) == meaning(annotations)


NAMES = st.lists(st.tuples(st.sampled_from(["person", "role"]), st.integers(0, 40), st.integers(1, 12)), max_size=6)


@given(NAMES)
def test_a_file_of_plain_mentions_is_read_the_quick_way_as_it_is_line_by_line(
    places: list[tuple[str, int, int]],
) -> None:
    found = [(label, start, min(start + length, len(TEXT))) for label, start, length in places]
    plain = [(label, start, end) for label, start, end in found if "\n" not in TEXT[start:end]]
    lines = [
        f"T{number}\t{label} {start} {end}\t{TEXT[start:end]}\n" for number, (label, start, end) in enumerate(plain, 1)
    ]
    quick, slow = the_set("".join(lines)), the_set("\n" + "".join(lines))  # an empty line is not plain
    assert _shape(quick) == _shape(slow) == [("Mention", label, ((start, end),)) for label, start, end in plain]

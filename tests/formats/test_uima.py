"""UIMA CAS in and out: other tools' layers come back to them, ours lose nothing, and what is not sound is refused."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import Any

import cassis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.model import AnnotationSet, Claim, Link, Mention, Metadata, Span, Target
from annotator.formats import uima
from annotator.formats.base import FormatError, Item, make_document, make_set
from annotator.formats.tokens import keep_tokens, kept_tokens
from annotator.formats.uima_types import CHAIN_LINK, DKPRO, NAMED_ENTITY, SENTENCE, TOKEN
from tests.formats.examples import both, memo
from tests.formats.in_memory import Ears, MemoryOutput, MemorySource, dataset_of
from tests.storage.strategies import attributes, characters

TEXT = "😀 Anna saw Bruno. She\twaved."
POS = f"{DKPRO}lexmorph.type.pos.POS"
EVENT, RELATION, SLOT = "webanno.custom.Event", "webanno.custom.Knows", "webanno.custom.EventActorsLink"


def written(*items: Item, ears: Ears | None = None, how: str = "xmi", **about: Any) -> MemoryOutput:
    output = MemoryOutput()
    uima.write(dataset_of(items, **about), output, (ears or Ears()).writing(**{"as": how}))
    return output


def read(files: dict[str, Any], ears: Ears | None = None) -> list[Item]:
    return list(uima.read(MemorySource(files), (ears or Ears()).reading()))


def said_of(one: AnnotationSet) -> tuple[Any, ...]:
    """All that a set says, but for ids."""
    names = {record.id: ("mention", record.label, record.spans) for record in one.mentions.values()}
    claims = {
        claim.id: (
            claim.type,
            claim.spans,
            sorted((slot, names[i]) for slot, ids in claim.arguments.items() for i in ids),
        )
        for claim in one.claims.values()
    }
    ends = {**names, **claims}
    return (
        sorted((*names[m.id], m.note, sorted(map(repr, m.attributes.items()))) for m in one.mentions.values()),
        sorted((*claims[c.id], c.note, sorted(map(repr, c.attributes.items()))) for c in one.claims.values()),
        sorted(
            (link.type, ends[link.source], ends[link.target.id], link.note, sorted(map(repr, link.attributes.items())))
            for link in one.links.values()
        ),
    )


def _filled(claim: Claim) -> list[tuple[str, str]]:
    return [(slot, mention) for slot, mentions in claim.arguments.items() for mention in mentions]


def foreign() -> tuple[Any, Any]:
    """A CAS such as INCEpTION writes: built-in layers, a layer of events with slots, a relation, and a chain."""
    types = cassis.TypeSystem()
    for name in (TOKEN, SENTENCE, POS, CHAIN_LINK, NAMED_ENTITY, EVENT, RELATION):
        types.create_type(name)
    slot = types.create_type(SLOT, "uima.cas.TOP")
    types.create_feature(slot, "role", "uima.cas.String")
    types.create_feature(slot, "target", "uima.tcas.Annotation")
    for name in ("value", "identifier"):
        types.create_feature(types.get_type(NAMED_ENTITY), name, "uima.cas.String")
    for name in ("referenceType", "referenceRelation"):
        types.create_feature(types.get_type(CHAIN_LINK), name, "uima.cas.String")
    types.create_feature(types.get_type(CHAIN_LINK), "next", CHAIN_LINK)
    types.create_feature(types.get_type(EVENT), "certain", "uima.cas.Boolean")
    types.create_feature(types.get_type(EVENT), "actors", "uima.cas.FSArray", elementType=SLOT)
    for name in ("Governor", "Dependent"):
        types.create_feature(types.get_type(RELATION), name, "uima.tcas.Annotation")
    types.create_feature(types.get_type(RELATION), "since", "uima.cas.Integer")
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string = TEXT

    def add(name: str, words: str, **features: Any) -> Any:
        start = TEXT.index(words)
        made = types.get_type(name)(begin=start, end=start + len(words), **features)
        cas.add(made)
        return made

    for word in ("😀", "Anna", "saw", "Bruno", ".", "She", "waved"):
        add(TOKEN, word)
        add(POS, word)
    cas.add(types.get_type(TOKEN)(begin=len(TEXT) - 1, end=len(TEXT)))
    add(SENTENCE, "😀 Anna saw Bruno.")
    add(SENTENCE, "She\twaved.")
    anna = add(NAMED_ENTITY, "Anna", value="PER", identifier="Q1")
    bruno = add(NAMED_ENTITY, "Bruno", value="PER")
    she = add(CHAIN_LINK, "She", referenceType="pronoun")
    add(CHAIN_LINK, "Anna", referenceType="name", next=she)
    slots = [types.get_type(SLOT)(role="seer", target=anna), types.get_type(SLOT)(role="seen", target=bruno)]
    add(EVENT, "saw", certain=True, actors=types.get_type("uima.cas.FSArray")(elements=slots))
    add(EVENT, "waved")
    add(RELATION, "Bruno", Governor=anna, Dependent=bruno, since=1999)
    return cas, types


def foreign_files() -> dict[str, Any]:
    cas, types = foreign()
    return {"in/a.xmi": cas.to_xmi(), "in/TypeSystem.xml": types.to_xml()}


def test_another_tool_s_layers_come_in_as_mentions_claims_and_links() -> None:
    ears = Ears()
    (item,) = read(foreign_files(), ears)
    document, (one,) = item.document, item.sets
    assert (document.id, document.text) == ("in/a", TEXT)
    mentions = {(m.label, document.quote(m.spans)): m for m in one.mentions.values()}
    assert set(mentions) == {
        ("PER", "Anna"),
        ("PER", "Bruno"),
        ("name", "Anna"),
        ("pronoun", "She"),
        ("Event", "saw"),
        ("Event", "waved"),
    }
    assert dict(mentions["PER", "Anna"].attributes) == {"identifier": "Q1"}
    assert dict(mentions["Event", "saw"].attributes) == {"certain": True}
    (claim,) = one.claims.values()
    assert (claim.type, document.quote(claim.spans)) == ("Event", "saw")
    assert claim.arguments == {"seer": (mentions["PER", "Anna"].id,), "seen": (mentions["PER", "Bruno"].id,)}
    quotes = {m.id: document.quote(m.spans) for m in one.mentions.values()}
    found = [(ln.type, quotes[ln.source], quotes[ln.target.id], dict(ln.attributes)) for ln in one.links.values()]
    assert found == [("same-as", "Anna", "She", {}), ("Knows", "Anna", "Bruno", {"since": 1999})]
    tokens = kept_tokens(document)
    assert tokens is not None
    assert [document.text[t.start : t.end] for t in tokens.spans] == [
        "😀",
        "Anna",
        "saw",
        "Bruno",
        ".",
        "She",
        "waved",
        ".",
    ]
    assert tokens.sentences == (5, 8)
    assert ears.said == [f"7 annotations of {POS} have no place here, and are left out."]


@pytest.mark.parametrize("how", ["xmi", "json"])
def test_what_came_from_another_tool_goes_back_to_its_layers(how: str) -> None:
    (item,) = read(foreign_files())
    ears = Ears()
    output = written(item, how=how, ears=ears)
    assert ears.lost == []
    if how == "xmi":
        again = cassis.load_cas_from_xmi(
            output.files["in/a.xmi"].decode(), cassis.load_typesystem(output.files["TypeSystem.xml"].decode())
        )
    else:
        again = cassis.load_cas_from_json(output.files["in/a.json"].decode())
    before, _ = foreign()

    def shown(cas: Any) -> dict[str, list[Any]]:
        return {
            name: sorted(
                (one.begin, one.end, *(repr(one.get(feature)) for feature in features)) for one in cas.select(name)
            )
            for name, features in {
                NAMED_ENTITY: ("value", "identifier"),
                CHAIN_LINK: ("referenceType", "next.begin"),
                EVENT: ("certain",),
                RELATION: ("Governor.begin", "Dependent.begin", "since"),
                TOKEN: (),
                SENTENCE: (),
            }.items()
        }

    assert shown(again) == shown(before)
    (saw,) = [one for one in again.select(EVENT) if one.get("actors")]
    assert [(slot.role, slot.target.get_covered_text()) for slot in saw.actors.elements] == [
        ("seer", "Anna"),
        ("seen", "Bruno"),
    ]
    (second,) = uima.read(output.source(), Ears().reading())
    assert said_of(second.sets[0]) == said_of(item.sets[0])
    assert kept_tokens(second.document) == kept_tokens(item.document)


@pytest.mark.parametrize("how", ["xmi", "json"])
def test_ours_lose_nothing(how: str) -> None:
    ears = Ears()
    item = memo()
    (again,) = uima.read(written(item, how=how, ears=ears).source(), Ears().reading())
    assert ears.lost == []
    assert (again.document.id, again.document.text) == (item.document.id, item.document.text)
    assert again.document.metadata.title == "The memo"
    assert said_of(again.sets[0]) == said_of(item.sets[0])


@settings(max_examples=30)
@given(st.text(characters, min_size=1, max_size=20), st.sampled_from(["xmi", "json"]), st.data())
def test_any_text_and_any_mention_comes_back_or_is_told(text: str, how: str, data: st.DataObject) -> None:
    edges = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda pair: pair[0] < pair[1])
    words = st.text(characters, min_size=1, max_size=5)
    document = make_document("d", text, "d")
    mentions = [
        Mention(f"m-{at}", data.draw(words), (Span(*pair),), note=data.draw(words), attributes=data.draw(attributes))
        for at, pair in enumerate(data.draw(st.lists(edges, max_size=3)))
    ]
    ears = Ears()
    item = Item(document, (make_set(document, mentions),))
    output = written(item, how=how, ears=ears)
    again = list(uima.read(output.source(), Ears().reading()))
    if not again:
        assert how == "xmi"
        assert [lost.kind for lost in ears.lost] == ["document that XML cannot hold"]
        return
    assert again[0].document.text == text
    assert [m.spans for m in again[0].sets[0].mentions.values()] == sorted(m.spans for m in mentions)
    if not ears.lost and all(m.label.strip() for m in mentions):
        assert said_of(again[0].sets[0]) == said_of(item.sets[0])


def test_links_to_other_documents_and_of_documents_are_told() -> None:
    denial, item = both()
    whole = make_set(item.document, [Link("l-1", "same-as", "", Target("news/denial"))], "ann-1")
    ears = Ears()
    written(denial, Item(item.document, (whole,)), ears=ears)
    assert {lost.kind for lost in ears.lost} == {"link of a document"}


def test_the_tokens_of_a_source_are_dkpro_s() -> None:
    extra = keep_tokens("Ab c.", [Span(0, 2), Span(3, 4), Span(4, 5)], [5])
    document = make_document("d", "Ab c.", "d", Metadata(extra=extra))
    (again,) = uima.read(written(Item(document, (make_set(document, ()),))).source(), Ears().reading())
    assert kept_tokens(again.document) == kept_tokens(document)


def test_an_exported_project_s_folders_say_who_annotated() -> None:
    files = foreign_files()
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("ann-2.xmi", files["in/a.xmi"])
        archive.writestr("TypeSystem.xml", files["in/TypeSystem.xml"])
    cas, _ = foreign()
    (item,) = read(
        {
            "annotation/a.txt/ann-1.json": cas.to_json(),
            "annotation/a.txt/ann-2.zip": data.getvalue(),
            "annotation/a.txt/INITIAL_CAS.json": cas.to_json(),
        }
    )
    assert item.document.id == "a"
    assert [one.annotator for one in item.sets] == ["ann-1", "ann-2"]
    assert said_of(item.sets[0]) == said_of(item.sets[1])


def test_two_exports_are_the_same_bytes() -> None:
    assert written(memo()).files == written(memo()).files


XMI = """<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0">
<cas:NULL xmi:id="0"/>
<custom:Mention xmi:id="3" sofa="1" begin="2" end="3" label="x"/>
<custom:MentionLink xmi:id="4" sofa="1" begin="2" end="3" Governor="3" Dependent="3" label="of"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="😀abc"/>
<cas:View sofa="1" members="3 4"/>
</xmi:XMI>
"""
TYPES = written(memo()).files["TypeSystem.xml"]
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


def test_the_sound_file_that_the_unsound_ones_are_made_of_is_read() -> None:
    (item,) = read({"a.xmi": XMI, "TypeSystem.xml": TYPES})
    assert [item.document.quote(m.spans) for m in item.sets[0].mentions.values()] == ["a"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('begin="2"', 'begin="1"', 5, "within a character"),
        ('end="3"', 'end="99"', 5, "outside of the text"),
        ('begin="2"', 'begin="5"', 5, "not in the text"),
        ('begin="2"', 'begin="x"', None, "no sound CAS"),
        ('Governor="3"', 'Governor="77"', 6, "'77'"),
        ('Governor="3" ', "", 6, "without two ends"),
        ("custom:MentionLink", "custom:Unknown", None, "webanno.custom.Unknown"),
        ('xmi:id="4"', 'xmi:id="3"', 6, "also that of line 5"),
        ("</xmi:XMI>", "", 10, "no sound XML"),
        ("<xmi:XMI", f"{BOMB}<xmi:XMI", 2, "document type"),
        ("<xmi:XMI", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xmi:XMI', 2, "document type"),
        (' sofaString="😀abc"', "", None, "no text"),
        ("3 4", "3 4 5", 8, "'5'"),
    ],
)
def test_an_unsound_xmi_is_refused_in_one_line(old: str, new: str, line: int | None, says: str) -> None:
    assert old in XMI
    with pytest.raises(FormatError) as refused:
        read({"a.xmi": XMI.replace(old, new, 1), "TypeSystem.xml": TYPES})
    assert (refused.value.name, refused.value.line) == ("a.xmi", line)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def sound_json() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(written(memo(), how="json").files["news/memo.json"])
    return data


@pytest.mark.parametrize(
    "kind", ["dangling", "twice", "no types", "surrogate", "no cas", "deep", "cut", "latin", "type"]
)
def test_an_unsound_json_is_refused_in_one_line(kind: str) -> None:
    data = sound_json()
    structures = data["%FEATURE_STRUCTURES"]
    raw: str | bytes | None = None
    match kind:
        case "dangling":
            next(one for one in structures if "@Governor" in one)["@Governor"] = 999
        case "twice":
            structures[3]["%ID"] = structures[2]["%ID"]
        case "no types":
            del data["%TYPES"]
        case "surrogate":
            cross = next(one for one in structures if one.get("id") == "m-cross")
            cross["end"] = cross["begin"] + len("Droege ") + 1
        case "no cas":
            data = {"spans": []}
        case "deep":
            raw = "[" * 100_000
        case "cut":
            raw = json.dumps(data)[:-20]
        case "latin":
            raw = json.dumps(data, ensure_ascii=False).replace("memo", "mémo").encode("latin-1", "replace")
        case "type":
            structures[3]["%TYPE"] = "x.Unknown"
    with pytest.raises(FormatError) as refused:
        read({"a.json": raw if raw is not None else json.dumps(data)})
    assert refused.value.name == "a.json"
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["x=print(1)", "class", "get", "a b", "__init__", "é", "x\n  pass"])
def test_names_that_would_run_as_a_program_never_reach_the_library(name: str) -> None:
    types = TYPES.decode().replace("<name>note</name>", f"<name>{name}</name>", 1)
    with pytest.raises(FormatError, match="no name of a feature") as refused:
        read({"a.xmi": XMI, "TypeSystem.xml": types})
    assert refused.value.name == "TypeSystem.xml"
    data = sound_json()
    data["%TYPES"]["webanno.custom.Mention"][name] = {"%NAME": name, "%RANGE": "uima.cas.String"}
    with pytest.raises(FormatError, match="no name of a feature"):
        read({"a.json": json.dumps(data)})
    data = sound_json()
    data["%TYPES"][f"x.{name}"] = {"%NAME": name, "%SUPER_TYPE": "uima.tcas.Annotation"}
    if not name.isidentifier() or not name.isascii() or name.startswith("_"):
        with pytest.raises(FormatError, match="no name of a type"):
            read({"a.json": json.dumps(data)})


def test_a_bomb_in_the_type_system_and_a_broken_archive_are_refused() -> None:
    bomb = TYPES.decode().replace("<typeSystemDescription", f"{BOMB}<typeSystemDescription", 1)
    with pytest.raises(FormatError, match=r"TypeSystem\.xml, line 2: .*document type"):
        read({"a.xmi": XMI, "TypeSystem.xml": bomb})
    with pytest.raises(FormatError, match=r"no TypeSystem\.xml beside it"):
        read({"a.xmi": XMI})
    with pytest.raises(FormatError, match="no sound zip"):
        read({"a.zip": b"PK\x03\x04 and no more"})
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xmi", " " * (65 << 20))
        archive.writestr("TypeSystem.xml", TYPES)
    with pytest.raises(FormatError, match="larger than"):
        read({"a.zip": packed.getvalue()})

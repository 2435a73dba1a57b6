"""ECB+: coreference across documents in and out again, and XML that is not sound, or not safe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from xml.etree import ElementTree

import pytest
from hypothesis import given

from annotator.core.entities import Entities
from annotator.core.model import Link, Mention, Record, Span, Target
from annotator.core.schema import LinkType
from annotator.formats import ecbplus
from annotator.formats.base import FormatError, Item, make_document, make_set
from annotator.formats.registry import FORMATS
from tests.formats.examples import both
from tests.formats.in_memory import SCHEMA, Ears, MemoryOutput, MemorySource, dataset_of
from tests.formats.real import real_files
from tests.formats.strategies import fit, items

SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<Document doc_name="1_1ecb.xml" doc_id="DOC1">
<token t_id="1" sentence="0" number="0">AT&amp;T</token>
<token t_id="2" sentence="0" number="1">wrote</token>
<token t_id="3" sentence="1" number="0">It</token>
<Markables>
<ORG m_id="10" note="sure"><token_anchor t_id="1"/></ORG>
<ORG m_id="11"><token_anchor t_id="3"/><token_anchor t_id="1"/></ORG>
<ORG m_id="12" RELATED_TO="" TAG_DESCRIPTOR="the firm" instance_id="HUM1" />
</Markables>
<Relations>
<CROSS_DOC_COREF r_id="7" note="HUM1"><source m_id="10"/><source m_id="11"/><target m_id="12"/></CROSS_DOC_COREF>
<PLOT_LINK r_id="8" relType="RISING"><source m_id="10"/><target m_id="11"/></PLOT_LINK>
</Relations>
</Document>
"""


def read(files: dict[str, bytes] | dict[str, str], ears: Ears | None = None) -> list[Item]:
    return list(ecbplus.read(MemorySource(files), (ears or Ears()).reading()))


def one(data: str | bytes) -> Item:
    (item,) = ecbplus.read(MemorySource({"1_1ecb.xml": data}), Ears().reading())
    return item


def written(*items: Item, ears: Ears | None = None) -> MemoryOutput:
    output = MemoryOutput()
    ecbplus.write(dataset_of(items), output, (ears or Ears()).writing())
    return output


def elements(data: bytes) -> Counter[str]:
    """Every element with its attributes, its text and its children, whatever their order."""
    root = ElementTree.fromstring(data)
    return Counter(
        repr(
            (element.tag, sorted(element.attrib.items()), (element.text or "").strip())
            + (
                (sorted(repr(sorted(child.attrib.items())) for child in element),)
                if element.tag not in ("Document", "Markables", "Relations")
                else ()
            )
        )
        for element in root.iter()
    )


def clusters(items: Iterable[Item]) -> set[frozenset[tuple[str, str, str]]]:
    """The entities of several documents, by the words of their mentions and where they are."""
    found, names = Entities(), {}
    for item in items:
        for said in item.sets:
            for mention in said.mentions.values():
                words = "".join("".join(item.document.text[span.start : span.end] for span in mention.spans).split())
                names[Target(item.document.id, mention.id)] = (item.document.id, mention.label, words)
            for link in said.links.values():
                if link.type == "same-as":
                    found.tie(Target(item.document.id, link.source), link.target)
    return {frozenset(names[end] for end in cluster) for cluster in found}


def test_a_document_has_its_tokens_mentions_coreference_and_relations() -> None:
    ears = Ears()
    reading = ears.reading()
    (item,) = ecbplus.read(MemorySource({"1_1ecb.xml": SMALL}), reading)
    document, annotations = item.document, item.sets[0]
    assert (document.id, document.text, document.topic) == ("1_1ecb", "AT&T wrote\nIt", "1")
    first, second = annotations.mentions.values()
    assert (first.label, first.note, document.quote(first.spans)) == ("ORG", "sure", "AT&T")
    assert second.spans == (Span(0, 4), Span(11, 13))
    assert [(link.type, link.source, link.target.id) for link in annotations.links.values()] == [
        ("same-as", second.id, first.id),
        ("PLOT_LINK", first.id, second.id),
    ]
    assert reading.parts.link_types == {"PLOT_LINK": LinkType("PLOT_LINK")}


def test_what_was_read_is_written_with_every_element_that_it_had() -> None:
    assert elements(written(one(SMALL)).files["1_1ecb.xml"]) == elements(SMALL.encode())


def test_the_real_documents_come_out_with_every_element_that_they_had() -> None:
    files = real_files("ecbplus/1")
    found = read(files)
    assert sum(len(item.sets[0].mentions) for item in found) == 179
    output = written(*found)
    assert {name: elements(data) for name, data in output.files.items()} == {
        name: elements(data) for name, data in files.items()
    }


def test_a_note_ties_mentions_of_all_documents_that_have_it() -> None:
    found = read(real_files("ecbplus/1"))
    across = [cluster for cluster in clusters(found) if len({document for document, _, _ in cluster}) > 1]
    words = {words for cluster in across for _, _, words in cluster}
    assert {"TaraReid", "Lohan"} & words
    assert clusters(read(written(*found).files)) == clusters(found)


def test_new_entities_get_new_instances_and_separated_ones_do_not_join_again() -> None:
    item = one(SMALL)
    first, second = item.sets[0].mentions.values()
    apart = Item(item.document, (make_set(item.document, [first, second]),))
    assert clusters(read(written(apart).files)) == set()
    other = make_document("2_1ecb", "It says", "x")
    records: list[Record] = [
        Mention("m-1", "ORG", (Span(0, 2),)),
        Link("l-1", "same-as", "m-1", Target(item.document.id, second.id)),
    ]
    tied = [apart, Item(other, (make_set(other, records),))]
    assert clusters(read(written(*tied).files)) == clusters(tied) != set()


def test_of_instances_that_became_one_the_first_in_the_text_stays() -> None:
    more = '<ORG m_id="13" instance_id="HUM2" />\n</Markables>'
    relation = (
        '<CROSS_DOC_COREF r_id="9" note="HUM2"><source m_id="11"/><target m_id="13"/></CROSS_DOC_COREF>\n</Relations>'
    )
    data = SMALL.replace('<source m_id="11"/>', "").replace("</Markables>", more).replace("</Relations>", relation)
    item = one(data)
    first, second = item.sets[0].mentions.values()
    records: list[Record] = [first, second, Link("l-1", "same-as", second.id, Target(item.document.id, first.id))]
    root = ElementTree.fromstring(written(Item(item.document, (make_set(item.document, records),))).files["1_1ecb.xml"])
    relations = {
        one.get("note"): [end.get("m_id") for end in one.iter("source")] for one in root.iter("CROSS_DOC_COREF")
    }
    assert relations == {"HUM1": ["10", "11"]}


def test_what_it_cannot_hold_is_told() -> None:
    ears = Ears()
    found = [fit(item, FORMATS["ecbplus"].holds) for item in both()]
    again = read(written(*found, ears=ears).files, ears)
    assert [lost.kind for lost in ears.lost] == []
    assert clusters(again) == clusters(found)
    assert {mention.note for item in again for mention in item.sets[0].mentions.values()} == {"", "his name"}


@given(items(), items("e"))
def test_mentions_and_entities_are_the_same_again(first: Item, second: Item) -> None:
    ears = Ears()
    found = [fit(item, FORMATS["ecbplus"].holds) for item in (first, second) if item.document.text.strip()]
    output = written(*found, ears=ears)
    again = read(output.files)
    if not ears.lost:
        assert clusters(again) == clusters(found)
    assert sum(len(item.sets[0].mentions) for item in again) == sum(len(item.sets[0].mentions) for item in found) - sum(
        lost.kind.startswith("mention") for lost in ears.lost
    )
    assert {name: elements(data) for name, data in written(*again).files.items()} == {
        name: elements(data) for name, data in output.files.items()
    }


BOMB = '<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
FETCH = '<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">\n'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("</Relations>\n</Document>\n", "", "1_1ecb.xml, line 14: It is no sound XML: no element found"),
        (HEAD, HEAD + BOMB, "1_1ecb.xml, line 2: It has a document type"),
        (HEAD, HEAD + FETCH, "1_1ecb.xml, line 2: It has a document type"),
        ("wrote", "&wrote;", "1_1ecb.xml, line 4: It is no sound XML: undefined entity"),
        ('t_id="3"/><', 't_id="9"/><', "1_1ecb.xml, line 8: It names the token '9'"),
        ('<target m_id="12"/>', '<target m_id="99"/>', "1_1ecb.xml, line 12: It names the markable '99'"),
        ('m_id="11">', 'm_id="10">', "1_1ecb.xml, line 8: The markable '10' is there twice"),
        ('t_id="2" s', 't_id="1" s', "1_1ecb.xml, line 4: The token '1' is there twice"),
        (' sentence="1"', "", "1_1ecb.xml, line 5: token has no sentence"),
        (">wrote<", "><", "1_1ecb.xml, line 4: The token '2' has no text"),
        ('<target m_id="12"/>', "", "1_1ecb.xml, line 12: CROSS_DOC_COREF has no source, or not one target"),
        ("UTF-8", "utf-99", "1_1ecb.xml, line 1: It is"),
        ("Document", "html", "1_1ecb.xml, line 2: Its outermost element is html"),
        ("wrote", "<a>" * 200 + "</a>" * 200, "1_1ecb.xml, line 4: Its elements nest deeper"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_with_its_line(old: str, new: str, sentence: str) -> None:
    assert old in SMALL
    with pytest.raises(FormatError) as caught:
        one(SMALL.replace(old, new))
    assert str(caught.value).startswith(sentence)


def test_bytes_that_are_not_of_the_encoding_are_refused() -> None:
    with pytest.raises(FormatError, match="line 4: It is no sound XML"):
        one(SMALL.encode().replace(b"wrote", b"wr\xf6te"))
    assert one(SMALL.encode().replace(b"wrote", b"wr\xf6te").replace(b"UTF-8", b"latin-1")).document.text[7] == "ö"


def test_labels_that_are_no_names_of_elements_are_written_as_such() -> None:
    document = make_document("d", "Ann here", "d")
    ears = Ears()
    item = Item(document, (make_set(document, [Mention("m-1", "1st <job>", (Span(0, 3),))]),))
    again = read(written(item, ears=ears).files)
    assert [mention.label for mention in again[0].sets[0].mentions.values()] == ["_1st__job_"]
    assert len(ears.said) == 1
    assert SCHEMA.tying == "same-as"

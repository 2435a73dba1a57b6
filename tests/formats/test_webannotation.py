"""W3C Web Annotations: in and out again, expanded as JSON-LD, those of other tools, and files that are not sound."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from annotator.core.entities import Entities
from annotator.core.model import Target
from annotator.formats import webannotation
from annotator.formats.base import FormatError, Item, make_document, make_set
from annotator.formats.registry import FORMATS
from tests.formats.examples import both
from tests.formats.in_memory import SCHEMA, Ears, MemoryOutput, MemorySource, dataset_of
from tests.formats.strategies import facts, fit, items

OA = "http://www.w3.org/ns/oa#"
TERMS = {
    **{name: OA + name for name in ("Annotation", "TextualBody", "SpecificResource", "Composite")},
    **{
        name: OA + name
        for name in ("TextPositionSelector", "TextQuoteSelector", "start", "end", "exact", "prefix", "suffix")
    },
    **{name: {"@id": OA + name, "@type": "@vocab"} for name in ("tagging", "linking", "commenting", "describing")},
    "id": {"@id": "@id", "@type": "@id"},
    "type": {"@id": "@type", "@type": "@id"},
    "AnnotationPage": "http://www.w3.org/ns/activitystreams#OrderedCollectionPage",
    "items": {"@id": "http://www.w3.org/ns/activitystreams#items", "@type": "@id", "@container": "@list"},
    "Person": "http://xmlns.com/foaf/0.1/Person",
    "name": "http://xmlns.com/foaf/0.1/name",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "format": "http://purl.org/dc/elements/1.1/format",
    "created": {"@id": "http://purl.org/dc/terms/created", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"},
    "creator": {"@id": "http://purl.org/dc/terms/creator", "@type": "@id"},
    "motivation": {"@id": OA + "motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": OA + "hasPurpose", "@type": "@vocab"},
    "body": {"@id": OA + "hasBody", "@type": "@id"},
    "target": {"@id": OA + "hasTarget", "@type": "@id"},
    "source": {"@id": OA + "hasSource", "@type": "@id"},
    "selector": {"@id": OA + "hasSelector", "@type": "@id"},
}
"""The terms that we use, as the vocabulary of Web Annotations defines them; the context is not fetched."""

TEXT = "Ann 🙂 met Bo. Ann left."


def read(files: dict[str, Any], ears: Ears | None = None, **options: str) -> list[Item]:
    data = {name: value if isinstance(value, str | bytes) else json.dumps(value) for name, value in files.items()}
    return list(webannotation.read(MemorySource(data), (ears or Ears()).reading(SCHEMA, **options)))


def written(*items: Item, ears: Ears | None = None) -> dict[str, bytes]:
    output = MemoryOutput()
    webannotation.write(dataset_of(items), output, (ears or Ears()).writing())
    return output.files


def marks(item: Item) -> list[tuple[str, str]]:
    return [(one.label, item.document.quote(one.spans)) for one in item.sets[0].mentions.values()]


def note(selector: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": "http://x/1",
        "type": "Annotation",
        "target": {"source": "http://x/a.txt", "selector": selector},
        **more,
    }


def position(start: int, end: int) -> dict[str, Any]:
    return {"type": "TextPositionSelector", "start": start, "end": end}


def quoted(exact: str, prefix: str = "", suffix: str = "") -> dict[str, Any]:
    return {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}


@given(items())
def test_all_that_is_said_within_a_document_comes_back(item: Item) -> None:
    item, ears = fit(item, FORMATS["web-annotation"].holds), Ears()
    (again,) = read(written(item, ears=ears))
    if item.sets[0].mentions:
        assert facts(again) == facts(item)
    assert (again.document.text, ears.lost) == (item.document.text, [])


def test_links_lead_to_other_documents_and_whose_they_are_comes_back() -> None:
    found = [fit(item, FORMATS["web-annotation"].holds) for item in both()]
    again = read(written(*found))
    assert [item.document.id for item in again] == ["news/denial", "news/memo"]
    assert [one.annotator for item in again for one in item.sets] == ["ann-1", "ann-1"]
    tied = Entities()
    words = {}
    for item in again:
        for mention in item.sets[0].mentions.values():
            words[Target(item.document.id, mention.id)] = item.document.quote(mention.spans)
        for link in item.sets[0].links.values():
            tied.tie(Target(item.document.id, link.source), link.target)
    assert [{words[end] for end in cluster} for cluster in tied] == [
        {"Droege", "Jason Droege", "interim CEO Jason Droege"}
    ]


def test_json_ld_expands_to_the_vocabulary_of_web_annotations() -> None:
    pyld = pytest.importorskip("pyld", reason="NOT TESTED WITH PYLD: it is not installed")

    def loaded(url: str, _options: Any) -> dict[str, Any]:
        assert url == "http://www.w3.org/ns/anno.jsonld"
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": TERMS}}

    found = [fit(item, FORMATS["web-annotation"].holds) for item in both()]
    for name, data in written(*found).items():
        if name.endswith(".jsonld"):
            (page,) = pyld.jsonld.expand(json.loads(data), {"documentLoader": loaded, "base": "http://x/"})
            assert page["@type"] == ["http://www.w3.org/ns/activitystreams#OrderedCollectionPage"]
            (inner,) = page["http://www.w3.org/ns/activitystreams#items"]
            annotations = inner["@list"]
            assert len(annotations) == data.count(b"\n") - 2
            for annotation in annotations:
                assert annotation["@type"] == [OA + "Annotation"]
                assert annotation["@id"].startswith("urn:annotator:news/")
                assert {OA + "hasBody", OA + "hasTarget", OA + "motivatedBy"} <= set(annotation)
            targets = [target for annotation in annotations for target in annotation[OA + "hasTarget"]]
            selectors = [selector for target in targets for selector in target.get(OA + "hasSelector", ())]
            kinds = [selector["@type"] for selector in selectors]
            assert (
                kinds.count([OA + "TextPositionSelector"]) == kinds.count([OA + "TextQuoteSelector"]) == len(kinds) / 2
            )
            words = [selector[OA + "exact"][0]["@value"] for selector in selectors if OA + "exact" in selector]
            assert "CEO" in " ".join(words)
            assert all(selector[OA + "end"][0]["@value"] > 0 for selector in selectors if OA + "end" in selector)


def test_annotations_of_other_tools_are_found_by_position_or_by_quote() -> None:
    annotations = [
        note([position(4, 5), quoted("🙂")], body={"type": "TextualBody", "value": "smile", "purpose": "tagging"}),
        note(quoted("Ann", suffix=" left"), id="http://x/2", body={"value": "who?"}, creator="http://x/me"),
        note(position(0, 3), id="http://x/3", creator=[{"name": "Me"}]),
    ]
    for pages in (
        annotations,
        {"type": "AnnotationCollection", "first": {"type": "AnnotationPage", "items": annotations}},
    ):
        (item,) = read({"a.txt": TEXT, "page.jsonld": pages})
        assert item.document.id == "a"
        assert [one.annotator for one in item.sets] == ["", "http://x/me", "Me"]
        assert marks(item) == [("smile", "🙂")]
        (second,) = item.sets[1].mentions.values()
        assert (second.label, second.spans[0].start, second.note) == ("annotation", TEXT.index("Ann left"), "who?")


def test_positions_in_utf_16_are_found_out_by_the_quotes() -> None:
    ears = Ears()
    (item,) = read({"a.txt": TEXT, "page.json": note([position(11, 13), quoted("Bo")])}, ears)
    assert marks(item) == [("annotation", "Bo")]
    assert ears.said == ["page.json: Its offsets count UTF-16 code units."]


def test_a_text_without_annotations_is_a_document_again() -> None:
    document = make_document("d", TEXT, "d")
    (item,) = read(written(Item(document, (make_set(document, []),))))
    assert item.document == document


@pytest.mark.parametrize(
    ("annotations", "sentence"),
    [
        ([note(position(0, 99))], "page.jsonld, line 1: The offsets 0 to 99"),
        ([note([position(0, 3), quoted("Bob")])], "page.jsonld, line 1: It says that 'Bob' stands at 0 to 3"),
        ([note(quoted("Ann"))], "page.jsonld, line 1: What it quotes, 'Ann', is more than once"),
        ([note(quoted("Cy"))], "page.jsonld, line 1: What it quotes, 'Cy', is not"),
        ([note(position(0, 3)), 7], "page.jsonld: An annotation is no object"),
        ([{"id": "x", "type": "Annotation"}], "page.jsonld, line 1: An annotation has no target"),
        ([note({"type": "TextPositionSelector", "start": 1})], 'page.jsonld, line 1: A selector has no "end"'),
        (
            [{**note(position(0, 3)), "target": {"source": "b.txt"}}],
            "page.jsonld, line 1: The text that it is on, 'b.txt'",
        ),
        (
            [{"id": "x", "motivation": "linking", "target": "urn:1", "body": "urn:2"}],
            "page.jsonld, line 1: It links 'urn:1', which is no annotation here",
        ),
        ('{"items": [', "page.jsonld, line 1: It is no sound JSON"),
        (b'{"items": ["\xff"]}', "page.jsonld, line 1: It is not UTF-8: 0xff"),
    ],
)
def test_a_page_that_is_not_sound_is_refused(annotations: Any, sentence: str) -> None:
    with pytest.raises(FormatError) as caught:
        read({"a.txt": TEXT, "page.jsonld": annotations})
    assert str(caught.value).startswith(sentence)


def test_two_annotations_of_one_id_that_is_linked_are_refused() -> None:
    link = {"id": "l", "motivation": "linking", "target": "http://x/1", "body": "http://x/1"}
    with pytest.raises(FormatError, match="is that of two annotations"):
        read({"a.txt": TEXT, "page.jsonld": [note(position(0, 3)), note(position(0, 1)), link]})


def test_no_source_leads_out_of_the_folder() -> None:
    data = {**note(position(0, 3)), "target": {"source": "../../etc/passwd.txt", "selector": position(0, 3)}}
    with pytest.raises(FormatError, match="is not among the files"):
        read({"in/page.jsonld": data, "secret.txt": TEXT})
